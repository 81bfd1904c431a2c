package org.ecgworkbench.paper.patients;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.ecg.AttributionOverlay;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.study.Attributed;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.NetworkExplainer;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.ExplainedRecord;

/**
 * Figure 6: expected gradients of one patient. Leads whose mean attribution exceeds 1e-4 are shown, the last ten seconds, with samples
 * at or above 1e-3 highlighted.
 *
 * <p>Both limits are the paper's numbers for its window of 15,000 samples; the smaller window of another profile shares a logit among
 * fewer samples, so more leads and samples pass them.
 */
public final class Figure6PatientShap {
  /** Draws go on until the standard error of the sum is this share of what the sum should be. */
  private static final double RELATIVE_ERROR = 0.1;

  private static final int MOST_DRAWS = 2000;

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
            .setting("class", explained);
    Attributed attributed;
    try (NetworkExplainer explainer = study.explanations().explainer()) {
      attributed = precisely(explainer, id, explained);
    }
    Explanation explanation = attributed.explanation();
    double due = explanation.output() - explanation.expectedOutput();
    return study.figure(
        file,
        String.format(
            Locale.ROOT,
            "Figure 6. Expected gradients of record %s for %s (%s; labelled %s; a record of the %s). Leads with a mean attribution above %.1g, last %.0f s;"
                + " samples at or above %.2g are marked, whose sign and size do not show; each lead has its own scale%s. %s.",
            id,
            explained.name(),
            explained.fullName(),
            labels(study, id),
            fold(study, id),
            PatientTraces.TOP_LEAD_MEAN,
            PatientTraces.SECONDS,
            PatientTraces.HIGHLIGHTED,
            study.isGenerated()
                ? "; bands: where the defining evidence of the label is known to lie"
                : "",
            completeness(explanation, due)),
        PatientTraces.figure(study, attributed, explained),
        study
            .explanations()
            .addTo(
                provenance
                    .setting("draws", explanation.draws())
                    .setting("standard error of the sum", explanation.standardError())));
  }

  /** Expected gradients of at least the profile's draws, and of as many as bring the standard error of the sum under a tenth of it. */
  private static Attributed precisely(NetworkExplainer explainer, String id, Diagnosis explained) {
    ExpectedGradients method = explainer.expectedGradients();
    Attributed first = explainer.explain(id, explained);
    Explanation e = first.explanation();
    double enough = RELATIVE_ERROR * Math.abs(e.output() - e.expectedOutput());
    return e.standardError() <= enough || !(enough > 0)
        ? first
        : explainer.explain(
            id,
            explained,
            method.until(
                new ExpectedGradients.Precision(enough, Math.max(MOST_DRAWS, 2 * e.draws()))));
  }

  /** What the attributions of so many draws add up to, what they should, and how sure that is. */
  private static String completeness(Explanation e, double due) {
    return String.format(
        Locale.ROOT,
        "Attributions of %d draws add up to %.2f, standard error %.2f (%.0f %%); logit minus its mean over the background is %.2f",
        e.draws(),
        e.sum(),
        e.standardError(),
        100 * e.standardError() / Math.abs(due),
        due);
  }

  /** Whether one lead stands for most classes, which then says more of its waves than of them. */
  private static String alike(List<AttributionOverlay.Trace> traces) {
    return Lead.ALL.stream()
        .map(
            lead -> {
              long of = traces.stream().filter(t -> t.lead().endsWith(" " + lead.label())).count();
              return of > traces.size() / 2
                  ? " %s stands for %d of %d classes: a lead of large waves has large sums whatever the class."
                      .formatted(lead.label(), of, traces.size())
                  : "";
            })
        .collect(Collectors.joining());
  }

  /** Which fold a record belongs to, in words: a record that trained the network is explained better than others. */
  static String fold(Study study, String id) {
    return study.split().trainIds().contains(id)
        ? "training folds"
        : study.split().validationIds().contains(id) ? "validation fold" : "test fold";
  }

  /** {@return for every class its patient's lead with the greatest sum} */
  public static FigureResult gallery(Study study) {
    var provenance = study.provenance(Figure6PatientShap.class);
    List<String> sums = new ArrayList<>();
    NetworkInput input = study.input(Lead.ALL);
    List<AttributionOverlay.Trace> traces = new ArrayList<>();
    List<String> names = new ArrayList<>();
    try (NetworkExplainer explainer = study.explanations().explainer()) {
      PatientExplanations.patients(study, explainer.protocol())
          .forEach(
              (diagnosis, patient) -> {
                Attributed attributed = precisely(explainer, patient.id(), diagnosis);
                Explanation e = attributed.explanation();
                double[] of = e.leadSums();
                Lead top =
                    Lead.ALL.stream()
                        .max(Comparator.comparingDouble(l -> of[l.ordinal()]))
                        .orElseThrow();
                sums.add(
                    String.format(
                        Locale.ROOT,
                        "%s %.1f \u00b1 %.1f for %.1f",
                        diagnosis,
                        e.sum(),
                        e.standardError(),
                        e.output() - e.expectedOutput()));
                traces.add(
                    PatientTraces.ofTenSeconds(
                        diagnosis + " " + top.label(),
                        PatientTraces.of(study, attributed, diagnosis, input, top),
                        input));
                names.add(diagnosis + " " + patient.id());
              });
    }
    return study.figure(
        "figure6-patient-shap-gallery",
        "Expected gradients, one patient a class ("
            + String.join(", ", names)
            + "): the lead with the greatest sum of attributions, last 10 s; a record that is shorter begins later. Time is counted from the start of these ten seconds."
            + (study.isGenerated()
                ? " Bands: where the defining evidence of the class is known to lie in that lead."
                : "")
            + alike(traces)
            + " Sums of all leads \u00b1 standard error, and what they should be: "
            + String.join(", ", sums)
            + ".",
        new AttributionOverlay(
            study.isGenerated()
                ? "One generated recording a class, the lead with the greatest sum"
                : "One patient a class, the lead with the greatest sum",
            input.samplingRateHz(),
            0,
            traces,
            PatientTraces.HIGHLIGHTED,
            "no explained record is rightly classified"),
        study.explanations().addTo(provenance));
  }

  static String labels(Study study, String id) {
    Set<Diagnosis> diagnoses = study.record(id).diagnoses();
    return diagnoses.isEmpty()
        ? "none of the nine"
        : String.join(", ", diagnoses.stream().map(Diagnosis::name).toList());
  }
}
