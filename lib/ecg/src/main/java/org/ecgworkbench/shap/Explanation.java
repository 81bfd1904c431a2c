package org.ecgworkbench.shap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.ecg.Lead;

/**
 * Why a model gave one record one output.
 *
 * @param recordId the record explained
 * @param classIndex the output explained, from 0
 * @param className what that output is called, for example {@code AF}; {@code class 1} where the model has no names
 * @param leads the leads of the rows
 * @param attributions {@code [lead][sample]}, in units of the output; not copied, to be treated as read-only
 * @param output the model's output for the record
 * @param expectedOutput what the attributions are measured from: the mean of the output over the background, or the output for the
 *     baseline; NaN where a method has neither
 * @param sum the sum of all attributions, before rounding to single precision
 * @param standardError of that sum, from the spread over the draws; NaN for a single draw, 0 where nothing is drawn or
 *     the draws are calibrated ({@link Weighting})
 * @param leadStandardErrors {@code [lead]}, standard errors of {@link #leadSums}; NaN where unknown, 0 where nothing is drawn
 * @param draws number of draws; 0 where nothing is drawn
 * @param seed seed of the draws; 0 where nothing is drawn
 * @param paddedSamples samples on the left of each lead that are padding
 */
public record Explanation(
    String recordId,
    int classIndex,
    String className,
    List<Lead> leads,
    float[][] attributions,
    double output,
    double expectedOutput,
    double sum,
    double standardError,
    double[] leadStandardErrors,
    int draws,
    long seed,
    int paddedSamples) {

  /**
   * Checks that there is one row and one standard error a lead.
   *
   * @throws IllegalArgumentException if there is not
   */
  public Explanation {
    Objects.requireNonNull(className, "className");
    leads = List.copyOf(leads);
    if (attributions.length != leads.size()) {
      throw new IllegalArgumentException(
          "record %s: %d leads, but %d rows of attributions"
              .formatted(recordId, leads.size(), attributions.length));
    }
    if (leadStandardErrors.length != leads.size()) {
      throw new IllegalArgumentException(
          "record %s: %d leads, but %d standard errors"
              .formatted(recordId, leads.size(), leadStandardErrors.length));
    }
    leadStandardErrors = leadStandardErrors.clone();
  }

  /** {@return {@code [lead]}, NaN where unknown, a copy} */
  @Override
  public double[] leadStandardErrors() {
    return leadStandardErrors.clone();
  }

  /**
   * An explanation of an output without a name, whose leads' standard errors are unknown.
   *
   * @param recordId the record explained
   * @param classIndex the output explained, from 0
   * @param leads the leads of the rows
   * @param attributions {@code [lead][sample]}, in units of the output; not copied
   * @param output the model's output for the record
   * @param expectedOutput what the attributions are measured from, or NaN
   * @param sum the sum of all attributions
   * @param standardError of that sum, or NaN
   * @param draws number of draws; 0 where nothing is drawn
   * @param seed seed of the draws; 0 where nothing is drawn
   * @param paddedSamples samples on the left of each lead that are padding
   * @throws IllegalArgumentException if there is not one row a lead
   */
  public Explanation(
      String recordId,
      int classIndex,
      List<Lead> leads,
      float[][] attributions,
      double output,
      double expectedOutput,
      double sum,
      double standardError,
      int draws,
      long seed,
      int paddedSamples) {
    this(
        recordId,
        classIndex,
        unnamed(classIndex),
        leads,
        attributions,
        output,
        expectedOutput,
        sum,
        standardError,
        unknown(leads.size()),
        draws,
        seed,
        paddedSamples);
  }

  static String unnamed(int classIndex) {
    return "class " + classIndex;
  }

  private static double[] unknown(int leads) {
    double[] errors = new double[leads];
    Arrays.fill(errors, Double.NaN);
    return errors;
  }

  /** The explanation of a method that draws nothing. */
  static Explanation withoutDraws(
      String recordId,
      int classIndex,
      List<Lead> leads,
      double[][] attributions,
      double output,
      double expectedOutput,
      int paddedSamples) {
    return new Explanation(
        recordId,
        classIndex,
        unnamed(classIndex),
        leads,
        Matrices.narrowed(attributions),
        output,
        expectedOutput,
        Matrices.sum(attributions),
        0,
        new double[leads.size()],
        0,
        0,
        paddedSamples);
  }

  /** The same, of an output that has a name. */
  Explanation named(String name) {
    return new Explanation(
        recordId,
        classIndex,
        name,
        leads,
        attributions,
        output,
        expectedOutput,
        sum,
        standardError,
        leadStandardErrors,
        draws,
        seed,
        paddedSamples);
  }

  /**
   * {@return how far the attributions are from adding up: their sum minus (output - expected output)} For expected gradients its expectation
   * is 0 and its standard deviation is estimated by {@link #standardError}; what it is for another method, the method says. NaN
   * where there is no expected output.
   */
  public double completenessResidual() {
    return sum - (output - expectedOutput);
  }

  /** {@return sums over time, padding included, {@code [lead]}, in units of the output} */
  public double[] leadSums() {
    double[] sums = new double[attributions.length];
    for (int lead = 0; lead < sums.length; lead++) {
      for (float value : attributions[lead]) {
        sums[lead] += value;
      }
    }
    return sums;
  }

  /** {@return sums of absolute values over time, padding included, {@code [lead]}, in units of the output} */
  public double[] leadAbsoluteSums() {
    double[] sums = new double[attributions.length];
    for (int lead = 0; lead < sums.length; lead++) {
      for (float value : attributions[lead]) {
        sums[lead] += Math.abs(value);
      }
    }
    return sums;
  }

  /** {@return means over time, padding included as in the paper, {@code [lead]}, in units of the output a sample} */
  public double[] leadMeans() {
    double[] means = leadSums();
    for (int lead = 0; lead < means.length; lead++) {
      means[lead] /= attributions[lead].length;
    }
    return means;
  }

  /**
   * {@return the leads whose mean attribution is above a threshold (1e-4 in the paper), the greatest mean first}
   *
   * @param threshold in units of the output a sample; equal means are not above it
   */
  public List<Lead> topLeads(double threshold) {
    double[] means = leadMeans();
    List<Integer> rows = new ArrayList<>();
    for (int lead = 0; lead < means.length; lead++) {
      if (means[lead] > threshold) {
        rows.add(lead);
      }
    }
    rows.sort(Comparator.comparingDouble(row -> -means[row]));
    return rows.stream().map(leads::get).toList();
  }

  /** {@return the share of the sum of absolute attributions that falls on padding, 0 to 1; NaN if all attributions are 0} */
  public double paddingShare() {
    double padding = 0;
    double all = 0;
    for (float[] lead : attributions) {
      for (int t = 0; t < lead.length; t++) {
        all += Math.abs(lead[t]);
        padding += t < paddedSamples ? Math.abs(lead[t]) : 0;
      }
    }
    return padding / all;
  }

  /** For the eyes: what adds up to what, and the leads with the greatest sums. */
  @Override
  public String toString() {
    double[] sums = leadSums();
    String greatest =
        leads.stream()
            .sorted(Comparator.comparingDouble((Lead lead) -> -sums[leads.indexOf(lead)]))
            .limit(3)
            .map(
                lead ->
                    String.format(Locale.ROOT, "%s %.3f", lead.label(), sums[leads.indexOf(lead)]))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s, %s: attributions add up to %.3f (standard error %.3f), output %.3f less %.3f expected; greatest leads: %s",
        recordId,
        className,
        sum,
        standardError,
        output,
        expectedOutput,
        greatest);
  }
}
