package org.ecgworkbench.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.contents.Entry;
import org.ecgworkbench.contents.Results;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.real.RealStudy;
import org.ecgworkbench.report.Report;
import org.ecgworkbench.result.ResultsFolder;
import org.ecgworkbench.study.store.KeptScores;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.verify.Finding.Kind;

/** Goes through a folder of results and collects what is wrong. */
final class VerificationWork {
  private static final String MODELS = "models";
  private static final Set<String> RESULT_ENDINGS = Set.of("csv", "png", "svg", "pdf");

  private final Path results;
  private final Verification.Options options;
  private final Progress progress;
  private final Findings findings;
  private final Set<Path> known = new LinkedHashSet<>();
  private final Set<String> comparedInputs = new TreeSet<>();
  private final Set<String> absentInputs = new TreeSet<>();
  private final Map<String, List<String>> notDerived = new LinkedHashMap<>();
  private final Map<Path, Map<String, String>> putBack = new HashMap<>();
  private int absentPdfs;
  private int outputs;

  VerificationWork(Path results, Verification.Options options, Progress progress) {
    this.results = results;
    this.options = options;
    this.progress = progress;
    findings = new Findings(results);
  }

  Verification verify() {
    Verification own = folder();
    List<Verification> parts = new ArrayList<>(List.of(own));
    for (Path model : ResultsFolder.list(results.resolve(MODELS))) {
      if (ResultsFolder.isOne(model)) {
        parts.add(new VerificationWork(model, Verification.Options.defaults(), progress).folder());
      }
    }
    for (Path real : ResultsFolder.list(results.resolve(RealStudy.FOLDER))) {
      if (ResultsFolder.isOne(real)) {
        parts.add(PutBack.verify(real, options, progress));
      }
    }
    progress.close();
    return Verification.together(results, parts);
  }

  /** Of this folder alone, without the models in it. */
  Verification folder() {
    ResultsFolder.require(results);
    List<Sidecar> sidecars = new ArrayList<>();
    Set<String> damagedIds = new LinkedHashSet<>();
    for (Path file : ResultsFolder.sidecars(results)) {
      if (options.only().isPresent() && !options.only().get().equals(ResultsFolder.stem(file))) {
        continue;
      }
      known.add(file);
      try {
        sidecars.add(Sidecar.read(file));
      } catch (EcgDataException e) {
        damagedIds.add(ResultsFolder.stem(file));
        findings.damaged(file, e);
      }
    }
    List<Sidecar> derivable = new ArrayList<>();
    for (Sidecar sidecar : sidecars) {
      Parallel.stopIfInterrupted();
      progress.update("verifying " + findings.name(sidecar.file()));
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
    List<String> notebooks = List.of();
    if (options.only().isEmpty()) {
      unexpected(damagedIds);
      complete();
      runs();
      notebooks = NotebookSums.check(results, findings);
      if (damagedIds.isEmpty()) { // a damaged sidecar is named already
        Report.fault(results, sidecars)
            .map(f -> new Finding(f.changed() ? Kind.CHANGED : Kind.STALE, Report.FILE, f.what()))
            .ifPresent(findings::add);
      }
    }
    int derived = derive(derivable);
    List<String> not = rest();
    not.addAll(notebooks);
    return new Verification(
        results, findings.all(), sidecars.size(), outputs, comparedInputs.size(), derived, not);
  }

  private List<String> rest() {
    List<String> not = new ArrayList<>();
    if (!absentInputs.isEmpty()) {
      not.add(absentInputs.size() + " inputs (saved runs that are not here)");
    }
    if (absentPdfs > 0) {
      not.add(
          absentPdfs
              + (absentPdfs == 1 ? " PDF file" : " PDF files")
              + " (not kept in the repository)");
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
    if (Files.isRegularFile(file)) {
      outputs++;
      findings.hasHash(file, hash);
    } else if (name.endsWith(".pdf") && !Files.exists(file)) {
      absentPdfs++;
    } else {
      findings.missing(file, "named in " + sidecar.file().getFileName());
    }
  }

  /** Whether an input is there and as it was. A run that is not here at all is no fault, a file out of one is. */
  private boolean input(String name, String expected) {
    Path file = results.resolve(name);
    if (Files.isRegularFile(file)) {
      comparedInputs.add(name);
      return findings.hasHash(file, expected);
    }
    if (Files.isDirectory(file.getParent())) {
      findings.missing(file, "an input; the rest of its run is there");
    } else {
      keptScores(name, expected);
    }
    return false;
  }

  /** Whether the scores that are kept are those that a run had when a result was made from it; {@link #runs} sees whether they were changed. */
  private void keptScores(String name, String expected) {
    Path kept = KeptScores.fileFor(results, name);
    if (kept == null || !Files.isDirectory(results.resolve(KeptScores.FOLDER))) {
      absentInputs.add(name);
    } else if (!Files.isRegularFile(kept)) {
      findings.missing(kept, "the scores that results were made from");
    } else {
      comparedInputs.add(name);
      if (kept.toString().endsWith("-history.csv")) {
        findings.hasHash(kept, expected);
        return;
      }
      String found =
          putBack
              .computeIfAbsent(results.resolve(name).getParent(), this::putBack)
              .getOrDefault(results.resolve(name).getFileName().toString(), "nothing");
      if (!found.equals(expected)) {
        findings.changed(kept, "put back as " + name, expected, found);
      }
    }
  }

  /** The SHA-256 of the files of a run that is put back in a temporary folder. */
  private Map<String, String> putBack(Path run) {
    try {
      Path folder = Files.createTempDirectory("scores").resolve(run.getFileName());
      try {
        return KeptScores.restore(results, folder) ? RunFiles.sums(folder) : Map.of();
      } catch (EcgDataException e) {
        return Map.of();
      } finally {
        try (Stream<Path> files = Files.walk(folder.getParent())) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a temporary file", e);
    }
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
            findings.missing(sidecar, "no sidecar knows %s".formatted(file.getFileName()));
          }
        } else {
          findings.add(Kind.UNEXPECTED, file, "no sidecar knows it");
        }
      }
    }
  }

  /** What a whole run makes and neither a file nor a sidecar is left of. */
  private void complete() {
    if (options.complete() || Files.isRegularFile(results.resolveSibling("codecheck.yml"))) {
      for (Entry entry : Results.inGit()) {
        Path expected = results.resolve(entry.file());
        if (!Files.exists(expected) && !known.contains(expected)) {
          findings.missing(expected, "a whole run makes it");
        }
      }
    }
  }

  /** Every file of the saved runs and of a model, also those that no sidecar names: weights, settings, notes, the model card. */
  private void runs() {
    findings.sealed(results, "a model");
    findings.sealed(results.resolve(KeptScores.FOLDER), "the scores that are kept");
    for (Path folder : ResultsFolder.list(results.resolve("runs"))) {
      if (!folder.getFileName().toString().endsWith(".partial")) {
        findings.sealed(folder, "a saved run");
      }
    }
  }

  private int derive(List<Sidecar> sidecars) {
    SavedStudies studies = new SavedStudies(results, options.data(), options.test(), progress);
    int derived = 0;
    for (Sidecar sidecar : sidecars) {
      Parallel.stopIfInterrupted();
      Optional<Rederivation> rederivation;
      try {
        rederivation = studies.of(sidecar);
      } catch (IllegalArgumentException e) {
        findings.add(Kind.DAMAGED, sidecar.file(), e.getMessage());
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
        .filter(
            f -> findings.all().stream().noneMatch(known -> f.what().contains("/" + known.file())))
        .forEach(findings::add);
    return derived;
  }

  private boolean derive(Rederivation rederivation, Sidecar sidecar) {
    try {
      rederivation
          .staleness(sidecar)
          .ifPresent(why -> findings.add(Kind.STALE, sidecar.file(), why));
      return true;
    } catch (EcgDataException | IllegalArgumentException e) {
      findings.add(
          Kind.STALE, sidecar.file(), "cannot be made again: " + String.valueOf(e.getMessage()));
      return false;
    }
  }
}
