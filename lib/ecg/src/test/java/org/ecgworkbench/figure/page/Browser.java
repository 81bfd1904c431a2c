package org.ecgworkbench.figure.page;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A browser without a window, for pages that draw themselves. */
final class Browser {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  private Browser() {}

  /** Skips a test where there is no browser, and says so. */
  static void require() {
    if (!Files.isExecutable(CHROMIUM)) {
      System.err.println("SKIPPED: no " + CHROMIUM + ", so the page is not tried in a browser");
      Assumptions.abort("no " + CHROMIUM);
    }
  }

  /**
   * A page as it is after its scripts have run.
   *
   * @param folder for the browser's profile and output; nothing else is in it that matters
   * @param address of the page
   */
  static String dom(Path folder, String address) throws Exception {
    Path out = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("browser"),
                "--virtual-time-budget=3000",
                "--dump-dom",
                address)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the browser does not end");
    } finally {
      process.destroyForcibly().waitFor();
    }
    return Files.readString(out);
  }
}
