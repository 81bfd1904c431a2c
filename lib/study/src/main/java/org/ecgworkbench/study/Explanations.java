package org.ecgworkbench.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.study.store.RunStore;
import org.ecgworkbench.study.store.SavedItems;

/** The expected gradients of one study by one protocol, sums over time saved. */
final class Explanations {
  private final Setup study;
  private final RunStore store;
  private final Networks networks;
  private final ExplanationProtocol protocol;
  private final Supplier<NetworkExplainer> opened;
  private List<ExplainedRecord> records;
  private List<String> background;

  /**
   * Of a protocol.
   *
   * @param opened opens the study's network with this background
   */
  Explanations(
      Setup study,
      RunStore store,
      Networks networks,
      ExplanationProtocol protocol,
      Supplier<NetworkExplainer> opened) {
    this.study = study;
    this.store = store;
    this.networks = networks;
    this.protocol = protocol;
    this.opened = opened;
  }

  NetworkExplainer explainer(TrainedModel model, boolean own) {
    return NetworkExplainer.of(study, protocol, this::options, this::background, model, own);
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

  /** The first records by id, at most half of all, so that of few records others are left for a background. */
  private List<String> firstIds(int count) {
    List<RecordSummary> records = study.dataset().records();
    int most = Math.max(1, Math.min(count, records.size() / 2));
    return records.stream().map(RecordSummary::id).sorted().limit(most).toList();
  }

  synchronized List<ExplainedRecord> records() {
    if (records == null) {
      SavedItems<ExplainedRecord> saved = new SavedItems<>(file(), ExplainedRecord.class);
      records = saved.isThere() ? saved.read() : make(saved);
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

  private ExpectedGradients.Options options() {
    protocol.requireEnoughDraws(study.profile());
    return ExpectedGradients.Options.paper()
        .withDraws(protocol.draws(study.profile()))
        .withSampling(protocol.sampling())
        .withWeighting(protocol.weighting())
        .withSeed(study.parameters().seed());
  }

  private List<ExplainedRecord> make(SavedItems<ExplainedRecord> saved) {
    store.requireMaking(saved.file().getParent());
    try (NetworkExplainer explainer = opened.get()) {
      ExpectedGradients method = explainer.expectedGradients();
      List<ExplainedRecord> made =
          saved.make(
              explained(),
              id -> {
                NetworkInput.Prepared record = explainer.prepare(id);
                return List.of(
                    ExplainedRecord.of(
                        method.explainTop(id, record.millivolts(), record.paddedSamples())));
              },
              study.profile().jobs(),
              study.progress(),
              "records explained, %d draws each".formatted(options().draws()));
      RunFiles.seal(saved.file().getParent());
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + saved.file(), e);
    }
  }

  /** In words, for captions and provenances. */
  String describe() {
    return "%s against %s, %d %s draws each"
        .formatted(
            protocol.records().describe(explained().size()),
            protocol.background().describe(background().size()),
            protocol.draws(study.profile()),
            protocol.describeDraws());
  }

  String describeBackground() {
    return protocol.background().describe(background().size());
  }
}
