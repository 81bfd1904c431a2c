package org.ecgworkbench.dataset.synthetic;

import org.ecgworkbench.random.NumpyRandom;

/**
 * How strong the evidence of a record's labels is: what is measured of it lies so many times as far from what a healthy heart has.
 *
 * @param strength 0 for none, 1 for what was drawn, 2 for twice as much
 * @param healthy draws what a healthy heart has in place of a blocked bundle; null at strength 1, where nothing is
 */
record Dose(double strength, NumpyRandom healthy) {
  /** What was drawn. */
  static final Dose USUAL = new Dose(1, null);

  /** The mean of the generator's PR intervals without block, in seconds. */
  static final double USUAL_PR = 0.160;

  /** The QRS duration of a normal conduction, in seconds. */
  static final double USUAL_QRS = 0.092;

  boolean isUsual() {
    return strength == 1;
  }

  double between(double usual, double labelled) {
    return isUsual() ? labelled : usual + strength * (labelled - usual);
  }

  double[] between(double[] usual, double[] labelled) {
    return isUsual()
        ? labelled
        : Dipoles.plus(Dipoles.scaled(usual, 1 - strength), Dipoles.scaled(labelled, strength));
  }

  double[] scaled(double[] evidence) {
    return isUsual() ? evidence : Dipoles.scaled(evidence, strength);
  }
}
