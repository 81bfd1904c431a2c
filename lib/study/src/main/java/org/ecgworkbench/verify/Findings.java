package org.ecgworkbench.verify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.report.Report;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.verify.Finding.Kind;

/** What a verification has found so far in one folder of results; every file is read once. */
final class Findings {
  /** A cohort checks its own, and a report has a seal. */
  private static final Set<String> CHECKED_ELSEWHERE =
      Set.of(SyntheticCohort.OPTIONS_FILE, Report.FILE);

  private final Path results;
  private final List<Finding> all = new ArrayList<>();
  private final Map<Path, String> hashes = new HashMap<>();
  private final Set<String> reported = new HashSet<>();

  Findings(Path results) {
    this.results = results;
  }

  List<Finding> all() {
    return all;
  }

  void add(Finding finding) {
    all.add(finding);
  }

  void add(Kind kind, Path file, String what) {
    all.add(new Finding(kind, name(file), what));
  }

  /** That a file cannot be believed; its name is not said twice. */
  void damaged(Path file, EcgDataException e) {
    add(Kind.DAMAGED, file, e.getMessage().replace(file + ": ", "").replaceAll("\\s*\\R\\s*", " "));
  }

  /** Says once that a file is not there. */
  void missing(Path file, String what) {
    if (reported.add(name(file))) {
      add(Kind.MISSING, file, what);
    }
  }

  /** Says once of a file that what comes of it is not what it was. */
  void changed(Path file, String how, String expected, String found) {
    if (reported.add(name(file))) {
      add(Kind.CHANGED, file, "%s: expected SHA-256 %s, found %s".formatted(how, expected, found));
    }
  }

  /** Whether a file has the bytes that it should have; says once if it has not. */
  boolean hasHash(Path file, String expected) {
    String found = hashes.computeIfAbsent(file, Provenance::sha256);
    if (!found.equals(expected) && reported.add(name(file) + " " + expected)) {
      add(Kind.CHANGED, file, "expected SHA-256 %s, found %s".formatted(expected, found));
    }
    return found.equals(expected);
  }

  /**
   * Every file that the {@code SHA256SUMS} of a folder names, and every other one there; nothing where there is no such list.
   *
   * @param what the folder holds, for a message, for example {@code a saved run}
   */
  void sealed(Path folder, String what) {
    Path list = folder.resolve(RunFiles.SUMS);
    if (!Files.isRegularFile(list)) {
      return;
    }
    Map<String, String> sums;
    try {
      sums = RunFiles.sums(folder);
    } catch (EcgDataException e) {
      damaged(list, e);
      return;
    }
    sums.forEach(
        (name, expected) -> {
          Parallel.stopIfInterrupted();
          Path file = folder.resolve(name);
          if (!Files.isRegularFile(file)) {
            missing(file, "of " + what);
          } else if (!isNamed(file)) {
            hasHash(file, expected);
          }
        });
    for (Path file : RunFiles.files(folder)) {
      String name = file.getFileName().toString();
      if (!sums.containsKey(name) && !CHECKED_ELSEWHERE.contains(name)) {
        add(Kind.UNEXPECTED, file, "%s names no such file of %s".formatted(RunFiles.SUMS, what));
      }
    }
  }

  private boolean isNamed(Path file) {
    String name = name(file);
    return all.stream().anyMatch(f -> f.file().equals(name));
  }

  /** A file's name relative to the folder of results, with slashes. */
  String name(Path file) {
    return results.relativize(file).toString().replace('\\', '/');
  }
}
