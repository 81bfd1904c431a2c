package org.ecgworkbench.shap;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.random.NumpyRandom;

/** Draws rounds for one record until there are enough of them, and gives what they come to. */
final class Estimator {
  private final GradientModel model;
  private final List<Lead> leads;
  private final Background background;
  private final ExpectedGradients.Options options;
  private final ExpectedGradients.Precision precision;
  private final int jobs;

  /**
   * An estimator.
   *
   * @param precision when there are enough draws; null where one round of {@code options.draws()} is
   * @param jobs batches of a record at work at a time
   */
  Estimator(
      GradientModel model,
      List<Lead> leads,
      Background background,
      ExpectedGradients.Options options,
      ExpectedGradients.Precision precision,
      int jobs) {
    this.model = model;
    this.leads = leads;
    this.background = background;
    this.options = options;
    this.precision = precision;
    this.jobs = jobs;
  }

  /**
   * Attributes outputs of one record.
   *
   * @param x the record, {@code [lead][sample]} in mV, of the background's shape
   * @param outputs {@code [class]}, the model's outputs for it
   * @param random gives the draws
   * @param classes the outputs asked for
   */
  Estimate estimate(double[][] x, double[] outputs, NumpyRandom random, int... classes) {
    PathGradients gradients =
        new PathGradients(
            model,
            background,
            options.batchSize(),
            jobs,
            x,
            outputs,
            classes,
            options.sampling(),
            options.weighting());
    Draws draws = new Draws(random, background.size(), options.sampling());
    do {
      gradients.add(draws.next(options.draws()));
    } while (goesOn(gradients));
    double[][][] values = gradients.means();
    return new Estimate(
        classes,
        Arrays.stream(classes).mapToObj(model::className).toList(),
        leads,
        values,
        Arrays.stream(values).mapToDouble(Matrices::sum).toArray(),
        gradients.standardErrors(),
        gradients.leadStandardErrors(),
        outputs,
        background.expected(),
        gradients.draws(),
        options.seed());
  }

  private boolean goesOn(PathGradients gradients) {
    int draws = gradients.draws();
    if (precision == null || draws + options.draws() > precision.maximumDraws()) {
      return false;
    }
    if (draws < ExpectedGradients.Precision.LEAST_DRAWS) {
      return true;
    }
    DoubleStream errors =
        options.weighting() == Weighting.CALIBRATED
            ? Arrays.stream(gradients.leadStandardErrors()).flatMapToDouble(Arrays::stream)
            : Arrays.stream(gradients.standardErrors());
    // Not "greater than": the error of a single draw is NaN, and more draws are needed.
    return !errors.allMatch(error -> error <= precision.standardError());
  }
}
