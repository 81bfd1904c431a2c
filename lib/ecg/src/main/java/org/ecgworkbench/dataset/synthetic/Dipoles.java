package org.ecgworkbench.dataset.synthetic;

/** Sums and multiples of vectors in Frank's axes. */
final class Dipoles {
  private Dipoles() {}

  static double[] plus(double[] a, double[] b) {
    return new double[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
  }

  static double[] scaled(double[] v, double gain) {
    return new double[] {v[0] * gain, v[1] * gain, v[2] * gain};
  }
}
