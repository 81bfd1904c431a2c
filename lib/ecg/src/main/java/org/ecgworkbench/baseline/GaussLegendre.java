package org.ecgworkbench.baseline;

/**
 * Gauss-Legendre integration from 0 to 1 (Abramowitz and Stegun 1964, 25.4.30).
 *
 * @param nodes inside (0, 1)
 * @param weights positive, their sum is 1
 */
record GaussLegendre(double[] nodes, double[] weights) {
  /** The rule with the fewest nodes that integrates every polynomial of this degree exactly. */
  static GaussLegendre exactToDegree(int degree) {
    int n = degree / 2 + 1;
    double[] nodes = new double[n];
    double[] weights = new double[n];
    for (int k = 0; k < n; k++) {
      // Newton's steps from the usual first guess for the k-th zero of the Legendre polynomial.
      double x = StrictMath.cos(StrictMath.PI * (k + 0.75) / (n + 0.5));
      double slope = 1;
      for (int step = 0; step < 10; step++) {
        double value = x;
        double before = 1;
        for (int m = 2; m <= n; m++) {
          double next = ((2 * m - 1) * x * value - (m - 1) * before) / m;
          before = value;
          value = next;
        }
        slope = n * (before - x * value) / (1 - x * x);
        x -= value / slope;
      }
      nodes[k] = (1 - x) / 2;
      weights[k] = 1 / ((1 - x * x) * slope * slope);
    }
    return new GaussLegendre(nodes, weights);
  }
}
