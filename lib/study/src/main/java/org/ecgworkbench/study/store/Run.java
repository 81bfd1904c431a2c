package org.ecgworkbench.study.store;

import java.nio.file.Path;
import java.util.List;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;

/**
 * One trained learner and what it predicted: everything a table needs, so that tables are made again in seconds without training.
 *
 * @param name what was trained, for example {@code network on lead V5}
 * @param label its name in tables and on axes, for example {@code V5}
 * @param directory where it is saved, below {@code results/runs}
 * @param validation predictions of the validation fold, from which thresholds are chosen
 * @param test predictions of the test fold
 * @param comparison how thresholds are applied: the paper's network says yes at {@code >=}, its baselines at {@code >}
 * @param precision in which scores and thresholds are compared
 * @param reused whether it was found saved rather than trained now
 * @param notes what a reader must know, for example classes that could not be fitted
 */
public record Run(
    String name,
    String label,
    Path directory,
    Predictions validation,
    Predictions test,
    Comparison comparison,
    ScorePrecision precision,
    boolean reused,
    List<String> notes) {

  /** Copies the list. */
  public Run {
    notes = List.copyOf(notes);
  }

  /** {@return the thresholds, from the validation fold alone} */
  public Thresholds thresholds() {
    return Thresholds.select(validation, comparison, precision);
  }

  /** {@return the test fold's metrics at those thresholds} */
  public Performance performance() {
    return Performance.of(test, thresholds());
  }

  /** {@return the file with the test fold's scores} */
  public Path testFile() {
    return directory.resolve("predictions-test.csv");
  }

  /** {@return the file with the validation fold's scores} */
  public Path validationFile() {
    return directory.resolve("predictions-validation.csv");
  }

  @Override
  public String toString() {
    return "%s: %d test records, %s"
        .formatted(name, test.size(), reused ? "saved run reused" : "trained now");
  }
}
