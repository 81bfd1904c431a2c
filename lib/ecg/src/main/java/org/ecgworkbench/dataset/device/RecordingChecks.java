package org.ecgworkbench.dataset.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.RecordedLead.Origin;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.LeadName;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;

/**
 * What is done with every recording, whatever its format: leads are matched by name, limb leads
 * that are not stored are derived, and what a reader should know of the samples is said. Nothing is
 * repaired.
 *
 * <p>With I and II the others are III = II - I, aVR = -(I + II)/2, aVL = I - II/2, aVF = II - I/2
 * (Einthoven, Goldberger); where only one of I and II is there, III gives the other, and a stored
 * {@code -aVR} gives aVR by its sign alone.
 */
final class RecordingChecks {
  /**
   * A difference that no rounding makes: the 100 Hz file of a cart whose leads were filtered apart
   * has 0.16 mV, good files up to 0.015.
   */
  static final double RESIDUAL_MILLIVOLTS = 0.05;

  /** The range of a diagnostic electrocardiograph to either side (IEC 60601-2-25). */
  static final double LIMB_MILLIVOLTS = 5;

  /** A tenth of what is called low voltage in limb leads. */
  static final double LOWEST_MILLIVOLTS = 0.05;

  /** A lead is like another than the named one if it is nearer by this factor. */
  private static final double LIKE = 0.1;

  /** Long enough for a beat at 30 a minute. */
  private static final double WINDOW_SECONDS = 2;

  private static final Set<String> STANDARD =
      Lead.ALL.stream().map(Lead::label).collect(Collectors.toUnmodifiableSet());

  private final String fileName;
  private final double samplingRateHz;
  private final List<RecordedLead> leads = new ArrayList<>();
  private final Map<String, RecordedLead> byName = new HashMap<>();
  private final List<String> notes = new ArrayList<>();

  private RecordingChecks(String fileName, double samplingRateHz) {
    this.fileName = fileName;
    this.samplingRateHz = samplingRateHz;
  }

  /**
   * {@return the recording with its derived leads and notes}
   *
   * @param fileName the file's name
   * @param read what the format's reader found; its rate is known
   * @throws EcgDataException if it is no recording: no lead, leads of different lengths, a lead
   *     twice
   */
  static Recording complete(String fileName, DeviceRecording read) {
    RecordingChecks checks = new RecordingChecks(fileName, read.samplingRateHz());
    for (StoredLead lead : read.leads()) {
      checks.add(new RecordedLead(LeadName.of(lead.name()), Origin.STORED, lead.millivolts()));
    }
    int samples = read.leads().isEmpty() ? 0 : read.leads().get(0).millivolts().length;
    if (samples == 0
        || read.leads().stream().anyMatch(lead -> lead.millivolts().length != samples)) {
      // What follows counts on leads of one length; this says what is wrong.
      return checks.recording(read, List.of());
    }
    read.notes().forEach(note -> checks.notes.add(Words.sentence(note)));
    checks.derive();
    checks.sayOthers();
    checks.sayLimbLeads();
    checks.sayAmplitudes();
    return checks.recording(read, checks.notes);
  }

  private Recording recording(DeviceRecording read, List<String> said) {
    return new Recording(
        fileName,
        read.format(),
        Words.quotable(read.version()),
        Words.quotable(read.maker()),
        samplingRateHz,
        leads,
        read.ageYears(),
        read.sex(),
        said);
  }

  /** The leads of the twelve that are not there. */
  static List<String> missing(List<RecordedLead> leads) {
    Set<String> names = new HashSet<>();
    leads.forEach(lead -> names.add(lead.name()));
    return Lead.ALL.stream().map(Lead::label).filter(label -> !names.contains(label)).toList();
  }

  private void add(RecordedLead lead) {
    leads.add(lead);
    byName.putIfAbsent(lead.name(), lead);
  }

  private double[] values(String name) {
    return byName.containsKey(name) ? byName.get(name).millivolts() : null;
  }

  private void derive() {
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

  private void sayOthers() {
    List<String> others =
        leads.stream()
            .map(RecordedLead::name)
            .filter(name -> !STANDARD.contains(name))
            .distinct()
            .toList();
    if (!others.isEmpty()) {
      notes.add(
          "%s %s none of the twelve leads and %s."
              .formatted(
                  Words.list(others),
                  others.size() == 1 ? "is" : "are",
                  others.size() == 1 ? "takes the place of none" : "take the place of none"));
    }
    List<String> missing = missing(leads);
    if (!missing.isEmpty()) {
      notes.add(
          "%s of the twelve leads %s not there."
              .formatted(Words.list(missing), missing.size() == 1 ? "is" : "are"));
    }
  }

  private void sayLimbLeads() {
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

  private void sayAmplitudes() {
    List<String> flat = new ArrayList<>();
    List<String> gaps = new ArrayList<>();
    double[] medians = new double[leads.size()];
    int measured = 0;
    for (RecordedLead lead : leads) {
      Extent extent = extent(lead.millivolts());
      int samples = lead.millivolts().length;
      if (extent.missing > 0) {
        gaps.add(
            "Lead %s misses %d of %d samples.".formatted(lead.name(), extent.missing, samples));
      }
      double range = extent.range;
      if (range == 0 && samples > 1) {
        if (extent.missing < samples) {
          flat.add(lead.name());
        }
        continue;
      }
      if (range > LIMB_MILLIVOLTS
          && Lead.ALL.stream().anyMatch(l -> l.isLimb() && l.label().equals(lead.name()))) {
        notes.add(
            Words.format(
                "Lead %s spans %.3f mV, more than the %.0f mV that a limb lead plausibly has: its"
                    + " unit or gain may be wrong, or it has an artifact.",
                lead.name(), range, LIMB_MILLIVOLTS));
      }
      medians[measured++] = extent.medianRange;
    }
    if (!flat.isEmpty()) {
      notes.add(
          "%s %s flat, one value throughout, as without an electrode."
              .formatted(Words.list(flat), flat.size() == 1 ? "is" : "are"));
    }
    double median = measured == 0 ? Double.NaN : median(Arrays.copyOf(medians, measured));
    if (median < LOWEST_MILLIVOLTS) {
      notes.add(
          Words.format(
              "The median range of a lead is %.5f mV, less than %.2f mV: the unit or gain may be"
                  + " wrong.",
              median, LOWEST_MILLIVOLTS));
    }
    notes.addAll(gaps);
  }

  /**
   * How far a lead's samples reach, in mV.
   *
   * @param range from the lowest to the highest; 0 if all are missing
   * @param medianRange the median of the ranges within windows of two seconds; {@code NaN} where
   *     none of these has a sample
   */
  private record Extent(double range, double medianRange, int missing) {}

  private Extent extent(double[] values) {
    int window = (int) Math.max(1, Math.min(values.length, WINDOW_SECONDS * samplingRateHz));
    double[] ranges = new double[values.length / window];
    int count = 0;
    int missing = 0;
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (int begin = 0; begin < values.length; begin += window) {
      int end = Math.min(values.length, begin + window);
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = begin; i < end; i++) {
        double value = values[i];
        if (value > high) {
          high = value;
        }
        // So that what is neither takes one comparison more, and is rare.
        if (!(value >= low)) {
          if (Double.isNaN(value)) {
            missing++;
          } else {
            low = value;
          }
        }
      }
      if (high >= low && end == begin + window) {
        ranges[count++] = high - low;
      }
      lowest = Math.min(lowest, low);
      highest = Math.max(highest, high);
    }
    return new Extent(
        highest >= lowest ? highest - lowest : 0,
        count == 0 ? Double.NaN : median(Arrays.copyOf(ranges, count)),
        missing);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
