package org.ecgworkbench.paper.performance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.CpscScore;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.evaluation.inference.Bootstrap;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;
import tech.tablesaw.api.Table;

/**
 * The full rotation over ten folds: in turn k fold k tests, the next fold validates, eight train ({@link Study#turns}), so each
 * record is tested once and each learner is trained ten times. Thresholds and the kept epoch of a turn come from its own validation
 * fold.
 *
 * <p>Two summaries. <b>Fold mean and SD</b> (ddof = 1), as the paper reports: the SD says how much the number moves from fold to fold;
 * the folds share training records, so it is not the standard error of the mean (Bengio and Grandvalet 2004, JMLR 5:1089-1105).
 * <b>Pooled</b>: the ten test folds as one set, with a 95 % bootstrap interval. F1 pools the decisions, each made at the threshold of
 * its own turn. AUC, average precision and the official score pool the scores as they are, and scores of different trainings need not be on one scale, so
 * a pooled AUC can lie below that of every fold.
 *
 * <p>Every turn is a saved run: what is interrupted goes on where it stopped.
 */
public final class Rotation {
  private static final int CLASSES = Diagnosis.ALL.size();
  private static final List<PerformanceMetric> METRICS =
      List.of(PerformanceMetric.F1, PerformanceMetric.AUC, PerformanceMetric.AVERAGE_PRECISION);

  private static final String ID = "table3-rotation";
  private static final String WITH_NETWORK = ID + "-network";

  private final Study study;
  private final LearnersRuns runs;

  private Rotation(Study study, List<Run> runs) {
    this.study = study;
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a rotation needs at least one run, found none");
    }
    for (Run run : runs) {
      if (run.fold().isEmpty()) {
        throw new IllegalArgumentException(
            "%s: expected a turn of the rotation, found a run on the %s"
                .formatted(run.name(), run.trained().split()));
      }
    }
    this.runs = LearnersRuns.of(runs, "test folds", Rotation::fold, Rotation::fold);
  }

  private static long fold(Run run) {
    return run.fold().getAsInt();
  }

  /**
   * {@return the rotation of any learners}
   *
   * @param study whose recordings they are
   * @param runs of one learner or several on the same test folds, in any order of folds, for example
   *     {@code study.runs(learner, study.turns())} and {@code study.networkRuns(Lead.ALL,
   *     study.turns())}; of some folds only where a long rotation is done in parts
   * @throws IllegalArgumentException if there is no run, one is no turn of a rotation, or the learners
   *     were not tested on the same folds, each once
   */
  public static Rotation of(Study study, List<Run> runs) {
    return new Rotation(study, runs);
  }

  /**
   * {@return the rotation of the network beside learners, from the runs behind the table that {@code workbench rotate} saved, since it takes
   * ten trainings; empty where there is no such table, or these runs are not there or of other code}
   *
   * @param study nothing of it is trained
   */
  public static Optional<Rotation> saved(Study study) {
    Path sidecar = study.results().resolve("tables").resolve(WITH_NETWORK + ".json");
    if (!Files.isRegularFile(sidecar)) {
      return Optional.empty();
    }
    Settings settings = new Settings(Sidecar.read(sidecar).settings());
    try {
      return Study.saved(study.parameters(), study.progress())
          .map(
              same -> {
                List<Run> runs = new ArrayList<>();
                for (String learner : settings.text("learners").split(", ")) {
                  runs.addAll(same.runs(learner, same.turns()));
                }
                return of(same, runs);
              });
    } catch (EcgDataException e) {
      study.progress().done("The rotation of the network is left out: " + e.getMessage());
      return Optional.empty();
    }
  }

  private boolean isOfNetwork() {
    return runs.byLearner().values().stream()
        .anyMatch(of -> of.iterator().next().learner().isEmpty());
  }

  /** {@return the test folds that were run, ascending} */
  public List<Integer> folds() {
    return runs.splits().stream().map(Long::intValue).toList();
  }

  /** {@return the learners' names, in the order given} */
  public List<String> learners() {
    return List.copyOf(runs.byLearner().keySet());
  }

  /**
   * {@return a learner's runs, one for each of {@link #folds()}}
   *
   * @param learner one of {@link #learners()}
   */
  public List<Run> runs(String learner) {
    return List.copyOf(runs.byLearner().get(learner));
  }

  /**
   * {@return the scores of all test folds as one set, in the order of ids; each record once}
   *
   * @param learner one of {@link #learners()}
   */
  public Predictions pooledScores(String learner) {
    return pool(runs(learner).stream().map(Run::test).toList());
  }

  /**
   * {@return the decisions of all test folds as one set, each at the threshold of its own turn: 1 for yes, 0 for no}
   *
   * @param learner one of {@link #learners()}
   */
  public Predictions pooledDecisions(String learner) {
    return pool(runs(learner).stream().map(Rotation::decisions).toList());
  }

  /**
   * {@return a run's decisions at its own thresholds: 1 for yes, 0 for no}
   *
   * @param run with thresholds
   */
  public static Predictions decisions(Run run) {
    boolean[][] yes = run.thresholds().apply(run.test());
    double[][] scores = new double[yes.length][CLASSES];
    for (int i = 0; i < yes.length; i++) {
      for (int c = 0; c < CLASSES; c++) {
        scores[i][c] = yes[i][c] ? 1 : 0;
      }
    }
    return new Predictions(run.test().ids(), run.test().classes(), run.test().labels(), scores);
  }

  /**
   * {@return the predictions of several folds as one, in the order of ids}
   *
   * @param parts with the same classes
   * @throws IllegalArgumentException if a record is in two of them
   */
  public static Predictions pool(List<Predictions> parts) {
    record Row(String id, boolean[] labels, double[] scores) {}
    List<Row> rows = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Predictions part : parts) {
      boolean[][] labels = part.labels();
      double[][] scores = part.scores();
      for (int i = 0; i < part.size(); i++) {
        if (!seen.add(part.ids().get(i))) {
          throw new IllegalArgumentException("record " + part.ids().get(i) + " is tested twice");
        }
        rows.add(new Row(part.ids().get(i), labels[i], scores[i]));
      }
    }
    rows.sort(Comparator.comparing(Row::id));
    return new Predictions(
        rows.stream().map(Row::id).toList(),
        parts.get(0).classes(),
        rows.stream().map(Row::labels).toArray(boolean[][]::new),
        rows.stream().map(Row::scores).toArray(double[][]::new));
  }

  /**
   * {@return one row a learner, metric and summary: {@code fold mean}, {@code fold SD}, {@code pooled}, {@code pooled low}, {@code pooled
   * high}; F1, AUC and average precision by class and on average, and the official score, which has only one number}. A fold in which a
   * class has no positive record has no AUC and is left out of that mean and SD, as the note says.
   */
  public TableResult table() {
    var provenance =
        study
            .provenance(Rotation.class)
            .setting("test folds", folds())
            .seed(RandomStream.BOOTSTRAP, study.parameters().seed())
            .setting(
                "intervals",
                TestIntervals.SETTING.formatted(Resamples.DEFAULT_COUNT, "the pooled test folds"));
    List<Line> rows = new ArrayList<>();
    runs.byLearner().forEach((learner, turns) -> add(rows, learner, turns));
    return study.table(
        runs.id(isOfNetwork() ? WITH_NETWORK : ID, study, provenance),
        "Rotation over %d folds on %s: mean and SD of the folds, and the pooled test folds with 95 %% intervals: %s."
            .formatted(folds().size(), study.dataName(), TestIntervals.IN_WORDS),
        table(rows),
        provenance);
  }

  private void add(List<Line> rows, String learner, List<Run> turns) {
    Predictions scores = pooledScores(learner);
    Predictions decisions = pooledDecisions(learner);
    Resamples resamples =
        Resamples.plain(scores.size(), Resamples.DEFAULT_COUNT, study.parameters().seed());
    Thresholds half =
        Thresholds.fixed(scores.classes(), 0.5, Comparison.GREATER, ScorePrecision.DOUBLE);
    String where = "the test folds";
    for (PerformanceMetric metric : METRICS) {
      Predictions pooled = metric == PerformanceMetric.F1 ? decisions : scores;
      Performance performance = Performance.of(pooled, half, where);
      Bootstrap bootstrap = Bootstrap.of(pooled, half, resamples);
      double[][] byFold = new double[CLASSES + 1][turns.size()];
      Set<String> foldNotes = new LinkedHashSet<>();
      for (int t = 0; t < turns.size(); t++) {
        Performance turn = turns.get(t).performance();
        for (int c = 0; c <= CLASSES; c++) {
          MetricValue value =
              c < CLASSES ? turn.classes().get(c).value(metric) : turn.average(metric);
          byFold[c][t] = value.value();
          if (c < CLASSES && !value.isDefined()) {
            foldNotes.add(
                "fold %d: %s %s"
                    .formatted(
                        folds().get(t),
                        turn.classes().get(c).name(),
                        value.hasValue()
                            ? metric.label() + " 0/0 counts as 0"
                            : "left out, " + value.note().replace("the test fold", "it")));
          }
        }
      }
      String note = String.join("; ", foldNotes);
      double[] pooledValues = Figure4Baselines.values(performance, metric);
      Set<String> pooledNotes = new LinkedHashSet<>();
      double[] low = new double[CLASSES + 1];
      double[] high = new double[CLASSES + 1];
      for (int c = 0; c <= CLASSES; c++) {
        Interval interval = TestIntervals.interval(performance, bootstrap, metric, c);
        if (!interval.isDefined() && !Double.isNaN(interval.estimate())) {
          pooledNotes.add(interval.note());
        }
        low[c] = interval.lower();
        high[c] = interval.upper();
      }
      performance.classes().stream()
          .filter(c -> !c.value(metric).note().isEmpty())
          .forEach(c -> pooledNotes.add(c.name() + ": " + c.value(metric).note()));
      String pooledNote = String.join("; ", pooledNotes);
      rows.add(new Line(learner, metric.label(), "fold mean", map(byFold, Rotation::mean), note));
      rows.add(
          new Line(
              learner,
              metric.label(),
              "fold SD",
              map(byFold, Rotation::sd),
              turns.size() < 2 ? "one fold: no SD" : note));
      rows.add(new Line(learner, metric.label(), "pooled", pooledValues, pooledNote));
      rows.add(new Line(learner, metric.label(), "pooled low", low, pooledNote));
      rows.add(new Line(learner, metric.label(), "pooled high", high, pooledNote));
    }
    official(rows, learner, turns, scores, resamples);
  }

  private static void official(
      List<Line> rows, String learner, List<Run> turns, Predictions pooled, Resamples resamples) {
    double[] byFold =
        turns.stream().mapToDouble(run -> CpscScore.of(run.test()).score().value()).toArray();
    Interval interval =
        Bootstrap.officialScore(pooled, resamples)
            .interval(TestIntervals.METHOD, TestIntervals.LEVEL);
    String metric = PerformanceRows.OFFICIAL;
    rows.add(
        new Line(
            learner, metric, "fold mean", average(mean(byFold)), "one number for all classes"));
    rows.add(
        new Line(
            learner,
            metric,
            "fold SD",
            average(sd(byFold)),
            byFold.length < 2 ? "one fold: no SD" : ""));
    rows.add(new Line(learner, metric, "pooled", average(interval.estimate()), ""));
    rows.add(new Line(learner, metric, "pooled low", average(interval.lower()), ""));
    rows.add(new Line(learner, metric, "pooled high", average(interval.upper()), ""));
  }

  private static double[] average(double value) {
    double[] values = new double[CLASSES + 1];
    Arrays.fill(values, Double.NaN);
    values[CLASSES] = value;
    return values;
  }

  private static double[] map(
      double[][] byFold, java.util.function.ToDoubleFunction<double[]> summary) {
    return Arrays.stream(byFold).mapToDouble(summary).toArray();
  }

  /** The mean of the defined values; NaN if there is none. */
  static double mean(double[] values) {
    double[] defined = defined(values);
    return defined.length == 0 ? Double.NaN : Mean.of(defined).getAsDouble();
  }

  /** The standard deviation (ddof = 1) of the defined values; NaN if there are fewer than two. */
  static double sd(double[] values) {
    double[] defined = defined(values);
    return defined.length < 2 ? Double.NaN : StandardDeviation.of(defined).getAsDouble();
  }

  private static double[] defined(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
  }

  /** A line of the table: a number of every class and their average. */
  private record Line(
      String learner, String metric, String summary, double[] values, String note) {}

  private static Table table(List<Line> lines) {
    Rows<Line> rows =
        Rows.of(lines)
            .text("learner", Line::learner)
            .text("metric", Line::metric)
            .text("summary", Line::summary);
    Diagnosis.ALL.forEach(d -> rows.number(d.name(), line -> line.values()[d.ordinal()]));
    return rows.number(Performance.AVERAGE, line -> line.values()[Diagnosis.ALL.size()])
        .note(Line::note)
        .table()
        .setName("rotation");
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String learner : learners()) {
      double[] f1 =
          runs(learner).stream()
              .mapToDouble(run -> run.performance().average(PerformanceMetric.F1).value())
              .toArray();
      text.append(
          String.format(
              java.util.Locale.ROOT,
              "%s: average F1 %.3f, SD %.3f, over test folds %s%n",
              learner,
              mean(f1),
              sd(f1),
              folds()));
    }
    return text.toString().stripTrailing();
  }
}
