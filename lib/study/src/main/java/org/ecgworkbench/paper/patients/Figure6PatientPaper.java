package org.ecgworkbench.paper.patients;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.base.Logistic;
import org.ecgworkbench.beat.MeanBeat;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.ecg.AttributionBeats;
import org.ecgworkbench.figure.ecg.AttributionPaper;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.study.Attributed;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.NetworkExplainer;
import org.ecgworkbench.study.Study;

/**
 * What Figure 6 leaves out: all twelve leads on ECG paper with the sign and the size of the attribution along each, each lead's sum with its
 * standard error; the mean beat; and the same record by several methods.
 *
 * <p>Differs from Figure 6 of the paper: no lead and no sample is chosen by a threshold, negative attributions are shown, the colours mean
 * attribution per second, which does not depend on the sampling rate, and draws go on until the standard error of the sum is a quarter of
 * a logit (at most 2,000 draws); where they are calibrated, until that of every lead's sum is.
 */
public final class Figure6PatientPaper {
  private static final double SECONDS = 10;
  private static final String UNIT = "logit";

  /** For single patients, who can be explained better than hundreds. */
  static final ExpectedGradients.Precision PRECISION = new ExpectedGradients.Precision(0.25, 2000);

  private Figure6PatientPaper() {}

  /** Explains a record for a class by some methods, until {@link #PRECISION}. */
  private static List<Attributed> explain(
      Study study,
      String id,
      Diagnosis explained,
      ExplanationProtocol protocol,
      Method... methods) {
    try (NetworkExplainer explainer = study.explanations(protocol).explainer()) {
      return Arrays.stream(methods)
          .map(method -> explainer.explain(id, explained, explainer.method(method, PRECISION)))
          .toList();
    }
  }

  /**
   * {@return all leads of a patient on ECG paper, the last ten seconds}
   *
   * @param id the record, from the study's data set
   * @param explained the class whose logit is explained
   * @param protocol background and draws of the explanation
   */
  public static FigureResult of(
      Study study, String id, Diagnosis explained, ExplanationProtocol protocol) {
    var provenance = provenance(study, id, explained, protocol);
    Attributed attributed =
        explain(study, id, explained, protocol, Method.EXPECTED_GRADIENTS).get(0);
    Explanation e = attributed.explanation();
    return study.figure(
        "figure6-patient-paper",
        String.format(
            Locale.ROOT,
            "Expected gradients of record %s for %s on ECG paper. Vermilion raised the logit against the background, blue lowered it; one scale for all leads,"
                + " mean over %.0f ms, ends at the 99th percentile. Bars: sum over the whole window and its standard error. Attributions add up to %.2f;"
                + " logit minus its mean over the background is %.2f (residual %.2f, standard error %.2f, %d draws). Of the absolute"
                + " attribution %.0f %% lies on padding, which is not drawn.%s",
            id,
            explained.name(),
            1000 * PatientSignal.SMOOTHING_SECONDS,
            e.sum(),
            e.output() - e.expectedOutput(),
            e.completenessResidual(),
            e.standardError(),
            e.draws(),
            100 * e.paddingShare(),
            protocol.caution()),
        figure(study, attributed, explained),
        study.explanations(protocol).addExplainerTo(provenance));
  }

  private static Provenance.Builder provenance(
      Study study, String id, Diagnosis explained, ExplanationProtocol protocol) {
    return study
        .provenance(Figure6PatientPaper.class)
        .setting("record", id)
        .setting("class", explained)
        .setting("sampling", protocol.sampling())
        .setting("precision", PRECISION);
  }

  /** The picture of one explanation. */
  static AttributionPaper figure(Study study, Attributed attributed, Diagnosis explained) {
    Explanation e = attributed.explanation();
    PatientSignal whole = PatientSignal.of(study, attributed);
    PatientSignal shown = whole.last(SECONDS);
    double[] sums = e.leadSums();
    List<AttributionPaper.Row> rows =
        Lead.ALL.stream()
            .map(
                lead ->
                    new AttributionPaper.Row(
                        lead.label(),
                        shown.millivolts(lead),
                        shown.density(lead),
                        sums[lead.ordinal()],
                        e.leadStandardErrors()[lead.ordinal()]))
            .toList();
    return new AttributionPaper(
        "%s: %s (%s)"
            .formatted(
                study.recordings().titleOf(e.recordId()), explained.name(), explained.fullName()),
        String.format(
            Locale.ROOT,
            "logit %.2f, score %.3f; labelled %s",
            e.output(),
            Logistic.of(e.output()),
            Figure6PatientShap.labels(study, e.recordId())),
        shown.samplingRateHz(),
        shown.startSecond(),
        rows,
        whole.limit(),
        UNIT + " per second",
        UNIT,
        1);
  }

  /**
   * {@return the patient's mean beats, by shape}
   *
   * @param id the record, from the study's data set
   * @param explained the class whose logit is explained
   * @param protocol background and draws of the explanation
   */
  public static FigureResult beats(
      Study study, String id, Diagnosis explained, ExplanationProtocol protocol) {
    var provenance =
        provenance(study, id, explained, protocol).setting("beats", MeanBeat.Options.defaults());
    return study.figure(
        "figure6-patient-beats",
        String.format(
            Locale.ROOT,
            """
            Mean beats of record %s, aligned at the R peak, and what they say for %s. Grey: \
            standard deviation over beats. Beats whose shape correlates less than"""
                + " %.1f with the median beat are averaged apart. What lies between beats or is not locked to the R peak averages out here.",
            id,
            explained.name(),
            MeanBeat.Options.defaults().similarity()),
        beats(
            study,
            explain(study, id, explained, protocol, Method.EXPECTED_GRADIENTS).get(0),
            explained),
        study.explanations(protocol).addExplainerTo(provenance));
  }

  static AttributionBeats beats(Study study, Attributed attributed, Diagnosis explained) {
    PatientSignal signal =
        PatientSignal.of(study, attributed)
            .atRateOf(study.dataset().read(attributed.explanation().recordId()));
    List<AttributionBeats.Group> groups = new ArrayList<>();
    double limit = 0;
    for (MeanBeat beat :
        MeanBeat.byShape(
            signal.millivolts(),
            signal.attribution(),
            0,
            signal.samplingRateHz(),
            signal.rPeaks(),
            MeanBeat.Options.defaults())) {
      List<AttributionBeats.Lead> leads = new ArrayList<>();
      for (Lead lead : Lead.ALL) {
        double[] phi = beat.attribution()[lead.ordinal()];
        float[] narrow = new float[phi.length];
        for (int i = 0; i < phi.length; i++) {
          narrow[i] = (float) phi[i];
        }
        double[] density = PatientSignal.density(narrow, signal.samplingRateHz());
        limit = Math.max(limit, Arrays.stream(density).map(Math::abs).max().orElse(0));
        leads.add(
            new AttributionBeats.Lead(
                lead.label(),
                beat.millivolts()[lead.ordinal()],
                beat.millivoltsDeviation()[lead.ordinal()],
                density));
      }
      String name =
          groups.isEmpty()
              ? (beat.beats() == 1 ? "1 beat" : beat.beats() + " beats of the usual shape")
              : (beat.beats() == 1
                  ? "1 beat of another shape"
                  : beat.beats() + " beats of other shapes");
      groups.add(new AttributionBeats.Group(name, beat.before(), leads));
    }
    return new AttributionBeats(
        "%s: %s (%s), mean beats"
            .formatted(
                study.recordings().titleOf(signal.id()), explained.name(), explained.fullName()),
        signal.samplingRateHz(),
        groups,
        limit > 0 ? limit : 1,
        UNIT,
        "no whole beat was found in the window that the network sees");
  }

  /**
   * {@return the lead with the greatest sum, by each method; each has a scale of its own, since they are in different units}
   *
   * @param id the record, from the study's data set
   * @param explained the class whose logit is explained
   * @param protocol background and draws of the explanation
   */
  public static FigureResult methods(
      Study study, String id, Diagnosis explained, ExplanationProtocol protocol) {
    var provenance = provenance(study, id, explained, protocol);
    List<Attributed> found =
        explain(study, id, explained, protocol, Method.OF_PATIENTS.toArray(Method[]::new));
    double[] sums = found.get(0).explanation().leadSums();
    Lead top =
        Lead.ALL.stream()
            .max(java.util.Comparator.comparingDouble(l -> sums[l.ordinal()]))
            .orElseThrow();
    List<AttributionPaper.Row> rows = new ArrayList<>();
    PatientSignal shown = null;
    for (int i = 0; i < found.size(); i++) {
      PatientSignal whole = PatientSignal.of(study, found.get(i));
      shown = whole.last(SECONDS);
      double limit = whole.limit();
      Explanation e = found.get(i).explanation();
      rows.add(
          new AttributionPaper.Row(
              SHORT.get(i),
              shown.millivolts(top),
              Arrays.stream(shown.density(top)).map(v -> v / limit).toArray(),
              e.leadSums()[top.ordinal()],
              e.leadStandardErrors()[top.ordinal()]));
    }
    return study.figure(
        "figure6-patient-methods",
        """
        Lead %s of record %s for %s by expected gradients (EG), integrated gradients from 0 mV \
        (IG), gradient times input (GxI) and occlusion of 0.2 s by 0 mV (Occ). The colours of \
        each row are divided by the row's own 99th percentile over all leads. The methods answer \
        different questions: where they disagree, they cannot all be read as the reason."""
            .formatted(top.label(), id, explained.name()),
        new AttributionPaper(
            "%s: %s, lead %s by four methods"
                .formatted(study.recordings().titleOf(id), explained.name(), top.label()),
            "EG expected gradients, IG integrated gradients, GxI gradient x input, Occ occlusion",
            shown.samplingRateHz(),
            shown.startSecond(),
            rows,
            1,
            "share of the row's limit",
            UNIT,
            // Ten seconds at half the size of ECG paper fill a journal's page.
            0.5),
        study.explanations(protocol).addExplainerTo(provenance));
  }

  private static final List<String> SHORT = List.of("EG", "IG", "GxI", "Occ");
}
