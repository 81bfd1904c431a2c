package org.ecgworkbench.paper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.notebook.Provenance;
import org.ecgworkbench.notebook.Sidecar;

/**
 * Whether a folder of results is what its sidecars say. Every file in {@code tables} and {@code figures} needs a sidecar and every sidecar
 * its files; SHA-256 of outputs, and of inputs where they are there, are computed anew; tables are made again from the saved predictions
 * and compared byte for byte. Nothing is trained and nothing is written.
 *
 * <p>In a fresh checkout the saved runs and the PDF files are absent: outputs are then checked against their sidecars, and the rest is
 * counted as not checkable, which is no fault. A result whose files and sidecar are both gone leaves no trace here: {@code codecheck.yml}
 * lists what there must be.
 *
 * @param results the folder that was verified
 * @param findings what is wrong, in the order of kinds
 * @param sidecars the number of tables and figures
 * @param outputs the number of files whose SHA-256 was compared
 * @param inputs the number of inputs whose SHA-256 was compared
 * @param derived the number of tables made again
 * @param notCheckable what could not be checked here, and why
 */
public record Verification(
    Path results,
    List<Finding> findings,
    int sidecars,
    int outputs,
    int inputs,
    int derived,
    List<String> notCheckable) {
  private static final Set<String> RESULT_ENDINGS = Set.of("csv", "png", "svg", "pdf");

  /** What can be wrong with a result. */
  public enum Kind {
    /** A sidecar that cannot be believed. */
    DAMAGED,
    /** The bytes are not those of the sidecar. */
    CHANGED,
    /** A file or a sidecar is not there. */
    MISSING,
    /** A file that no sidecar knows. */
    UNEXPECTED,
    /** Made with other code, data or settings than those of now. */
    STALE
  }

  /**
   * Something that is wrong.
   *
   * @param kind in which way
   * @param file relative to the folder of results
   * @param what one line, with what was expected and found
   */
  public record Finding(Kind kind, String file, String what) {
    @Override
    public String toString() {
      return "%-10s %s: %s".formatted(kind.name().toLowerCase(Locale.ROOT), file, what);
    }
  }

  /** Keeps its own copies. */
  public Verification {
    findings = findings.stream().sorted(java.util.Comparator.comparing(Finding::kind)).toList();
    notCheckable = List.copyOf(notCheckable);
  }

  /**
   * Verifies a folder of results.
   *
   * @param results holds {@code tables}, {@code figures} and, where there are saved runs, {@code runs}
   * @param data the recordings of results that were made with {@code --data}; those of the embedded cohort are found in {@code runs}
   * @throws EcgDataException if there is no such folder, or neither tables nor figures in it
   * @throws CancellationException if the calling thread is interrupted
   */
  public static Verification of(Path results, Optional<Path> data, Progress progress) {
    return new Work(results.toAbsolutePath().normalize(), data, progress).verify();
  }

  /** Whether nothing is wrong. */
  public boolean isFine() {
    return findings.isEmpty();
  }

  /** One line: the counts, and what could not be checked. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    if (isFine()) {
      text.append("verified");
    } else {
      Map<Kind, Integer> counts = new TreeMap<>();
      findings.forEach(f -> counts.merge(f.kind(), 1, Integer::sum));
      text.append("NOT verified: ");
      text.append(
          String.join(
              ", ",
              counts.entrySet().stream()
                  .map(e -> e.getValue() + " " + e.getKey().name().toLowerCase(Locale.ROOT))
                  .toList()));
    }
    text.append(
        "; %d results, %d files and %d inputs compared, %d tables made again"
            .formatted(sidecars, outputs, inputs, derived));
    if (!notCheckable.isEmpty()) {
      text.append("; not checkable here: ").append(String.join(", ", notCheckable));
    }
    return text.toString();
  }

  /** A line a finding, and the summary. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    findings.forEach(f -> text.append(f).append('\n'));
    return text.append(summary()).toString();
  }

  /** The sidecars of a folder of results, tables first, each folder in the order of names. */
  static List<Path> sidecarFiles(Path results) {
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("tables", "figures")) {
      files.addAll(
          list(results.resolve(folder)).stream()
              .filter(f -> f.getFileName().toString().endsWith(".json"))
              .toList());
    }
    return files;
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new EcgDataException(folder + ": cannot be read (" + Atomic.reason(e) + ")", e);
    }
  }

  /** @throws EcgDataException if this is no folder of results */
  static void requireResults(Path results) {
    if (!Files.isDirectory(results.resolve("tables"))
        && !Files.isDirectory(results.resolve("figures"))) {
      throw new EcgDataException(
          results + ": expected a folder of results with tables or figures, found none");
    }
  }

  private static final class Work {
    private final Path results;
    private final Optional<Path> data;
    private final Progress progress;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Path, String> hashes = new LinkedHashMap<>();
    private final Set<Path> known = new LinkedHashSet<>();
    private final Set<String> comparedInputs = new TreeSet<>();
    private final Set<String> absentInputs = new TreeSet<>();
    private final Set<String> reportedInputs = new TreeSet<>();
    private int absentPdfs;
    private int outputs;

    Work(Path results, Optional<Path> data, Progress progress) {
      this.results = results;
      this.data = data;
      this.progress = progress;
    }

    Verification verify() {
      requireResults(results);
      List<Path> files = sidecarFiles(results);
      List<Sidecar> sidecars = new ArrayList<>();
      Set<String> damagedIds = new LinkedHashSet<>();
      for (Path file : files) {
        known.add(file);
        try {
          sidecars.add(Sidecar.read(file));
        } catch (EcgDataException e) {
          damagedIds.add(stem(file));
          findings.add(
              new Finding(
                  Kind.DAMAGED,
                  relative(file),
                  e.getMessage().replace(file + ": ", "").replaceAll("\\s*\\R\\s*", " ")));
        }
      }
      List<Sidecar> derivable = new ArrayList<>();
      for (Sidecar sidecar : sidecars) {
        stopIfInterrupted();
        progress.update("verifying " + relative(sidecar.file()));
        sidecar.outputs().forEach((name, hash) -> output(sidecar, name, hash));
        boolean complete = true;
        for (Map.Entry<String, String> input : sidecar.inputs().entrySet()) {
          complete &= input(input.getKey(), input.getValue());
        }
        if (complete) {
          derivable.add(sidecar);
        }
      }
      unexpected(damagedIds);
      int derived = derive(derivable.stream().filter(Rederivation::knows).toList());
      long tables = sidecars.stream().filter(s -> s.file().getParent().endsWith("tables")).count();
      List<String> not = new ArrayList<>();
      if (!absentInputs.isEmpty()) {
        not.add(absentInputs.size() + " inputs (saved runs that are not here)");
      }
      if (absentPdfs > 0) {
        not.add(absentPdfs + " PDF files (not kept in the repository)");
      }
      if (derived < tables) {
        not.add("making %d of %d tables again".formatted(tables - derived, tables));
      }
      return new Verification(
          results, findings, sidecars.size(), outputs, comparedInputs.size(), derived, not);
    }

    private void output(Sidecar sidecar, String name, String hash) {
      Path file = sidecar.output(name);
      known.add(file);
      if (!Files.isRegularFile(file)) {
        if (name.endsWith(".pdf") && !Files.exists(file)) {
          absentPdfs++;
        } else {
          findings.add(
              new Finding(
                  Kind.MISSING, relative(file), "named in " + sidecar.file().getFileName()));
        }
        return;
      }
      outputs++;
      compare(file, hash);
    }

    private boolean compare(Path file, String expected) {
      String found = hash(file);
      if (!found.equals(expected)) {
        findings.add(
            new Finding(
                Kind.CHANGED,
                relative(file),
                "expected SHA-256 %s, found %s".formatted(expected, found)));
      }
      return found.equals(expected);
    }

    private String hash(Path file) {
      return hashes.computeIfAbsent(file, Provenance::sha256);
    }

    /** Whether an input is there and as it was. A run that is not here at all is no fault, a file out of one is. */
    private boolean input(String name, String expected) {
      Path file = results.resolve(name);
      if (Files.isRegularFile(file)) {
        comparedInputs.add(name);
        return hash(file).equals(expected)
            || (reportedInputs.add(name + expected) && compare(file, expected));
      }
      if (Files.isDirectory(file.getParent())) {
        if (reportedInputs.add(name)) {
          findings.add(new Finding(Kind.MISSING, name, "an input; the rest of its run is there"));
        }
      } else {
        absentInputs.add(name);
      }
      return false;
    }

    private void unexpected(Set<String> damagedIds) {
      Set<Path> withoutSidecar = new LinkedHashSet<>();
      for (String folder : List.of("tables", "figures")) {
        for (Path file : list(results.resolve(folder))) {
          if (known.contains(file) || damagedIds.contains(stem(file))) {
            continue;
          }
          Path sidecar = file.resolveSibling(stem(file) + ".json");
          if (RESULT_ENDINGS.contains(ending(file)) && !Files.exists(sidecar)) {
            if (withoutSidecar.add(sidecar)) {
              findings.add(
                  new Finding(
                      Kind.MISSING,
                      relative(sidecar),
                      "no sidecar knows %s".formatted(file.getFileName())));
            }
          } else {
            findings.add(new Finding(Kind.UNEXPECTED, relative(file), "no sidecar knows it"));
          }
        }
      }
    }

    private int derive(List<Sidecar> sidecars) {
      Map<Parameters, List<Sidecar>> byParameters = new LinkedHashMap<>();
      for (Sidecar sidecar : sidecars) {
        try {
          parameters(sidecar)
              .ifPresent(p -> byParameters.computeIfAbsent(p, k -> new ArrayList<>()).add(sidecar));
        } catch (IllegalArgumentException e) {
          findings.add(new Finding(Kind.DAMAGED, relative(sidecar.file()), e.getMessage()));
        }
      }
      int derived = 0;
      for (Map.Entry<Parameters, List<Sidecar>> entry : byParameters.entrySet()) {
        Optional<Study> study;
        try {
          study = Study.saved(entry.getKey(), progress);
        } catch (EcgDataException e) {
          findings.add(
              new Finding(
                  Kind.CHANGED,
                  entry.getKey().data().isPresent()
                      ? "the recordings"
                      : "runs, the embedded cohort",
                  e.getMessage()));
          continue;
        }
        if (study.isPresent()) {
          Rederivation rederivation = new Rederivation(study.get());
          for (Sidecar sidecar : entry.getValue()) {
            stopIfInterrupted();
            progress.update("making " + sidecar.id() + " again");
            derived += derive(rederivation, sidecar) ? 1 : 0;
          }
        }
      }
      return derived;
    }

    private boolean derive(Rederivation rederivation, Sidecar sidecar) {
      try {
        rederivation
            .staleness(sidecar)
            .ifPresent(why -> findings.add(new Finding(Kind.STALE, relative(sidecar.file()), why)));
        return true;
      } catch (EcgDataException | IllegalArgumentException e) {
        findings.add(
            new Finding(
                Kind.STALE,
                relative(sidecar.file()),
                "cannot be made again: " + String.valueOf(e.getMessage())));
        return false;
      }
    }

    /** Of the study that made a result; empty where its recordings were not given. */
    private Optional<Parameters> parameters(Sidecar sidecar) {
      boolean embedded = "the embedded cohort".equals(sidecar.data().get("name"));
      if (!embedded && data.isEmpty()) {
        return Optional.empty();
      }
      String profile = sidecar.settings().getOrDefault("profile", "");
      Profile.of(profile);
      String seed = sidecar.settings().getOrDefault("seed", "");
      if (!seed.matches("\\d{1,10}")) {
        throw new IllegalArgumentException("setting 'seed' is not a seed: '" + seed + "'");
      }
      return Optional.of(
          new Parameters(
              embedded ? Optional.empty() : data,
              profile,
              Long.parseLong(seed),
              results,
              true,
              "true".equals(sidecar.settings().get("resample"))));
    }

    private String relative(Path file) {
      return results.relativize(file).toString();
    }

    private static String stem(Path file) {
      String name = file.getFileName().toString();
      int dot = name.lastIndexOf('.');
      return dot < 0 ? name : name.substring(0, dot);
    }

    private static String ending(Path file) {
      String name = file.getFileName().toString();
      return name.substring(name.lastIndexOf('.') + 1);
    }

    private static void stopIfInterrupted() {
      if (Thread.interrupted()) {
        throw new CancellationException("interrupted");
      }
    }
  }
}
