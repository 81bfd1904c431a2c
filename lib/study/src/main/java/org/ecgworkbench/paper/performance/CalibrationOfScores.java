package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Calibration;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.TemperatureScaling;
import org.ecgworkbench.evaluation.inference.Bootstrap;
import org.ecgworkbench.evaluation.inference.CalibrationIntervals;
import org.ecgworkbench.evaluation.inference.ClassInterval;
import org.ecgworkbench.evaluation.inference.Replicates;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.figure.chart.CurvePanels;
import org.ecgworkbench.figure.chart.CurvePanels.Curve;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;
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
    List<Row> averages = new ArrayList<>();
    List<Row> classes = new ArrayList<>();
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
                  (c == last ? averages : classes)
                      .add(
                          new Row(
                              run,
                              kind,
                              temperature,
                              c,
                              intervals
                                  .brierScore(c)
                                  .interval(TestIntervals.METHOD, TestIntervals.LEVEL),
                              notBelowZero(intervals.expectedCalibrationError(c)),
                              note));
                }
              });
    }
    averages.addAll(classes);
    return study.table(
        compared.id("calibration"),
        "Calibration of the scores on the test fold of "
            + study.dataName()
            + ", as they are and with the temperature that the validation fold asks for, which also chose the kept epoch and the thresholds; 95 % intervals, of the"
            + " calibration error basic ones: it is biased upwards, so it may lie outside, and the note has the corrected value.",
        table(averages),
        study
            .withIntervals(compared.from(provenance))
            .setting("intervals", SETTING.formatted(Resamples.DEFAULT_COUNT)));
  }

  /** A class, or the average after the last one, of a run's scores. */
  private record Row(
      Run run,
      String scores,
      double temperature,
      int index,
      Interval brier,
      Interval error,
      String why) {
    String name() {
      return index == Diagnosis.ALL.size() ? Performance.AVERAGE : Diagnosis.ALL.get(index).name();
    }

    /** The Brier score of whoever answers with the share of the class. */
    double guessing() {
      return run.performance().classes().stream()
          .filter(c -> name().equals(Performance.AVERAGE) || name().equals(c.name()))
          .mapToDouble(c -> c.prevalence() * (1 - c.prevalence()))
          .average()
          .orElseThrow();
    }

    String note() {
      return Stream.of(why, TestIntervals.noteOf(brier), TestIntervals.noteOf(error))
          .filter(text -> !text.isEmpty())
          .collect(Collectors.joining("; "));
    }
  }

  private static Table table(List<Row> rows) {
    return Rows.of(rows)
        .text("learner", r -> r.run().name())
        .text("scores", Row::scores)
        .text("class", Row::name)
        .number("temperature", Row::temperature)
        .interval("brier", Row::brier)
        .number("brier_guessing", Row::guessing)
        .interval("calibration_error", Row::error)
        .note(Row::note)
        .table()
        .setName("calibration");
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
        List<Calibration.Bin> bins = Calibration.pooled(predictions, BINS).bins();
        List<Interval> shares =
            bins.stream()
                .map(
                    bin ->
                        ClassInterval.share(
                            bin.positiveShare(), bin.records(), TestIntervals.LEVEL, "score"))
                .toList();
        curves.add(
            new Curve(
                bins.stream().mapToDouble(Calibration.Bin::meanScore).toArray(),
                bins.stream().mapToDouble(Calibration.Bin::positiveShare).toArray(),
                shares.stream().mapToDouble(Interval::lower).toArray(),
                shares.stream().mapToDouble(Interval::upper).toArray()));
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
            + " bins of equal mass; bars: Wilson's 95 % intervals of the shares, as if the scores of a record were independent. T: the temperature fitted on the validation fold, which also chose"
            + " the kept epoch and the thresholds. Dashed: scores that are probabilities. Both axes are those of square roots.",
        new CurvePanels(List.of("scores as they are", "temperature scaled"), 0, panels, 3, true),
        compared.from(provenance));
  }
}
