package org.ecgworkbench.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.Ranking;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.model.format.SafeTensors;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;

/** What a training carries from epoch to epoch beside the weights at work and Adam's moments. */
final class TrainingState {
  final NumpyRandom shuffling;
  final NumpyRandom augmentation;
  final NumpyRandom dropout;
  final List<Training.Epoch> history = new ArrayList<>();
  int keptEpoch;
  double keptF1 = Double.NaN;
  Map<String, SafeTensors.Tensor> keptWeights;
  double[][] keptLogits;

  /** Before the first epoch. */
  TrainingState(long seed) {
    this(
        RandomStream.SHUFFLING.stream(seed),
        RandomStream.AUGMENTATION.stream(seed),
        RandomStream.DROPOUT.stream(seed));
  }

  TrainingState(NumpyRandom shuffling, NumpyRandom augmentation, NumpyRandom dropout) {
    this.shuffling = shuffling;
    this.augmentation = augmentation;
    this.dropout = dropout;
  }

  /** Epochs since the kept one. */
  int patienceUsed() {
    return history.size() - keptEpoch;
  }

  double lastF1() {
    return history.isEmpty() ? Double.NaN : history.get(history.size() - 1).validationF1();
  }

  /** Takes an epoch that is over, and keeps its weights if its F1 is better than all before. */
  void add(
      EcgDataset dataset,
      List<String> validationIds,
      double trainingLoss,
      double[][] logits,
      double seconds,
      ResNet1d net) {
    Predictions validation = TrainedModel.predictions(dataset, validationIds, logits);
    double f1 = meanF1(thresholds(validation));
    int epoch = history.size() + 1;
    history.add(
        new Training.Epoch(
            epoch,
            trainingLoss,
            TrainingStep.meanLoss(logits, validation.labels()),
            f1,
            meanAuc(validation),
            seconds));
    if (Double.isNaN(keptF1) || f1 > keptF1) {
      keptF1 = f1;
      keptEpoch = epoch;
      keptWeights = net.copyState();
      keptLogits = logits;
    }
  }

  static Thresholds thresholds(Predictions validation) {
    return Thresholds.select(validation, Comparison.GREATER_OR_EQUAL, ScorePrecision.SINGLE);
  }

  private static double meanF1(Thresholds thresholds) {
    return thresholds.validationF1().stream()
        .mapToDouble(MetricValue::value)
        .average()
        .orElseThrow();
  }

  private static double meanAuc(Predictions validation) {
    double sum = 0;
    int defined = 0;
    for (int c = 0; c < validation.classes().size(); c++) {
      MetricValue auc =
          Ranking.auc(validation.labels(c), validation.scores(c), "the validation fold");
      if (auc.hasValue()) {
        sum += auc.value();
        defined++;
      }
    }
    return defined == 0 ? Double.NaN : sum / defined;
  }
}
