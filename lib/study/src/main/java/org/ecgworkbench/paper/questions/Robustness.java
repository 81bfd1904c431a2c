package org.ecgworkbench.paper.questions;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.figure.chart.DotPanels;
import org.ecgworkbench.provenance.Provenance;
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

  private final String where;
  private final List<Row> rows;

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

  private Robustness(
      Study study,
      String id,
      String where,
      List<DisturbedAnswers> answers,
      Provenance.Builder provenance) {
    super(
        study,
        id,
        answers.stream().map(a -> a.examined().name()).toList(),
        provenance
            .seed(RandomStream.TRAINING_DEVIATES, study.parameters().seed())
            .seed(RandomStream.BOOTSTRAP, study.parameters().seed()));
    this.where = where;
    this.rows = RobustnessRows.of(answers, study.parameters().seed());
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
    SavedItems<DisturbedAnswers.Scored> saved =
        new SavedItems<>(folder.resolve("scores.csv"), DisturbedAnswers.Scored.class);
    List<DisturbedAnswers> answers = DisturbedAnswers.of(study, runs, saved);
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
    List<DisturbedAnswers> answers = new ArrayList<>();
    Provenance.Builder provenance =
        study.provenance(Robustness.class).setting("disturbances", version());
    for (Examined one : examined) {
      answers.add(DisturbedAnswers.of(study, one, ids));
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
