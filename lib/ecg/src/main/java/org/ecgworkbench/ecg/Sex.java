package org.ecgworkbench.ecg;

/** The sex a recording's file states. */
public enum Sex {
  /** Female. */
  FEMALE,
  /** Male. */
  MALE,
  /** Not stated. */
  UNKNOWN
}
