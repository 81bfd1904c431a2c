package org.ecgworkbench.study;

import org.ecgworkbench.shap.Explanation;

/**
 * One record's explanation with what the network saw.
 *
 * @param explanation the attributions
 * @param millivolts {@code [12][windowSamples]}, the network's input in mV; not copied, to be
 *     treated as read-only
 */
public record Attributed(Explanation explanation, float[][] millivolts) {
  @Override
  public String toString() {
    return explanation.toString();
  }
}
