package org.ecgworkbench.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

/** Expected values: the sums written out one product after the other. */
class RowProductsTest {
  private static double[][] random(int rows, int columns, NumpyRandom random) {
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextNormal();
      }
    }
    return values;
  }

  @Test
  void productsAreTheSumsInTheirOrderOnAnyNumberOfThreads() {
    NumpyRandom random = new NumpyRandom(1);
    // Sizes on both sides of the blocks of eight rows and of four products, and one worth threads.
    int[][] sizes = {{1, 1, 1}, {8, 4, 3}, {9, 7, 5}, {17, 3, 1}, {100, 83, 71}};
    for (int[] size : sizes) {
      int m = size[0];
      int p = size[1];
      int n = size[2];
      double[][] a = random(m, p, random);
      double[][] b = random(p, n + 2, random);
      double[][] expected = new double[m][n + 2];
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = i;
          for (int q = 0; q < p; q++) {
            sum += a[i][q] * b[q][j];
          }
          expected[i][j] = 2 * sum;
        }
      }
      for (boolean parallel : new boolean[] {false, true}) {
        double[][] c = new double[m][n + 2];
        new RowProducts(parallel)
            .add(
                c,
                a,
                b,
                m,
                p,
                n,
                row -> RowProducts.fill(c[row], n, row),
                row -> {
                  for (int j = 0; j < n; j++) {
                    c[row][j] *= 2;
                  }
                });
        for (int i = 0; i < m; i++) {
          assertArrayEquals(expected[i], c[i], 0, m + " x " + p + " x " + n + ", row " + i);
        }
      }
    }
  }
}
