package org.ecgworkbench.figure;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.ecgworkbench.base.Matrices;

/**
 * A matrix of values with their intervals, to be drawn; NaN is a missing one.
 *
 * @param values {@code [row][column]}
 * @param low {@code [row][column]}, lower ends of the intervals
 * @param high {@code [row][column]}, upper ends of the intervals
 */
public record Estimates(double[][] values, double[][] low, double[][] high) {
  /** Copies the numbers. */
  public Estimates {
    values = Matrices.copy(values);
    low = Matrices.copy(low);
    high = Matrices.copy(high);
  }

  /**
   * {@return the values and ends of a matrix of whatever holds them}
   *
   * @param <T> what holds a value and its ends
   * @param rows {@code [row][column]}
   * @param value gives the value
   * @param low gives the lower end
   * @param high gives the upper end
   */
  public static <T> Estimates of(
      List<List<T>> rows,
      ToDoubleFunction<T> value,
      ToDoubleFunction<T> low,
      ToDoubleFunction<T> high) {
    return new Estimates(each(rows, value), each(rows, low), each(rows, high));
  }

  private static <T> double[][] each(List<List<T>> rows, ToDoubleFunction<T> number) {
    return rows.stream()
        .map(row -> row.stream().mapToDouble(number).toArray())
        .toArray(double[][]::new);
  }

  /** {@return {@code [row][column]}, a copy} */
  @Override
  public double[][] values() {
    return Matrices.copy(values);
  }

  /** {@return {@code [row][column]}, lower ends, a copy} */
  @Override
  public double[][] low() {
    return Matrices.copy(low);
  }

  /** {@return {@code [row][column]}, upper ends, a copy} */
  @Override
  public double[][] high() {
    return Matrices.copy(high);
  }

  /**
   * {@return an estimate; NaN where it is missing}
   *
   * @param row from 0
   * @param column from 0
   */
  public double value(int row, int column) {
    return values[row][column];
  }

  /**
   * {@return the lower end of an interval; NaN where it is missing}
   *
   * @param row from 0
   * @param column from 0
   */
  public double low(int row, int column) {
    return low[row][column];
  }

  /**
   * {@return the upper end of an interval; NaN where it is missing}
   *
   * @param row from 0
   * @param column from 0
   */
  public double high(int row, int column) {
    return high[row][column];
  }

  /** {@return all numbers that are not missing, ends included} */
  public DoubleStream all() {
    return List.of(values, low, high).stream()
        .flatMap(Arrays::stream)
        .flatMapToDouble(Arrays::stream)
        .filter(v -> !Double.isNaN(v));
  }

  /**
   * Checks the size.
   *
   * @param rows expected
   * @param columns expected
   * @param name of the series, for the message; empty for none
   * @throws IllegalArgumentException if it is another; starts with the name, if there is one
   */
  public void requireShape(int rows, int columns, String name) {
    for (double[][] matrix : List.of(values, low, high)) {
      if (matrix.length != rows || Arrays.stream(matrix).anyMatch(row -> row.length != columns)) {
        throw new IllegalArgumentException(
            "%sexpected values and intervals for %d rows and %d columns, found %d rows and %s columns"
                .formatted(
                    name.isEmpty() ? "" : name + ": ",
                    rows,
                    columns,
                    matrix.length,
                    Arrays.stream(matrix).map(row -> row.length).distinct().sorted().toList()));
      }
    }
  }
}
