package org.ecgworkbench.paper.data;

import java.util.List;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.figure.chart.GroupedBoxes;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.study.Study;

/** The ages of women and men by class. A record with several labels counts in each; without age or sex it is left out, and counted. */
public final class FigureAgeSexByClass {
  private FigureAgeSexByClass() {}

  /** {@return the boxes, from the data set's index} */
  public static FigureResult of(Study study) {
    var provenance = study.provenance(FigureAgeSexByClass.class);
    List<RecordSummary> labelled =
        study.dataset().records().stream().filter(r -> !r.diagnoses().isEmpty()).toList();
    List<RecordSummary> used =
        labelled.stream().filter(r -> r.ageYears().isPresent() && r.sex() != Sex.UNKNOWN).toList();
    int left = labelled.size() - used.size();
    return study.figure(
        "figure-age-sex-by-class",
        "Age of women and men by class in %s, %d records%s."
            .formatted(
                study.dataName(),
                used.size(),
                left == 0 ? "" : "; " + left + " without age or sex are left out"),
        new GroupedBoxes(
            "age, years",
            Diagnosis.ALL.stream().map(Diagnosis::name).toList(),
            List.of(series("men", Sex.MALE, used), series("women", Sex.FEMALE, used))),
        provenance);
  }

  private static GroupedBoxes.Series series(String name, Sex sex, List<RecordSummary> records) {
    return new GroupedBoxes.Series(
        name,
        Diagnosis.ALL.stream()
            .map(
                d ->
                    records.stream()
                        .filter(r -> r.sex() == sex && r.diagnoses().contains(d))
                        .mapToDouble(r -> r.ageYears().getAsInt())
                        .toArray())
            .toArray(double[][]::new));
  }
}
