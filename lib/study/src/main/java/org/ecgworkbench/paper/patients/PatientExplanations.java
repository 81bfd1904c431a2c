package org.ecgworkbench.paper.patients;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.ExplainedRecord;

/**
 * One patient a class: of the explained records whose highest score is rightly the class, the one with the greatest logit. Which part
 * of the split it comes from is said, since most explained records were trained on, as in the paper.
 */
public final class PatientExplanations {
  private static final String NONE = "none of the explained records is rightly given this class";

  private PatientExplanations() {}

  /**
   * The patient of each class among the records that a protocol explains; a class without one is
   * missing.
   */
  static Map<Diagnosis, ExplainedRecord> patients(Study study, ExplanationProtocol protocol) {
    Map<Diagnosis, ExplainedRecord> patients = new EnumMap<>(Diagnosis.class);
    for (Diagnosis diagnosis : Diagnosis.ALL) {
      Optional<ExplainedRecord> best =
          study.explanations(protocol).records().stream()
              .filter(e -> e.explained() == diagnosis)
              .filter(e -> study.record(e.id()).diagnoses().contains(diagnosis))
              .max(Comparator.comparingDouble(ExplainedRecord::output));
      best.ifPresent(e -> patients.put(diagnosis, e));
    }
    return patients;
  }

  /** {@return the patients with output, attributions' sum, residual and its standard error, and the three leads with the greatest sums} */
  public static TableResult of(Study study) {
    return of(study, ExplanationProtocol.paper(), "patient-explanations");
  }

  /**
   * {@return the same among the records that a protocol explains}
   *
   * @param protocol which records, against which background
   * @param file the table's file name without ending
   */
  public static TableResult of(Study study, ExplanationProtocol protocol, String file) {
    var provenance = study.provenance(PatientExplanations.class);
    Map<Diagnosis, ExplainedRecord> patients = patients(study, protocol);
    return study.table(
        file,
        "One explained patient a class: %s.%s"
            .formatted(study.explanations(protocol).describe(), protocol.caution()),
        Rows.of(Diagnosis.ALL)
            .text("class", Diagnosis::name)
            .text("record", d -> patients.containsKey(d) ? patients.get(d).id() : NONE)
            .text("part of the split", d -> text(patients.get(d), e -> partOf(study, e.id())))
            .number("logit", d -> number(patients.get(d), ExplainedRecord::output))
            .number(
                "mean logit of background",
                d -> number(patients.get(d), ExplainedRecord::expectedOutput))
            .number("sum of attributions", d -> number(patients.get(d), ExplainedRecord::sum))
            .number("residual", d -> number(patients.get(d), ExplainedRecord::residual))
            .number("standard error", d -> number(patients.get(d), ExplainedRecord::standardError))
            .text("greatest leads", d -> text(patients.get(d), PatientExplanations::greatestLeads))
            .table(),
        study.explanations(protocol).addTo(provenance));
  }

  private static double number(ExplainedRecord patient, ToDoubleFunction<ExplainedRecord> value) {
    return patient == null ? Double.NaN : value.applyAsDouble(patient);
  }

  private static String text(ExplainedRecord patient, Function<ExplainedRecord, String> value) {
    return patient == null ? null : value.apply(patient);
  }

  /**
   * {@return the patient whom the notebook looks at, in the order of {@link Figure6PatientShap}; the greatest logit if none is rightly
   * classified}
   *
   * @param protocol which records, against which background
   */
  public static ExplainedRecord shown(Study study, ExplanationProtocol protocol) {
    Map<Diagnosis, ExplainedRecord> patients = patients(study, protocol);
    return Figure6PatientShap.ORDER.stream()
        .filter(patients::containsKey)
        .findFirst()
        .map(patients::get)
        .orElseGet(
            () ->
                study.explanations(protocol).records().stream()
                    .max(Comparator.comparingDouble(ExplainedRecord::output))
                    .orElseThrow());
  }

  private static String greatestLeads(ExplainedRecord e) {
    return String.join(
        ", ",
        Lead.ALL.stream()
            .sorted(Comparator.comparingDouble((Lead l) -> -e.leadSums()[l.ordinal()]))
            .limit(3)
            .map(Lead::label)
            .toList());
  }

  static String partOf(Study study, String id) {
    if (study.split().trainIds().contains(id)) {
      return "training";
    }
    if (study.split().validationIds().contains(id)) {
      return "validation";
    }
    return study.split().testIds().contains(id) ? "test" : "none";
  }
}
