package org.ecgworkbench.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ecgworkbench.cli.Main;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.leads.Gathering;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunLock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs as processes: the same bytes however they are done, killed, taken twice, damaged or made otherwise. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TrainingJobsTest {
  private static final Progress SILENT =
      Progress.on(new PrintStream(OutputStream.nullOutputStream()));
  private static final List<TrainingJob> JOBS =
      List.of(
          new TrainingJob(List.of(Lead.V1), OptionalInt.of(3), 7),
          new TrainingJob(List.of(Lead.I, Lead.II), OptionalInt.of(3), 7));

  @TempDir private static Path folder;
  @TempDir private Path out;
  private static Study reference;
  private static List<Run> expected;

  private static Study open(Path folder) {
    return Study.open(Parameters.defaults().withProfile("smoke").withOut(folder), SILENT);
  }

  /** One after the other. */
  @BeforeAll
  static void trainSequentially() {
    reference = open(folder);
    expected = JOBS.stream().map(reference::train).toList();
  }

  private static void assertSame(Run one, Run other) throws IOException {
    assertEquals(one.directory().getFileName(), other.directory().getFileName());
    for (String name :
        List.of(
            "model.safetensors",
            "predictions-validation.csv",
            "predictions-test.csv",
            "run.json",
            "notes.txt")) {
      assertArrayEquals(
          Files.readAllBytes(one.directory().resolve(name)),
          Files.readAllBytes(other.directory().resolve(name)),
          name);
    }
  }

  private static List<String> runs(Path out) throws IOException {
    try (Stream<Path> entries = Files.list(out.resolve("runs"))) {
      return entries
          .map(p -> p.getFileName().toString())
          .filter(name -> name.startsWith("network"))
          .sorted()
          .toList();
    }
  }

  private static void copyCohort(Path out) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("runs"))) {
      for (Path file : files.toList()) {
        String name = folder.relativize(file).toString();
        if (name.equals("runs") || name.startsWith("runs/cohort")) {
          Files.createDirectories(out.resolve(name).getParent());
          if (!Files.isDirectory(out.resolve(name))) {
            Files.copy(file, out.resolve(name));
          }
        }
      }
    }
  }

  private static Process train(Path out, TrainingJob job) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Main.class.getName(),
            "train",
            "--profile",
            "smoke",
            "--out",
            out.toString()));
    command.addAll(List.of(job.options().split(" ")));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(new File(out.toFile(), "log-" + System.nanoTime() + ".txt"))
        .start();
  }

  @Test
  void twoAtATimeInOneProcessGiveTheBytesOfOneAfterTheOther() throws IOException {
    copyCohort(out);
    assertTrue(reference.profile().jobs() == Runtime.getRuntime().availableProcessors());
    List<Run> together = open(out).train(JOBS);
    for (int i = 0; i < JOBS.size(); i++) {
      assertFalse(together.get(i).reused());
      assertSame(expected.get(i), together.get(i));
    }
  }

  @Test
  void twoProcessesWithTheSameJobDoItOnceAndBothEndWell() throws Exception {
    copyCohort(out);
    Process one = train(out, JOBS.get(0));
    Process other = train(out, JOBS.get(0));
    assertEquals(0, one.waitFor(), () -> logs(out));
    assertEquals(0, other.waitFor(), () -> logs(out));
    assertEquals(1, runs(out).size(), runs(out)::toString);
    String logs = logs(out);
    // Exactly one of them has trained it, unless one came so late that it found it at the start.
    assertEquals(2, logs.split("saved in ", -1).length - 1, logs);
    assertEquals(1, logs.split("trained now", -1).length - 1, logs);
    assertSame(expected.get(0), open(out).train(JOBS.get(0)));
  }

  private static String logs(Path out) {
    try (Stream<Path> files = Files.list(out)) {
      StringBuilder text = new StringBuilder();
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("log-")).toList()) {
        text.append(Files.readString(file)).append('\n');
      }
      return text.toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Killed (SIGKILL) three times at random moments, the last time when it has begun for certain. */
  @Test
  void aProcessKilledAtAnyMomentLosesNothingAndLeavesNoLock() throws Exception {
    copyCohort(out);
    Random random = new Random(12);
    for (int kill = 0; kill < 3; kill++) {
      Process process = train(out, JOBS.get(1));
      if (kill == 2) {
        while (process.isAlive() && runs(out).isEmpty()) {
          Thread.sleep(5);
        }
        Thread.sleep(random.nextInt(300));
      } else {
        process.waitFor(random.nextInt(3000), TimeUnit.MILLISECONDS);
      }
      process.destroyForcibly().waitFor();
    }
    Study study = open(out);
    JobScan.State state = study.jobScan().status(JOBS.get(1)).state();
    assertTrue(Set.of(JobScan.State.INTERRUPTED, JobScan.State.DONE).contains(state), state::name);
    Run resumed = study.train(JOBS.get(1));
    assertSame(expected.get(1), resumed);
    assertEquals(1, runs(out).size(), runs(out)::toString);
    assertFalse(Files.exists(resumed.directory().resolve("checkpoint.safetensors")));
  }

  @Test
  void aDamagedJobIsNamedAndNeitherUsedNorMadeAnewInSilence() throws IOException {
    copyCohort(out);
    Path file = open(out).train(JOBS.get(0)).testFile();
    String text = Files.readString(file);
    for (String damaged :
        List.of(
            text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1), // a record less
            text.replaceFirst("0\\.", "1."),
            text.substring(0, text.length() / 2),
            "")) {
      Files.writeString(file, damaged);
      Study study = open(out);
      JobScan.Status status = study.jobScan().status(JOBS.get(0));
      assertEquals(JobScan.State.DAMAGED, status.state());
      assertTrue(status.what().contains(file.toString()), status.what());
      assertThrows(EcgDataException.class, () -> study.train(JOBS.get(0)));
      String message =
          assertThrows(
                  EcgDataException.class,
                  () -> Gathering.of(study, Optional.empty(), Optional.empty(), Optional.empty()))
              .getMessage();
      assertTrue(message.contains("none of the wanted jobs is done"), message);
    }
    Files.delete(file);
    assertEquals(JobScan.State.DAMAGED, open(out).jobScan().status(JOBS.get(0)).state());
    Files.writeString(file, text);
    assertEquals(JobScan.State.DONE, open(out).jobScan().status(JOBS.get(0)).state());
    Files.writeString(file.resolveSibling("job.json"), "{}");
    assertEquals(JobScan.State.DAMAGED, open(out).jobScan().status(JOBS.get(0)).state());
  }

  @Test
  void aCheckpointThatAKillLeftBesideAFinishedJobIsTakenAway() throws IOException {
    copyCohort(out);
    Path directory = open(out).train(JOBS.get(0)).directory();
    Path leftOver = directory.resolve("checkpoint.safetensors");
    Files.writeString(leftOver, "x");
    assertTrue(open(out).train(JOBS.get(0)).reused());
    assertFalse(Files.exists(leftOver));
  }

  /** A folder that another code version or profile made, with the difference in its settings. */
  @Test
  void networksMadeWithOtherSettingsAreRefusedByName() throws IOException {
    copyCohort(out);
    Study study = open(out);
    Path directory = study.train(JOBS.get(0)).directory();
    Path other = directory.resolveSibling("network-V1-0123456789ab");
    Files.move(directory, other);
    Path settings = other.resolve("run.json");
    Files.writeString(settings, Files.readString(settings).replace("epochs=2", "epochs=3"));
    Study again = open(out);
    assertEquals(JobScan.State.MISSING, again.jobScan().status(JOBS.get(0)).state());
    String message =
        assertThrows(
                EcgDataException.class,
                () -> Gathering.of(again, Optional.empty(), Optional.empty(), Optional.empty()))
            .getMessage();
    for (String part :
        List.of("different settings", "V1, fold 3, seed 7", "training", "epochs=2", "epochs=3")) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void seedFoldAndLeadsMakeAnotherJob() {
    Set<Path> folders =
        Set.copyOf(
            Stream.of(
                    JOBS.get(0),
                    new TrainingJob(List.of(Lead.V1), OptionalInt.of(3), 8),
                    new TrainingJob(List.of(Lead.V2), OptionalInt.of(3), 7))
                .map(job -> reference.train(job).directory())
                .toList());
    assertEquals(3, folders.size());
    // The folds do not depend on the training's seed.
    assertEquals(
        reference.split(new TrainingJob(List.of(Lead.V1), OptionalInt.of(3), 7).split()),
        reference.split(new TrainingJob(List.of(Lead.V1), OptionalInt.of(3), 8).split()));
    assertNotEquals(
        reference.split(),
        reference.split(new TrainingJob(List.of(Lead.V1), OptionalInt.of(3), 7).split()));
  }

  @Test
  void theLockIsOneHoldersAndEndsWithIt() throws Exception {
    Path directory = out.resolve("network-x-0123456789ab");
    assertFalse(RunLock.isHeld(directory));
    try (RunLock first = RunLock.tryAcquire(directory).orElseThrow()) {
      assertNotNull(first);
      assertTrue(RunLock.isHeld(directory));
      assertTrue(RunLock.tryAcquire(directory).isEmpty());
      Thread.currentThread().interrupt();
      assertThrows(CancellationException.class, () -> RunLock.acquire(directory, SILENT));
    }
    assertFalse(RunLock.isHeld(directory));
    RunLock.acquire(directory, SILENT).close();
    // A lock file that nobody holds, as a killed process leaves it.
    try (FileChannel file =
        FileChannel.open(
            out.resolve(".locks").resolve("network-x-0123456789ab"), StandardOpenOption.READ)) {
      assertEquals(0, file.size());
    }
    RunLock.tryAcquire(directory).orElseThrow().close();
  }
}
