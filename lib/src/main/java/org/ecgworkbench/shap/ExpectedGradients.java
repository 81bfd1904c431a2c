package org.ecgworkbench.shap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ecgworkbench.dataset.NumpyRandom;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;

/**
 * Expected gradients (Erion et al. 2021, doi 10.1038/s42256-021-00343-w), the method behind shap's GradientExplainer and the paper's
 * figures: the attribution of record x for output c is the mean over draws of grad f_c(t x + (1 - t) b) * (x - b), with b uniform
 * over the background and t uniform in [0, 1); all outputs use the same draws. In expectation the attributions of a record add up to f_c(x)
 * minus the mean of f_c over the background; each explanation says how far it is from that and how far it may be.
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
  private final double[][][] background;
  private final double[] expected;
  private final Options options;
  private final Precision precision;

  /**
   * How to draw.
   *
   * @param draws draws a record, 200 in the paper
   * @param batchSize recordings that the model sees at a time; memory grows with it, about 0.2 GB a recording for the paper's full
   *     network and 4 MB for one of width 8 at 100 Hz
   * @param seed seed of the draws
   * @param sampling how to draw
   */
  public record Options(int draws, int batchSize, long seed, Sampling sampling) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number is not positive or the seed is negative
     */
    public Options {
      if (draws <= 0 || batchSize <= 0 || seed < 0) {
        throw new IllegalArgumentException(
            "draws and batch size must be positive, the seed not negative, found %d, %d, %d"
                .formatted(draws, batchSize, seed));
      }
    }

    /** The paper's: 200 independent draws; batches of 25, seed 42. */
    public static Options paper() {
      return new Options(200, 25, 42, Sampling.PAPER);
    }

    /** With another number of draws. */
    public Options withDraws(int draws) {
      return new Options(draws, batchSize, seed, sampling);
    }

    /** With another size of batches. */
    public Options withBatchSize(int batchSize) {
      return new Options(draws, batchSize, seed, sampling);
    }

    /** With another seed. */
    public Options withSeed(long seed) {
      return new Options(draws, batchSize, seed, sampling);
    }

    /** With another way of drawing. */
    public Options withSampling(Sampling sampling) {
      return new Options(draws, batchSize, seed, sampling);
    }
  }

  /**
   * When to stop drawing, where the number of draws is not fixed: {@link Options#draws} are drawn at a time, until the standard error of
   * the sum of the attributions is no greater than asked for in every class explained, or one more round would pass the maximum.
   *
   * <p>The standard error of {@link Sampling#PAPER} comes from all draws. Stratified draws of a round depend on each other, so there it comes
   * from the spread of the rounds' means, and at least {@value #LEAST_ROUNDS} rounds are drawn; the background goes on from round to
   * round. It is then an upper estimate where a round is not a multiple of the background. A rule that stops at the first small
   * estimate stops a little early on average.
   *
   * @param standardError in units of the output, positive
   * @param maximumDraws at most so many draws in all
   */
  public record Precision(double standardError, int maximumDraws) {
    static final int LEAST_ROUNDS = 8;

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

  /** Attributions before rounding; {@code [class asked for]} first. */
  record Attribution(
      double[][][] values, double[] sums, double[] standardErrors, double[] outputs, int draws) {}

  /**
   * An explainer; the model's outputs for the background are computed here.
   *
   * @param model what to explain
   * @param leads the leads of the model's rows
   * @param background {@code [record][lead][sample]} in mV, not copied
   * @throws IllegalArgumentException if the background is empty or its records differ in shape
   */
  public ExpectedGradients(
      GradientModel model, List<Lead> leads, double[][][] background, Options options) {
    if (background.length == 0) {
      throw new IllegalArgumentException("the background needs at least one record");
    }
    this.model = model;
    this.leads = List.copyOf(leads);
    this.background = background;
    this.options = options;
    this.precision = null;
    for (double[][] record : background) {
      requireShape(record, "a background record");
    }
    expected = new double[model.classes()];
    for (int first = 0; first < background.length; first += options.batchSize()) {
      Rows.stopIfInterrupted();
      double[][][] batch =
          Arrays.copyOfRange(
              background, first, Math.min(first + options.batchSize(), background.length));
      for (double[] outputs : model.outputs(batch)) {
        for (int c = 0; c < expected.length; c++) {
          expected[c] += outputs[c] / background.length;
        }
      }
    }
  }

  /** As the other constructor, for a background as the network's input gives it, {@code [record][lead][sample]} in mV. */
  public ExpectedGradients(
      GradientModel model, List<Lead> leads, float[][][] background, Options options) {
    this(
        model,
        leads,
        Arrays.stream(background).map(Rows::widened).toArray(double[][][]::new),
        options);
  }

  private ExpectedGradients(ExpectedGradients other, Precision precision) {
    this.model = other.model;
    this.leads = other.leads;
    this.background = other.background;
    this.expected = other.expected;
    this.options = other.options;
    this.precision = precision;
  }

  /**
   * This explainer with as many draws as a precision needs, instead of a fixed number.
   *
   * @throws IllegalArgumentException if the maximum does not allow the rounds that are drawn in any case
   */
  public ExpectedGradients until(Precision precision) {
    int least =
        options.sampling() == Sampling.PAPER
            ? options.draws()
            : options.draws() * Precision.LEAST_ROUNDS;
    if (precision.maximumDraws() < least) {
      throw new IllegalArgumentException(
          "rounds of %d draws need a maximum of at least %d, found %d"
              .formatted(options.draws(), least, precision.maximumDraws()));
    }
    return new ExpectedGradients(this, precision);
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
            : "draws until a standard error of %s, at most %d"
                .formatted(precision.standardError(), precision.maximumDraws());
    return "background of %d records, %s, sampling %s, seed %d"
        .formatted(
            background.length,
            draws,
            options.sampling().name().toLowerCase(Locale.ROOT),
            options.seed());
  }

  private void requireShape(double[][] record, String what) {
    Rows.requireShape(record, leads.size(), background[0][0].length, what);
  }

  /** The mean of every output over the background, {@code [class]}. */
  public double[] expectedOutputs() {
    return expected.clone();
  }

  /**
   * Explains outputs of one record; the draws come from the stream {@code attribution} of the seed and the record's name.
   *
   * @param recordId the record's name
   * @param millivolts {@code [lead][sample]}
   * @param paddedSamples samples on the left that are padding
   * @param classes outputs to explain
   * @return one explanation a class asked for
   * @throws IllegalArgumentException if the record has another shape than the background
   * @throws CancellationException if the thread is interrupted, after a batch
   */
  @Override
  public List<Explanation> explain(
      String recordId, float[][] millivolts, int paddedSamples, int... classes) {
    return explain(
        recordId,
        millivolts,
        paddedSamples,
        NumpyRandom.stream(options.seed(), "attribution:" + recordId),
        classes);
  }

  /** As {@link #explain(String, float[][], int, int...)}, with draws from a generator that goes on from record to record. */
  public List<Explanation> explain(
      String recordId,
      float[][] millivolts,
      int paddedSamples,
      NumpyRandom random,
      int... classes) {
    Attribution found = attribute(Rows.widened(millivolts), random, classes);
    List<Explanation> explanations = new ArrayList<>();
    for (int k = 0; k < classes.length; k++) {
      explanations.add(
          new Explanation(
              recordId,
              classes[k],
              leads,
              Rows.narrowed(found.values()[k]),
              found.outputs()[classes[k]],
              expected[classes[k]],
              found.sums()[k],
              found.standardErrors()[k],
              found.draws(),
              options.seed(),
              paddedSamples));
    }
    return explanations;
  }

  /**
   * Explains the output with the greatest value (the first of equals), as the paper's figures do; draws as in {@link
   * #explain(String, float[][], int, int...)}.
   */
  public Explanation explainTop(String recordId, float[][] millivolts, int paddedSamples) {
    double[] outputs = model.outputs(new double[][][] {Rows.widened(millivolts)})[0];
    int top = 0;
    for (int c = 1; c < outputs.length; c++) {
      top = outputs[c] > outputs[top] ? c : top;
    }
    return explain(recordId, millivolts, paddedSamples, top).get(0);
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
    if (jobs <= 0) {
      throw new IllegalArgumentException("jobs must be positive, found " + jobs);
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(
            jobs,
            work -> {
              Thread thread = new Thread(work, "explanation");
              thread.setDaemon(true);
              return thread;
            });
    Deque<Future<Explanation>> atWork = new ArrayDeque<>();
    try {
      for (String id : records) {
        atWork.add(
            pool.submit(
                () -> {
                  NetworkInput.Prepared record = reader.apply(id);
                  return explainTop(id, record.millivolts(), record.paddedSamples());
                }));
        if (atWork.size() > 2 * jobs) {
          sink.accept(result(atWork.remove()));
        }
      }
      while (!atWork.isEmpty()) {
        sink.accept(result(atWork.remove()));
      }
    } finally {
      pool.shutdownNow();
      awaitEnd(pool);
    }
  }

  private static Explanation result(Future<Explanation> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new CancellationException("explanations interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The model may be closed as soon as the caller goes on, so no job may still use it. */
  private static void awaitEnd(ExecutorService pool) {
    boolean interrupted = false;
    while (true) {
      try {
        if (pool.awaitTermination(1, TimeUnit.HOURS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  Attribution attribute(double[][] x, NumpyRandom random, int... classes) {
    requireShape(x, "the record");
    double[][][] phi = new double[classes.length][x.length][x[0].length];
    List<double[]> perDraw = new ArrayList<>();
    List<double[]> perRound = new ArrayList<>();
    Draws draws = new Draws(random);
    double[] errors;
    do {
      int from = perDraw.size();
      addRound(x, draws, phi, perDraw, classes);
      perRound.add(means(perDraw.subList(from, perDraw.size()), classes.length));
      errors =
          standardErrors(
              precision == null || options.sampling() == Sampling.PAPER ? perDraw : perRound,
              classes.length);
    } while (goesOn(perRound.size(), perDraw.size(), errors));
    double[] sums = new double[classes.length];
    for (int k = 0; k < classes.length; k++) {
      for (double[] lead : phi[k]) {
        for (int s = 0; s < lead.length; s++) {
          lead[s] /= perDraw.size();
          sums[k] += lead[s];
        }
      }
    }
    return new Attribution(
        phi, sums, errors, model.outputs(new double[][][] {x})[0], perDraw.size());
  }

  private boolean goesOn(int rounds, int draws, double[] errors) {
    if (precision == null || draws + options.draws() > precision.maximumDraws()) {
      return false;
    }
    if (options.sampling() != Sampling.PAPER && rounds < Precision.LEAST_ROUNDS) {
      return true;
    }
    // Not "greater than": the error of a single draw is NaN, and more draws are needed.
    return !Arrays.stream(errors).allMatch(error -> error <= precision.standardError());
  }

  /** Adds the attributions of {@code options.draws()} more draws to {@code phi}, and each draw's sums, {@code [class]}, to the list. */
  private void addRound(
      double[][] x, Draws source, double[][][] phi, List<double[]> perDraw, int... classes) {
    int draws = options.draws();
    int[] chosen = new int[draws];
    double[] positions = new double[draws];
    source.next(chosen, positions);
    int rows = x.length;
    int samples = x[0].length;
    for (int first = 0; first < draws; first += options.batchSize()) {
      Rows.stopIfInterrupted();
      int n = Math.min(options.batchSize(), draws - first);
      double[][][] batch = new double[n][rows][samples];
      for (int i = 0; i < n; i++) {
        double[][] b = background[chosen[first + i]];
        double t = positions[first + i];
        for (int lead = 0; lead < rows; lead++) {
          for (int s = 0; s < samples; s++) {
            batch[i][lead][s] = t * x[lead][s] + (1 - t) * b[lead][s];
          }
        }
      }
      double[][][][] gradients = model.gradients(batch, classes).gradients();
      for (int i = 0; i < n; i++) {
        double[] ofDraw = new double[classes.length];
        for (int k = 0; k < classes.length; k++) {
          ofDraw[k] = accumulate(phi[k], gradients[k][i], x, background[chosen[first + i]]);
        }
        perDraw.add(ofDraw);
      }
    }
  }

  /** Adds one draw and returns its sum over all features. */
  private static double accumulate(
      double[][] phi, double[][] gradient, double[][] x, double[][] b) {
    double sum = 0;
    for (int lead = 0; lead < x.length; lead++) {
      for (int s = 0; s < x[lead].length; s++) {
        double value = gradient[lead][s] * (x[lead][s] - b[lead][s]);
        phi[lead][s] += value;
        sum += value;
      }
    }
    return sum;
  }

  /** Draws round after round; what is left of an order of the background stays for the next round. */
  private final class Draws {
    private final NumpyRandom random;
    private int[] order = new int[0];
    private int place;

    Draws(NumpyRandom random) {
      this.random = random;
    }

    void next(int[] chosen, double[] positions) {
      int draws = chosen.length;
      if (options.sampling() == Sampling.PAPER) {
        for (int k = 0; k < draws; k++) {
          chosen[k] = random.nextInt(background.length);
          positions[k] = random.nextDouble();
        }
        return;
      }
      int[] parts = random.permutation(draws);
      for (int k = 0; k < draws; k++) {
        positions[k] = (parts[k] + random.nextDouble()) / draws;
      }
      for (int k = 0; k < draws; k++) {
        if (place == order.length) {
          order = random.permutation(background.length);
          place = 0;
        }
        chosen[k] = order[place++];
      }
    }
  }

  private static double[] means(List<double[]> values, int classes) {
    double[] means = new double[classes];
    for (int k = 0; k < classes; k++) {
      int column = k;
      means[k] = values.stream().mapToDouble(value -> value[column]).sum() / values.size();
    }
    return means;
  }

  /** The standard error of the mean of independent values, {@code [class]}; NaN for one value. */
  private static double[] standardErrors(List<double[]> values, int classes) {
    int n = values.size();
    double[] means = means(values, classes);
    double[] errors = new double[classes];
    for (int k = 0; k < classes; k++) {
      double squares = 0;
      for (double[] value : values) {
        squares += (value[k] - means[k]) * (value[k] - means[k]);
      }
      errors[k] = n == 1 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
    }
    return errors;
  }
}
