package org.ecgworkbench.paper.population;

import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.study.Study;

/**
 * What Figure 7 would show if it knew the signals alone: an attribution is a slope times a difference in millivolts from the background, so a
 * network of the same slope everywhere gives each lead a share that follows from the mean squared difference.
 */
final class SignalEnergy {
  private SignalEnergy() {}

  /**
   * The sum over time of the mean of (x - b)^2 over the background.
   *
   * @param records {@code [record][lead][sample]} in mV
   * @param background {@code [record][lead][sample]} in mV
   * @return {@code [record][lead]} in mV^2
   */
  static double[][] of(float[][][] records, float[][][] background) {
    int leads = background[0].length;
    int samples = background[0][0].length;
    double[][] energies = new double[records.length][leads];
    for (int lead = 0; lead < leads; lead++) {
      for (int t = 0; t < samples; t++) {
        double mean = 0;
        double square = 0;
        for (float[][] b : background) {
          mean += b[lead][t] / background.length;
          square += (double) b[lead][t] * b[lead][t] / background.length;
        }
        for (int r = 0; r < records.length; r++) {
          double x = records[r][lead][t];
          energies[r][lead] += x * x - 2 * x * mean + square;
        }
      }
    }
    return energies;
  }

  /** Of the records that Figure 7 explains, against its background. */
  static double[][] of(Study study) {
    return of(
        read(study, study.explanations().records().stream().map(e -> e.id()).toList()),
        read(study, study.explanations().background()));
  }

  private static float[][][] read(Study study, java.util.List<String> ids) {
    NetworkInput input = study.input(Lead.ALL);
    return ids.stream()
        .map(id -> input.prepare(study.dataset().read(id)).millivolts())
        .toArray(float[][][]::new);
  }

  /** Pearson's correlation. */
  static double correlation(double[] a, double[] b) {
    double meanA = java.util.Arrays.stream(a).average().orElseThrow();
    double meanB = java.util.Arrays.stream(b).average().orElseThrow();
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - meanA) * (b[i] - meanB);
      aa += (a[i] - meanA) * (a[i] - meanA);
      bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return ab / Math.sqrt(aa * bb);
  }
}
