package org.ecgworkbench.paper.patients;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.base.Logistic;
import org.ecgworkbench.dataset.synthetic.EvidenceMask;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.ecg.AttributionOverlay;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.study.Attributed;
import org.ecgworkbench.study.Study;

/** What {@link Figure6PatientShap} draws of an explanation: the last seconds of its leads. */
final class PatientTraces {
  static final double TOP_LEAD_MEAN = 1e-4;
  static final double HIGHLIGHTED = 1e-3;
  static final double SECONDS = 10;

  private PatientTraces() {}

  /** The picture of one explanation. */
  static AttributionOverlay figure(Study study, Attributed attributed, Diagnosis explained) {
    Explanation explanation = attributed.explanation();
    NetworkInput input = study.input(Lead.ALL);
    List<AttributionOverlay.Trace> traces =
        explanation.topLeads(TOP_LEAD_MEAN).stream()
            .map(lead -> of(study, attributed, explained, input, lead))
            .toList();
    return new AttributionOverlay(
        String.format(
            Locale.ROOT,
            "%s, %s: logit %.2f, score %.3f",
            study.recordings().titleOf(explanation.recordId()),
            explained.name(),
            explanation.output(),
            Logistic.of(explanation.output())),
        input.samplingRateHz(),
        start(study, explanation.recordId(), input, attributed),
        traces,
        HIGHLIGHTED,
        "no lead has a mean attribution above the limit");
  }

  private static int shown(NetworkInput input, Attributed attributed) {
    int recorded = input.windowSamples() - attributed.explanation().paddedSamples();
    return (int) Math.min(recorded, Math.round(SECONDS * input.samplingRateHz()));
  }

  private static double start(Study study, String id, NetworkInput input, Attributed attributed) {
    double seconds = study.record(id).seconds();
    return Math.max(0, seconds - (double) shown(input, attributed) / input.samplingRateHz());
  }

  /** What is drawn of a lead: the last seconds, as many as the record has. */
  static AttributionOverlay.Trace of(
      Study study, Attributed attributed, Diagnosis explained, NetworkInput input, Lead lead) {
    int n = shown(input, attributed);
    boolean[] evidence =
        study
            .recordings()
            .evidence(
                attributed.explanation().recordId(),
                explained,
                input,
                EvidenceMask.Strength.DEFINING)
            .map(mask -> mask[lead.ordinal()])
            .map(row -> Arrays.copyOfRange(row, row.length - n, row.length))
            .orElse(new boolean[0]);
    return new AttributionOverlay.Trace(
        lead.label(),
        last(attributed.millivolts()[lead.ordinal()], n),
        last(attributed.explanation().attributions()[lead.ordinal()], n),
        evidence);
  }

  /** Ten seconds that end where the record ends; what a shorter record lacks on the left is NaN and not drawn. */
  static AttributionOverlay.Trace ofTenSeconds(
      String label, AttributionOverlay.Trace trace, NetworkInput input) {
    return new AttributionOverlay.Trace(
        label,
        padded(trace.millivolts(), input),
        padded(trace.attribution(), input),
        padded(trace.evidence(), input));
  }

  private static boolean[] padded(boolean[] values, NetworkInput input) {
    boolean[] padded =
        new boolean[values.length == 0 ? 0 : (int) Math.round(SECONDS * input.samplingRateHz())];
    System.arraycopy(values, 0, padded, padded.length - values.length, values.length);
    return padded;
  }

  private static double[] padded(double[] values, NetworkInput input) {
    double[] padded = new double[(int) Math.round(SECONDS * input.samplingRateHz())];
    Arrays.fill(padded, Double.NaN);
    System.arraycopy(values, 0, padded, padded.length - values.length, values.length);
    return padded;
  }

  private static double[] last(float[] values, int n) {
    double[] wide = new double[n];
    Arrays.setAll(wide, i -> values[values.length - n + i]);
    return wide;
  }
}
