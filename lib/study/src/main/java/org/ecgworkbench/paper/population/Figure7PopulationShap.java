package org.ecgworkbench.paper.population;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
import org.ecgworkbench.study.RecordMeans;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.ExplainedRecord;

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
  private static final String SIGNED = "signed";
  private static final String SIGNAL = "signal energy alone";
  private static final int FEW = 5;
  private static final String NOBODY = "no explained record has its highest score here";

  private Figure7PopulationShap() {}

  /** {@return the heat maps, signed and absolute, and below them what the signals' energy alone would give} */
  public static FigureResult of(Study study) {
    var provenance = study.provenance(Figure7PopulationShap.class);
    PopulationShares shares = shares(study);
    PopulationShares energy = energy(study);
    int[] records = shares.importance().records();
    List<String> rows = new ArrayList<>();
    Map<String, String> missing = new HashMap<>();
    Set<String> marked = new HashSet<>();
    Set<String> few = new HashSet<>();
    boolean[] cancels = shares.nearlyCancels();
    for (Diagnosis d : Diagnosis.ALL) {
      int n = records[d.ordinal()];
      String row = "%s (%d)".formatted(d, n);
      rows.add(row);
      if (n == 0) {
        missing.put(row, NOBODY);
      } else if (n < FEW) {
        few.add(row);
      }
      if (cancels[d.ordinal()]) {
        marked.add(row);
      }
    }
    rows.add(AVERAGE);
    if (!marked.isEmpty()) {
      marked.add(AVERAGE);
    }
    IntervalHeatMap signed =
        map("With signs, as in the paper", rows, shares.signedShares(), missing, few)
            .withMarked(
                marked,
                "signed sums nearly cancel, or their total may have either sign: these shares mean little (for AVG: such a row is in it)");
    IntervalHeatMap absolute = map("Absolute values", rows, shares.absoluteShares(), missing, few);
    IntervalHeatMap alone =
        map(
            "The energy of the signals alone, no network",
            rows,
            energy.absoluteShares(),
            missing,
            few);
    int average = rows.size() - 1;
    return study.figure(
        "figure7-population-shap",
        String.format(
            Locale.ROOT,
            "Figure 7. Share of each lead in the attributions of each class, %d explained records of %s, %d draws each; in brackets the records of a class, grey"
                + " where they are fewer than %d (AVG counts every row the same). Below each share its 95 %% interval over records. a: as in the paper; b: from absolute values; c: the shares"
                + " of the mean squared difference from the background, without any network. The AVG row of c correlates with that of a by %.3f, with that of b by"
                + " %.3f. Standard error of a row's total from the draws: at most %.1f %% of it.",
            study.explanations().records().size(),
            study.dataName(),
            study.profile().shapDraws(),
            FEW,
            correlation(energy, shares.signedShares()[average]),
            correlation(energy, shares.absoluteShares()[average]),
            100 * greatestError(study.explanations().records())),
        Panels.vertical(List.of(signed, absolute, alone)),
        sources(study, provenance));
  }

  private static IntervalHeatMap map(
      String title,
      List<String> rows,
      Interval[][] shares,
      Map<String, String> missing,
      Set<String> few) {
    List<String> leads = Lead.ALL.stream().map(Lead::label).toList();
    return IntervalHeatMap.of(title, rows, leads, TestIntervals.estimates(shares), "share")
        .withMissing(missing)
        .withFew(few)
        .withLastRowsApart(1);
  }

  private static double correlation(PopulationShares energy, Interval[] row) {
    Interval[] alone = energy.absoluteShares()[Diagnosis.ALL.size()];
    return SignalEnergy.correlation(
        Arrays.stream(alone).mapToDouble(Interval::estimate).toArray(),
        Arrays.stream(row).mapToDouble(Interval::estimate).toArray());
  }

  /** The greatest standard error of a class's total, from the draws, as a part of that total. */
  static double greatestError(List<ExplainedRecord> explained) {
    return Diagnosis.ALL.stream()
        .mapToDouble(
            d -> {
              double sum = 0;
              double squares = 0;
              for (ExplainedRecord e : explained) {
                sum += e.explained() == d ? e.sum() : 0;
                squares += e.explained() == d ? e.standardError() * e.standardError() : 0;
              }
              return Math.sqrt(squares) / Math.abs(sum);
            })
        .filter(v -> !Double.isNaN(v))
        .max()
        .orElse(Double.NaN);
  }

  private static Provenance.Builder sources(Study study, Provenance.Builder provenance) {
    return study
        .explanations()
        .addTo(provenance)
        .setting("intervals", RecordMeans.SETTING)
        .seed(RandomStream.BOOTSTRAP, study.parameters().seed());
  }

  private static List<String> rows() {
    List<String> rows = new ArrayList<>(Diagnosis.ALL.stream().map(Diagnosis::name).toList());
    rows.add(AVERAGE);
    return rows;
  }

  /**
   * {@return the numbers of the figure: for each class and each kind of share (with signs, absolute, of the signals' energy alone) the leads' shares with their
   * intervals, the number of records, the cancellation (1 less the absolute value of the balance), and whether the row is marked}
   */
  public static TableResult table(Study study) {
    var provenance = study.provenance(Figure7PopulationShap.class);
    PopulationShares shares = shares(study);
    List<String> names = rows();
    List<Row> rows = new ArrayList<>();
    Map<String, Interval[][]> kinds = new LinkedHashMap<>();
    kinds.put(SIGNED, shares.signedShares());
    kinds.put("absolute", shares.absoluteShares());
    kinds.put(SIGNAL, energy(study).absoluteShares());
    kinds.forEach(
        (kind, intervals) -> {
          for (int r = 0; r < names.size(); r++) {
            rows.add(new Row(names.get(r), r, kind, intervals[r]));
          }
        });
    int average = names.size() - 1;
    int[] records = shares.importance().records();
    Rows<Row> table =
        Rows.of(rows)
            .text("class", Row::name)
            .text("shares", Row::kind)
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
  private record Row(String name, int index, String kind, Interval[] shares) {
    boolean signed() {
      return kind.equals(SIGNED);
    }
  }

  /** {@return the shares of the leads in the attributions of each class} */
  public static PopulationShares shares(Study study) {
    List<ExplainedRecord> explained = study.explanations().records();
    return shares(
        study,
        explained.stream().map(ExplainedRecord::leadSums).toArray(double[][]::new),
        explained.stream().map(ExplainedRecord::leadAbsoluteSums).toArray(double[][]::new));
  }

  private static PopulationShares energy(Study study) {
    double[][] energy = SignalEnergy.of(study);
    return shares(study, energy, energy);
  }

  private static PopulationShares shares(Study study, double[][] signed, double[][] absolute) {
    List<ExplainedRecord> explained = study.explanations().records();
    return new PopulationShares(
        Diagnosis.ALL.size(),
        Lead.ALL,
        explained.stream().mapToInt(e -> e.explained().ordinal()).toArray(),
        signed,
        absolute,
        Resamples.plain(explained.size(), Resamples.DEFAULT_COUNT, study.parameters().seed()));
  }
}
