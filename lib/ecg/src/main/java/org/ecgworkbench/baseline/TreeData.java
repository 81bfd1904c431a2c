package org.ecgworkbench.baseline;

import java.util.stream.IntStream;
import smile.base.cart.CART;
import smile.data.DataFrame;
import smile.data.Tuple;
import smile.data.type.StructType;

/** Training features in the forms that the trees need; shared by all trees and never changed. */
final class TreeData {
  private final double[][] columns;
  private final DataFrame frame;
  private final int[][] order;
  private final int[][] rank;
  private final double[] inverses;

  /** Training features, {@code [record][feature]}. */
  TreeData(double[][] x) {
    columns = TrainingData.transpose(x);
    String[] names =
        IntStream.range(0, columns.length).mapToObj(j -> "x" + j).toArray(String[]::new);
    frame = DataFrame.of(x, names);
    order = CART.order(frame);
    inverses = new double[x.length + 1];
    for (int n = 1; n < inverses.length; n++) {
      inverses[n] = 1.0 / n;
    }
    rank = new int[columns.length][x.length];
    for (int j = 0; j < rank.length; j++) {
      for (int i = 0; i < x.length; i++) {
        rank[j][order[j][i]] = i;
      }
    }
  }

  int features() {
    return columns.length;
  }

  int records() {
    return frame.size();
  }

  /** One feature over all records. */
  double[] column(int feature) {
    return columns[feature];
  }

  /** 1 / n for every number of records, so that the search for splits need not divide. */
  double[] inverses() {
    return inverses;
  }

  DataFrame frame() {
    return frame;
  }

  /** Each feature's records in ascending order, {@code [feature][record]}. */
  int[][] order() {
    return order;
  }

  /** In place of {@link #order} where a tree sorts for itself. */
  int[][] noOrder() {
    return new int[columns.length][];
  }

  /** Each record's place in the ascending order of a feature. */
  int[] rank(int feature) {
    return rank[feature];
  }

  /** The form of the tuples that the trees take: all that has to be kept for scoring. */
  StructType schema() {
    return frame.schema();
  }

  /** A training record as the trees take it. */
  Tuple record(int i) {
    return frame.get(i);
  }
}
