package org.ecgworkbench.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One threshold a class, chosen on a validation set (paper, "Thresholds and metrics"): the first of the 100 values
 * {@code numpy.linspace(0, 1, 100)} with the greatest F1, where in the search a score means yes if it is greater than the threshold.
 *
 * <p>In the search F1 is 0 where it is 0/0, as in the authors' code. A class without a positive record in the validation set
 * therefore gets the threshold 0, at which every record is a yes: {@link #isDecided} is false of it, and whoever reports a yes or no
 * about a recording says "not decided" instead.
 *
 * <p>Time is O(records + 100) a class: the number of records above each threshold comes from one histogram.
 *
 * @param classes the names of the classes, in order
 * @param values {@code [class]}, the thresholds
 * @param validationF1 {@code [class]}, F1 of the search at each threshold, with a note where it is 0/0
 * @param comparison how the thresholds are applied, which need not be how they were searched
 * @param precision in which scores are compared, in the search and when applied
 */
public record Thresholds(
    List<String> classes,
    double[] values,
    List<MetricValue> validationF1,
    Comparison comparison,
    ScorePrecision precision) {

  private static final String UNDECIDED =
      "no positive record in the validation fold, so its threshold is a convention";

  /**
   * Checks that all shapes agree.
   *
   * @throws IllegalArgumentException if there is not one threshold a class, or one is NaN
   */
  public Thresholds {
    classes = List.copyOf(classes);
    values = values.clone();
    validationF1 = List.copyOf(validationF1);
    Objects.requireNonNull(comparison, "comparison");
    Objects.requireNonNull(precision, "precision");
    if (values.length != classes.size() || validationF1.size() != classes.size()) {
      throw new IllegalArgumentException(
          "%d classes, but %d thresholds and %d values of F1"
              .formatted(classes.size(), values.length, validationF1.size()));
    }
    for (int c = 0; c < values.length; c++) {
      if (Double.isNaN(values[c])) {
        throw new IllegalArgumentException("the threshold of " + classes.get(c) + " is NaN");
      }
    }
  }

  /** {@return {@code [class]}, a copy} */
  @Override
  public double[] values() {
    return values.clone();
  }

  /**
   * {@return the threshold of a class}
   *
   * @param classIndex from 0, in the order of {@link #classes()}
   */
  public double value(int classIndex) {
    return values[classIndex];
  }

  /**
   * {@return whether the threshold of a class decides anything: false where it was searched on records of which none has the class}
   *
   * @param classIndex from 0, in the order of {@link #classes()}
   */
  public boolean isDecided(int classIndex) {
    return !validationF1.get(classIndex).note().equals(UNDECIDED);
  }

  /** {@return a sentence a class that is not {@linkplain #isDecided decided}, in the order of classes} */
  public List<String> notes() {
    List<String> notes = new java.util.ArrayList<>();
    for (int c = 0; c < values.length; c++) {
      if (!isDecided(c)) {
        notes.add(classes.get(c) + " is not decided: " + UNDECIDED);
      }
    }
    return notes;
  }

  /**
   * Chooses the threshold of every class. Only these predictions enter: the records of another fold cannot reach the thresholds.
   *
   * @param validation the predictions of the validation fold
   * @param applied how the thresholds will be applied
   * @param precision in which scores are compared
   * @return one threshold a class, of the 100 that are searched, with the F1 it has on these records
   * @throws IllegalArgumentException if there is no record
   */
  public static Thresholds select(
      Predictions validation, Comparison applied, ScorePrecision precision) {
    int n = validation.classes().size();
    double[] values = new double[n];
    MetricValue[] f1 = new MetricValue[n];
    for (int c = 0; c < n; c++) {
      boolean[] labels = validation.labels(c);
      double[] scores = validation.scores(c);
      values[c] = best(labels, scores, precision);
      MetricValue found =
          Confusion.of(labels, apply(scores, values[c], Comparison.GREATER, precision))
              .f1("the validation fold");
      boolean any = false;
      for (boolean label : labels) {
        any |= label;
      }
      f1[c] = any ? found : new MetricValue(found.value(), UNDECIDED);
    }
    return new Thresholds(validation.classes(), values, List.of(f1), applied, precision);
  }

  /**
   * {@return the same threshold for every class, not searched}
   *
   * @param classes the names of the classes
   * @param value the threshold
   * @param applied how it will be applied
   * @param precision in which scores are compared
   */
  public static Thresholds fixed(
      List<String> classes, double value, Comparison applied, ScorePrecision precision) {
    double[] values = new double[classes.size()];
    Arrays.fill(values, value);
    MetricValue[] f1 = new MetricValue[classes.size()];
    Arrays.fill(f1, MetricValue.undefined("the threshold was given, not searched"));
    return new Thresholds(classes, values, List.of(f1), applied, precision);
  }

  /** {@return the 100 thresholds that are searched, equal to {@code numpy.linspace(0, 1, 100)}; a copy} */
  public static double[] searched() {
    return ThresholdSearch.GRID.clone();
  }

  /**
   * F1 at each of the 100 thresholds of {@link #searched()}, a score meaning yes if it is greater; 0 where it is 0/0.
   *
   * @param labels {@code [record]}
   * @param scores {@code [record]}
   * @param precision in which scores are compared
   * @return {@code [100]}
   * @throws IllegalArgumentException if there is no record, the lengths differ, or a score is NaN
   */
  public static double[] f1Curve(boolean[] labels, double[] scores, ScorePrecision precision) {
    if (labels.length == 0 || labels.length != scores.length) {
      throw new IllegalArgumentException(
          "expected as many scores as labels and at least one, found %d labels and %d scores"
              .formatted(labels.length, scores.length));
    }
    int[] ones = new int[labels.length];
    Arrays.fill(ones, 1);
    return f1Curve(labels, thresholdsBelow(scores, precision), ones);
  }

  /**
   * {@return F1 at each of the 100 thresholds when each record counts a whole number of times}
   *
   * @param labels {@code [record]}
   * @param thresholdsBelow {@code [record]}, how many thresholds its score is greater than, 0 to 100
   * @param weights {@code [record]}, 0 or more
   */
  public static double[] f1Curve(boolean[] labels, int[] thresholdsBelow, int[] weights) {
    return ThresholdSearch.f1Curve(labels, thresholdsBelow, weights);
  }

  /**
   * {@return the first of the 100 thresholds with the greatest F1}
   *
   * @param labels {@code [record]}
   * @param scores {@code [record]}
   * @param precision in which scores are compared
   * @throws IllegalArgumentException if there is no record, the lengths differ, or a score is NaN
   */
  public static double best(boolean[] labels, double[] scores, ScorePrecision precision) {
    return best(f1Curve(labels, scores, precision));
  }

  /**
   * {@return the first threshold with the greatest value of a curve}
   *
   * @param f1 of the 100 thresholds, ascending
   */
  public static double best(double[] f1) {
    return ThresholdSearch.best(f1);
  }

  /**
   * Applies the thresholds, also those that are not {@linkplain #isDecided decided}, as the authors' code does.
   *
   * @param predictions of the same classes in the same order
   * @return {@code [record][class]}, true for yes
   * @throws IllegalArgumentException if the classes are others
   */
  public boolean[][] apply(Predictions predictions) {
    if (!predictions.classes().equals(classes)) {
      throw new IllegalArgumentException(
          "thresholds of the classes "
              + classes
              + " cannot be applied to "
              + predictions.classes());
    }
    boolean[][] yes = new boolean[predictions.size()][classes.size()];
    for (int i = 0; i < yes.length; i++) {
      for (int c = 0; c < classes.size(); c++) {
        yes[i][c] = comparison.test(predictions.score(i, c), values[c], precision);
      }
    }
    return yes;
  }

  static boolean[] apply(
      double[] scores, double threshold, Comparison comparison, ScorePrecision precision) {
    boolean[] yes = new boolean[scores.length];
    for (int i = 0; i < yes.length; i++) {
      yes[i] = comparison.test(scores[i], threshold, precision);
    }
    return yes;
  }

  /**
   * {@return for each score, how many of the 100 thresholds it is greater than: {@code [record]}}
   *
   * @param scores {@code [record]}, 0 to 1
   * @param precision in which score and threshold are compared
   */
  public static int[] thresholdsBelow(double[] scores, ScorePrecision precision) {
    return ThresholdSearch.thresholdsBelow(scores, precision);
  }

  /** For the eyes: a threshold a class. */
  @Override
  public String toString() {
    List<String> texts = new java.util.ArrayList<>();
    for (int c = 0; c < values.length; c++) {
      texts.add(
          isDecided(c)
              ? String.format(
                  java.util.Locale.ROOT, "%s %s %.3f", classes.get(c), sign(), values[c])
              : classes.get(c) + " not decided");
    }
    return String.join(", ", texts);
  }

  private String sign() {
    return comparison == Comparison.GREATER_OR_EQUAL ? ">=" : ">";
  }
}
