package org.ecgworkbench.dataset.quality;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.base.Sha256;
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

  /** Adds what is found in a record's samples. */
  static void examine(EcgRecord record, List<QualityFinding> findings) {
    new SignalQuality(record, findings).examine();
  }

  private void examine() {
    double largest = 0;
    boolean any = false;
    for (Lead lead : Lead.ALL) {
      double range = lead(lead, record.millivolts(lead));
      largest = Math.max(largest, range);
      any |= !Double.isNaN(range);
    }
    if (any && largest < QualityCheck.LOWEST_MILLIVOLTS) {
      add(
          null,
          QualityCheck.AMPLITUDE_LOW,
          largest,
          "mV",
          text("largest range of any lead %.4f mV", largest));
    }
    double[] one = record.millivolts(Lead.I);
    double[] two = record.millivolts(Lead.II);
    residual(Lead.III, QualityCheck.EINTHOVEN, one, two, -1, 1);
    residual(Lead.AVR, QualityCheck.GOLDBERGER, one, two, -0.5, -0.5);
    residual(Lead.AVL, QualityCheck.GOLDBERGER, one, two, 1, -0.5);
    residual(Lead.AVF, QualityCheck.GOLDBERGER, one, two, -0.5, 1);
    for (Lead lead : Lead.ALL) {
      for (Lead other : Lead.ALL.subList(lead.ordinal() + 1, Lead.ALL.size())) {
        if (!isConstant(record.millivolts(lead))
            && Arrays.equals(record.millivolts(lead), record.millivolts(other))) {
          add(
              other,
              QualityCheck.DUPLICATE_LEAD,
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
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    int farthest = 0;
    for (int i = 0; i < millivolts.length; i++) {
      double value = millivolts[i];
      if (Double.isNaN(value)) {
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
          QualityCheck.MISSING_SAMPLES,
          missing,
          "samples",
          missing + " of " + millivolts.length + " samples");
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
      if (run >= QualityCheck.CLIPPED_SAMPLES && run / rate >= QualityCheck.CLIPPED_SECONDS) {
        if (millivolts[begin] == lowest) {
          low.add(begin, run);
        } else if (millivolts[begin] == highest) {
          high.add(begin, run);
        }
      }
      begin = i;
    }
    double range = highest - lowest;
    if (longest / rate >= QualityCheck.FLAT_SECONDS || range == 0 && longest > 1) {
      add(
          lead,
          QualityCheck.FLAT,
          longest / rate,
          "s",
          longest == millivolts.length
              ? text("the whole lead is %.3f mV", millivolts[0])
              : text("%.3f mV from second %.3f", millivolts[longestAt], longestAt / rate));
    }
    double mean = sum / (millivolts.length - missing);
    clipped(lead, lowest, mean, low);
    clipped(lead, highest, mean, high);
    if (range > QualityCheck.HIGHEST_MILLIVOLTS) {
      add(
          lead,
          QualityCheck.AMPLITUDE_HIGH,
          range,
          "mV",
          text(
              "from %.3f to %.3f mV, farthest from 0 at second %.3f",
              lowest, highest, farthest / rate));
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
    if (stretches.count >= 2 && Math.abs(edge - mean) >= QualityCheck.CLIPPED_MILLIVOLTS) {
      add(
          lead,
          QualityCheck.CLIPPED,
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
      if (residual > QualityCheck.RESIDUAL_MILLIVOLTS) {
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
              beyond,
              values.length,
              QualityCheck.RESIDUAL_MILLIVOLTS,
              at / (double) record.samplingRateHz()));
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
