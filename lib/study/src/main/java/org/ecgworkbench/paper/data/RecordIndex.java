package org.ecgworkbench.paper.data;

import java.util.Map;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;

/**
 * Every record of the data set, one row each: what its header says, and what this run's split uses it for. Not in the paper. Figures of
 * lengths, ages and the flow of records are counts of these rows.
 */
public final class RecordIndex {
  private RecordIndex() {}

  /** {@return the table, in the order of record ids; a class is 1 where it is stated and 0 where it is not} */
  public static TableResult of(Study study) {
    var provenance = study.provenance(RecordIndex.class);
    Map<String, Integer> folds = study.folds().foldOf();
    Rows<RecordSummary> rows =
        Rows.of(study.dataset().records())
            .text("record", RecordSummary::id)
            .count("sampling_rate_hz", RecordSummary::samplingRateHz)
            .count("samples", RecordSummary::samples)
            .number(
                "age_years", r -> r.ageYears().isPresent() ? r.ageYears().getAsInt() : Double.NaN)
            .text(
                "sex",
                r ->
                    r.sex() == Sex.UNKNOWN
                        ? ""
                        : r.sex().toString().toLowerCase(java.util.Locale.ROOT));
    for (Diagnosis d : Diagnosis.ALL) {
      rows.count(d.name(), r -> r.diagnoses().contains(d) ? 1 : 0);
    }
    return study.table(
        "records",
        "The records of "
            + study.dataName()
            + ": what their headers say, and which fold and part of the split each is in.",
        rows.number(
                "fold", r -> folds.getOrDefault(r.id(), -1) < 0 ? Double.NaN : folds.get(r.id()))
            .text("part", r -> part(study, r.id()))
            .note(r -> r.diagnoses().isEmpty() ? "none of the nine classes: not used" : "")
            .table(),
        provenance);
  }

  private static String part(Study study, String id) {
    return RecordFlow.parts(study).entrySet().stream()
        .filter(e -> e.getValue().contains(id))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }
}
