package org.ecgworkbench.baseline;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.baseline.feature.FeatureTable;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * What a {@link Baseline} is held to, whoever wrote it. It works on copies, so it cannot change what
 * others learn from; what it gives back is checked; and whatever goes wrong in it ends in one {@link
 * EcgDataException} that names it.
 */
public final class LearnerContract {
  /** How Java prints what has no text of its own, for example {@code [I@1b6d3586}. */
  private static final Pattern ADDRESS = Pattern.compile("[\\w$;/\\]]@[0-9a-f]{1,8}\\b");

  private LearnerContract() {}

  /**
   * Asks a learner for its name and settings, which its saved runs are found by.
   *
   * @param learner anyone's
   * @throws EcgDataException if the name is missing, empty or not one line, or the settings are
   *     missing or do not read the same in every process
   */
  public static void requireNamed(Baseline learner) {
    String name = learner.displayName();
    if (name == null || name.isBlank() || !name.equals(name.strip()) || name.lines().count() > 1) {
      throw new EcgDataException(
          "%s: expected a display name of one line, found %s"
              .formatted(learner.getClass().getName(), name == null ? "none" : "'" + name + "'"));
    }
    String settings = String.valueOf(learner.options());
    if (learner.options() == null || ADDRESS.matcher(settings).find()) {
      throw new EcgDataException(
          "learner '%s': expected settings that read the same in every process (lists instead of arrays), found %s"
              .formatted(name, settings));
    }
  }

  /**
   * {@return what a learner learned from copies of training records}
   *
   * @param learner anyone's
   * @param training the training records' features
   * @param labels {@code [record][class]}, in the order of the table
   * @throws EcgDataException if the learner fails, or what it learned is of another form
   * @throws CancellationException if the thread is interrupted
   */
  public static FittedBaseline fit(Baseline learner, FeatureTable training, boolean[][] labels) {
    requireNamed(learner);
    int features = training.names().size();
    int classes = labels.length == 0 ? 0 : labels[0].length;
    String name = learner.displayName();
    FittedBaseline fitted =
        call(
            "learner '%s' could not learn from %d records of %d features"
                .formatted(name, training.size(), features),
            () ->
                learner.fit(
                    training.values(),
                    Arrays.stream(labels).map(boolean[]::clone).toArray(boolean[][]::new)));
    if (fitted == null) {
      throw new EcgDataException("learner '%s': expected a model, found none".formatted(name));
    }
    if (fitted.features() != features || fitted.classes() != classes) {
      throw new EcgDataException(
          "learner '%s': expected a model of %d features and %d classes, found %d and %d"
              .formatted(name, features, classes, fitted.features(), fitted.classes()));
    }
    List<Integer> undefined = fitted.undefinedClasses();
    if (undefined == null || undefined.stream().anyMatch(c -> c == null || c < 0 || c >= classes)) {
      throw new EcgDataException(
          "learner '%s': expected undefined classes from 0 to %d, found %s"
              .formatted(name, classes - 1, undefined));
    }
    return fitted;
  }

  /**
   * {@return the scores of records, {@code [record][class]}, each in [0, 1]}
   *
   * @param name what the learner is called
   * @param fitted what it learned
   * @param records the features of training; the learner gets a copy
   * @throws EcgDataException if the learner fails, the scores have another shape, or one is NaN or
   *     outside [0, 1]; names record and class
   * @throws CancellationException if the thread is interrupted
   */
  public static double[][] scores(String name, FittedBaseline fitted, FeatureTable records) {
    double[][] scores =
        call(
            "learner '%s' could not score %d records".formatted(name, records.size()),
            () -> fitted.scores(records.values()));
    if (scores == null || scores.length != records.size()) {
      throw new EcgDataException(
          "learner '%s': expected scores of %d records, found %s"
              .formatted(name, records.size(), scores == null ? "none" : scores.length));
    }
    for (int i = 0; i < scores.length; i++) {
      String id = records.ids().get(i);
      if (scores[i] == null || scores[i].length != fitted.classes()) {
        throw new EcgDataException(
            "learner '%s': record %s: expected %d scores, found %s"
                .formatted(
                    name, id, fitted.classes(), scores[i] == null ? "none" : scores[i].length));
      }
      for (int c = 0; c < scores[i].length; c++) {
        if (!(scores[i][c] >= 0 && scores[i][c] <= 1)) {
          throw new EcgDataException(
              "learner '%s': record %s, class %d: expected a score from 0 to 1, found %s"
                  .formatted(name, id, c, Double.toString(scores[i][c])));
        }
      }
    }
    return scores;
  }

  /**
   * {@return what a learner of trees says of its features, {@code [class][feature]}, finite}
   *
   * @param name what the learner is called
   * @param trees what it learned
   * @param what is asked, in words, for example {@code importances}
   * @param numbers asks it, for example {@link FittedTrees#importances}
   * @throws EcgDataException if the learner fails, or the numbers have another shape or are not finite
   * @throws CancellationException if the thread is interrupted
   */
  public static double[][] ofFeatures(
      String name, FittedTrees trees, String what, Function<FittedTrees, double[][]> numbers) {
    double[][] found =
        call(
            "learner '%s' could not give its %s".formatted(name, what), () -> numbers.apply(trees));
    if (found == null
        || found.length != trees.classes()
        || !Arrays.stream(found).allMatch(row -> isFinite(row, trees.features()))) {
      throw new EcgDataException(
          "learner '%s': expected %s of %d classes by %d features, all finite; found others"
              .formatted(name, what, trees.classes(), trees.features()));
    }
    return found;
  }

  private static boolean isFinite(double[] row, int length) {
    return row != null && row.length == length && Arrays.stream(row).allMatch(Double::isFinite);
  }

  /** What somebody else's code gives; what it throws becomes an error that says where. */
  private static <T> T call(String failed, Supplier<T> code) {
    T result;
    try {
      result = code.get();
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      throw new EcgDataException(failed + ": " + e, e);
    }
    Parallel.stopIfInterrupted();
    return result;
  }
}
