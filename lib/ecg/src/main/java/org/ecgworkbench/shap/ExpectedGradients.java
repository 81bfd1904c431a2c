package org.ecgworkbench.shap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;

/**
 * Expected gradients (Erion et al. 2021, doi 10.1038/s42256-021-00343-w), the method behind shap's GradientExplainer and the paper's
 * figures: the attribution of record x for output c is the mean over draws of grad f_c(t x + (1 - t) b) * (x - b), with b uniform
 * over the background and t uniform in [0, 1); all outputs use the same draws. In expectation the attributions of a record add up to f_c(x)
 * minus the mean of f_c over the background; each explanation says how far it is from that and how far it may be.
 *
 * <p>Draws may be calibrated ({@link Weighting}): then what is known of them in advance, the expected output among it, is made to hold
 * exactly, which takes most of the error of the leads away.
 *
 * <p>Sums are in double precision. The size of the batches changes the result by no more than the model's rounding.
 *
 * <p>Differs from the authors' code: only the outputs asked for are computed (they compute all nine and use one), and, unless a
 * generator is given, every record has its own stream, so that its explanation does not depend on which others are explained. With
 * one {@code new NumpyRandom(seed)} passed for all records in turn, and {@link Sampling#PAPER}, the draws are theirs.
 */
public final class ExpectedGradients implements AttributionMethod {
  private final GradientModel model;
  private final List<Lead> leads;
  private final Background background;
  private final Options options;
  private final Precision precision;
  private final int jobs;
  private final Estimator estimator;

  /**
   * How to draw.
   *
   * @param draws draws a record, 200 in the paper
   * @param batchSize recordings that the model sees at a time, fewer where the model says that it cannot hold so many ({@link
   *     GradientModel#largestBatch}); it changes the result by no more than the model's rounding
   * @param seed seed of the draws
   * @param sampling how to draw
   * @param weighting how much each draw counts
   */
  public record Options(
      int draws, int batchSize, long seed, Sampling sampling, Weighting weighting) {
    /** The fewest draws that can be calibrated; with fewer the weights themselves would be chance. */
    public static final int LEAST_CALIBRATED = 20;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number is not positive, the seed is negative, or fewer than {@value #LEAST_CALIBRATED} draws
     *     are to be calibrated
     */
    public Options {
      if (draws <= 0 || batchSize <= 0 || seed < 0) {
        throw new IllegalArgumentException(
            "draws and batch size must be positive, the seed not negative, found %d, %d, %d"
                .formatted(draws, batchSize, seed));
      }
      if (weighting == Weighting.CALIBRATED && draws < LEAST_CALIBRATED) {
        throw new IllegalArgumentException(
            "at least %d draws can be calibrated, found %d".formatted(LEAST_CALIBRATED, draws));
      }
    }

    /** {@return the paper's options: 200 independent draws that count the same; batches of 50, as in shap, seed 42} */
    public static Options paper() {
      return new Options(200, 50, 42, Sampling.PAPER, Weighting.EQUAL);
    }

    /**
     * {@return the same with another number of draws}
     *
     * @param draws a record, or a round where a precision is to be reached; positive
     */
    public Options withDraws(int draws) {
      return new Options(draws, batchSize, seed, sampling, weighting);
    }

    /**
     * {@return the same with another size of batches}
     *
     * @param batchSize recordings that the model sees at a time at most, positive
     */
    public Options withBatchSize(int batchSize) {
      return new Options(draws, batchSize, seed, sampling, weighting);
    }

    /**
     * {@return the same with another seed}
     *
     * @param seed of the draws, not negative
     */
    public Options withSeed(long seed) {
      return new Options(draws, batchSize, seed, sampling, weighting);
    }

    /**
     * {@return the same with another way of drawing}
     *
     * @param sampling how background recordings and positions on the path are drawn
     */
    public Options withSampling(Sampling sampling) {
      return new Options(draws, batchSize, seed, sampling, weighting);
    }

    /**
     * {@return the same with other weights of the draws}
     *
     * @param weighting equal, or calibrated, which needs at least {@value #LEAST_CALIBRATED} draws
     */
    public Options withWeighting(Weighting weighting) {
      return new Options(draws, batchSize, seed, sampling, weighting);
    }
  }

  /**
   * When to stop drawing, where the number of draws is not fixed: {@link Options#draws} are drawn at a time, until the standard error of
   * the sum of the attributions is no greater than asked for in every class explained, or one more round would pass the maximum. Where
   * draws are calibrated that sum has no error; there it is the standard error of each lead's sum that counts.
   *
   * <p>At least {@value #LEAST_DRAWS} draws are taken, so that the standard error has as many degrees of freedom as three of them need to
   * hold 99 % of the residuals. The background goes on from round to round. A rule that stops at the first small estimate stops a
   * little early on average.
   *
   * @param standardError in units of the output, positive
   * @param maximumDraws at most so many draws in all
   */
  public record Precision(double standardError, int maximumDraws) {
    static final int LEAST_DRAWS = 40;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Precision {
      if (!(standardError > 0) || maximumDraws <= 0) {
        throw new IllegalArgumentException(
            "standard error and maximum of draws must be positive, found %s and %d"
                .formatted(standardError, maximumDraws));
      }
    }
  }

  /**
   * An explainer; the model's outputs for the background are computed here.
   *
   * @param model what to explain
   * @param leads the leads of the model's rows
   * @param background {@code [record][lead][sample]} in mV, not copied
   * @param options how to draw
   * @throws IllegalArgumentException if the background is empty or its records differ in shape
   */
  public ExpectedGradients(
      GradientModel model, List<Lead> leads, double[][][] background, Options options) {
    this(model, leads, background, options, 1);
  }

  private ExpectedGradients(
      GradientModel model, List<Lead> leads, double[][][] background, Options options, int jobs) {
    if (background.length == 0) {
      throw new IllegalArgumentException("the background needs at least one record");
    }
    this.model = model;
    this.leads = List.copyOf(leads);
    this.options = options;
    this.precision = null;
    this.jobs = jobs;
    for (double[][] record : background) {
      Matrices.requireShape(record, leads.size(), background[0][0].length, "a background record");
    }
    this.background = new Background(model, background, options.batchSize());
    if (jobs == 1) {
      this.background.outputs();
    }
    this.estimator = new Estimator(model, this.leads, this.background, options, precision, jobs);
  }

  /**
   * As the other constructor, for a background as the network's input gives it.
   *
   * @param model what to explain
   * @param leads the leads of the model's rows
   * @param background {@code [record][lead][sample]} in mV, in single precision; copied
   * @param options how to draw
   * @throws IllegalArgumentException if the background is empty or its records differ in shape
   */
  public ExpectedGradients(
      GradientModel model, List<Lead> leads, float[][][] background, Options options) {
    this(model, leads, background, options, 1);
  }

  /**
   * As the other constructor, for few records and a model that is faster in several threads: some
   * batches of a record are at work at a time, the background's outputs with the first of them.
   * Explanations are the same to the bit with any number.
   *
   * @param model what to explain
   * @param leads the leads of the model's rows
   * @param background {@code [record][lead][sample]} in mV, in single precision; copied
   * @param options how to draw
   * @param jobs batches at work at a time, positive
   * @throws IllegalArgumentException if the background is empty or its records differ in shape
   */
  public ExpectedGradients(
      GradientModel model, List<Lead> leads, float[][][] background, Options options, int jobs) {
    this(
        model,
        leads,
        Arrays.stream(background).map(Matrices::widened).toArray(double[][][]::new),
        options,
        jobs);
  }

  private ExpectedGradients(ExpectedGradients other, Precision precision) {
    this.model = other.model;
    this.leads = other.leads;
    this.background = other.background;
    this.options = other.options;
    this.precision = precision;
    this.jobs = other.jobs;
    this.estimator = new Estimator(model, leads, background, options, precision, jobs);
  }

  /**
   * {@return this explainer with as many draws as a precision needs, instead of a fixed number; the background's outputs are shared}
   *
   * @param precision the standard error that is enough, and the most draws; {@link Options#draws} are drawn at a time
   * @throws IllegalArgumentException if the maximum does not allow the rounds that are drawn in any case
   */
  public ExpectedGradients until(Precision precision) {
    int least = leastRounds(options.draws()) * options.draws();
    if (precision.maximumDraws() < least) {
      throw new IllegalArgumentException(
          "rounds of %d draws need a maximum of at least %d, found %d"
              .formatted(options.draws(), least, precision.maximumDraws()));
    }
    return new ExpectedGradients(this, precision);
  }

  /** Rounds that are drawn in any case. */
  private static int leastRounds(int draws) {
    return (Precision.LEAST_DRAWS + draws - 1) / draws;
  }

  @Override
  public String label() {
    return "expected gradients";
  }

  @Override
  public String settings() {
    String draws =
        precision == null
            ? options.draws() + " draws"
            : "draws until a standard error of %s%s, at most %d"
                .formatted(
                    precision.standardError(),
                    options.weighting() == Weighting.EQUAL ? "" : " in every lead",
                    precision.maximumDraws());
    return "background of %d records, %s, sampling %s%s, seed %d"
        .formatted(
            background.size(),
            draws,
            options.sampling().name().toLowerCase(Locale.ROOT),
            options.weighting() == Weighting.EQUAL ? "" : ", calibrated (adds up by construction)",
            options.seed());
  }

  private void requireShape(double[][] record) {
    Matrices.requireShape(record, leads.size(), background.millivolts[0][0].length, "the record");
  }

  /**
   * Explains outputs of one record; the draws come from the stream {@code attribution} of the seed and the record's name.
   *
   * @param recordId the record's name
   * @param millivolts {@code [lead][sample]}
   * @param paddedSamples samples on the left that are padding
   * @param classes outputs to explain
   * @return one explanation a class asked for
   * @throws IllegalArgumentException if the record has another shape than the background, or the model has no such output
   * @throws CancellationException if the thread is interrupted, after a batch
   */
  @Override
  public List<Explanation> explain(
      String recordId, float[][] millivolts, int paddedSamples, int... classes) {
    return explain(recordId, millivolts, paddedSamples, stream(recordId), classes);
  }

  private NumpyRandom stream(String recordId) {
    return RandomStream.ATTRIBUTION.stream(options.seed(), recordId);
  }

  /**
   * As {@link #explain(String, float[][], int, int...)}, with draws from a generator that goes on from record to record.
   *
   * @param recordId the record's name
   * @param millivolts {@code [lead][sample]}
   * @param paddedSamples samples on the left that are padding
   * @param random gives the draws, in the order of the authors' code with {@link Sampling#PAPER}; it is left after the last of them
   * @param classes outputs to explain; all use the same draws
   * @return one explanation a class asked for, which names the seed of the options, not the generator's
   * @throws IllegalArgumentException if the record has another shape than the background
   * @throws CancellationException if the thread is interrupted, after a batch
   */
  public List<Explanation> explain(
      String recordId,
      float[][] millivolts,
      int paddedSamples,
      NumpyRandom random,
      int... classes) {
    return attribute(Matrices.widened(millivolts), random, classes)
        .explanations(recordId, paddedSamples);
  }

  /**
   * Explains the output with the greatest value (the first of equals), as the paper's figures do; draws as in {@link
   * #explain(String, float[][], int, int...)}.
   *
   * @param recordId the record's name
   * @param millivolts {@code [lead][sample]}
   * @param paddedSamples samples on the left that are padding
   * @return the explanation; its {@link Explanation#classIndex} is the output with the greatest value
   * @throws IllegalArgumentException if the record has another shape than the background
   * @throws CancellationException if the thread is interrupted, after a batch
   */
  public Explanation explainTop(String recordId, float[][] millivolts, int paddedSamples) {
    double[][] x = Matrices.widened(millivolts);
    requireShape(x);
    double[] outputs = model.outputs(new double[][][] {x})[0];
    int top = 0;
    for (int c = 1; c < outputs.length; c++) {
      top = outputs[c] > outputs[top] ? c : top;
    }
    return estimator
        .estimate(x, outputs, stream(recordId), top)
        .explanations(recordId, paddedSamples)
        .get(0);
  }

  /**
   * Explains the greatest output of many records, several at a time; the explanations come in the order of the records, in this thread,
   * and do not depend on the number of jobs.
   *
   * @param records names of the records
   * @param reader gives a record as the network sees it; called in the threads of the jobs
   * @param jobs records at work at a time, as many as there are cores for the least time
   * @param sink takes each explanation; what it does not keep is freed
   * @throws IllegalArgumentException if jobs is not positive
   * @throws CancellationException if the thread is interrupted
   */
  public void explainTop(
      List<String> records,
      Function<String, NetworkInput.Prepared> reader,
      int jobs,
      Consumer<Explanation> sink) {
    try {
      Parallel.inOrder(
          records,
          jobs,
          id -> {
            NetworkInput.Prepared record = reader.apply(id);
            return explainTop(id, record.millivolts(), record.paddedSamples());
          },
          (index, explanation) -> sink.accept(explanation));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Estimate attribute(double[][] x, NumpyRandom random, int... classes) {
    requireShape(x);
    Rows.requireClasses(model, classes);
    return estimator.estimate(x, model.outputs(new double[][][] {x})[0], random, classes);
  }

  /** Its name and its settings. */
  @Override
  public String toString() {
    return label() + ": " + settings();
  }
}
