package org.ecgworkbench.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without any kernel: what a notebook's cells do, typed into the JDK's own shell. */
class PlainJShellTest {
  @TempDir private Path folder;

  @Test
  void aStudyItsTableAndAFigureArePrintedAsText() throws IOException, InterruptedException {
    Path script = folder.resolve("cells.jsh");
    Files.writeString(
        script,
        """
        import org.ecgworkbench.notebook.*;
        import org.ecgworkbench.paper.data.*;
        import org.ecgworkbench.study.*;
        Study study = Study.open(Parameters.of("", "smoke", 42, "%s", false, false, "", "cpu", false));
        study.show();
        Table1DataProfile.of(study).publish();
        Figure1ExampleEcg.of(study).publish();
        /exit
        """
            .formatted(folder.resolve("out")));
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "jshell").toString(),
                    "-R-Djava.awt.headless=true",
                    "-R-Dai.djl.offline=true",
                    "--class-path",
                    System.getProperty("java.class.path"),
                    script.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertTrue(process.waitFor(5, TimeUnit.MINUTES), "not done in five minutes");
    String printed = Files.readString(log, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), printed);
    assertFalse(printed.contains("rror:") || printed.contains("xception"), printed);
    assertTrue(printed.contains("90 records"), printed);
    assertTrue(
        printed.contains("Table 1. Data profile of the embedded synthetic cohort."), printed);
    assertTrue(printed.contains(" pixels"), printed);
    assertTrue(Files.exists(folder.resolve("out/tables/table1-data-profile.csv")), printed);
  }
}
