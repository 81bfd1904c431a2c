package org.ecgworkbench.paper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.notebook.Provenance;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.NetworkGradientModel;

/** The expected gradients of one study: background and explained records as in the paper, sums over time saved. */
final class Explanations {
  private static final int SAVED_EVERY = 10;

  private final Study study;
  private final RunStore store;
  private final Progress progress;
  private final Networks networks;
  private List<ExplainedRecord> records;

  Explanations(Study study, RunStore store, Progress progress, Networks networks) {
    this.study = study;
    this.store = store;
    this.progress = progress;
    this.networks = networks;
  }

  List<String> background() {
    return firstIds(study.profile().shapBackground());
  }

  private List<String> firstIds(int count) {
    return study.dataset().records().stream().map(RecordSummary::id).sorted().limit(count).toList();
  }

  synchronized List<ExplainedRecord> records() {
    if (records == null) {
      Path file = file();
      try {
        if (!Files.exists(file)) {
          make(file);
        }
        records = read(file);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read or write " + file, e);
      }
    }
    return records;
  }

  /** Where the sums are saved. */
  Path file() {
    return store.directory("shap", depends()).resolve("explanations.csv");
  }

  /** The folder of something else that depends on the same things and on options of its own. */
  Path folder(String name, String options) {
    Map<String, String> depends = depends();
    depends.put(name, options);
    return store.directory(name, depends);
  }

  private Map<String, String> depends() {
    Map<String, String> depends = networks.depends(Lead.ALL);
    depends.put(
        "shap",
        "%s, background %d, explained %d"
            .formatted(
                options(), study.profile().shapBackground(), study.profile().shapExplained()));
    depends.put("shapCode", Provenance.codeSha256(List.of("shap")));
    return depends;
  }

  private ExpectedGradients.Options options() {
    return ExpectedGradients.Options.paper()
        .withDraws(study.profile().shapDraws())
        .withSeed(study.parameters().seed());
  }

  private static List<ExplainedRecord> read(Path file) throws IOException {
    return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
        .skip(1)
        .map(line -> ExplainedRecord.parse(line, file.toString()))
        .toList();
  }

  private void make(Path file) throws IOException {
    store.requireMaking(file.getParent());
    Files.createDirectories(file.getParent());
    Path partial = file.resolveSibling("explanations.partial.csv");
    Map<String, String> lines = new TreeMap<>();
    if (Files.exists(partial)) {
      read(partial).forEach(e -> lines.put(e.id(), e.toCsv()));
    }
    List<String> ids = firstIds(study.profile().shapExplained());
    List<String> missing = ids.stream().filter(id -> !lines.containsKey(id)).toList();
    NetworkInput input = study.input(Lead.ALL);
    try (TrainedModel model = study.model(study.networkRun(Lead.ALL))) {
      explainer(model)
          .explainTop(
              missing,
              id -> input.prepare(study.dataset().read(id)),
              study.profile().jobs(),
              explanation -> {
                lines.put(explanation.recordId(), ExplainedRecord.of(explanation).toCsv());
                if (lines.size() % SAVED_EVERY == 0) {
                  write(partial, lines);
                }
                progress.update("explained record %d of %d".formatted(lines.size(), ids.size()));
              });
    }
    write(file, lines);
    Files.deleteIfExists(partial);
    RunFiles.seal(file.getParent());
    progress.done("explained %d records, %d draws each".formatted(ids.size(), options().draws()));
  }

  private static void write(Path file, Map<String, String> lines) {
    try {
      Atomic.write(file, ExplainedRecord.HEADER + "\n" + String.join("\n", lines.values()) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** An explainer of a 12-lead network with the study's background. */
  ExpectedGradients explainer(TrainedModel model) {
    NetworkInput input = study.input(Lead.ALL);
    float[][][] rows =
        background().stream()
            .map(id -> input.prepare(study.dataset().read(id)).millivolts())
            .toArray(float[][][]::new);
    return new ExpectedGradients(
        new NetworkGradientModel(model, study.profile().threads()), Lead.ALL, rows, options());
  }
}
