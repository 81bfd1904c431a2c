package org.ecgworkbench.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.quality.QualityFinding;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.model.NetworkInput;

/** What is to be known of a recording and of what the network reads of it. */
final class RecordingWarnings {
  private RecordingWarnings() {}

  static List<String> of(EcgRecord record, ShippedModel shipped, List<QualityFinding> findings) {
    NetworkInput input = shipped.model().input();
    List<String> warnings = new ArrayList<>();
    warnings.addAll(shipped.notes());
    if (record.seconds() < input.seconds() - 1e-9) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "the recording has %.3f s, the network reads %.3f s: zeros stand before it",
              record.seconds(),
              input.seconds()));
    }
    if (record.seconds() > input.seconds() + 1e-9) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "the recording has %.3f s, the network reads the last %.3f s",
              record.seconds(),
              input.seconds()));
    }
    if (record.samplingRateHz() != EcgDataset.SAMPLING_RATE_HZ) {
      warnings.add(
          "the recording was resampled from %d Hz to %d Hz"
              .formatted(record.samplingRateHz(), input.samplingRateHz()));
    }
    findings.forEach(finding -> warnings.add(finding.line()));
    return warnings;
  }
}
