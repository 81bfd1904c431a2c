package org.ecgworkbench.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.ecgworkbench.Golden;
import org.junit.jupiter.api.Test;

/** Expected values: golden/numpy_random_and_split.json, made with NumPy 1.24.2. */
class NumpyRandomTest {
  private final JsonObject golden = Golden.json("numpy_random_and_split.json");
  private final JsonObject stream = golden.getAsJsonObject("seed42_stream");

  @Test
  void permutationsAreNumpysForEverySeed() {
    for (Map.Entry<String, com.google.gson.JsonElement> seed :
        golden.getAsJsonObject("split").entrySet()) {
      int[] expected = Golden.ints(seed.getValue().getAsJsonObject().get("permutation"));
      int[] found = new NumpyRandom(Long.parseLong(seed.getKey())).permutation(10);
      assertArrayEquals(expected, IntStream.of(found).map(i -> i + 1).toArray(), seed.getKey());
    }
  }

  @Test
  void rawIntegersAreNumpys() {
    NumpyRandom random = new NumpyRandom(42);
    for (double expected : Golden.doubles(stream.get("randint_2_32_first8"))) {
      assertEquals((long) expected, Integer.toUnsignedLong(random.nextInt32()));
    }
  }

  @Test
  void rawIntegersAreNumpysAcrossRefillsOneByOneAndInBulk() {
    // NumPy 1.24.2: RandomState(42).randint(0, 2**32, 5000, uint32) at these places; the state is
    // refilled every 624 draws.
    int[] places = {623, 624, 1246, 1247, 1871, 1872, 4999};
    long[] expected = {
      1077437785L, 108880612L, 2081010389L, 1014112781L, 2934252324L, 78987338L, 1904628315L
    };
    NumpyRandom single = new NumpyRandom(42);
    int[] oneByOne = IntStream.range(0, 5000).map(i -> single.nextInt32()).toArray();
    NumpyRandom bulk = new NumpyRandom(42);
    int[] head = new int[1000];
    bulk.nextInt32s(head, 700);
    assertEquals(0, head[700], "only as many as asked for");
    int[] tail = new int[4300];
    bulk.nextInt32s(tail, 4300);
    for (int i = 0; i < places.length; i++) {
      assertEquals(expected[i], Integer.toUnsignedLong(oneByOne[places[i]]));
    }
    assertArrayEquals(Arrays.copyOf(oneByOne, 700), Arrays.copyOf(head, 700));
    assertArrayEquals(Arrays.copyOfRange(oneByOne, 700, 5000), tail);
    assertEquals(single.nextInt32(), bulk.nextInt32());
  }

  @Test
  void uniformValuesAreNumpys() {
    NumpyRandom random = new NumpyRandom(42);
    for (double expected : Golden.doubles(stream.get("random_sample_first5"))) {
      assertEquals(expected, random.nextDouble());
    }
  }

  @Test
  void normalValuesAreNumpys() {
    NumpyRandom random = new NumpyRandom(42);
    for (double expected :
        Golden.doubles(stream.get("randn_first6 (polar Box-Muller, cached second value)"))) {
      assertEquals(expected, random.nextNormal());
    }
    random = new NumpyRandom(42);
    for (double expected : Golden.doubles(stream.get("normal(1,0.1,(1,12))"))) {
      assertEquals(expected, random.normal(1, 0.1));
    }
  }

  @Test
  void boundedIntegersAreNumpys() {
    NumpyRandom random = new NumpyRandom(42);
    for (int expected : Golden.ints(stream.get("choice(range(-20,20)) x12"))) {
      assertEquals(expected, random.nextInt(40) - 20);
    }
    NumpyRandom draws = new NumpyRandom(42);
    stream
        .getAsJsonArray("choice(100) then uniform(), x4 (=GradientExplainer draws)")
        .forEach(
            pair -> {
              double[] expected = Golden.doubles(pair);
              assertEquals((int) expected[0], draws.nextInt(100));
              assertEquals(expected[1], draws.nextDouble());
            });
  }

  @Test
  void initialisationByArrayIsTheReferenceAlgorithm() {
    // First outputs of mt19937ar.out of Matsumoto and Nishimura, key {0x123, 0x234, 0x345, 0x456}.
    NumpyRandom random = new NumpyRandom(new int[] {0x123, 0x234, 0x345, 0x456});
    long[] expected = {1067595299L, 955945823L, 477289528L, 4107218783L, 4228976476L};
    for (long value : expected) {
      assertEquals(value, Integer.toUnsignedLong(random.nextInt32()));
    }
  }

  @Test
  void savedStateGoesOnWhereItStopped() {
    NumpyRandom random = NumpyRandom.stream(7, "augmentation");
    random.nextNormal();
    NumpyRandom restored = NumpyRandom.restore(random.state());
    for (int i = 0; i < 2000; i++) {
      assertEquals(random.nextNormal(), restored.nextNormal());
    }
  }

  @Test
  void seedsOutsideThirtyTwoBitsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new NumpyRandom(-1));
    assertThrows(IllegalArgumentException.class, () -> new NumpyRandom(1L << 32));
  }
}
