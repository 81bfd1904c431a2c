package org.ecgworkbench.baseline.feature;

import java.util.List;

/** What a feature is taken from: the lead's signal itself or one of the bands of its wavelet decomposition. */
public enum Band {
  /** The samples as they are, in mV. */
  SIGNAL("signal"),
  /** The approximation after four levels. */
  CA4("cA4"),
  /** The details of level 4, the coarsest. */
  CD4("cD4"),
  /** The details of level 3. */
  CD3("cD3"),
  /** The details of level 2. */
  CD2("cD2"),
  /** The details of level 1, the finest. */
  CD1("cD1");

  /** All six, in the order of the features of a lead. */
  public static final List<Band> ALL = List.of(values());

  private final String label;

  Band(String label) {
    this.label = label;
  }

  /** {@return the name as it stands in the names of features, for example {@code cD3}} */
  public String label() {
    return label;
  }

  /** {@return the statistics taken of this band, in order: all nine of a wavelet band, all but the entropy of the signal} */
  public List<Statistic> statistics() {
    return this == SIGNAL ? Statistic.ALL.subList(1, Statistic.ALL.size()) : Statistic.ALL;
  }

  @Override
  public String toString() {
    return label;
  }
}
