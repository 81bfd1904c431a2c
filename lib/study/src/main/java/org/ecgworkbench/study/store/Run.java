package org.ecgworkbench.study.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;

/**
 * One trained learner and what it predicted: everything a table needs, so that tables are made again
 * in seconds without training.
 *
 * @param trained what was trained, and on which split
 * @param directory where it is saved, below {@code results/runs}
 * @param validation predictions of the validation fold, from which thresholds are chosen
 * @param test predictions of the test fold
 * @param reused whether it was found saved rather than trained now
 * @param notes what a reader must know, for example classes that could not be fitted
 */
public record Run(
    Trained trained,
    Path directory,
    Predictions validation,
    Predictions test,
    boolean reused,
    List<String> notes) {

  /** Copies the list. */
  public Run {
    notes = List.copyOf(notes);
  }

  /** {@return what was trained, for example {@code network on lead V5, seed 43}} */
  public String name() {
    return trained.name();
  }

  /** {@return its name in tables and on axes, for example {@code V5}} */
  public String label() {
    return trained.label();
  }

  /** {@return the learner on expert features; empty for a network} */
  public Optional<Baseline> learner() {
    return trained.learner();
  }

  /** {@return what it reads, in standard order; a learner on expert features reads all leads} */
  public List<Lead> leads() {
    return trained.leads();
  }

  /** {@return the fold that tests, 1 to 10, in a turn of the rotation; else empty} */
  public OptionalInt fold() {
    return trained.split().fold();
  }

  /** {@return the seed of all that is random in the training; empty where nothing is} */
  public OptionalLong seed() {
    return trained.seed();
  }

  /**
   * {@return how thresholds are applied: the authors' network says yes at {@code >=}, their baselines
   * at {@code >}}
   */
  public Comparison comparison() {
    return learner().isEmpty() ? Comparison.GREATER_OR_EQUAL : Comparison.GREATER;
  }

  /** {@return in which precision scores and thresholds are compared: single for the network} */
  public ScorePrecision precision() {
    return learner().isEmpty() ? ScorePrecision.SINGLE : ScorePrecision.DOUBLE;
  }

  /** {@return the thresholds, from the validation fold alone} */
  public Thresholds thresholds() {
    return Thresholds.select(validation, comparison(), precision());
  }

  /** {@return the test fold's metrics at those thresholds} */
  public Performance performance() {
    return Performance.of(test, thresholds());
  }

  /** {@return the file with the test fold's scores} */
  public Path testFile() {
    return directory.resolve(RunStore.TEST);
  }

  /** {@return the file with the validation fold's scores} */
  public Path validationFile() {
    return directory.resolve(RunStore.VALIDATION);
  }

  @Override
  public String toString() {
    return "%s: %d test records".formatted(name(), test.size());
  }
}
