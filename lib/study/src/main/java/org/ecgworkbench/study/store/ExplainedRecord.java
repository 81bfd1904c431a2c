package org.ecgworkbench.study.store;

import java.util.Locale;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.shap.Explanation;

/**
 * What is kept of one record's explanation: everything but the samples.
 *
 * @param id the record
 * @param explained the class
 * @param output the network's logit
 * @param expectedOutput the logit's mean over the background
 * @param sum the sum of all attributions
 * @param standardError of that sum, from the spread of the draws
 * @param leadSums {@code [12]}, sums over time, signed
 * @param leadAbsoluteSums {@code [12]}, sums of absolute values over time
 * @param leadStandardErrors {@code [12]}, standard errors of the leads' sums, from the spread of
 *     the draws
 */
public record ExplainedRecord(
    String id,
    Diagnosis explained,
    double output,
    double expectedOutput,
    double sum,
    double standardError,
    double[] leadSums,
    double[] leadAbsoluteSums,
    double[] leadStandardErrors) {
  /** Copies the numbers. */
  public ExplainedRecord {
    leadSums = leadSums.clone();
    leadAbsoluteSums = leadAbsoluteSums.clone();
    leadStandardErrors = leadStandardErrors.clone();
  }

  /** {@return {@code [12]}, a copy} */
  @Override
  public double[] leadSums() {
    return leadSums.clone();
  }

  /** {@return {@code [12]}, a copy} */
  @Override
  public double[] leadAbsoluteSums() {
    return leadAbsoluteSums.clone();
  }

  /** {@return {@code [12]}, a copy} */
  @Override
  public double[] leadStandardErrors() {
    return leadStandardErrors.clone();
  }

  /**
   * {@return what is kept of an explanation}
   *
   * @param explanation of a record by a 12-lead network
   */
  public static ExplainedRecord of(Explanation explanation) {
    return new ExplainedRecord(
        explanation.recordId(),
        Diagnosis.ALL.get(explanation.classIndex()),
        explanation.output(),
        explanation.expectedOutput(),
        explanation.sum(),
        explanation.standardError(),
        explanation.leadSums(),
        explanation.leadAbsoluteSums(),
        explanation.leadStandardErrors());
  }

  /** {@return how far the attributions are from adding up to output minus expected output; zero but for the finite number of draws} */
  public double residual() {
    return sum - (output - expectedOutput);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, %s: attributions add up to %.3f (standard error %.3f), output %.3f less %.3f expected",
        id,
        explained,
        sum,
        standardError,
        output,
        expectedOutput);
  }
}
