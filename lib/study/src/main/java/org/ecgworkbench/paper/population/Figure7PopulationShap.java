package org.ecgworkbench.paper.population;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.figure.Panels;
import org.ecgworkbench.figure.chart.IntervalHeatMap;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.shap.PopulationShares;
import org.ecgworkbench.study.ExplainedRecord;
import org.ecgworkbench.study.RecordMeans;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Figure 7: each lead's share in the attributions of each class, from the explained records whose highest score the class is; rows add
 * up to 1, AVG is the mean of the rows there are. Above as in the paper, with signs; below from absolute values, which cannot cancel. Every
 * cell has its interval over records.
 *
 * <p>Differs from the authors' code: rows whose signed sums nearly cancel are marked, a class that is nobody's highest score is shown as
 * missing, intervals and absolute values are added.
 */
public final class Figure7PopulationShap {
  private static final String AVERAGE = "AVG";
  private static final String NOBODY = "no explained record has its highest score here";

  private Figure7PopulationShap() {}

  /** {@return both heat maps, signed and absolute} */
  public static FigureResult of(Study study) {
    var provenance = study.provenance(Figure7PopulationShap.class);
    PopulationShares shares = shares(study);
    List<String> rows = rows();
    Map<String, String> missing = new HashMap<>();
    Set<String> marked = new HashSet<>();
    boolean[] cancels = shares.nearlyCancels();
    int[] records = shares.importance().records();
    for (Diagnosis d : Diagnosis.ALL) {
      if (records[d.ordinal()] == 0) {
        missing.put(d.name(), NOBODY);
      }
      if (cancels[d.ordinal()]) {
        marked.add(d.name());
      }
    }
    if (!marked.isEmpty()) {
      marked.add(AVERAGE);
    }
    List<String> leads = Lead.ALL.stream().map(Lead::label).toList();
    IntervalHeatMap signed =
        IntervalHeatMap.of(
                "With signs, as in the paper",
                rows,
                leads,
                TestIntervals.estimates(shares.signedShares()),
                "share")
            .withMissing(missing)
            .withMarked(
                marked,
                "signed sums nearly cancel, or their total may have either sign: these shares mean little (for AVG: such a row is in it)")
            .withLastRowsApart(1);
    IntervalHeatMap absolute =
        IntervalHeatMap.of(
                "Absolute values",
                rows,
                leads,
                TestIntervals.estimates(shares.absoluteShares()),
                "share")
            .withCentre(0)
            .withMissing(missing)
            .withLastRowsApart(1);
    return new FigureResult(
        "figure7-population-shap",
        "Figure 7. Share of each lead in the attributions of each class, %d explained records of %s, %d draws each; below each share its 95 %% interval over records. a: as in the paper; b: from absolute values."
            .formatted(study.explanations().size(), study.dataName(), study.profile().shapDraws()),
        Panels.vertical(List.of(signed, absolute)),
        finish(study, provenance),
        study.results());
  }

  private static Provenance finish(Study study, Provenance.Builder provenance) {
    return study
        .withExplanations(provenance)
        .setting("intervals", RecordMeans.SETTING)
        .seed(RandomStream.BOOTSTRAP, study.parameters().seed())
        .finish();
  }

  private static List<String> rows() {
    List<String> rows = new ArrayList<>(Diagnosis.ALL.stream().map(Diagnosis::name).toList());
    rows.add(AVERAGE);
    return rows;
  }

  /**
   * {@return the numbers of the figure: for each class and each kind of share (with signs, absolute) the leads' shares with their
   * intervals, the number of records, the cancellation (1 less the absolute value of the balance), and whether the row is marked}
   */
  public static TableResult table(Study study) {
    var provenance = study.provenance(Figure7PopulationShap.class);
    PopulationShares shares = shares(study);
    StringColumn name = StringColumn.create("class");
    StringColumn kind = StringColumn.create("shares");
    IntColumn records = IntColumn.create("records");
    List<DoubleColumn> columns = new ArrayList<>();
    for (Lead lead : Lead.ALL) {
      columns.add(DoubleColumn.create(lead.label()));
      columns.add(DoubleColumn.create(lead.label() + TableResult.LOW));
      columns.add(DoubleColumn.create(lead.label() + TableResult.HIGH));
    }
    DoubleColumn cancellation = DoubleColumn.create("cancellation");
    StringColumn cancels = StringColumn.create("nearly cancels");
    StringColumn note = StringColumn.create("note");
    List<String> rows = rows();
    for (boolean signed : new boolean[] {true, false}) {
      Interval[][] intervals = signed ? shares.signedShares() : shares.absoluteShares();
      for (int r = 0; r < rows.size(); r++) {
        boolean average = r == rows.size() - 1;
        name.append(rows.get(r));
        kind.append(signed ? "signed" : "absolute");
        if (average) {
          records.appendMissing();
        } else {
          records.append(shares.importance().records()[r]);
        }
        for (int lead = 0; lead < Lead.ALL.size(); lead++) {
          columns.get(3 * lead).append(intervals[r][lead].estimate());
          columns.get(3 * lead + 1).append(intervals[r][lead].lower());
          columns.get(3 * lead + 2).append(intervals[r][lead].upper());
        }
        cancellation.append(
            average || !signed ? Double.NaN : shares.importance().cancellation()[r]);
        cancels.append(
            average || !signed || shares.importance().records()[r] == 0
                ? ""
                : shares.nearlyCancels()[r] ? "yes" : "no");
        note.append(average ? "mean of the rows there are" : intervals[r][0].note());
      }
    }
    Table table = Table.create("shares", name, kind, records);
    columns.forEach(table::addColumns);
    table.addColumns(cancellation, cancels, note);
    return new TableResult(
        "figure7-population-shap",
        "Shares of the leads behind Figure 7, with 95 % intervals over records.",
        table,
        finish(study, provenance),
        study.results());
  }

  public static PopulationShares shares(Study study) {
    List<ExplainedRecord> explained = study.explanations();
    return new PopulationShares(
        Diagnosis.ALL.size(),
        Lead.ALL,
        explained.stream().mapToInt(e -> e.explained().ordinal()).toArray(),
        explained.stream().map(ExplainedRecord::leadSums).toArray(double[][]::new),
        explained.stream().map(ExplainedRecord::leadAbsoluteSums).toArray(double[][]::new),
        Resamples.plain(explained.size(), Resamples.DEFAULT_COUNT, study.parameters().seed()));
  }
}
