package org.ecgworkbench.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.base.Matrices;

/**
 * The official score of the China Physiological Signal Challenge 2018 (Liu et al. 2018, doi 10.1166/jmihi.2018.2442): one answer a
 * record, here the class with the highest score, the first of several.
 *
 * <p>An answer that is among the record's labels counts for the answered class; another counts as a confusion of the record's first
 * label with the answer. With N_ij records of class i answered j, F1 of class i is 2 N_ii / (N_i. + N_.i); the score is the mean of
 * the nine, and four groups have their own: AF; block (IAVB, LBBB, RBBB); premature contraction (PAC, PVC); ST change (STD, STE).
 *
 * <p>Differs from the challenge's program: {@link Predictions} do not hold the order in which a record's labels were written, so the
 * first label is the first in the order of the classes (it matters only for records with several labels that are answered wrongly);
 * and where a class has neither a record nor an answer, the program divides 0 by 0, and here the class is left out of the mean, with
 * a note.
 *
 * @param counts {@code [true][answered]}, 9 x 9
 * @param f1 one a class
 * @param score the mean over the classes
 * @param atrialFibrillation the group AF
 * @param block the group of blocks
 * @param prematureContraction the group of premature contractions
 * @param stChange the group of ST changes
 */
public record CpscScore(
    int[][] counts,
    List<MetricValue> f1,
    MetricValue score,
    MetricValue atrialFibrillation,
    MetricValue block,
    MetricValue prematureContraction,
    MetricValue stChange) {
  /** Keeps its own copies. */
  public CpscScore {
    counts = Matrices.copy(counts);
    f1 = List.copyOf(f1);
  }

  /** {@return {@code [true][answered]}, a copy} */
  @Override
  public int[][] counts() {
    return Matrices.copy(counts);
  }

  private static final List<String> CLASSES =
      org.ecgworkbench.ecg.Diagnosis.ALL.stream().map(Enum::name).toList();

  /**
   * Scores predictions of the nine classes.
   *
   * @param predictions scores and labels of the nine classes, by the names of {@link org.ecgworkbench.ecg.Diagnosis}
   * @return the mean F1 of the nine classes, those of the four groups, and the counts behind them
   * @throws IllegalArgumentException if the classes are others, or a record has no label; names the record
   */
  public static CpscScore of(Predictions predictions) {
    int n = CLASSES.size();
    int[] cells = cells(predictions);
    int[][] counts = new int[n][n];
    for (int cell : cells) {
      counts[cell / n][cell % n]++;
    }
    List<MetricValue> f1 = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    double sum = 0;
    for (int c = 0; c < n; c++) {
      MetricValue value = group(counts, c, c + 1);
      f1.add(value);
      if (value.hasValue()) {
        sum += value.value();
      } else {
        missing.add(CLASSES.get(c));
      }
    }
    MetricValue score =
        missing.size() == n
            ? MetricValue.undefined("there is no record")
            : new MetricValue(
                sum / (n - missing.size()),
                missing.isEmpty()
                    ? ""
                    : "mean of %d of %d classes, no record and no answer of %s"
                        .formatted(n - missing.size(), n, String.join(", ", missing)));
    return new CpscScore(
        counts,
        f1,
        score,
        group(counts, 1, 2),
        group(counts, 2, 5),
        group(counts, 5, 7),
        group(counts, 7, 9));
  }

  /**
   * {@return for each record, true class times nine plus answered class}
   *
   * @param predictions as for {@link #of}
   * @throws IllegalArgumentException as {@link #of}
   */
  public static int[] cells(Predictions predictions) {
    if (!predictions.classes().equals(CLASSES)) {
      throw new IllegalArgumentException(
          "the official score is for " + CLASSES + ", found " + predictions.classes());
    }
    int n = CLASSES.size();
    int[] cells = new int[predictions.size()];
    boolean[][] allLabels = predictions.labels();
    double[][] allScores = predictions.scores();
    for (int i = 0; i < cells.length; i++) {
      boolean[] labels = allLabels[i];
      double[] scores = allScores[i];
      int answer = 0;
      int first = -1;
      for (int c = n - 1; c >= 0; c--) {
        first = labels[c] ? c : first;
      }
      for (int c = 1; c < n; c++) {
        answer = scores[c] > scores[answer] ? c : answer;
      }
      if (first < 0) {
        throw new IllegalArgumentException(
            "record "
                + predictions.ids().get(i)
                + ": the official score needs a label, found none");
      }
      cells[i] = (labels[answer] ? answer : first) * n + answer;
    }
    return cells;
  }

  private static MetricValue group(int[][] counts, int from, int to) {
    long hits = 0;
    long all = 0;
    for (int c = from; c < to; c++) {
      hits += counts[c][c];
      for (int j = 0; j < counts.length; j++) {
        all += counts[c][j] + counts[j][c];
      }
    }
    return all == 0
        ? MetricValue.undefined(
            "no record and no answer of " + String.join(", ", CLASSES.subList(from, to)))
        : MetricValue.of(2.0 * hits / all);
  }

  @Override
  public String toString() {
    return "official score %s (AF %s, block %s, premature contraction %s, ST change %s)"
        .formatted(
            score.format(3),
            atrialFibrillation.format(3),
            block.format(3),
            prematureContraction.format(3),
            stChange.format(3));
  }
}
