package org.ecgworkbench.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import org.ecgworkbench.Golden;
import org.junit.jupiter.api.Test;

/** Expected values: golden/resample.json, made by golden/resample.py with SciPy 1.10.1's resample_poly; else by hand. */
class ResamplerTest {

  @Test
  void samplesAreThoseOfScipysResamplePoly() {
    for (JsonElement element : Golden.json("resample.json").getAsJsonArray("cases")) {
      JsonObject c = element.getAsJsonObject();
      double[] signal = new double[c.get("n").getAsInt()];
      Arrays.setAll(signal, i -> ((i * 7919) % 4001 - 2000) / 1000.0 + 0.5);
      Resampler resampler = Resampler.of(c.get("fromHz").getAsInt(), c.get("toHz").getAsInt());
      double[] expected = Golden.doubles(c.get("expected"));
      // SciPy sums in another order and takes its sine from the platform.
      assertArrayEquals(
          expected, resampler.apply(signal), 1e-13, resampler + ", n = " + signal.length);
      assertEquals(expected.length, resampler.length(signal.length));
    }
  }

  @Test
  void aConstantStaysThatConstant() {
    double[] signal = new double[977];
    Arrays.fill(signal, -1.25);
    for (int[] rates : new int[][] {{500, 100}, {250, 500}, {257, 500}, {1000, 500}, {360, 500}}) {
      for (double value : Resampler.of(rates[0], rates[1]).apply(signal)) {
        assertEquals(-1.25, value, 4e-15);
      }
    }
  }

  @Test
  void aTenHertzSineKeepsItsPlaceAndAmplitude() {
    // Linear phase without delay: away from the edges the output is the same sine at the new rate,
    // within the pass band's ripple.
    double[] signal = new double[5000];
    Arrays.setAll(signal, i -> Math.sin(2 * Math.PI * 10 * i / 500));
    double[] found = Resampler.of(500, 100).apply(signal);
    assertEquals(1000, found.length);
    for (int k = 20; k < 980; k++) {
      assertEquals(Math.sin(2 * Math.PI * 10 * k / 100), found[k], 3e-3);
    }
  }

  @Test
  void whatCannotBeShownAtTheNewRateIsRemoved() {
    // 90 Hz at 100 Hz would appear as 10 Hz; the stop band is -54 dB.
    double[] signal = new double[5000];
    Arrays.setAll(signal, i -> Math.sin(2 * Math.PI * 90 * i / 500));
    double[] found = Resampler.of(500, 100).apply(signal);
    for (int k = 20; k < 980; k++) {
      assertEquals(0, found[k], 3e-3);
    }
  }

  /** Expected values: the end of the whole output, which the other tests compare with SciPy. */
  @Test
  void theLastSamplesAreThoseOfTheWholeToTheBit() {
    double[] signal = new double[1500];
    Arrays.setAll(signal, i -> ((i * 7919) % 4001 - 2000) / 1000.0);
    signal[1100] = Double.NaN;
    for (int[] rates :
        new int[][] {
          {500, 100}, {250, 500}, {257, 500}, {1000, 500}, {360, 500}, {500, 360}, {100, 100}
        }) {
      Resampler resampler = Resampler.of(rates[0], rates[1]);
      double[] whole = resampler.apply(signal);
      for (int n : new int[] {0, 1, 37, 200, 299, whole.length - 1, whole.length, 5000}) {
        double[] expected = Arrays.copyOfRange(whole, Math.max(0, whole.length - n), whole.length);
        assertArrayEquals(expected, resampler.last(signal, n), resampler + ", " + n);
      }
    }
    assertEquals(0, Resampler.of(500, 100).last(new double[0], 10).length);
  }

  @Test
  void theSameRateChangesNothing() {
    double[] signal = {1, Double.NaN, -3};
    assertArrayEquals(signal, Resampler.of(500, 500).apply(signal));
  }

  @Test
  void aMissingSampleSpreadsByTheFiltersReachAndNoFurther() {
    double[] signal = new double[1000];
    signal[500] = Double.NaN;
    double[] found = Resampler.of(500, 100).apply(signal);
    for (int k = 0; k < found.length; k++) {
      // 50 input samples to each side of output k, which stands at input 5 k.
      assertEquals(Math.abs(5 * k - 500) <= 50, Double.isNaN(found[k]), "output " + k);
    }
  }

  @Test
  void absurdRatesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Resampler.of(0, 100));
    assertThrows(IllegalArgumentException.class, () -> Resampler.of(500, 200_000));
    assertTrue(Resampler.of(500, 100).apply(new double[0]).length == 0);
  }
}
