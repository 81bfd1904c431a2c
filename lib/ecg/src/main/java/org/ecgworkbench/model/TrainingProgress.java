package org.ecgworkbench.model;

import java.util.Locale;

/**
 * Where a training stands; {@link #toString} is the line to show.
 *
 * @param epoch the epoch at work, from 1
 * @param epochs epochs in all
 * @param batch batches done in this epoch
 * @param batches batches in an epoch
 * @param loss mean training loss of this epoch so far
 * @param validationF1 mean validation F1 of the last epoch that is complete; NaN before
 * @param bestF1 the best so far; NaN before the first
 * @param recordsPerSecond training records a second in this run so far
 * @param secondsLeft estimate of the time to the last epoch; NaN before the first batch
 */
public record TrainingProgress(
    int epoch,
    int epochs,
    int batch,
    int batches,
    double loss,
    double validationF1,
    double bestF1,
    double recordsPerSecond,
    double secondsLeft) {
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "epoch %d/%d, batch %d/%d, loss %.4f",
            epoch,
            epochs,
            batch,
            batches,
            loss));
    if (!Double.isNaN(validationF1)) {
      line.append(
          String.format(Locale.ROOT, ", validation F1 %.3f (best %.3f)", validationF1, bestF1));
    }
    line.append(String.format(Locale.ROOT, ", %.0f records/s", recordsPerSecond));
    if (!Double.isNaN(secondsLeft)) {
      long seconds = Math.round(secondsLeft);
      line.append(
          seconds < 3600
              ? String.format(Locale.ROOT, ", %d:%02d left", seconds / 60, seconds % 60)
              : String.format(
                  Locale.ROOT, ", %d h %02d min left", seconds / 3600, seconds / 60 % 60));
    }
    return line.toString();
  }
}
