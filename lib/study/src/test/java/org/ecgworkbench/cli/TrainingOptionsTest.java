package org.ecgworkbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Expected values: by hand. */
@ResourceLock(Resources.SYSTEM_ERR)
class TrainingOptionsTest {
  @TempDir Path folder;

  private record Outcome(int code, String errors) {}

  private Outcome train(String... options) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<String> words =
        new java.util.ArrayList<>(
            List.of("train", "--profile", "smoke", "--out", folder.resolve("out").toString()));
    words.addAll(List.of(options));
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      return new Outcome(
          Main.run(words.toArray(String[]::new)), bytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void wrongSettingsAreRefusedInOneLineBeforeAnythingIsRead() {
    String[][] wrong = {
      {"--epochs", "0", "epochs must be positive, found 0"},
      {"--learning-rate", "-1", "the learning rate must be positive and below 1000, found -1.0"},
      {"--batch-size", "-3", "the batch size must be positive, found -3"},
      {"--patience", "-1", "the patience must not be negative, found -1"},
      {"--budget", "soon", "--budget: expected a number and s, m, h or d"},
      {"--budget", "0s", "the budget must be positive"},
      {"--device", "tpu", "tpu"},
    };
    for (String[] row : wrong) {
      Outcome outcome = train(row[0], row[1]);
      assertEquals(2, outcome.code(), outcome.errors());
      assertEquals(1, outcome.errors().lines().count(), outcome.errors());
      assertTrue(outcome.errors().contains(row[2]), outcome.errors());
    }
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @Test
  void durationsAreReadWithTheirUnits() {
    assertEquals(Duration.ofSeconds(90), TrainingOptions.duration("90s"));
    assertEquals(Duration.ofMinutes(30), TrainingOptions.duration("30m"));
    assertEquals(Duration.ofMinutes(90), TrainingOptions.duration("1.5h"));
    assertEquals(Duration.ofDays(2), TrainingOptions.duration("2d"));
    assertThrows(IllegalArgumentException.class, () -> TrainingOptions.duration("30"));
  }

  /** A budget of a second ends after the first epoch with code 3 and a history; the next call resumes; settings are another run. */
  @Test
  void aBudgetStopsWithItsOwnCodeAndResumeGoesOn() throws Exception {
    Outcome nothing = train("--resume");
    assertEquals(2, nothing.code(), nothing.errors());
    assertTrue(nothing.errors().contains("nothing to resume"), nothing.errors());
    Outcome stopped = train("--epochs", "3", "--budget", "0.001s");
    assertEquals(3, stopped.code(), stopped.errors());
    assertTrue(stopped.errors().contains("after epoch 1 of 3"), stopped.errors());
    Path partial;
    try (var folders = Files.list(folder.resolve("out").resolve("runs"))) {
      partial = folders.filter(f -> f.toString().endsWith(".partial")).findFirst().orElseThrow();
    }
    assertEquals(2, Files.readAllLines(partial.resolve("history.csv")).size());
    Outcome done = train("--epochs", "3", "--resume");
    assertEquals(0, done.code(), done.errors());
    Path run = Path.of(partial.toString().replaceAll("\\.partial$", ""));
    assertEquals(4, Files.readAllLines(run.resolve("history.csv")).size());
    assertFalse(Files.exists(partial));
  }

  private static Path run(Path runs) throws IOException {
    try (var folders = Files.list(runs)) {
      return folders.filter(f -> f.toString().contains("network-")).findFirst().orElseThrow();
    }
  }

  /** Ten epochs after eight began from nothing. They go on, to the bytes of ten at once; a state that was damaged is refused. */
  @Test
  void moreEpochsGoOnFromAFinishedRunThatKeptItsLast() throws Exception {
    assertEquals(0, train("--leads", "II", "--epochs", "1").code());
    Path runs = folder.resolve("out").resolve("runs");
    Path first = run(runs);
    assertFalse(Files.exists(first.resolve("last-epoch.safetensors")));
    Outcome nothing = train("--leads", "II", "--epochs", "3", "--resume");
    assertEquals(2, nothing.code(), nothing.errors());
    assertEquals(0, train("--leads", "II", "--epochs", "3").code());
    Path whole = Files.move(runs, folder.resolve("at once"));

    assertEquals(0, train("--leads", "II", "--epochs", "1", "--keep-checkpoint").code());
    first = run(runs);
    Path last = first.resolve("last-epoch.safetensors");
    byte[] bytes = Files.readAllBytes(last);
    bytes[bytes.length / 2] ^= 1;
    Files.write(last, bytes);
    Outcome damaged = train("--leads", "II", "--epochs", "3", "--resume");
    assertEquals(2, damaged.code());
    assertTrue(damaged.errors().contains("last-epoch.safetensors: expected the file that"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(last, bytes);
    Outcome more = train("--leads", "II", "--epochs", "3", "--resume");
    assertEquals(0, more.code(), more.errors());
    int compared = 0;
    try (var folders = Files.list(whole)) {
      for (Path one : folders.filter(f -> Files.exists(f.resolve("model.safetensors"))).toList()) {
        Path other = runs.resolve(one.getFileName());
        for (String file : List.of("model.safetensors", "history.csv", "predictions-test.csv")) {
          assertEquals(-1, Files.mismatch(one.resolve(file), other.resolve(file)), file);
          compared++;
        }
      }
    }
    assertEquals(6, compared, "one epoch, and three");
  }
}
