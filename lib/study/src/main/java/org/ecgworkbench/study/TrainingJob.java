package org.ecgworkbench.study;

import java.util.List;
import java.util.OptionalInt;
import org.ecgworkbench.dataset.Folds;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.LeadSet;
import org.ecgworkbench.study.store.SplitName;

/**
 * One network to be trained and tested: the unit of work of the single-lead study, which a process or a cluster's array task does on its
 * own.
 *
 * @param leads what it reads, in standard order
 * @param fold the fold that tests, 1 to 10, the next one validates and the others train; empty for the study's own split
 * @param seed of initialisation, shuffling, augmentation and dropout, 0 to 2^32 - 1; folds and recordings do not depend on it
 */
public record TrainingJob(List<Lead> leads, OptionalInt fold, long seed) {
  /** What a user types for the study's own split. */
  public static final String OWN = "own";

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is no lead, one is repeated or out of order, or fold or seed are out of range
   */
  public TrainingJob {
    leads = List.copyOf(leads);
    if (leads.isEmpty() || !leads.equals(leads.stream().distinct().sorted().toList())) {
      throw new IllegalArgumentException(
          "leads must be at least one, each once, in standard order, found " + leads);
    }
    if (fold.isPresent() && (fold.getAsInt() < 1 || fold.getAsInt() > Folds.COUNT)) {
      throw new IllegalArgumentException("fold must be 1 to 10, found " + fold.getAsInt());
    }
    if (seed < 0 || seed > 0xFFFFFFFFL) {
      throw new IllegalArgumentException("seed must be 0 to 4294967295, found " + seed);
    }
  }

  /**
   * {@return a job on the study's own split}
   *
   * @param leads in the order of {@link Lead#ALL}
   * @param seed of the training, 0 to 2^32 - 1
   */
  public static TrainingJob own(List<Lead> leads, long seed) {
    return new TrainingJob(leads, OptionalInt.empty(), seed);
  }

  /**
   * {@return a fold as users type it: {@value #OWN}, or a number; empty for the study's own split}
   *
   * @param text what the user typed
   * @throws IllegalArgumentException if it is neither, or the number is outside 1 to 10
   */
  public static OptionalInt parseFold(String text) {
    if (text.strip().equalsIgnoreCase(OWN)) {
      return OptionalInt.empty();
    }
    if (!text.strip().matches("[1-9]|10")) {
      throw new IllegalArgumentException("fold must be 'own' or 1 to 10, found '" + text + "'");
    }
    return OptionalInt.of(Integer.parseInt(text.strip()));
  }

  /** {@return on which split it is trained and tested} */
  public SplitName split() {
    return fold.isPresent() ? SplitName.ofFold(fold.getAsInt()) : SplitName.OWN;
  }

  /** {@return the options of {@code workbench train} that do this job, for example {@code --leads V5 --fold 3 --seed 7}} */
  public String options() {
    return "--leads %s --fold %s --seed %d"
        .formatted(
            leads.equals(Lead.ALL)
                ? "all"
                : String.join(",", leads.stream().map(Lead::label).toList()),
            split().foldName(),
            seed);
  }

  @Override
  public String toString() {
    return "%s, fold %s, seed %d".formatted(LeadSet.label(leads), split().foldName(), seed);
  }
}
