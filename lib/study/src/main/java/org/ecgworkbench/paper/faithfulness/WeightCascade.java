package org.ecgworkbench.paper.faithfulness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.evaluation.AttributionSimilarity;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.NetworkExplainer;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TrainingJob;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.SavedItems;

/**
 * How alike an explanation stays when what should change it does: layers randomised from the output to the input ({@link
 * WeightRandomisation}), and the same network trained with another seed. For comparison, what changes when only the draws of the method do:
 * less alike than that two seeds cannot be by the method's own noise. Saved record by record, like {@link AttributionTrials}.
 */
final class WeightCascade {
  /** Another training of the same network on the same records. */
  static final String OTHER_SEED = "another training seed";

  /** The same network, other draws; methods without draws have none. */
  static final String OTHER_DRAWS = "other draws";

  private static final List<Method> METHODS =
      List.of(Method.EXPECTED_GRADIENTS, Method.GRADIENT_X_INPUT);

  private final Study study;
  private final int pairsPerClass;

  /**
   * The similarities of two explanations.
   *
   * @param against what was changed: the last layer randomised, {@link #OTHER_SEED} or {@link #OTHER_DRAWS}
   */
  record Similarity(
      String record,
      Diagnosis explained,
      Method method,
      String against,
      double spearman,
      double magnitudes,
      double structural) {}

  WeightCascade(Study study, int pairsPerClass) {
    this.study = study;
    this.pairsPerClass = pairsPerClass;
  }

  /** The seed of the second training: the study's and one. */
  static long otherSeed(Study study) {
    long seed = study.parameters().seed();
    return seed < 0xFFFFFFFFL ? seed + 1 : 0;
  }

  static TrainingJob otherJob(Study study) {
    return TrainingJob.own(Lead.ALL, otherSeed(study));
  }

  /** Whether a change leaves all weights as a training made them. */
  static boolean isOfTraining(String change) {
    return change.equals(OTHER_SEED) || change.equals(OTHER_DRAWS);
  }

  /** The changes, in the order of the figure. */
  List<String> changes() {
    List<String> changes = new ArrayList<>(WeightRandomisation.layers(study.network(Lead.ALL)));
    changes.add(OTHER_SEED);
    changes.add(OTHER_DRAWS);
    return changes;
  }

  Path file() {
    return study
        .explanations()
        .folder(
            "weight-cascade",
            "%d pairs a class, seed %d".formatted(pairsPerClass, otherSeed(study)))
        .resolve("similarities.csv");
  }

  /** All similarities, from disk where they are saved. */
  List<Similarity> all() {
    SavedItems<Similarity> saved = new SavedItems<>(file(), Similarity.class);
    if (saved.isThere()) {
      return saved.read();
    }
    study.requireMaking(saved.file().getParent());
    Map<String, Trial.Pair> pairs = new LinkedHashMap<>();
    AttributionTrials.pairs(study, pairsPerClass).forEach(p -> pairs.put(p.name(), p));
    List<Run> runs =
        study.train(List.of(TrainingJob.own(Lead.ALL, study.parameters().seed()), otherJob(study)));
    List<TrainedModel> models = new ArrayList<>();
    try (NetworkExplainer explainer = study.explanations().explainer()) {
      Map<String, List<AttributionMethod>> changed = new LinkedHashMap<>();
      List<String> layers = WeightRandomisation.layers(explainer.model().options());
      for (int count = 1; count <= layers.size(); count++) {
        models.add(
            WeightRandomisation.cascade(
                explainer.model(), count, AttributionMethods.random(study)));
        changed.put(layers.get(count - 1), methods(explainer.on(models.get(count - 1))));
      }
      models.add(study.model(runs.get(1)));
      changed.put(OTHER_SEED, methods(explainer.on(models.get(layers.size()))));
      List<AttributionMethod> methods = methods(explainer);
      changed.put(OTHER_DRAWS, List.of(explainer.expectedGradients(otherSeed(study))));
      return saved.make(
          List.copyOf(pairs.keySet()),
          name -> similarities(explainer, methods, changed, pairs.get(name)),
          study.profile().jobs(),
          study.progress(),
          "pairs of a record and its label explained by changed networks");
    } finally {
      models.forEach(TrainedModel::close);
    }
  }

  private static List<AttributionMethod> methods(NetworkExplainer explainer) {
    return METHODS.stream().map(explainer::method).toList();
  }

  private static List<Similarity> similarities(
      NetworkExplainer explainer,
      List<AttributionMethod> methods,
      Map<String, List<AttributionMethod>> changed,
      Trial.Pair pair) {
    NetworkInput.Prepared record = explainer.prepare(pair.id());
    List<Explanation> trained =
        methods.stream().map(method -> explain(method, record, pair)).toList();
    List<Similarity> found = new ArrayList<>();
    changed.forEach(
        (against, others) -> {
          for (int m = 0; m < others.size(); m++) {
            Explanation other = explain(others.get(m), record, pair);
            found.add(
                new Similarity(
                    pair.id(),
                    pair.explained(),
                    METHODS.get(m),
                    against,
                    AttributionSimilarity.spearman(trained.get(m), other),
                    AttributionSimilarity.spearmanOfMagnitudes(trained.get(m), other),
                    AttributionSimilarity.structural(trained.get(m), other)));
          }
        });
    return found;
  }

  private static Explanation explain(
      AttributionMethod method, NetworkInput.Prepared record, Trial.Pair pair) {
    return method
        .explain(
            record.id(), record.millivolts(), record.paddedSamples(), pair.explained().ordinal())
        .get(0);
  }
}
