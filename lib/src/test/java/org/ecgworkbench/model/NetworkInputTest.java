package org.ecgworkbench.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.Cpsc2018;
import org.ecgworkbench.dataset.Dataset;
import org.ecgworkbench.dataset.NumpyRandom;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;

/** Expected values: the authors' code under NumPy, golden/augmentation.json, unless a comment says otherwise. */
class NetworkInputTest {
  private static final JsonObject GOLDEN = Golden.json("augmentation.json");

  private static double[][] rows(String name) {
    return GOLDEN.getAsJsonArray(name).asList().stream()
        .map(Golden::doubles)
        .toArray(double[][]::new);
  }

  private static void assertAugmented(String name, Augmentation drawn) {
    double[][] x = rows("X_rows(time)xlead");
    double[][] expected = rows(name);
    for (int t = 0; t < x.length; t++) {
      for (int lead = 0; lead < 3; lead++) {
        assertEquals(expected[t][lead], drawn.apply(lead, x[t][lead]), 1e-15, name);
      }
    }
  }

  @Test
  void augmentationDrawsAndComputesAsTheAuthorsCode() {
    double[] factors = Augmentation.drawFactors(new NumpyRandom(0), 3);
    assertArrayEquals(Golden.doubles(GOLDEN.get("seed0 normal(1,.1,(1,3))")), factors);
    assertAugmented("seed0 scaling", new Augmentation(factors, new double[3]));
    double[] offsets = Augmentation.drawOffsets(new NumpyRandom(0), 3);
    int[] microvolts = Golden.ints(GOLDEN.get("seed0 offsets"));
    for (int lead = 0; lead < 3; lead++) {
      assertEquals(microvolts[lead] / 1000.0, offsets[lead]);
    }
    assertAugmented("seed0 shift", new Augmentation(new double[] {1, 1, 1}, offsets));
    for (int seed = 0; seed <= 5; seed++) {
      assertAugmented(
          "seed" + seed + " transform(train)", Augmentation.draw(new NumpyRandom(seed), 3));
    }
  }

  @Test
  void realRecordsAreCutAndPaddedAsByTheAuthorsCode() {
    Dataset data = Cpsc2018.open(Golden.real("data/cpsc2018"));
    for (String id : List.of("A0002", "A0008", "A0010")) {
      JsonObject expected = GOLDEN.getAsJsonObject("prepare_input " + id);
      NetworkInput.Prepared found = NetworkInput.paper().prepare(data.read(id));
      float[][] x = found.millivolts();
      assertArrayEquals(Golden.ints(expected.get("shape")), new int[] {x.length, x[0].length});
      double sum = 0;
      for (float[] lead : x) {
        for (float value : lead) {
          sum += value;
        }
      }
      assertEquals(expected.get("sum").getAsDouble(), sum, 1e-3);
      if (expected.has("first_nonzero_col")) {
        int padded = expected.get("first_nonzero_col").getAsInt();
        assertEquals(padded, found.paddedSamples());
        assertEquals(0f, x[0][padded - 1]);
        double[] first = Golden.doubles(expected.get("p[0,10000:10003]"));
        for (int i = 0; i < 3; i++) {
          assertEquals((float) first[i], x[0][padded + i]);
        }
        double[] last = Golden.doubles(expected.get("p[11,-2:]"));
        assertEquals((float) last[1], x[11][14999]);
      } else {
        assertEquals(0, found.paddedSamples());
        double[] first = Golden.doubles(expected.get("p[0,:3]"));
        for (int i = 0; i < 3; i++) {
          assertEquals((float) first[i], x[0][i]);
        }
      }
    }
  }

  private static EcgRecord ramp(int samplingRateHz, int samples) {
    double[][] signal = new double[12][samples];
    for (int lead = 0; lead < 12; lead++) {
      for (int t = 0; t < samples; t++) {
        signal[lead][t] = lead + 0.001 * t;
      }
    }
    return new EcgRecord(
        "RAMP", samplingRateHz, signal, OptionalInt.empty(), Sex.UNKNOWN, Set.of());
  }

  @Test
  void aSingleLeadIsThatRowOfTheTwelve() {
    NetworkInput all = new NetworkInput(100, 50, Lead.ALL);
    float[][] twelve = all.prepare(ramp(100, 80)).millivolts();
    float[][] one = all.withLeads(List.of(Lead.V5)).prepare(ramp(100, 80)).millivolts();
    assertEquals(1, one.length);
    assertArrayEquals(twelve[Lead.V5.ordinal()], one[0]);
    // By hand: the last 50 of 80 samples begin at sample 30.
    assertEquals((float) 10.030, one[0][0]);
  }

  @Test
  void anotherRateIsResampledFirst() {
    // By hand: a ramp keeps its slope; 500 samples at 500 Hz are 100 at 100 Hz, the last at 0.99 s
    // = sample 495.
    NetworkInput.Prepared found = new NetworkInput(100, 120, Lead.ALL).prepare(ramp(500, 500));
    assertEquals(20, found.paddedSamples());
    assertEquals(0f, found.millivolts()[3][19]);
    // The middle is away from the edges, where the held end samples bend the ramp; ripple 0.2 %.
    assertEquals(3.250, found.millivolts()[3][20 + 50], 1e-3);
  }

  @Test
  void augmentationLeavesThePaddingAtZero() {
    MemoryDataset data = new MemoryDataset(0, 100, 300);
    data.add(ramp(100, 30));
    NetworkInput input = new NetworkInput(100, 50, List.of(Lead.V1));
    // Seed 0 draws both factors and offsets in the golden.
    try (Batches batches =
        new Batches(
            data, List.of("RAMP"), input, SignalCache.ofMegabytes(1), 1, new NumpyRandom(0))) {
      var floats = batches.next().millivolts().asFloatBuffer();
      Augmentation drawn = Augmentation.draw(new NumpyRandom(0), 12);
      assertEquals(0f, floats.get(19));
      assertEquals((float) drawn.apply(6, 6.0), floats.get(20));
      assertTrue(floats.get(20) != 6f);
    }
  }

  @Test
  void leadsOutOfOrderAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new NetworkInput(500, 15000, List.of(Lead.V5, Lead.I)));
    assertThrows(IllegalArgumentException.class, () -> new NetworkInput(500, 15000, List.of()));
  }
}
