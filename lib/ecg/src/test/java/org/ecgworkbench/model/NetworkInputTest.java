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
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.random.NumpyRandom;
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

  /**
   * Expected values: NumPy on the integers of the file, {@code x = np.frombuffer(bytes[24:], '<i2').reshape(-1, 12)[-15000:]}, then
   * {@code x.sum(), abs(x).sum(), x[0, :3], x[-1, -3:]}. The records that golden/augmentation.json calls A0002, A0008 and A0010 are
   * others than those of these names.
   */
  @Test
  void realRecordsAreCutAtTheLeftAndPaddedAtTheLeft() {
    EcgDataset data = Datasets.open(Golden.real("data/cpsc2018"));
    check(data, "A0002", 10000, 61, 3242495, new int[] {-1, -15, -15}, new int[] {-8, -23, -34});
    check(data, "A0008", 7412, 57, 9187879, new int[] {-28, 22, 50}, new int[] {-58, -144, -120});
    // 18,000 samples: the first 3,000 are cut.
    check(data, "A0011", 0, 387034, 40775316, new int[] {-80, -123, -43}, new int[] {2, -1, -16});
  }

  private static void check(
      EcgDataset data,
      String id,
      int padded,
      long sum,
      long absoluteSum,
      int[] firstRow,
      int[] lastRow) {
    NetworkInput.Prepared found = NetworkInput.paper().prepare(data.read(id));
    float[][] x = found.millivolts();
    assertEquals(padded, found.paddedSamples());
    long microvolts = 0;
    long absolute = 0;
    for (float[] lead : x) {
      assertEquals(15000, lead.length);
      for (int t = 0; t < lead.length; t++) {
        int value = Math.round(lead[t] * 1000);
        assertEquals((float) (value / 1000.0), lead[t]);
        assertTrue(t >= padded || value == 0);
        microvolts += value;
        absolute += Math.abs(value);
      }
    }
    assertEquals(sum, microvolts);
    assertEquals(absoluteSum, absolute);
    for (int i = 0; i < 3; i++) {
      assertEquals(firstRow[i], Math.round(x[i][padded] * 1000));
      assertEquals(lastRow[i], Math.round(x[9 + i][14999] * 1000));
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
    assertEquals("RAMP: 12 leads of 120 samples, the first 20 of them padding", found.toString());
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
