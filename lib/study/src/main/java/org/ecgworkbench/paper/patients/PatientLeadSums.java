package org.ecgworkbench.paper.patients;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.shap.Weighting;
import org.ecgworkbench.study.Attributed;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.NetworkExplainer;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.ExplainedRecord;
import org.ecgworkbench.study.store.SavedItems;

/**
 * How sure a patient's lead bars are: the leads' sums with their standard errors from the same draws, once with equal and once with
 * calibrated weights ({@link Weighting}). The authors' code has neither the errors nor the weights.
 */
public final class PatientLeadSums {
  private static final String NAME = "patient-lead-sums";

  private PatientLeadSums() {}

  /**
   * {@return one row a lead and one for all together: sums and standard errors in logits, with equal and with calibrated weights of the same
   * draws} The patient and the class are those of {@link PatientExplanations#shown}. Both are saved below {@code results/runs}.
   *
   * @param protocol background, and how the draws are made; its own weighting chooses the patient alone
   * @throws EcgDataException if the profile draws too few to calibrate them
   */
  public static TableResult of(Study study, ExplanationProtocol protocol) {
    protocol.withWeighting(Weighting.CALIBRATED).requireEnoughDraws(study.profile());
    var provenance = study.provenance(PatientLeadSums.class);
    ExplainedRecord shown = PatientExplanations.shown(study, protocol);
    Path file =
        study
            .explanations(protocol)
            .folder(NAME, shown.id() + " for " + shown.explained())
            .resolve("lead-sums.csv");
    List<ExplainedRecord> byWeighting =
        explained(study, protocol, shown, new SavedItems<>(file, ExplainedRecord.class));
    if (byWeighting.size() != Weighting.values().length) {
      throw new EcgDataException(
          "%s: expected %d explanations, found %d; delete the file to make it again"
              .formatted(file, Weighting.values().length, byWeighting.size()));
    }
    ExplainedRecord equal = byWeighting.get(Weighting.EQUAL.ordinal());
    ExplainedRecord calibrated = byWeighting.get(Weighting.CALIBRATED.ordinal());
    return study.table(
        NAME,
        String.format(
            Locale.ROOT,
            """
            Sums of the leads of record %s for %s in logits, from the same %d draws with equal and with \
            calibrated weights. All together should add up to %.3f, the logit less its mean over the \
            background. Standard error of a lead, root mean square: %.3f with equal, %.3f with calibrated \
            weights.""",
            shown.id(),
            shown.explained(),
            protocol.draws(study.profile()),
            equal.output() - equal.expectedOutput(),
            leadError(equal),
            leadError(calibrated)),
        // The last row is of all leads together.
        Rows.of(IntStream.rangeClosed(0, Lead.ALL.size()).boxed().toList())
            .text("lead", l -> l < Lead.ALL.size() ? Lead.ALL.get(l).label() : "all together")
            .number("equal: sum", l -> sum(equal, l))
            .number("equal: standard error", l -> error(equal, l))
            .number("calibrated: sum", l -> sum(calibrated, l))
            .number("calibrated: standard error", l -> error(calibrated, l))
            .table(),
        study
            .explanations(protocol)
            .addTo(provenance)
            .setting("record", shown.id())
            .setting("class", shown.explained())
            .setting("sampling", protocol.sampling())
            .setting("weighting", List.of(Weighting.values()))
            .input(study.results(), file));
  }

  /** Of a lead; of all at the index after the last. */
  private static double sum(ExplainedRecord record, int lead) {
    return lead < Lead.ALL.size() ? record.leadSums()[lead] : record.sum();
  }

  private static double error(ExplainedRecord record, int lead) {
    return lead < Lead.ALL.size() ? record.leadStandardErrors()[lead] : record.standardError();
  }

  /** The root of the mean of the leads' squared standard errors. */
  private static double leadError(ExplainedRecord record) {
    return Math.sqrt(
        Arrays.stream(record.leadStandardErrors()).map(e -> e * e).average().orElseThrow());
  }

  /** The patient by each weighting, in their order. */
  private static List<ExplainedRecord> explained(
      Study study,
      ExplanationProtocol protocol,
      ExplainedRecord patient,
      SavedItems<ExplainedRecord> saved) {
    if (saved.isThere()) {
      return saved.read();
    }
    study.requireMaking(saved.file().getParent());
    try (NetworkExplainer explainer = study.explanations(protocol).explainer()) {
      return saved.make(
          Arrays.stream(Weighting.values()).map(Weighting::name).toList(),
          name -> {
            NetworkExplainer weighted = explainer.with(Weighting.valueOf(name));
            Attributed found = weighted.explain(patient.id(), patient.explained());
            return List.of(ExplainedRecord.of(found.explanation()));
          },
          1,
          study.progress(),
          "explanations of one patient, by weighting");
    }
  }
}
