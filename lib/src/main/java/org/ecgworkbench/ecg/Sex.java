package org.ecgworkbench.ecg;

/** The sex a recording's file states. */
public enum Sex {
  FEMALE,
  MALE,
  UNKNOWN
}
