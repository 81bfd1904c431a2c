package org.ecgworkbench.dataset.device.file;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.ecg.Lead;

/**
 * The name of a lead, by the many ways in which files write it: {@code AVR}, {@code Lead aVR},
 * {@code MDC_ECG_LEAD_AVR}, {@code ECG I}, {@code Lead I (Einthoven)}, {@code DI}, with blanks or
 * zero bytes around. A name is matched as a whole, so {@code V3R} is not V3.
 */
public final class LeadName {
  /** The reversed aVR of Cabrera's order. */
  public static final String MINUS_AVR = "-aVR";

  private static final int LONGEST = 24;
  private static final Pattern BLANKS = Pattern.compile("[\\s_\\p{Cntrl}]+");
  private static final Pattern IN_BRACKETS = Pattern.compile("\\s*\\([^)]*\\)\\s*$");
  private static final Pattern BEFORE =
      Pattern.compile("^(?:MDC ECG LEAD|ECG LEAD|EKG LEAD|LEAD|ECG|EKG) ?(?=.)");
  private static final Map<String, String> STANDARD = standard();

  private LeadName() {}

  private static Map<String, String> standard() {
    Map<String, String> names = new HashMap<>();
    Lead.ALL.forEach(lead -> names.put(lead.name(), lead.label()));
    for (int i = 1; i <= 9; i++) {
      names.put("V" + i, "V" + i);
      names.put("V" + i + "R", "V" + i + "R");
    }
    List.of("X", "Y", "Z").forEach(axis -> names.put(axis, axis));
    List.of("I", "II", "III").forEach(limb -> names.put("D" + limb, limb));
    List.of("-AVR", "- AVR", "AVRNEG").forEach(minus -> names.put(minus, MINUS_AVR));
    return Map.copyOf(names);
  }

  /**
   * {@return the standard name, or the file's own where it is no standard one: one line of at most
   * {@value #LONGEST} characters}
   *
   * @param name what the file says
   */
  public static String of(String name) {
    String plain = BLANKS.matcher(name).replaceAll(" ").strip();
    String upper = plain.toUpperCase(Locale.ROOT).replace('\u2212', '-');
    String bare = IN_BRACKETS.matcher(upper).replaceFirst("");
    for (String tried : List.of(bare, BEFORE.matcher(bare).replaceFirst(""))) {
      String found = STANDARD.get(tried);
      if (found != null) {
        return found;
      }
    }
    return Words.shown(plain, LONGEST);
  }
}
