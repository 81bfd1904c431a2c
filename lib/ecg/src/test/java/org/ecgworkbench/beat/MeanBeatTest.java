package org.ecgworkbench.beat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeanBeatTest {
  private static final MeanBeat.Options ONE = MeanBeat.Options.defaults().withSeconds(0.01, 0.02);

  /** Expected values by hand; at 100 Hz one sample before the peak and two after. */
  @Test
  void beatsAreAveragedAroundTheirPeaks() {
    float[][] signal = {{9, 1, 2, 3, 4, 0, 3, 6, 5, 8, 7}};
    float[][] phi = {{0, 0, 1, 0, 0, 0, 0, 3, -2, 0, 9}};
    MeanBeat mean = MeanBeat.of(signal, phi, 0, 100, new int[] {2, 7, 9}, ONE);
    // The last peak has only one sample after it.
    assertArrayEquals(new int[] {2, 7}, mean.peaks());
    assertEquals(1, mean.before());
    assertEquals(
        "mean of 2 beats in 1 leads, from 0.010 s before the R peak to 0.020 s after it",
        mean.toString());
    assertArrayEquals(new double[] {2, 4, 4, 6}, mean.millivolts()[0], 1e-12);
    double r2 = Math.sqrt(2);
    assertArrayEquals(new double[] {r2, 2 * r2, r2, 2 * r2}, mean.millivoltsDeviation()[0], 1e-12);
    assertArrayEquals(new double[] {0, 2, -1, 0}, mean.attribution()[0], 1e-12);
    // Padding is in no beat.
    assertArrayEquals(
        new int[] {7}, MeanBeat.of(signal, phi, 3, 100, new int[] {2, 7}, ONE).peaks());
    assertArrayEquals(
        new double[4],
        MeanBeat.of(signal, phi, 3, 100, new int[] {7}, ONE).millivoltsDeviation()[0]);
  }

  @Test
  void beatsOfAnotherShapeAreAveragedApart() {
    float[][] signal = new float[2][1000];
    int[] peaks = {100, 300, 500, 700, 900};
    for (int k = 0; k < 5; k++) {
      for (int i = -8; i <= 8; i++) {
        // The fourth is wide and upside down.
        signal[0][peaks[k] + i] = k == 3 ? -(8 - Math.abs(i)) / 4f : Math.max(0, 3 - Math.abs(i));
        signal[1][peaks[k] + i] = -signal[0][peaks[k] + i];
      }
    }
    List<MeanBeat> groups =
        MeanBeat.byShape(
            signal,
            new float[2][1000],
            0,
            100,
            peaks,
            MeanBeat.Options.defaults().withSeconds(0.3, 0.5));
    assertEquals(2, groups.size());
    assertArrayEquals(new int[] {100, 300, 500, 900}, groups.get(0).peaks());
    assertArrayEquals(new int[] {700}, groups.get(1).peaks());
    assertEquals(3, groups.get(0).millivolts()[0][30], 1e-12);
    assertEquals(-2, groups.get(1).millivolts()[0][30], 1e-12);
  }

  @Test
  void withoutABeatThereIsNoMean() {
    assertEquals(
        List.of(),
        MeanBeat.byShape(
            new float[1][20],
            new float[1][20],
            0,
            100,
            new int[] {3},
            MeanBeat.Options.defaults()));
    assertThrows(
        IllegalArgumentException.class,
        () -> MeanBeat.of(new float[1][9], new float[2][9], 0, 100, new int[0], ONE));
    assertThrows(
        IllegalArgumentException.class, () -> MeanBeat.Options.defaults().withSimilarity(1.1));
  }
}
