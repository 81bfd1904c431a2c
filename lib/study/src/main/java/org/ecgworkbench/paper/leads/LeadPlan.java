package org.ecgworkbench.paper.leads;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ecgworkbench.dataset.Folds;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.LeadSet;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TrainingJob;

/**
 * Which networks the single-lead study is made of: every set of leads on every fold with every seed.
 *
 * @param leadSets the sets of leads, each once
 * @param folds the folds that test, each once: either only the study's own split (one empty value) or numbers from 1 to 10
 * @param seeds of the trainings, each once
 */
public record LeadPlan(List<List<Lead>> leadSets, List<OptionalInt> folds, List<Long> seeds) {
  private static final String LEAD_SETS = "lead sets";
  private static final String FOLDS = "folds";
  private static final String SEEDS = "seeds";

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a list is empty or repeats itself, a value is out of range, or the own split is mixed with folds,
   *     whose records it holds
   */
  public LeadPlan {
    leadSets = List.copyOf(leadSets);
    folds = List.copyOf(folds);
    seeds = List.copyOf(seeds);
    for (List<?> list : List.of(leadSets, folds, seeds)) {
      if (list.isEmpty() || Set.copyOf(list).size() != list.size()) {
        throw new IllegalArgumentException(
            "expected sets of leads, folds and seeds, each once, found %s, %s, %s"
                .formatted(leadSets, folds, seeds));
      }
    }
    if (folds.size() > 1 && folds.contains(OptionalInt.empty())) {
      throw new IllegalArgumentException(
          "folds are either 'own' or numbers: the study's own split tests records of a numbered fold");
    }
    // The job checks its own values.
    for (List<Lead> leads : leadSets) {
      for (OptionalInt fold : folds) {
        seeds.forEach(seed -> new TrainingJob(leads, fold, seed));
      }
    }
  }

  /** {@return the rows of Table 4: the twelve leads alone, and all twelve} */
  public static List<List<Lead>> table4() {
    List<List<Lead>> sets = new ArrayList<>();
    Lead.ALL.forEach(lead -> sets.add(List.of(lead)));
    sets.add(Lead.ALL);
    return List.copyOf(sets);
  }

  /** {@return the rows of Table 4, and the reduced sets of {@link LeadSet}} */
  public static List<List<Lead>> table4AndReducedSets() {
    Set<List<Lead>> sets = new LinkedHashSet<>(table4());
    Arrays.stream(LeadSet.values()).map(LeadSet::leads).forEach(sets::add);
    return List.copyOf(sets);
  }

  /**
   * {@return the study's own split, with seeds from the study's on}
   *
   * @param leadSets the sets of leads
   * @param seeds how many trainings of each
   * @throws IllegalArgumentException if there is no seed
   */
  public static LeadPlan own(Study study, List<List<Lead>> leadSets, int seeds) {
    return new LeadPlan(
        leadSets,
        List.of(OptionalInt.empty()),
        LongStream.range(0, seeds)
            .mapToObj(i -> study.parameters().seed() + i & 0xFFFFFFFFL)
            .toList());
  }

  /**
   * {@return the plan of a notebook: Table 4's sets and the reduced ones}
   *
   * @param folds the folds that test, as {@link #parseFolds} takes them
   * @param seeds the seeds of the trainings, as {@link #parseSeeds} takes them; blank means two, from the study's on
   * @throws IllegalArgumentException if a value cannot be read
   */
  public static LeadPlan of(Study study, String folds, String seeds) {
    LeadPlan usual = own(study, table4AndReducedSets(), 2);
    return new LeadPlan(
        usual.leadSets, parseFolds(folds), seeds.isBlank() ? usual.seeds : parseSeeds(seeds));
  }

  /**
   * {@return the plan of a result, which {@link #addTo} wrote}
   *
   * @param settings of its sidecar
   * @throws IllegalArgumentException if one is not there or cannot be read
   */
  public static LeadPlan of(Settings settings) {
    return new LeadPlan(
        parseLeadSets(settings.text(LEAD_SETS)),
        parseFolds(settings.text(FOLDS)),
        parseSeeds(settings.text(SEEDS)));
  }

  /** Says in a provenance which plan this is. */
  Provenance.Builder addTo(Provenance.Builder provenance) {
    return provenance
        .setting(LEAD_SETS, leadSetNames())
        .setting(FOLDS, foldNames())
        .setting(SEEDS, seedNames());
  }

  /**
   * {@return folds as users type them: {@code own}, or numbers and ranges such as {@code 1-3,7}}
   *
   * @param text what the user typed
   * @throws IllegalArgumentException if it is neither, or one is outside 1 to 10
   */
  public static List<OptionalInt> parseFolds(String text) {
    if (text.strip().equalsIgnoreCase(TrainingJob.OWN)) {
      return List.of(OptionalInt.empty());
    }
    return Arrays.stream(
            numbers(text, "folds must be 'own' or numbers and ranges from 1 to 10", Folds.COUNT))
        .mapToObj(fold -> TrainingJob.parseFold(String.valueOf(fold)))
        .toList();
  }

  /**
   * {@return seeds as users type them: numbers and ranges such as {@code 42,43} or {@code 1-5}}
   *
   * @param text what the user typed
   * @throws IllegalArgumentException if it is something else
   */
  public static List<Long> parseSeeds(String text) {
    return Arrays.stream(
            numbers(text, "seeds must be numbers and ranges from 0 to 4294967295", 0xFFFFFFFFL))
        .boxed()
        .toList();
  }

  private static long[] numbers(String text, String expected, long largest) {
    LongStream numbers = LongStream.empty();
    for (String part : text.split(",", -1)) {
      if (!part.strip().matches("\\d{1,10}(-\\d{1,10})?")) {
        throw new IllegalArgumentException(
            "%s, for example 1-3,7; found '%s'".formatted(expected, text));
      }
      String[] ends = part.strip().split("-");
      long first = Long.parseLong(ends[0]);
      long last = Long.parseLong(ends[ends.length - 1]);
      if (first > last || last > largest || last - first > 1000) {
        throw new IllegalArgumentException(
            "%s, for example 1-3,7; found '%s'".formatted(expected, part.strip()));
      }
      numbers = LongStream.concat(numbers, LongStream.rangeClosed(first, last));
    }
    return numbers.distinct().toArray();
  }

  /**
   * {@return sets of leads as users type them: {@code table4} for the twelve and all, {@code reduced} for the sets of {@link LeadSet}, or a
   * set as {@link Lead#parseList} takes it; several separated by semicolons}
   *
   * @param text what the user typed
   * @throws IllegalArgumentException if a lead is unknown
   */
  public static List<List<Lead>> parseLeadSets(String text) {
    Set<List<Lead>> sets = new LinkedHashSet<>();
    for (String part : text.split(";", -1)) {
      switch (part.strip()) {
        case "table4" -> sets.addAll(table4());
        case "reduced" -> Arrays.stream(LeadSet.values()).map(LeadSet::leads).forEach(sets::add);
        default -> sets.add(Lead.parseList(part));
      }
    }
    return List.copyOf(sets);
  }

  /** {@return all jobs: seed by seed, in each fold by fold, in each all sets of leads, so that whatever is done first can be compared} */
  public List<TrainingJob> jobs() {
    List<TrainingJob> jobs = new ArrayList<>();
    for (long seed : seeds) {
      for (OptionalInt fold : folds) {
        leadSets.forEach(leads -> jobs.add(new TrainingJob(leads, fold, seed)));
      }
    }
    return jobs;
  }

  /** {@return the folds as users type them, for example {@code own} or {@code 1,2,3}} */
  public String foldNames() {
    return String.join(
        ",",
        folds.stream()
            .map(f -> f.isPresent() ? String.valueOf(f.getAsInt()) : TrainingJob.OWN)
            .toList());
  }

  /** {@return the seeds as users type them, for example {@code 42,43}} */
  public String seedNames() {
    return String.join(",", seeds.stream().map(String::valueOf).toList());
  }

  /** {@return the sets of leads as {@link #parseLeadSets} reads them} */
  public String leadSetNames() {
    return String.join(
        ";",
        leadSets.stream()
            .map(set -> String.join(",", set.stream().map(Lead::label).toList()))
            .toList());
  }

  /** The index of a set of leads; -1 if it is not in the plan. */
  int indexOf(List<Lead> leads) {
    return leadSets.indexOf(leads);
  }

  /** Whether the study's own split alone is used, not folds in turn. */
  boolean isOwnSplit() {
    return folds.equals(List.of(OptionalInt.empty()));
  }

  /** {@return the indices of the sets of one lead, in their order} */
  public int[] singles() {
    return IntStream.range(0, leadSets.size()).filter(i -> leadSets.get(i).size() == 1).toArray();
  }

  /** For example {@code 17 sets of leads, folds own, seeds 42,43: 34 networks}. */
  @Override
  public String toString() {
    return "%d sets of leads, folds %s, seeds %s: %d networks"
        .formatted(leadSets.size(), foldNames(), seedNames(), jobs().size());
  }
}
