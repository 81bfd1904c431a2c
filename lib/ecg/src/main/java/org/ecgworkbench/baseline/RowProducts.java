package org.ecgworkbench.baseline;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Products of small dense matrices held as rows, in double precision. Every sum is taken in the order of its index, one product after
 * the other, so the result does not depend on blocks or threads, and multiplications and additions are not fused, so it is the same on
 * every machine.
 */
final class RowProducts {
  /** So many rows of the result are made together while the other factor's rows are near. */
  private static final int ROWS = 8;

  /** Below this number of products a second thread costs more than it brings. */
  private static final long WORTH_A_THREAD = 400_000;

  private final boolean parallel;

  /** Products on one thread, or on all processors by the common pool. */
  RowProducts(boolean parallel) {
    this.parallel = parallel;
  }

  /**
   * Adds a b to the first rows of c.
   *
   * @param c {@code [m][at least n]}
   * @param a {@code [m][at least p]}
   * @param b {@code [at least p][at least n]}
   * @param m rows of c and a
   * @param p columns of a, rows of b
   * @param n columns of b and c
   * @param before called with each row's number before it is added to
   * @param after called with each row's number when it is complete
   */
  void add(
      double[][] c,
      double[][] a,
      double[][] b,
      int m,
      int p,
      int n,
      IntConsumer before,
      IntConsumer after) {
    blocks(m, (long) m * n * p, (from, to) -> block(c, a, b, from, to, p, n, before, after));
  }

  /** Rows from one number to another, the latter exclusive. */
  interface Block {
    void run(int from, int to);
  }

  /**
   * Independent rows in blocks.
   *
   * @param products how much work it is in all
   */
  void blocks(int rows, long products, Block block) {
    IntStream starts = IntStream.range(0, (rows + ROWS - 1) / ROWS).map(i -> i * ROWS);
    (parallel && products >= WORTH_A_THREAD ? starts.parallel() : starts)
        .forEach(from -> block.run(from, Math.min(rows, from + ROWS)));
  }

  private static void block(
      double[][] c,
      double[][] a,
      double[][] b,
      int from,
      int to,
      int p,
      int n,
      IntConsumer before,
      IntConsumer after) {
    for (int r = from; r < to; r++) {
      before.accept(r);
    }
    int whole = p - p % 4;
    for (int q = 0; q < whole; q += 4) {
      for (int r = from; r < to; r++) {
        addFour(c[r], a[r], q, b, n);
      }
    }
    for (int q = whole; q < p; q++) {
      for (int r = from; r < to; r++) {
        addOne(c[r], a[r][q], b[q], n);
      }
    }
    for (int r = from; r < to; r++) {
      after.accept(r);
    }
  }

  // Four rows at a time and no more: with eight, the compiler of Java 17 makes no vector
  // instructions of it.
  private static void addFour(double[] c, double[] a, int q, double[][] b, int n) {
    double a0 = a[q];
    double a1 = a[q + 1];
    double a2 = a[q + 2];
    double a3 = a[q + 3];
    double[] b0 = b[q];
    double[] b1 = b[q + 1];
    double[] b2 = b[q + 2];
    double[] b3 = b[q + 3];
    for (int j = 0; j < n; j++) {
      c[j] = c[j] + a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
    }
  }

  private static void addOne(double[] c, double a, double[] b, int n) {
    for (int j = 0; j < n; j++) {
      c[j] = c[j] + a * b[j];
    }
  }

  /** The first n columns of the first m rows of a into the first m columns of b. */
  static void transpose(double[][] a, int m, int n, double[][] b) {
    for (int i = 0; i < m; i++) {
      double[] row = a[i];
      for (int j = 0; j < n; j++) {
        b[j][i] = row[j];
      }
    }
  }

  /** A row's first n values set to one. */
  static void fill(double[] row, int n, double value) {
    Arrays.fill(row, 0, n, value);
  }
}
