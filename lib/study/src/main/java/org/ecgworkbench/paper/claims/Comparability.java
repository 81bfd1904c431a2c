package org.ecgworkbench.paper.claims;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.paper.Published;
import org.ecgworkbench.study.Profile;
import org.ecgworkbench.study.Study;

/**
 * Whether numbers of a run may be compared with the paper's at all: the recordings must be CPSC2018's training set, known by the names of
 * the records, their number, and Table 1 itself (so that recordings which merely look like it are not taken for it), and the profile
 * must be {@code paper}.
 */
final class Comparability {
  /** Table 1 is known to one decimal; the metadata it was computed from may differ by a corrected age. */
  private static final double TOLERANCE = 0.15;

  private Comparability() {}

  /** Why the run cannot be compared; empty if it can. */
  static String reasonAgainst(Study study) {
    return Stream.of(otherData(study), otherNetwork(study))
        .filter(reason -> !reason.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /** Why what was trained cannot be compared, whatever the recordings; empty if it can. */
  static String otherNetwork(Study study) {
    return study.profile().equals(Profile.PAPER)
        ? ""
        : "a smaller network (profile " + study.profile().name() + ")";
  }

  /** Why what was counted in the recordings cannot be compared, whatever the network; empty if it can. */
  static String otherData(Study study) {
    if (!study.recordings().isCpsc2018()) {
      return "other data (" + study.dataName() + ")";
    }
    List<RecordSummary> records = study.dataset().records();
    if (records.size() != Published.RECORDS) {
      return "other data (%d of the %d recordings)".formatted(records.size(), Published.RECORDS);
    }
    for (Diagnosis d : Diagnosis.ALL) {
      Published.ClassProfile published = Published.TABLE1.get(d);
      Profiled ours = Profiled.of(records, d);
      if (ours.records() != published.records()) {
        return "other data (%d records of %s, CPSC2018 has %d)"
            .formatted(ours.records(), d, published.records());
      }
      if (!near(ours.malePercent(), published.malePercent())
          || !near(ours.ageMean(), published.ageMean())) {
        return String.format(
            Locale.ROOT,
            "other data (%s: %.1f %% men of mean age %.1f, CPSC2018 has %.1f %% and %.1f)",
            d,
            ours.malePercent().orElse(Double.NaN),
            ours.ageMean().orElse(Double.NaN),
            published.malePercent(),
            published.ageMean());
      }
    }
    return "";
  }

  private static boolean near(OptionalDouble value, double published) {
    return value.isPresent() && Math.abs(value.getAsDouble() - published) <= TOLERANCE;
  }

  /**
   * One class's row of Table 1 as it is in the recordings.
   *
   * @param records how many carry the class
   * @param malePercent share of men among those whose sex is known, percent
   * @param ageMean mean of the known ages, years
   */
  record Profiled(int records, OptionalDouble malePercent, OptionalDouble ageMean) {
    static Profiled of(List<RecordSummary> all, Diagnosis diagnosis) {
      List<RecordSummary> of = all.stream().filter(r -> r.diagnoses().contains(diagnosis)).toList();
      return new Profiled(
          of.size(),
          of.stream()
              .filter(r -> r.sex() != Sex.UNKNOWN)
              .mapToDouble(r -> r.sex() == Sex.MALE ? 100 : 0)
              .average(),
          of.stream()
              .filter(r -> r.ageYears().isPresent())
              .mapToDouble(r -> r.ageYears().getAsInt())
              .average());
    }
  }
}
