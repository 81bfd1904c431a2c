package org.ecgworkbench.paper.questions;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.inference.SeedBootstrap;
import org.ecgworkbench.figure.chart.LinePanels;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.TrainingSettings;
import org.ecgworkbench.study.store.SplitName;

/**
 * Average F1 and AUC on the test fold against the number of training records: an eighth, a quarter, half and all of them. Each learner is
 * trained three times, each time on another share, nested in the larger one of the same training. The validation fold, and so the choice of
 * the epoch and of the thresholds, stays whole. Networks take so many epochs that they make as many steps as with all records, or a small
 * share would be a short training, too.
 */
public final class LearningCurve extends Question<LearningCurve.Row> {
  private static final String ID = "learning-curve";
  private static final List<Integer> PARTS = List.of(1, 2, 4, 8);

  private final List<Row> rows;
  private final List<Integer> sizes;

  /**
   * A learner at one size.
   *
   * @param values by metric
   * @param sd over the trainings, by metric
   * @param more by metric: the difference to the size before; null for the smallest
   */
  record Row(
      String learner,
      int records,
      int trainings,
      Interval[] values,
      double[] sd,
      Interval[] more) {}

  private LearningCurve(
      Study study,
      List<Integer> sizes,
      List<String> learners,
      List<Row> rows,
      Provenance.Builder provenance) {
    super(study, ID, learners, provenance);
    this.sizes = List.copyOf(sizes);
    this.rows = List.copyOf(rows);
  }

  /**
   * {@return the curves of the 12-lead network, logistic regression and the MLP, from disk where their runs are saved}
   *
   * @param study of any recordings
   * @throws java.util.concurrent.CancellationException if interrupted; what is trained is saved
   */
  public static LearningCurve of(Study study) {
    List<List<QuestionRuns.Learner>> bySize = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    Provenance.Builder provenance =
        study
            .withIntervals(study.provenance(LearningCurve.class))
            .seed(RandomStream.TRAINING_DEVIATES, study.parameters().seed());
    for (int parts : PARTS) {
      boolean all = parts == SplitName.Share.PARTS;
      List<SplitName> splits =
          IntStream.range(0, QuestionRuns.TRAININGS)
              // A third of the way round each, so that the smallest shares do not meet.
              .mapToObj(
                  i ->
                      all
                          ? SplitName.OWN
                          : SplitName.ofShare(
                              parts, i * SplitName.Share.PARTS / QuestionRuns.TRAININGS))
              .toList();
      Study networks =
          all
              ? study
              : study.withTraining(
                  TrainingSettings.defaults()
                      .withDevice(study.parameters().device())
                      .withEpochs(study.profile().epochs() * SplitName.Share.PARTS / parts));
      bySize.add(QuestionRuns.of(study, networks, splits));
      sizes.add(
          all ? study.split().trainIds().size() : study.split(splits.get(0)).trainIds().size());
      study.withInputs(provenance, QuestionRuns.all(bySize.get(bySize.size() - 1)));
    }
    provenance
        .setting("training records", sizes)
        .setting("trainings", QuestionRuns.TRAININGS)
        .setting("epochs of networks", "as many steps as with all records");
    List<String> learners = bySize.get(0).stream().map(QuestionRuns.Learner::name).toList();
    List<Row> rows = new ArrayList<>();
    for (int l = 0; l < learners.size(); l++) {
      int learner = l;
      rows.addAll(
          rows(study, learners.get(l), sizes, bySize.stream().map(s -> s.get(learner)).toList()));
    }
    return new LearningCurve(study, sizes, learners, rows, provenance);
  }

  private static List<Row> rows(
      Study study, String name, List<Integer> sizes, List<QuestionRuns.Learner> bySize) {
    List<SeedBootstrap> measured = new ArrayList<>();
    for (QuestionRuns.Learner learner : bySize) {
      measured.add(Spread.measured(learner.examined(), learner.tests(), study.resamples()));
    }
    int average = measured.get(0).averageColumn();
    Interval[][] values = new Interval[sizes.size()][METRICS.size()];
    Interval[][] more = new Interval[sizes.size()][METRICS.size()];
    double[][] sds = new double[sizes.size()][METRICS.size()];
    for (int m = 0; m < METRICS.size(); m++) {
      PerformanceMetric metric = METRICS.get(m);
      NumpyRandom random =
          RandomStream.TRAINING_DEVIATES.stream(
              study.parameters().seed(), metric.label() + ", learning curve, " + name);
      double[] before = null;
      for (int s = 0; s < values.length; s++) {
        SeedBootstrap of = measured.get(s);
        sds[s][m] = Spread.sd(of.bySeed(metric, average));
        double[] replicates =
            Spread.widened(of.replicates(metric, average), sds[s][m], of.models(), random);
        double estimate = of.estimate(metric, average);
        values[s][m] = Spread.ofShare(estimate, replicates);
        if (before != null) {
          more[s][m] =
              Spread.interval(
                  estimate - measured.get(s - 1).estimate(metric, average),
                  Spread.minus(replicates, before));
        }
        before = replicates;
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int s = 0; s < values.length; s++) {
      rows.add(
          new Row(
              name,
              sizes.get(s),
              bySize.get(s).runs().size(),
              values[s],
              sds[s],
              s == 0 ? new Interval[METRICS.size()] : more[s]));
    }
    return rows;
  }

  /** {@return average F1 and AUC of each learner at each size, and what the last doubling brought} */
  public TableResult table() {
    return table(
        "Average F1 and AUC on the test fold of %s against the number of training records: mean over the trainings, each on another share of the records, with 95 %% intervals of records and trainings; SD over the trainings; and what doubling the records brought. The SD and interval of a learner with one training hold no chance of it, since nothing in it is drawn."
            .formatted(study.dataName()),
        Rows.of(rows)
            .text("learner", Row::learner)
            .count("training records", Row::records)
            .count("trainings", Row::trainings)
            .interval("average F1", r -> r.values()[0])
            .number("SD of F1", r -> r.sd()[0])
            .interval("doubling (F1)", r -> r.more()[0])
            .interval("average AUC", r -> r.values()[1])
            .number("SD of AUC", r -> r.sd()[1])
            .interval("doubling (AUC)", r -> r.more()[1])
            .note(r -> note(r.values()[0], r.values()[1], r.more()[0], r.more()[1]))
            .table());
  }

  /** {@return the curves with their intervals} */
  public FigureResult figure() {
    List<LinePanels.Panel> panels = new ArrayList<>();
    for (int m = 0; m < METRICS.size(); m++) {
      int metric = m;
      double low =
          rows.stream()
              .mapToDouble(r -> r.values()[metric].lower())
              .filter(v -> !Double.isNaN(v))
              .min()
              .orElse(0);
      panels.add(
          new LinePanels.Panel(
              "average " + METRICS.get(m).label(),
              METRICS.get(m).label(),
              estimates(r -> true, r -> r.values()[metric]),
              Math.max(0, Math.floor(low * 10) / 10),
              1,
              Double.NaN));
    }
    return figure(
        "Average F1 (a) and AUC (b) on the test fold of %s (%d records) against the number of training records, mean over the trainings (three, logistic regression on all records one), with 95 %% intervals of records and trainings. %s"
            .formatted(study.dataName(), study.split().testIds().size(), sentence()),
        new LinePanels(
            learners, sizes.stream().map(String::valueOf).toList(), "training records", panels, 2));
  }

  @Override
  public String sentence() {
    List<String> parts = new ArrayList<>();
    for (String learner : learners) {
      List<Row> own = of(learner);
      Row last = own.get(own.size() - 1);
      Interval more = last.more()[0];
      parts.add(
          "%s from %.3f to %.3f, the last doubling by %s%s"
              .formatted(
                  learner,
                  own.get(0).values()[0].estimate(),
                  last.values()[0].estimate(),
                  TestIntervals.words(more),
                  more.lower() > 0 ? ", still rising" : ""));
    }
    return "From %d to %d training records average F1 goes: %s."
        .formatted(sizes.get(0), sizes.get(sizes.size() - 1), String.join("; ", parts));
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
