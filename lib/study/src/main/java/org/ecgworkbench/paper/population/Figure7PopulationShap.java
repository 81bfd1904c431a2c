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
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.shap.PopulationShares;
import org.ecgworkbench.study.ExplainedRecord;
import org.ecgworkbench.study.RecordMeans;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;

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
    return study.figure(
        "figure7-population-shap",
        """
        Figure 7. Share of each lead in the attributions of each class, %d explained records of %s, %d \
        draws each; below each share its 95 %% interval over records. a: as in the paper; b: from absolute \
        values."""
            .formatted(study.explanations().size(), study.dataName(), study.profile().shapDraws()),
        Panels.vertical(List.of(signed, absolute)),
        sources(study, provenance));
  }

  private static Provenance.Builder sources(Study study, Provenance.Builder provenance) {
    return study
        .withExplanations(provenance)
        .setting("intervals", RecordMeans.SETTING)
        .seed(RandomStream.BOOTSTRAP, study.parameters().seed());
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
    List<String> names = rows();
    List<Row> rows = new ArrayList<>();
    for (boolean signed : new boolean[] {true, false}) {
      Interval[][] intervals = signed ? shares.signedShares() : shares.absoluteShares();
      for (int r = 0; r < names.size(); r++) {
        rows.add(new Row(names.get(r), r, signed, intervals[r]));
      }
    }
    int average = names.size() - 1;
    int[] records = shares.importance().records();
    Rows<Row> table =
        Rows.of(rows)
            .text("class", Row::name)
            .text("shares", r -> r.signed() ? "signed" : "absolute")
            .number("records", r -> r.index() == average ? Double.NaN : records[r.index()]);
    for (Lead lead : Lead.ALL) {
      table.interval(lead.label(), r -> r.shares()[lead.ordinal()]);
    }
    table
        .number(
            "cancellation",
            r ->
                r.index() == average || !r.signed()
                    ? Double.NaN
                    : shares.importance().cancellation()[r.index()])
        .text(
            "nearly cancels",
            r ->
                r.index() == average || !r.signed() || records[r.index()] == 0
                    ? ""
                    : shares.nearlyCancels()[r.index()] ? "yes" : "no")
        .note(r -> r.index() == average ? "mean of the rows there are" : r.shares()[0].note());
    return study.table(
        "figure7-population-shap",
        "Shares of the leads behind Figure 7, with 95 % intervals over records.",
        table.table(),
        sources(study, provenance));
  }

  /** A class, or the average after them, in one kind of shares. */
  private record Row(String name, int index, boolean signed, Interval[] shares) {}

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
