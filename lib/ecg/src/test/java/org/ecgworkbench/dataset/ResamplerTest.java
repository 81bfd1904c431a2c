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
      Resampler resampler = Resampler.of(c.get("fromHz").getAsDouble(), c.get("toHz").getAsInt());
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
  void aRateThatIsNoWholeNumberBecomesAFractionNearIt() {
    // 500 Hz from a sample every 1,667 us is 1667/2000 by hand: 12,000 samples become 10,002
    // (20.004 s).
    Resampler cart = Resampler.of(1e6 / 1667, 500);
    assertEquals(10_002, cart.length(12_000));
    assertEquals("599.880023995201 Hz to 500 Hz", cart.toString());
    // 499.95 Hz is 9,999 samples for 10,000: a second in 10,000 is not lost.
    assertEquals(1_000_101, Resampler.of(499.95, 500).length(1_000_000));
    // 500/500.001 is 500000/500001, beyond the bound; what stands before it is 1/1, off by 2e-6.
    assertEquals(1_000_000, Resampler.of(500.001, 500).length(1_000_000));
    // 1/3 Hz written to fifteen digits: 15 samples for one.
    assertEquals(150, Resampler.of(33.3333333333333, 500).length(10));
    assertArrayEquals(
        new double[] {1, 2, 3}, Resampler.of(500.0000000001, 500).apply(new double[] {1, 2, 3}));
  }

  @Test
  void aWholeRateIsTheSameWhicheverWayItIsGiven() {
    double[] signal = new double[400];
    Arrays.setAll(signal, i -> Math.sin(i * 0.37));
    assertArrayEquals(Resampler.of(257, 500).apply(signal), Resampler.of(257.0, 500).apply(signal));
  }

  @Test
  void aTenHertzSineKeepsItsPlaceThoughTheRateIsAFraction() {
    double rate = 1e6 / 1667;
    double[] signal = new double[6000];
    Arrays.setAll(signal, i -> Math.sin(2 * Math.PI * 10 * i / rate));
    double[] found = Resampler.of(rate, 500).apply(signal);
    for (int k = 20; k < 4980; k++) {
      assertEquals(Math.sin(2 * Math.PI * 10 * k / 500), found[k], 3e-3);
    }
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
    assertThrows(IllegalArgumentException.class, () -> Resampler.of(0.5, 500));
    assertThrows(IllegalArgumentException.class, () -> Resampler.of(Double.NaN, 500));
    assertThrows(IllegalArgumentException.class, () -> Resampler.of(1e9 + 0.5, 500));
    assertTrue(Resampler.of(500, 100).apply(new double[0]).length == 0);
  }
}
