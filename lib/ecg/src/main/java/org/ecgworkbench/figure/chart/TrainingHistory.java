package org.ecgworkbench.figure.chart;

import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Panels;

/**
 * How a training went: the loss by epoch on the left, validation F1 and AUC by epoch on the right, and the kept epoch marked in
 * both.
 *
 * @param trainingLoss {@code [epoch]}
 * @param validationLoss {@code [epoch]}
 * @param validationF1 {@code [epoch]}, average over the classes
 * @param validationAuc {@code [epoch]}, average over the classes; NaN where undefined
 * @param keptEpoch the epoch whose weights were kept, from 1
 */
public record TrainingHistory(
    double[] trainingLoss,
    double[] validationLoss,
    double[] validationF1,
    double[] validationAuc,
    int keptEpoch)
    implements Figure {

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if they differ, there is no epoch, or the kept one is not among them
   */
  public TrainingHistory {
    int n = trainingLoss.length;
    if (n == 0
        || validationLoss.length != n
        || validationF1.length != n
        || validationAuc.length != n
        || keptEpoch < 1
        || keptEpoch > n) {
      throw new IllegalArgumentException(
          "expected the same number of epochs for every curve and a kept epoch among them, found %d, %d, %d, %d and %d"
              .formatted(
                  n, validationLoss.length, validationF1.length, validationAuc.length, keptEpoch));
    }
    trainingLoss = trainingLoss.clone();
    validationLoss = validationLoss.clone();
    validationF1 = validationF1.clone();
    validationAuc = validationAuc.clone();
  }

  /** {@return {@code [epoch]}, a copy} */
  @Override
  public double[] trainingLoss() {
    return trainingLoss.clone();
  }

  /** {@return {@code [epoch]}, a copy} */
  @Override
  public double[] validationLoss() {
    return validationLoss.clone();
  }

  /** {@return {@code [epoch]}, a copy} */
  @Override
  public double[] validationF1() {
    return validationF1.clone();
  }

  /** {@return {@code [epoch]}, a copy} */
  @Override
  public double[] validationAuc() {
    return validationAuc.clone();
  }

  @Override
  public double widthMm() {
    return panels().widthMm();
  }

  @Override
  public double heightMm() {
    return panels().heightMm();
  }

  @Override
  public void paint(Graphics2D graphics) {
    panels().paint(graphics);
  }

  private Panels panels() {
    double[] epochs = new double[trainingLoss.length];
    Arrays.setAll(epochs, i -> i + 1);
    double top =
        Math.max(
            Arrays.stream(trainingLoss).max().orElse(1),
            Arrays.stream(validationLoss).max().orElse(1));
    LineChart.Line line = epochs.length < 12 ? LineChart.Line.DOTS : LineChart.Line.SOLID;
    double max = Math.ceil(top * 10) / 10;
    LineChart loss =
        LineChart.of(
                "",
                "epoch",
                "binary cross-entropy",
                List.of(
                    new LineChart.Series("training", epochs, trainingLoss, line),
                    new LineChart.Series("validation", epochs, validationLoss, line),
                    kept(max)))
            .withYRange(0, max);
    LineChart scores =
        LineChart.of(
                "",
                "epoch",
                "validation average",
                List.of(
                    new LineChart.Series("F1", epochs, validationF1, line),
                    new LineChart.Series("AUC", epochs, validationAuc, line),
                    kept(1)))
            .withYRange(0, 1);
    return Panels.horizontal(List.of(loss.withSize(88, 62), scores.withSize(88, 62)));
  }

  private LineChart.Series kept(double height) {
    return new LineChart.Series(
        "kept epoch (" + keptEpoch + ")",
        new double[] {keptEpoch, keptEpoch},
        new double[] {0, height},
        LineChart.Line.DASHED);
  }

  @Override
  public String toString() {
    return describe();
  }
}
