package org.ecgworkbench.dataset.device.array;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.CartUnit;
import org.ecgworkbench.dataset.device.file.CartWords;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.LeadName;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;

/**
 * What an archive states beside the samples, under the names that researchers use; makes the
 * recording of both.
 */
final class NumpyFacts {
  /** What a name stands for. */
  enum Key {
    SAMPLES("ecg", "signal", "signals", "p_signal", "x", "data", "tracing", "tracings", "arr_0"),
    RATE(
        "fs",
        "rate",
        "sampling_rate",
        "samplingrate",
        "sample_rate",
        "sampling_frequency",
        "sfreq",
        "frequency",
        "freq",
        "hz"),
    LEADS("leads", "lead", "lead_names", "channels", "channel_names", "sig_name", "sig_names"),
    UNIT("unit", "units"),
    AGE("age"),
    SEX("sex", "gender"),
    OTHER;

    private final Set<String> names;

    Key(String... names) {
      this.names = Set.of(names);
    }

    /** {@return what a name stands for, in any case} */
    static Key of(String name) {
      String lower = name.strip().toLowerCase(Locale.ROOT);
      for (Key key : values()) {
        if (key.names.contains(lower)) {
          return key;
        }
      }
      return OTHER;
    }
  }

  private final String file;

  /** What is stated already; what stands nearer to the samples goes before. */
  private final Set<Key> stated = new HashSet<>();

  private double rate = Double.NaN;
  private List<String> leads = List.of();
  private CartUnit unit;
  private OptionalInt age = OptionalInt.empty();
  private Sex sex = Sex.UNKNOWN;

  /**
   * Nothing stated yet.
   *
   * @param file for messages
   */
  NumpyFacts(String file) {
    this.file = file;
  }

  /**
   * Takes numbers that stand under a name. What was taken under the same key before stays.
   *
   * @param key what they stand for
   * @param numbers one for rate and age; others are not looked at
   * @throws EcgDataException if a rate is none
   */
  void numbers(Key key, double... numbers) {
    if (key == Key.RATE && stated.add(key)) {
      rate = numbers.length == 1 ? numbers[0] : Double.NaN;
      if (!(rate > 0 && rate <= 1e6)) {
        throw new EcgDataException(
            "%s: expected one sampling rate above 0, at most 1000000 Hz, found %s"
                .formatted(
                    file,
                    numbers.length == 1 ? String.valueOf(rate) : numbers.length + " numbers"));
      }
    } else if (key == Key.AGE && numbers.length == 1 && stated.add(key)) {
      age =
          numbers[0] == Math.rint(numbers[0]) && numbers[0] >= 0 && numbers[0] <= 130
              ? OptionalInt.of((int) numbers[0])
              : OptionalInt.empty();
    }
  }

  /**
   * Takes texts that stand under a name. What was taken under the same key before stays.
   *
   * @param key what they stand for
   * @param texts one or more
   * @throws EcgDataException if a unit is none of voltage, or units differ
   */
  void texts(Key key, List<String> texts) {
    if (key == Key.LEADS && stated.add(key)) {
      leads = names(texts);
    } else if (key == Key.UNIT && stated.add(key)) {
      Set<String> different = new HashSet<>(texts);
      String text = different.size() == 1 ? texts.get(0) : "";
      unit =
          CartUnit.of(text)
              .orElseThrow(
                  () ->
                      new EcgDataException(
                          "%s: expected one unit, V, mV, uV or nV, found %s"
                              .formatted(
                                  file,
                                  different.size() == 1
                                      ? "'" + Words.quotable(text) + "'"
                                      : different.size() + " units")));
    } else if (key == Key.SEX && texts.size() == 1 && stated.add(key)) {
      sex = CartWords.sex(texts.get(0));
    }
  }

  /** Takes the leads whose names stand elsewhere, in place of what was stated. */
  void leads(List<String> names) {
    leads = List.copyOf(names);
  }

  private List<String> names(List<String> texts) {
    List<String> names = new ArrayList<>();
    // One text may list them all.
    List<String> single =
        texts.size() == 1 ? List.of(texts.get(0).strip().split("[,;\\s]+")) : texts;
    for (String text : single) {
      String name = LeadName.of(text);
      if (name.isEmpty() || names.contains(name)) {
        throw new EcgDataException(
            "%s: expected names of leads, each once, found %s"
                .formatted(file, name.isEmpty() ? "an empty one" : "'" + name + "' twice"));
      }
      names.add(name);
    }
    return names;
  }

  boolean statesRate() {
    return !Double.isNaN(rate);
  }

  /** Samples a second, NaN where none is stated. */
  double rate() {
    return rate;
  }

  /** How many leads are named, or 12. */
  int leadCount() {
    return leads.isEmpty() ? Lead.ALL.size() : leads.size();
  }

  /**
   * {@return the recording}
   *
   * @param format the format's name
   * @param version the version the file states
   * @param values {@code [lead][sample]} as stored
   * @param counts whether they are whole numbers
   * @param notes what is to be said so far; notes on what is not stated are added
   * @throws EcgDataException if a value is infinite
   */
  DeviceRecording recording(
      String format, String version, double[][] values, boolean counts, List<String> notes) {
    List<String> all = new ArrayList<>(notes);
    List<String> names = leads;
    if (names.isEmpty()) {
      names = Lead.ALL.stream().map(Lead::label).toList();
      all.add("The file names no leads: the order I, II, III, aVR, aVL, aVF, V1 to V6 is assumed.");
    }
    CartUnit used = unit;
    if (used == null) {
      used = counts ? CartUnit.MICROVOLT : CartUnit.MILLIVOLT;
      all.add(
          "The file states no unit: %s is assumed, as for %s mostly."
              .formatted(used, counts ? "whole numbers" : "fractions"));
    }
    List<StoredLead> stored = new ArrayList<>();
    for (int lead = 0; lead < values.length; lead++) {
      double[] millivolts = values[lead];
      for (int i = 0; i < millivolts.length; i++) {
        if (Double.isInfinite(millivolts[i])) {
          throw new EcgDataException(
              "%s: lead %s: expected a number, found %s at sample %d"
                  .formatted(file, names.get(lead), millivolts[i], i));
        }
      }
      used.toMillivolts(millivolts);
      stored.add(new StoredLead(names.get(lead), millivolts));
    }
    return new DeviceRecording(format, version, "", rate, stored, age, sex, all);
  }
}
