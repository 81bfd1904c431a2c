package org.ecgworkbench.dataset.device.xml;

import java.util.Locale;
import java.util.OptionalInt;

/** What short texts of XML files mean: numbers and ages. */
final class XmlWords {
  private static final int OLDEST = 150;

  private XmlWords() {}

  /** {@return the number that a text is in decimal notation, or NaN where it is none} */
  static double number(String text) {
    if (text.isEmpty() || text.length() > 40) {
      return Double.NaN;
    }
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return Double.NaN;
      }
    }
    try {
      double number = Double.parseDouble(text);
      return Double.isInfinite(number) ? Double.NaN : number;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /**
   * {@return completed years of age, empty where the text states no age}
   *
   * @param number how many
   * @param unit the unit as MUSE ({@code YEARS}), Sierra ({@code years}) and UCUM ({@code a})
   *     write it
   */
  static OptionalInt years(String number, String unit) {
    double inOneYear =
        switch (unit.toLowerCase(Locale.ROOT)) {
          case "years", "a" -> 1;
          case "months", "mo" -> 12;
          case "weeks", "wk" -> 365.25 / 7;
          case "days", "d" -> 365.25;
          case "hours", "h" -> 365.25 * 24;
          case "minutes", "min" -> 365.25 * 24 * 60;
          default -> Double.NaN;
        };
    double years = number(number) / inOneYear;
    return years >= 0 && years <= OLDEST ? OptionalInt.of((int) years) : OptionalInt.empty();
  }
}
