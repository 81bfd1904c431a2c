package org.ecgworkbench.dataset.device.binary;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.CartUnit;
import org.ecgworkbench.dataset.device.file.LeadName;

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

  // Besides what begins with ECG: modified limb leads, bipolar chest leads, Frank's leads.
  private static final Pattern ECG =
      Pattern.compile(
          "E[CK]G.*|ML(?:I{1,3}|V[1-6])|MCL[1-6]|CM[1-6]|CC5|V[XYZ]", Pattern.CASE_INSENSITIVE);

  boolean isAnnotation() {
    return label.equals("EDF Annotations") || label.equals("BDF Annotations");
  }

  /**
   * Whether the label calls it an ECG, {@code "ECG"}, {@code "EKG2"} and {@code "MLII"} included.
   */
  boolean isEcg() {
    return standardName().isPresent() || ECG.matcher(label).matches();
  }

  Optional<String> standardName() {
    return LeadName.standard(label);
  }

  /** The standard name of the lead, or the label as a message can show it. */
  String name() {
    return standardName().orElse(Words.quotable(label));
  }

  /**
   * The difference in mV that one step of the stored numbers makes; the unit must be one of
   * voltage.
   */
  double stepMillivolts() {
    return CartUnit.of(unit)
        .orElseThrow()
        .toMillivolts(
            (physicalMaximum - physicalMinimum) / ((double) digitalMaximum - digitalMinimum));
  }

  /** All that {@link #toMillivolts} depends on. */
  Object scale() {
    return List.of(unit, physicalMinimum, physicalMaximum, digitalMinimum, digitalMaximum);
  }

  /** Makes mV of stored numbers; the unit must be one of voltage. */
  void toMillivolts(double[] values) {
    double range = physicalMaximum - physicalMinimum;
    double steps = (double) digitalMaximum - digitalMinimum;
    for (int i = 0; i < values.length; i++) {
      values[i] = physicalMinimum + (values[i] - digitalMinimum) * range / steps;
    }
    CartUnit.of(unit).orElseThrow().toMillivolts(values);
  }
}
