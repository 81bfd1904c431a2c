package org.ecgworkbench.paper.questions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.inference.Holm;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.evaluation.inference.SeedBootstrap;
import org.ecgworkbench.figure.chart.DotPanels;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Learners;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.SavedItems;

/**
 * What is left of the performance when the recordings that test are disturbed: electrodes swapped, a lead lost, interference, wander, gain,
 * sampling rate, clipping. Nothing is trained on disturbed recordings, and the thresholds stay. Each number is the mean over the
 * trainings of a learner; its difference from the same trainings on the undisturbed recordings has an interval that holds the choice of
 * the records (resamples) and of the trainings (a normal deviate, whose SD is pooled over the disturbances).
 */
public final class Robustness extends Question<Robustness.Row> {
  private static final String ID = "robustness";
  private static final List<PerformanceMetric> METRICS =
      List.of(PerformanceMetric.F1, PerformanceMetric.AUC);

  private final String where;
  private final List<Row> rows;

  /** The scores of a record under a disturbance, as they are saved. */
  private record Scored(
      String disturbance, String learner, double training, String record, double[] scores) {}

  /**
   * A line of the table.
   *
   * @param value by metric
   * @param change by metric
   * @param p by metric, by Holm over the disturbances of the learner
   * @param turned share of the decisions that are others
   */
  record Row(
      String disturbance,
      String learner,
      int trainings,
      double[] value,
      Interval[] change,
      double[] p,
      double turned) {}

  /** What a learner answers: a list of predictions, one a training, without disturbance and by disturbance. */
  private record Answers(
      Examined examined, List<Predictions> clean, Map<String, List<Predictions>> disturbed) {}

  private Robustness(
      Study study, String id, String where, List<Answers> answers, Provenance.Builder provenance) {
    super(
        study,
        id,
        answers.stream().map(a -> a.examined().name()).toList(),
        provenance
            .seed(RandomStream.TRAINING_DEVIATES, study.parameters().seed())
            .seed(RandomStream.BOOTSTRAP, study.parameters().seed()));
    this.where = where;
    int records = answers.get(0).clean().get(0).size();
    Resamples resamples =
        Resamples.plain(records, Resamples.DEFAULT_COUNT, study.parameters().seed());
    List<Row> made = new ArrayList<>();
    List<List<Row>> byLearner = new ArrayList<>();
    try {
      Parallel.inOrder(
          answers,
          Parallel.processors(),
          each -> rows(each, resamples),
          (i, found) -> byLearner.add(found));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int d = 0; d < byLearner.get(0).size(); d++) {
      for (List<Row> of : byLearner) {
        made.add(of.get(d));
      }
    }
    this.rows = List.copyOf(made);
  }

  /**
   * {@return the 12-lead network, logistic regression and the MLP of a study on its test records}
   *
   * @param study of any recordings
   * @throws EcgDataException if a recording cannot be read
   * @throws java.util.concurrent.CancellationException if interrupted; what is done is saved
   */
  public static Robustness of(Study study) {
    List<QuestionRuns.Learner> runs = QuestionRuns.of(study);
    Path folder = study.explanations().folder(ID, version() + "; " + QuestionRuns.keys(runs));
    SavedItems<Scored> saved = new SavedItems<>(folder.resolve("scores.csv"), Scored.class);
    List<Scored> scored = saved.isThere() ? saved.read() : make(study, runs, saved);
    Map<String, Predictions> byKey = predictions(study.dataset(), scored);
    List<Answers> answers = new ArrayList<>();
    for (QuestionRuns.Learner learner : runs) {
      Map<String, List<Predictions>> disturbed = new LinkedHashMap<>();
      for (Disturbance disturbance : Disturbance.all()) {
        List<Predictions> of = new ArrayList<>();
        for (int t = 0; t < learner.runs().size(); t++) {
          of.add(byKey.get(key(disturbance.name(), learner.name(), t)));
        }
        disturbed.put(disturbance.name(), of);
      }
      answers.add(new Answers(learner.examined(), learner.tests(), disturbed));
    }
    Provenance.Builder provenance =
        QuestionRuns.addTo(study.provenance(Robustness.class), study, runs)
            .input(study.results(), saved.file())
            .setting("disturbances", version());
    return new Robustness(study, ID, "test fold of " + study.dataName(), answers, provenance);
  }

  /**
   * {@return models of one's own, for example a shipped one, on recordings of one's own}
   *
   * @param study of the recordings; nothing of it is trained
   * @param examined models, each with a name of its own
   * @param ids records of the study's data set that test
   * @throws IllegalArgumentException if there is no model or no record
   */
  public static Robustness of(Study study, List<Examined> examined, List<String> ids) {
    Examined.requireSome(examined, ids);
    List<Answers> answers = new ArrayList<>();
    Provenance.Builder provenance =
        study.provenance(Robustness.class).setting("disturbances", version());
    for (Examined one : examined) {
      Map<String, List<Predictions>> disturbed = new LinkedHashMap<>();
      List<Predictions> clean = one.scores(study.dataset(), ids);
      for (Disturbance disturbance : Disturbance.all()) {
        study.progress().update(one.name() + ": " + disturbance.name());
        disturbed.put(
            disturbance.name(), one.scores(new Disturbed(study.dataset(), disturbance), ids));
      }
      study.progress().done("%s: %d disturbances".formatted(one.name(), disturbed.size()));
      answers.add(new Answers(one, clean, disturbed));
      provenance.setting("model " + one.name(), one.source());
    }
    return new Robustness(
        study,
        ID + "-" + Learners.slug(examined.get(0).name()),
        "%d records of %s".formatted(ids.size(), study.dataName()),
        answers,
        provenance);
  }

  private static String version() {
    return String.join("; ", Disturbance.all().stream().map(Disturbance::name).toList());
  }

  private static String key(String disturbance, String learner, double training) {
    return disturbance + ", " + learner + ", " + (int) training;
  }

  private static List<Scored> make(
      Study study, List<QuestionRuns.Learner> runs, SavedItems<Scored> saved) {
    study.requireMaking(saved.file().getParent());
    List<String> ids = study.split().testIds();
    Map<String, Disturbance> byName = new LinkedHashMap<>();
    Disturbance.all().forEach(d -> byName.put(d.name(), d));
    try (QuestionRuns.Opened opened = new QuestionRuns.Opened(study, runs)) {
      return saved.make(
          List.copyOf(byName.keySet()),
          name -> scored(study, opened.examined(), byName.get(name), ids),
          study.profile().jobs(),
          study.progress(),
          "disturbances of the test records");
    }
  }

  private static List<Scored> scored(
      Study study, List<Examined> examined, Disturbance disturbance, List<String> ids) {
    Disturbed data = new Disturbed(study.dataset(), disturbance);
    List<Scored> scored = new ArrayList<>();
    for (Examined one : examined) {
      List<Predictions> all = one.scores(data, ids);
      for (int t = 0; t < all.size(); t++) {
        double[][] scores = all.get(t).scores();
        for (int i = 0; i < ids.size(); i++) {
          scored.add(new Scored(disturbance.name(), one.name(), t, ids.get(i), scores[i]));
        }
      }
    }
    return scored;
  }

  private static Map<String, Predictions> predictions(EcgDataset data, List<Scored> scored) {
    Map<String, List<Scored>> grouped = new LinkedHashMap<>();
    for (Scored one : scored) {
      grouped
          .computeIfAbsent(
              key(one.disturbance(), one.learner(), one.training()), k -> new ArrayList<>())
          .add(one);
    }
    Map<String, Predictions> found = new LinkedHashMap<>();
    grouped.forEach(
        (key, of) -> {
          List<String> ids = of.stream().map(Scored::record).toList();
          found.put(
              key,
              new Predictions(
                  ids,
                  org.ecgworkbench.ecg.Diagnosis.ALL.stream().map(Enum::name).toList(),
                  data.labels(ids),
                  of.stream().map(Scored::scores).toArray(double[][]::new)));
        });
    return found;
  }

  private List<Row> rows(Answers answers, Resamples resamples) {
    List<Examined.Training> trainings = answers.examined().trainings();
    SeedBootstrap clean = Spread.measured(answers.examined(), answers.clean(), resamples);
    int average = clean.averageColumn();
    List<String> names = List.copyOf(answers.disturbed().keySet());
    List<SeedBootstrap> measured = new ArrayList<>();
    for (String name : names) {
      measured.add(Spread.measured(answers.examined(), answers.disturbed().get(name), resamples));
    }
    Interval[][] change = new Interval[names.size()][METRICS.size()];
    double[][] p = new double[METRICS.size()][names.size()];
    for (int m = 0; m < METRICS.size(); m++) {
      PerformanceMetric metric = METRICS.get(m);
      double sd =
          Spread.pooled(
              measured.stream()
                  .mapToDouble(
                      b ->
                          Spread.sd(
                              Spread.minus(
                                  b.bySeed(metric, average), clean.bySeed(metric, average))))
                  .toArray());
      NumpyRandom random =
          RandomStream.TRAINING_DEVIATES.stream(
              study.parameters().seed(),
              metric.label() + ", robustness, " + answers.examined().name());
      for (int d = 0; d < change.length; d++) {
        double[] differences =
            Spread.widened(
                Spread.minus(
                    measured.get(d).replicates(metric, average), clean.replicates(metric, average)),
                sd,
                trainings.size(),
                random);
        change[d][m] =
            Spread.interval(
                measured.get(d).estimate(metric, average) - clean.estimate(metric, average),
                differences);
        p[m][d] = Spread.p(differences);
      }
    }
    double[][] holm = Arrays.stream(p).map(Holm::adjust).toArray(double[][]::new);
    List<Row> found = new ArrayList<>();
    found.add(row("none", answers, clean, new Interval[METRICS.size()], new double[][] {}, 0, 0));
    for (int d = 0; d < names.size(); d++) {
      found.add(
          row(
              names.get(d),
              answers,
              measured.get(d),
              change[d],
              holm,
              d,
              turned(trainings, answers.clean(), answers.disturbed().get(names.get(d)))));
    }
    return found;
  }

  private static Row row(
      String disturbance,
      Answers answers,
      SeedBootstrap measured,
      Interval[] change,
      double[][] p,
      int index,
      double turned) {
    double[] value =
        METRICS.stream()
            .mapToDouble(metric -> measured.estimate(metric, measured.averageColumn()))
            .toArray();
    double[] own = new double[METRICS.size()];
    Arrays.setAll(own, m -> p.length == 0 ? Double.NaN : p[m][index]);
    return new Row(
        disturbance,
        answers.examined().name(),
        answers.examined().trainings().size(),
        value,
        change,
        own,
        turned);
  }

  /** The share of the decisions that a disturbance turns, over records, classes and trainings. */
  private static double turned(
      List<Examined.Training> trainings, List<Predictions> clean, List<Predictions> disturbed) {
    int turned = 0;
    int all = 0;
    for (int t = 0; t < trainings.size(); t++) {
      boolean[][] before = trainings.get(t).thresholds().apply(clean.get(t));
      boolean[][] after = trainings.get(t).thresholds().apply(disturbed.get(t));
      for (int i = 0; i < before.length; i++) {
        for (int c = 0; c < before[i].length; c++) {
          turned += before[i][c] != after[i][c] ? 1 : 0;
          all++;
        }
      }
    }
    return (double) turned / all;
  }

  /** {@return average F1 and AUC under each disturbance, and how they change, a row a learner and disturbance} */
  public TableResult table() {
    return table(
        "Average F1 and AUC on disturbed recordings, mean over the trainings, and the change from the undisturbed ones with 95 %% intervals of records and trainings, %s. Thresholds and weights stay as they are. p is corrected by Holm's method over the %d disturbances of a learner."
            .formatted(where, Disturbance.all().size()),
        Rows.of(rows)
            .text("disturbance", Row::disturbance)
            .text("learner", Row::learner)
            .count("trainings", Row::trainings)
            .number("average F1", r -> r.value()[0])
            .interval("change of F1", r -> r.change()[0])
            .number("p of F1 (Holm)", r -> r.p()[0])
            .number("average AUC", r -> r.value()[1])
            .interval("change of AUC", r -> r.change()[1])
            .number("p of AUC (Holm)", r -> r.p()[1])
            .number("decisions turned (%)", r -> 100 * r.turned())
            .note(r -> note(r.change()))
            .table());
  }

  /** {@return the changes with their intervals, a row a disturbance} */
  public FigureResult figure() {
    List<String> names =
        rows.stream().map(Row::disturbance).filter(n -> !n.equals("none")).distinct().toList();
    List<DotPanels.Panel> panels = new ArrayList<>();
    for (int m = 0; m < METRICS.size(); m++) {
      int metric = m;
      panels.add(
          new DotPanels.Panel(
              (char) ('a' + m) + "  average " + METRICS.get(m).label(),
              "change",
              estimates(r -> !r.disturbance().equals("none"), r -> r.change()[metric]),
              0));
    }
    return figure(
        "How average F1 (a) and AUC (b) change when the recordings are disturbed, mean over the trainings (%s), with 95 %% intervals of records and trainings; dashed: no change. %s. %s"
            .formatted(
                trainings(),
                where.substring(0, 1).toUpperCase(Locale.ROOT) + where.substring(1),
                sentence()),
        new DotPanels(names, learners, panels));
  }

  private String trainings() {
    return String.join(
        ", ",
        learners.stream().map(learner -> learner + " " + of(learner).get(0).trainings()).toList());
  }

  @Override
  public String sentence() {
    List<String> sentences = new ArrayList<>();
    for (String learner : learners) {
      List<Row> own = of(learner).stream().filter(r -> !r.disturbance().equals("none")).toList();
      long clear =
          own.stream().filter(r -> r.p()[0] < 0.05 && r.change()[0].estimate() < 0).count();
      Optional<Row> worst =
          own.stream().min(Comparator.comparingDouble(r -> r.change()[0].estimate()));
      sentences.add(
          "%s: %d of %d disturbances lower average F1 beyond chance (Holm); most does '%s', by %s."
              .formatted(
                  learner,
                  clear,
                  own.size(),
                  worst.orElseThrow().disturbance(),
                  TestIntervals.words(worst.orElseThrow().change()[0])));
    }
    return String.join(" ", sentences);
  }

  @Override
  List<Row> rows() {
    return rows;
  }

  @Override
  String learnerOf(Row row) {
    return row.learner();
  }
}
