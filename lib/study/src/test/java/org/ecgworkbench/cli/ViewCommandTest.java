package org.ecgworkbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewCommandTest {
  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void writeARecord() {
    data = folder.resolve("data");
    SyntheticCohort cohort =
        new SyntheticCohort(new SyntheticCohort.Options(1, 1, ClassMix.BALANCED));
    WfdbWriter.write(data, cohort.record(0).record());
  }

  private record Outcome(int exitCode, String err) {}

  private Outcome view(String record, Path out) {
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int code =
          Main.run("view", "--data", data.toString(), "--record", record, "--out", out.toString());
      return new Outcome(code, err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void aRecordBecomesOnePage() throws IOException {
    Path page = folder.resolve("pages/s.html");
    Outcome outcome = view("S00001", page);
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertTrue(Files.readString(page).startsWith("<!DOCTYPE html>"));
    assertEquals("wrote " + page, outcome.err().strip());
  }

  @Test
  void anUnknownRecordOrAFolderIsRefusedInOneLine() throws IOException {
    Outcome unknown = view("S99999", folder.resolve("s.html"));
    assertEquals(2, unknown.exitCode());
    assertEquals(1, unknown.err().strip().lines().count(), unknown.err());
    assertTrue(unknown.err().contains("S99999"), unknown.err());
    Outcome occupied = view("S00001", data);
    assertEquals(2, occupied.exitCode());
    assertEquals(
        data + ": expected the name of a file to write, found a folder", occupied.err().strip());
    assertFalse(Files.exists(folder.resolve("s.html")));
    try (Stream<Path> files = Files.list(data)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void aFileInThePlaceOfAFolderIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    Outcome outcome = view("S00001", file.resolve("s.html"));
    assertEquals(2, outcome.exitCode(), outcome.err());
    assertEquals(1, outcome.err().strip().lines().count(), outcome.err());
    assertTrue(outcome.err().contains(file.toString()), outcome.err());
  }
}
