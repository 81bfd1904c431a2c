package org.ecgworkbench.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.ecgworkbench.Golden;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.evaluation.Predictions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  private static final MemoryDataset DATA = new MemoryDataset(60, 100, 300);
  private static final List<String> TRAIN = DATA.ids(0, 45);
  private static final List<String> VALIDATION = DATA.ids(45, 60);
  private static final Consumer<Training.Progress> SILENT = p -> {};

  @TempDir Path folder;

  private static NetworkInput input(List<Lead> leads) {
    return new NetworkInput(100, 300, leads);
  }

  private static Training.Options options() {
    return Training.Options.paper()
        .withEpochs(2)
        .withBatchSize(16)
        .withLearningRate(1e-3)
        .withThreads(1);
  }

  static ResNet1d.Options network(int leads) {
    return ResNet1d.Options.paper().withWidth(4).withBlocks(List.of(1, 1)).withLeads(leads);
  }

  private static Training training(Training.Options options) {
    return new Training(DATA, input(Lead.ALL), network(12), options);
  }

  private byte[] weights(Training.Result result, String name) throws IOException {
    Path to = folder.resolve(name);
    result.model().save(to);
    result.close();
    return Files.readAllBytes(to.resolve(TrainedModel.FILE_NAME));
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherSeedDoesNot() throws IOException {
    byte[] first = weights(training(options()).run(TRAIN, VALIDATION, SILENT), "a");
    byte[] uncached =
        weights(
            training(options())
                .withCache(SignalCache.ofMegabytes(0))
                .run(TRAIN, VALIDATION, SILENT),
            "b");
    byte[] other = weights(training(options().withSeed(7)).run(TRAIN, VALIDATION, SILENT), "c");
    assertArrayEquals(first, uncached);
    assertFalse(Arrays.equals(first, other));
  }

  @Test
  void trainingsSideBySideGiveTheSameBytesAsAlone() throws Exception {
    SignalCache shared = SignalCache.ofMegabytes(50);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<CompletableFuture<byte[]>> side = new ArrayList<>();
      for (Lead lead : List.of(Lead.I, Lead.V5)) {
        side.add(CompletableFuture.supplyAsync(() -> single(lead, shared, "side" + lead), pool));
      }
      byte[] alone = single(Lead.I, SignalCache.ofMegabytes(0), "alone");
      assertArrayEquals(alone, side.get(0).get());
      assertFalse(Arrays.equals(alone, side.get(1).get()));
    } finally {
      pool.shutdownNow();
    }
  }

  private byte[] single(Lead lead, SignalCache cache, String name) {
    try {
      return weights(
          new Training(DATA, input(List.of(lead)), network(1), options())
              .withCache(cache)
              .run(TRAIN, VALIDATION, SILENT),
          name);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void anInterruptedRunGoesOnFromItsCheckpointToTheSameBytes() throws IOException {
    Training.Options options = options().withEpochs(4);
    byte[] whole = weights(training(options).run(TRAIN, VALIDATION, SILENT), "whole");
    Path checkpoint = folder.resolve("checkpoint.safetensors");
    // Interrupted in the third epoch: two are in the checkpoint.
    assertThrows(
        CancellationException.class,
        () ->
            training(options)
                .withCheckpoint(checkpoint)
                .run(
                    TRAIN,
                    VALIDATION,
                    p -> {
                      if (p.epoch() == 3 && p.batch() == 2) {
                        Thread.currentThread().interrupt();
                      }
                    }));
    assertFalse(Thread.currentThread().isInterrupted());
    List<Integer> epochs = new ArrayList<>();
    Training.Result resumed =
        training(options)
            .withCheckpoint(checkpoint)
            .run(TRAIN, VALIDATION, p -> epochs.add(p.epoch()));
    assertEquals(List.of(3, 4), epochs.stream().distinct().toList());
    assertEquals(4, resumed.history().size());
    assertArrayEquals(whole, weights(resumed, "resumed"));
    try (var files = Files.list(folder)) {
      assertTrue(files.noneMatch(f -> f.toString().endsWith(".tmp")));
    }
  }

  @Test
  void aKilledProcessGoesOnToTheSameBytesAsOneThatWasNot() throws Exception {
    byte[] whole = runProcess("whole", -1, 0);
    org.ecgworkbench.random.NumpyRandom random = new org.ecgworkbench.random.NumpyRandom(4);
    // 24 batches in all; killed some milliseconds after a random one, the write of a checkpoint
    // included.
    for (int kill = 0; kill < 4; kill++) {
      runProcess("killed", 2 + random.nextInt(9), random.nextInt(25));
    }
    assertArrayEquals(whole, runProcess("killed", -1, 0));
  }

  /** The bytes of the model, or null where the process was killed so many milliseconds after so many lines. */
  private byte[] runProcess(String name, int killAfterLines, int milliseconds) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                TrainingProcess.class.getName(),
                folder.resolve(name + ".checkpoint").toString(),
                folder.resolve(name).toString())
            .redirectErrorStream(true)
            .start();
    List<String> output = new ArrayList<>();
    try (var reader = process.inputReader()) {
      String line;
      while ((line = reader.readLine()) != null) {
        output.add(line);
        if (line.startsWith("epoch") && --killAfterLines == 0) {
          Thread.sleep(milliseconds);
          // SIGKILL: no handler runs.
          process.destroyForcibly().waitFor();
          return null;
        }
      }
    }
    assertEquals(0, process.waitFor(), () -> String.join("\n", output));
    return Files.readAllBytes(folder.resolve(name).resolve(TrainedModel.FILE_NAME));
  }

  @Test
  void noNativeArrayOutlivesItsBatch() throws IOException {
    MemoryDataset data = new MemoryDataset(64, 100, 1000);
    NetworkInput wide = new NetworkInput(100, 1000, Lead.ALL);
    List<Long> resident = new ArrayList<>();
    int[] batches = new int[1];
    // The intermediates of a batch are about 0.7 MB, so a leak over 500 batches would be some 350
    // MB.
    Training.Result result =
        new Training(data, wide, network(12), options().withBatchSize(4).withEpochs(69))
            .run(
                data.ids(0, 64),
                data.ids(0, 4),
                p -> {
                  batches[0]++;
                  if (batches[0] % 500 == 100) {
                    resident.add(residentKilobytes());
                  }
                });
    try (result) {
      assertNoSteadyGrowth(resident, 60_000);
    }
  }

  /**
   * A leak adds to the memory in every stretch of the run; a Java heap whose committed pages are touched for the first time does so
   * once. So the stretch that grew least decides.
   */
  private static void assertNoSteadyGrowth(List<Long> kilobytes, long limit) {
    assertEquals(3, kilobytes.size());
    long first = kilobytes.get(1) - kilobytes.get(0);
    long second = kilobytes.get(2) - kilobytes.get(1);
    assertTrue(Math.min(first, second) < limit, "resident memory in kB: " + kilobytes);
  }

  private static long residentKilobytes() {
    try {
      System.gc();
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .map(kilobytes -> kilobytes - Runtime.getRuntime().totalMemory() / 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void noNativeArrayOutlivesItsBatchInInference() throws IOException {
    ResNet1d net =
        new ResNet1d(
            network(12),
            org.ecgworkbench.random.NumpyRandom.stream(1, "initialisation"),
            ComputeDevice.CPU);
    List<Long> resident = new ArrayList<>();
    try (TrainedModel model =
        new TrainedModel(net, new NetworkInput(100, 1000, Lead.ALL), java.util.Map.of())) {
      float[][][] batch = new float[4][12][1000];
      batch[1][3][200] = 1;
      double[][][] wide = Golden.widened(batch);
      for (int i = 0; i < 1500; i++) {
        model.logits(batch);
        model.inputGradientsFrom(0, wide, 2);
        if (i % 500 == 499) {
          resident.add(residentKilobytes());
        }
      }
    }
    // The input alone is 192 kB a call, each gradient as much, the intermediates three times that:
    // 480 MB in 500 calls.
    assertNoSteadyGrowth(resident, 60_000);
  }

  @Test
  void aBudgetStopsAfterAnEpochAndTheNextCallGoesOnToTheSameBytes() throws IOException {
    Training.Options options = options().withEpochs(3);
    byte[] whole = weights(training(options).run(TRAIN, VALIDATION, SILENT), "unlimited");
    Path checkpoint = folder.resolve("budget.safetensors");
    List<Integer> epochs = new ArrayList<>();
    for (int call = 1; call <= 2; call++) {
      Training.BudgetOver over =
          assertThrows(
              Training.BudgetOver.class,
              () ->
                  training(options)
                      .withCheckpoint(checkpoint)
                      .withBudget(java.time.Duration.ofMillis(1))
                      .withHistory((history, kept) -> epochs.add(history.size()))
                      .run(TRAIN, VALIDATION, SILENT));
      assertTrue(over.getMessage().contains("after epoch " + call + " of 3"), over.getMessage());
    }
    // The first call ends in its second epoch, the second in the third.
    assertEquals(List.of(1, 1, 2), epochs);
    assertArrayEquals(
        whole,
        weights(
            training(options).withCheckpoint(checkpoint).run(TRAIN, VALIDATION, SILENT), "last"));
  }

  @Test
  void patienceEndsTheTrainingAfterSoManyEpochsWithoutGain() throws IOException {
    try (Training.Result result =
        training(options().withEpochs(40).withLearningRate(1e-9).withPatience(2))
            .run(TRAIN, VALIDATION, SILENT)) {
      assertEquals(result.keptEpoch() + 2, result.history().size());
      assertTrue(result.history().size() < 40);
    }
  }

  /** A file system of 96 kB holds one checkpoint of this network (some 60 kB), but not a second one beside it. */
  @Test
  void aDiskThatFillsUpEndsTheTrainingAndKeepsTheLastGoodState() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    org.junit.jupiter.api.Assumptions.assumeTrue(
        command("mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", disk.toString()) == 0,
        "SKIPPED: no right to mount a small file system, so a full disk was not tried");
    try {
      Training.Options options = options().withEpochs(3);
      byte[] whole = weights(training(options).run(TRAIN, VALIDATION, SILENT), "roomy");
      Path checkpoint = disk.resolve("checkpoint.safetensors");
      IOException full =
          assertThrows(
              IOException.class,
              () -> training(options).withCheckpoint(checkpoint).run(TRAIN, VALIDATION, SILENT));
      assertTrue(
          full.getMessage()
              .matches(
                  java.util.regex.Pattern.quote(checkpoint.toString())
                      + ": the checkpoint of epoch 2 could not be written: .*[Nn]o space.*"),
          full.getMessage());
      try (var files = Files.list(disk)) {
        assertEquals(List.of(checkpoint), files.toList(), "no temporary file is left");
      }
      assertEquals(0, command("mount", "-o", "remount,size=1m", disk.toString()));
      List<Integer> epochs = new ArrayList<>();
      assertArrayEquals(
          whole,
          weights(
              training(options)
                  .withCheckpoint(checkpoint)
                  .run(TRAIN, VALIDATION, p -> epochs.add(p.epoch())),
              "afterwards"));
      assertEquals(2, epochs.get(0), "goes on after the first epoch");
    } finally {
      command("umount", disk.toString());
    }
  }

  private static int command(String... words) throws Exception {
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @Test
  void aCheckpointOfAnotherRunOrADamagedOneIsRefusedAndKept() throws IOException {
    Path checkpoint = folder.resolve("checkpoint.safetensors");
    training(options().withEpochs(1))
        .withCheckpoint(checkpoint)
        .run(TRAIN, VALIDATION, SILENT)
        .close();
    EcgDataException other =
        assertThrows(
            EcgDataException.class,
            () ->
                training(options().withSeed(8))
                    .withCheckpoint(checkpoint)
                    .run(TRAIN, VALIDATION, SILENT));
    assertTrue(other.getMessage().contains("another run"), other.getMessage());
    byte[] bytes = Files.readAllBytes(checkpoint);
    Files.write(checkpoint, Arrays.copyOf(bytes, bytes.length / 2));
    EcgDataException damaged =
        assertThrows(
            EcgDataException.class,
            () -> training(options()).withCheckpoint(checkpoint).run(TRAIN, VALIDATION, SILENT));
    assertTrue(damaged.getMessage().startsWith(checkpoint.toString()), damaged.getMessage());
    assertEquals(bytes.length / 2, Files.size(checkpoint));
  }

  @Test
  void itLearnsAndTheModelReadsBackWithTheSameScores() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Training.Result result =
        training(options().withEpochs(12).withLearningRate(5e-3))
            .run(TRAIN, VALIDATION, p -> lines.add(p.toString()))) {
      assertEquals(12 * 3, lines.size());
      assertTrue(
          lines.get(5).matches("epoch 2/12, batch 3/3, loss .*, validation F1 .*left"),
          lines.get(5));
      Training.Epoch first = result.history().get(0);
      Training.Epoch last = result.history().get(11);
      assertTrue(last.trainingLoss() < 0.7 * first.trainingLoss());
      double best =
          result.history().stream().mapToDouble(Training.Epoch::validationF1).max().orElseThrow();
      assertEquals(best, result.history().get(result.keptEpoch() - 1).validationF1());
      String text = result.toString();
      assertTrue(
          text.matches(
              "epoch \\d+ of 12 kept: validation F1 0\\.\\d{3}, AUC [01]\\.\\d{3}; ResNet.*"),
          text);
      assertTrue(
          result.history().stream()
              .limit(result.keptEpoch() - 1)
              .allMatch(e -> e.validationF1() < best),
          "the first of equal epochs is kept");
      assertTrue(last.validationAuc() > 0.9, "AUC " + last.validationAuc());
      Path to = folder.resolve("model");
      result.model().save(to);
      try (TrainedModel read = TrainedModel.load(to)) {
        Predictions scores = read.predict(DATA, VALIDATION);
        assertEquals(input(Lead.ALL), read.input());
        assertEquals(network(12), read.options());
        assertEquals(result.model().provenance(), read.provenance());
        assertEquals(Diagnosis.ALL.stream().map(Enum::name).toList(), scores.classes());
        for (int i = 0; i < scores.size(); i++) {
          // Batches of another size add in another order.
          assertArrayEquals(result.validation().scores()[i], scores.scores()[i], 1e-6);
          assertArrayEquals(result.validation().labels()[i], scores.labels()[i]);
        }
      }
      assertEquals(13, Training.historyCsv(result.history(), result.keptEpoch()).lines().count());
    }
  }

  @Test
  void aCheckpointThatCannotBeWrittenEndsTheTrainingWithItsName() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path checkpoint = file.resolve("checkpoint");
    IOException error =
        assertThrows(
            IOException.class,
            () -> training(options()).withCheckpoint(checkpoint).run(TRAIN, VALIDATION, SILENT));
    assertTrue(
        error.getMessage().startsWith(checkpoint + ": the checkpoint of epoch 1 could not be"),
        error.getMessage());
  }

  @Test
  void aMissingSampleEndsTheTrainingWithTheNameOfRecordLeadAndSample() {
    MemoryDataset data = new MemoryDataset(20, 100, 300);
    double[][] signal = new double[12][200];
    signal[7][33] = Double.NaN;
    data.add(
        new EcgRecord(
            "HOLE", 100, signal, OptionalInt.empty(), Sex.UNKNOWN, EnumSet.of(Diagnosis.AF)));
    EcgDataException error =
        assertThrows(
            EcgDataException.class,
            () ->
                new Training(data, input(Lead.ALL), network(12), options())
                    .run(data.ids(10, 21), data.ids(0, 10), SILENT));
    assertEquals(
        "record HOLE: lead V2, sample 33 is missing (NaN); the network needs every sample",
        error.getMessage());
  }

  @Test
  void aDivergenceIsToldAsWhatItIs() {
    Training.Diverged error =
        assertThrows(
            Training.Diverged.class,
            () -> training(options().withLearningRate(1e30)).run(TRAIN, VALIDATION, SILENT));
    assertTrue(
        error
            .getMessage()
            .matches(
                "training diverged in epoch \\d+: (the loss is \\S+ in batch \\d+ of \\d+|an output on the"
                    + " validation records is \\S+), with learning rate 1.0E30; .*; a smaller learning rate may help"),
        error.getMessage());
    assertFalse(error.getMessage().contains("record "), error.getMessage());
  }

  @Test
  void readingAheadIsBounded() throws Exception {
    java.util.concurrent.atomic.AtomicInteger reads =
        new java.util.concurrent.atomic.AtomicInteger();
    MemoryDataset data =
        new MemoryDataset(0, 100, 300) {
          @Override
          public EcgRecord read(String id) {
            reads.incrementAndGet();
            return DATA.read(id);
          }
        };
    List<String> ids = DATA.ids(0, 60);
    try (Batches batches =
        new Batches(data, ids, input(Lead.ALL), SignalCache.ofMegabytes(0), 4, null)) {
      Batches.Batch first = batches.next();
      Thread.sleep(300);
      assertEquals(4, first.records());
      assertEquals(16, reads.get(), "four batches, one of them in our hands");
      batches.release(first);
      Thread.sleep(100);
      assertEquals(20, reads.get());
    }
  }
}
