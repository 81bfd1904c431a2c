package org.ecgworkbench.paper.patients;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.Weighting;
import org.ecgworkbench.study.Attributed;
import org.ecgworkbench.study.ExplainedRecord;
import org.ecgworkbench.study.Explainer;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.SavedItems;

/**
 * How sure a patient's lead bars are: the leads' sums with their standard errors from the same draws, once with equal and once with
 * calibrated weights ({@link Weighting}). The authors' code has neither the errors nor the weights.
 */
public final class PatientLeadSums {
  private static final String NAME = "patient-lead-sums";

  private PatientLeadSums() {}

  /**
   * What is kept of one explanation.
   *
   * @param weighting of the draws
   * @param output the logit
   * @param expectedOutput its mean over the background
   * @param sum of all attributions
   * @param standardError of that sum
   * @param leadSums {@code [12]}
   * @param leadErrors {@code [12]}, standard errors of the leads' sums
   */
  private record Sums(
      Weighting weighting,
      double output,
      double expectedOutput,
      double sum,
      double standardError,
      double[] leadSums,
      double[] leadErrors) {

    static Sums of(Weighting weighting, Explanation e) {
      return new Sums(
          weighting,
          e.output(),
          e.expectedOutput(),
          e.sum(),
          e.standardError(),
          e.leadSums(),
          e.leadStandardErrors());
    }

    /** Of a lead; of all at the index after the last. */
    double sum(int lead) {
      return lead < leadSums.length ? leadSums[lead] : sum;
    }

    /** Of that sum. */
    double standardError(int lead) {
      return lead < leadErrors.length ? leadErrors[lead] : standardError;
    }

    /** The root of the mean of the leads' squared standard errors. */
    double leadError() {
      return Math.sqrt(Arrays.stream(leadErrors).map(e -> e * e).average().orElseThrow());
    }
  }

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
            .explanationFolder(protocol, NAME, shown.id() + " for " + shown.explained())
            .resolve("lead-sums.csv");
    Map<Weighting, Sums> sums = sums(study, protocol, shown.id(), shown.explained(), file);
    Sums equal = sums.get(Weighting.EQUAL);
    Sums calibrated = sums.get(Weighting.CALIBRATED);
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
            study.profile().shapDraws(),
            equal.output() - equal.expectedOutput(),
            equal.leadError(),
            calibrated.leadError()),
        // The last row is of all leads together.
        Rows.of(IntStream.rangeClosed(0, Lead.ALL.size()).boxed().toList())
            .text("lead", l -> l < Lead.ALL.size() ? Lead.ALL.get(l).label() : "all together")
            .number("equal: sum", equal::sum)
            .number("equal: standard error", equal::standardError)
            .number("calibrated: sum", calibrated::sum)
            .number("calibrated: standard error", calibrated::standardError)
            .table(),
        study
            .withExplanations(provenance, protocol)
            .setting("record", shown.id())
            .setting("class", shown.explained())
            .setting("sampling", protocol.sampling())
            .setting("weighting", List.of(Weighting.values()))
            .input(study.results(), file));
  }

  private static Map<Weighting, Sums> sums(
      Study study, ExplanationProtocol protocol, String id, Diagnosis explained, Path file) {
    SavedItems<Sums> saved = new SavedItems<>(file, Sums.class);
    List<Sums> both = saved.isThere() ? saved.read() : make(study, protocol, id, explained, saved);
    Map<Weighting, Sums> sums = new EnumMap<>(Weighting.class);
    both.forEach(each -> sums.put(each.weighting(), each));
    if (sums.size() != Weighting.values().length) {
      throw new EcgDataException(
          "%s: expected the weightings %s, found %s; delete the file to make it again"
              .formatted(file, List.of(Weighting.values()), sums.keySet()));
    }
    return sums;
  }

  private static List<Sums> make(
      Study study,
      ExplanationProtocol protocol,
      String id,
      Diagnosis explained,
      SavedItems<Sums> saved) {
    study.requireMaking(saved.file().getParent());
    try (Explainer explainer = study.explainer(protocol)) {
      return saved.make(
          Arrays.stream(Weighting.values()).map(Weighting::name).toList(),
          name -> {
            Weighting weighting = Weighting.valueOf(name);
            Attributed found = explainer.with(weighting).explain(id, explained);
            return List.of(Sums.of(weighting, found.explanation()));
          },
          1,
          study.progress(),
          "explanations of one patient, by weighting");
    }
  }
}
