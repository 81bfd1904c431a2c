package org.ecgworkbench.baseline;

import java.util.Arrays;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;
import smile.base.cart.CART;
import smile.base.cart.LeafNode;
import smile.base.cart.Loss;
import smile.base.cart.OrdinalSplit;
import smile.base.cart.RegressionNode;
import smile.base.cart.Split;
import smile.data.Tuple;
import smile.data.type.DataTypes;
import smile.data.type.StructField;

/**
 * Smile's regression tree with a search for splits of its own. On a response of 0 and 1, least squares chooses the splits that Gini
 * impurity chooses, and a leaf's mean is its share of ones.
 *
 * <p>Smile 3.1.1 sums a node's response anew for every feature and keeps the order of all features even where a few are looked at,
 * which makes its boosting five to ten times slower; its classification tree looks for splits only where neighbouring labels differ,
 * which misses some among tied values, and merges leaves of the same majority, which loses scores.
 */
final class LeastSquaresTree extends CART {
  private static final long serialVersionUID = 1L;
  private static final StructField RESPONSE = new StructField("y", DataTypes.DoubleType);

  /** Smile counts the root as depth 1, scikit-learn and the paper as 0. */
  private static final int DEPTH_OFFSET = 1;

  private static final int WORD_BITS = 6;

  /** Below this, a node's records are sorted, above, marked. */
  private static final int LEAST_RECORDS_A_WORD = 4;

  private final transient TreeData data;
  private final transient double[] y;
  private final transient Loss loss;
  private final transient boolean sorted;
  private final double closest;
  private final transient boolean once;

  /** Where all features are looked at, each one's records in ascending order within every node, as {@code index} has the nodes. */
  private transient int[][] ascending;

  private transient int[] rest;

  /**
   * Grows a tree.
   *
   * @param data the training features
   * @param loss gives the response and the leaves' values
   * @param maxDepth how many splits a record can pass
   * @param leaves the most leaves, grown best split first; {@code Integer.MAX_VALUE} for no limit
   * @param minLeafRecords the fewest records of a leaf
   * @param candidates how many features are looked at for a split; if not all, they are drawn from Smile's generator of this thread
   * @param samples how often each record counts, {@code [record]}
   * @param closest neighbouring values must differ by more than this to be split
   */
  LeastSquaresTree(
      TreeData data,
      Loss loss,
      int maxDepth,
      int leaves,
      int minLeafRecords,
      int candidates,
      int[] samples,
      double closest) {
    super(
        data.frame(),
        RESPONSE,
        maxDepth == Integer.MAX_VALUE ? maxDepth : maxDepth + DEPTH_OFFSET,
        leaves,
        minLeafRecords,
        candidates,
        samples,
        data.noOrder());
    this.data = data;
    this.loss = loss;
    this.y = loss.response();
    this.sorted = candidates >= data.features();
    this.closest = closest;
    this.once = Arrays.stream(samples).allMatch(times -> times == 1);
    if (sorted) {
      ascending = new int[data.features()][];
      Arrays.setAll(
          ascending, j -> Arrays.stream(data.order()[j]).filter(i -> samples[i] > 0).toArray());
      rest = new int[index.length];
    }
    LeafNode node = newNode(index);
    root = node;
    Optional<Split> split = findBestSplit(node, 0, index.length, new boolean[data.features()]);
    if (leaves == Integer.MAX_VALUE) {
      split.ifPresent(s -> split(s, null));
    } else {
      PriorityQueue<Split> queue = new PriorityQueue<>(Split.comparator.reversed());
      split.ifPresent(queue::add);
      for (int grown = 1; grown < leaves && !queue.isEmpty(); ) {
        if (split(queue.poll(), queue)) {
          grown++;
        }
      }
    }
    clear();
    ascending = null;
    rest = null;
  }

  /** The value of the leaf that a record falls into. */
  double value(Tuple record) {
    return ((RegressionNode) root.predict(record)).output();
  }

  /** A split that says which records it parts: those from one place of {@code index} to another, the latter exclusive. */
  private static final class Parting extends OrdinalSplit {
    private final int from;
    private final int to;

    Parting(
        LeafNode leaf,
        int feature,
        double threshold,
        double score,
        int from,
        int to,
        int below,
        int above,
        IntPredicate isBelow) {
      super(leaf, feature, threshold, score, from, to, below, above, isBelow);
      this.from = from;
      this.to = to;
    }
  }

  /** Parts the orders, too, without a branch on a record's side, which a processor would guess wrong every other time. */
  @Override
  protected boolean split(Split split, PriorityQueue<Split> queue) {
    if (sorted) {
      Parting parting = (Parting) split;
      IntPredicate isBelow = parting.predicate();
      int[] below = new int[samples.length];
      for (int i = parting.from; i < parting.to; i++) {
        below[index[i]] = isBelow.test(index[i]) ? 1 : 0;
      }
      for (int[] records : ascending) {
        part(records, parting.from, parting.to, below);
      }
    }
    return super.split(split, queue);
  }

  private void part(int[] records, int from, int to, int[] below) {
    int[] rest = this.rest;
    int low = from;
    for (int i = from; i < to; i++) {
      int record = records[i];
      records[low] = record;
      rest[i - low] = record;
      low += below[record];
    }
    System.arraycopy(rest, 0, records, low, to - low);
  }

  @Override
  protected double impurity(LeafNode node) {
    return ((RegressionNode) node).impurity();
  }

  @Override
  protected LeafNode newNode(int[] records) {
    int n = 0;
    double sum = 0;
    for (int i : records) {
      n += samples[i];
      sum += y[i] * samples[i];
    }
    double mean = sum / n;
    double squares = 0;
    for (int i : records) {
      double d = y[i] - mean;
      squares += samples[i] * d * d;
    }
    return new RegressionNode(n, loss.output(records, samples), mean, squares);
  }

  @Override
  protected Optional<Split> findBestSplit(
      LeafNode leaf, int feature, double impurity, int lo, int hi) {
    RegressionNode node = (RegressionNode) leaf;
    double[] x = data.column(feature);
    double[] inverse = data.inverses();
    int[] samples = this.samples;
    double[] y = this.y;
    int nodeSize = this.nodeSize;
    double closest = this.closest;
    boolean once = this.once;
    int[] ascending = sorted ? this.ascending[feature] : ascending(feature, lo, hi);
    int from = sorted ? lo : 0;
    int to = from + hi - lo;
    int size = node.size();
    double sum = node.mean() * size;
    double best = sum * node.mean();
    double parent = best;
    int bestAt = -1;
    int bestCount = 0;
    int count = 0;
    double below = 0;
    for (int i = from; i < to - 1; i++) {
      int record = ascending[i];
      int times = once ? 1 : samples[record];
      count += times;
      below += once ? y[record] : y[record] * times;
      if (count < nodeSize) {
        continue;
      }
      int rest = size - count;
      if (rest < nodeSize) {
        break;
      }
      double above = sum - below;
      double squares = below * below * inverse[count] + above * above * inverse[rest];
      // Most boundaries are worse than the best so far; only the others are worth a look at the
      // values.
      if (squares > best && x[ascending[i + 1]] - x[record] > closest) {
        best = squares;
        bestAt = i;
        bestCount = count;
      }
    }
    if (bestAt < 0) {
      return Optional.empty();
    }
    double left = x[ascending[bestAt]];
    double right = x[ascending[bestAt + 1]];
    double middle = left / 2 + right / 2;
    double threshold = middle < right ? middle : left;
    return Optional.of(
        new Parting(
            leaf,
            feature,
            threshold,
            best - parent,
            lo,
            hi,
            bestCount,
            size - bestCount,
            record -> x[record] <= threshold));
  }

  /**
   * The node's records in ascending order of a feature: each marks its rank, of which no two are the same, and the marks are read in
   * order. Where records are few and marks many, sorting is less work.
   */
  private int[] ascending(int feature, int lo, int hi) {
    int[] rank = data.rank(feature);
    int[] order = data.order()[feature];
    int n = hi - lo;
    int[] records = new int[n];
    int words = rank.length + Long.SIZE - 1 >> WORD_BITS;
    if (n * LEAST_RECORDS_A_WORD < words) {
      for (int i = 0; i < n; i++) {
        records[i] = rank[index[lo + i]];
      }
      Arrays.sort(records);
      for (int i = 0; i < n; i++) {
        records[i] = order[records[i]];
      }
      return records;
    }
    long[] marks = new long[words];
    for (int i = lo; i < hi; i++) {
      int r = rank[index[i]];
      marks[r >> WORD_BITS] |= 1L << r;
    }
    int at = 0;
    for (int w = 0; w < words; w++) {
      for (long rest = marks[w]; rest != 0; rest &= rest - 1) {
        records[at++] = order[(w << WORD_BITS) + Long.numberOfTrailingZeros(rest)];
      }
    }
    return records;
  }
}
