package org.ecgworkbench.shap;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.ecg.Lead;

/**
 * Expected gradients of one record before rounding to single precision; what has a class asked for has it first.
 *
 * @param classes the outputs asked for
 * @param names {@code [class asked for]}
 * @param leads the leads of the rows
 * @param values {@code [class asked for][lead][sample]}
 * @param sums {@code [class asked for]}
 * @param standardErrors {@code [class asked for]}, of the sums
 * @param leadStandardErrors {@code [class asked for][lead]}
 * @param outputs {@code [class]}, all outputs of the record
 * @param expected {@code [class]}, means of all outputs over the background
 * @param draws in all
 * @param seed of the draws
 */
record Estimate(
    int[] classes,
    List<String> names,
    List<Lead> leads,
    double[][][] values,
    double[] sums,
    double[] standardErrors,
    double[][] leadStandardErrors,
    double[] outputs,
    double[] expected,
    int draws,
    long seed) {

  /** One explanation a class asked for. */
  List<Explanation> explanations(String recordId, int paddedSamples) {
    List<Explanation> explanations = new ArrayList<>();
    for (int k = 0; k < classes.length; k++) {
      explanations.add(
          new Explanation(
              recordId,
              classes[k],
              names.get(k),
              leads,
              Matrices.narrowed(values[k]),
              outputs[classes[k]],
              expected[classes[k]],
              sums[k],
              standardErrors[k],
              leadStandardErrors[k],
              draws,
              seed,
              paddedSamples));
    }
    return explanations;
  }
}
