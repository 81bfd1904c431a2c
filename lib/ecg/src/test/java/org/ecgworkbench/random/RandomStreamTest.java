package org.ecgworkbench.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Expected draws: Python 3.11, {@code random.Random(k).getrandbits(32)}, where k has the eight
 * big-endian 32-bit words of {@code hashlib.sha256(b"42:NAME")} as its words, the first the lowest;
 * Python seeds by an integer's words as NumPy does by an array.
 */
class RandomStreamTest {
  private static final String FIRST_DRAWS =
      """
      COHORT 24236576 5
      FOLDS 420039576
      INITIALISATION 1593989972
      SHUFFLING 3432366799
      AUGMENTATION 2133396814
      DROPOUT 502513032
      RANDOM_FOREST 367709079 3 7
      SVM_FOLDS 2311075714 2
      SVM_ORDER 1876776753 2 1
      MLP 505932354
      BOOTSTRAP 1695296994
      VALIDATION_BOOTSTRAP 2068661729
      SIGN_FLIPS 1430743990
      TRAINING_DEVIATES 1312386210 AUC
      ATTRIBUTION 832871683 A0001
      LEARNER_ATTRIBUTION 2435871183 A0001
      RANDOM_ATTRIBUTION 961805002 A0001 8
      BALANCED_BACKGROUND 656502278
      LEAD_REFERENCES 4218211820 A0001
      WEIGHT_RANDOMISATION 1113393422
      """;

  @Test
  void everyStreamIsWhatPythonMakesOfItsName() {
    Set<RandomStream> tried = EnumSet.of(RandomStream.SPLIT);
    for (String line : FIRST_DRAWS.lines().toList()) {
      String[] words = line.split(" ");
      RandomStream stream = RandomStream.valueOf(words[0]);
      Object[] parts = Arrays.copyOfRange(words, 2, words.length);
      long found = Integer.toUnsignedLong(stream.stream(42, parts).nextInt32());
      assertEquals(Long.parseLong(words[1]), found, line);
      tried.add(stream);
    }
    assertEquals(EnumSet.allOf(RandomStream.class), tried);
  }

  @Test
  void theSplitIsDrawnFromTheSeedItself() {
    // golden/numpy_random_and_split.json: NumPy's RandomState(42).randint(0, 2**32) begins so.
    assertEquals(1608637542L, Integer.toUnsignedLong(RandomStream.SPLIT.stream(42).nextInt32()));
  }

  @Test
  void noTwoStreamsHaveOneName() {
    Set<String> names = new TreeSet<>();
    Arrays.stream(RandomStream.values()).forEach(stream -> names.add(stream.pattern()));
    assertEquals(RandomStream.values().length, names.size());
  }

  @Test
  void partsThatAreMissingOrTooManyAreRefused() {
    IllegalArgumentException missing =
        assertThrows(IllegalArgumentException.class, () -> RandomStream.SVM_ORDER.stream(42, "2"));
    assertEquals(
        "stream 'SVM order, class *, part *': expected 2 parts, found 1", missing.getMessage());
    assertThrows(IllegalArgumentException.class, () -> RandomStream.SPLIT.stream(42, 1));
  }
}
