package org.ecgworkbench.paper.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.ecg.EcgPaper;
import org.ecgworkbench.study.Study;

/**
 * The record that stands for a class in the gallery, by a rule that leaves no room for taste: the first by id that carries this class
 * alone; in the embedded cohort, which knows what was drawn, none that was drawn as a hard case or as the lookalike of another class. Where no
 * record carries the class alone, the first that carries it at all.
 *
 * @param diagnosis the class
 * @param record the recording
 * @param startSecond where the excerpt starts: at 0, but for premature beats so that the most premature one lies in the middle
 * @param seconds its length: ten seconds, or the whole of a shorter record
 * @param leads the two leads that tell most: for ST changes the two with the largest one, for the other classes the usual ones
 */
record GalleryChoice(
    Diagnosis diagnosis, EcgRecord record, double startSecond, double seconds, List<Lead> leads) {

  private static final Map<Diagnosis, List<Lead>> USUAL =
      Map.of(
          Diagnosis.SNR, List.of(Lead.II, Lead.V5),
          Diagnosis.AF, List.of(Lead.II, Lead.V1),
          Diagnosis.IAVB, List.of(Lead.II, Lead.V1),
          Diagnosis.LBBB, List.of(Lead.V1, Lead.V6),
          Diagnosis.RBBB, List.of(Lead.V1, Lead.V6),
          Diagnosis.PAC, List.of(Lead.II, Lead.V1),
          Diagnosis.PVC, List.of(Lead.II, Lead.V1));

  /** The choice for a class; empty where no record carries it. */
  static Optional<GalleryChoice> of(Study study, Diagnosis diagnosis) {
    List<RecordSummary> all =
        study.dataset().records().stream().filter(r -> r.diagnoses().contains(diagnosis)).toList();
    List<RecordSummary> alone = all.stream().filter(r -> r.diagnoses().size() == 1).toList();
    Optional<SyntheticCohort> cohort = study.cohort();
    Optional<RecordSummary> chosen =
        alone.stream().filter(r -> isClear(cohort, r.id())).findFirst();
    if (chosen.isEmpty()) {
      chosen = alone.stream().findFirst();
    }
    if (chosen.isEmpty()) {
      chosen = all.stream().findFirst();
    }
    return chosen.map(summary -> of(study.dataset().read(summary.id()), diagnosis));
  }

  private static boolean isClear(Optional<SyntheticCohort> cohort, String id) {
    if (cohort.isEmpty()) {
      return true;
    }
    String scenario = cohort.get().record(Integer.parseInt(id.substring(1)) - 1).scenario();
    return !scenario.contains("(hard)") && !scenario.contains("lookalike");
  }

  /** The excerpt and the leads of a record. */
  static GalleryChoice of(EcgRecord record, Diagnosis diagnosis) {
    double seconds = Math.min(EcgPaper.DEFAULT_SECONDS, record.seconds());
    int[] beats = beats(record);
    double start = 0;
    List<Lead> leads = USUAL.get(diagnosis);
    if (diagnosis == Diagnosis.PAC || diagnosis == Diagnosis.PVC) {
      double middle = (double) mostPremature(beats) / record.samplingRateHz();
      // On a large square of the paper, so that its lines are whole seconds and fifths of the
      // record.
      start =
          Math.floor(
                  Math.max(0, Math.min(middle - seconds / 2, record.seconds() - seconds)) * 5
                      + 1e-9)
              / 5;
    } else if (leads == null) {
      leads = largestStDeviation(record, beats, diagnosis == Diagnosis.STE ? 1 : -1);
    }
    return new GalleryChoice(diagnosis, record, start, seconds, leads);
  }

  /**
   * The samples of the QRS complexes: peaks of the slope summed over the leads and smoothed over 80 ms, higher than 0.35 of its 98th
   * percentile and 250 ms apart. Good enough to place an excerpt; no result rests on it.
   */
  static int[] beats(EcgRecord record) {
    int n = record.samples();
    int half = Math.max(1, record.samplingRateHz() / 100);
    double[] slope = new double[n];
    for (Lead lead : Lead.ALL) {
      double[] x = record.millivolts(lead);
      for (int i = half; i < n - half; i++) {
        double d = Math.abs(x[i + half] - x[i - half]);
        slope[i] += Double.isNaN(d) ? 0 : d;
      }
    }
    int window = Math.max(1, record.samplingRateHz() * 8 / 100);
    double[] smooth = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += slope[i] - (i >= window ? slope[i - window] : 0);
      smooth[Math.max(0, i - window / 2)] = sum;
    }
    double[] sorted = smooth.clone();
    Arrays.sort(sorted);
    double threshold = 0.35 * sorted[(int) (0.98 * (n - 1))];
    int refractory = record.samplingRateHz() / 4;
    List<Integer> peaks = new ArrayList<>();
    for (int i = 1; i < n - 1; i++) {
      if (smooth[i] <= threshold || smooth[i] < smooth[i - 1] || smooth[i] < smooth[i + 1]) {
        continue;
      }
      int last = peaks.size() - 1;
      if (last >= 0 && i - peaks.get(last) < refractory) {
        if (smooth[i] > smooth[peaks.get(last)]) {
          peaks.set(last, i);
        }
      } else {
        peaks.add(i);
      }
    }
    return peaks.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The beat that follows the one before it soonest, as a share of the interval before that; 0 where there are too few beats. */
  private static int mostPremature(int[] beats) {
    double smallest = Double.POSITIVE_INFINITY;
    int found = 0;
    for (int k = 2; k < beats.length; k++) {
      double ratio = (double) (beats[k] - beats[k - 1]) / (beats[k - 1] - beats[k - 2]);
      if (ratio < smallest) {
        smallest = ratio;
        found = beats[k];
      }
    }
    return found;
  }

  /** The two leads, without aVR, with the largest median shift 80 to 120 ms after the QRS against 120 to 80 ms before it. */
  private static List<Lead> largestStDeviation(EcgRecord record, int[] beats, int sign) {
    List<Lead> leads = new ArrayList<>(Lead.ALL);
    leads.remove(Lead.AVR);
    double[] shift = new double[Lead.ALL.size()];
    int ms = record.samplingRateHz();
    for (Lead lead : leads) {
      double[] x = record.millivolts(lead);
      double[] each =
          Arrays.stream(beats)
              .filter(b -> b - ms * 12 / 100 >= 0 && b + ms * 12 / 100 < x.length)
              .mapToDouble(
                  b ->
                      mean(x, b + ms * 8 / 100, b + ms * 12 / 100)
                          - mean(x, b - ms * 12 / 100, b - ms * 8 / 100))
              .filter(v -> !Double.isNaN(v))
              .sorted()
              .toArray();
      shift[lead.ordinal()] = each.length == 0 ? 0 : sign * each[each.length / 2];
    }
    leads.sort(Comparator.comparingDouble((Lead l) -> -shift[l.ordinal()]));
    return leads.stream().limit(2).sorted().toList();
  }

  private static double mean(double[] x, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += x[i];
    }
    return sum / (to - from);
  }
}
