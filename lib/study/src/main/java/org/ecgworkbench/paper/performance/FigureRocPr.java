package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.Ranking;
import org.ecgworkbench.figure.chart.CurvePanels;
import org.ecgworkbench.figure.chart.CurvePanels.Curve;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;

/**
 * Receiver operating characteristic and precision-recall curve of each class, the network with a pointwise 95 % band, the learners on
 * expert features as thin lines; not in the paper.
 */
public final class FigureRocPr {
  private static final int POINTS = 101;
  private static final Curve NONE = new Curve(new double[0], new double[0]);

  private FigureRocPr() {}

  /** {@return the figure, from saved predictions of the test fold} */
  public static FigureResult of(Study study) {
    return of(study, study.comparedRuns());
  }

  /**
   * {@return the figure of any runs; the last has the band}
   *
   * @param runs at most eight, tested on the study's test records, each with a name of its own
   * @throws IllegalArgumentException if there is none or more, one was tested on other records, or two
   *     have the same name
   */
  public static FigureResult of(Study study, List<Run> runs) {
    var provenance = study.provenance(FigureRocPr.class);
    ComparedRuns compared = new ComparedRuns(study, runs);
    compared.requireColours();
    List<CurvePanels.Panel> panels = new ArrayList<>();
    for (Diagnosis d : Diagnosis.ALL) {
      panels.add(panel(study, runs, d, true));
      panels.add(panel(study, runs, d, false));
    }
    return study.figure(
        compared.id("figure-roc-pr"),
        "Receiver operating characteristic (left of each pair) and precision-recall curve (right) by class, "
            + runs.get(0).test().size()
            + " test records of "
            + study.dataName()
            + ". Band: 95 % of the "
            + (compared.last().learner().isEmpty() ? "network" : compared.last().name())
            + "'s bootstrap resamples at each point; it has no width where every resample ranks the class perfectly, which is not certainty. Dashed: guessing; n: positive records.",
        new CurvePanels(runs.stream().map(Run::name).toList(), runs.size() - 1, panels, 6, false),
        study.withIntervals(compared.from(provenance)));
  }

  private static CurvePanels.Panel panel(
      Study study, List<Run> runs, Diagnosis diagnosis, boolean roc) {
    int c = diagnosis.ordinal();
    Run main = runs.get(runs.size() - 1);
    Predictions network = main.test();
    boolean[] labels = network.labels(c);
    int positives = main.performance().classes().get(c).positives();
    String title = roc ? "%s, n = %d".formatted(diagnosis, positives) : "";
    String x = roc ? "false positive rate" : "recall";
    String y = roc ? "recall" : "precision";
    if (positives == 0 || positives == labels.length) {
      return new CurvePanels.Panel(
          title,
          x,
          y,
          runs.stream().map(run -> NONE).toList(),
          NONE,
          NONE,
          NONE,
          positives == 0 ? "no positive record" : "no negative record");
    }
    CurveBand band =
        roc
            ? CurveBand.roc(
                labels, network.scores(c), study.resamples(), POINTS, TestIntervals.LEVEL)
            : CurveBand.precisionRecall(
                labels, network.scores(c), study.resamples(), POINTS, TestIntervals.LEVEL);
    double prevalence = (double) positives / labels.length;
    return new CurvePanels.Panel(
        title,
        x,
        y,
        runs.stream().map(run -> curve(labels, run.test().scores(c), roc)).toList(),
        new Curve(band.x(), band.low()),
        new Curve(band.x(), band.high()),
        new Curve(
            new double[] {0, 1}, roc ? new double[] {0, 1} : new double[] {prevalence, prevalence}),
        "");
  }

  private static Curve curve(boolean[] labels, double[] scores, boolean roc) {
    if (roc) {
      double[][] points = Ranking.rocCurve(labels, scores);
      return new Curve(points[0], points[1]);
    }
    double[][] points = Ranking.precisionRecallCurve(labels, scores);
    // A step function: precision between two recalls is that of the point to the right.
    // What comes after recall 1 is reached is a vertical line down to the prevalence.
    int n = 1;
    while (n < points[0].length && points[0][n - 1] < 1) {
      n++;
    }
    double[] x = new double[2 * n];
    double[] y = new double[2 * n];
    for (int i = 0; i < n; i++) {
      x[2 * i] = i == 0 ? 0 : points[0][i - 1];
      x[2 * i + 1] = points[0][i];
      y[2 * i] = points[1][i];
      y[2 * i + 1] = points[1][i];
    }
    return new Curve(x, y);
  }
}
