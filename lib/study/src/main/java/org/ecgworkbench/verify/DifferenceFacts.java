package org.ecgworkbench.verify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.study.store.JobFile;
import org.ecgworkbench.study.store.MachineFile;
import org.ecgworkbench.study.store.RunFiles;

/** What went in and what came out, by name, and on which machine. */
record DifferenceFacts(
    Map<String, String> causes,
    Map<String, Input> inputs,
    Map<String, String> effects,
    Map<String, Path> files,
    Map<String, String> machine) {
  /** An input: its SHA-256, and what its run depends on where that is here. */
  record Input(String sha256, Path run) {}

  /** Those of a table or figure. */
  static DifferenceFacts of(Sidecar sidecar) {
    Map<String, String> causes = new LinkedHashMap<>();
    causes.put("made by", sidecar.madeBy());
    new TreeMap<>(sidecar.data()).forEach((k, v) -> causes.put("data " + k, v));
    sidecar.settings().forEach((k, v) -> causes.put("setting " + k, v));
    sidecar.software().forEach((k, v) -> causes.put("software " + k, v));
    sidecar.source().forEach((k, v) -> causes.put("source " + k, v));
    Map<String, String> effects = new LinkedHashMap<>();
    Map<String, Path> files = new LinkedHashMap<>();
    sidecar
        .outputs()
        .forEach(
            (name, recorded) -> {
              Path file = sidecar.output(name);
              // As it is, which need not be as it was made.
              effects.put(name, Files.isRegularFile(file) ? Provenance.sha256(file) : recorded);
              files.put(name, file);
            });
    return new DifferenceFacts(causes, inputs(sidecar), effects, files, sidecar.machine());
  }

  /** Those of a saved run. */
  static DifferenceFacts ofRun(Path folder) {
    Map<String, String> causes = new LinkedHashMap<>();
    RunFiles.settings(folder.resolve(RunFiles.SETTINGS))
        .forEach((k, v) -> causes.put("setting " + k, v));
    JobFile.read(folder)
        .ifPresent(job -> job.software().forEach((k, v) -> causes.put("software " + k, v)));
    Map<String, String> effects = new LinkedHashMap<>();
    Map<String, Path> files = new LinkedHashMap<>();
    for (Path file : RunFiles.files(folder)) {
      String name = file.getFileName().toString();
      if (!name.equals(RunFiles.SETTINGS) && !name.equals(JobFile.NAME)) {
        effects.put(name, Provenance.sha256(file));
        files.put(name, file);
      }
    }
    return new DifferenceFacts(causes, Map.of(), effects, files, MachineFile.machine(folder));
  }

  /** Inputs by the name of their run without its hash, which another setting changes. */
  private static Map<String, Input> inputs(Sidecar sidecar) {
    Path results = sidecar.file().toAbsolutePath().normalize().getParent().getParent();
    Map<String, Input> inputs = new LinkedHashMap<>();
    sidecar
        .inputs()
        .forEach(
            (name, hash) -> {
              String plain = name.replaceFirst("^(runs/.+)-[0-9a-f]{12}/", "$1/");
              String unique = plain;
              for (int n = 2; inputs.containsKey(unique); n++) {
                unique = plain + " (" + n + ")";
              }
              inputs.put(
                  unique,
                  new Input(
                      hash,
                      results == null
                          ? null
                          : results.resolve(name).resolveSibling(RunFiles.SETTINGS)));
            });
    return inputs;
  }
}
