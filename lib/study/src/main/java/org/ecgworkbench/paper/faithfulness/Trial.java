package org.ecgworkbench.paper.faithfulness;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.shap.GroundTruth;

/** A result of one explanation of {@link AttributionTrials}, as a line of a file; the lead is a lead's label or {@value #ALL}. */
record Trial(
    Kind kind, String method, String record, Diagnosis explained, String lead, double[] values) {
  static final String ALL = "all";

  /** What a line tells. */
  enum Kind {
    /** {@code [pointing, positive share, AUC, coverage, AUC at equal amplitude]}, of a lead or all; without the last where it was not asked. */
    TRUTH,
    /** As {@link #TRUTH}, over all leads, of the method's map of another class against the same evidence. */
    OTHER_CLASS,
    /** As {@link #TRUTH}, over all leads, of the same method's map of a network with random weights. */
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

  String toCsv() {
    return "%s,\"%s\",%s,%s,%s,%s"
        .formatted(
            kind,
            method,
            record,
            explained,
            lead,
            Arrays.stream(values).mapToObj(String::valueOf).collect(Collectors.joining(";")));
  }

  static Trial parse(String line, Path file) {
    int open = line.indexOf('"');
    int close = line.indexOf('"', open + 1);
    String[] cells = close < 0 ? new String[0] : line.substring(close + 1).split(",", -1);
    if (open < 1 || cells.length != 5) {
      throw new EcgDataException("%s: not a line of trials: '%s'".formatted(file, line));
    }
    try {
      return new Trial(
          Kind.valueOf(line.substring(0, open - 1)),
          line.substring(open + 1, close),
          cells[1],
          Diagnosis.valueOf(cells[2]),
          cells[3],
          Arrays.stream(cells[4].split(";")).mapToDouble(Double::parseDouble).toArray());
    } catch (IllegalArgumentException e) {
      throw new EcgDataException("%s: not a line of trials: '%s'".formatted(file, line), e);
    }
  }

  GroundTruth truth() {
    return new GroundTruth(
        values[0], values[1], values[2], values[3], values.length > 4 ? values[4] : Double.NaN);
  }
}
