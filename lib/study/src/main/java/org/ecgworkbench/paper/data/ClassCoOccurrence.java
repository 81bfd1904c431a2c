package org.ecgworkbench.paper.data;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.figure.chart.CoOccurrence;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

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
    StringColumn name = StringColumn.create("class");
    List<IntColumn> columns = new ArrayList<>();
    Diagnosis.ALL.forEach(d -> columns.add(IntColumn.create(d.name())));
    IntColumn only = IntColumn.create("alone");
    StringColumn note = StringColumn.create("note");
    for (Diagnosis row : Diagnosis.ALL) {
      int r = row.ordinal();
      name.append(row.name());
      Diagnosis.ALL.forEach(c -> columns.get(c.ordinal()).append(together[r][c.ordinal()]));
      only.append(alone[r]);
      note.append(together[r][r] == 0 ? "no record of this class" : "");
    }
    Table table = Table.create(name);
    columns.forEach(table::addColumns);
    table.addColumns(only, note);
    return new TableResult(
        "table1-cooccurrence",
        "Records of " + study.dataName() + " that carry two classes together.",
        table,
        provenance.finish(),
        study.results());
  }

  /** {@return the same counts as a coloured matrix} */
  public static FigureResult figure(Study study) {
    var provenance = study.provenance(ClassCoOccurrence.class);
    List<RecordSummary> records = study.dataset().records();
    return new FigureResult(
        "figure-class-cooccurrence",
        "Classes that occur together in the %d records of %s: %d carry one of the nine classes, %d two, %d three or more, %d none. Share of the row's records below each count; on the diagonal, the records with that class alone."
            .formatted(
                records.size(),
                study.dataName(),
                count(records, 1, 1),
                count(records, 2, 2),
                count(records, 3, 9),
                count(records, 0, 0)),
        new CoOccurrence(
            Diagnosis.ALL.stream().map(Diagnosis::name).toList(), together(study), alone(study)),
        provenance.finish(),
        study.results());
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
