package org.ecgworkbench.dataset.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticCohortTest {
  private static final SyntheticCohort.Options SMALL =
      SyntheticCohort.Options.defaults().withSize(6);

  @TempDir Path folder;

  @Test
  void aRecordIsTheSameWhateverTheSizeOfItsCohortAndTheOrder() {
    SyntheticRecord alone = new SyntheticCohort(SMALL.withSize(5)).record(4);
    SyntheticCohort large = new SyntheticCohort(SMALL.withSize(5000));
    large.record(4999);
    SyntheticRecord among = large.record(4);
    assertArrayEquals(alone.record().millivolts(), among.record().millivolts());
    assertEquals(alone.evidence(), among.evidence());
    assertEquals(alone.beats(), among.beats());
    assertEquals("S00005", among.record().id());
    assertEquals(
        among.record() + "; " + among.scenario() + "; " + among.beats().size() + " beats",
        among.toString());
    EvidenceMask mask = among.evidence().values().iterator().next();
    assertTrue(
        mask.toString().matches("evidence in \\d+ intervals, \\d+ of them defining"),
        mask.toString());
  }

  @Test
  void anotherSeedGivesOtherRecords() {
    double[] one = new SyntheticCohort(SMALL).record(0).record().millivolts(Lead.II);
    double[] other = new SyntheticCohort(SMALL.withSeed(43)).record(0).record().millivolts(Lead.II);
    assertFalse(java.util.Arrays.equals(one, other));
  }

  /** The value was written down on Java 17, x86-64, and is the same on Java 25; it changes with {@code SyntheticCohort.VERSION} only. */
  @Test
  void theSameSeedGivesTheSameBytesOnEveryJavaAndProcessor() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    new SyntheticCohort(SMALL.withSize(24))
        .stream()
            .forEach(
                synthetic -> {
                  EcgRecord record = synthetic.record();
                  digest.update(
                      (record + synthetic.scenario() + EvidenceMask.format(synthetic.evidence()))
                          .getBytes(StandardCharsets.UTF_8));
                  for (double[] lead : record.millivolts()) {
                    ByteBuffer bytes = ByteBuffer.allocate(2 * lead.length);
                    for (double mv : lead) {
                      bytes.putShort((short) Math.rint(mv * 1000));
                    }
                    digest.update(bytes.array());
                  }
                });
    assertEquals(2, SyntheticCohort.VERSION);
    assertEquals(
        "19fa58b2846cfa63d46683c9176f2de2f9cc011c4181433bfd2f15cb476ed9cc",
        HexFormat.of().formatHex(digest.digest()));
  }

  /** The four derived leads are formed from rounded I and II: III exactly, the others to half a microvolt. */
  @Test
  void limbLeadsObeyEinthovenAndGoldberger() {
    new SyntheticCohort(SMALL.withSize(20))
        .stream()
            .forEach(
                synthetic -> {
                  double[][] mv = synthetic.record().millivolts();
                  for (int i = 0; i < synthetic.record().samples(); i++) {
                    double one = mv[0][i];
                    double two = mv[1][i];
                    assertEquals(two - one, mv[2][i], 1e-12);
                    assertEquals(-(one + two) / 2, mv[3][i], 0.0005 + 1e-12);
                    assertEquals(one - two / 2, mv[4][i], 0.0005 + 1e-12);
                    assertEquals(two - one / 2, mv[5][i], 0.0005 + 1e-12);
                  }
                });
  }

  /** Counts of CPSC2018's training set, published with the challenge (6,877 records). */
  @Test
  void theCpsc2018MixHasThePublishedCounts() {
    int[] published = {918, 1221, 722, 236, 1857, 616, 700, 869, 220};
    for (Diagnosis diagnosis : Diagnosis.ALL) {
      assertEquals(
          published[diagnosis.ordinal()],
          ClassMix.CPSC2018.share(diagnosis) * 6877,
          1e-9,
          diagnosis.name());
    }
  }

  @Test
  void theBalancedMixGivesEveryClassAtLeastEightPercent() {
    for (Diagnosis diagnosis : Diagnosis.ALL) {
      assertTrue(ClassMix.BALANCED.share(diagnosis) >= 0.08, diagnosis.name());
    }
    int[] counts = new int[9];
    new SyntheticCohort(SyntheticCohort.Options.defaults())
        .stream().forEach(s -> s.record().diagnoses().forEach(d -> counts[d.ordinal()]++));
    for (Diagnosis diagnosis : Diagnosis.ALL) {
      // 8 % of 700 less two standard deviations of a binomial count.
      assertTrue(
          counts[diagnosis.ordinal()] >= 56 - 15, diagnosis + " " + counts[diagnosis.ordinal()]);
    }
  }

  @Test
  void everyLabelHasDefiningEvidenceInsideItsRecord() {
    for (ClassMix mix : ClassMix.values()) {
      new SyntheticCohort(SMALL.withSize(200).withMix(mix).withSeed(7))
          .stream()
              .forEach(
                  synthetic -> {
                    int samples = synthetic.record().samples();
                    assertTrue(samples >= 3000 && samples <= 30000, synthetic.record().toString());
                    assertEquals(synthetic.record().diagnoses(), synthetic.evidence().keySet());
                    synthetic
                        .evidence()
                        .forEach(
                            (label, mask) -> {
                              long defining = inside(mask, samples, Strength.DEFINING);
                              long both = inside(mask, samples, Strength.SUPPORTING);
                              String where = synthetic.record().id() + " " + synthetic.scenario();
                              assertTrue(defining > 0, where + " has no evidence of " + label);
                              assertTrue(both >= defining, where);
                            });
                  });
    }
  }

  @Test
  void aMaskIsTrueInsideItsIntervalsAndLeadsAlone() {
    EvidenceMask mask =
        new EvidenceMask(
            List.of(
                new EvidenceMask.Interval(Strength.DEFINING, Set.of(Lead.V1), 2, 4),
                new EvidenceMask.Interval(Strength.SUPPORTING, Set.of(Lead.I, Lead.V1), 3, 6)));
    boolean[][] defining = mask.toArray(8, Strength.DEFINING);
    boolean[][] both = mask.toArray(8, Strength.SUPPORTING);
    for (Lead lead : Lead.ALL) {
      for (int i = 0; i < 8; i++) {
        boolean first = lead == Lead.V1 && (i == 2 || i == 3);
        boolean second = (lead == Lead.V1 || lead == Lead.I) && i >= 3 && i < 6;
        assertEquals(first, defining[lead.ordinal()][i]);
        assertEquals(first || second, both[lead.ordinal()][i]);
      }
    }
    // V1: 2, 3, 4, 5; I: 3, 4, 5.
    assertEquals(7, inside(mask, 8, Strength.SUPPORTING));
    assertThrows(IllegalArgumentException.class, () -> mask.toArray(5, Strength.SUPPORTING));
  }

  private static long inside(EvidenceMask mask, int samples, Strength weakest) {
    return Stream.of(mask.toArray(samples, weakest))
        .mapToLong(lead -> IntStream.range(0, samples).filter(i -> lead[i]).count())
        .sum();
  }

  @Test
  void aWrittenCohortIsReadBackAsItWasGenerated() {
    Path target = folder.resolve("cohort");
    SyntheticCohort cohort = new SyntheticCohort(SMALL);
    assertTrue(cohort.writeTo(target, done -> {}));
    assertFalse(Files.exists(folder.resolve("cohort.partial")));
    cohort.stream()
        .forEach(
            synthetic -> {
              EcgRecord expected = synthetic.record();
              EcgRecord read = WfdbReader.read(target.resolve(expected.id() + ".hea"));
              assertArrayEquals(expected.millivolts(), read.millivolts());
              assertEquals(expected.diagnoses(), read.diagnoses());
              assertEquals(expected.ageYears(), read.ageYears());
              assertEquals(expected.sex(), read.sex());
              assertEquals(500, read.samplingRateHz());
              assertEquals(synthetic.evidence(), EvidenceMask.read(target, expected.id()));
            });
  }

  @Test
  void aWrittenCohortIsOpenedLikeAnyFolderOfTheChallenge() {
    Path target = folder.resolve("cohort");
    SyntheticCohort cohort = new SyntheticCohort(SMALL);
    cohort.writeTo(target, done -> {});
    EcgDataset dataset = Datasets.open(target);
    assertEquals(
        cohort.stream().map(s -> s.record().id()).toList(),
        dataset.records().stream().map(RecordSummary::id).toList());
    assertEquals(
        cohort.stream().map(s -> s.record().diagnoses()).toList(),
        dataset.records().stream().map(RecordSummary::diagnoses).toList());
    assertArrayEquals(cohort.record(3).record().millivolts(), dataset.read("S00004").millivolts());
  }

  @Test
  void writingTakesUpWhereItWasInterruptedAndGivesTheSameBytes() throws IOException {
    Path whole = folder.resolve("whole");
    Path broken = folder.resolve("broken");
    SyntheticCohort cohort = new SyntheticCohort(SMALL);
    cohort.writeTo(whole, done -> {});
    assertThrows(
        CancellationException.class,
        () ->
            cohort.writeTo(
                broken,
                done -> {
                  if (done == 3) {
                    Thread.currentThread().interrupt();
                  }
                }));
    assertFalse(Files.exists(broken));
    // As a break in the middle of a file would leave it.
    Path torn = folder.resolve("broken.partial").resolve("S00002.mat");
    Files.write(torn, new byte[100]);
    assertTrue(cohort.writeTo(broken, done -> {}));
    assertEquals(contents(whole), contents(broken));
    List<Integer> progress = new ArrayList<>();
    assertFalse(cohort.writeTo(broken, progress::add));
    assertEquals(List.of(1, 2, 3, 4, 5, 6), progress);
  }

  @Test
  void anUnfinishedFolderOfAnotherCohortIsBegunAnew() throws IOException {
    Path target = folder.resolve("c");
    assertThrows(
        CancellationException.class,
        () ->
            new SyntheticCohort(SMALL.withSeed(1))
                .writeTo(target, done -> Thread.currentThread().interrupt()));
    new SyntheticCohort(SMALL).writeTo(target, done -> {});
    new SyntheticCohort(SMALL).writeTo(folder.resolve("d"), done -> {});
    assertEquals(contents(folder.resolve("d")), contents(target));
  }

  @Test
  void anotherCohortAChangedByteAndForeignFilesAreRefused() throws IOException {
    Path target = folder.resolve("c");
    SyntheticCohort cohort = new SyntheticCohort(SMALL);
    cohort.writeTo(target, done -> {});
    String other =
        message(() -> new SyntheticCohort(SMALL.withSeed(9)).writeTo(target, done -> {}));
    assertTrue(other.contains("seed 9") && other.contains("seed 42"), other);

    Path file = target.resolve("S00003.mat");
    byte[] bytes = Files.readAllBytes(file);
    bytes[5000] ^= 1;
    Files.write(file, bytes);
    String changed = message(() -> cohort.writeTo(target, done -> {}));
    assertTrue(changed.contains("S00003.mat: expected SHA-256"), changed);
    Files.delete(file);
    assertTrue(message(() -> cohort.writeTo(target, done -> {})).contains("S00003.mat"));

    Path foreign = Files.createDirectory(folder.resolve("mine"));
    Files.writeString(foreign.resolve("thesis.txt"), "text");
    assertTrue(message(() -> cohort.writeTo(foreign, done -> {})).contains("found other files"));
    assertEquals("text", Files.readString(foreign.resolve("thesis.txt")));

    Path partial = Files.createDirectory(folder.resolve("e.partial"));
    Files.writeString(partial.resolve("notes.txt"), "text");
    assertTrue(
        message(() -> cohort.writeTo(folder.resolve("e"), done -> {})).contains("notes.txt"));
    assertTrue(Files.exists(partial.resolve("notes.txt")));
  }

  @Test
  void damagedEvidenceIsRefusedWithItsLine() throws IOException {
    Path file = EvidenceMask.file(folder, "S00001");
    assertTrue(message(() -> EvidenceMask.read(folder, "S00001")).contains("no such file"));
    Files.writeString(file, "label,leads\n");
    assertTrue(message(() -> EvidenceMask.read(folder, "S00001")).contains("line 1"));
    String head = "label,strength,leads,startSample,endSample\n";
    for (String row :
        List.of(
            "AF,DEFINING,all,5",
            "XX,DEFINING,all,5,6",
            "AF,STRONG,all,5,6",
            "AF,DEFINING,V7,5,6",
            "AF,DEFINING,all,6,6",
            "AF,DEFINING,all,-1,6",
            "AF,DEFINING,all,five,6")) {
      Files.writeString(file, head + "AF,DEFINING,I V1,0,9\n" + row + "\n");
      String message = message(() -> EvidenceMask.read(folder, "S00001"));
      assertTrue(message.contains("S00001.evidence.csv: line 3"), message);
    }
  }

  @Test
  void sizesOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> SMALL.withSize(0));
    assertThrows(IllegalArgumentException.class, () -> SMALL.withSize(100_000));
    assertThrows(IndexOutOfBoundsException.class, () -> new SyntheticCohort(SMALL).record(6));
  }

  private static String message(org.junit.jupiter.api.function.Executable action) {
    return assertThrows(EcgDataException.class, action).getMessage();
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new java.util.TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        contents.put(
            file.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
