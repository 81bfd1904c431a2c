package org.ecgworkbench.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.study.store.RunStore;

/** The expected gradients of one study by one protocol, sums over time saved. */
final class Explanations {
  private static final int SAVED_EVERY = 10;

  private final Study study;
  private final RunStore store;
  private final Progress progress;
  private final Networks networks;
  private final ExplanationProtocol protocol;
  private List<ExplainedRecord> records;
  private List<String> background;

  Explanations(
      Study study,
      RunStore store,
      Progress progress,
      Networks networks,
      ExplanationProtocol protocol) {
    this.protocol = protocol;
    this.study = study;
    this.store = store;
    this.progress = progress;
    this.networks = networks;
  }

  ExplanationProtocol protocol() {
    return protocol;
  }

  synchronized List<String> background() {
    if (background == null) {
      background =
          protocol.background() == ExplanationProtocol.Background.FIRST
              ? firstIds(study.profile().shapBackground())
              : balanced();
    }
    return background;
  }

  private List<String> balanced() {
    Set<String> training = new HashSet<>(study.split().trainIds());
    Set<String> excluded = new HashSet<>(firstIds(study.profile().shapExplained()));
    excluded.addAll(firstIds(study.profile().shapBackground()));
    List<RecordSummary> candidates =
        study.dataset().records().stream().filter(r -> training.contains(r.id())).toList();
    return BalancedBackground.choose(
        candidates, excluded, study.profile().shapBackground(), study.parameters().seed());
  }

  /** The records that are explained, in the order of ids. */
  List<String> explained() {
    return protocol.records() == ExplanationProtocol.Records.FIRST
        ? firstIds(study.profile().shapExplained())
        : study.split().testIds().stream().sorted().toList();
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

  /** Called before something is made; see {@link RunStore#requireMaking}. */
  void requireMaking(Path directory) {
    store.requireMaking(directory);
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
        "%s, background %s %d, explained %s %d"
            .formatted(
                options(),
                protocol.background(),
                study.profile().shapBackground(),
                protocol.records(),
                explained().size()));
    depends.put("shapCode", Provenance.codeSha256(List.of("shap")));
    return depends;
  }

  /** How the draws are made and counted. */
  ExpectedGradients.Options options() {
    protocol.requireEnoughDraws(study.profile());
    return ExpectedGradients.Options.paper()
        .withDraws(study.profile().shapDraws())
        .withSampling(protocol.sampling())
        .withWeighting(protocol.weighting())
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
    List<String> ids = explained();
    List<String> missing = ids.stream().filter(id -> !lines.containsKey(id)).toList();
    try (Explainer explainer = study.explainer(protocol)) {
      explainer
          .expectedGradients()
          .explainTop(
              missing,
              explainer::prepare,
              study.profile().jobs(),
              explanation -> {
                lines.put(explanation.recordId(), ExplainedRecord.of(explanation).toCsv());
                if (lines.size() % SAVED_EVERY == 0) {
                  write(partial, lines);
                }
                progress.update("explained record %d of %d".formatted(lines.size(), ids.size()));
              });
    } finally {
      // After a break nothing that was explained is lost.
      if (!lines.isEmpty() && lines.size() < ids.size()) {
        write(partial, lines);
      }
    }
    write(file, lines);
    Files.deleteIfExists(partial);
    RunFiles.seal(file.getParent());
    progress.done("explained %d records, %d draws each".formatted(ids.size(), options().draws()));
  }

  private static void write(Path file, Map<String, String> lines) {
    try {
      WholeFile.write(
          file, ExplainedRecord.HEADER + "\n" + String.join("\n", lines.values()) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** In words, for captions and provenances. */
  String describe() {
    return "%s against %s, %d %s draws each"
        .formatted(
            protocol.records().describe(explained().size()),
            protocol.background().describe(background().size()),
            study.profile().shapDraws(),
            protocol.describeDraws());
  }

  String describeBackground() {
    return protocol.background().describe(background().size());
  }
}
