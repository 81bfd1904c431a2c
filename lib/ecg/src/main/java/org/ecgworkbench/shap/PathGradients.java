package org.ecgworkbench.shap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ecgworkbench.base.Parallel;

/**
 * The running sums of one record's expected gradients: round after round, gradients at points between the record and the background,
 * times the way between the two.
 *
 * <p>Where the record and a background recording both hold padding, their difference is exactly 0, and so is the attribution whatever the
 * gradient is. Draws are therefore taken in the order of that common padding, and the model is told how much of it a batch has, so that
 * it may leave out what is fixed in advance.
 */
final class PathGradients {
  private final GradientModel model;
  private final Background background;
  private final int batchSize;
  private final int jobs;
  private final double[][] x;
  private final int xZeros;
  private final int[] classes;
  private final boolean calibrated;
  private final double[] outputs;
  private final double[][][] sums;
  private final double[][][] sumsByPath;
  private final double[][][] sumsByBackground;
  private final double[][] values;
  // Where batches' gradients are taken; used again by the next batches.
  private final Queue<double[][][]> points = new ConcurrentLinkedQueue<>();
  private final List<DrawSums> perDraw = new ArrayList<>();

  /**
   * Nothing drawn yet.
   *
   * @param jobs batches at work at a time; the sums are the same with any number
   * @param x the record explained, {@code [lead][sample]}
   * @param outputs the model's outputs for it, {@code [class]}
   * @param classes the outputs explained
   */
  PathGradients(
      GradientModel model,
      Background background,
      int batchSize,
      int jobs,
      double[][] x,
      double[] outputs,
      int[] classes,
      Sampling sampling,
      Weighting weighting) {
    this.model = model;
    this.background = background;
    this.batchSize = Math.min(batchSize, model.largestBatch(x[0].length));
    this.jobs = jobs;
    this.x = x;
    this.xZeros = Background.leadingZeros(x);
    this.outputs = outputs;
    this.classes = classes;
    this.calibrated = weighting == Weighting.CALIBRATED;
    int controlled = calibrated ? classes.length : 0;
    this.sums = new double[classes.length][x.length][x[0].length];
    this.sumsByPath = new double[controlled][x.length][x[0].length];
    this.sumsByBackground = new double[controlled][x.length][x[0].length];
    this.values = new double[x.length][x[0].length];
    for (int k = 0; k < classes.length; k++) {
      perDraw.add(new DrawSums(x.length, sampling, weighting));
    }
  }

  /** Draws so far. */
  int draws() {
    return perDraw.isEmpty() ? 0 : perDraw.get(0).draws();
  }

  /** Adds a round. */
  void add(Draws.Round round) {
    int draws = round.size();
    double[][][] leadSums = new double[classes.length][draws][x.length];
    List<Integer> byPadding =
        IntStream.range(0, draws)
            .boxed()
            .sorted(Comparator.comparingInt(k -> -commonZeros(round.backgrounds()[k])))
            .toList();
    List<List<Integer>> parts = new ArrayList<>();
    for (int first = 0; first < draws; first += batchSize) {
      parts.add(byPadding.subList(first, Math.min(first + batchSize, draws)));
    }
    if (jobs == 1) {
      for (List<Integer> part : parts) {
        Parallel.stopIfInterrupted();
        addBatch(round, part, gradients(round, part), leadSums);
      }
    } else {
      addSideBySide(round, parts, leadSums);
    }
    for (int k = 0; k < classes.length; k++) {
      double[] differences = new double[draws];
      for (int i = 0; i < draws; i++) {
        differences[i] =
            outputs[classes[k]] - background.outputs()[round.backgrounds()[i]][classes[k]];
      }
      perDraw.get(k).add(round, leadSums[k], differences);
    }
  }

  /**
   * Gradients of several batches at a time; they are added one batch after the other, so that the
   * sums are the same.
   */
  private void addSideBySide(Draws.Round round, List<List<Integer>> parts, double[][][] leadSums) {
    List<Supplier<double[][][][]>> work = new ArrayList<>();
    for (List<Integer> part : parts) {
      work.add(() -> gradients(round, part));
    }
    Iterator<List<Integer>> added = parts.iterator();
    // While the first batch, the largest, is at work.
    work.add(
        1,
        () -> {
          background.outputs();
          return null;
        });
    try {
      Parallel.inOrder(
          work,
          jobs,
          Supplier::get,
          (index, found) -> {
            if (found != null) {
              addBatch(round, added.next(), found, leadSums);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e); // none of these read or write
    }
  }

  private int commonZeros(int recording) {
    return Math.min(xZeros, background.leadingZeros(recording));
  }

  /** The order makes the last draw the one with the least padding. */
  private int zeros(Draws.Round round, List<Integer> part) {
    return commonZeros(round.backgrounds()[part.get(part.size() - 1)]);
  }

  /** {@code [class asked for][draw of the part][lead][sample]}. */
  private double[][][][] gradients(Draws.Round round, List<Integer> part) {
    int samples = x[0].length;
    int zeros = zeros(round, part);
    double[][][] kept = points.poll();
    if (kept == null || kept.length < part.size()) {
      kept = new double[part.size()][x.length][samples];
    }
    double[][][] batch = Arrays.copyOf(kept, part.size());
    for (int i = 0; i < batch.length; i++) {
      double[][] b = background.millivolts[round.backgrounds()[part.get(i)]];
      double t = round.positions()[part.get(i)];
      for (int lead = 0; lead < x.length; lead++) {
        Arrays.fill(batch[i][lead], 0, zeros, 0);
        for (int s = zeros; s < samples; s++) {
          batch[i][lead][s] = t * x[lead][s] + (1 - t) * b[lead][s];
        }
      }
    }
    double[][][][] gradients = model.gradients(batch, classes, zeros).gradients();
    points.add(kept);
    return gradients;
  }

  private void addBatch(
      Draws.Round round, List<Integer> part, double[][][][] gradients, double[][][] leadSums) {
    int zeros = zeros(round, part);
    for (int i = 0; i < part.size(); i++) {
      double[][] b = background.millivolts[round.backgrounds()[part.get(i)]];
      for (int k = 0; k < classes.length; k++) {
        double[] sumsOfDraw = leadSums[k][part.get(i)];
        accumulate(sums[k], gradients[k][i], b, zeros, sumsOfDraw);
        if (calibrated) {
          double ofBackground = background.outputs()[round.backgrounds()[part.get(i)]][classes[k]];
          double sum = Arrays.stream(sumsOfDraw).sum();
          addTimes(sumsByPath[k], sum - (outputs[classes[k]] - ofBackground), zeros);
          addTimes(sumsByBackground[k], background.expected()[classes[k]] - ofBackground, zeros);
        }
      }
    }
  }

  private void accumulate(
      double[][] phi, double[][] gradient, double[][] b, int from, double[] leadSums) {
    for (int lead = 0; lead < x.length; lead++) {
      double[] row = values[lead];
      double sum = 0;
      for (int s = from; s < row.length; s++) {
        double value = gradient[lead][s] * (x[lead][s] - b[lead][s]);
        row[s] = value;
        phi[lead][s] += value;
        sum += value;
      }
      leadSums[lead] = sum;
    }
  }

  /** Adds the values of the last draw times a control. */
  private void addTimes(double[][] sums, double control, int from) {
    for (int lead = 0; lead < x.length; lead++) {
      for (int s = from; s < x[lead].length; s++) {
        sums[lead][s] += control * values[lead][s];
      }
    }
  }

  /** The mean over the draws so far, weighted where they are calibrated, {@code [class asked for][lead][sample]}. */
  double[][][] means() {
    double[][][] means = new double[classes.length][x.length][x[0].length];
    for (int k = 0; k < classes.length; k++) {
      double[] part =
          calibrated ? perDraw.get(k).calibration(background, classes[k]).coefficients() : null;
      for (int lead = 0; lead < x.length; lead++) {
        for (int s = 0; s < x[lead].length; s++) {
          means[k][lead][s] =
              calibrated
                  ? part[0] * sums[k][lead][s]
                      + part[1] * sumsByPath[k][lead][s]
                      + part[2] * sumsByBackground[k][lead][s]
                  : sums[k][lead][s] / draws();
        }
      }
    }
    return means;
  }

  /** The standard errors of the sums over leads and samples, {@code [class asked for]}. */
  double[] standardErrors() {
    return IntStream.range(0, classes.length)
        .mapToDouble(k -> perDraw.get(k).standardError(background, classes[k]))
        .toArray();
  }

  /** The standard errors of the sums over samples, {@code [class asked for][lead]}. */
  double[][] leadStandardErrors() {
    return IntStream.range(0, classes.length)
        .mapToObj(k -> perDraw.get(k).leadStandardErrors(background, classes[k]))
        .toArray(double[][]::new);
  }
}
