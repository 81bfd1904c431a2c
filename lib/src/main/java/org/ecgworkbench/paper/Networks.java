package org.ecgworkbench.paper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.ecgworkbench.dataset.Split;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.model.SignalCache;
import org.ecgworkbench.model.Training;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.notebook.Provenance;

/** The networks of one study, one for each set of leads: trained, scored on validation and test, saved with their weights. */
final class Networks {
  private static final int CACHE_MEGABYTES = 512;

  private final Study study;
  private final RunStore store;
  private final Progress progress;
  private final SignalCache signals = SignalCache.ofMegabytes(CACHE_MEGABYTES);

  private TrainingSettings settings = TrainingSettings.defaults();

  Networks(Study study, RunStore store, Progress progress) {
    this.study = study;
    this.store = store;
    this.progress = progress;
  }

  /** Trains with these settings from now on. */
  synchronized void use(TrainingSettings settings) {
    this.settings = settings;
  }

  /**
   * A network to be had.
   *
   * @param leads what it reads
   * @param split on what it is trained and tested
   */
  record Wanted(List<Lead> leads, Split split) {}

  synchronized List<Run> runs(List<Wanted> wanted) {
    Run[] found = new Run[wanted.size()];
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      Wanted network = wanted.get(i);
      found[i] =
          store
              .find(
                  name(network.leads()),
                  label(network.leads()),
                  directory(network),
                  RunStore.Rule.NETWORK)
              .orElse(null);
      if (found[i] == null) {
        missing.add(i);
      }
    }
    if (!missing.isEmpty()) {
      train(wanted, missing, found);
    }
    return List.of(found);
  }

  private void train(List<Wanted> wanted, List<Integer> missing, Run[] found) {
    AtomicInteger ended = new AtomicInteger();
    List<Callable<Run>> jobs = new ArrayList<>();
    for (int i : missing) {
      jobs.add(
          () -> {
            Run run =
                train(
                    wanted.get(i),
                    line ->
                        progress.update(
                            missing.size() == 1
                                ? line
                                : "%d of %d networks done, %s"
                                    .formatted(ended.get(), missing.size(), line)));
            ended.incrementAndGet();
            return run;
          });
    }
    try {
      Jobs.run(study.profile().jobs(), jobs, (i, run) -> found[missing.get(i)] = run);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot save a network below " + study.results(), e);
    }
    progress.done(
        missing.size() == 1
            ? found[missing.get(0)].name() + ": trained"
            : missing.size() + " networks trained");
  }

  private Run train(Wanted wanted, Consumer<String> line) throws IOException {
    List<Lead> leads = wanted.leads();
    Split split = wanted.split();
    Path directory = directory(wanted);
    Path partial = RunStore.partial(directory);
    Path checkpoint = partial.resolve("checkpoint.safetensors");
    if (settings.resume() && !Files.exists(checkpoint)) {
      throw new EcgDataException(
          "nothing to resume: there is no checkpoint %s of this data, profile, seed and these settings"
              .formatted(checkpoint));
    }
    Files.createDirectories(partial);
    LiveHistory live = new LiveHistory();
    Training training =
        new Training(study.dataset(), study.input(leads), study.network(leads), options())
            .withCache(signals)
            .withCheckpoint(checkpoint)
            .withHistory(
                (history, kept) -> {
                  writeHistory(partial, history, kept);
                  if (leads.equals(Lead.ALL)) {
                    live.update(history, kept);
                  }
                });
    settings.budget().ifPresent(training::withBudget);
    try (Training.Result result =
        training.run(
            split.trainIds(), split.validationIds(), p -> line.accept(name(leads) + ": " + p))) {
      live.done(
          "%s: %d epochs, epoch %d kept"
              .formatted(name(leads), result.history().size(), result.keptEpoch()));
      Predictions test =
          result
              .model()
              .predict(study.dataset(), split.testIds(), signals, study.profile().batchSize());
      return store
          .forSplit(split)
          .save(
              name(leads),
              label(leads),
              directory,
              depends(leads),
              RunStore.Rule.NETWORK,
              List.of("kept epoch %d of %d".formatted(result.keptEpoch(), result.history().size())),
              result.validation(),
              test,
              folder -> {
                result.model().save(folder);
                writeHistory(folder, result.history(), result.keptEpoch());
                Files.deleteIfExists(checkpoint);
              });
    }
  }

  /** Also while the training is under way, beside its checkpoint. */
  private static void writeHistory(Path folder, List<Training.Epoch> history, int keptEpoch) {
    Path file = folder.resolve("history.csv");
    try {
      Atomic.write(file, Training.historyCsv(history, keptEpoch));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Everything a network's weights depend on beside data, seed and split. */
  Map<String, String> depends(List<Lead> leads) {
    Map<String, String> depends = new LinkedHashMap<>();
    depends.put("leads", String.join(",", leads.stream().map(Lead::label).toList()));
    depends.put("input", study.input(leads).toString());
    depends.put("network", study.network(leads).toString());
    depends.put("training", options().toString());
    depends.put("code", Provenance.codeSha256(List.of("ecg", "dataset", "model", "evaluation")));
    return depends;
  }

  private Path directory(Wanted wanted) {
    List<Lead> leads = wanted.leads();
    return store
        .forSplit(wanted.split())
        .directory("network-" + (leads.equals(Lead.ALL) ? "all" : label(leads)), depends(leads));
  }

  private Training.Options options() {
    Profile profile = study.profile();
    return settings.applyTo(
        Training.Options.paper()
            .withLearningRate(profile.learningRate())
            .withBatchSize(profile.batchSize())
            .withEpochs(profile.epochs())
            .withSeed(study.parameters().seed())
            .withThreads(profile.threads()));
  }

  private static String name(List<Lead> leads) {
    return leads.equals(Lead.ALL) ? "12-lead network" : "network on lead " + label(leads);
  }

  private static String label(List<Lead> leads) {
    return leads.equals(Lead.ALL)
        ? "all 12"
        : String.join("+", leads.stream().map(Lead::label).toList());
  }
}
