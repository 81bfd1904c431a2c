package org.ecgworkbench.recording;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedRecordsTest {
  private static final NetworkInput INPUT = new NetworkInput(100, 1000, Lead.ALL);

  @TempDir private Path folder;

  /** Expected values: the cohort's records, one after the other. */
  @Test
  void theyAreTheCohortsFirstAsTheNetworkSeesThemBegunAheadOrNot() {
    SyntheticCohort cohort =
        new SyntheticCohort(new SyntheticCohort.Options(42, 40, ClassMix.BALANCED));
    float[][][] expected =
        cohort.stream()
            .map(generated -> INPUT.prepare(generated.record()).millivolts())
            .toArray(float[][][]::new);
    assertArrayEquals(expected, new GeneratedRecords().prepared(INPUT));
    assertArrayEquals(expected, new GeneratedRecords().begin().prepared(INPUT));
  }

  @Test
  void whatIsKeptIsReadAgainToTheBit() throws IOException {
    float[][][] millivolts = millivolts();
    KeptBackground kept = KeptBackground.in(folder);
    assertFalse(kept.isLikely());
    assertTrue(kept.read("two records", 2, INPUT).isEmpty());
    kept.write("two records", INPUT, millivolts);
    assertTrue(kept.isLikely());
    assertArrayEquals(millivolts, kept.read("two records", 2, INPUT).orElseThrow());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void whatWasKeptForSomethingElseOrIsDamagedCountsAsNone() throws IOException {
    KeptBackground kept = KeptBackground.in(folder);
    kept.write("two records", INPUT, millivolts());
    assertTrue(kept.read("ten records", 2, INPUT).isEmpty());
    assertTrue(kept.read("two records", 3, INPUT).isEmpty());
    assertTrue(kept.read("two records", 2, new NetworkInput(125, 1000, Lead.ALL)).isEmpty());
    Path file = folder.resolve("background");
    byte[] bytes = Files.readAllBytes(file);
    for (int at : new int[] {0, 60, bytes.length / 2, bytes.length - 1}) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      assertTrue(kept.read("two records", 2, INPUT).isEmpty(), "byte " + at);
    }
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 4));
    assertTrue(kept.read("two records", 2, INPUT).isEmpty());
    Files.write(file, bytes);
    assertTrue(kept.read("two records", 2, INPUT).isPresent());
  }

  @Test
  void aFolderThatCannotBeWrittenKeepsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    KeptBackground kept = KeptBackground.in(file);
    kept.write("two records", INPUT, millivolts());
    assertEquals(Optional.empty(), kept.read("two records", 2, INPUT));
  }

  private static float[][][] millivolts() {
    float[][][] millivolts = new float[2][12][1000];
    for (int i = 0; i < 24_000; i++) {
      millivolts[i / 12_000][i / 1000 % 12][i % 1000] = (i * 7919 % 4001 - 2000) / 1000f;
    }
    return millivolts;
  }
}
