package org.ecgworkbench.shap;

import org.ecgworkbench.base.Matrices;

/**
 * A signal that a record is compared with; what attribution methods call a baseline.
 *
 * @param name in words, for example {@code zero}
 * @param millivolts {@code [lead][sample]}, not copied, to be treated as read-only
 */
public record Reference(String name, float[][] millivolts) {
  /**
   * Checks that there are samples.
   *
   * @throws IllegalArgumentException if there is no lead or no sample, or the leads differ in length
   */
  public Reference {
    if (millivolts.length == 0 || millivolts[0].length == 0) {
      throw new IllegalArgumentException("a reference needs at least one lead and one sample");
    }
    Matrices.requireShape(
        Matrices.widened(millivolts), millivolts.length, millivolts[0].length, "a reference");
  }

  /**
   * No signal: 0 mV throughout, which is also what padding holds.
   *
   * @param leads at least one
   * @param samples of each lead, at least one
   * @return the reference named {@code zero}, {@code [leads][samples]}
   * @throws IllegalArgumentException if there is no lead or no sample
   */
  public static Reference zero(int leads, int samples) {
    return new Reference("zero", new float[leads][samples]);
  }

  /** Its name and shape. */
  @Override
  public String toString() {
    return "%s, %d leads of %d samples".formatted(name, millivolts.length, millivolts[0].length);
  }
}
