package org.ecgworkbench.shap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ecgworkbench.base.Logistic;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.baseline.FittedBaseline;
import org.ecgworkbench.baseline.FittedLinear;
import org.ecgworkbench.baseline.FittedTrees;
import org.ecgworkbench.baseline.LearnerContract;
import org.ecgworkbench.baseline.TreeShap;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.baseline.feature.Feature;
import org.ecgworkbench.baseline.feature.FeatureTable;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;

/**
 * Shapley values of the 636 expert features in a learner's output, whoever wrote the learner.
 *
 * <ul>
 *   <li><b>Trees</b> ({@link FittedTrees}): exact, by {@link TreeShap}; what is not known of a record is
 *       what the training records were at each split. In the unit of {@link FittedTrees#shapUnit()}.
 *   <li><b>Linear models</b> ({@link FittedLinear}): exact, w_j (x_j - mean of feature j over the
 *       background), in log-odds.
 *   <li><b>All others</b>: sampled, in units of the score (Castro, Gomez and Tejada 2009, doi
 *       10.1016/j.cor.2008.04.004). A draw takes a record of the background and an order of the
 *       features, and turns the one record into the other feature by feature, in that order and in the
 *       reverse one; a feature is worth the mean of the two changes of the score at its turn. What is
 *       not known of a record is another record's value, the same record's for all features
 *       (interventional, as in {@link LeadShapley}). Background records come in turn, in an order that
 *       is drawn anew each time all have been taken, so with a multiple of their number of draws the
 *       values add up exactly. Standard errors come from the spread over the draws.
 * </ul>
 *
 * <p>An {@link Explanation} has a row a lead and in it one value a feature of that lead, 53, in the order
 * of {@link ExpertFeatures#FEATURES}; its sums over leads can be read beside a network's, in another
 * unit. Features that say the same share what they say as the model happened to use them, and a record
 * made of two need not be one that any heart could make: the values describe the model, not the disease.
 *
 * <p>The same values on any machine, if the learner's scores are. With 50 draws a record took 3 s of
 * processor time for the MLP and 23 s for the SVM of 720 training records; exact ones take less than 0.1 s.
 */
public final class LearnerShap implements Explainer {
  private static final int ROW = ExpertFeatures.COUNT / Lead.ALL.size();

  /** Between a score and what an exact explanation says that it is. */
  private static final double SAME_SCORE = 1e-6;

  private final String name;
  private final FittedBaseline learner;
  private final double[][] background;
  private final double[] means;
  private final Options options;
  private final double[] expectedScores;

  /**
   * How to draw, where values are sampled.
   *
   * @param draws pairs of walks a record, at least 1; each asks for about 1,270 scores
   * @param seed of the draws, not negative
   */
  public record Options(int draws, long seed) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is no draw or the seed is negative
     */
    public Options {
      if (draws < 1 || seed < 0) {
        throw new IllegalArgumentException(
            "draws must be at least 1 and the seed not negative, found %d and %d"
                .formatted(draws, seed));
      }
    }

    /** {@return 50 draws, seed 42} */
    public static Options defaults() {
      return new Options(50, 42);
    }

    /**
     * {@return the same with another number of draws}
     *
     * @param draws pairs of walks a record, at least 1
     */
    public Options withDraws(int draws) {
      return new Options(draws, seed);
    }

    /**
     * {@return the same with another seed}
     *
     * @param seed of the draws, not negative
     */
    public Options withSeed(long seed) {
      return new Options(draws, seed);
    }
  }

  /**
   * One feature's part in an explanation.
   *
   * @param feature which
   * @param value in the unit of the explanation
   */
  public record Part(Feature feature, double value) {
    /** For example {@code V5.cD3.p75 +0.0123}. */
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s %+.4f", feature.name(), value);
    }
  }

  /**
   * An explainer.
   *
   * @param name what the learner is called
   * @param learner what it learned from the 636 expert features
   * @param background the features of the records that a record is compared with; trees do not ask
   * @param options how to draw, where values are sampled
   * @throws IllegalArgumentException if there is no background record, or the features are not the
   *     expert features
   * @throws EcgDataException if the learner does not score the background as it must
   */
  public LearnerShap(
      String name, FittedBaseline learner, FeatureTable background, Options options) {
    if (background.size() == 0
        || learner.features() != ExpertFeatures.COUNT
        || !background.names().equals(ExpertFeatures.names())) {
      throw new IllegalArgumentException(
          "expected a learner on the %d expert features and a background of at least one record, found %d features and %d records of %d"
              .formatted(
                  ExpertFeatures.COUNT,
                  learner.features(),
                  background.size(),
                  background.names().size()));
    }
    this.name = name;
    this.learner = learner;
    this.options = options;
    this.background = background.values();
    this.means = means(this.background, ExpertFeatures.COUNT);
    this.expectedScores =
        isSampled()
            ? means(LearnerContract.scores(name, learner, background), learner.classes())
            : null;
  }

  private static double[] means(double[][] rows, int columns) {
    double[] means = new double[columns];
    for (double[] row : rows) {
      for (int j = 0; j < columns; j++) {
        means[j] += row[j];
      }
    }
    for (int j = 0; j < columns; j++) {
      means[j] /= rows.length;
    }
    return means;
  }

  private boolean isSampled() {
    return !(learner instanceof FittedTrees || learner instanceof FittedLinear);
  }

  @Override
  public String label() {
    return learner instanceof FittedTrees
        ? "tree SHAP"
        : isSampled() ? "sampled SHAP" : "linear SHAP";
  }

  @Override
  public String settings() {
    return isSampled()
        ? "background of %d records, %d draws there and back, seed %d"
            .formatted(background.length, options.draws(), options.seed())
        : learner instanceof FittedTrees
            ? "exact, against the training records of each split"
            : "exact, against the mean of a background of %d records".formatted(background.length);
  }

  /** {@return what the values add up to: the score, or the log-odds} */
  public FittedTrees.Unit unit() {
    return learner instanceof FittedTrees trees
        ? trees.shapUnit()
        : isSampled() ? FittedTrees.Unit.SCORE : FittedTrees.Unit.LOG_ODDS;
  }

  @Override
  public List<Explanation> explain(EcgRecord record, int... classes) {
    return explain(record.id(), ExpertFeatures.of(record), classes);
  }

  /**
   * Explains outputs of one record whose features are known.
   *
   * @param recordId the record's name; draws come from a stream of its own
   * @param features {@code [636]}, as in training
   * @param classes outputs to explain, from 0; all use the same draws
   * @return one explanation a class asked for, in their order
   * @throws IllegalArgumentException if there are other features, one is not finite, or the learner has
   *     no such output
   * @throws EcgDataException if the learner does not score as it must, or what its trees or weights
   *     explain is not its score
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public List<Explanation> explain(String recordId, double[] features, int... classes) {
    if (features.length != ExpertFeatures.COUNT
        || !Arrays.stream(features).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "record %s: expected %d finite features, found %d"
              .formatted(
                  recordId,
                  ExpertFeatures.COUNT,
                  Arrays.stream(features).filter(Double::isFinite).count()));
    }
    for (int c : classes) {
      if (c < 0 || c >= learner.classes()) {
        throw new IllegalArgumentException(
            "expected an output from 0 to %d, found %d".formatted(learner.classes() - 1, c));
      }
    }
    if (isSampled()) {
      return new Walks(recordId, features, classes).explanations();
    }
    double[] scores = scores(recordId, features)[0];
    return Arrays.stream(classes)
        .mapToObj(
            c -> {
              TreeShap.Explanation exact =
                  learner instanceof FittedTrees trees
                      ? trees.shap(c, new double[][] {features})[0]
                      : linear((FittedLinear) learner, c, features);
              return exact(recordId, c, exact, scores[c]);
            })
        .toList();
  }

  private double[][] scores(String recordId, double[]... rows) {
    return LearnerContract.scores(
        name,
        learner,
        new FeatureTable(Collections.nCopies(rows.length, recordId), ExpertFeatures.names(), rows));
  }

  private TreeShap.Explanation linear(FittedLinear linear, int c, double[] features) {
    double[] weights = linear.weights()[c];
    double[] values = new double[features.length];
    double output = linear.intercepts()[c];
    double expected = output;
    for (int j = 0; j < values.length; j++) {
      values[j] = weights[j] * (features[j] - means[j]);
      output += weights[j] * features[j];
      expected += weights[j] * means[j];
    }
    return new TreeShap.Explanation(values, expected, output);
  }

  /** An exact explanation, if what it explains is the score that the learner gives. */
  private Explanation exact(String recordId, int c, TreeShap.Explanation exact, double score) {
    double explained =
        unit() == FittedTrees.Unit.SCORE ? exact.score() : Logistic.of(exact.score());
    if (!(Math.abs(explained - score) <= SAME_SCORE)
        || exact.values().length != ExpertFeatures.COUNT) {
      throw new EcgDataException(
          "learner '%s': record %s, class %d: its score is %s, but %d values of its %s explain %s"
              .formatted(name, recordId, c, score, exact.values().length, label(), explained));
    }
    return explanation(
        recordId,
        c,
        exact.values(),
        exact.score(),
        exact.expectedValue(),
        0,
        new double[Lead.ALL.size()],
        0,
        0);
  }

  private Explanation explanation(
      String recordId,
      int c,
      double[] values,
      double output,
      double expected,
      double standardError,
      double[] leadStandardErrors,
      int draws,
      long seed) {
    double[][] rows = new double[Lead.ALL.size()][];
    Arrays.setAll(rows, lead -> Arrays.copyOfRange(values, lead * ROW, (lead + 1) * ROW));
    String className =
        learner.classes() == Diagnosis.ALL.size()
            ? Diagnosis.ALL.get(c).name()
            : Explanation.unnamed(c);
    return new Explanation(
        recordId,
        c,
        className,
        Lead.ALL,
        Matrices.narrowed(rows),
        output,
        expected,
        Matrices.sum(rows),
        standardError,
        leadStandardErrors,
        draws,
        seed,
        0);
  }

  /** One record's walks from background records, there and back. */
  private final class Walks {
    private final String recordId;
    private final double[] x;
    private final int[] classes;
    private final NumpyRandom random;
    private final double[][] values;
    // Of each draw, [class asked for][lead]; the last column is the sum over leads.
    private final double[][][] perDraw;
    private double[] output;

    Walks(String recordId, double[] x, int... classes) {
      this.recordId = recordId;
      this.x = x;
      this.classes = classes;
      this.random = RandomStream.LEARNER_ATTRIBUTION.stream(options.seed(), recordId);
      this.values = new double[classes.length][x.length];
      this.perDraw = new double[options.draws()][classes.length][Lead.ALL.size() + 1];
    }

    List<Explanation> explanations() {
      int[] records = new int[0];
      for (int d = 0; d < options.draws(); d++) {
        if (d % background.length == 0) {
          records = random.permutation(background.length);
        }
        int[] order = random.permutation(x.length);
        double[] from = background[records[d % background.length]];
        walk(d, from, order);
        walk(
            d,
            from,
            IntStream.range(0, order.length).map(i -> order[order.length - 1 - i]).toArray());
      }
      List<Explanation> explanations = new ArrayList<>();
      int sum = Lead.ALL.size();
      for (int k = 0; k < classes.length; k++) {
        double[] means = values[k].clone();
        for (int j = 0; j < means.length; j++) {
          means[j] /= 2.0 * options.draws();
        }
        double[] errors = new double[sum + 1];
        for (int lead = 0; lead <= sum; lead++) {
          errors[lead] = standardError(k, lead);
        }
        explanations.add(
            explanation(
                recordId,
                classes[k],
                means,
                output[classes[k]],
                expectedScores[classes[k]],
                errors[sum],
                Arrays.copyOf(errors, sum),
                options.draws(),
                options.seed()));
      }
      return explanations;
    }

    /** Turns a record of the background into x, and adds what each step changes. */
    private void walk(int draw, double[] from, int[] order) {
      Parallel.stopIfInterrupted();
      double[][] steps = new double[order.length + 1][];
      steps[0] = from;
      for (int i = 0; i < order.length; i++) {
        steps[i + 1] = steps[i].clone();
        steps[i + 1][order[i]] = x[order[i]];
      }
      double[][] scores = scores(recordId, steps);
      output = scores[order.length];
      for (int k = 0; k < classes.length; k++) {
        for (int i = 0; i < order.length; i++) {
          double change = scores[i + 1][classes[k]] - scores[i][classes[k]];
          values[k][order[i]] += change;
          perDraw[draw][k][order[i] / ROW] += change / 2;
          perDraw[draw][k][Lead.ALL.size()] += change / 2;
        }
      }
    }

    /** Of the mean over the draws; NaN for a single one. */
    private double standardError(int k, int column) {
      int n = perDraw.length;
      double mean = Arrays.stream(perDraw).mapToDouble(d -> d[k][column]).sum() / n;
      double squares =
          Arrays.stream(perDraw).mapToDouble(d -> Math.pow(d[k][column] - mean, 2)).sum();
      return n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
    }
  }

  /**
   * {@return the features with the greatest values by size, the greatest first}
   *
   * @param explanation one of a {@link LearnerShap}
   * @param count how many, at most 636
   * @throws IllegalArgumentException if the explanation is a network's
   */
  public static List<Part> greatest(Explanation explanation, int count) {
    float[][] rows = explanation.attributions();
    if (!explanation.leads().equals(Lead.ALL) || rows[0].length != ROW) {
      throw new IllegalArgumentException(
          "expected an explanation of 12 leads by %d features, found %d by %d"
              .formatted(ROW, rows.length, rows[0].length));
    }
    return IntStream.range(0, ExpertFeatures.COUNT)
        .mapToObj(j -> new Part(ExpertFeatures.FEATURES.get(j), rows[j / ROW][j % ROW]))
        .sorted(Comparator.comparingDouble((Part part) -> -Math.abs(part.value())))
        .limit(count)
        .toList();
  }

  /** Its method and settings. */
  @Override
  public String toString() {
    return "%s of %s: %s".formatted(label(), name, settings());
  }
}
