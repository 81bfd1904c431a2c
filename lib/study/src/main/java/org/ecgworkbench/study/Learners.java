package org.ecgworkbench.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.FittedBaseline;
import org.ecgworkbench.baseline.FittedTrees;
import org.ecgworkbench.baseline.LearnerContract;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.baseline.feature.FeatureTable;
import org.ecgworkbench.dataset.RecordSplit;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.study.store.RunStore;
import org.ecgworkbench.study.store.SplitName;
import org.ecgworkbench.study.store.Trained;

/** The learners on expert features of one study: fitted on the training fold, scored on validation and test, saved. */
public final class Learners {
  /** Beside the scores of trees: their importances. */
  public static final String IMPORTANCES = "importances.csv";

  /** Between a fit now and the scores saved from the same fit. */
  private static final double SAME_SCORE = 1e-9;

  private static final int LONGEST_FOLDER = 60;

  /** Models refer to all training features: no more of them than needed. */
  private static final int KEPT = 4;

  private final Setup study;
  private final RunStore store;
  private final Progress progress;

  /** Where they are or would be saved. */
  final SavedLearners saved;

  private FeatureTable features;

  /** What was fitted last, by where its scores are saved: trees when they learn, others when they are explained. */
  private final Map<Path, FittedBaseline> fittedLast =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, FittedBaseline> eldest) {
          return size() > KEPT;
        }
      };

  /** Runs of learners whose code has no file, by class, settings and split: only this process knows them. */
  private final Map<List<Object>, Run> withoutFile = new HashMap<>();

  Learners(Setup study, RunStore store) {
    this.study = study;
    this.store = store;
    this.progress = study.progress();
    this.saved = new SavedLearners(study, store);
  }

  /**
   * {@return a name as a part of a file's name, for example {@code random-forest}}
   *
   * @param name of a learner or run
   */
  public static String slug(String name) {
    String slug =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return slug.isEmpty() ? "learner" : slug.substring(0, Math.min(slug.length(), LONGEST_FOLDER));
  }

  synchronized FeatureTable features() {
    if (features == null) {
      Path directory = store.directory("features", Map.of("code", SavedLearners.code()));
      Path file = directory.resolve("features.csv");
      try {
        features = Files.exists(file) ? FeatureTable.load(file) : compute(file);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read or write " + file, e);
      }
    }
    return features;
  }

  private FeatureTable compute(Path file) throws IOException {
    store.requireMaking(file.getParent());
    List<String> ids = new ArrayList<>(study.split().trainIds());
    ids.addAll(study.split().validationIds());
    ids.addAll(study.split().testIds());
    ids.sort(null);
    FeatureTable computed =
        ExpertFeatures.of(
            study.dataset(),
            ids,
            Runtime.getRuntime().availableProcessors(),
            done -> progress.update("features of record %d of %d".formatted(done, ids.size())));
    Files.createDirectories(file.getParent());
    computed.save(file);
    RunFiles.seal(file.getParent());
    progress.done("%d features of %d records".formatted(ExpertFeatures.COUNT, ids.size()));
    return computed;
  }

  /** A learner on several splits, one run a split. */
  List<Run> runs(Baseline learner, List<SplitName> splits) {
    if (splits.size() == 1) {
      return List.of(run(learner, splits.get(0), progress::done));
    }
    String name = saved.trained(learner, SplitName.OWN).name();
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < splits.size(); i++) {
      Parallel.stopIfInterrupted();
      progress.update("%s: split %d of %d".formatted(name, i + 1, splits.size()));
      runs.add(run(learner, splits.get(i), line -> {}));
    }
    progress.done("%s: %d splits".formatted(name, splits.size()));
    return List.copyOf(runs);
  }

  /**
   * A learner fitted on the training part of a split.
   *
   * @param told takes a line if it was not found saved
   */
  private synchronized Run run(Baseline learner, SplitName split, Consumer<String> told) {
    Trained trained = saved.trained(learner, split);
    Optional<String> code = SavedLearners.code(learner);
    if (code.isEmpty()) {
      List<Object> key = List.of(learner.getClass(), trained.name(), learner.options(), split);
      Run known = withoutFile.get(key);
      if (known == null) {
        store.requireMaking(store.folder().resolve(slug(trained.name())));
        known = fit(trained, Optional.empty(), told);
        withoutFile.put(key, known);
      }
      return known;
    }
    Map<String, String> depends = SavedLearners.depends(learner, code.get());
    Optional<Run> found = saved.of(split).find(trained, saved.directory(trained, depends));
    return found.isPresent() ? found.get() : fit(trained, Optional.of(depends), told);
  }

  /**
   * Fits and saves a run.
   *
   * @param known what the run depends on; empty where the learner's code cannot be read, so that the run is known by its scores
   */
  private Run fit(Trained trained, Optional<Map<String, String>> known, Consumer<String> told) {
    Baseline learner = trained.learner().orElseThrow();
    RecordSplit split = study.split(trained.split());
    progress.update("fitting " + trained.name());
    FittedBaseline fitted = fitted(learner, split);
    Predictions validation = predict(split.validationIds(), trained.name(), fitted);
    Predictions test = predict(split.testIds(), trained.name(), fitted);
    Map<String, String> depends =
        known.orElseGet(
            () ->
                SavedLearners.depends(
                    learner,
                    "not in a file; scores "
                        + Provenance.sha256(
                            Arrays.deepToString(validation.scores())
                                + Arrays.deepToString(test.scores()))));
    Path directory = saved.directory(trained, depends);
    if (trained.split().isOwn() && fitted instanceof FittedTrees) {
      fittedLast.put(directory, fitted);
    }
    if (known.isEmpty()) {
      Optional<Run> same = saved.of(trained.split()).find(trained, directory);
      if (same.isPresent()) {
        return same.get();
      }
    }
    List<String> notes = new ArrayList<>();
    for (int c : fitted.undefinedClasses()) {
      boolean all = study.dataset().labels(split.trainIds())[0][c];
      notes.add(
          "%s: no model, %s of the training records carry it; its score is constant"
              .formatted(Diagnosis.ALL.get(c), all ? "all" : "none"));
    }
    String importances =
        fitted instanceof FittedTrees trees
            ? numbers(
                LearnerContract.ofFeatures(
                    trained.name(), trees, "importances", FittedTrees::importances))
            : null;
    told.accept(trained.name() + ": fitted on " + split.trainIds().size() + " records");
    return saved
        .of(trained.split())
        .save(
            trained,
            directory,
            depends,
            notes,
            validation,
            test,
            partial -> {
              if (importances != null) {
                WholeFile.write(partial.resolve(IMPORTANCES), importances);
              }
            });
  }

  private FittedBaseline fitted(Baseline learner, RecordSplit split) {
    return LearnerContract.fit(
        learner, features().select(split.trainIds()), study.dataset().labels(split.trainIds()));
  }

  /**
   * What a run's learner learned. A saved run holds no model: where it was not fitted just now it is fitted again.
   *
   * @throws IllegalArgumentException if the run is a network's
   * @throws EcgDataException if what is fitted again does not have the saved run's scores
   */
  synchronized FittedBaseline fitted(Run run) {
    Baseline learner =
        run.learner()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        run.name() + " does not learn from expert features"));
    FittedBaseline found = fittedLast.get(run.directory());
    if (found != null) {
      return found;
    }
    progress.update("fitting " + run.name());
    FittedBaseline fitted = fitted(learner, study.split(run.trained().split()));
    double[][] scores =
        LearnerContract.scores(run.name(), fitted, features().select(run.test().ids()));
    for (int c = 0; c < fitted.classes(); c++) {
      double[] saved = run.test().scores(c);
      for (int i = 0; i < saved.length; i++) {
        if (!(Math.abs(saved[i] - scores[i][c]) <= SAME_SCORE)) {
          throw new EcgDataException(
              "%s: record %s, %s: saved score %s, but the same %s fitted again says %s; delete the folder to make it again"
                  .formatted(
                      run.testFile(),
                      run.test().ids().get(i),
                      Diagnosis.ALL.get(c),
                      saved[i],
                      run.name(),
                      scores[i][c]));
        }
      }
    }
    fittedLast.put(run.directory(), fitted);
    return fitted;
  }

  /** A line for each feature with its importance (or mean absolute SHAP value) for each class, shortest forms that read back to the same doubles. */
  String numbers(double[][] byClass) {
    StringBuilder text = new StringBuilder("feature");
    Diagnosis.ALL.forEach(d -> text.append(',').append(d));
    for (int j = 0; j < features().names().size(); j++) {
      text.append('\n').append(features().names().get(j));
      for (double[] number : byClass) {
        text.append(',').append(number[j]);
      }
    }
    return text.append('\n').toString();
  }

  /** The scores of records of this study by a learner that was fitted on others. */
  Predictions predict(List<String> ids, String name, FittedBaseline fitted) {
    return new Predictions(
        ids,
        Diagnosis.ALL.stream().map(Diagnosis::name).toList(),
        study.dataset().labels(ids),
        LearnerContract.scores(name, fitted, features().select(ids)));
  }
}
