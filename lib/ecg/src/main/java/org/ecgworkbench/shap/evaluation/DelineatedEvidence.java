package org.ecgworkbench.shap.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ecgworkbench.beat.Delineation;
import org.ecgworkbench.beat.HeartBeat;
import org.ecgworkbench.beat.MeanBeat;
import org.ecgworkbench.dataset.synthetic.EvidenceMask;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Interval;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;

/**
 * Where the defining evidence of a label lies in a recording whose waves nobody marked, by {@link Delineation} and the rules of {@link
 * EvidenceMask}, so that numbers of real and of generated recordings mean the same:
 *
 * <ul>
 *   <li>AF: T end to the next QRS onset, all leads; IAVB: P onset to QRS onset, all leads.
 *   <li>LBBB: the QRS in I, aVL, V1, V2, V5, V6; RBBB: the QRS in I, V1, V2, V6.
 *   <li>PVC: QRS onset to T end (or QRS end, if the T wave is not seen) of beats of another shape than the median beat; where several shapes
 *       are as frequent, of the fewer. PAC: P onset to QRS end of beats of the usual shape that come before
 *       {@value #EARLY} of the median interval; where their P wave is not found, it is taken to begin as long before the QRS as in the record's
 *       other beats.
 *   <li>STD, STE: J point to T onset, at least 80 ms, in the leads whose level 60 ms after the J point, against that before the QRS complex,
 *       is shifted in the label's direction by at least half as much as in the lead where it is most (median over beats), and that by
 *       {@value #LEAST_SHIFT_MILLIVOLTS} mV or more.
 * </ul>
 *
 * <p>The label is taken as given. A record that does not show such a place has no evidence here, nor has SNR, which is everywhere.
 */
public final class DelineatedEvidence {
  private static final double EARLY = 0.88;
  private static final double LEAST_SHIFT_MILLIVOLTS = 0.03;
  private static final Set<Lead> LBBB =
      EnumSet.of(Lead.I, Lead.AVL, Lead.V1, Lead.V2, Lead.V5, Lead.V6);
  private static final Set<Lead> RBBB = EnumSet.of(Lead.I, Lead.V1, Lead.V2, Lead.V6);
  private static final Set<Lead> ALL = EnumSet.allOf(Lead.class);

  private DelineatedEvidence() {}

  /**
   * {@return the defining evidence of a label; empty where the recording shows none}
   *
   * @param record twelve leads without missing samples, at 50 Hz or more
   * @param label one of its labels
   */
  public static Optional<EvidenceMask> of(EcgRecord record, Diagnosis label) {
    return of(record, Delineation.of(record), label);
  }

  /**
   * {@return the same, of beats that are found already}
   *
   * @param record the recording
   * @param beats its beats, as {@link Delineation} found them
   * @param label one of its labels
   */
  public static Optional<EvidenceMask> of(
      EcgRecord record, List<HeartBeat> beats, Diagnosis label) {
    List<Interval> found = new ArrayList<>();
    for (int k = 0; k < beats.size(); k++) {
      HeartBeat beat = beats.get(k);
      switch (label) {
        case AF -> {
          if (k + 1 < beats.size() && beat.hasT()) {
            add(found, ALL, beat.tEnd(), beats.get(k + 1).qrsOnset());
          }
        }
        case IAVB ->
            add(found, ALL, beat.hasP() ? beat.pOnset() : beat.qrsOnset(), beat.qrsOnset());
        case LBBB -> add(found, LBBB, beat.qrsOnset(), beat.qrsEnd());
        case RBBB -> add(found, RBBB, beat.qrsOnset(), beat.qrsEnd());
        default -> {}
      }
    }
    switch (label) {
      case PAC, PVC -> addPremature(found, record, beats, label);
      case STD, STE -> addShifted(found, record, beats, label);
      default -> {}
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(new EvidenceMask(found));
  }

  private static void add(List<Interval> found, Set<Lead> leads, int start, int end) {
    if (end > start) {
      found.add(new Interval(Strength.DEFINING, leads, start, end));
    }
  }

  private static void addPremature(
      List<Interval> found, EcgRecord record, List<HeartBeat> beats, Diagnosis label) {
    Set<Integer> unusual = unusual(record, beats);
    double[] intervals = new double[Math.max(0, beats.size() - 1)];
    for (int k = 0; k < intervals.length; k++) {
      intervals[k] = beats.get(k + 1).rPeak() - beats.get(k).rPeak();
    }
    double usual = median(intervals);
    double[] ofBeats =
        beats.stream()
            .filter(HeartBeat::hasP)
            .mapToDouble(beat -> beat.qrsOnset() - beat.pOnset())
            .toArray();
    int usualPr = ofBeats.length == 0 ? 0 : (int) median(ofBeats);
    for (int k = 0; k < beats.size(); k++) {
      HeartBeat beat = beats.get(k);
      boolean isUnusual = unusual.contains(beat.rPeak());
      if (label == Diagnosis.PVC && isUnusual) {
        add(found, ALL, beat.qrsOnset(), beat.hasT() ? beat.tEnd() : beat.qrsEnd());
      } else if (label == Diagnosis.PAC
          && k > 0
          && !isUnusual
          && beat.rPeak() - beats.get(k - 1).rPeak() < EARLY * usual) {
        int before = Math.max(beat.qrsOnset() - usualPr, beats.get(k - 1).qrsEnd());
        add(found, ALL, beat.hasP() ? beat.pOnset() : before, beat.qrsEnd());
      }
    }
  }

  /** R peaks of the beats of another shape than the median's; those of the fewer, where these are more than half. */
  private static Set<Integer> unusual(EcgRecord record, List<HeartBeat> beats) {
    float[][] signal = new float[record.millivolts().length][];
    for (int lead = 0; lead < signal.length; lead++) {
      double[] from = record.millivolts()[lead];
      signal[lead] = new float[from.length];
      for (int t = 0; t < from.length; t++) {
        signal[lead][t] = (float) from[t];
      }
    }
    int[] peaks = beats.stream().mapToInt(HeartBeat::rPeak).toArray();
    List<MeanBeat> groups =
        MeanBeat.byShape(
            signal,
            signal,
            0,
            record.samplingRateHz(),
            peaks,
            MeanBeat.Options.defaults().withSeconds(0.1, 0.15).withSimilarity(0.8));
    if (groups.size() < 2) {
      return Set.of();
    }
    MeanBeat fewer = groups.get(0).beats() < groups.get(1).beats() ? groups.get(0) : groups.get(1);
    return Set.copyOf(Arrays.stream(fewer.peaks()).boxed().toList());
  }

  private static void addShifted(
      List<Interval> found, EcgRecord record, List<HeartBeat> beats, Diagnosis label) {
    int sign = label == Diagnosis.STE ? 1 : -1;
    int later = (int) Math.round(0.06 * record.samplingRateHz());
    int least = (int) Math.round(0.08 * record.samplingRateHz());
    int before = (int) Math.round(0.012 * record.samplingRateHz());
    double[] shifts = new double[Lead.ALL.size()];
    double most = 0;
    for (Lead lead : Lead.ALL) {
      double[] signal = record.millivolts()[lead.ordinal()];
      double[] ofBeats =
          beats.stream()
              .filter(b -> b.qrsEnd() + later < signal.length)
              .mapToDouble(
                  b -> signal[b.qrsEnd() + later] - signal[Math.max(0, b.qrsOnset() - before)])
              .toArray();
      shifts[lead.ordinal()] = sign * median(ofBeats);
      most = Math.max(most, shifts[lead.ordinal()]);
    }
    if (!(most >= LEAST_SHIFT_MILLIVOLTS)) {
      return;
    }
    Set<Lead> leads = EnumSet.noneOf(Lead.class);
    for (Lead lead : Lead.ALL) {
      if (shifts[lead.ordinal()] >= most / 2) {
        leads.add(lead);
      }
    }
    for (HeartBeat beat : beats) {
      int end = Math.max(beat.hasT() ? beat.tOnset() : 0, beat.qrsEnd() + least);
      add(found, leads, beat.qrsEnd(), Math.min(end, record.samples()));
    }
  }

  private static double median(double[] values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
