package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ecgworkbench.base.Html;
import org.ecgworkbench.notebook.Show;
import org.ecgworkbench.paper.faithfulness.FaithfulnessRows.Row;
import org.ecgworkbench.paper.faithfulness.MethodRanking.Ranked;
import org.ecgworkbench.paper.faithfulness.MethodRanking.Test;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.TestIntervals;

/**
 * The methods ranked by what they passed, and in words what the paper's figures can and cannot support. Everything is read off the rows
 * of {@link AttributionFaithfulness}; nothing is decided beforehand.
 *
 * <p>{@link MethodRanking} has the tests.
 */
public final class AttributionVerdict {
  private final AttributionFaithfulness faithfulness;

  private AttributionVerdict(AttributionFaithfulness faithfulness) {
    this.faithfulness = faithfulness;
  }

  /**
   * {@return the verdict on these tests}
   *
   * @param faithfulness the tests that are judged
   */
  public static AttributionVerdict of(AttributionFaithfulness faithfulness) {
    return new AttributionVerdict(faithfulness);
  }

  /** {@return the table, {@code attribution-ranking}} */
  public TableResult table() {
    Provenance.Builder provenance = faithfulness.study().provenance(AttributionVerdict.class);
    List<Ranked> ranked = MethodRanking.ranked(faithfulness.rows());
    Rows<Ranked> rows =
        Rows.of(ranked)
            .count(
                "rank", r -> 1 + (int) ranked.stream().filter(o -> o.count() > r.count()).count())
            .text("method", r -> r.method().label());
    for (Test test : Test.values()) {
      rows.text(
          test.label,
          r -> r.passed().get(test.ordinal()).map(p -> p ? "yes" : "no").orElse("not tested"));
    }
    rows.text("passed", r -> r.count() + " of " + r.made())
        .number("insertion less deletion area", Ranked::gain);
    return faithfulness
        .study()
        .table(
            "attribution-ranking",
            """
            Methods ranked by the tests that they passed; yes: the paired difference has the \
            right sign, its interval excludes 0 and the adjusted p is below 0.05. Methods that passed \
            as many tests share a rank; they stand by the last column.""",
            rows.table(),
            faithfulness.sources(provenance));
  }

  /** {@return what the paper's figures can and cannot support, a sentence a finding} */
  public List<String> sentences() {
    return AttributionSentences.of(faithfulness.rows());
  }

  /** Shows the sentences in a notebook. */
  public void show() {
    StringBuilder html = new StringBuilder("<ul>\n");
    for (String sentence : sentences()) {
      html.append("<li>").append(Html.escape(sentence)).append("</li>\n");
    }
    Show.html(html.append("</ul>").toString(), String.join("\n", sentences()));
  }

  /** {@return what these tests say to "the maps explain the disease", in words with their numbers; whether they do comes first} */
  public String onTheDisease() {
    List<Row> rows = faithfulness.rows();
    Optional<Row> found = row(rows, Test.AMPLITUDE);
    if (found.isEmpty()) {
      return "as an explanation of the disease not tested: where the evidence lies in these recordings nobody knows";
    }
    List<String> parts = new ArrayList<>();
    boolean supported = true;
    parts.add(
        "known evidence is found with a localisation AUC of "
            + TestIntervals.words(found.get().value()));
    for (Test test : List.of(Test.AMPLITUDE, Test.UNTRAINED_MAGNITUDE)) {
      Optional<Row> row = row(rows, test);
      supported &= row.isPresent() && row.get().clearlyAbove();
      row.ifPresent(
          r -> parts.add(TestIntervals.words(r.difference()) + " against " + r.against()));
    }
    Optional<Row> matched = row(rows, Test.MATCHED);
    supported &= matched.isPresent() && matched.get().clearlyAbove();
    matched.ifPresent(
        r ->
            parts.add(
                "at equal amplitude %s, %s above chance"
                    .formatted(
                        TestIntervals.words(r.value()),
                        r.clearlyAbove() ? "clearly" : "not clearly")));
    int[] classes = faithfulness.classesAboveAmplitude(Method.EXPECTED_GRADIENTS);
    parts.add("above amplitude in %d of %d classes".formatted(classes[0], classes[1]));
    for (String change : List.of(WeightCascade.OTHER_SEED, WeightCascade.OTHER_DRAWS)) {
      MethodRanking.row(rows, Method.EXPECTED_GRADIENTS, "rank correlation", change)
          .ifPresent(
              r ->
                  parts.add(
                      "maps correlate "
                          + TestIntervals.words(r.value())
                          + " with those of "
                          + change));
    }
    return "as an explanation of the disease %s: %s"
        .formatted(supported ? "supported" : "not supported", String.join("; ", parts));
  }

  private static Optional<Row> row(List<Row> rows, Test test) {
    return MethodRanking.row(rows, Method.EXPECTED_GRADIENTS, test.measure, test.control);
  }
}
