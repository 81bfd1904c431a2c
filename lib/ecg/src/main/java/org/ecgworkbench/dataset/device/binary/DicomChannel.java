package org.ecgworkbench.dataset.device.binary;

import java.util.Optional;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.CartUnit;
import org.ecgworkbench.dataset.device.file.LeadName;

/**
 * A channel of a multiplex group (PS3.3, C.10.9).
 *
 * @param number its place in the group, from 1
 * @param lead the name of the ECG lead it holds, or null where it is none
 * @param label its label, or what its source code means
 * @param set its definition
 */
record DicomChannel(int number, String lead, String label, DicomDataSet set) {
  private static final int CODE_VALUE = 0x00080100;
  private static final int CODING_SCHEME = 0x00080102;
  private static final int CODE_MEANING = 0x00080104;
  private static final int CHANNEL_LABEL = 0x003A0203;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");

  /**
   * Reads a channel's definition.
   *
   * <p>The lead is taken from the code of its source (SCPECG or MDC), else from its label or the
   * code's meaning. Without such a code a channel is a lead only if its unit is one of voltage.
   */
  static DicomChannel of(int number, DicomDataSet set) {
    DicomDataSet source = set.first(DicomParser.CHANNEL_SOURCE);
    int code = leadCode(source.text(CODING_SCHEME), source.text(CODE_VALUE));
    String meaning = source.text(CODE_MEANING);
    String label = set.text(CHANNEL_LABEL).isEmpty() ? meaning : set.text(CHANNEL_LABEL);
    String lead = LeadName.ofCode(code);
    if (lead == null && (code >= 0 || CartUnit.of(unit(set)).isPresent())) {
      lead = LeadName.standard(label).or(() -> LeadName.standard(meaning)).orElse(null);
    }
    if (lead == null && code >= 0) {
      lead = label.isEmpty() ? "channel " + number : Words.quotable(label);
    }
    return new DicomChannel(number, lead, label, set);
  }

  private static int leadCode(String scheme, String code) {
    String prefix = scheme.equals("SCPECG") ? "5.6.3-9-" : scheme.equals("MDC") ? "2:" : null;
    if (prefix == null || !code.startsWith(prefix)) {
      return -1;
    }
    String number = code.substring(prefix.length());
    // Above 255, MDC's partition 2 has pressures and other signals.
    boolean isLead = NUMBER.matcher(number).matches() && Integer.parseInt(number) <= 255;
    return isLead ? Integer.parseInt(number) : -1;
  }

  private static String unit(DicomDataSet set) {
    return set.first(DicomParser.SENSITIVITY_UNITS).text(CODE_VALUE);
  }

  /** {@return the unit of sensitivity and baseline as the file writes it, or {@code ""}} */
  String unit() {
    return unit(set);
  }

  /** {@return the lead that the label names} */
  Optional<String> leadOfLabel() {
    return LeadName.standard(set.text(CHANNEL_LABEL));
  }
}
