package org.ecgworkbench.shap;

import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.ecg.Lead;

/**
 * The paper's Figure 7: how the attributions of a population divide over the leads, class by class. For each class the attributions of
 * the records explained for it (in the paper those whose greatest score it is) are summed over records and time for each lead, with
 * their signs, and divided by the total, so a row adds up to 1. Signed sums can cancel: then shares lie outside [0, 1] and mean
 * little, which {@link #cancellation} shows; {@link #absoluteShares} are the same with absolute values.
 *
 * <p>Differs from the authors' code: a class without records has a row of NaN, and the average row is the mean of the rows that there
 * are; theirs takes nine.
 *
 * @param leads the columns
 * @param records {@code [class]}, explanations that entered
 * @param signedSums {@code [class][lead]}
 * @param absoluteSums {@code [class][lead]}
 */
public record PopulationImportance(
    List<Lead> leads, int[] records, double[][] signedSums, double[][] absoluteSums) {

  /** Copies the numbers. */
  public PopulationImportance {
    leads = List.copyOf(leads);
    records = records.clone();
    signedSums = Matrices.copy(signedSums);
    absoluteSums = Matrices.copy(absoluteSums);
  }

  /** {@return {@code [class]}, a copy} */
  @Override
  public int[] records() {
    return records.clone();
  }

  /** {@return {@code [class][lead]}, a copy} */
  @Override
  public double[][] signedSums() {
    return Matrices.copy(signedSums);
  }

  /** {@return {@code [class][lead]}, a copy} */
  @Override
  public double[][] absoluteSums() {
    return Matrices.copy(absoluteSums);
  }

  /**
   * Sums explanations; they may be made as they are asked for and need not be kept.
   *
   * @param classes number of classes
   * @param leads the leads of all explanations
   * @param explanations each counts for its own class
   * @return sums over records and time, by class and lead
   * @throws IllegalArgumentException if an explanation is of other leads or of a class that does not exist
   */
  public static PopulationImportance of(
      int classes, List<Lead> leads, Iterable<Explanation> explanations) {
    int[] records = new int[classes];
    double[][] signed = new double[classes][leads.size()];
    double[][] absolute = new double[classes][leads.size()];
    for (Explanation explanation : explanations) {
      int c = explanation.classIndex();
      if (!explanation.leads().equals(leads) || c < 0 || c >= classes) {
        throw new IllegalArgumentException(
            "record %s: expected leads %s and a class below %d, found %s and %d"
                .formatted(explanation.recordId(), leads, classes, explanation.leads(), c));
      }
      records[c]++;
      double[] sums = explanation.leadSums();
      double[] absoluteSums = explanation.leadAbsoluteSums();
      for (int lead = 0; lead < sums.length; lead++) {
        signed[c][lead] += sums[lead];
        absolute[c][lead] += absoluteSums[lead];
      }
    }
    return new PopulationImportance(leads, records, signed, absolute);
  }

  /** {@return the paper's shares, {@code [class][lead]}; a row adds up to 1, or is NaN where a class has no records or a total of 0} */
  public double[][] signedShares() {
    return shares(signedSums);
  }

  /** {@return shares of absolute values, {@code [class][lead]}, 0 to 1; rows as in {@link #signedShares}} */
  public double[][] absoluteShares() {
    return shares(absoluteSums);
  }

  /** {@return the paper's row AVG, {@code [lead]}: the mean of the rows of {@link #signedShares} that there are; NaN if there is none} */
  public double[] averageSignedShares() {
    return average(signedShares());
  }

  /** {@return the mean of the rows of {@link #absoluteShares} that there are, {@code [lead]}; NaN if there is none} */
  public double[] averageAbsoluteShares() {
    return average(absoluteShares());
  }

  /**
   * {@return {@code [class]}: 1 - |sum of signed sums| / sum of their absolute values, in [0, 1]; near 1 the leads cancel and the signed
   * shares of the row mean little. NaN where the row is}
   */
  public double[] cancellation() {
    return Arrays.stream(signedSums)
        .mapToDouble(
            row -> 1 - Math.abs(Arrays.stream(row).sum()) / Arrays.stream(row).map(Math::abs).sum())
        .toArray();
  }

  private static double[][] shares(double[][] sums) {
    return Arrays.stream(sums)
        .map(
            row -> {
              double total = Arrays.stream(row).sum();
              return Arrays.stream(row)
                  .map(value -> total == 0 ? Double.NaN : value / total)
                  .toArray();
            })
        .toArray(double[][]::new);
  }

  private static double[] average(double[][] rows) {
    double[][] present =
        Arrays.stream(rows).filter(row -> !Double.isNaN(row[0])).toArray(double[][]::new);
    double[] average = new double[rows.length == 0 ? 0 : rows[0].length];
    for (int lead = 0; lead < average.length; lead++) {
      double sum = 0;
      for (double[] row : present) {
        sum += row[lead];
      }
      average[lead] = sum / present.length;
    }
    return average;
  }

  /** For the eyes: explanations by class. */
  @Override
  public String toString() {
    return "importance of %d leads from %d explanations, by class %s"
        .formatted(leads.size(), Arrays.stream(records).sum(), Arrays.toString(records));
  }
}
