package org.ecgworkbench.dataset.device.file;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.ecg.Lead;

/**
 * The name of a lead, by the many ways in which files write it: {@code AVR}, {@code Lead aVR},
 * {@code MDC_ECG_LEAD_AVR}, {@code ECG I}, {@code Lead I (Einthoven)}, {@code strip_II}, {@code
 * DI}, with blanks or zero bytes around. A name is matched as a whole, so {@code V3R} is not V3.
 */
public final class LeadName {
  /** The reversed aVR of Cabrera's order. */
  public static final String MINUS_AVR = "-aVR";

  private static final int LONGEST = 24;
  private static final Pattern BLANKS = Pattern.compile("[\\s_\\p{Cntrl}]+");
  private static final Pattern IN_BRACKETS = Pattern.compile("\\s*\\([^)]*\\)$");
  private static final Pattern BEFORE =
      Pattern.compile("(?:MDC|ECG|EKG|LEAD|STRIP)(?:[ :]+|-)(?=.)");
  private static final Map<String, String> STANDARD = standard();
  private static final String[] CODES = codes();

  /** The first of the other names that were met, and what they mean; every file is asked for a dozen, several times. */
  private static final Map<String, Optional<String>> MET = new ConcurrentHashMap<>();

  private static final int MOST_MET = 1000;

  private LeadName() {}

  private static Map<String, String> standard() {
    Map<String, String> names = new HashMap<>();
    for (int i = 1; i <= 9; i++) {
      names.put("V" + i, "V" + i);
      names.put("V" + i + "R", "V" + i + "R");
    }
    Lead.ALL.forEach(lead -> names.put(lead.name(), lead.label()));
    // Spanish, Portuguese and French carts write DI or D1.
    List<String> limb = List.of("I", "II", "III");
    limb.forEach(lead -> names.put("D" + lead, lead));
    limb.forEach(lead -> names.put("D" + lead.length(), lead));
    List.of("-AVR", "- AVR", "AVRNEG").forEach(minus -> names.put(minus, MINUS_AVR));
    // As most files write them, so that these need no more than one look.
    List.copyOf(names.values()).forEach(name -> names.put(name, name));
    return Map.copyOf(names);
  }

  /**
   * {@return the standard name of a lead: one of the twelve, of the right side or the back, or
   * {@value #MINUS_AVR}; empty if it is none of these, as {@code "MLII"} and {@code "median_I"}}
   *
   * @param name what the file says
   */
  public static Optional<String> standard(String name) {
    String found = STANDARD.get(name);
    if (found != null) {
      return Optional.of(found);
    }
    Optional<String> met = MET.get(name);
    if (met == null) {
      met = looked(name);
      if (name.length() <= LONGEST && MET.size() < MOST_MET) {
        MET.put(name, met);
      }
    }
    return met;
  }

  private static Optional<String> looked(String name) {
    String plain = BLANKS.matcher(name).replaceAll(" ").strip().toUpperCase(Locale.ROOT);
    String bare = IN_BRACKETS.matcher(plain.replace('\u2212', '-')).replaceFirst("");
    for (Matcher before = BEFORE.matcher(bare); before.lookingAt(); before.reset(bare)) {
      bare = bare.substring(before.end());
    }
    return Optional.ofNullable(STANDARD.get(bare));
  }

  /**
   * {@return the standard name, or the file's own where it is no standard one: one line of at most
   * {@value #LONGEST} characters}
   *
   * @param name what the file says
   */
  public static String of(String name) {
    return standard(name)
        .orElseGet(() -> Words.shown(BLANKS.matcher(name).replaceAll(" ").strip(), LONGEST));
  }

  /**
   * {@return the lead of a code of SCP-ECG (EN 1064:2005, clause 5.6.3), or null where the code is
   * unspecified or not known} DICOM uses the same numbers behind {@code 5.6.3-9-} in its scheme
   * SCPECG, and behind {@code 2:} in its scheme MDC (PS3.16, CID 3001).
   *
   * @param code a whole number
   */
  public static String ofCode(int code) {
    return code < 0 || code >= CODES.length ? null : CODES[code];
  }

  private static String[] codes() {
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
