package org.ecgworkbench.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.base.Logistic;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Predictions;

/** Scores of logits, and the labels that a data set has for them. */
final class LabelledScores {
  private LabelledScores() {}

  static Predictions of(EcgDataset dataset, List<String> ids, double[][] logits) {
    double[][] scores = new double[logits.length][];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Arrays.stream(logits[i]).map(LabelledScores::score).toArray();
    }
    return new Predictions(
        ids, Diagnosis.ALL.stream().map(Diagnosis::name).toList(), labels(dataset, ids), scores);
  }

  /** A score is a number of single precision, as in the authors' code. */
  static double score(double logit) {
    return (float) Logistic.of(logit);
  }

  static boolean[][] labels(EcgDataset dataset, List<String> ids) {
    Map<String, RecordSummary> byId = new HashMap<>();
    dataset.records().forEach(r -> byId.put(r.id(), r));
    boolean[][] labels = new boolean[ids.size()][];
    for (int i = 0; i < labels.length; i++) {
      RecordSummary summary = byId.get(ids.get(i));
      if (summary == null) {
        throw new EcgDataException(
            "record %s is not in the data set %s".formatted(ids.get(i), dataset.name()));
      }
      labels[i] = summary.labels();
    }
    return labels;
  }
}
