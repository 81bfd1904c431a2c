package org.ecgworkbench.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.baseline.FittedBaseline;
import org.ecgworkbench.baseline.FittedTrees;
import org.ecgworkbench.baseline.GradientBoostingBaseline;
import org.ecgworkbench.baseline.LightGbmBaseline;
import org.ecgworkbench.baseline.RandomForestBaseline;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.baseline.feature.FeatureTable;
import org.ecgworkbench.dataset.Split;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.study.store.RunStore;

/** The learners on expert features of one study: fitted on the training fold, scored on validation and test, saved. */
public final class Learners {
  /** Beside the scores of trees: their importances. */
  public static final String IMPORTANCES = "importances.csv";

  /** Mean absolute tree SHAP values, in a folder of their own. */
  private static final String TREE_SHAP = "tree-shap.csv";

  /** Between a fit now and the scores saved from the same fit. */
  private static final double SAME_SCORE = 1e-9;

  private static final List<String> CODE =
      List.of(
          "base",
          "ecg",
          "random",
          "dataset",
          "dataset.file",
          "dataset.wfdb",
          "dataset.matlab",
          "baseline",
          "baseline.feature");

  private final Setup study;
  private final RunStore store;
  private final Progress progress;
  private FeatureTable features;

  /** Trees fitted just now, by where their scores are saved, until they are explained. */
  private final Map<Path, FittedTrees> fittedNow = new HashMap<>();

  Learners(Setup study, RunStore store, Progress progress) {
    this.study = study;
    this.store = store;
    this.progress = progress;
  }

  /** The name of the folder of a learner's runs, without its hash. */
  public static String folder(String displayName) {
    return "baseline-" + displayName.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  synchronized FeatureTable features() {
    if (features == null) {
      Path directory = store.directory("features", Map.of("code", Provenance.codeSha256(CODE)));
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

  synchronized List<Run> runs() {
    return Baselines.all(study.parameters().seed()).stream()
        .map(baseline -> run(baseline, study.split(), progress::done))
        .toList();
  }

  /** A learner on several splits, one run a split. */
  List<Run> runs(Learner learner, List<Split> splits) {
    Baseline baseline = learner.baseline(study.parameters().seed());
    if (splits.size() == 1) {
      return List.of(run(baseline, splits.get(0), progress::done));
    }
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < splits.size(); i++) {
      if (Thread.interrupted()) {
        throw new CancellationException("interrupted");
      }
      progress.update("%s: split %d of %d".formatted(learner, i + 1, splits.size()));
      runs.add(run(baseline, splits.get(i), line -> {}));
    }
    progress.done("%s: %d splits".formatted(learner, splits.size()));
    return List.copyOf(runs);
  }

  /**
   * A learner fitted on the training part of a split.
   *
   * @param told takes a line if it was not found saved
   */
  synchronized Run run(Baseline baseline, Split split, Consumer<String> told) {
    RunStore runs = store.forSplit(split);
    String name = baseline.displayName();
    Map<String, String> depends = new LinkedHashMap<>();
    depends.put("learner", name + " " + baseline.options());
    depends.put("code", Provenance.codeSha256(CODE));
    if (hasTrees(baseline)) {
      depends.put("also saved", IMPORTANCES);
    }
    Path directory = runs.directory(folder(name), depends);
    Optional<Run> saved = runs.find(name, name, directory, RunStore.Rule.BASELINE);
    if (saved.isPresent()) {
      return saved.get();
    }
    FeatureTable training = features().select(split.trainIds());
    boolean[][] labels = study.labels(split.trainIds());
    progress.update("fitting " + name);
    FittedBaseline fitted = baseline.fit(training.values(), labels);
    if (fitted instanceof FittedTrees trees && split.equals(study.split())) {
      fittedNow.put(directory, trees);
    }
    List<String> notes = new ArrayList<>();
    for (int c : fitted.undefinedClasses()) {
      notes.add(
          "%s: no model, %s of the training records carry it; its score is constant"
              .formatted(Diagnosis.ALL.get(c), labels[0][c] ? "all" : "none"));
    }
    Predictions validation = predict(split.validationIds(), fitted);
    Predictions test = predict(split.testIds(), fitted);
    told.accept(name + ": fitted on " + labels.length + " records");
    return runs.save(
        name,
        name,
        directory,
        depends,
        RunStore.Rule.BASELINE,
        notes,
        validation,
        test,
        partial -> {
          if (fitted instanceof FittedTrees trees) {
            WholeFile.write(partial.resolve(IMPORTANCES), importances(trees.importances()));
          }
        });
  }

  private static boolean hasTrees(Baseline baseline) {
    return baseline instanceof RandomForestBaseline
        || baseline instanceof GradientBoostingBaseline
        || baseline instanceof LightGbmBaseline;
  }

  /**
   * The file with a learner's tree SHAP values, the mean of their sizes over the test records: a line a feature, a column a class, in the
   * unit of {@link FittedTrees#shapUnit()}. A saved run holds no trees: where they were not fitted just now they are fitted again.
   *
   * @param learner one of trees
   * @throws IllegalArgumentException if the learner has no trees, or cannot run here
   * @throws EcgDataException if the trees fitted again do not have the saved run's scores
   */
  synchronized Path treeShap(Learner learner) {
    Baseline baseline = learner.baseline(study.parameters().seed());
    if (!hasTrees(baseline)) {
      throw new IllegalArgumentException(learner + " has no trees to explain");
    }
    // In order: the folder is named after the hash of this text, and Map.of has another order in
    // every process.
    Map<String, String> depends = new TreeMap<>();
    depends.put("learner", baseline.displayName() + " " + baseline.options());
    depends.put("code", Provenance.codeSha256(CODE));
    Path directory = store.directory("tree-shap-" + learner.option(), depends);
    Path file = directory.resolve(TREE_SHAP);
    if (Files.exists(file)) {
      return file;
    }
    store.requireMaking(directory);
    Run run = run(baseline, study.split(), progress::done);
    double[][] x = features().select(study.split().testIds()).values();
    FittedTrees trees = trees(baseline, run, x);
    progress.update("tree SHAP of " + baseline.displayName());
    try {
      Files.createDirectories(directory);
      WholeFile.write(file, importances(trees.meanAbsoluteShap(x)));
      RunFiles.seal(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    progress.done("tree SHAP of %s on %d test records".formatted(baseline.displayName(), x.length));
    return file;
  }

  private FittedTrees trees(Baseline baseline, Run run, double[][] test) {
    // They refer to all training features: not to be kept for longer than needed.
    FittedTrees found = fittedNow.remove(run.directory());
    if (found != null) {
      return found;
    }
    List<String> ids = study.split().trainIds();
    progress.update("fitting " + baseline.displayName());
    FittedTrees trees =
        (FittedTrees) baseline.fit(features().select(ids).values(), study.labels(ids));
    double[][] scores = trees.scores(test);
    for (int c = 0; c < trees.classes(); c++) {
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
                      baseline.displayName(),
                      scores[i][c]));
        }
      }
    }
    return trees;
  }

  /** A line for each feature with its importance (or mean absolute SHAP value) for each class, shortest forms that read back to the same doubles. */
  private String importances(double[][] byClass) {
    StringBuilder text = new StringBuilder("feature");
    Diagnosis.ALL.forEach(d -> text.append(',').append(d));
    for (int j = 0; j < features().names().size(); j++) {
      text.append('\n').append(features().names().get(j));
      for (double[] importance : byClass) {
        text.append(',').append(importance[j]);
      }
    }
    return text.append('\n').toString();
  }

  private Predictions predict(List<String> ids, FittedBaseline fitted) {
    return new Predictions(
        ids,
        Diagnosis.ALL.stream().map(Diagnosis::name).toList(),
        study.labels(ids),
        fitted.scores(features().select(ids).values()));
  }
}
