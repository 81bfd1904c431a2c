package org.ecgworkbench.evaluation;

import java.util.Locale;

/**
 * A number, or the reason why there is none. Three cases:
 *
 * <ul>
 *   <li>defined: a value and no note;
 *   <li>by convention: the value 0 for a quotient 0/0, with a note (precision, recall and F1, as in the authors' code);
 *   <li>undefined: no value, and a note that says why.
 * </ul>
 *
 * @param value the value; NaN if there is none
 * @param note why the value is missing or only a convention; empty if there is nothing to say
 */
public record MetricValue(double value, String note) {

  /**
   * Checks that a missing value has a reason.
   *
   * @throws IllegalArgumentException if the value is NaN and the note empty
   */
  public MetricValue {
    if (Double.isNaN(value) && note.isBlank()) {
      throw new IllegalArgumentException("a missing value needs its reason");
    }
  }

  /**
   * {@return a plain number}
   *
   * @param value any number but NaN
   */
  public static MetricValue of(double value) {
    return new MetricValue(value, "");
  }

  /**
   * {@return a quotient 0/0 that counts as 0 by convention}
   *
   * @param why which quotient it is, in words
   */
  public static MetricValue zeroByConvention(String why) {
    return new MetricValue(0, why);
  }

  /**
   * {@return a missing value, NaN, with the reason}
   *
   * @param why the reason, in words for the reader of a table
   */
  public static MetricValue undefined(String why) {
    return new MetricValue(Double.NaN, why);
  }

  /** {@return whether there is a number, be it by convention} */
  public boolean hasValue() {
    return !Double.isNaN(value);
  }

  /** {@return whether the number is a measurement: there is one, and it is not a convention for 0/0} */
  public boolean isDefined() {
    return hasValue() && note.isEmpty();
  }

  /**
   * {@return the value for the eyes: the number, a star behind it where it is a convention; {@code undefined} where there is none}
   *
   * @param decimals digits after the point
   */
  public String format(int decimals) {
    if (!hasValue()) {
      return "undefined";
    }
    return String.format(Locale.ROOT, "%." + decimals + "f", value) + (note.isEmpty() ? "" : "*");
  }

  /** Four decimals, and the note where there is one. */
  @Override
  public String toString() {
    return note.isEmpty() ? format(4) : format(4) + " (" + note + ")";
  }
}
