package org.ecgworkbench.dataset.quality;

import static org.ecgworkbench.dataset.quality.QualityCheck.*;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.base.Sha256;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;

/** The checks of the quality gate that look at samples. */
public final class SignalQuality {
  private final EcgRecord record;
  private final List<QualityFinding> findings;

  private SignalQuality(EcgRecord record, List<QualityFinding> findings) {
    this.record = record;
    this.findings = findings;
  }

  /**
   * What the quality gate's checks of samples find in one recording: amplitudes out of range, flat or clipped leads, limb leads that do not
   * add up. A wrong unit or a swapped lead shows here.
   *
   * @param record at any rate and of any length; neither is a finding here, nor are age, sex and diagnoses
   * @return the findings, errors first; none is a good sign; immutable
   */
  public static List<QualityFinding> findings(EcgRecord record) {
    List<QualityFinding> findings = new ArrayList<>();
    examine(record, findings);
    findings.sort(QualityFinding.ORDER);
    return List.copyOf(findings);
  }

  /**
   * What {@link #findings} has, for a recording that is about to be scored.
   *
   * @param record as for {@link #findings}
   * @return the findings, none of them an error
   * @throws EcgDataException for the first error: too short, no signal, missing samples, or amplitudes of no recording
   */
  public static List<QualityFinding> usable(EcgRecord record) {
    List<QualityFinding> findings = findings(record);
    if (!findings.isEmpty() && findings.get(0).isError()) {
      throw new EcgDataException(findings.get(0).sentence());
    }
    return findings;
  }

  /** Adds what is found in a record's samples. */
  static void examine(EcgRecord record, List<QualityFinding> findings) {
    new SignalQuality(record, findings).examine();
  }

  private void examine() {
    double seconds = record.seconds();
    if (seconds < LEAST_SECONDS) {
      add(null, TOO_SHORT, seconds, "s", text("%.3f s, %d samples", seconds, record.samples()));
    }
    if (Lead.ALL.stream().allMatch(lead -> isConstant(record.millivolts(lead)))) {
      add(null, NO_SIGNAL, 12, "leads", "each lead has one value throughout");
    }
    double largest = 0;
    boolean any = false;
    for (Lead lead : Lead.ALL) {
      double range = lead(lead, record.millivolts(lead));
      largest = Math.max(largest, range);
      any |= !Double.isNaN(range);
    }
    if (any && largest > 0 && largest < LOWEST_MILLIVOLTS) {
      add(null, AMPLITUDE_LOW, largest, "mV", text("largest range of any lead %.4f mV", largest));
    }
    double[] one = record.millivolts(Lead.I);
    double[] two = record.millivolts(Lead.II);
    residual(Lead.III, EINTHOVEN, one, two, -1, 1);
    residual(Lead.AVR, GOLDBERGER, one, two, -0.5, -0.5);
    residual(Lead.AVL, GOLDBERGER, one, two, 1, -0.5);
    residual(Lead.AVF, GOLDBERGER, one, two, -0.5, 1);
    for (Lead lead : Lead.ALL) {
      for (Lead other : Lead.ALL.subList(lead.ordinal() + 1, Lead.ALL.size())) {
        if (!isConstant(record.millivolts(lead))
            && Arrays.equals(record.millivolts(lead), record.millivolts(other))) {
          add(
              other,
              DUPLICATE_LEAD,
              record.samples(),
              "samples",
              "the same samples as lead " + lead);
        }
      }
    }
  }

  /** The checks of one lead; its range in mV, NaN if no sample is there. */
  private double lead(Lead lead, double[] millivolts) {
    int missing = 0;
    int firstMissing = 0;
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    int farthest = 0;
    for (int i = 0; i < millivolts.length; i++) {
      double value = millivolts[i];
      if (Double.isNaN(value)) {
        firstMissing = missing == 0 ? i : firstMissing;
        missing++;
      } else {
        if (Math.abs(value) > Math.max(-lowest, highest)) {
          farthest = i;
        }
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
      }
    }
    if (missing > 0) {
      add(
          lead,
          MISSING_SAMPLES,
          missing,
          "samples",
          "%d of %d samples, the first is sample %d"
              .formatted(missing, millivolts.length, firstMissing));
    }
    if (missing == millivolts.length) {
      return Double.NaN;
    }
    int longest = 0;
    int longestAt = 0;
    Stretches low = new Stretches();
    Stretches high = new Stretches();
    double rate = record.samplingRateHz();
    double sum = 0;
    for (int begin = 0, i = 1; i <= millivolts.length; i++) {
      // NaN equals nothing, so missing samples are no run.
      if (i < millivolts.length && millivolts[i] == millivolts[begin]) {
        continue;
      }
      int run = i - begin;
      if (run > longest) {
        longest = run;
        longestAt = begin;
      }
      if (!Double.isNaN(millivolts[begin])) {
        sum += run * millivolts[begin];
      }
      if (run >= CLIPPED_SAMPLES && run / rate >= CLIPPED_SECONDS) {
        if (millivolts[begin] == lowest) {
          low.add(begin, run);
        } else if (millivolts[begin] == highest) {
          high.add(begin, run);
        }
      }
      begin = i;
    }
    double range = highest - lowest;
    if (longest / rate >= FLAT_SECONDS || range == 0 && longest > 1) {
      add(
          lead,
          FLAT,
          longest / rate,
          "s",
          longest == millivolts.length
              ? text("the whole lead is %.3f mV", millivolts[0])
              : text("%.3f mV from second %.3f", millivolts[longestAt], longestAt / rate));
    }
    double mean = sum / (millivolts.length - missing);
    clipped(lead, lowest, mean, low);
    clipped(lead, highest, mean, high);
    if (range > HIGHEST_MILLIVOLTS) {
      boolean isAbsurd = range > ABSURD_MILLIVOLTS;
      add(
          lead,
          isAbsurd ? AMPLITUDE_ABSURD : AMPLITUDE_HIGH,
          range,
          "mV",
          text(
              isAbsurd
                  ? "from %.3g to %.3g mV, farthest from 0 at second %.3f; are its units right?"
                  : "from %.3f to %.3f mV, farthest from 0 at second %.3f",
              lowest,
              highest,
              farthest / rate));
    }
    if (Math.abs(mean) > OFFSET_MILLIVOLTS) {
      add(lead, OFFSET, mean, "mV", text("a mean of %.3g mV", mean));
    }
    return range;
  }

  /** Stretches of one value. */
  private static final class Stretches {
    private int count;
    private int samples;
    private int first;

    void add(int at, int length) {
      first = count == 0 ? at : first;
      count++;
      samples += length;
    }
  }

  private void clipped(Lead lead, double edge, double mean, Stretches stretches) {
    double rate = record.samplingRateHz();
    // One stretch may be padding, or the foot of a small wave.
    if (stretches.count >= 2 && Math.abs(edge - mean) >= CLIPPED_MILLIVOLTS) {
      add(
          lead,
          CLIPPED,
          stretches.samples / rate,
          "s",
          text(
              "%.3f mV in %d stretches, the first from second %.3f",
              edge, stretches.count, stretches.first / rate));
    }
  }

  private static boolean isConstant(double[] values) {
    for (double value : values) {
      if (value != values[0]) {
        return false;
      }
    }
    return true;
  }

  private void residual(
      Lead lead, QualityCheck check, double[] one, double[] two, double ofOne, double ofTwo) {
    double[] values = record.millivolts(lead);
    double largest = 0;
    int at = 0;
    int beyond = 0;
    for (int i = 0; i < values.length; i++) {
      double residual = Math.abs(values[i] - (ofOne * one[i] + ofTwo * two[i]));
      if (residual > RESIDUAL_MILLIVOLTS) {
        beyond++;
      }
      if (residual > largest) {
        largest = residual;
        at = i;
      }
    }
    if (beyond > 0) {
      add(
          lead,
          check,
          largest,
          "mV",
          text(
              "%d of %d samples beyond %.2f mV, largest at second %.3f",
              beyond, values.length, RESIDUAL_MILLIVOLTS, at / (double) record.samplingRateHz()));
    }
  }

  private void add(Lead lead, QualityCheck check, double value, String unit, String detail) {
    findings.add(QualityFinding.of(record.id(), lead, check, value, unit, detail));
  }

  /** SHA-256 of the rate and of all samples in whole microvolts, leads in standard order: the same whatever the file's form. */
  static String contentSha256(EcgRecord record) {
    MessageDigest digest = Sha256.digest();
    digest.update(ByteBuffer.allocate(4).putInt(0, record.samplingRateHz()));
    byte[] bytes = new byte[4 * record.samples()];
    for (Lead lead : Lead.ALL) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      for (double value : record.millivolts(lead)) {
        buffer.putInt(Double.isNaN(value) ? Integer.MIN_VALUE : (int) Math.rint(value * 1000));
      }
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Numbers in details are written with a point, whatever the machine's language. */
  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
