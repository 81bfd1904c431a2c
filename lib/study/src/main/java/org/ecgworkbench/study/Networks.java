package org.ecgworkbench.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.dataset.RecordSplit;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.LeadSet;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.model.SignalCache;
import org.ecgworkbench.model.Training;
import org.ecgworkbench.notebook.LiveHistory;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.study.store.JobFile;
import org.ecgworkbench.study.store.MachineFile;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.study.store.RunLock;
import org.ecgworkbench.study.store.RunStore;
import org.ecgworkbench.study.store.SplitName;
import org.ecgworkbench.study.store.Trained;

/** The networks of one study, one for each set of leads: trained, scored on validation and test, saved with their weights. */
final class Networks {
  /** What training and prediction are made of. */
  private static final List<String> CODE =
      List.of(
          "base",
          "ecg",
          "random",
          "dataset",
          "dataset.file",
          "dataset.wfdb",
          "dataset.matlab",
          "evaluation",
          "model",
          "model.format");

  private static final int CACHE_MEGABYTES = 512;

  private final Setup study;
  private final RunStore store;
  private final Progress progress;
  private final SignalCache signals = SignalCache.ofMegabytes(CACHE_MEGABYTES);

  private TrainingSettings settings;

  Networks(Setup study, RunStore store, Progress progress) {
    this.study = study;
    this.store = store;
    this.progress = progress;
    this.settings = TrainingSettings.defaults().withDevice(study.parameters().device());
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
   * @param seed of its training
   */
  record Wanted(List<Lead> leads, SplitName split, long seed) {}

  synchronized List<Run> runs(List<Wanted> wanted) {
    Run[] found = new Run[wanted.size()];
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      found[i] = find(wanted.get(i)).orElse(null);
      if (found[i] == null) {
        missing.add(i);
      }
    }
    if (!missing.isEmpty()) {
      train(wanted, missing, found);
    }
    return List.of(found);
  }

  /**
   * A saved network, if there is one.
   *
   * @throws EcgDataException if it is there and damaged
   */
  Optional<Run> find(Wanted wanted) {
    Path directory = directory(wanted);
    Optional<Run> run = store.find(trained(wanted), directory);
    if (run.isPresent() && run.get().reused()) {
      JobFile.read(directory).ifPresent(job -> job.requireWhole(directory));
      RecordSplit split = study.split(wanted.split());
      requireRecords(run.get().validationFile(), run.get().validation(), split.validationIds());
      requireRecords(run.get().testFile(), run.get().test(), split.testIds());
      deleteLeftOver(directory);
    }
    return run;
  }

  private static void requireRecords(Path file, Predictions scores, List<String> expected) {
    if (!scores.ids().equals(expected)) {
      throw new EcgDataException(
          "%s: expected the %d records of the split, found %d; delete the folder to make it again"
              .formatted(file, expected.size(), scores.size()));
    }
  }

  /** A process that ended between the last two steps of saving left its checkpoint behind. */
  private static void deleteLeftOver(Path directory) {
    try {
      Files.deleteIfExists(directory.resolve(RunFiles.CHECKPOINT));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory.resolve(RunFiles.CHECKPOINT), e);
    }
  }

  /** Two rounds: what other processes are making now is waited for only when nothing else is left to do. */
  private void train(List<Wanted> wanted, List<Integer> missing, Run[] found) {
    AtomicInteger ended = new AtomicInteger();
    boolean alone = missing.size() == 1;
    for (boolean wait : new boolean[] {false, true}) {
      List<Integer> left = missing.stream().filter(i -> found[i] == null).toList();
      List<Callable<Optional<Run>>> jobs = new ArrayList<>();
      for (int i : left) {
        jobs.add(
            () -> {
              Optional<Run> run =
                  claimed(
                      wanted.get(i),
                      wait,
                      line ->
                          progress.update(
                              alone
                                  ? line
                                  : "%d of %d networks done, %s"
                                      .formatted(ended.get(), missing.size(), line)));
              ended.addAndGet(run.isPresent() ? 1 : 0);
              return run;
            });
      }
      try {
        Parallel.inOrder(
            jobs,
            study.profile().jobs(),
            Callable::call,
            (i, run) -> found[left.get(i)] = run.orElse(null));
      } catch (IOException e) {
        throw new EcgDataException(
            "cannot save a network below %s: %s; what is saved stays, and the next call goes on from it"
                .formatted(study.results(), e.getMessage()),
            e);
      }
    }
    progress.done(
        alone ? found[missing.get(0)].name() + ": trained" : missing.size() + " networks trained");
  }

  /** Trains a network under its lock; empty if another process has that and this one is not to wait. */
  private Optional<Run> claimed(Wanted wanted, boolean wait, Consumer<String> line)
      throws IOException {
    Path directory = directory(wanted);
    Optional<RunLock> lock =
        wait ? Optional.of(RunLock.acquire(directory, progress)) : RunLock.tryAcquire(directory);
    if (lock.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<Run> madeMeanwhile = find(wanted);
      return madeMeanwhile.isPresent() ? madeMeanwhile : Optional.of(train(wanted, line));
    } finally {
      lock.get().close();
    }
  }

  private Run train(Wanted wanted, Consumer<String> line) throws IOException {
    List<Lead> leads = wanted.leads();
    RecordSplit split = study.split(wanted.split());
    Path directory = directory(wanted);
    Path partial = RunStore.partial(directory);
    Path checkpoint = partial.resolve(RunFiles.CHECKPOINT);
    if (!Files.exists(checkpoint)) {
      goOnFromFewerEpochs(wanted, checkpoint);
    }
    if (settings.resume() && !Files.exists(checkpoint)) {
      throw new EcgDataException(
          "nothing to resume: there is no checkpoint %s of this data, profile, seed and these settings"
              .formatted(checkpoint));
    }
    Files.createDirectories(partial);
    LiveHistory live = new LiveHistory();
    boolean shown =
        leads.equals(Lead.ALL)
            && wanted.split().isOwn()
            && wanted.seed() == study.parameters().seed();
    Training training =
        new Training(
                study.dataset(), study.input(leads), study.network(leads), options(wanted.seed()))
            .withCache(signals)
            .withCheckpoint(checkpoint)
            .withHistory(
                (history, kept) -> {
                  writeHistory(partial, history, kept);
                  if (shown) {
                    live.update(history, kept);
                  }
                });
    settings.budget().ifPresent(training::withBudget);
    try (Training.Result result =
        training.run(
            split.trainIds(), split.validationIds(), p -> line.accept(name(wanted) + ": " + p))) {
      if (shown) {
        live.done(
            "%s: %d epochs, epoch %d kept"
                .formatted(name(wanted), result.history().size(), result.keptEpoch()));
      }
      Predictions test =
          result
              .model()
              .predict(study.dataset(), split.testIds(), signals, study.profile().batchSize());
      Run run =
          store
              .forSplit(split)
              .save(
                  trained(wanted),
                  directory,
                  depends(leads, wanted.seed()),
                  List.of(
                      "kept epoch %d of %d".formatted(result.keptEpoch(), result.history().size())),
                  result.validation(),
                  test,
                  folder -> {
                    result.model().save(folder);
                    writeHistory(folder, result.history(), result.keptEpoch());
                    MachineFile.write(folder, result.history());
                    if (settings.keep()) {
                      Files.copy(checkpoint, folder.resolve(RunFiles.LAST_EPOCH));
                    }
                    JobFile.write(
                        folder, study.profile().name(), leads, wanted.split(), wanted.seed());
                  });
      // Only now: until the run is in its place, the checkpoint is what a kill leaves of it.
      deleteLeftOver(directory);
      return run;
    }
  }

  /** Takes up the last epoch of the longest finished run that differs in its number of epochs alone, if one kept it. */
  private void goOnFromFewerEpochs(Wanted wanted, Path checkpoint) throws IOException {
    for (int epochs = options(wanted.seed()).epochs() - 1; epochs > 0; epochs--) {
      Path shorter = directory(wanted, options(wanted.seed()).withEpochs(epochs));
      Path last = shorter.resolve(RunFiles.LAST_EPOCH);
      if (Files.exists(last)) {
        RunFiles.verify(shorter, List.of(RunFiles.LAST_EPOCH));
        WholeFile.write(checkpoint, temporary -> Files.copy(last, temporary));
        return;
      }
    }
  }

  /** Also while the training is under way, beside its checkpoint. */
  private static void writeHistory(Path folder, List<Training.Epoch> history, int keptEpoch) {
    Path file = folder.resolve("history.csv");
    try {
      WholeFile.write(file, Training.historyCsv(history, keptEpoch));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Everything a network's weights depend on beside data, seed and split. */
  Map<String, String> depends(List<Lead> leads) {
    return depends(leads, study.parameters().seed());
  }

  private Map<String, String> depends(List<Lead> leads, long seed) {
    return depends(leads, options(seed));
  }

  private Map<String, String> depends(List<Lead> leads, Training.Options training) {
    Map<String, String> depends = new LinkedHashMap<>();
    depends.put("leads", String.join(",", leads.stream().map(Lead::label).toList()));
    depends.put("input", study.input(leads).toString());
    depends.put("network", study.network(leads).toString());
    depends.put("training", training.toString());
    depends.put("engine", NetworkEngine.mode().toString());
    depends.put("code", Provenance.codeSha256(CODE));
    return depends;
  }

  /** Where a network is saved. */
  Path directory(Wanted wanted) {
    return directory(wanted, options(wanted.seed()));
  }

  private Path directory(Wanted wanted, Training.Options training) {
    List<Lead> leads = wanted.leads();
    return store
        .forSplit(study.split(wanted.split()))
        .directory(
            "network-" + (leads.equals(Lead.ALL) ? "all" : label(leads)), depends(leads, training));
  }

  /** Everything a network depends on, as its {@code run.json} says it. */
  Map<String, String> settings(Wanted wanted) {
    return store
        .forSplit(study.split(wanted.split()))
        .settings(depends(wanted.leads(), wanted.seed()));
  }

  /** The folder of all saved runs. */
  Path folder() {
    return store.folder();
  }

  private Training.Options options(long seed) {
    Profile profile = study.profile();
    return settings.applyTo(
        Training.Options.paper()
            .withLearningRate(profile.learningRate())
            .withBatchSize(profile.batchSize())
            .withEpochs(profile.epochs())
            .withSeed(seed)
            .withThreads(profile.threads()));
  }

  /** What tables call it. */
  Trained trained(Wanted wanted) {
    return new Trained(
        Optional.empty(),
        learnerName(wanted.leads()),
        name(wanted),
        label(wanted.leads()),
        wanted.leads(),
        wanted.split(),
        OptionalLong.of(wanted.seed()));
  }

  private static String learnerName(List<Lead> leads) {
    return leads.equals(Lead.ALL)
        ? "12-lead network"
        : "network on %s%s"
            .formatted(
                leads.size() == 1 ? "lead " : leads.equals(LeadSet.SIX.leads()) ? "" : "leads ",
                LeadSet.label(leads));
  }

  private String name(Wanted wanted) {
    OptionalInt fold = wanted.split().fold();
    boolean usual = fold.isEmpty() && wanted.seed() == study.parameters().seed();
    return learnerName(wanted.leads())
        + (fold.isPresent() ? ", fold " + fold.getAsInt() : "")
        + (usual ? "" : ", seed " + wanted.seed());
  }

  private static String label(List<Lead> leads) {
    return leads.equals(Lead.ALL)
        ? "all 12"
        : String.join("+", leads.stream().map(Lead::label).toList());
  }
}
