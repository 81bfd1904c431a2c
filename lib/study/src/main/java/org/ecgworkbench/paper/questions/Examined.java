package org.ecgworkbench.paper.questions;

import java.util.List;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.model.TrainedModel;

/**
 * A learner that is asked the questions of this package, with all its trainings.
 *
 * @param name in tables and figures
 * @param source where its weights come from, for the sidecar
 * @param trainings at least one
 */
public record Examined(String name, String source, List<Training> trainings) {
  /** Scores records. */
  @FunctionalInterface
  public interface Scorer {
    /**
     * {@return scores and labels of records, in their order}
     *
     * @param data where the records are read
     * @param ids records of it
     */
    Predictions scores(EcgDataset data, List<String> ids);
  }

  /**
   * One training.
   *
   * @param scorer scores records; may be called by several threads at a time
   * @param thresholds chosen on its validation records
   */
  public record Training(Scorer scorer, Thresholds thresholds) {}

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no training
   */
  public Examined {
    trainings = List.copyOf(trainings);
    if (trainings.isEmpty()) {
      throw new IllegalArgumentException(name + ": expected at least one training");
    }
  }

  /**
   * {@return one trained network, for example a shipped one: {@code Examined.network("shipped network", shipped.model(),
   * shipped.thresholds())}}
   *
   * @param name in tables and figures
   * @param model not closed by this
   * @param thresholds chosen on its validation records
   */
  public static Examined network(String name, TrainedModel model, Thresholds thresholds) {
    return new Examined(
        name, model.provenance().toString(), List.of(new Training(model::predict, thresholds)));
  }

  /** The scores of each training. */
  List<Predictions> scores(EcgDataset data, List<String> ids) {
    return trainings.stream().map(t -> t.scorer().scores(data, ids)).toList();
  }

  static void requireSome(List<Examined> examined, List<String> ids) {
    if (examined.isEmpty() || ids.isEmpty()) {
      throw new IllegalArgumentException("expected at least one model and one record");
    }
  }
}
