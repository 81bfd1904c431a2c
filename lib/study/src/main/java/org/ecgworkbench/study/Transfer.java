package org.ecgworkbench.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.model.SignalCache;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunStore;
import org.ecgworkbench.study.store.SplitName;
import org.ecgworkbench.study.store.Trained;

/**
 * Runs of one study, scored on the recordings of another, saved with that: the validation scores, from which the thresholds come, are
 * those of the study that trained them.
 *
 * @param tested whose recordings are scored
 * @param store of the scores
 * @param trainer names the recordings that trained the runs
 * @param networks trained, or trains now
 * @param trained learners, fitted there or now
 * @param weights opens a network of those; to be closed
 * @param features of the tested recordings
 */
record Transfer(
    Setup tested,
    RunStore store,
    String trainer,
    Networks networks,
    Learners trained,
    Function<Run, TrainedModel> weights,
    Learners features) {
  private static final int BATCH = 32;
  private static final int CACHE_MEGABYTES = 512;

  /** Networks, in the order in which they are wanted; what is missing is trained together. */
  List<Run> networks(List<SavedNetworks.Wanted> wanted) {
    Run[] found = new Run[wanted.size()];
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      SavedNetworks.Wanted each = wanted.get(i);
      found[i] = find(networks.saved.trained(each), networks.saved.directory(each)).orElse(null);
      if (found[i] == null) {
        missing.add(i);
      }
    }
    if (missing.isEmpty()) {
      return List.of(found);
    }
    List<Run> made = networks.runs(missing.stream().map(wanted::get).toList());
    SignalCache signals = SignalCache.ofMegabytes(CACHE_MEGABYTES);
    for (int m = 0; m < made.size(); m++) {
      Parallel.stopIfInterrupted();
      Run run = made.get(m);
      tested.progress().update("%s scores %s".formatted(run.name(), tested.dataset().name()));
      found[missing.get(m)] = save(run, each -> scored(each, signals));
    }
    tested
        .progress()
        .done(
            "%d networks of %s scored %d records of %s"
                .formatted(missing.size(), trainer, ids().size(), tested.dataset().name()));
    return List.of(found);
  }

  private Predictions scored(Run run, SignalCache signals) {
    try (TrainedModel model = weights.apply(run)) {
      return model.predict(tested.dataset(), ids(), signals, BATCH);
    }
  }

  /** A learner on several splits of its own study. */
  List<Run> learners(Baseline learner, List<SplitName> splits) {
    List<Run> runs = new ArrayList<>();
    for (SplitName split : splits) {
      Optional<Run> saved =
          find(trained.saved.trained(learner, split), trained.saved.directory(learner, split));
      runs.add(
          saved.orElseGet(
              () ->
                  save(
                      trained.runs(learner, List.of(split)).get(0),
                      run -> features.predict(ids(), run.name(), trained.fitted(run)))));
    }
    return List.copyOf(runs);
  }

  private List<String> ids() {
    return tested.split().testIds();
  }

  private Optional<Run> find(Trained trained, Path origin) {
    return store.find(trained, directory(origin));
  }

  private Run save(Run run, Function<Run, Predictions> scores) {
    Path origin = run.directory();
    return store.save(
        run.trained(),
        directory(origin),
        depends(origin),
        run.notes(),
        run.validation(),
        scores.apply(run),
        folder -> {});
  }

  private static Map<String, String> depends(Path origin) {
    return Map.of("run", origin.getFileName().toString());
  }

  private Path directory(Path origin) {
    return store.directory(
        origin.getFileName().toString().replaceFirst("-[0-9a-f]{12}$", ""), depends(origin));
  }
}
