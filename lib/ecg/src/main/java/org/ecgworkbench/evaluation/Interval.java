package org.ecgworkbench.evaluation;

import java.util.Locale;

/**
 * An estimate with its confidence interval, or the reason why there is none.
 *
 * @param estimate the value measured on the records themselves; NaN if undefined
 * @param lower lower end; NaN if undefined
 * @param upper upper end; NaN if undefined
 * @param level the confidence level, for example 0.95
 * @param note what is to be known about it, or why it is undefined; empty if there is nothing to say
 */
public record Interval(double estimate, double lower, double upper, double level, String note) {

  /**
   * Checks the level and that a missing end has a reason.
   *
   * @throws IllegalArgumentException if the level is not between 0 and 1, or an end is NaN and the note empty
   */
  public Interval {
    checkLevel(level);
    if ((Double.isNaN(lower) || Double.isNaN(upper)) && note.isBlank()) {
      throw new IllegalArgumentException("a missing interval needs its reason");
    }
  }

  /**
   * {@return an estimate whose interval has no ends, with the reason}
   *
   * @param estimate the value without its interval; NaN where that is missing, too
   * @param level the confidence level that was asked for, between 0 and 1
   * @param why the reason, in words for the reader of a table
   */
  public static Interval undefined(double estimate, double level, String why) {
    return new Interval(estimate, Double.NaN, Double.NaN, level, why);
  }

  /** {@return whether both ends are numbers} */
  public boolean isDefined() {
    return !Double.isNaN(lower) && !Double.isNaN(upper);
  }

  /**
   * {@return whether a value lies within, the ends included; false where the interval is undefined}
   *
   * @param value any number; NaN lies in no interval
   */
  public boolean contains(double value) {
    return lower <= value && value <= upper;
  }

  /**
   * {@return the interval for the eyes: {@code 0.813 (0.780-0.844)}}
   *
   * @param decimals digits after the point
   */
  public String format(int decimals) {
    if (Double.isNaN(estimate)) {
      return "undefined";
    }
    String f = "%." + decimals + "f";
    return isDefined()
        ? String.format(Locale.ROOT, f + " (" + f + "-" + f + ")", estimate, lower, upper)
        : String.format(Locale.ROOT, f + " (no interval)", estimate);
  }

  @Override
  public String toString() {
    return format(4) + (note.isEmpty() ? "" : " (" + note + ")");
  }

  /**
   * Checks a confidence level.
   *
   * @param level above 0 and below 1
   * @throws IllegalArgumentException if it is not
   */
  public static void checkLevel(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("a confidence level lies between 0 and 1, found " + level);
    }
  }
}
