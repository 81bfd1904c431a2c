package org.ecgworkbench.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ecgworkbench.beat.RPeaks;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.page.PatientPage;
import org.ecgworkbench.figure.page.RecordViewer;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.paper.patients.PatientPages;
import org.ecgworkbench.paper.patients.PatientSignal;
import org.ecgworkbench.shap.Explanation;

/** The page of a {@link RecordingPrediction}: what the network saw and why it says what it says, and in words what to know of it. */
final class RecordingPage {
  private RecordingPage() {}

  /** What the network saw, with the attribution along each lead; scores, thresholds and warnings beside it. */
  static PatientPage of(RecordingPrediction prediction, ShippedModel shipped) {
    EcgRecord record = prediction.record();
    double[] scores = prediction.scores();
    float[] logits = prediction.logits();
    NetworkInput network = shipped.model().input();
    int rate = network.samplingRateHz();
    int padded = prediction.explanations().get(0).paddedSamples();
    float[][] shown = PatientSignal.withoutFirst(prediction.input(), padded);
    List<PatientPage.Layer> layers = new ArrayList<>();
    for (Explanation e : prediction.explanations()) {
      layers.add(
          PatientPages.layer(
              e,
              "expected gradients",
              "background of %d generated records, %d draws, seed %d"
                  .formatted(GeneratedRecords.SIZE, e.draws(), e.seed()),
              PatientSignal.withoutFirst(e.attributions(), padded)));
    }
    List<PatientPage.Output> outputs = new ArrayList<>();
    for (Diagnosis d : Diagnosis.ALL) {
      outputs.add(
          new PatientPage.Output(
              d.name(),
              d.fullName(),
              logits[d.ordinal()],
              scores[d.ordinal()],
              record.diagnoses().contains(d)));
    }
    return new PatientPage(
        RecordViewer.heading(record),
        verdict(prediction),
        note(prediction, shipped),
        rate,
        Math.max(0, record.seconds() - (double) shown[0].length / rate),
        Lead.ALL.stream().map(Lead::label).toList(),
        shown,
        RPeaks.of(shown, 0, rate),
        outputs,
        layers,
        layers.get(0).name());
  }

  /** What is above its threshold, in words. */
  static String verdict(RecordingPrediction prediction) {
    EcgRecord record = prediction.record();
    double[] scores = prediction.scores();
    double[] thresholds = prediction.thresholds();
    List<String> above = new ArrayList<>();
    for (Diagnosis d : Diagnosis.ALL) {
      if (prediction.says(d)) {
        above.add(
            String.format(
                Locale.ROOT,
                "%s (%s) %.3f, threshold %.2f",
                d.fullName(),
                d,
                scores[d.ordinal()],
                thresholds[d.ordinal()]));
      }
    }
    String labels =
        record.diagnoses().isEmpty()
            ? "The file states none of the nine classes."
            : "The file says: "
                + record.diagnoses().stream().map(Diagnosis::name).collect(Collectors.joining(", "))
                + ".";
    return "%s %s For research, not for diagnosis."
        .formatted(
            above.isEmpty()
                ? "No score reaches its threshold."
                : "Above threshold: " + String.join("; ", above) + ".",
            labels);
  }

  private static String note(RecordingPrediction prediction, ShippedModel shipped) {
    List<String> warnings = prediction.warnings();
    return "Network: %s, %s. %s"
        .formatted(
            shipped.folder().getFileName(),
            shipped.model(),
            warnings.isEmpty() ? "" : "To know: " + String.join("; ", warnings) + ".");
  }
}
