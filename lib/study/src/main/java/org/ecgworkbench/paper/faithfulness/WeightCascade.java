package org.ecgworkbench.paper.faithfulness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.model.WeightRandomisation;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.AttributionSimilarity;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.GradientTimesInput;
import org.ecgworkbench.shap.NetworkGradientModel;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TrainingJob;
import org.ecgworkbench.study.store.ItemLines;
import org.ecgworkbench.study.store.Run;

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

  private static final String HEADER = "record,class,method,against,spearman,magnitudes,ssim";

  private final Study study;
  private final int pairsPerClass;

  /**
   * The similarities of two explanations.
   *
   * @param against what was changed: the last layer randomised, {@link #OTHER_SEED} or {@link #OTHER_DRAWS}
   */
  record Similarity(
      String record,
      String explained,
      String method,
      String against,
      double spearman,
      double magnitudes,
      double structural) {
    String toCsv() {
      return String.join(
          ",",
          record,
          explained,
          method,
          against,
          String.valueOf(spearman),
          String.valueOf(magnitudes),
          String.valueOf(structural));
    }

    static Similarity parse(String line, Path file) {
      String[] cells = line.split(",", -1);
      double[] likeness = ItemLines.numbers(line, file, 4, 3);
      return new Similarity(
          cells[0], cells[1], cells[2], cells[3], likeness[0], likeness[1], likeness[2]);
    }
  }

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

  /** The changes, in the order of the figure. */
  List<String> changes() {
    List<String> changes = new ArrayList<>(WeightRandomisation.layers(study.network(Lead.ALL)));
    changes.add(OTHER_SEED);
    changes.add(OTHER_DRAWS);
    return changes;
  }

  Path file() {
    return study
        .explanationFolder(
            "weight-cascade",
            "%d pairs a class, seed %d".formatted(pairsPerClass, otherSeed(study)))
        .resolve("similarities.csv");
  }

  /** All similarities, from disk where they are saved. */
  List<Similarity> all() {
    Path file = file();
    Map<String, AttributionTrials.Pair> pairs = new LinkedHashMap<>();
    AttributionTrials.pairs(study, pairsPerClass).forEach(p -> pairs.put(p.name(), p));
    List<String> lines;
    if (Files.exists(file)) {
      lines = lines(file, pairs, name -> List.of());
    } else {
      study.requireMaking(file.getParent());
      List<TrainedModel> models = new ArrayList<>();
      try {
        List<Run> runs =
            study.train(
                List.of(TrainingJob.own(Lead.ALL, study.parameters().seed()), otherJob(study)));
        TrainedModel trained = study.model(runs.get(0));
        models.add(trained);
        Map<String, List<AttributionMethod>> changed = new LinkedHashMap<>();
        List<String> layers = WeightRandomisation.layers(trained.options());
        for (int count = 1; count <= layers.size(); count++) {
          TrainedModel model =
              WeightRandomisation.cascade(trained, count, AttributionMethods.random(study));
          models.add(model);
          changed.put(layers.get(count - 1), methods(model));
        }
        TrainedModel other = study.model(runs.get(1));
        models.add(other);
        changed.put(OTHER_SEED, methods(other));
        List<AttributionMethod> methods = methods(trained);
        changed.put(OTHER_DRAWS, List.of(study.explainer(trained, otherSeed(study))));
        lines =
            lines(
                file,
                pairs,
                name ->
                    similarities(methods, changed, pairs.get(name)).stream()
                        .map(Similarity::toCsv)
                        .toList());
      } finally {
        models.forEach(TrainedModel::close);
      }
    }
    return lines.stream().map(line -> Similarity.parse(line, file)).toList();
  }

  private List<String> lines(
      Path file, Map<String, AttributionTrials.Pair> pairs, Function<String, List<String>> maker) {
    return ItemLines.of(
        file,
        HEADER,
        List.copyOf(pairs.keySet()),
        maker,
        study.profile().jobs(),
        study.progress(),
        "pairs of a record and its label explained by changed networks");
  }

  private List<AttributionMethod> methods(TrainedModel model) {
    NetworkInput input = study.input(Lead.ALL);
    NetworkGradientModel gradients = new NetworkGradientModel(model, study.profile().threads());
    ExpectedGradients expected = study.explainer(model);
    return List.of(expected, new GradientTimesInput(gradients, input.leads()));
  }

  private List<Similarity> similarities(
      List<AttributionMethod> methods,
      Map<String, List<AttributionMethod>> changed,
      AttributionTrials.Pair pair) {
    NetworkInput.Prepared record = study.input(Lead.ALL).prepare(study.dataset().read(pair.id()));
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
                    pair.explained().name(),
                    methods.get(m).label(),
                    against,
                    AttributionSimilarity.spearman(trained.get(m), other),
                    AttributionSimilarity.spearmanOfMagnitudes(trained.get(m), other),
                    AttributionSimilarity.structural(trained.get(m), other)));
          }
        });
    return found;
  }

  private static Explanation explain(
      AttributionMethod method, NetworkInput.Prepared record, AttributionTrials.Pair pair) {
    return method
        .explain(
            record.id(), record.millivolts(), record.paddedSamples(), pair.explained().ordinal())
        .get(0);
  }
}
