package org.ecgworkbench.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stock IJava 1.3.0 brings Gson 2.8.5, unrelocated and before the library's on the class path. The whole way from the embedded cohort to
 * an explanation must work with it.
 */
class OldGsonTest {
  @TempDir private Path folder;

  @Test
  void theLibraryRunsWithTheGsonOfStockIJava() throws IOException, InterruptedException {
    Path old = Path.of("target/ijava/gson.jar").toAbsolutePath();
    assertTrue(Files.exists(old), () -> old + " is not there; Maven copies it before the tests");
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+IgnoreUnrecognizedVMOptions",
                    "-Xmx2g",
                    "-Djava.awt.headless=true",
                    "-Dai.djl.offline=true",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    old + File.pathSeparator + System.getProperty("java.class.path"),
                    "org.ecgworkbench.cli.Main",
                    "explain",
                    "--record",
                    "S00003",
                    "--profile",
                    "smoke",
                    "--out",
                    folder.resolve("out").toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertTrue(process.waitFor(5, TimeUnit.MINUTES), "not done in five minutes");
    String printed = Files.readString(log, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), printed);
    assertTrue(printed.contains("lead,sum,standard_error,absolute_sum,mean"), printed);
  }
}
