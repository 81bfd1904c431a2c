package org.ecgworkbench.paper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.notebook.Provenance;
import org.ecgworkbench.notebook.Sidecar;
import org.ecgworkbench.paper.Verification.Finding;
import org.ecgworkbench.paper.Verification.Kind;

/** Goes through a folder of results and collects what is wrong. */
final class VerificationWork {
  private static final Set<String> RESULT_ENDINGS = Set.of("csv", "png", "svg", "pdf");

  private final Path results;
  private final Verification.Options options;
  private final Progress progress;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Path, String> hashes = new LinkedHashMap<>();
  private final Set<Path> known = new LinkedHashSet<>();
  private final Set<String> comparedInputs = new TreeSet<>();
  private final Set<String> absentInputs = new TreeSet<>();
  private final Set<String> reportedInputs = new TreeSet<>();
  private final Map<String, List<String>> notDerived = new LinkedHashMap<>();
  private int absentPdfs;
  private int outputs;

  VerificationWork(Path results, Verification.Options options, Progress progress) {
    this.results = results;
    this.options = options;
    this.progress = progress;
  }

  Verification verify() {
    ResultsFolder.require(results);
    List<Sidecar> sidecars = new ArrayList<>();
    Set<String> damagedIds = new LinkedHashSet<>();
    for (Path file : ResultsFolder.sidecars(results)) {
      known.add(file);
      try {
        sidecars.add(Sidecar.read(file));
      } catch (EcgDataException e) {
        damagedIds.add(ResultsFolder.stem(file));
        findings.add(new Finding(Kind.DAMAGED, relative(file), withoutFile(e, file)));
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
      if (!sidecar.file().getParent().endsWith("tables")) {
        continue;
      }
      if (!Rederivation.knows(sidecar)) {
        notDerived("no way is known to make it from saved predictions", sidecar);
      } else if (!complete) {
        notDerived("its saved runs are not here as they were", sidecar);
      } else {
        derivable.add(sidecar);
      }
    }
    unexpected(damagedIds);
    manifest();
    runs();
    if (damagedIds.isEmpty()) { // a damaged sidecar is named already
      Report.finding(results, sidecars).ifPresent(findings::add);
    }
    int derived = derive(derivable);
    progress.close();
    return new Verification(
        results, findings, sidecars.size(), outputs, comparedInputs.size(), derived, rest());
  }

  private List<String> rest() {
    List<String> not = new ArrayList<>();
    if (!absentInputs.isEmpty()) {
      not.add(absentInputs.size() + " inputs (saved runs that are not here)");
    }
    if (absentPdfs > 0) {
      not.add(absentPdfs + " PDF files (not kept in the repository)");
    }
    notDerived.forEach(
        (why, ids) -> not.add("making again %s: %s".formatted(String.join(", ", ids), why)));
    return not;
  }

  private void notDerived(String why, Sidecar sidecar) {
    notDerived.computeIfAbsent(why, w -> new ArrayList<>()).add(sidecar.id());
  }

  private void output(Sidecar sidecar, String name, String hash) {
    Path file = sidecar.output(name);
    known.add(file);
    if (!Files.isRegularFile(file)) {
      if (name.endsWith(".pdf") && !Files.exists(file)) {
        absentPdfs++;
      } else {
        findings.add(
            new Finding(Kind.MISSING, relative(file), "named in " + sidecar.file().getFileName()));
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
    for (String folder : ResultsFolder.FOLDERS) {
      for (Path file : ResultsFolder.list(results.resolve(folder))) {
        if (known.contains(file) || damagedIds.contains(ResultsFolder.stem(file))) {
          continue;
        }
        Path sidecar = file.resolveSibling(ResultsFolder.stem(file) + ".json");
        if (RESULT_ENDINGS.contains(ResultsFolder.ending(file)) && !Files.exists(sidecar)) {
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

  /** What the manifest lists and neither a file nor a sidecar is left of. */
  private void manifest() {
    Path beside = results.resolveSibling(CodecheckManifest.NAME);
    Path file = options.manifest().orElse(beside);
    if (options.manifest().isEmpty() && !Files.isRegularFile(file)) {
      return;
    }
    for (String name : CodecheckManifest.read(file)) {
      Path expected = results.resolve(name);
      if (!Files.exists(expected) && !known.contains(expected)) {
        findings.add(new Finding(Kind.MISSING, name, "listed in " + file.getFileName()));
      }
    }
  }

  /** Every file of the saved runs, also those that no sidecar names: weights, settings, notes. */
  private void runs() {
    for (Path folder : ResultsFolder.list(results.resolve("runs"))) {
      if (!Files.isRegularFile(folder.resolve(RunFiles.SUMS))
          || folder.getFileName().toString().endsWith(".partial")) {
        continue;
      }
      Map<String, String> sums;
      try {
        sums = RunFiles.sums(folder);
      } catch (EcgDataException e) {
        Path file = folder.resolve(RunFiles.SUMS);
        findings.add(new Finding(Kind.DAMAGED, relative(file), withoutFile(e, file)));
        continue;
      }
      sums.forEach(
          (name, expected) -> {
            stopIfInterrupted();
            Path file = folder.resolve(name);
            String path = relative(file);
            if (!Files.isRegularFile(file)) {
              if (reportedInputs.add(path)) {
                findings.add(new Finding(Kind.MISSING, path, "of a saved run"));
              }
            } else if (!hash(file).equals(expected)
                && findings.stream().noneMatch(f -> f.file().equals(path))) {
              compare(file, expected);
            }
          });
    }
  }

  private int derive(List<Sidecar> sidecars) {
    SavedStudies studies = new SavedStudies(results, options.data(), progress);
    int derived = 0;
    for (Sidecar sidecar : sidecars) {
      stopIfInterrupted();
      Optional<Rederivation> rederivation;
      try {
        rederivation = studies.of(sidecar);
      } catch (IllegalArgumentException e) {
        findings.add(new Finding(Kind.DAMAGED, relative(sidecar.file()), e.getMessage()));
        continue;
      }
      if (rederivation.isEmpty()) {
        notDerived(studies.whyNot(sidecar), sidecar);
        continue;
      }
      progress.update("making " + sidecar.id() + " again");
      derived += derive(rederivation.get(), sidecar) ? 1 : 0;
    }
    studies.findings().stream()
        .filter(f -> findings.stream().noneMatch(known -> f.what().contains("/" + known.file())))
        .forEach(findings::add);
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

  private static String withoutFile(EcgDataException e, Path file) {
    return e.getMessage().replace(file + ": ", "").replaceAll("\\s*\\R\\s*", " ");
  }

  private String relative(Path file) {
    return results.relativize(file).toString();
  }

  private static void stopIfInterrupted() {
    if (Thread.interrupted()) {
      throw new CancellationException("interrupted");
    }
  }
}
