package org.ecgworkbench.beat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.ecg.EcgRecord;

/**
 * Where P wave, QRS complex and T wave of each beat start and end, from all leads together, one set of points for all.
 *
 * <p>The QRS complex reaches from its steepest point to both sides as far as the leads' slopes stay above a share of it. The T wave's top
 * is where the leads are farthest from the level before the QRS complex; it starts and ends where the tangents at its steepest ascent
 * and descent meet the level beside it (Lepeschkin and Surawicz 1952, doi 10.1161/01.CIR.6.3.378). A P wave is looked for in all
 * beats at once: a bump that stands at about the same distance before the QRS complexes and points in the same direction in the
 * space of the leads. Waves of fibrillating atria do not, so a record with them has no P wave, where a search beat by beat would
 * find one before every beat.
 *
 * <p>A beat whose P wave is hidden in the T wave before it has none here. No flutter, no second-degree block: a P wave without a QRS
 * complex is not looked for.
 */
public final class Delineation {
  private static final double SMOOTH_SECONDS = 0.02;
  private static final double SLOPE_SECONDS = 0.008;
  private static final double QRS_REACH_SECONDS = 0.15;
  private static final double QRS_QUIET_SECONDS = 0.024;
  private static final double ONSET_SHARE = 0.09;
  private static final double END_SHARE = 0.1;
  private static final double FLOOR_FACTOR = 1.7;
  private static final double SLOW_SECONDS = 0.04;
  private static final double BUMP_SECONDS = 0.045;
  // Nearer, a bump would take in what the moving average brings over from the QRS complex.
  private static final double NEAREST_P_SECONDS = BUMP_SECONDS + SLOW_SECONDS / 2;
  private static final double LONGEST_PR_SECONDS = 0.36;
  private static final double LEAST_P_MILLIVOLTS = 0.008;
  private static final double LEAST_COHERENCE = 0.6;
  private static final double LEAST_T = 4;
  private static final double P_JITTER_SECONDS = 0.03;

  private final double rate;
  private final int samples;
  private final double[][] slow;
  private final double[] activity;

  private Delineation(double[][] millivolts, double samplingRateHz) {
    rate = samplingRateHz;
    samples = millivolts[0].length;
    int leads = millivolts.length;
    slow = new double[leads][];
    double[][] slopes = new double[samples][leads];
    int h = samples(SLOPE_SECONDS);
    for (int lead = 0; lead < leads; lead++) {
      slow[lead] = RPeaks.average(millivolts[lead], samples(SLOW_SECONDS));
      double[] smooth = RPeaks.average(millivolts[lead], samples(SMOOTH_SECONDS));
      for (int i = h; i < samples - h; i++) {
        double slope = (smooth[i + h] - smooth[i - h]) * rate / (2 * h);
        slopes[i][lead] = slope * slope;
      }
    }
    activity = new double[samples];
    int taken = leads - leads / RPeaks.LEADS_FOR_EACH_LEFT_OUT;
    for (int i = 0; i < samples; i++) {
      Arrays.sort(slopes[i]);
      double sum = 0;
      for (int k = 0; k < taken; k++) {
        sum += slopes[i][k];
      }
      activity[i] = Math.sqrt(sum / taken);
    }
  }

  /**
   * The beats of a recording.
   *
   * @param record at 50 Hz or more; all twelve leads are used
   * @return in order of time; empty where there is no beat
   * @throws IllegalArgumentException if a sample is missing (NaN), or the rate is lower
   */
  public static List<HeartBeat> of(EcgRecord record) {
    return of(record.millivolts(), record.samplingRateHz());
  }

  /**
   * The beats of a signal.
   *
   * @param millivolts {@code [lead][sample]} in mV, at least one lead, of one length; not changed. At 100 Hz points are as coarse as the samples
   * @param samplingRateHz at least 50, or the complex is not resolved
   * @return in order of time; empty where there is no beat
   * @throws IllegalArgumentException if the shape or the rate is not so, or a sample is missing (NaN)
   */
  public static List<HeartBeat> of(double[][] millivolts, double samplingRateHz) {
    int[] peaks = RPeaks.of(millivolts, samplingRateHz);
    if (peaks.length == 0) {
      return List.of();
    }
    Delineation signal = new Delineation(millivolts, samplingRateHz);
    List<HeartBeat> beats = new ArrayList<>();
    for (int peak : peaks) {
      beats.add(signal.complex(peak));
    }
    signal.addT(beats);
    signal.addP(beats);
    return List.copyOf(beats);
  }

  private int samples(double seconds) {
    return Math.max(1, (int) Math.round(seconds * rate));
  }

  private int within(int sample) {
    return Math.max(0, Math.min(samples - 1, sample));
  }

  private HeartBeat complex(int peak) {
    int reach = samples(QRS_REACH_SECONDS);
    int steepest = peak;
    for (int i = within(peak - reach / 2); i <= within(peak + reach / 2); i++) {
      steepest = activity[i] > activity[steepest] ? i : steepest;
    }
    double[] around =
        Arrays.copyOfRange(activity, within(peak - samples(0.4)), within(peak + samples(0.6)) + 1);
    Arrays.sort(around);
    double floor = FLOOR_FACTOR * around[around.length / 5];
    int onset = edge(steepest, -1, peak - reach, Math.max(ONSET_SHARE * activity[steepest], floor));
    int end = edge(steepest, 1, peak + reach, Math.max(END_SHARE * activity[steepest], floor));
    return new HeartBeat(
        peak,
        HeartBeat.NONE,
        HeartBeat.NONE,
        onset,
        Math.min(samples, Math.max(end, peak) + 1),
        HeartBeat.NONE,
        HeartBeat.NONE,
        HeartBeat.NONE);
  }

  /** The last sample above a threshold before the activity stays below it for a while. */
  private int edge(int from, int step, int limit, double threshold) {
    int quiet = samples(QRS_QUIET_SECONDS);
    int last = from;
    for (int i = from; i >= 0 && i < samples && step * (limit - i) >= 0; i += step) {
      if (activity[i] >= threshold) {
        last = i;
      } else if (Math.abs(i - last) >= quiet) {
        break;
      }
    }
    return last;
  }

  private double usualSeconds(List<HeartBeat> beats) {
    if (beats.size() < 2) {
      return 0.8;
    }
    double[] intervals = new double[beats.size() - 1];
    for (int k = 0; k < intervals.length; k++) {
      intervals[k] = (beats.get(k + 1).rPeak() - beats.get(k).rPeak()) / rate;
    }
    Arrays.sort(intervals);
    return intervals[intervals.length / 2];
  }

  /** The mean level of each lead just before the complex. */
  private double[] level(HeartBeat beat) {
    double[] level = new double[slow.length];
    int at = within(beat.qrsOnset() - samples(SLOW_SECONDS / 2));
    for (int lead = 0; lead < level.length; lead++) {
      level[lead] = slow[lead][at];
    }
    return level;
  }

  private void addT(List<HeartBeat> beats) {
    double root = Math.sqrt(usualSeconds(beats));
    for (int k = 0; k < beats.size(); k++) {
      HeartBeat beat = beats.get(k);
      HeartBeat next = k + 1 < beats.size() ? beats.get(k + 1) : null;
      int stop = next == null ? samples : next.qrsOnset() - samples(0.02);
      int first = beat.qrsEnd() + samples(0.06);
      int lastPeak = Math.min(stop - samples(0.04), beat.qrsOnset() + samples(0.43 * root));
      int lastEnd = Math.min(stop, beat.qrsOnset() + samples(0.62 * root));
      if (lastPeak - first < samples(0.04)) {
        continue;
      }
      double[] size = size(beat, next, beat.qrsEnd() - 1, lastEnd);
      int from = beat.qrsEnd() - 1;
      int peak = first - from;
      for (int i = first - from; i <= lastPeak - from; i++) {
        peak = size[i] > size[peak] ? i : peak;
      }
      int steepest = peak;
      int most = Math.min(size.length - 2, peak + samples(0.2));
      double fall = 0;
      for (int i = peak; i <= most; i++) {
        double slope = i == 0 ? 0 : (size[i - 1] - size[i + 1]) / 2;
        if (slope > fall) {
          fall = slope;
          steepest = i;
        }
      }
      double low = size[steepest];
      for (int i = steepest; i < Math.min(size.length, steepest + samples(0.15)); i++) {
        low = Math.min(low, size[i]);
      }
      int end =
          fall > 0 ? (int) Math.round(steepest + (size[steepest] - low) / fall) : size.length - 1;
      double rise = 0;
      int ascent = peak;
      for (int i = Math.max(1, peak - samples(0.2)); i < peak; i++) {
        double slope = (size[i + 1] - size[i - 1]) / 2;
        if (slope > rise) {
          rise = slope;
          ascent = i;
        }
      }
      double before = size[ascent];
      for (int i = 0; i < ascent; i++) {
        before = Math.min(before, size[i]);
      }
      int onset = rise > 0 ? (int) Math.round(ascent - (size[ascent] - before) / rise) : 0;
      beats.set(
          k,
          beat.withT(
              from + Math.max(1, Math.min(onset, peak)),
              from + peak,
              Math.min(from + Math.max(peak + 1, Math.min(end, size.length - 1)) + 1, stop)));
    }
  }

  /** The distance from the level before the complex, which moves in a straight line to that of the next beat: root mean square over leads. */
  private double[] size(HeartBeat beat, HeartBeat next, int from, int to) {
    double[] here = level(beat);
    double[] there = next == null ? here : level(next);
    int length = next == null ? 1 : Math.max(1, next.qrsOnset() - beat.qrsOnset());
    double[] size = new double[Math.max(1, to - from)];
    for (int i = 0; i < size.length; i++) {
      int at = within(from + i);
      double share = (double) (at - beat.qrsOnset()) / length;
      double sum = 0;
      for (int lead = 0; lead < slow.length; lead++) {
        double d = slow[lead][at] - here[lead] - share * (there[lead] - here[lead]);
        sum += d * d;
      }
      size[i] = Math.sqrt(sum / slow.length);
    }
    return size;
  }

  /** How far each lead stands above the middle of its values a little before and after. */
  private double[] bump(int at) {
    int w = samples(BUMP_SECONDS);
    double[] bump = new double[slow.length];
    for (int lead = 0; lead < bump.length; lead++) {
      bump[lead] =
          slow[lead][within(at)] - (slow[lead][within(at - w)] + slow[lead][within(at + w)]) / 2;
    }
    return bump;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The first sample where a P wave's top may be. */
  private int earliest(List<HeartBeat> beats, int k) {
    int w = samples(BUMP_SECONDS);
    int after = w;
    if (k > 0) {
      HeartBeat before = beats.get(k - 1);
      // Where a T wave ends the leads bend as much as in a P wave.
      after = w + (before.hasT() ? before.tEnd() : before.qrsEnd() + samples(0.1));
    }
    return Math.max(after, beats.get(k).qrsOnset() - samples(LONGEST_PR_SECONDS));
  }

  private void addP(List<HeartBeat> beats) {
    int nearest = samples(NEAREST_P_SECONDS);
    int farthest = samples(LONGEST_PR_SECONDS);
    int best = -1;
    double greatest = 0;
    double[] direction = null;
    for (int d = nearest; d <= farthest; d++) {
      double[] mean = new double[slow.length];
      double squares = 0;
      int n = 0;
      for (int k = 0; k < beats.size(); k++) {
        int at = beats.get(k).qrsOnset() - d;
        if (at >= earliest(beats, k)) {
          double[] bump = bump(at);
          for (int lead = 0; lead < mean.length; lead++) {
            mean[lead] += bump[lead];
          }
          squares += dot(bump, bump);
          n++;
        }
      }
      if (n < 2 || 2 * n < beats.size()) {
        continue;
      }
      double length = Math.sqrt(dot(mean, mean)) / n;
      double coherence = squares == 0 ? 0 : length * length * n / squares;
      // With n beats, bumps that have nothing in common have a coherence of 1/n in expectation.
      double excess = (coherence - 1.0 / n) / (1 - 1.0 / n);
      double t = Math.sqrt((n - 1) * coherence / Math.max(1e-12, 1 - coherence));
      if (excess >= LEAST_COHERENCE && t >= LEAST_T && length > greatest) {
        greatest = length;
        best = d;
        direction = mean;
      }
    }
    if (best < 0 || greatest / Math.sqrt(slow.length) < LEAST_P_MILLIVOLTS) {
      return;
    }
    double norm = Math.sqrt(dot(direction, direction));
    for (int lead = 0; lead < direction.length; lead++) {
      direction[lead] /= norm;
    }
    for (int k = 0; k < beats.size(); k++) {
      addP(beats, k, best, direction, greatest);
    }
  }

  private void addP(List<HeartBeat> beats, int k, int distance, double[] direction, double usual) {
    int jitter = samples(P_JITTER_SECONDS);
    HeartBeat beat = beats.get(k);
    int first = Math.max(earliest(beats, k), beat.qrsOnset() - distance - jitter);
    int last =
        Math.min(beat.qrsOnset() - samples(NEAREST_P_SECONDS), beat.qrsOnset() - distance + jitter);
    int at = -1;
    double height = 0;
    for (int i = first; i <= last; i++) {
      double[] bump = bump(i);
      double along = dot(bump, direction);
      if (along > height && along >= 0.5 * Math.sqrt(dot(bump, bump))) {
        height = along;
        at = i;
      }
    }
    if (at < 0 || height < 0.35 * usual) {
      return;
    }
    int reach = samples(0.1);
    int left = Math.max(k == 0 ? 0 : earliest(beats, k) - samples(0.04), at - reach);
    int onset = foot(at, left, -1, direction);
    int end = foot(at, Math.min(beat.qrsOnset(), at + reach), 1, direction);
    beats.set(k, beat.withP(onset, Math.min(end + 1, beat.qrsOnset())));
  }

  /** Where the tangent at the steepest place on one side of a P wave meets the lowest level there. */
  private int foot(int top, int limit, int step, double[] direction) {
    double fall = 0;
    int steepest = top;
    for (int i = top; step * (limit - i) > 0; i += step) {
      double slope = along(i - step, direction) - along(i + step, direction);
      if (slope / 2 > fall) {
        fall = slope / 2;
        steepest = i;
      }
    }
    double low = along(steepest, direction);
    for (int i = steepest; step * (limit - i) >= 0; i += step) {
      low = Math.min(low, along(i, direction));
    }
    int foot =
        fall > 0
            ? (int) Math.round(steepest + step * (along(steepest, direction) - low) / fall)
            : limit;
    return step * (limit - foot) >= 0 ? within(foot) : within(limit);
  }

  private double along(int at, double[] direction) {
    double sum = 0;
    for (int lead = 0; lead < slow.length; lead++) {
      sum += slow[lead][within(at)] * direction[lead];
    }
    return sum;
  }
}
