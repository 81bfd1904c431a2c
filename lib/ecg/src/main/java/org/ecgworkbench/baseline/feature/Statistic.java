package org.ecgworkbench.baseline.feature;

import java.util.List;

/** One number that describes the values of a band. */
public enum Statistic {
  /** A tenth of the Shannon entropy, in nats, of how often exactly equal values occur; see {@link ExpertFeatures}. */
  ENTROPY("entropy"),
  /** The 5th percentile, linearly interpolated. */
  P5("p5"),
  /** The 25th percentile, linearly interpolated. */
  P25("p25"),
  /** The 75th percentile, linearly interpolated. */
  P75("p75"),
  /** The 95th percentile, linearly interpolated. */
  P95("p95"),
  /** The median, as the 50th percentile. */
  MEDIAN("median"),
  /** The arithmetic mean. */
  MEAN("mean"),
  /** The population standard deviation (divided by n). */
  SD("sd"),
  /** The population variance (divided by n). */
  VARIANCE("variance");

  /** All nine, in the order of the features of a wavelet band. */
  public static final List<Statistic> ALL = List.of(values());

  private final String label;

  Statistic(String label) {
    this.label = label;
  }

  /** {@return the name as it stands in the names of features, for example {@code p75}} */
  public String label() {
    return label;
  }

  @Override
  public String toString() {
    return label;
  }
}
