package org.ecgworkbench.shap.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.dataset.Resampler;
import org.ecgworkbench.dataset.synthetic.EvidenceMask;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.shap.Explanation;

/**
 * How well an explanation finds evidence whose place is known. Padding is left out of every score: it is no part of the recording, and
 * telling signal from padding is no skill; {@link Explanation#paddingShare} says what falls on it.
 *
 * @param pointing the pointing game (Zhang et al. 2018, doi 10.1007/s11263-017-1059-x): 1 if the sample with the greatest attribution lies
 *     in the mask, else 0; where several share the greatest, the part of them that does
 * @param positiveShare the share of the sum of positive attributions that lies in the mask; NaN if none is positive
 * @param auc the probability that a sample in the mask has a greater attribution than one outside, ties as half; NaN if there is no sample
 *     outside
 * @param coverage the share of the samples that lie in the mask, above 0: what attributions that know nothing have in the first two scores
 *     in expectation
 * @param matchedAuc the AUC among samples where the signal is equally large: samples are put into {@value #STRATA} strata of equal number by
 *     the size of the signal around them, and pairs are compared within a stratum only (a covariate-adjusted AUC, Janes and Pepe 2009, doi
 *     10.1093/biomet/asp002). A map that does no more than follow the size of the waves has 0.5. NaN where the size is not given or no stratum
 *     has samples inside and outside
 */
public record GroundTruth(
    double pointing, double positiveShare, double auc, double coverage, double matchedAuc) {
  /** Strata of signal size for {@link #matchedAuc}. */
  public static final int STRATA = 20;

  /** One of the scores. */
  public enum Score {
    /** {@link GroundTruth#pointing}. */
    POINTING_GAME("pointing game"),
    /** {@link GroundTruth#positiveShare}. */
    POSITIVE_SHARE("positive share in mask"),
    /** {@link GroundTruth#auc}. */
    LOCALISATION_AUC("localisation AUC"),
    /** {@link GroundTruth#matchedAuc}. */
    MATCHED_AUC("localisation AUC at equal amplitude");

    private final String label;

    Score(String label) {
      this.label = label;
    }

    /** {@return its name in tables} */
    public String label() {
      return label;
    }
  }

  /**
   * {@return the value of a score, 0 to 1, or NaN where it is not defined}
   *
   * @param score which one
   */
  public double value(Score score) {
    return switch (score) {
      case POINTING_GAME -> pointing;
      case POSITIVE_SHARE -> positiveShare;
      case LOCALISATION_AUC -> auc;
      case MATCHED_AUC -> matchedAuc;
    };
  }

  /**
   * {@return what attributions that know nothing have in expectation: the coverage, or 0.5 for an AUC}
   *
   * @param score which one
   */
  public double chance(Score score) {
    return score == Score.LOCALISATION_AUC || score == Score.MATCHED_AUC ? 0.5 : coverage;
  }

  /**
   * A mask as the network's input sees it: the record is brought to the input's rate, its last samples are taken, and padding is outside.
   * Sample k of the resampled record lies at time k / rate ({@link Resampler}); it is inside if the record's sample nearest to that
   * time is, of two equally near the later one. That is where the resampled signal takes more than half of a step at the mask's edge.
   *
   * @param evidence intervals of samples of the record
   * @param recordHz the record's rate
   * @param recordSamples the record's length
   * @param input what the network sees
   * @param weakest {@code DEFINING} for the defining evidence alone, {@code SUPPORTING} for both
   * @return {@code [lead of the input][windowSamples]}
   * @throws IllegalArgumentException if an interval ends after the record
   */
  public static boolean[][] mask(
      EvidenceMask evidence,
      int recordHz,
      int recordSamples,
      NetworkInput input,
      EvidenceMask.Strength weakest) {
    int rate = input.samplingRateHz();
    int length = Resampler.of(recordHz, rate).length(recordSamples);
    // Column w of the window is sample w + shift of the resampled record; below 0 it is padding.
    int shift = length - input.windowSamples();
    boolean[][] mask = new boolean[input.leads().size()][input.windowSamples()];
    for (EvidenceMask.Interval interval : evidence.intervals()) {
      if (interval.endSample() > recordSamples) {
        throw new IllegalArgumentException(
            "evidence ends at sample %d of %d".formatted(interval.endSample(), recordSamples));
      }
      if (interval.strength().compareTo(weakest) > 0) {
        continue;
      }
      int from = Math.max(firstAtOrAfter(interval.startSample(), recordHz, rate), 0);
      // The last sample may lie up to one sample after the record's last, which then is the
      // nearest.
      int to =
          interval.endSample() == recordSamples
              ? length
              : firstAtOrAfter(interval.endSample(), recordHz, rate);
      from = Math.max(from - shift, 0);
      to -= shift;
      for (Lead lead : interval.leads()) {
        int row = input.leads().indexOf(lead);
        if (row >= 0 && to > from) {
          Arrays.fill(mask[row], from, to, true);
        }
      }
    }
    return mask;
  }

  /** The first sample at a rate whose nearest sample of the record is this one or a later one. */
  private static int firstAtOrAfter(int sample, int recordHz, int rate) {
    return (int) -Math.floorDiv(-(2L * sample - 1) * rate, 2L * recordHz);
  }

  /**
   * Scores an explanation over all its leads.
   *
   * @param explanation attributions {@code [lead][sample]}
   * @param mask {@code [lead][sample]}, as the attributions; true where the evidence is
   * @return the scores; all NaN with coverage 0 where the mask is empty
   * @throws IllegalArgumentException if the mask has another shape
   */
  public static GroundTruth of(Explanation explanation, boolean[][] mask) {
    return of(explanation, mask, (float[][]) null);
  }

  /**
   * As {@link #of(Explanation, boolean[][])}, with the AUC at equal size of the signal.
   *
   * @param explanation attributions {@code [lead][sample]}
   * @param mask {@code [lead][sample]}, as the attributions; true where the evidence is
   * @param size {@code [lead][sample]}, how large the signal is around each sample; null where that is not to be asked
   * @return the scores; all NaN with coverage 0 where the mask is empty
   * @throws IllegalArgumentException if the mask has another shape
   */
  public static GroundTruth of(Explanation explanation, boolean[][] mask, float[][] size) {
    return of(explanation, mask, size, IntStream.range(0, explanation.leads().size()).toArray());
  }

  /**
   * Scores an explanation in one lead alone: whether it finds the evidence in time there.
   *
   * @param explanation attributions {@code [lead][sample]}
   * @param mask {@code [lead][sample]}, as the attributions, all leads; true where the evidence is
   * @param lead the one that counts
   * @return the scores; all NaN with coverage 0 where the mask is empty in this lead
   * @throws IllegalArgumentException if the mask has another shape, or the explanation does not have the lead
   */
  public static GroundTruth of(Explanation explanation, boolean[][] mask, Lead lead) {
    return of(explanation, mask, null, lead);
  }

  /**
   * As {@link #of(Explanation, boolean[][], Lead)}, with the AUC at equal size of the signal.
   *
   * @param explanation attributions {@code [lead][sample]}
   * @param mask {@code [lead][sample]}, as the attributions, all leads; true where the evidence is
   * @param size {@code [lead][sample]}, how large the signal is around each sample; null where that is not to be asked
   * @param lead the one that counts
   * @return the scores; all NaN with coverage 0 where the mask is empty in this lead
   * @throws IllegalArgumentException if the mask has another shape, or the explanation does not have the lead
   */
  public static GroundTruth of(
      Explanation explanation, boolean[][] mask, float[][] size, Lead lead) {
    int row = explanation.leads().indexOf(lead);
    if (row < 0) {
      throw new IllegalArgumentException(
          "record %s: no lead %s, only %s"
              .formatted(explanation.recordId(), lead.label(), explanation.leads()));
    }
    return of(explanation, mask, size, new int[] {row});
  }

  private static GroundTruth of(
      Explanation explanation, boolean[][] mask, float[][] size, int[] rows) {
    float[][] phi = explanation.attributions();
    if (mask.length != phi.length
        || IntStream.range(0, phi.length).anyMatch(i -> mask[i].length != phi[i].length)) {
      throw new IllegalArgumentException(
          "record %s: the mask has %d leads of %s samples, the attributions %d of %d"
              .formatted(
                  explanation.recordId(),
                  mask.length,
                  Arrays.stream(mask).map(lead -> lead.length).distinct().toList(),
                  phi.length,
                  phi[0].length));
    }
    int first = explanation.paddedSamples();
    List<Sample> samples = new ArrayList<>();
    double positive = 0;
    double positiveInside = 0;
    int inside = 0;
    for (int row : rows) {
      for (int t = first; t < phi[row].length; t++) {
        // Adding 0 makes -0 and 0 the same value for sorting.
        float value = phi[row][t] + 0f;
        samples.add(new Sample(value, mask[row][t], size == null ? 0 : size[row][t]));
        positive += Math.max(value, 0);
        if (mask[row][t]) {
          inside++;
          positiveInside += Math.max(value, 0);
        }
      }
    }
    if (inside == 0) {
      return new GroundTruth(Double.NaN, Double.NaN, Double.NaN, 0, Double.NaN);
    }
    double matched = size == null ? Double.NaN : matchedAuc(samples);
    samples.sort(Comparator.comparingDouble(Sample::value));
    double auc = rightPairs(samples) / pairs(samples);
    float greatest = samples.get(samples.size() - 1).value();
    int shared = 0;
    int sharedInside = 0;
    for (int i = samples.size() - 1; i >= 0 && samples.get(i).value() == greatest; i--) {
      shared++;
      sharedInside += samples.get(i).inside() ? 1 : 0;
    }
    return new GroundTruth(
        (double) sharedInside / shared,
        positive > 0 ? positiveInside / positive : Double.NaN,
        auc,
        (double) inside / samples.size(),
        matched);
  }

  /** Pairs in the right order within strata, of all pairs within strata. */
  private static double matchedAuc(List<Sample> samples) {
    List<Sample> bySize = new ArrayList<>(samples);
    bySize.sort(Comparator.comparingDouble(Sample::size));
    double right = 0;
    double pairs = 0;
    for (int stratum = 0; stratum < STRATA; stratum++) {
      int from = (int) ((long) bySize.size() * stratum / STRATA);
      int to = (int) ((long) bySize.size() * (stratum + 1) / STRATA);
      List<Sample> part = new ArrayList<>(bySize.subList(from, to));
      part.sort(Comparator.comparingDouble(Sample::value));
      right += rightPairs(part);
      pairs += pairs(part);
    }
    return right / pairs;
  }

  /** Pairs of a sample inside and one outside. */
  private static double pairs(List<Sample> samples) {
    double inside = samples.stream().filter(Sample::inside).count();
    return inside * (samples.size() - inside);
  }

  private record Sample(float value, boolean inside, float size) {}

  /** Of samples sorted by value: pairs in the right order, ties as half. */
  private static double rightPairs(List<Sample> sorted) {
    double pairs = 0;
    long outsideBelow = 0;
    for (int i = 0; i < sorted.size(); ) {
      int tiedInside = 0;
      int tiedOutside = 0;
      float value = sorted.get(i).value();
      for (; i < sorted.size() && sorted.get(i).value() == value; i++) {
        tiedInside += sorted.get(i).inside() ? 1 : 0;
        tiedOutside += sorted.get(i).inside() ? 0 : 1;
      }
      pairs += tiedInside * (outsideBelow + tiedOutside / 2.0);
      outsideBelow += tiedOutside;
    }
    return pairs;
  }
}
