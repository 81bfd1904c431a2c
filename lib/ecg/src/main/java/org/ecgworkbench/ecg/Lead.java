package org.ecgworkbench.ecg;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The twelve standard leads in the order in which every array of the workbench holds them.
 *
 * <p>Only two of the six limb leads are independent (Einthoven, Goldberger): III = II - I, aVR = -(I + II)/2, aVL = I - II/2, aVF =
 * II - I/2.
 */
public enum Lead {
  /** Limb lead I: left arm against right arm. */
  I("I"),
  /** Limb lead II: left leg against right arm. */
  II("II"),
  /** Limb lead III: left leg against left arm. */
  III("III"),
  /** Augmented limb lead aVR: right arm against the mean of the other two. */
  AVR("aVR"),
  /** Augmented limb lead aVL: left arm against the mean of the other two. */
  AVL("aVL"),
  /** Augmented limb lead aVF: left leg against the mean of the other two. */
  AVF("aVF"),
  /** Chest lead V1. */
  V1("V1"),
  /** Chest lead V2. */
  V2("V2"),
  /** Chest lead V3. */
  V3("V3"),
  /** Chest lead V4. */
  V4("V4"),
  /** Chest lead V5. */
  V5("V5"),
  /** Chest lead V6. */
  V6("V6");

  /** All twelve leads, in order. */
  public static final List<Lead> ALL = List.of(values());

  private final String label;

  Lead(String label) {
    this.label = label;
  }

  /** {@return the name as it is written on paper, for example {@code aVR}} */
  public String label() {
    return label;
  }

  /** {@return whether this is one of the six limb leads (I, II, III, aVR, aVL, aVF)} */
  public boolean isLimb() {
    return ordinal() < 6;
  }

  /**
   * {@return the lead of a name as files write it}
   *
   * @param name a lead's {@link #label()} in any case ({@code AVR} and {@code aVR} both occur); blanks around it are ignored
   * @throws IllegalArgumentException if no standard lead has this name; the message lists the twelve
   */
  public static Lead parse(String name) {
    for (Lead lead : ALL) {
      if (lead.label.equals(name)) {
        return lead;
      }
    }
    String wanted = name.trim().toUpperCase(Locale.ROOT);
    for (Lead lead : ALL) {
      if (lead.name().equals(wanted)) {
        return lead;
      }
    }
    throw new IllegalArgumentException(
        "unknown lead '"
            + name
            + "', expected one of I, II, III, aVR, aVL, aVF, V1, V2, V3, V4, V5, V6");
  }

  /**
   * {@return a set of leads as users type it, each lead once, in standard order whatever the order typed; immutable}
   *
   * @param text {@code all}, the name of a {@link LeadSet} such as {@code six}, or names as {@link #parse} takes them with commas between,
   *     for example {@code I,V5}
   * @throws IllegalArgumentException if a name is unknown, repeated, or none is given
   */
  public static List<Lead> parseList(String text) {
    if (text.trim().equalsIgnoreCase("all")) {
      return ALL;
    }
    var named = LeadSet.named(text);
    if (named.isPresent()) {
      return named.get().leads();
    }
    if (!text.contains(",") && ALL.stream().noneMatch(l -> l.label.equalsIgnoreCase(text.trim()))) {
      throw new IllegalArgumentException(
          "unknown lead or set of leads '%s', expected all, six, four, three, two, or some of %s separated by commas"
              .formatted(text, ALL.toString().replaceAll("[\\[\\]]", "")));
    }
    Set<Lead> found = new LinkedHashSet<>();
    for (String name : text.split(",", -1)) {
      if (!found.add(parse(name))) {
        throw new IllegalArgumentException(
            "lead " + parse(name).label + " is named twice in '" + text + "'");
      }
    }
    List<Lead> sorted = new ArrayList<>(found);
    sorted.sort(null);
    return List.copyOf(sorted);
  }

  @Override
  public String toString() {
    return label;
  }
}
