package org.ecgworkbench.model;

import java.util.Arrays;
import org.ecgworkbench.random.NumpyRandom;

/**
 * One draw of the training augmentation (authors' code): with probability P(N(0, 1) &gt; 0.5) = 0.3085 every lead is multiplied by a
 * factor from N(1, 0.1), then, again with that probability, every lead is raised by a whole number of microvolts from -20 to 19. The
 * authors call the second a shift; it is an offset in voltage, not in time.
 *
 * <p>Values are drawn for all leads of the recording even where a network reads one of them, so the stream does not depend on the
 * leads chosen. The authors transform the recording and cut it to length afterwards; the transform acts on each sample alone, so cutting
 * first gives the same numbers and costs less. Where a recording is resampled, the transform comes after it; the resampler is linear and
 * keeps constants, so that too is the same up to rounding. The padding stays 0.
 *
 * @param factors {@code [lead]}, without unit; 1 where nothing is scaled
 * @param offsetsMillivolts {@code [lead]}, in mV; 0 where nothing is added
 */
record Augmentation(double[] factors, double[] offsetsMillivolts) {

  /** Draws in the authors' order: normal, if above 0.5 one factor a lead, normal, if above 0.5 one offset a lead. */
  static Augmentation draw(NumpyRandom random, int leads) {
    double[] factors = new double[leads];
    Arrays.fill(factors, 1.0);
    double[] offsets = new double[leads];
    if (random.nextNormal() > 0.5) {
      factors = drawFactors(random, leads);
    }
    if (random.nextNormal() > 0.5) {
      offsets = drawOffsets(random, leads);
    }
    return new Augmentation(factors, offsets);
  }

  static double[] drawFactors(NumpyRandom random, int leads) {
    double[] factors = new double[leads];
    for (int lead = 0; lead < leads; lead++) {
      factors[lead] = random.normal(1.0, 0.1);
    }
    return factors;
  }

  static double[] drawOffsets(NumpyRandom random, int leads) {
    double[] offsets = new double[leads];
    for (int lead = 0; lead < leads; lead++) {
      offsets[lead] = (random.nextInt(40) - 20) / 1000.0;
    }
    return offsets;
  }

  /** One sample of one lead, in mV. */
  double apply(int lead, double millivolts) {
    return millivolts * factors[lead] + offsetsMillivolts[lead];
  }
}
