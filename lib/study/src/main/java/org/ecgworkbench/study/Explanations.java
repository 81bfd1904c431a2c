package org.ecgworkbench.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.study.store.ExplainedRecord;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.study.store.RunStore;
import org.ecgworkbench.study.store.SavedItems;
import org.ecgworkbench.study.store.SplitName;

/**
 * The expected gradients of a study by one protocol: which records, against which background, by which draws. Sums over time are saved;
 * one record, every sample, is explained by an {@link #explainer()}.
 */
public final class Explanations {
  private final Setup study;
  private final RunStore store;
  private final StudyRuns runs;
  private final StudyProvenance provenance;
  private final ExplanationProtocol protocol;
  private List<ExplainedRecord> records;
  private List<String> background;

  Explanations(
      Setup study,
      RunStore store,
      StudyRuns runs,
      StudyProvenance provenance,
      ExplanationProtocol protocol) {
    this.study = study;
    this.store = store;
    this.runs = runs;
    this.provenance = provenance;
    this.protocol = protocol;
  }

  private Run network() {
    return runs.networks(
            List.of(new SavedNetworks.Wanted(Lead.ALL, SplitName.OWN, study.parameters().seed())))
        .get(0);
  }

  /** {@return the 12-lead network with this background and these draws, opened once for any number of explanations; to be closed} */
  public NetworkExplainer explainer() {
    return explainer(runs.model(network()), true);
  }

  /**
   * {@return the same as {@link #explainer()}, with a network of the caller's, which is not closed with it}
   *
   * @param model a 12-lead network of the study's profile
   */
  public NetworkExplainer explainer(TrainedModel model) {
    return explainer(model, false);
  }

  NetworkExplainer explainer(TrainedModel model, boolean own) {
    return NetworkExplainer.of(study, protocol, this::options, this::background, model, own);
  }

  /**
   * {@return the ids of the records of the background: by the paper's protocol the first of the profile's number by id}
   *
   * @throws EcgDataException if a balanced one is asked for and no training record is left for it
   */
  public synchronized List<String> background() {
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

  /** {@return the ids of the records that are explained, in order} */
  public List<String> ids() {
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

  /**
   * {@return expected gradients of the records, each for the class with its highest score, from disk where they are saved; after a break
   * goes on from the last record saved}
   *
   * @throws CancellationException if the calling thread is interrupted
   */
  public synchronized List<ExplainedRecord> records() {
    if (records == null) {
      SavedItems<ExplainedRecord> saved = new SavedItems<>(file(), ExplainedRecord.class);
      records = saved.isThere() ? saved.read() : make(saved);
    }
    return records;
  }

  private Path file() {
    return store.directory("shap", depends()).resolve("explanations.csv");
  }

  /**
   * {@return the folder of something else that depends on the same things and on options of its own}
   *
   * @param name how the name of the folder begins
   * @param options in words, each that it depends on
   */
  public Path folder(String name, String options) {
    Map<String, String> depends = depends();
    depends.put(name, options);
    return store.directory(name, depends);
  }

  private Map<String, String> depends() {
    Map<String, String> depends = runs.depends(Lead.ALL);
    depends.put(
        "shap",
        "%s, background %s %d, explained %s %d"
            .formatted(
                options(),
                protocol.background(),
                study.profile().shapBackground(),
                protocol.records(),
                ids().size()));
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
    try (NetworkExplainer explainer = explainer()) {
      ExpectedGradients method = explainer.expectedGradients();
      List<ExplainedRecord> made =
          saved.make(
              ids(),
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

  /** {@return the protocol in words: which records against which background, and the draws} */
  public String describe() {
    return "%s against %s, %d %s draws each"
        .formatted(
            protocol.records().describe(ids().size()),
            protocol.background().describe(background().size()),
            protocol.draws(study.profile()),
            protocol.describeDraws());
  }

  /**
   * {@return a provenance with what the explanations were made from}
   *
   * @param made of a result; changed
   */
  public Provenance.Builder addTo(Provenance.Builder made) {
    records();
    return addExplainerTo(made).input(study.results(), file());
  }

  /**
   * {@return a provenance with what a single explanation was made from, where the records of the protocol are not needed}
   *
   * @param made of a result; changed
   */
  public Provenance.Builder addExplainerTo(Provenance.Builder made) {
    return provenance.withExplainer(
        provenance.withInputs(made, network()),
        protocol,
        protocol.background().describe(background().size()));
  }

  /**
   * {@return a provenance with what the background is drawn from, where it is}
   *
   * @param made of a result that the background is in
   */
  public Provenance.Builder addBackgroundTo(Provenance.Builder made) {
    return provenance.withBackground(made, protocol);
  }

  @Override
  public String toString() {
    return "explanations of " + describe();
  }
}
