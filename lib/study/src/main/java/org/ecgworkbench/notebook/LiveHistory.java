package org.ecgworkbench.notebook;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ecgworkbench.figure.chart.TrainingHistory;
import org.ecgworkbench.model.Training;

/** The history figure of a training under way, redrawn in the notebook after every epoch; shows nothing where no notebook runs. */
public final class LiveHistory {
  private static final double PIXELS_PER_MM = 4.5;

  private final boolean showing = Show.isInNotebook();
  private Show.Live live;

  /** A figure of a training that has not begun. */
  public LiveHistory() {}

  /**
   * An epoch is over.
   *
   * @param history every epoch so far, at least one
   * @param keptEpoch the one that is kept so far, from 1; 0 for none yet
   */
  public synchronized void update(List<Training.Epoch> history, int keptEpoch) {
    if (!showing) {
      return;
    }
    if (live == null) {
      live = Show.live("training begins");
    }
    TrainingHistory figure =
        new TrainingHistory(
            column(history, Training.Epoch::trainingLoss),
            column(history, Training.Epoch::validationLoss),
            column(history, Training.Epoch::validationF1),
            column(history, Training.Epoch::validationAuc),
            keptEpoch);
    live.image(figure.toImage(PIXELS_PER_MM));
  }

  /**
   * The training is over: one line stays where the figure was.
   *
   * @param line without a break
   */
  public synchronized void done(String line) {
    if (live != null) {
      live.text(line);
    }
  }

  private static double[] column(
      List<Training.Epoch> history, ToDoubleFunction<Training.Epoch> value) {
    return history.stream().mapToDouble(value).toArray();
  }
}
