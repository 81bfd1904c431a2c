package org.ecgworkbench.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.ecgworkbench.dataset.quality.QualityFinding;
import org.ecgworkbench.dataset.quality.SignalQuality;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.SplitName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Reads every recording once and tries the output folder, so that a long run does not fail half way. */
@Command(
    name = "check",
    description =
        "Reads every recording with all its checks and tries the output folder; says what it found. With FILE, that recording alone.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  private static final int RATE_HZ = 500;

  @Mixin private RecordingOptions recording;
  @Mixin private RunOptions options;

  @Override
  public Integer call() {
    recording.requireFileOfRate();
    if (recording.isGiven()) {
      checkFile();
      return 0;
    }
    Study study = options.study();
    study.recordings().sayOverlaps(study.recordings().check(), List.of(SplitName.OWN));
    System.out.println(study);
    return 0;
  }

  private void checkFile() {
    EcgRecord record =
        recording
            .open(recording.reading(options.parameters().resample()).withWantedRateHz(RATE_HZ))
            .record();
    List<QualityFinding> findings = SignalQuality.usable(record);
    System.out.println(record);
    findings.forEach(f -> System.out.println(f.check().severity() + " " + f.line()));
  }
}
