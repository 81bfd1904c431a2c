package org.ecgworkbench.shap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
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
public final class ExpectedGradients {
  private final GradientModel model;
  private final List<Lead> leads;
  private final double[][][] background;
  private final double[] expected;
  private final Options options;

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

  /** Attributions before rounding; {@code [class asked for]} first. */
  record Attribution(
      double[][][] values, double[] sums, double[] standardErrors, double[] outputs) {}

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
    for (double[][] record : background) {
      requireShape(record, "a background record");
    }
    expected = new double[model.classes()];
    for (int first = 0; first < background.length; first += options.batchSize()) {
      stopIfInterrupted();
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
        Arrays.stream(background).map(ExpectedGradients::widened).toArray(double[][][]::new),
        options);
  }

  private void requireShape(double[][] record, String what) {
    int samples = background[0][0].length;
    if (record.length != leads.size()
        || Arrays.stream(record).anyMatch(lead -> lead.length != samples)) {
      throw new IllegalArgumentException(
          "%s must have %d leads of %d samples, found %d leads of %s"
              .formatted(
                  what,
                  leads.size(),
                  samples,
                  record.length,
                  Arrays.stream(record).map(lead -> lead.length).distinct().toList()));
    }
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
    Attribution found = attribute(widened(millivolts), random, classes);
    List<Explanation> explanations = new ArrayList<>();
    for (int k = 0; k < classes.length; k++) {
      explanations.add(
          new Explanation(
              recordId,
              classes[k],
              leads,
              narrowed(found.values()[k]),
              found.outputs()[classes[k]],
              expected[classes[k]],
              found.sums()[k],
              found.standardErrors()[k],
              options.draws(),
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
    double[] outputs = model.outputs(new double[][][] {widened(millivolts)})[0];
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
    int draws = options.draws();
    int[] chosen = new int[draws];
    double[] positions = new double[draws];
    draw(random, chosen, positions);
    int rows = x.length;
    int samples = x[0].length;
    double[][][] phi = new double[classes.length][rows][samples];
    double[][] perDraw = new double[classes.length][draws];
    for (int first = 0; first < draws; first += options.batchSize()) {
      stopIfInterrupted();
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
      for (int k = 0; k < classes.length; k++) {
        for (int i = 0; i < n; i++) {
          perDraw[k][first + i] =
              accumulate(phi[k], gradients[k][i], x, background[chosen[first + i]]);
        }
      }
    }
    double[] sums = new double[classes.length];
    double[] errors = new double[classes.length];
    for (int k = 0; k < classes.length; k++) {
      for (double[] lead : phi[k]) {
        for (int s = 0; s < samples; s++) {
          lead[s] /= draws;
          sums[k] += lead[s];
        }
      }
      errors[k] = standardError(perDraw[k]);
    }
    return new Attribution(phi, sums, errors, model.outputs(new double[][][] {x})[0]);
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

  private void draw(NumpyRandom random, int[] chosen, double[] positions) {
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
    int[] order = new int[0];
    for (int k = 0; k < draws; k++) {
      int place = k % background.length;
      if (place == 0) {
        order = random.permutation(background.length);
      }
      chosen[k] = order[place];
    }
  }

  private static double standardError(double[] perDraw) {
    int n = perDraw.length;
    double mean = Arrays.stream(perDraw).sum() / n;
    double squares = 0;
    for (double value : perDraw) {
      squares += (value - mean) * (value - mean);
    }
    return n == 1 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
  }

  private static void stopIfInterrupted() {
    if (Thread.interrupted()) {
      throw new CancellationException("explanation interrupted after a batch");
    }
  }

  private static double[][] widened(float[][] rows) {
    double[][] wide = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      wide[i] = new double[rows[i].length];
      for (int s = 0; s < wide[i].length; s++) {
        wide[i][s] = rows[i][s];
      }
    }
    return wide;
  }

  private static float[][] narrowed(double[][] rows) {
    float[][] narrow = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      narrow[i] = new float[rows[i].length];
      for (int s = 0; s < narrow[i].length; s++) {
        narrow[i][s] = (float) rows[i][s];
      }
    }
    return narrow;
  }
}
