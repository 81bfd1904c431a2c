package org.ecgworkbench.beat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord.Beat;
import org.ecgworkbench.ecg.EcgRecord;
import org.junit.jupiter.api.Test;

class RPeaksTest {
  /** Detections against known beats: how many of the beats were found, and how many of the detections are beats. */
  private static final class Score {
    int found;
    int missed;
    int spurious;

    /** A detection belongs to a beat if it lies within its QRS complex, or 50 ms from it; the first and last 0.2 s do not count. */
    void add(SyntheticRecord truth) {
      EcgRecord record = truth.record();
      int[] peaks = RPeaks.of(record);
      int tolerance = record.samplingRateHz() / 20;
      int edge = record.samplingRateHz() / 5;
      boolean[] used = new boolean[peaks.length];
      for (Beat beat : truth.beats()) {
        int at = -1;
        for (int i = 0; i < peaks.length; i++) {
          boolean inside =
              peaks[i] >= beat.qrsOnset() - tolerance && peaks[i] <= beat.qrsEnd() + tolerance;
          at = inside && !used[i] ? i : at;
        }
        if (at >= 0) {
          used[at] = true;
        }
        if (beat.qrsOnset() >= edge && beat.qrsEnd() < record.samples() - edge) {
          found += at >= 0 ? 1 : 0;
          missed += at >= 0 ? 0 : 1;
        }
      }
      for (int i = 0; i < peaks.length; i++) {
        spurious += used[i] || peaks[i] < edge || peaks[i] >= record.samples() - edge ? 0 : 1;
      }
    }
  }

  /** The generator knows where its beats are. */
  @Test
  void theBeatsOfGeneratedRecordsAreFoundAndNothingElse() {
    SyntheticCohort cohort = new SyntheticCohort(SyntheticCohort.Options.defaults().withSize(120));
    Score score = new Score();
    cohort.stream().forEach(score::add);
    double sensitivity = (double) score.found / (score.found + score.missed);
    double predictive = (double) score.found / (score.found + score.spurious);
    String text =
        "%d found, %d missed, %d spurious".formatted(score.found, score.missed, score.spurious);
    System.out.println(text);
    assertTrue(sensitivity > 0.995, text);
    assertTrue(predictive > 0.995, text);
  }

  /** Triangles of known places: the tallest point of each is its peak, at any rate, whatever the T wave after it. */
  @Test
  void thePeaksOfTrianglesAreFoundAtAnyRate() {
    for (int rate : new int[] {100, 250, 500}) {
      double[][] signal = new double[2][10 * rate];
      int[] expected = new int[9];
      for (int beat = 0; beat < 9; beat++) {
        expected[beat] = (int) Math.round((0.7 + beat) * rate);
        for (int i = 0; i < signal[0].length; i++) {
          double seconds = Math.abs(i - expected[beat]) / (double) rate;
          signal[0][i] += Math.max(0, 1 - seconds / 0.04);
          double late = (i - expected[beat]) / (double) rate - 0.3;
          signal[0][i] += 0.4 * Math.exp(-late * late / 2 / 0.05 / 0.05);
          signal[1][i] = -0.5 * signal[0][i];
        }
      }
      assertArrayEquals(expected, RPeaks.of(signal, rate), rate + " Hz");
    }
  }

  @Test
  void aFlatSignalHasNoPeaks() {
    assertEquals(0, RPeaks.of(new double[12][1000], 100).length);
  }

  @Test
  void paddingIsNotLookedAtAndShiftsThePeaks() {
    EcgRecord record =
        new SyntheticCohort(SyntheticCohort.Options.defaults().withSize(1)).record(0).record();
    float[][] padded = new float[12][record.samples() + 300];
    for (int lead = 0; lead < 12; lead++) {
      for (int i = 0; i < record.samples(); i++) {
        padded[lead][300 + i] = (float) record.millivolts()[lead][i];
      }
    }
    int[] shifted = Arrays.stream(RPeaks.of(record)).map(peak -> peak + 300).toArray();
    assertArrayEquals(shifted, RPeaks.of(padded, 300, record.samplingRateHz()));
  }

  @Test
  void whatCannotBeSearchedIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> RPeaks.of(new double[0][0], 500));
    assertThrows(IllegalArgumentException.class, () -> RPeaks.of(new double[1][500], 20));
    assertThrows(
        IllegalArgumentException.class, () -> RPeaks.of(new double[][] {{0, Double.NaN, 1}}, 500));
  }

  /** Heart rates a physician would believe, in every real record; the beats themselves are nobody's annotation. */
  @Test
  void realRecordsHaveBelievableHeartRates() {
    EcgDataset data = Datasets.open(Golden.real("data/cpsc2018"));
    List<String> ids = data.records().stream().map(r -> r.id()).toList();
    for (String id : ids) {
      EcgRecord record = data.read(id);
      double rate = 60 * RPeaks.of(record).length / record.seconds();
      assertTrue(rate > 30 && rate < 200, id + ": " + rate + " a minute");
    }
  }
}
