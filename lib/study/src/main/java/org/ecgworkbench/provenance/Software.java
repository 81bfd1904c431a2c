package org.ecgworkbench.provenance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ecgworkbench.model.NetworkEngine;

/** What a result is computed with: the versions of everything, the state of the checkout, and the machine. */
final class Software {
  /** The names of the machine's facts, in order. */
  static final List<String> MACHINE = List.of("operating system", "processors", "processor");

  /** The sources of the library and of the study, relative to the checkout. */
  private static final List<String> SOURCES = List.of("lib/ecg/src/main", "lib/study/src/main");

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Pattern MODEL = Pattern.compile("model name\\s*:\\s*(\\S.*)");
  private static final String UNKNOWN = "unknown";

  private Software() {}

  /** Versions of library, JDK, DJL and PyTorch, the device of the arithmetic, and how the engine computes. */
  static Map<String, String> versions(String library) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("ecg-workbench", library);
    versions.put(Provenance.JAVA, System.getProperty("java.vendor") + " " + Runtime.version());
    versions.putAll(NetworkEngine.describe());
    return versions;
  }

  /** Operating system, number of processors, and their kind: what no result may depend on. */
  static Map<String, String> machine() {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put(
        MACHINE.get(0),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
    machine.put(MACHINE.get(1), String.valueOf(Runtime.getRuntime().availableProcessors()));
    machine.put(MACHINE.get(2), processor());
    return machine;
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .map(MODEL::matcher)
          .filter(Matcher::matches)
          .map(matcher -> matcher.group(1).strip())
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException | UncheckedIOException e) {
      return UNKNOWN; // not Linux
    }
  }

  /** Commit of the checkout, whether it has uncommitted changes, and the SWHIDs of its sources; {@code unknown} outside one. */
  static Map<String, String> checkout() {
    Map<String, String> source = new LinkedHashMap<>();
    Optional<String> commit = git("rev-parse", "HEAD");
    source.put("commit", commit.orElse(UNKNOWN));
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
            .orElse(UNKNOWN));
    // The tree that git has of a folder is its SWHID: the same sources have it, whatever the
    // commit.
    SOURCES.forEach(
        folder ->
            git("rev-parse", "HEAD:" + folder)
                .ifPresent(tree -> source.put(folder, "swh:1:dir:" + tree)));
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
