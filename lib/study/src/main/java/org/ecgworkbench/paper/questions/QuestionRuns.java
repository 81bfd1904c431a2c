package org.ecgworkbench.paper.questions;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.baseline.FittedBaseline;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.baseline.feature.FeatureTable;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.SplitName;

/**
 * The learners that a study's questions are put to: the 12-lead network, logistic regression and the MLP, three trainings each, but of
 * logistic regression one on the whole training set, since nothing in it is drawn.
 */
final class QuestionRuns {
  static final int TRAININGS = 3;
  static final String NETWORK = "12-lead network";
  private static final List<String> BASELINES = List.of("logistic-regression", "mlp");

  /**
   * A learner with its trainings.
   *
   * @param name in tables and figures
   * @param runs one a training
   */
  record Learner(String name, List<Run> runs) {
    /** With the scores that are saved, whatever it is asked. */
    Examined examined() {
      return new Examined(
          name,
          "",
          runs.stream()
              .map(run -> new Examined.Training((data, ids) -> run.test(), run.thresholds()))
              .toList());
    }

    /** The scores of the test fold, one a training. */
    List<Predictions> tests() {
      return runs.stream().map(Run::test).toList();
    }
  }

  private QuestionRuns() {}

  /** The seeds of the trainings: the study's own and the next ones. */
  static long[] seeds(Study study) {
    return LongStream.range(0, TRAININGS)
        .map(i -> study.parameters().seed() + i & 0xFFFFFFFFL)
        .toArray();
  }

  /** The learners trained on the study's own split. */
  static List<Learner> of(Study study) {
    return of(study, study, Collections.nCopies(TRAININGS, SplitName.OWN));
  }

  /**
   * The learners trained on splits.
   *
   * @param networks the study with the settings that the networks are trained with
   * @param splits one a training
   */
  static List<Learner> of(Study study, Study networks, List<SplitName> splits) {
    List<Learner> learners = new ArrayList<>();
    long[] seeds = seeds(study);
    learners.add(new Learner(NETWORK, networks.networkRuns(splits, seeds)));
    for (String option : BASELINES) {
      List<Run> runs =
          IntStream.range(0, TRAININGS)
              .mapToObj(
                  i -> study.runs(Baselines.named(option, seeds[i]), List.of(splits.get(i))).get(0))
              .distinct()
              .toList();
      learners.add(new Learner(Baselines.named(option, seeds[0]).displayName(), runs));
    }
    return learners;
  }

  /** All runs, for a provenance. */
  static Run[] all(List<Learner> learners) {
    return learners.stream().flatMap(l -> l.runs().stream()).toArray(Run[]::new);
  }

  /** What a result of them depends on. */
  static Provenance.Builder addTo(
      Provenance.Builder provenance, Study study, List<Learner> learners) {
    return study
        .withInputs(provenance, all(learners))
        .setting(
            "trainings",
            String.join(
                ", ", learners.stream().map(l -> l.name() + " " + l.runs().size()).toList()));
  }

  /** Where the runs are saved: whatever they depend on is in these names. */
  static String keys(List<Learner> learners) {
    return String.join(
        " ",
        learners.stream()
            .flatMap(l -> l.runs().stream())
            .map(run -> run.directory().getFileName().toString())
            .toList());
  }

  /** The learners with their weights; to be closed. */
  static final class Opened implements AutoCloseable {
    private final List<TrainedModel> models = new ArrayList<>();
    private final List<Examined> examined = new ArrayList<>();
    private final Map<EcgDataset, FeatureTable> features =
        Collections.synchronizedMap(new IdentityHashMap<>());

    Opened(Study study, List<Learner> learners) {
      try {
        for (Learner learner : learners) {
          List<Examined.Training> trainings = new ArrayList<>();
          for (Run run : learner.runs()) {
            trainings.add(new Examined.Training(scorer(study, run), run.thresholds()));
          }
          examined.add(new Examined(learner.name(), "", trainings));
        }
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    private Examined.Scorer scorer(Study study, Run run) {
      if (run.learner().isEmpty()) {
        TrainedModel model = study.model(run);
        models.add(model);
        return model::predict;
      }
      FittedBaseline fitted = study.fitted(run);
      return (data, ids) ->
          new Predictions(
              ids,
              Diagnosis.ALL.stream().map(Diagnosis::name).toList(),
              data.labels(ids),
              fitted.scores(features(data, ids)));
    }

    /** The learners on features share them. */
    private FeatureTable features(EcgDataset data, List<String> ids) {
      return features.computeIfAbsent(
          data, d -> ExpertFeatures.of(d, ids, Parallel.processors(), done -> {}));
    }

    List<Examined> examined() {
      return List.copyOf(examined);
    }

    /** The networks, one a training. */
    List<TrainedModel> networks() {
      return List.copyOf(models);
    }

    @Override
    public void close() {
      models.forEach(TrainedModel::close);
    }
  }
}
