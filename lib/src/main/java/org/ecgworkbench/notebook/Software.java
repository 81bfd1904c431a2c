package org.ecgworkbench.notebook;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a result is computed with: the versions of everything, and the state of the checkout. */
final class Software {
  private Software() {}

  /** Versions of library, JDK, DJL, PyTorch and operating system, and the device of the arithmetic. */
  static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("ecg-workbench", Provenance.libraryVersion());
    versions.put("Java", System.getProperty("java.vendor") + " " + Runtime.version());
    versions.put("DJL", Engine.getDjlVersion());
    versions.put("PyTorch", Engine.getInstance().getVersion());
    versions.put("device", Engine.getInstance().defaultDevice().toString());
    versions.put(
        "operating system",
        "%s %s %s, %d processors"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors()));
    return versions;
  }

  /** Commit of the checkout, and whether it has uncommitted changes; {@code unknown} outside one. */
  static Map<String, String> checkout() {
    Map<String, String> source = new LinkedHashMap<>();
    Optional<String> commit = git("rev-parse", "HEAD");
    source.put("commit", commit.orElse("unknown"));
    source.put(
        "uncommittedChanges",
        // Results, and notebooks with their outputs, are what a run writes: they do not make the
        // code another one.
        commit
            .flatMap(
                c ->
                    git(
                        "status",
                        "--porcelain",
                        "--",
                        ":/",
                        ":(top,exclude)results",
                        ":(top,exclude)notebooks"))
            .map(s -> s.isBlank() ? "no" : "yes")
            .orElse("unknown"));
    return Collections.unmodifiableMap(source);
  }

  private static Optional<String> git(String... arguments) {
    try {
      List<String> command = new ArrayList<>(List.of("git"));
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return process.exitValue() == 0 ? Optional.of(text.strip()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // no git on this machine: the commit is then unknown, and said to be
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
