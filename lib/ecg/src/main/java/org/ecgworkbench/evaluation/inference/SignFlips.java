package org.ecgworkbench.evaluation.inference;

import java.util.concurrent.CancellationException;
import java.util.stream.DoubleStream;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;

/**
 * The paired randomisation test (Fisher 1935, The Design of Experiments, section 21): if two methods do not differ, each difference is as
 * likely with the other sign. Two-sided, of the mean difference; nothing is assumed of the differences' distribution but that.
 */
public final class SignFlips {
  /** Up to so many differences that are not 0, all signs are gone through. */
  public static final int MOST_EXACT = 16;

  /** Otherwise so many are drawn. */
  public static final int DRAWS = 9999;

  private SignFlips() {}

  /**
   * {@return the p-value: the share of the 2^n ways to sign n differences whose mean is at least as far from 0 as the one found;
   * differences of 0 change nothing and are left out}. Beyond {@value #MOST_EXACT} of them, {@value #DRAWS} ways are drawn from the stream
   * {@code sign flips} of the seed, and p = (1 + ways as far) / (1 + ways) (Phipson and Smyth 2010, doi 10.2202/1544-6115.1585), so it is
   * never 0.
   *
   * @param differences finite; with none that is not 0, p is 1
   * @param seed of the draws; without effect on up to {@value #MOST_EXACT} differences
   * @throws IllegalArgumentException if a difference is not finite
   * @throws CancellationException if the thread is interrupted
   */
  public static double pValue(double[] differences, long seed) {
    if (DoubleStream.of(differences).anyMatch(d -> Double.isNaN(d) || Double.isInfinite(d))) {
      throw new IllegalArgumentException("a difference is not finite");
    }
    double[] d = DoubleStream.of(differences).filter(v -> v != 0).toArray();
    double found = Math.abs(DoubleStream.of(d).sum());
    // Sums of the same numbers in another order differ in the last digits.
    double reached = found * (1 - 1e-12);
    if (d.length <= MOST_EXACT) {
      int far = 0;
      for (int signs = 0; signs < 1 << d.length; signs++) {
        double sum = 0;
        for (int i = 0; i < d.length; i++) {
          sum += (signs & 1 << i) == 0 ? d[i] : -d[i];
        }
        far += Math.abs(sum) >= reached ? 1 : 0;
      }
      return (double) far / (1 << d.length);
    }
    NumpyRandom random = RandomStream.SIGN_FLIPS.stream(seed);
    int far = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      Parallel.stopIfInterrupted();
      double sum = 0;
      for (double value : d) {
        sum += random.nextInt(2) == 0 ? value : -value;
      }
      far += Math.abs(sum) >= reached ? 1 : 0;
    }
    return (1.0 + far) / (1 + DRAWS);
  }
}
