package org.ecgworkbench.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.dataset.RecordSplit;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.model.SignalCache;
import org.ecgworkbench.model.Training;
import org.ecgworkbench.notebook.LiveHistory;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.study.store.JobFile;
import org.ecgworkbench.study.store.MachineFile;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.study.store.RunLock;
import org.ecgworkbench.study.store.RunStore;

/** The networks of one study, one for each set of leads: trained, scored on validation and test, saved with their weights. */
final class Networks {
  private static final int CACHE_MEGABYTES = 512;

  private final Setup study;
  private final RunStore store;
  private final Progress progress;

  /** Where they are or would be saved. */
  final SavedNetworks saved;

  private final SignalCache signals = SignalCache.ofMegabytes(CACHE_MEGABYTES);

  Networks(Setup study, RunStore store, TrainingSettings settings) {
    this.study = study;
    this.store = store;
    this.progress = study.progress();
    this.saved = new SavedNetworks(study, store, settings);
  }

  synchronized List<Run> runs(List<SavedNetworks.Wanted> wanted) {
    Run[] found = new Run[wanted.size()];
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      found[i] = saved.find(wanted.get(i)).orElse(null);
      if (found[i] == null) {
        missing.add(i);
      }
    }
    if (!missing.isEmpty()) {
      train(wanted, missing, found);
    }
    return List.of(found);
  }

  /** Two rounds: what other processes are making now is waited for only when nothing else is left to do. */
  private void train(List<SavedNetworks.Wanted> wanted, List<Integer> missing, Run[] found) {
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
  private Optional<Run> claimed(SavedNetworks.Wanted wanted, boolean wait, Consumer<String> line)
      throws IOException {
    Path directory = saved.directory(wanted);
    Optional<RunLock> lock =
        wait ? Optional.of(RunLock.acquire(directory, progress)) : RunLock.tryAcquire(directory);
    if (lock.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<Run> madeMeanwhile = saved.find(wanted);
      return madeMeanwhile.isPresent() ? madeMeanwhile : Optional.of(train(wanted, line));
    } finally {
      lock.get().close();
    }
  }

  private Run train(SavedNetworks.Wanted wanted, Consumer<String> line) throws IOException {
    List<Lead> leads = wanted.leads();
    RecordSplit split = study.split(wanted.split());
    TrainingSettings settings = saved.settings();
    Path directory = saved.directory(wanted);
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
                study.dataset(),
                study.input(leads),
                study.network(leads),
                saved.options(wanted.seed()))
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
            split.trainIds(),
            split.validationIds(),
            p -> line.accept(saved.name(wanted) + ": " + p))) {
      if (shown) {
        live.done(
            "%s: %d epochs, epoch %d kept"
                .formatted(saved.name(wanted), result.history().size(), result.keptEpoch()));
      }
      Predictions test =
          result
              .model()
              .predict(study.dataset(), split.testIds(), signals, study.profile().batchSize());
      Run run =
          store
              .forSplit(split)
              .save(
                  saved.trained(wanted),
                  directory,
                  saved.depends(leads, wanted.seed()),
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
      SavedNetworks.deleteLeftOver(directory);
      return run;
    }
  }

  /** Takes up the last epoch of the longest finished run that differs in its number of epochs alone, if one kept it. */
  private void goOnFromFewerEpochs(SavedNetworks.Wanted wanted, Path checkpoint)
      throws IOException {
    for (int epochs = saved.options(wanted.seed()).epochs() - 1; epochs > 0; epochs--) {
      Path shorter = saved.directory(wanted, saved.options(wanted.seed()).withEpochs(epochs));
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
}
