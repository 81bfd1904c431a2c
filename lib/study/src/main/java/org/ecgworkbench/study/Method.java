package org.ecgworkbench.study;

import java.util.List;
import java.util.Locale;

/**
 * The ways of explaining a network, and the controls that they are compared with. Each control
 * takes one thing away.
 */
public enum Method {
  /** Expected gradients with the background and the draws of a protocol: the paper's method. */
  EXPECTED_GRADIENTS("expected gradients"),
  /** Moving means of expected gradients, with signs. */
  MOVING_MEAN("expected gradients, moving mean"),
  /** Moving means of the absolute values of expected gradients. */
  MAGNITUDE("expected gradients, magnitude"),
  /** Integrated gradients from 0 mV. */
  INTEGRATED_GRADIENTS("integrated gradients"),
  /** The gradient at the record times the record. */
  GRADIENT_X_INPUT("gradient x input"),
  /** Windows of one lead set to 0 mV. */
  OCCLUSION("occlusion"),
  /** Control: normal values, which know nothing. */
  RANDOM("random"),
  /** Control: moving means of |x|, which know the recording and no network. */
  AMPLITUDE("signal amplitude"),
  /** Control: {@link #MAGNITUDE} of a network with random weights, which learnt nothing. */
  UNTRAINED("untrained network, magnitude");

  /** Those that explain one patient, in the order of figures and pages. */
  public static final List<Method> OF_PATIENTS =
      List.of(EXPECTED_GRADIENTS, INTEGRATED_GRADIENTS, GRADIENT_X_INPUT, OCCLUSION);

  /** Those that are tested, in the order of the tables. */
  public static final List<Method> TESTED =
      List.of(
          EXPECTED_GRADIENTS,
          MOVING_MEAN,
          MAGNITUDE,
          INTEGRATED_GRADIENTS,
          GRADIENT_X_INPUT,
          OCCLUSION);

  /** Those that they are compared with. */
  public static final List<Method> CONTROLS = List.of(RANDOM, AMPLITUDE, UNTRAINED);

  private final String label;

  Method(String label) {
    this.label = label;
  }

  /** {@return its name in pages and tables} */
  public String label() {
    return label;
  }

  /** What a user types, for example {@code expected-gradients}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
