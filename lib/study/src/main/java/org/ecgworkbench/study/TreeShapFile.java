package org.ecgworkbench.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.baseline.FittedTrees;
import org.ecgworkbench.baseline.LearnerContract;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.study.store.RunStore;

/**
 * Saved tree SHAP values: the mean of their sizes over the test records.
 *
 * @param csv a line a feature, a column a class
 * @param unit of the values
 */
public record TreeShapFile(Path csv, FittedTrees.Unit unit) {
  /** Mean absolute tree SHAP values, in a folder of their own. */
  private static final String FILE = "tree-shap.csv";

  /** Beside them, what they are measured in. */
  private static final String UNIT = "unit.txt";

  /**
   * A learner's tree SHAP values of the test records; made where they are not saved.
   *
   * @param run of a learner of trees on the study's split
   * @param store where they are saved
   * @param learners of the run's study
   * @param progress where long work says how far it is
   * @throws IllegalArgumentException if the learner has no trees
   * @throws EcgDataException if the trees fitted again do not have the saved run's scores
   */
  static synchronized TreeShapFile of(
      Run run, RunStore store, Learners learners, Progress progress) {
    if (!Files.exists(run.directory().resolve(Learners.IMPORTANCES))) {
      throw new IllegalArgumentException(run.name() + " has no trees to explain");
    }
    Path directory =
        store.directory(
            "tree-shap-" + Learners.slug(run.name()),
            Map.of("run", run.directory().getFileName().toString()));
    Path csv = directory.resolve(FILE);
    Path unit = directory.resolve(UNIT);
    try {
      if (!Files.exists(csv) || !Files.exists(unit)) {
        store.requireMaking(directory);
        double[][] x = learners.features().select(run.test().ids()).values();
        FittedTrees trees = (FittedTrees) learners.fitted(run);
        progress.update("tree SHAP of " + run.name());
        Files.createDirectories(directory);
        WholeFile.write(
            csv,
            learners.numbers(
                LearnerContract.ofFeatures(
                    run.name(), trees, "tree SHAP values", t -> t.meanAbsoluteShap(x))));
        WholeFile.write(unit, trees.shapUnit().name());
        RunFiles.seal(directory);
        progress.done("tree SHAP of %s on %d test records".formatted(run.name(), x.length));
      }
      return new TreeShapFile(csv, FittedTrees.Unit.valueOf(Files.readString(unit)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or write " + directory, e);
    } catch (IllegalArgumentException e) {
      throw new EcgDataException(
          unit + ": expected a unit of tree SHAP; delete the folder to make it again", e);
    }
  }
}
