package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ecgworkbench.paper.faithfulness.FaithfulnessRows.Row;
import org.ecgworkbench.paper.faithfulness.MethodRanking.Ranked;
import org.ecgworkbench.paper.faithfulness.MethodRanking.Test;
import org.ecgworkbench.study.Method;

/** What the rows of the tests say of the methods, a sentence a finding. */
final class AttributionSentences {
  private AttributionSentences() {}

  static List<String> of(List<Row> rows) {
    List<String> found = new ArrayList<>();
    List<Ranked> ranked = MethodRanking.ranked(rows);
    found.add(first(ranked));
    localisation(rows, Method.EXPECTED_GRADIENTS).ifPresent(found::add);
    localisation(rows, Method.MAGNITUDE).ifPresent(found::add);
    atEqualAmplitude(rows, ranked).ifPresent(found::add);
    MethodRanking.row(
            rows, Method.EXPECTED_GRADIENTS, FaithfulnessRows.DELETION, Method.RANDOM.label())
        .ifPresent(
            r ->
                found.add(
                    "Deleting by expected gradients gives a mean score of %s where a random order gives %s: %s."
                        .formatted(
                            r.value().format(2),
                            two(r.value().estimate() - r.difference().estimate()),
                            r.clearlyBelow()
                                ? restsOn(rows)
                                : "that the network rests on what Figure 6 highlights is not shown")));
    similarity(rows, "conv1")
        .ifPresent(
            r ->
                found.add(
                    "With all weights randomised the map's magnitudes still correlate by %s with the trained network's: %s."
                        .formatted(
                            r.value().format(2),
                            r.value().estimate() > 0.5
                                ? "most of where a map is large comes from the signal and the architecture, not from what was learnt"
                                : r.value().lower() > 0.1
                                    ? "a part of where a map is large comes from the signal and the architecture"
                                    : "where a map is large comes from what was learnt")));
    seeds(rows).ifPresent(found::add);
    rows.stream()
        .filter(
            r ->
                r.question().equals(FaithfulnessRows.PADDING)
                    && r.method() == Method.EXPECTED_GRADIENTS)
        .findFirst()
        .ifPresent(
            r ->
                found.add(
                    """
                    In records with padding, %s of |phi| falls on it (it is %s of the samples): \
                    in Figure 7 those shares of the leads do not come from any recording."""
                        .formatted(
                            r.value().format(2),
                            two(r.value().estimate() - r.difference().estimate()))));
    return found;
  }

  /** Another training, between what other draws alone do and what no training at all does. */
  private static Optional<String> seeds(List<Row> rows) {
    String measure = "rank correlation";
    Optional<Row> seed =
        MethodRanking.row(rows, Method.EXPECTED_GRADIENTS, measure, WeightCascade.OTHER_SEED);
    Optional<Row> draws =
        MethodRanking.row(rows, Method.EXPECTED_GRADIENTS, measure, WeightCascade.OTHER_DRAWS);
    if (seed.isEmpty() || draws.isEmpty()) {
      return Optional.empty();
    }
    double share = seed.get().value().estimate() / draws.get().value().estimate();
    String meaning =
        share > 0.8
            ? "about as alike as two draws of one network, so the figures survive another training as far as the number of draws can tell"
            : share > 0.4
                ? "in part what Figure 6 highlights belongs to one training and not to the record"
                : "most of what Figure 6 highlights belongs to one training and not to the record, let alone the disease";
    return Optional.of(
        "Maps of two trainings that differ in the seed alone correlate by %s, maps of one network with other draws by %s: %s."
            .formatted(seed.get().value().format(2), draws.get().value().format(2), meaning));
  }

  /** What the network rests on, as far as the largest waves would not do as well. */
  private static String restsOn(List<Row> rows) {
    return MethodRanking.row(
            rows, Method.EXPECTED_GRADIENTS, FaithfulnessRows.DELETION, Method.AMPLITUDE.label())
        .filter(r -> !r.clearlyBelow())
        .map(
            r ->
                String.format(
                    Locale.ROOT,
                    "the network rests on the large waves, which Figure 6 marks too; deleting those in order of amplitude does as well (difference %+.3f, %.3f to %.3f)",
                    r.difference().estimate(),
                    r.difference().lower(),
                    r.difference().upper()))
        .orElse("the network does rest on what Figure 6 highlights");
  }

  private static String two(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String first(List<Ranked> ranked) {
    long most = ranked.get(0).count();
    if (most == 0) {
      return "None of the %d methods passes any of the tests that could be made; with so few records this may be for want of records."
          .formatted(ranked.size());
    }
    List<String> best =
        ranked.stream().filter(r -> r.count() == most).map(r -> r.method().label()).toList();
    Ranked expected = expected(ranked);
    return "Of %d methods, %s %s the most tests (%d of %d); expected gradients, the paper's method, passes %d of %d."
        .formatted(
            ranked.size(),
            String.join(" and ", best),
            best.size() == 1 ? "passes" : "pass",
            most,
            ranked.get(0).made(),
            expected.count(),
            expected.made());
  }

  private static Ranked expected(List<Ranked> ranked) {
    return ranked.stream()
        .filter(r -> r.method() == Method.EXPECTED_GRADIENTS)
        .findFirst()
        .orElseThrow();
  }

  private static Optional<Row> similarity(List<Row> rows, String against) {
    return MethodRanking.row(
        rows, Method.EXPECTED_GRADIENTS, "rank correlation of magnitudes", against);
  }

  /** Which methods know more than how large the signal is. */
  private static Optional<String> atEqualAmplitude(List<Row> rows, List<Ranked> ranked) {
    List<String> both = new ArrayList<>();
    List<String> not = new ArrayList<>();
    for (Method method : ranked.stream().map(Ranked::method).toList()) {
      Optional<Row> random =
          MethodRanking.row(rows, method, Test.MATCHED.measure, Test.MATCHED.control);
      Optional<Row> untrained =
          MethodRanking.row(
              rows, method, Test.MATCHED_UNTRAINED.measure, Test.MATCHED_UNTRAINED.control);
      if (random.isPresent() && untrained.isPresent()) {
        boolean better = random.get().clearlyAbove() && untrained.get().clearlyAbove();
        (better ? both : not)
            .add("%s (%s)".formatted(method.label(), random.get().value().format(3)));
      }
    }
    return both.isEmpty() && not.isEmpty()
        ? Optional.empty()
        : Optional.of(
            """
            Among samples where the signal is equally large, so that following the large waves is \
            of no use, localisation is clearly better than random and than the same method on an \
            untrained network for %s; not for %s."""
                .formatted(
                    both.isEmpty() ? "no method" : String.join(", ", both),
                    not.isEmpty() ? "no method" : String.join(", ", not)));
  }

  private static Optional<String> localisation(List<Row> rows, Method method) {
    List<String> better = new ArrayList<>();
    List<String> not = new ArrayList<>();
    Optional<Row> first = Optional.empty();
    for (Test test :
        List.of(
            Test.RANDOM,
            Test.AMPLITUDE,
            Test.UNTRAINED,
            Test.UNTRAINED_MAGNITUDE,
            Test.OTHER_CLASS)) {
      String control = test.control;
      Optional<Row> row = MethodRanking.row(rows, method, FaithfulnessRows.AUC, control);
      if (row.isPresent()) {
        first = first.isPresent() ? first : row;
        String text =
            String.format(
                Locale.ROOT,
                "%s (%+.3f, %.3f to %.3f)",
                control,
                row.get().difference().estimate(),
                row.get().difference().lower(),
                row.get().difference().upper());
        (row.get().clearlyAbove() ? better : not).add(text);
      }
    }
    return first.map(
        r ->
            String.format(
                Locale.ROOT,
                "%s finds the known evidence with a localisation AUC of %s; clearly better than %s; not clearly better than %s.",
                upper(method.label()),
                r.value().format(3),
                better.isEmpty() ? "no control" : String.join(", ", better),
                not.isEmpty() ? "no control" : String.join(", ", not)));
  }

  private static String upper(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
