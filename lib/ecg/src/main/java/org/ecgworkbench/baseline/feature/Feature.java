package org.ecgworkbench.baseline.feature;

import java.util.Objects;
import org.ecgworkbench.ecg.Lead;

/**
 * What one of the expert features is.
 *
 * @param lead the lead it is taken from
 * @param band the signal or the wavelet band
 * @param statistic the number taken of it
 */
public record Feature(Lead lead, Band band, Statistic statistic) {
  /**
   * Checks that there is such a feature.
   *
   * @throws IllegalArgumentException for the entropy of the raw signal, which the paper's features do not have
   */
  public Feature {
    Objects.requireNonNull(lead, "lead");
    if (!band.statistics().contains(statistic)) {
      throw new IllegalArgumentException("there is no feature " + statistic + " of the " + band);
    }
  }

  /** {@return the name, for example {@code V5.cD3.p75}} */
  public String name() {
    return lead.label() + "." + band.label() + "." + statistic.label();
  }

  @Override
  public String toString() {
    return name();
  }
}
