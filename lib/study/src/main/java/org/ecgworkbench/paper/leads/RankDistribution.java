package org.ecgworkbench.paper.leads;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.inference.Replicates;

/**
 * How sure the order of several items is: the ranks that each takes over resamples of the records on which all were measured (Goldstein
 * and Spiegelhalter 1996, Journal of the Royal Statistical Society A 159:385-443, doi 10.2307/2983325). Rank 1 has the highest value.
 *
 * <p>Equal values share their ranks: each has the mean of them, and of k places for which more are equal each gets its share. A resample in
 * which an item has no value is left out; {@link #used} says how many are left.
 *
 * <p>These are shares of resamples, not probabilities that a prior was put in for; where items do not differ at all, each is among the
 * best k in about k of n resamples.
 */
public final class RankDistribution {
  private final List<String> names;
  private final double[] estimates;
  private final double[][] values; // [resample][item], complete ones

  private RankDistribution(List<String> names, double[] estimates, double[][] values) {
    this.names = names;
    this.estimates = estimates;
    this.values = values;
  }

  /**
   * {@return a distribution of ranks}
   *
   * @param names of the items, each once
   * @param estimates {@code [item]}, on the records themselves
   * @param replicates {@code [item][resample]}, the same resamples for all
   * @throws IllegalArgumentException if the shapes do not fit, a name occurs twice, or no resample has a value for every item
   */
  public static RankDistribution of(List<String> names, double[] estimates, double[][] replicates) {
    int n = names.size();
    if (n == 0
        || estimates.length != n
        || replicates.length != n
        || Set.copyOf(names).size() != n) {
      throw new IllegalArgumentException(
          "expected estimates and resamples for the items " + names + ", each once");
    }
    int resamples = replicates[0].length;
    if (Arrays.stream(replicates).anyMatch(r -> r.length != resamples)) {
      throw new IllegalArgumentException("all items need the same resamples");
    }
    double[][] complete =
        IntStream.range(0, resamples)
            .mapToObj(b -> Arrays.stream(replicates).mapToDouble(r -> r[b]).toArray())
            .filter(row -> Arrays.stream(row).noneMatch(Double::isNaN))
            .toArray(double[][]::new);
    if (complete.length == 0) {
      throw new IllegalArgumentException("no resample has a value for every item");
    }
    return new RankDistribution(List.copyOf(names), estimates.clone(), complete);
  }

  /** {@return the items} */
  public List<String> names() {
    return names;
  }

  /** {@return how many resamples have a value for every item} */
  public int used() {
    return values.length;
  }

  /**
   * {@return the rank by the estimates, 1 the highest; equal ones share the mean of theirs}
   *
   * @param item from 0, in the order of {@link #names()}
   */
  public double rank(int item) {
    return rank(estimates, item);
  }

  private static double rank(double[] row, int item) {
    long above = Arrays.stream(row).filter(v -> v > row[item]).count();
    long equal = Arrays.stream(row).filter(v -> v == row[item]).count();
    return above + (equal + 1) / 2.0;
  }

  /**
   * {@return the mean rank over the resamples}
   *
   * @param item from 0, in the order of {@link #names()}
   */
  public double meanRank(int item) {
    return Arrays.stream(values).mapToDouble(row -> rank(row, item)).sum() / values.length;
  }

  /**
   * The interval of the rank: quantiles over the resamples, interpolated linearly.
   *
   * @param item from 0, in the order of {@link #names()}
   * @param level for example 0.95
   * @return lower and upper end; NaN nowhere
   */
  public double[] rankInterval(int item, double level) {
    Interval.checkLevel(level);
    double[] ranks = Arrays.stream(values).mapToDouble(row -> rank(row, item)).sorted().toArray();
    return new double[] {
      Replicates.quantile(ranks, (1 - level) / 2), Replicates.quantile(ranks, (1 + level) / 2)
    };
  }

  /**
   * {@return the share of resamples in which an item is among the best k}
   *
   * @param item from 0, in the order of {@link #names()}
   * @param k how many count as the best, from 1
   * @throws IllegalArgumentException if k is not between 1 and the number of items
   */
  public double amongBest(int item, int k) {
    requireTop(k);
    double sum = 0;
    for (double[] row : values) {
      Top top = top(row, k);
      sum +=
          row[item] > top.edge
              ? 1
              : row[item] == top.edge ? (k - top.above) / (double) top.equal : 0;
    }
    return sum / values.length;
  }

  /**
   * {@return the share of resamples in which exactly these items are the best ones}
   *
   * @param items names; as many are compared as there are here
   * @throws IllegalArgumentException if a name is unknown or the set is empty
   */
  public double areTheBest(Set<String> items) {
    if (items.isEmpty() || !names.containsAll(items)) {
      throw new IllegalArgumentException("expected items of " + names + ", found " + items);
    }
    int k = items.size();
    double sum = 0;
    for (double[] row : values) {
      Top top = top(row, k);
      boolean fits = true;
      int atEdge = 0;
      for (int i = 0; i < row.length; i++) {
        boolean in = items.contains(names.get(i));
        fits &= row[i] > top.edge ? in : row[i] == top.edge || !in;
        atEdge += in && row[i] == top.edge ? 1 : 0;
      }
      sum += fits ? 1 / choose(top.equal, atEdge) : 0;
    }
    return sum / values.length;
  }

  /**
   * {@return the sets that were the best k, with the share of resamples of each, the most frequent first}. Resamples with equal values at
   * the edge are left out here, as they name no single set.
   *
   * @param k how many count as the best, from 1
   */
  public List<Map.Entry<Set<String>, Double>> mostFrequentBest(int k) {
    requireTop(k);
    Map<String, Set<String>> sets = new TreeMap<>();
    Map<String, Double> shares = new TreeMap<>();
    for (double[] row : values) {
      Top top = top(row, k);
      if (top.above + top.equal == k) {
        Set<String> best = new TreeSet<>(Comparator.comparingInt(names::indexOf));
        IntStream.range(0, row.length)
            .filter(i -> row[i] >= top.edge)
            .forEach(i -> best.add(names.get(i)));
        sets.put(best.toString(), best);
        shares.merge(best.toString(), 1.0 / values.length, Double::sum);
      }
    }
    return shares.entrySet().stream()
        .sorted(
            Map.Entry.<String, Double>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(e -> Map.entry(sets.get(e.getKey()), e.getValue()))
        .toList();
  }

  private void requireTop(int k) {
    if (k < 1 || k > names.size()) {
      throw new IllegalArgumentException("k must be 1 to %d, found %d".formatted(names.size(), k));
    }
  }

  /** The k-th highest value, how many lie above it and how many are equal to it. */
  private record Top(double edge, int above, int equal) {}

  private static Top top(double[] row, int k) {
    double[] sorted = row.clone();
    Arrays.sort(sorted);
    double edge = sorted[sorted.length - k];
    return new Top(
        edge,
        (int) Arrays.stream(row).filter(v -> v > edge).count(),
        (int) Arrays.stream(row).filter(v -> v == edge).count());
  }

  /**
   * {@return the number of ways to choose k of n}
   *
   * @param n the number of items, not negative
   * @param k how many are chosen, from 0 to n
   */
  public static double choose(int n, int k) {
    double ways = 1;
    for (int i = 1; i <= k; i++) {
      ways = ways * (n - k + i) / i;
    }
    return ways;
  }

  /** The ranks by the estimates, the best first, with the mean rank over the resamples. */
  @Override
  public String toString() {
    return IntStream.range(0, names.size())
        .boxed()
        .sorted(Comparator.comparingDouble(this::rank))
        .map(
            i ->
                String.format(
                    Locale.ROOT, "%s %.1f (mean %.1f)", names.get(i), rank(i), meanRank(i)))
        .collect(Collectors.joining(", ", "ranks over " + used() + " resamples: ", ""));
  }
}
