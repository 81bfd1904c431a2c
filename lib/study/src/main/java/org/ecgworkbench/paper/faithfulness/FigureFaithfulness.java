package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.figure.chart.CurvePanels;
import org.ecgworkbench.figure.chart.DotPanels;
import org.ecgworkbench.paper.faithfulness.FaithfulnessRows.Row;
import org.ecgworkbench.paper.faithfulness.Trial.Kind;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.RecordMeans;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;

/** The figures of {@link AttributionFaithfulness}: deletion and insertion curves, and maps under randomised weights and another seed. */
public final class FigureFaithfulness {
  private static final CurvePanels.Curve NONE = new CurvePanels.Curve(new double[0], new double[0]);

  private FigureFaithfulness() {}

  /**
   * {@return deletion and insertion: the mean score on the way, with a 95 % band for expected gradients}
   *
   * @param faithfulness the tests that are drawn
   */
  public static FigureResult curves(AttributionFaithfulness faithfulness) {
    Study study = faithfulness.study();
    Provenance.Builder provenance = study.provenance(FigureFaithfulness.class);
    List<Trial> trials = faithfulness.trials().all();
    List<Method> methods = new ArrayList<>(Method.TESTED);
    methods.add(Method.AMPLITUDE);
    methods.add(Method.RANDOM);
    RecordMeans means = new RecordMeans(study.parameters().seed());
    List<CurvePanels.Panel> panels = new ArrayList<>();
    int pairs = 0;
    for (Kind kind : List.of(Kind.DELETION, Kind.INSERTION)) {
      List<Trial> curves = FaithfulnessRows.detected(trials, kind);
      List<CurvePanels.Curve> lines = new ArrayList<>();
      CurvePanels.Curve low = NONE;
      CurvePanels.Curve high = NONE;
      for (Method method : methods) {
        List<Trial> own = curves.stream().filter(t -> t.method() == method).toList();
        if (own.isEmpty()) {
          lines.add(NONE);
          continue;
        }
        pairs = own.size();
        int points = own.get(0).values().length;
        double[] x = new double[points];
        Interval[] mean = new Interval[points];
        for (int i = 0; i < points; i++) {
          int at = i;
          x[i] = (double) i / (points - 1);
          mean[i] =
              means.mean(
                  own.stream()
                      .map(t -> new RecordMeans.Value(t.record(), t.values()[at]))
                      .toList());
        }
        lines.add(
            new CurvePanels.Curve(
                x, Arrays.stream(mean).mapToDouble(Interval::estimate).toArray()));
        if (method == Method.EXPECTED_GRADIENTS && mean[0].isDefined()) {
          low =
              new CurvePanels.Curve(x, Arrays.stream(mean).mapToDouble(Interval::lower).toArray());
          high =
              new CurvePanels.Curve(x, Arrays.stream(mean).mapToDouble(Interval::upper).toArray());
        }
      }
      boolean deletion = kind == Kind.DELETION;
      panels.add(
          new CurvePanels.Panel(
              deletion ? "a  Deletion: lower is better" : "b  Insertion: higher is better",
              deletion ? "share of the windows set to zero" : "share of the windows put back",
              "score of the class",
              lines,
              low,
              high,
              NONE,
              pairs == 0 ? "no record to which the network says yes" : ""));
    }
    return study.figure(
        "attribution-deletion-insertion",
        String.format(
            Locale.ROOT,
            """
            Deletion and insertion, %d pairs of a test record of %s and its label to which the network says \
            yes: mean score while windows of %.1f s of one lead are set to zero, or put back, the greatest \
            attribution first; band: 95 %% interval over records for expected gradients. The windows that speak \
            most against the class come last, so the score turns at the end.""",
            pairs,
            study.dataName(),
            faithfulness.options().trials().windowSeconds()),
        new CurvePanels(methods.stream().map(Method::label).toList(), 0, panels, 2, false),
        AttributionGroundTruth.sources(study, faithfulness.trials(), provenance));
  }

  /**
   * {@return how alike the maps stay as layers are randomised from the output on, and between trainings}
   *
   * @param faithfulness the tests that are drawn
   */
  public static FigureResult randomisation(AttributionFaithfulness faithfulness) {
    Study study = faithfulness.study();
    Provenance.Builder provenance = study.provenance(FigureFaithfulness.class);
    List<Row> rows = faithfulness.rows();
    List<String> changes = faithfulness.cascade().changes();
    List<Method> methods =
        rows.stream()
            .filter(r -> r.question().equals(FaithfulnessRows.RANDOMISED))
            .map(Row::method)
            .distinct()
            .toList();
    List<String> names = new ArrayList<>();
    for (String change : changes) {
      names.add(name(change));
    }
    List<DotPanels.Panel> panels = new ArrayList<>();
    for (String measure : SimilarityRows.measures().keySet()) {
      List<List<Interval>> intervals = new ArrayList<>();
      for (Method method : methods) {
        intervals.add(
            changes.stream().map(change -> interval(rows, method, change, measure)).toList());
      }
      panels.add(
          new DotPanels.Panel(
              (char) ('a' + panels.size())
                  + "  "
                  + measure.replace("rank correlation of", "correlation of"),
              "with the trained network's map",
              TestIntervals.estimates(intervals),
              0));
    }
    return study.figure(
        "attribution-randomisation",
        """
        Maps of the 12-lead network compared with maps of the same network with layers randomised one after \
        the other from the output to the input, of another training, and of other draws; test records of %s, \
        95 %% intervals over records. Correlations are Spearman's of the ranks. From one row to the next one more part of the network is random, so the \
        last of them is a network without training; below stand another training and other draws. A map that \
        shows what was learnt loses its likeness as layers are randomised."""
            .formatted(study.dataName()),
        new DotPanels(names, methods.stream().map(Method::label).toList(), panels),
        faithfulness.sources(provenance));
  }

  /** What is random, in words: in the code it is the name of the layer. */
  static String name(String change) {
    if (WeightCascade.isOfTraining(change)) {
      return change;
    }
    return change.equals("fc")
        ? "output layer random"
        : change.startsWith("layer")
            ? "and stage " + change.substring("layer".length())
            : "and first convolution: all";
  }

  private static Interval interval(List<Row> rows, Method method, String change, String measure) {
    return rows.stream()
        .filter(
            r -> r.method() == method && r.against().equals(change) && r.measure().equals(measure))
        .map(Row::value)
        .findFirst()
        .orElse(Interval.undefined(Double.NaN, TestIntervals.LEVEL, "not made"));
  }
}
