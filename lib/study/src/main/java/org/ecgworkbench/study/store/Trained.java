package org.ecgworkbench.study.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.ecg.Lead;

/**
 * What was trained, and on which split.
 *
 * @param learner the learner on expert features; empty for a network
 * @param learnerName what it is called on any split and with any seed, for example {@code network on
 *     lead V5}
 * @param name what this training is called, for example {@code network on lead V5, seed 43}
 * @param label its name in tables and on axes, for example {@code V5}
 * @param leads what it reads, in standard order
 * @param split on what it was trained and tested
 * @param seed of all that is random in the training; empty where nothing is
 */
public record Trained(
    Optional<Baseline> learner,
    String learnerName,
    String name,
    String label,
    List<Lead> leads,
    SplitName split,
    OptionalLong seed) {

  /** Copies the list. */
  public Trained {
    leads = List.copyOf(leads);
  }

  /**
   * {@return a learner on expert features}
   *
   * @param learner with its settings
   * @param name in tables
   * @param split on what it was trained and tested
   */
  public static Trained of(Baseline learner, String name, SplitName split) {
    return new Trained(Optional.of(learner), name, name, name, Lead.ALL, split, learner.seed());
  }
}
