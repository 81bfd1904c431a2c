package org.ecgworkbench.paper.data;

import java.util.List;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.figure.chart.CoOccurrence;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;

/**
 * Which of the nine classes occur together in a record. Belongs to Table 1: a record with several labels counts in each of its
 * classes. Only the index is read.
 */
public final class ClassCoOccurrence {
  private ClassCoOccurrence() {}

  /**
   * {@return the counts: one row a class, one column a class (the diagonal holds all records of the class), and the records that carry the
   * class alone}
   */
  public static TableResult table(Study study) {
    var provenance = study.provenance(ClassCoOccurrence.class);
    int[][] together = together(study);
    int[] alone = alone(study);
    Rows<Diagnosis> rows = Rows.of(Diagnosis.ALL).text("class", Diagnosis::name);
    for (Diagnosis other : Diagnosis.ALL) {
      rows.count(other.name(), d -> together[d.ordinal()][other.ordinal()]);
    }
    rows.count("alone", d -> alone[d.ordinal()])
        .note(d -> together[d.ordinal()][d.ordinal()] == 0 ? "no record of this class" : "");
    return study.table(
        "table1-cooccurrence",
        "Records of " + study.dataName() + " that carry two classes together.",
        rows.table(),
        provenance);
  }

  /** {@return the same counts as a coloured matrix} */
  public static FigureResult figure(Study study) {
    var provenance = study.provenance(ClassCoOccurrence.class);
    List<RecordSummary> records = study.dataset().records();
    return study.figure(
        "figure-class-cooccurrence",
        """
        Classes that occur together in the %d records of %s: %d carry one of the nine classes, %d two, \
        %d three or more, %d none. Share of the row's records below each count; on the diagonal, the \
        records with that class alone."""
            .formatted(
                records.size(),
                study.dataName(),
                count(records, 1, 1),
                count(records, 2, 2),
                count(records, 3, 9),
                count(records, 0, 0)),
        new CoOccurrence(
            Diagnosis.ALL.stream().map(Diagnosis::name).toList(), together(study), alone(study)),
        provenance);
  }

  private static long count(List<RecordSummary> records, int from, int to) {
    return records.stream()
        .mapToInt(r -> r.diagnoses().size())
        .filter(n -> n >= from && n <= to)
        .count();
  }

  private static int[][] together(Study study) {
    int[][] together = new int[Diagnosis.ALL.size()][Diagnosis.ALL.size()];
    for (RecordSummary record : study.dataset().records()) {
      for (Diagnosis one : record.diagnoses()) {
        for (Diagnosis other : record.diagnoses()) {
          together[one.ordinal()][other.ordinal()]++;
        }
      }
    }
    return together;
  }

  private static int[] alone(Study study) {
    int[] alone = new int[Diagnosis.ALL.size()];
    for (RecordSummary record : study.dataset().records()) {
      if (record.diagnoses().size() == 1) {
        alone[record.diagnoses().iterator().next().ordinal()]++;
      }
    }
    return alone;
  }
}
