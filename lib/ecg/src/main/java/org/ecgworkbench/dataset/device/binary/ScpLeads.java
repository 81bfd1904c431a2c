package org.ecgworkbench.dataset.device.binary;

/**
 * The lead codes of SCP-ECG (EN 1064:2005, clause 5.6.3). DICOM uses the same numbers
 * behind {@code 5.6.3-9-} in its scheme SCPECG, and behind {@code 2:} in its scheme MDC (PS3.16,
 * CID 3001).
 */
final class ScpLeads {
  private static final String[] NAMES = names();

  private ScpLeads() {}

  /** {@return the name of a lead, or null where the code is unspecified or not known} */
  static String name(int code) {
    return code < 0 || code >= NAMES.length ? null : NAMES[code];
  }

  private static String[] names() {
    String[] names = new String[135];
    String first =
        "I II V1 V2 V3 V4 V5 V6 V7 V2R V3R V4R V5R V6R V7R X Y Z CC5 CM5 LA RA LL"
            + " fI fE fC fA fM fF fH";
    fill(names, 1, first);
    for (int code = 1; code <= 30; code++) {
      names[30 + code] = "d" + names[code];
    }
    fill(names, 61, "III aVR aVL aVF -aVR V8 V9 V8R V9R D A J Defib Extern A1 A2 A3 A4");
    fill(names, 79, "dV8 dV9 dV8R dV9R dD dA dJ C V VR VL VF MCL MCL1 MCL2 MCL3 MCL4 MCL5 MCL6");
    fill(names, 98, "CC CC1 CC2 CC3 CC4 CC6 CC7 CM CM1 CM2 CM3 CM4 CM6 dIII daVR daVL daVF");
    fill(names, 121, "CM7 CH5 CS5 CB5 CR5 ML AB1 AB2 AB3 AB4 ES AS AI S");
    return names;
  }

  private static void fill(String[] names, int from, String words) {
    String[] parts = words.split(" ");
    System.arraycopy(parts, 0, names, from, parts.length);
  }
}
