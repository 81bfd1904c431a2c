package org.ecgworkbench.paper.claims;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.paper.Published;

/**
 * From numbers to the words of a verdict on a claim: supported or contradicted only where neither the choice of the test records nor the
 * training explains what is seen, undecided between, and neither on generated recordings.
 */
final class ClaimVerdicts {
  private ClaimVerdicts() {}

  /** The verdict on the averages that the abstract states. */
  static String averages(Interval auc, Interval f1) {
    if (!auc.isDefined() || !f1.isDefined()) {
      return "Undecided: an average has no interval.";
    }
    List<String> outside = new ArrayList<>();
    outside(auc, Published.AVERAGE_AUC, "AUC").ifPresent(outside::add);
    outside(f1, Published.AVERAGE_F1, "F1").ifPresent(outside::add);
    return outside.isEmpty()
        ? "Consistent: both published averages lie inside our intervals, which is all that a test fold of this size can say."
        : "Not reproduced: the published average of " + String.join(", that of ", outside) + ".";
  }

  private static Optional<String> outside(Interval ours, double published, String metric) {
    return ours.contains(published)
        ? Optional.empty()
        : Optional.of(
            "%s lies %s our interval"
                .formatted(metric, published > ours.upper() ? "above" : "below"));
  }

  /**
   * The verdict on "the network is better than each".
   *
   * @param above those that are above the network after Holm's correction
   * @param undecided those that are on neither side after it
   */
  static String order(String what, int count, List<String> above, List<String> undecided) {
    if (!above.isEmpty()) {
      return "Contradicted: %s above the network by more than test records and training explain, corrected for %d comparisons."
          .formatted(String.join(", ", above) + (above.size() == 1 ? " is" : " are"), count);
    }
    if (!undecided.isEmpty()) {
      String rest = undecided.size() == count ? "" : "; every other %s is below it".formatted(what);
      return "Undecided: for %d of %d (%s) test records and training could explain the difference from the network, on whichever side%s."
          .formatted(undecided.size(), count, String.join(", ", undecided), rest);
    }
    return "Supported: every %s is below the network by more than test records and training explain, corrected for %d comparisons."
        .formatted(what, count);
  }

  /** The same as a count, for recordings on which the claim cannot be tested. */
  static String counted(String what, int count, List<String> below, List<String> above) {
    return "of %d %ss %s below the network and %s above it, corrected for as many comparisons"
        .formatted(count, what, named(below), named(above));
  }

  private static String named(List<String> names) {
    return names.isEmpty() ? "0" : names.size() + " (" + String.join(", ", names) + ")";
  }

  /** What is said of a claim where no answer could speak of patients. */
  static String untestable(String here) {
    return "Cannot be tested here: the recordings are generated, and what is seen follows from how they were made"
        + (here.isEmpty() ? "." : "; " + here + ".");
  }
}
