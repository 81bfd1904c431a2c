package org.ecgworkbench.paper.faithfulness;

import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.shap.evaluation.GroundTruth;
import org.ecgworkbench.study.Method;

/**
 * A result of one explanation of {@link AttributionTrials}, as a line of a file; the lead is a
 * lead's label or {@value #ALL}, and a record's {@link Kind#SCORE} is of no method.
 */
record Trial(
    Kind kind, Method method, String record, Diagnosis explained, String lead, double[] values) {
  static final String ALL = "all";

  /** What a line tells. */
  enum Kind {
    /** {@code [pointing, positive share, AUC, coverage, AUC at equal amplitude]}, of a lead or all; without the last where it was not asked. */
    TRUTH,
    /** As {@link #TRUTH}, over all leads, where the supporting evidence counts as well as the defining one. */
    WITH_SUPPORTING,
    /**
     * As {@link #TRUTH}, over all leads, of the method's map of another class, which the record
     * does not have.
     */
    OTHER_CLASS,
    /**
     * As {@link #TRUTH}, over all leads, of the same method's map of a network with random weights,
     * so that nothing else differs.
     */
    UNTRAINED,
    /** {@code [score after each step]}. */
    DELETION,
    /** {@code [score after each step]}. */
    INSERTION,
    /** {@code [share of |phi| on padding, padding's share of the samples]}. */
    PADDING,
    /** {@code [score of the class, 1 if the network says yes]}; of the record, whatever the method. */
    SCORE
  }

  /** A record to explain for one of its labels. */
  record Pair(String id, Diagnosis explained) {
    String name() {
      return id + " " + explained;
    }
  }

  /** The record and its label. */
  Pair pair() {
    return new Pair(record, explained);
  }

  GroundTruth truth() {
    return new GroundTruth(
        values[0], values[1], values[2], values[3], values.length > 4 ? values[4] : Double.NaN);
  }
}
