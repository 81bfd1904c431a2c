package org.ecgworkbench.paper.leads;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ecgworkbench.evaluation.PerformanceMetric;

/**
 * The paper's claim C4, "the best leads are I, aVR and V5", judged on the networks at hand: the probability that exactly these are the best
 * three, over resamples of the test records and the uncertainty of the training, against that of a draw by lot.
 *
 * @param metric by which leads are ranked
 * @param probability that the published leads are the best three
 * @param recordsOnly the same with the networks as they are
 * @param byLot the probability of a draw by lot
 * @param here the best three by the averages, the best first
 * @param mostFrequent the three that are the best most often, in the leads' order
 * @param mostFrequentProbability how often
 * @param published each published lead with its probability to be among the best three
 * @param trainings how many seeds
 * @param generated whether the recordings are generated, so that which lead is best follows from how they were made
 */
public record BestLeads(
    PerformanceMetric metric,
    double probability,
    double recordsOnly,
    double byLot,
    List<String> here,
    Set<String> mostFrequent,
    double mostFrequentProbability,
    Map<String, Double> published,
    int trainings,
    boolean generated) {

  /** Keeps its own copies, in their order. */
  public BestLeads {
    here = List.copyOf(here);
    mostFrequent = Collections.unmodifiableSet(new LinkedHashSet<>(mostFrequent));
    published = Collections.unmodifiableMap(new LinkedHashMap<>(published));
  }

  /** The published best leads. */
  static final Set<String> PUBLISHED = new LinkedHashSet<>(List.of("I", "aVR", "V5"));

  /** From this probability on a statement is taken as decided. */
  static final double DECIDED = 0.95;

  /**
   * Judges the claim.
   *
   * @param metric whose averages rank the leads
   * @return the claim's probability with and without the spread of trainings, and the three that are best here
   * @throws IllegalArgumentException if a published lead has no network here
   */
  public static BestLeads of(LeadStudy leads, PerformanceMetric metric) {
    RankDistribution both = leads.ranks(metric, true);
    if (!both.names().containsAll(PUBLISHED)) {
      throw new IllegalArgumentException(
          "the claim is about the leads %s, found networks on %s"
              .formatted(PUBLISHED, both.names()));
    }
    int k = PUBLISHED.size();
    var frequent = both.mostFrequentBest(k);
    Map<String, Double> published = new java.util.LinkedHashMap<>();
    PUBLISHED.forEach(lead -> published.put(lead, both.amongBest(both.names().indexOf(lead), k)));
    List<String> here =
        both.names().stream()
            .sorted(
                java.util.Comparator.comparingDouble(lead -> both.rank(both.names().indexOf(lead))))
            .limit(k)
            .toList();
    return new BestLeads(
        metric,
        both.areTheBest(PUBLISHED),
        leads.ranks(metric, false).areTheBest(PUBLISHED),
        1 / RankDistribution.choose(both.names().size(), k),
        here,
        frequent.isEmpty() ? new TreeSet<>() : frequent.get(0).getKey(),
        frequent.isEmpty() ? Double.NaN : frequent.get(0).getValue(),
        published,
        leads.plan().seeds().size(),
        leads.study().isGenerated());
  }

  /**
   * {@return what the networks say to the claim: {@code confirmed} where the published three are the best three with a probability of at
   * least {@value #DECIDED}; {@code contradicted} where one of them is among the best three with a probability of at most 1 - {@value
   * #DECIDED}; else {@code left open}; on generated recordings always {@code cannot be tested}}. A small probability of exactly these three alone contradicts nothing: of 220 triples most are
   * improbable.
   */
  public String verdict() {
    if (generated) {
      return "cannot be tested";
    }
    return probability >= DECIDED
        ? "confirmed"
        : unlikely().isEmpty() ? "left open" : "contradicted";
  }

  /** The published leads that are hardly among the best three. */
  private List<String> unlikely() {
    return published.entrySet().stream()
        .filter(e -> e.getValue() <= 1 - DECIDED)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** {@return what is seen, without a judgement} */
  public String evidence() {
    StringBuilder text = new StringBuilder();
    text.append(
        "By average %s the best three leads here are %s. "
            .formatted(metric.label(), String.join(", ", here)));
    text.append(
        "That the best three are exactly %s has probability %s%s; three leads drawn by lot would have %s. "
            .formatted(
                String.join(", ", PUBLISHED),
                share(probability),
                trainings > 1
                    ? " (%s with the networks as they are)".formatted(share(recordsOnly))
                    : "",
                share(byLot)));
    text.append("Each alone is among the best three with probability ");
    text.append(
        String.join(
            ", ",
            published.entrySet().stream()
                .map(e -> e.getKey() + " " + share(e.getValue()))
                .toList()));
    text.append(
        Double.isNaN(mostFrequentProbability)
            ? ". "
            : ". The most frequent best three are %s, with probability %s. "
                .formatted(String.join(", ", mostFrequent), share(mostFrequentProbability)));
    return text.toString();
  }

  /** The judgement in words. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(evidence());
    if (generated) {
      return text.append(
              "The claim cannot be tested on generated recordings, where the best lead follows from how they were made; here %s lead."
                  .formatted(String.join(", ", here)))
          .toString();
    }
    text.append("So the claim is %s by these networks and records".formatted(verdict()));
    if (verdict().equals("contradicted")) {
      text.append(": " + String.join(", ", unlikely()) + " hardly belongs to the best three");
    }
    text.append(
        mostFrequentProbability < DECIDED ? "; no other three leads are certain either." : ".");
    if (trainings == 1) {
      text.append(" With one training of each network its own spread is not in these numbers.");
    }
    return text.toString();
  }

  private static String share(double value) {
    return value > 0 && value < 0.001 ? "below 0.001" : String.format(Locale.ROOT, "%.3f", value);
  }
}
