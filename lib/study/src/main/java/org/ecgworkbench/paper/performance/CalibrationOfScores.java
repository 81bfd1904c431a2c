package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Calibration;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.TemperatureScaling;
import org.ecgworkbench.evaluation.inference.Bootstrap;
import org.ecgworkbench.evaluation.inference.CalibrationIntervals;
import org.ecgworkbench.evaluation.inference.Replicates;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.figure.chart.CurvePanels;
import org.ecgworkbench.figure.chart.CurvePanels.Curve;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How far the scores of the learners and of the network can be read as probabilities: Brier score and expected calibration error
 * ({@link Calibration}) as the scores are, and after temperature scaling with the one number that the validation fold asks for ({@link
 * TemperatureScaling}). Not in the paper.
 *
 * <p>A small Brier score is not yet a good one where a class is rare: {@code brier_guessing} is that of the prevalence as everybody's
 * score.
 */
public final class CalibrationOfScores {
  private static final int BINS = Calibration.DEFAULT_BINS;
  private static final String SETTING =
      "95 %%, %d bootstrap resamples of the test fold: BCa of the Brier score, basic of the calibration error, not below 0";
  private static final Curve NONE = new Curve(new double[0], new double[0]);
  private static final Curve DIAGONAL = new Curve(new double[] {0, 1}, new double[] {0, 1});

  private CalibrationOfScores() {}

  /** The test fold's scores of a run as they are and scaled, by what a table calls them. */
  private static Map<String, Predictions> scores(Run run, TemperatureScaling scaling) {
    Map<String, Predictions> scores = new LinkedHashMap<>();
    scores.put("as they are", run.test());
    scores.put("temperature scaled", scaling.apply(run.test()));
    return scores;
  }

  /**
   * {@return one row a learner, scores and class; the averages of all learners first}. Intervals by the resamples of all tables: BCa of the
   * Brier score, basic ones of the calibration error.
   */
  public static TableResult table(Study study) {
    return table(study, study.comparedRuns());
  }

  /**
   * {@return the table of any runs}
   *
   * @param runs tested on the study's test records, each with a name of its own
   * @throws IllegalArgumentException if there is none, one was tested on other records, or two have
   *     the same name
   */
  public static TableResult table(Study study, List<Run> runs) {
    var provenance = study.provenance(CalibrationOfScores.class).setting("bins", BINS);
    ComparedRuns compared = new ComparedRuns(study, runs);
    Rows averages = new Rows();
    Rows classes = new Rows();
    for (Run run : runs) {
      TemperatureScaling scaling = TemperatureScaling.fit(run.validation());
      scores(run, scaling)
          .forEach(
              (kind, predictions) -> {
                double temperature = predictions == run.test() ? 1 : scaling.temperature();
                String note = predictions == run.test() ? "" : scaling.note();
                CalibrationIntervals intervals =
                    CalibrationIntervals.of(predictions, BINS, study.resamples());
                int last = Diagnosis.ALL.size();
                for (int c = 0; c <= last; c++) {
                  (c == last ? averages : classes).add(run, kind, temperature, c, intervals, note);
                }
              });
    }
    return study.table(
        compared.id("calibration"),
        "Calibration of the scores on the test fold of "
            + study.dataName()
            + ", as they are and with the temperature that the validation fold asks for, which also chose the kept epoch and the thresholds; 95 % intervals, of the"
            + " calibration error basic ones: it is biased upwards, so it may lie outside, and the note has the corrected value.",
        averages.table().append(classes.table()).setName("calibration"),
        study
            .withIntervals(compared.from(provenance))
            .setting("intervals", SETTING.formatted(Resamples.DEFAULT_COUNT)));
  }

  private static final class Rows {
    private final StringColumn learner = StringColumn.create("learner");
    private final StringColumn scores = StringColumn.create("scores");
    private final StringColumn className = StringColumn.create("class");
    private final List<DoubleColumn> numbers =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    DoubleColumn.create(
                        List.of(
                                "temperature",
                                "brier",
                                "brier" + TableResult.LOW,
                                "brier" + TableResult.HIGH,
                                "brier_guessing",
                                "calibration_error",
                                "calibration_error" + TableResult.LOW,
                                "calibration_error" + TableResult.HIGH)
                            .get(i)))
            .toList();
    private final StringColumn note = StringColumn.create("note");

    void add(
        Run run,
        String kind,
        double temperature,
        int c,
        CalibrationIntervals intervals,
        String why) {
      Interval brier = intervals.brierScore(c).interval(TestIntervals.METHOD, TestIntervals.LEVEL);
      Interval error = notBelowZero(intervals.expectedCalibrationError(c));
      learner.append(run.name());
      scores.append(kind);
      boolean average = c == Diagnosis.ALL.size();
      className.append(average ? Performance.AVERAGE : Diagnosis.ALL.get(c).name());
      double[] prevalences =
          run.performance().classes().stream().mapToDouble(each -> each.prevalence()).toArray();
      double guessing =
          average
              ? Arrays.stream(prevalences).map(p -> p * (1 - p)).average().orElseThrow()
              : prevalences[c] * (1 - prevalences[c]);
      double[] row = {
        temperature,
        brier.estimate(),
        brier.lower(),
        brier.upper(),
        guessing,
        error.estimate(),
        error.lower(),
        error.upper()
      };
      for (int k = 0; k < row.length; k++) {
        numbers.get(k).append(row[k]);
      }
      List<String> notes = new ArrayList<>(List.of(why));
      notes.add(TestIntervals.noteOf(brier));
      notes.add(TestIntervals.noteOf(error));
      notes.removeIf(String::isEmpty);
      note.append(String.join("; ", notes));
    }

    /** Basic, for resamples are biased upwards as the estimate is. */
    private static Interval notBelowZero(Replicates error) {
      Interval basic = error.interval(Bootstrap.Method.BASIC, TestIntervals.LEVEL);
      return new Interval(
          basic.estimate(),
          Math.max(0, basic.lower()),
          Math.max(0, basic.upper()),
          basic.level(),
          basic.note());
    }

    Table table() {
      Table table = Table.create("calibration", learner, scores, className);
      numbers.forEach(table::addColumns);
      return table.addColumns(note);
    }
  }

  /** {@return the reliability diagram of each learner, all classes together} */
  public static FigureResult figure(Study study) {
    return figure(study, study.comparedRuns());
  }

  /**
   * {@return the reliability diagrams of any runs}
   *
   * @param runs tested on the study's test records, each with a name of its own
   * @throws IllegalArgumentException if there is none, one was tested on other records, or two have
   *     the same name
   */
  public static FigureResult figure(Study study, List<Run> runs) {
    var provenance = study.provenance(CalibrationOfScores.class).setting("bins", BINS);
    ComparedRuns compared = new ComparedRuns(study, runs);
    List<CurvePanels.Panel> panels = new ArrayList<>();
    for (Run run : runs) {
      TemperatureScaling scaling = TemperatureScaling.fit(run.validation());
      List<Curve> curves = new ArrayList<>();
      for (Predictions predictions : scores(run, scaling).values()) {
        Calibration calibration = Calibration.pooled(predictions, BINS);
        curves.add(
            new Curve(
                calibration.bins().stream().mapToDouble(Calibration.Bin::meanScore).toArray(),
                calibration.bins().stream().mapToDouble(Calibration.Bin::positiveShare).toArray(),
                true));
      }
      panels.add(
          new CurvePanels.Panel(
              String.format(Locale.ROOT, "%s, T = %.2f", run.name(), scaling.temperature()),
              "mean score of the bin",
              "share with the label",
              curves,
              NONE,
              NONE,
              DIAGONAL,
              ""));
    }
    return study.figure(
        compared.id("figure-calibration"),
        "Reliability diagrams on the "
            + runs.get(0).test().size()
            + " test records of "
            + study.dataName()
            + ", all nine classes of a record together in "
            + BINS
            + " bins of equal mass; T: the temperature fitted on the validation fold. Dashed: scores that are probabilities.",
        new CurvePanels(List.of("scores as they are", "temperature scaled"), 0, panels, 3),
        compared.from(provenance));
  }
}
