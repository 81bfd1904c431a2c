package org.ecgworkbench.paper.patients;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.ecg.AttributionOverlay;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.study.Attributed;
import org.ecgworkbench.study.ExplainedRecord;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.NetworkExplainer;
import org.ecgworkbench.study.Study;

/**
 * Figure 6: expected gradients of one patient. Leads whose mean attribution exceeds 1e-4 are shown, the last ten seconds, with samples
 * at or above 1e-3 highlighted.
 *
 * <p>Both limits are the paper's numbers for its window of 15,000 samples; the smaller window of another profile shares a logit among
 * fewer samples, so more leads and samples pass them.
 */
public final class Figure6PatientShap {
  private static final double TOP_LEAD_MEAN = 1e-4;
  private static final double HIGHLIGHTED = 1e-3;
  private static final double SECONDS = 10;

  /** The classes in the order in which the figure's patient is looked for; AF has evidence all over the record. */
  static final List<Diagnosis> ORDER =
      List.of(
          Diagnosis.AF,
          Diagnosis.PVC,
          Diagnosis.RBBB,
          Diagnosis.LBBB,
          Diagnosis.IAVB,
          Diagnosis.PAC,
          Diagnosis.STD,
          Diagnosis.STE,
          Diagnosis.SNR);

  private Figure6PatientShap() {}

  /**
   * {@return the patient of atrial fibrillation, or of the next class that has one}. Where the network gives no explained record its right
   * class (a tiny data set), the record with the greatest logit, which the caption says.
   */
  public static FigureResult of(Study study) {
    ExplainedRecord shown = PatientExplanations.shown(study, ExplanationProtocol.paper());
    return of(study, shown.id(), shown.explained(), "figure6-patient-shap");
  }

  /**
   * {@return a patient and a class of one's choice; the file is named after both}
   *
   * @param id the record, from the study's data set
   * @param explained the class whose logit is explained
   */
  public static FigureResult of(Study study, String id, Diagnosis explained) {
    return of(study, id, explained, "figure6-patient-shap-" + id + "-" + explained);
  }

  private static FigureResult of(Study study, String id, Diagnosis explained, String file) {
    var provenance =
        study
            .provenance(Figure6PatientShap.class)
            .setting("record", id)
            .setting("class", explained)
            .setting("draws", study.profile().shapDraws());
    Attributed attributed = study.explain(id, explained);
    Explanation explanation = attributed.explanation();
    return study.figure(
        file,
        String.format(
            Locale.ROOT,
            "Figure 6. Expected gradients of record %s for %s (%s; the file says %s). Leads with a mean attribution above %.1g, last %.0f s; samples at or"
                + " above %.2g are marked. Attributions add up to %.2f; logit minus its mean over the background is %.2f.",
            id,
            explained.name(),
            explained.fullName(),
            labels(study, id),
            TOP_LEAD_MEAN,
            SECONDS,
            HIGHLIGHTED,
            explanation.sum(),
            explanation.output() - explanation.expectedOutput()),
        figure(study, attributed, explained),
        study.withExplanations(provenance));
  }

  /** The picture of one explanation. */
  static AttributionOverlay figure(Study study, Attributed attributed, Diagnosis explained) {
    Explanation explanation = attributed.explanation();
    NetworkInput input = study.input(Lead.ALL);
    List<AttributionOverlay.Trace> traces =
        explanation.topLeads(TOP_LEAD_MEAN).stream()
            .map(lead -> trace(attributed, input, lead))
            .toList();
    return new AttributionOverlay(
        String.format(
            Locale.ROOT,
            "%s, %s: logit %.2f, score %.3f",
            explanation.recordId(),
            explained.name(),
            explanation.output(),
            1 / (1 + Math.exp(-explanation.output()))),
        input.samplingRateHz(),
        start(study, explanation.recordId(), input, attributed),
        traces,
        HIGHLIGHTED,
        "no lead has a mean attribution above the limit");
  }

  /** {@return for every class its patient's lead with the greatest sum} */
  public static FigureResult gallery(Study study) {
    var provenance =
        study.provenance(Figure6PatientShap.class).setting("draws", study.profile().shapDraws());
    NetworkInput input = study.input(Lead.ALL);
    List<AttributionOverlay.Trace> traces = new ArrayList<>();
    List<String> names = new ArrayList<>();
    try (NetworkExplainer explainer = study.explainer(ExplanationProtocol.paper())) {
      PatientExplanations.patients(study, explainer.protocol())
          .forEach(
              (diagnosis, patient) -> {
                Attributed attributed = explainer.explain(patient.id(), diagnosis);
                double[] sums = attributed.explanation().leadSums();
                Lead top =
                    Lead.ALL.stream()
                        .max(Comparator.comparingDouble(l -> sums[l.ordinal()]))
                        .orElseThrow();
                AttributionOverlay.Trace trace = trace(attributed, input, top);
                traces.add(
                    new AttributionOverlay.Trace(
                        diagnosis + " " + top.label(),
                        padded(trace.millivolts(), input),
                        padded(trace.attribution(), input)));
                names.add(diagnosis + " " + patient.id());
              });
    }
    return study.figure(
        "figure6-patient-shap-gallery",
        "Expected gradients, one patient a class ("
            + String.join(", ", names)
            + "): the lead with the greatest sum of attributions, last 10 s. Time is counted from the start of these ten seconds.",
        new AttributionOverlay(
            "One patient a class, the lead with the greatest sum",
            input.samplingRateHz(),
            0,
            traces,
            HIGHLIGHTED,
            "no explained record is rightly classified"),
        study.withExplanations(provenance));
  }

  static String labels(Study study, String id) {
    Set<Diagnosis> diagnoses = study.record(id).diagnoses();
    return diagnoses.isEmpty()
        ? "none of the nine"
        : String.join(", ", diagnoses.stream().map(Diagnosis::name).toList());
  }

  private static int shown(NetworkInput input, Attributed attributed) {
    int recorded = input.windowSamples() - attributed.explanation().paddedSamples();
    return (int) Math.min(recorded, Math.round(SECONDS * input.samplingRateHz()));
  }

  private static double start(Study study, String id, NetworkInput input, Attributed attributed) {
    double seconds = study.record(id).seconds();
    return Math.max(0, seconds - (double) shown(input, attributed) / input.samplingRateHz());
  }

  private static AttributionOverlay.Trace trace(
      Attributed attributed, NetworkInput input, Lead lead) {
    int n = shown(input, attributed);
    return new AttributionOverlay.Trace(
        lead.label(),
        last(attributed.millivolts()[lead.ordinal()], n),
        last(attributed.explanation().attributions()[lead.ordinal()], n));
  }

  /** Ten seconds that end where the record ends; what a shorter record lacks on the left is NaN and not drawn. */
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
