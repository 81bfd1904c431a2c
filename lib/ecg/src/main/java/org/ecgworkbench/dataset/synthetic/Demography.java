package org.ecgworkbench.dataset.synthetic;

import java.util.EnumMap;
import java.util.Map;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.random.NumpyRandom;

/**
 * The published profile of a class of CPSC2018.
 *
 * @param malePercent share of men in percent
 * @param ageMean mean age in years
 * @param ageSd its standard deviation in years
 */
record Demography(double malePercent, double ageMean, double ageSd) {
  private static final Map<Diagnosis, Demography> OF_CLASS = new EnumMap<>(Diagnosis.class);

  static {
    OF_CLASS.put(Diagnosis.SNR, new Demography(39.5, 41.6, 18.4));
    OF_CLASS.put(Diagnosis.AF, new Demography(56.7, 71.5, 12.4));
    OF_CLASS.put(Diagnosis.IAVB, new Demography(67.9, 67.0, 15.7));
    OF_CLASS.put(Diagnosis.LBBB, new Demography(49.6, 70.5, 12.6));
    OF_CLASS.put(Diagnosis.RBBB, new Demography(64.8, 62.8, 17.1));
    OF_CLASS.put(Diagnosis.PAC, new Demography(53.2, 66.7, 17.5));
    OF_CLASS.put(Diagnosis.PVC, new Demography(51.0, 58.4, 17.9));
    OF_CLASS.put(Diagnosis.STD, new Demography(29.0, 54.6, 17.5));
    OF_CLASS.put(Diagnosis.STE, new Demography(81.8, 52.3, 19.8));
  }

  /**
   * Quantiles of record lengths, after CPSC2018's range and its first 135 records: straight lines between (0, 6 s), (0.02, 9 s), (0.08, 10 s), (0.40, 10 s), (0.5, 12 s), (0.75,
   * 17.5 s), (0.90, 31 s), (0.96, 42 s), (1, 60 s).
   */
  private static final double[][] LENGTHS = {
    {0, 6},
    {0.02, 9},
    {0.08, 10},
    {0.40, 10},
    {0.50, 12},
    {0.75, 17.5},
    {0.90, 31},
    {0.96, 42},
    {1, 60}
  };

  /** The profile of a class. */
  static Demography of(Diagnosis diagnosis) {
    return OF_CLASS.get(diagnosis);
  }

  /** The length of a recording in seconds at a quantile, 0 to 1. */
  static double seconds(double u) {
    int k = 1;
    while (u > LENGTHS[k][0]) {
      k++;
    }
    double[] a = LENGTHS[k - 1];
    double[] b = LENGTHS[k];
    return a[1] + (b[1] - a[1]) * (u - a[0]) / (b[0] - a[0]);
  }

  /** A normal value, drawn again until it lies in the range. */
  static double between(NumpyRandom random, double mean, double sd, double low, double high) {
    double value;
    do {
      value = random.normal(mean, sd);
    } while (value < low || value > high);
    return value;
  }
}
