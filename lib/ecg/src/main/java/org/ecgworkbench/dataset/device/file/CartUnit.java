package org.ecgworkbench.dataset.device.file;

import java.util.Locale;
import java.util.Optional;

/** The units in which files store voltages. */
public enum CartUnit {
  /** 1 V. */
  VOLT,
  /** 0.001 V. */
  MILLIVOLT,
  /** A millionth of a volt. */
  MICROVOLT,
  /** A thousandth of a microvolt. */
  NANOVOLT;

  /**
   * {@return the unit of a word as files write it, {@code "uV"}, {@code "µV"} and {@code
   * "microvolt"} among them; empty if it is no unit of voltage}
   *
   * @param word in any case; blanks around it are ignored
   */
  public static Optional<CartUnit> of(String word) {
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "v", "volt", "volts" -> Optional.of(VOLT);
      case "mv", "millivolt", "millivolts" -> Optional.of(MILLIVOLT);
      // The micro sign and the Greek letter.
      case "uv", "\u00b5v", "\u03bcv", "microvolt", "microvolts" -> Optional.of(MICROVOLT);
      case "nv", "nanovolt", "nanovolts" -> Optional.of(NANOVOLT);
      default -> Optional.empty();
    };
  }

  /**
   * {@return a value of this unit in mV, rounded once}
   *
   * @param value in this unit
   */
  public double toMillivolts(double value) {
    return switch (this) {
      case VOLT -> value * 1e3;
      case MILLIVOLT -> value;
      case MICROVOLT -> value / 1e3;
      case NANOVOLT -> value / 1e6;
    };
  }

  /**
   * Makes mV of values of this unit, each as {@link #toMillivolts(double)} does.
   *
   * @param values in this unit; changed
   */
  public void toMillivolts(double[] values) {
    switch (this) {
      case VOLT -> {
        for (int i = 0; i < values.length; i++) {
          values[i] *= 1e3;
        }
      }
      case MILLIVOLT -> {}
      case MICROVOLT, NANOVOLT -> {
        double steps = this == MICROVOLT ? 1e3 : 1e6;
        for (int i = 0; i < values.length; i++) {
          values[i] /= steps;
        }
      }
    }
  }

  @Override
  public String toString() {
    return switch (this) {
      case VOLT -> "V";
      case MILLIVOLT -> "mV";
      case MICROVOLT -> "uV";
      case NANOVOLT -> "nV";
    };
  }
}
