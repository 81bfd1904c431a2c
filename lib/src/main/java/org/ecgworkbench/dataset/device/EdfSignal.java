package org.ecgworkbench.dataset.device;

import java.util.Optional;

/**
 * One signal as the header of an EDF or BDF file describes it.
 *
 * @param label the text of its label
 * @param unit the text of its physical dimension
 * @param physicalMinimum what the digital minimum means; above {@code physicalMaximum} if the
 *     polarity is inverted
 * @param physicalMaximum what the digital maximum means
 * @param digitalMinimum the least stored number
 * @param digitalMaximum the greatest stored number
 * @param filter the text of its prefiltering
 * @param samples samples in each data record
 * @param offset where its samples begin in each data record, in bytes
 */
record EdfSignal(
    String label,
    String unit,
    double physicalMinimum,
    double physicalMaximum,
    int digitalMinimum,
    int digitalMaximum,
    String filter,
    int samples,
    int offset) {

  boolean isAnnotation() {
    return label.equals("EDF Annotations") || label.equals("BDF Annotations");
  }

  /** Whether the label calls it an ECG, {@code "ECG"} and {@code "EKG 2"} included. */
  boolean isEcg() {
    return standardName().isPresent() || label.matches("(?i)E[CK]G\\b.*");
  }

  Optional<String> standardName() {
    return CartWords.lead(label);
  }

  /** The standard name of the lead, or the label. */
  String name() {
    return standardName().orElse(label);
  }

  /** A stored number in the signal's own unit. */
  double physical(int digital) {
    return physicalMinimum
        + ((double) digital - digitalMinimum)
            * (physicalMaximum - physicalMinimum)
            / ((double) digitalMaximum - digitalMinimum);
  }
}
