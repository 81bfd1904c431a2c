package org.ecgworkbench.dataset.device;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.RecordedLead.Origin;
import org.ecgworkbench.dataset.device.file.LeadName;

/**
 * The limb leads: those that are not stored are derived, those that are have to add up.
 *
 * <p>With I and II the others are III = II - I, aVR = -(I + II)/2, aVL = I - II/2, aVF = II - I/2
 * (Einthoven, Goldberger); where only one of I and II is there, III gives the other, and a stored
 * {@code -aVR} gives aVR by its sign alone.
 */
final class LimbLeads {
  /**
   * A difference that no rounding makes: the 100 Hz file of a cart whose leads were filtered apart
   * has 0.16 mV, good files up to 0.015.
   */
  private static final double RESIDUAL_MILLIVOLTS = 0.05;

  /** A lead is like another than the named one if it is nearer by this factor. */
  private static final double LIKE = 0.1;

  private final List<RecordedLead> leads;
  private final Map<String, RecordedLead> byName = new HashMap<>();
  private final List<String> notes;

  /** Takes leads of one length; those derived are added to them, what is said to the notes. */
  LimbLeads(List<RecordedLead> leads, List<String> notes) {
    this.leads = leads;
    this.notes = notes;
    leads.forEach(lead -> byName.putIfAbsent(lead.name(), lead));
  }

  private void add(RecordedLead lead) {
    leads.add(lead);
    byName.putIfAbsent(lead.name(), lead);
  }

  private double[] values(String name) {
    return byName.containsKey(name) ? byName.get(name).millivolts() : null;
  }

  void derive() {
    if (!byName.containsKey("aVR") && byName.containsKey(LeadName.MINUS_AVR)) {
      add(derived("aVR", values(LeadName.MINUS_AVR), -1, null, 0));
      notes.add("aVR is the stored lead -aVR with the other sign.");
    }
    if (!byName.containsKey("II") && byName.containsKey("I") && byName.containsKey("III")) {
      add(derived("II", values("I"), 1, values("III"), 1));
      notes.add("II is derived from I and III.");
    }
    if (!byName.containsKey("I") && byName.containsKey("II") && byName.containsKey("III")) {
      add(derived("I", values("II"), 1, values("III"), -1));
      notes.add("I is derived from II and III.");
    }
    double[] one = values("I");
    double[] two = values("II");
    if (one == null || two == null) {
      return;
    }
    List<String> names = new ArrayList<>();
    for (Formula formula : Formula.values()) {
      if (formula != Formula.MINUS_AVR && !byName.containsKey(formula.lead)) {
        add(derived(formula.lead, one, formula.ofOne, two, formula.ofTwo));
        names.add(formula.lead);
      }
    }
    if (!names.isEmpty()) {
      notes.add(
          "%s %s derived from I and II."
              .formatted(Words.list(names), names.size() == 1 ? "is" : "are"));
    }
  }

  private static RecordedLead derived(
      String name, double[] one, double ofOne, double[] two, double ofTwo) {
    double[] values = new double[one.length];
    for (int i = 0; i < values.length; i++) {
      // Zero first, so that no sum is -0.
      values[i] = 0 + ofOne * one[i] + (two == null ? 0 : ofTwo * two[i]);
    }
    return new RecordedLead(name, Origin.DERIVED, values);
  }

  /** The limb leads as combinations of I and II. */
  private enum Formula {
    III("III", "II - I - III", -1, 1),
    AVR("aVR", "aVR + (I + II)/2", -0.5, -0.5),
    AVL("aVL", "aVL - (I - II/2)", 1, -0.5),
    AVF("aVF", "aVF - (II - I/2)", -0.5, 1),
    MINUS_AVR(LeadName.MINUS_AVR, "-aVR - (I + II)/2", 0.5, 0.5);

    private final String lead;
    private final String text;
    private final double ofOne;
    private final double ofTwo;

    Formula(String lead, String text, double ofOne, double ofTwo) {
      this.lead = lead;
      this.text = text;
      this.ofOne = ofOne;
      this.ofTwo = ofTwo;
    }
  }

  /** Whether those that are stored add up. */
  void say(double samplingRateHz) {
    double[] one = values("I");
    double[] two = values("II");
    if (one == null || two == null) {
      return;
    }
    List<String> within = new ArrayList<>();
    for (Formula formula : Formula.values()) {
      RecordedLead lead = byName.get(formula.lead);
      if (lead == null || lead.origin() == Origin.DERIVED) {
        continue;
      }
      int at = farthest(lead.millivolts(), one, two, formula, 1);
      double largest = residual(lead.millivolts(), one, two, formula, 1, at);
      if (largest > RESIDUAL_MILLIVOLTS) {
        notes.add(
            Words.format(
                "The limb leads do not add up: |%s| reaches %.3f mV at %.3f s, more than %.2f mV;"
                    + " nothing was repaired%s.",
                formula.text,
                largest,
                at / samplingRateHz,
                RESIDUAL_MILLIVOLTS,
                likeness(lead.millivolts(), one, two, formula, largest)));
      } else {
        within.add(Words.format("|%s| %.4f", formula.text, largest));
      }
    }
    if (!within.isEmpty()) {
      notes.add("The limb leads add up: at most " + String.join(", ", within) + " mV.");
    }
  }

  private static double residual(
      double[] values, double[] one, double[] two, Formula formula, int sign, int at) {
    return Math.abs(sign * values[at] - (formula.ofOne * one[at] + formula.ofTwo * two[at]));
  }

  /** Where the residual is largest; missing samples have none. */
  private static int farthest(
      double[] values, double[] one, double[] two, Formula formula, int sign) {
    double largest = 0;
    int farthest = 0;
    for (int i = 0; i < values.length; i++) {
      double residual = residual(values, one, two, formula, sign, i);
      if (residual > largest) {
        largest = residual;
        farthest = i;
      }
    }
    return farthest;
  }

  /** Which lead's samples these may be instead; nothing where it is none's by far. */
  private static String likeness(
      double[] values, double[] one, double[] two, Formula named, double largest) {
    String like = "";
    double smallest = Math.max(RESIDUAL_MILLIVOLTS, largest * LIKE);
    for (Formula formula : Formula.values()) {
      for (int sign : new int[] {1, -1}) {
        if (formula == Formula.MINUS_AVR || formula == named && sign == 1) {
          continue;
        }
        int at = farthest(values, one, two, formula, sign);
        double residual = residual(values, one, two, formula, sign, at);
        if (residual <= smallest) {
          smallest = residual;
          like =
              Words.format(
                  "; its samples are like those of %s%s (%.3f mV)",
                  formula.lead, sign == 1 ? "" : " with the other sign", residual);
        }
      }
    }
    return like;
  }
}
