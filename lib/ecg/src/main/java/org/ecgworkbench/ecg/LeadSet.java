package org.ecgworkbench.ecg;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The sets of leads of the PhysioNet/Computing in Cardiology Challenge 2021, "Will Two Do? Varying Dimensions in Electrocardiography"
 * (Reyna et al. 2021, doi 10.23919/CinC53138.2021.9662687), which asked how much is lost with fewer leads.
 */
public enum LeadSet {
  /** All twelve. */
  TWELVE(Lead.ALL),
  /** The limb leads: I, II, III, aVR, aVL, aVF. Only two of them are independent, see {@link Lead}. */
  SIX(List.of(Lead.I, Lead.II, Lead.III, Lead.AVR, Lead.AVL, Lead.AVF)),
  /** I, II, III, V2. */
  FOUR(List.of(Lead.I, Lead.II, Lead.III, Lead.V2)),
  /** I, II, V2: the same information as {@link #FOUR}. */
  THREE(List.of(Lead.I, Lead.II, Lead.V2)),
  /** I, II: the same information as {@link #SIX}. */
  TWO(List.of(Lead.I, Lead.II));

  private final List<Lead> leads;

  LeadSet(List<Lead> leads) {
    this.leads = leads;
  }

  /** {@return the leads of the set, in standard order; immutable} */
  public List<Lead> leads() {
    return leads;
  }

  /**
   * {@return the set of a name as users type it; empty if there is none}
   *
   * @param name {@code twelve}, {@code six}, {@code four}, {@code three} or {@code two}; case and blanks around it do not matter
   */
  public static Optional<LeadSet> named(String name) {
    return Arrays.stream(values())
        .filter(
            set ->
                set.name().toLowerCase(Locale.ROOT).equals(name.strip().toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /**
   * {@return a set of leads in words for tables and axes: {@code all 12}, {@code V5}, {@code I, II, V2}, {@code 6 limb leads}}
   *
   * @param leads in standard order, in which alone all twelve and the limb leads are known as such; in another order, or if they are
   *     others, they are named one by one, and none gives an empty text
   */
  public static String label(List<Lead> leads) {
    if (leads.equals(Lead.ALL)) {
      return "all 12";
    }
    if (leads.equals(SIX.leads)) {
      return "6 limb leads";
    }
    return String.join(", ", leads.stream().map(Lead::label).toList());
  }
}
