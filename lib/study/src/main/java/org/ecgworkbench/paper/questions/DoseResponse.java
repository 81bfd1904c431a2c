package org.ecgworkbench.paper.questions;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.figure.chart.LinePanels;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.SavedItems;

/**
 * Does the score follow the evidence, and does the attribution? The same generated recordings with the evidence of their label from none
 * to twice as strong ({@link SyntheticCohort#record(int, double)}): records behind the end of the embedded cohort, with one label each, which
 * no learner has seen. The attribution is that of expected gradients inside the mask of the label's defining evidence, added up, in logits.
 * SNR has no evidence that could be scaled.
 */
public final class DoseResponse extends Question<DoseResponse.Row> {
  private static final String ID = "dose-response";
  private static final List<Double> DOSES = DoseAnswer.DOSES;
  private static final int RECORDS = DoseAnswer.RECORDS;
  private static final int DRAWS = DoseAnswer.DRAWS;

  private final List<Row> rows;
  private final List<Trend> trends;

  /**
   * A class at a dose.
   *
   * @param score mean over records and trainings
   * @param inside attribution inside the mask; null for what is not a network
   */
  record Row(Diagnosis label, String learner, double dose, Interval score, Interval inside) {}

  /**
   * From no evidence to twice as much.
   *
   * @param score how much higher
   * @param inside how much more attribution; null for what is not a network
   */
  private record Trend(Diagnosis label, String learner, Interval score, Interval inside) {}

  private DoseResponse(
      Study study,
      List<Row> rows,
      List<Trend> trends,
      List<String> learners,
      Provenance.Builder provenance) {
    super(study, ID, learners, provenance);
    this.rows = List.copyOf(rows);
    this.trends = List.copyOf(trends);
  }

  /**
   * {@return the answers of the 12-lead network, logistic regression and the MLP, from disk where they are saved}
   *
   * @param study of the embedded cohort
   * @throws EcgDataException if it is of other recordings, whose evidence nobody can scale
   */
  public static DoseResponse of(Study study) {
    SyntheticCohort cohort =
        study
            .cohort()
            .orElseThrow(
                () ->
                    new EcgDataException(
                        study.dataName()
                            + ": expected the embedded cohort, whose evidence can be scaled"));
    List<QuestionRuns.Learner> runs = QuestionRuns.of(study);
    Path folder =
        study
            .explanations()
            .folder(
                ID,
                "%d records a class, doses %s, %d draws, generator %d; %s"
                    .formatted(
                        RECORDS, DOSES, DRAWS, SyntheticCohort.VERSION, QuestionRuns.keys(runs)));
    SavedItems<DoseAnswer> saved =
        new SavedItems<>(folder.resolve("answers.csv"), DoseAnswer.class);
    List<DoseAnswer> answers =
        saved.isThere() ? saved.read() : DoseAnswer.make(study, cohort, runs, saved);
    Provenance.Builder provenance =
        QuestionRuns.addTo(study.provenance(DoseResponse.class), study, runs)
            .input(study.results(), saved.file())
            .setting("doses", DOSES)
            .setting("records a class", RECORDS)
            .setting("draws", DRAWS)
            .seed(RandomStream.ATTRIBUTION, study.parameters().seed())
            .seed(RandomStream.BOOTSTRAP, study.parameters().seed())
            .seed(RandomStream.TRAINING_DEVIATES, study.parameters().seed());
    List<Row> rows = new ArrayList<>();
    List<Trend> trends = new ArrayList<>();
    List<String> learners = runs.stream().map(QuestionRuns.Learner::name).toList();
    for (Diagnosis label : DoseAnswer.scaled()) {
      for (QuestionRuns.Learner learner : runs) {
        summarise(study, label, learner, answers, rows, trends);
      }
    }
    return new DoseResponse(study, rows, trends, learners, provenance);
  }

  private static void summarise(
      Study study,
      Diagnosis label,
      QuestionRuns.Learner learner,
      List<DoseAnswer> answers,
      List<Row> rows,
      List<Trend> trends) {
    List<DoseAnswer> own =
        answers.stream()
            .filter(a -> a.label() == label && a.learner().equals(learner.name()))
            .toList();
    boolean explained = !Double.isNaN(own.get(0).inside());
    Numbers scores =
        new Numbers(study, label + ", " + learner.name(), own, DoseAnswer::score, 0, 1);
    Numbers inside =
        explained
            ? new Numbers(
                study,
                label + ", " + learner.name() + ", attribution",
                own,
                DoseAnswer::inside,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY)
            : null;
    for (int d = 0; d < DOSES.size(); d++) {
      rows.add(
          new Row(
              label, learner.name(), DOSES.get(d), scores.at(d), explained ? inside.at(d) : null));
    }
    trends.add(new Trend(label, learner.name(), scores.rise(), explained ? inside.rise() : null));
  }

  /**
   * A number of each record, dose and training, with its mean over records and trainings in resamples of the records. The deviates of the
   * trainings are normal, so a mean of scores is held where one can be, from 0 to 1.
   */
  private static final class Numbers {
    private final double[] estimates = new double[DOSES.size()];
    private final double[][] replicates = new double[DOSES.size()][];

    Numbers(
        Study study,
        String name,
        List<DoseAnswer> answers,
        ToDoubleFunction<DoseAnswer> number,
        double low,
        double high) {
      List<String> records = answers.stream().map(DoseAnswer::record).distinct().sorted().toList();
      int trainings = 1 + answers.stream().mapToInt(a -> (int) a.training()).max().orElse(0);
      double[][][] values = new double[DOSES.size()][trainings][records.size()];
      for (DoseAnswer answer : answers) {
        values[DOSES.indexOf(answer.dose())][(int) answer.training()][
                records.indexOf(answer.record())] =
            number.applyAsDouble(answer);
      }
      Resamples resamples =
          Resamples.plain(records.size(), Resamples.DEFAULT_COUNT, study.parameters().seed());
      // A deviate of its own for each dose, so the interval of the rise is rather too wide.
      for (int d = 0; d < estimates.length; d++) {
        double[][] of = values[d];
        double[] byTraining = Arrays.stream(of).mapToDouble(Spread::mean).toArray();
        estimates[d] = Spread.mean(byTraining);
        double[] plain = new double[resamples.count()];
        for (int b = 0; b < plain.length; b++) {
          double sum = 0;
          int[] drawn = resamples.indices(b);
          for (double[] training : of) {
            for (int i : drawn) {
              sum += training[i];
            }
          }
          plain[b] = sum / (trainings * drawn.length);
        }
        NumpyRandom random =
            RandomStream.TRAINING_DEVIATES.stream(
                study.parameters().seed(), "dose response, " + name + ", dose " + DOSES.get(d));
        replicates[d] =
            Arrays.stream(Spread.widened(plain, Spread.sd(byTraining), trainings, random))
                .map(value -> Math.max(low, Math.min(high, value)))
                .toArray();
      }
    }

    Interval at(int dose) {
      return Spread.interval(estimates[dose], replicates[dose]);
    }

    Interval rise() {
      int last = estimates.length - 1;
      return Spread.interval(
          estimates[last] - estimates[0], Spread.minus(replicates[last], replicates[0]));
    }
  }

  /** {@return score and attribution of each class and learner at each dose} */
  public TableResult table() {
    return table(
        "Generated records with the evidence of their label scaled: 0 is none, 1 what was drawn, 2 twice as much. Mean score of the label over %d records a class that no learner has seen and over the trainings, and mean attribution (expected gradients, %d draws) inside the defining evidence, in logits; 95 %% intervals of records and trainings. Rise: from dose 0 to dose 2."
            .formatted(RECORDS, DRAWS),
        Rows.of(rows)
            .text("class", r -> r.label().name())
            .text("learner", Row::learner)
            .number("dose", Row::dose)
            .interval("score", Row::score)
            .interval("attribution inside the evidence", Row::inside)
            .interval("rise of the score", r -> r.dose() == 2 ? trend(r).score() : null)
            .interval("rise of the attribution", r -> r.dose() == 2 ? trend(r).inside() : null)
            .note(
                r ->
                    r.dose() == 2
                        ? note(r.score(), r.inside(), trend(r).score(), trend(r).inside())
                        : note(r.score(), r.inside()))
            .table());
  }

  private Trend trend(Row row) {
    return trends.stream()
        .filter(t -> t.label() == row.label() && t.learner().equals(row.learner()))
        .findFirst()
        .orElseThrow();
  }

  /** {@return scores (first two rows) and attributions (last two) against the dose, a panel a class} */
  public FigureResult figure() {
    List<LinePanels.Panel> panels = new ArrayList<>();
    for (Diagnosis label : DoseAnswer.scaled()) {
      panels.add(
          new LinePanels.Panel(
              label.name(),
              "score",
              estimates(r -> r.label() == label, Row::score),
              0,
              1,
              Double.NaN));
    }
    for (Diagnosis label : DoseAnswer.scaled()) {
      panels.add(
          LinePanels.Panel.around(
              label.name(),
              "attribution, logits",
              estimates(r -> r.label() == label, Row::inside)));
    }
    return figure(
        "Generated records with the evidence of their label scaled from none (0) over what was drawn (1) to twice as much (2): mean score of the label (a to h), and mean attribution of the networks inside the defining evidence (i to p; dashed: 0), %d records a class, mean over the trainings (three, logistic regression one), with 95 %% intervals of records and trainings. %s"
            .formatted(RECORDS, sentence()),
        new LinePanels(
            learners,
            DOSES.stream().map(d -> d == Math.rint(d) ? "" + d.intValue() : "" + d).toList(),
            "dose",
            panels,
            4));
  }

  @Override
  public String sentence() {
    List<String> parts = new ArrayList<>();
    for (String learner : learners) {
      List<Trend> own = trends.stream().filter(t -> t.learner().equals(learner)).toList();
      parts.add(
          "%s in %d".formatted(learner, own.stream().filter(t -> t.score().lower() > 0).count()));
    }
    List<Trend> networks = trends.stream().filter(t -> t.inside() != null).toList();
    List<String> rising =
        networks.stream().filter(t -> t.inside().lower() > 0).map(t -> t.label().name()).toList();
    return "Of %d classes the score rises with the evidence beyond chance: %s; the network's attribution inside the evidence rises in %d%s."
        .formatted(
            DoseAnswer.scaled().size(),
            String.join(", ", parts),
            rising.size(),
            rising.isEmpty() ? "" : " (" + String.join(", ", rising) + ")");
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
