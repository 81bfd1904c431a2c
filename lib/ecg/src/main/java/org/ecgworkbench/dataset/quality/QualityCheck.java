package org.ecgworkbench.dataset.quality;

import org.ecgworkbench.dataset.EcgDataset;

/**
 * What the quality report looks at, each with its threshold and where that comes from. Where no source is named, the threshold is this
 * project's choice.
 */
public enum QualityCheck {
  /** A file is missing, damaged, of another length than its header says, or not of a form that is read. */
  FILE(
      Severity.ERROR,
      "record cannot be read",
      "any",
      "the formats' definitions: WFDB header(5), signal(5); MATLAB v5"),

  /** The WFDB checksum of a lead. */
  CHECKSUM(
      Severity.ERROR,
      "WFDB checksum differs",
      "any difference",
      "WFDB header(5): sum of all ADC values modulo 65536"),

  /** The first ADC value of a lead. */
  INITIAL_VALUE(Severity.ERROR, "WFDB initial value differs", "any difference", "WFDB header(5)"),

  /** A sampling rate other than that of the protocol. */
  SAMPLING_RATE(
      Severity.ERROR,
      "other sampling rate",
      "not 500 Hz",
      "Liu et al. 2018, doi 10.1166/jmihi.2018.2442; the protocol's window of 15,000 samples means 30 s"),

  /** Samples that are missing; the features and the network need every one. */
  MISSING_SAMPLES(
      Severity.ERROR,
      "missing samples",
      "1 sample or more",
      "WFDB signal(5): the lowest value of a format means missing"),

  /** Too short for a heartbeat. */
  TOO_SHORT(
      Severity.ERROR, "too short", "below 1 s", "chosen: a heartbeat at rest takes about 1 s"),

  /** All leads stay at one value from beginning to end. */
  NO_SIGNAL(
      Severity.ERROR,
      "no signal",
      "each of the twelve leads constant",
      "a recording of nothing still gets nine scores from a network"),

  /** Amplitudes that no electrode on a skin gives: a unit error. */
  AMPLITUDE_ABSURD(
      Severity.ERROR,
      "amplitude of no recording",
      "more than 1000 mV from lowest to highest in a lead",
      "chosen: a hundred times the input range of diagnostic electrocardiographs (IEC 60601-2-25)"),

  /** Age, sex or diagnoses cannot be understood: an experiment stops there. */
  METADATA(
      Severity.ERROR,
      "patient's data cannot be read",
      "any",
      "the forms that the data sets' publishers describe"),

  /** Published folds are to hold each patient once. */
  PATIENT_FOLDS(
      Severity.ERROR,
      "patient in two folds",
      "any",
      "Wagner et al. 2020, doi 10.1038/s41597-020-0495-6: all records of a patient are in one fold"),

  /** A lead that does not change for a while: a detached electrode, padding, or no signal at all. */
  FLAT(
      Severity.WARNING,
      "flat lead",
      "the same value for 1 s or longer",
      "chosen: a lead with an electrode on the skin carries noise above the resolution; the idea is that of the PhysioNet/CinC Challenge 2011 (Silva et al.)"),

  /** A lead that stays at its highest or lowest value: the limit of an amplifier or converter. */
  CLIPPED(
      Severity.WARNING,
      "clipped lead",
      "two or more stretches of 10 ms and three samples or longer at the lead's highest or lowest value, 1 mV or more from its mean",
      "chosen: a peak of an ECG is rounded within a few milliseconds, and a single stretch may be padding"),

  /** A lead too large for an ECG: an artifact, or a gain or unit error. */
  AMPLITUDE_HIGH(
      Severity.WARNING,
      "amplitude too high",
      "more than 10 mV from lowest to highest",
      "input range of diagnostic electrocardiographs, 5 mV to either side (ANSI/AAMI EC11, IEC 60601-2-25)"),

  /** All leads too small for an ECG: a gain or unit error. */
  AMPLITUDE_LOW(
      Severity.WARNING,
      "amplitude too low",
      "less than 0.8 mV from lowest to highest in all twelve leads",
      "chosen: of 2,034 rightly scaled recordings the smallest has 0.846 mV; below 0.8 mV were all four whose gain was five times too large"),

  /** A lead whose mean is far from 0: a constant offset, or a baseline that was lost. */
  OFFSET(
      Severity.WARNING,
      "lead far from zero",
      "a mean beyond 2 mV",
      "chosen: electrocardiographs couple leads by a high-pass filter, which leaves a mean of about 0"),

  /** A gain that hardly any other record of the folder has. */
  GAIN(
      Severity.WARNING,
      "another gain than the folder's",
      "at most a tenth of ten records or more, where nine tenths share one",
      "chosen: one wrong gain makes atrial fibrillation of most recordings, and no other check need see it"),

  /** Lead III is not II - I. */
  EINTHOVEN(
      Severity.WARNING,
      "Einthoven's law broken",
      "|III - (II - I)| above 0.01 mV",
      "Einthoven; rounding to one microvolt allows 0.0015 mV"),

  /** An augmented lead is not what I and II say. */
  GOLDBERGER(
      Severity.WARNING,
      "Goldberger's equations broken",
      "|aVR + (I + II)/2|, |aVL - (I - II/2)| or |aVF - (II - I/2)| above 0.01 mV",
      "Goldberger; rounding to one microvolt allows 0.0015 mV"),

  /** Two leads of a record hold the same samples. */
  DUPLICATE_LEAD(
      Severity.WARNING,
      "two leads are the same",
      "all samples equal to the microvolt",
      "two electrodes never record the same"),

  /** Two records hold the same signal. */
  DUPLICATE_RECORD(
      Severity.WARNING,
      "signal occurs in two records",
      "all samples of all leads equal to the microvolt, at the same rate",
      "a signal in two folds is known before it is tested"),

  /** An age that nobody has: it counts as unknown. */
  AGE(
      Severity.WARNING,
      "age out of range",
      "below 0 or above 120 years",
      "chosen: one person is known to have been older"),

  /** Diagnoses outside the nine classes. */
  OTHER_LABELS(
      Severity.NOTE,
      "diagnosis outside the nine classes",
      "any",
      "CPSC2018's nine classes, Liu et al. 2018"),

  /** None of the nine classes: the protocol leaves the record out. */
  NO_LABEL(
      Severity.NOTE,
      "none of the nine classes",
      "no label left",
      "the protocol uses records with at least one of the nine"),

  /** A record that a researcher left out by name; it was not looked at. */
  LEFT_OUT(
      Severity.NOTE, "left out by name", "named with --leave-out", "the researcher's decision"),

  /** A sampling rate other than that of the protocol, where resampling was asked for. */
  RESAMPLED(
      Severity.NOTE,
      "other sampling rate, resampled when used",
      "not 500 Hz",
      "as for SAMPLING_RATE, with --resample"),

  /** A length outside what the data set was described with. */
  LENGTH(
      Severity.NOTE,
      "unusual length",
      "below 6 s or above 60 s",
      "Liu et al. 2018: recordings of 6 to 60 s"),

  /** No age. */
  AGE_UNKNOWN(Severity.NOTE, "age not stated", "none stated", "-"),

  /** No sex. */
  SEX_UNKNOWN(Severity.NOTE, "sex not stated", "none stated", "-");

  /** What a finding means for an experiment. */
  public enum Severity {
    /** The record cannot be used. */
    ERROR,
    /** Somebody should look at the record. */
    WARNING,
    /** To be known. */
    NOTE
  }

  /** The protocol's rate. */
  static final int SAMPLING_RATE_HZ = EcgDataset.SAMPLING_RATE_HZ;

  static final double FLAT_SECONDS = 1;
  static final double CLIPPED_SECONDS = 0.01;

  /** At 100 Hz, 10 ms are one sample, and every peak has one. */
  static final int CLIPPED_SAMPLES = 3;

  static final double CLIPPED_MILLIVOLTS = 1;
  static final double HIGHEST_MILLIVOLTS = 10;
  static final double LOWEST_MILLIVOLTS = 0.8;
  static final double ABSURD_MILLIVOLTS = 1000;
  static final double OFFSET_MILLIVOLTS = 2;
  static final double RESIDUAL_MILLIVOLTS = 0.01;
  static final double LEAST_SECONDS = 1;
  static final double SHORTEST_SECONDS = 6;
  static final double LONGEST_SECONDS = 60;

  private final Severity severity;
  private final String title;
  private final String threshold;
  private final String source;

  QualityCheck(Severity severity, String title, String threshold, String source) {
    this.severity = severity;
    this.title = title;
    this.threshold = threshold;
    this.source = source;
  }

  /** {@return what a finding means for an experiment; the same for every finding of a check} */
  public Severity severity() {
    return severity;
  }

  /** {@return the finding in words, for example {@code flat lead}} */
  public String title() {
    return title;
  }

  /** {@return when it is reported, in words with units, for example {@code more than 10 mV from lowest to highest}} */
  public String threshold() {
    return threshold;
  }

  /**
   * {@return where the threshold comes from; begins with {@code chosen:} where it is this project's choice, {@code -} where there is none}
   */
  public String source() {
    return source;
  }
}
