package org.ecgworkbench.paper.claims;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.paper.Published;
import org.ecgworkbench.study.TestIntervals;

/**
 * From numbers to the words of a verdict on a claim: supported or contradicted only where the choice of the test records does not explain
 * what is seen, undecided between.
 */
final class ClaimVerdicts {
  /** From this share of the resamples on, an order counts as settled; that of the intervals. */
  private static final double SETTLED = TestIntervals.LEVEL;

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
   * The verdict on "the network is better than each". That each is below at 95 % needs no correction; that one of them is above does.
   *
   * @param above those that are above the network by their interval at the level corrected for their number (Bonferroni)
   * @param undecided the others whose interval holds no difference
   */
  static String order(String what, int count, List<String> above, List<String> undecided) {
    if (!above.isEmpty()) {
      return "Contradicted: %s above the network by more than the choice of the test records explains, corrected for %d comparisons."
          .formatted(String.join(", ", above) + (above.size() == 1 ? " is" : " are"), count);
    }
    if (!undecided.isEmpty()) {
      String rest = undecided.size() == count ? "" : "; every other %s is below it".formatted(what);
      return "Undecided: for %d of %d (%s) the choice of the test records could explain the difference from the network, on whichever side%s."
          .formatted(undecided.size(), count, String.join(", ", undecided), rest);
    }
    return "Supported: every %s is below the network by more than the choice of the test records explains."
        .formatted(what);
  }

  /** The verdict on "the best three are I, aVR and V5". */
  static String bestThree(boolean isNow, double share) {
    String often = "in %.0f %% of the resamples of the test fold they are".formatted(100 * share);
    if (isNow && share >= SETTLED) {
      return "Supported: I, aVR and V5 are the best three, " + often + ".";
    }
    return isNow
        ? "Undecided: I, aVR and V5 are the best three, but only "
            + often
            + "; the test fold is too small to rank the leads."
        : "%s: I, aVR and V5 are not the best three; %s."
            .formatted(share <= 1 - SETTLED ? "Contradicted" : "Undecided", often);
  }
}
