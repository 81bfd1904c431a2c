package org.ecgworkbench.paper.population;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.paper.population.LeadGames.RecordGames;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.RecordMeans;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;

/**
 * Leads as players: exact Shapley values of the leads of the 12-lead network ({@link org.ecgworkbench.shap.LeadShapley}), Owen values and
 * interactions of pairs, beside the expected gradients of Figure 7 summed over time and the single-lead networks of Table 4. Three answers
 * to "which lead matters", with their agreement.
 *
 * <p>They ask different things: a Shapley value, what a lead adds to the leads that are there, on average; summed gradients, what follows
 * from small steps on the way from other patients; a single-lead network, what a lead tells alone. Leads that tell the same (four of the
 * six limb leads follow from the other two) share their worth in the first, and each have it in full in the last.
 */
public final class LeadsAsPlayers {
  private final Study study;
  private final Options options;
  private final LeadGames games;
  private List<RecordGames> all;
  private LeadMeasures measures;

  /**
   * What to compute.
   *
   * @param recordsPerClass explained records of each class, the first by id whose highest score it is
   * @param references background records that stand for absent leads, drawn for each record; 4,096 forward passes each
   */
  public record Options(int recordsPerClass, int references) {
    private static final String RECORDS = "explained a class";
    private static final String REFERENCES = "references";

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Options {
      if (recordsPerClass <= 0 || references <= 0) {
        throw new IllegalArgumentException(
            "records per class and references must be positive, found %d and %d"
                .formatted(recordsPerClass, references));
      }
    }

    /** {@return the default options: one record a class, five references} */
    public static Options defaults() {
      return new Options(1, 5);
    }

    /**
     * {@return the options of a result, which {@link #addTo} wrote}
     *
     * @param settings of its sidecar
     * @throws IllegalArgumentException if one is not there or is no positive number
     */
    public static Options of(Settings settings) {
      return new Options(settings.count(RECORDS), settings.count(REFERENCES));
    }

    private void addTo(Provenance.Builder provenance) {
      provenance.setting(RECORDS, recordsPerClass).setting(REFERENCES, references);
    }
  }

  private LeadsAsPlayers(Study study, Options options) {
    this.study = study;
    this.options = options;
    this.games = new LeadGames(study, options.recordsPerClass(), options.references());
  }

  /**
   * {@return the leads of a study's explained records; what is not saved is computed when it is first asked for, and saved record by
   * record}
   *
   * @param options records and references
   */
  public static LeadsAsPlayers of(Study study, Options options) {
    return new LeadsAsPlayers(study, options);
  }

  /** {@return the same as {@link #of(Study, Options)}, with the default options} */
  public static LeadsAsPlayers of(Study study) {
    return of(study, Options.defaults());
  }

  synchronized List<RecordGames> games() {
    if (all == null) {
      all = games.all();
    }
    return all;
  }

  Study study() {
    return study;
  }

  synchronized LeadMeasures measures() {
    if (measures == null) {
      List<Run> runs = singleLeadRuns(study);
      measures = LeadMeasures.of(games(), runs.subList(0, Lead.ALL.size()), study);
    }
    return measures;
  }

  /**
   * {@return the table, {@code lead-shapley}: for each measure and lead the mean over records of the share in the record's sum of absolute
   * values, its interval, and the lead's rank}
   */
  public TableResult table() {
    Provenance.Builder provenance = study.provenance(LeadsAsPlayers.class);
    List<Worth> rows = new ArrayList<>();
    for (String name : measures().names()) {
      List<Interval> means = measures().means(name);
      Lead.ALL.forEach(lead -> rows.add(new Worth(name, lead, means)));
    }
    return study.table(
        "lead-shapley",
        "What a lead is worth to the 12-lead network on %s: mean share over %d explained records (%s), and the average AUC of single-lead networks of one training each (Table 4 has the means of several). The values are exact over sets of leads and sampled over stand-ins, whose error is in the intervals."
            .formatted(study.dataName(), games().size(), settings()),
        Rows.of(rows)
            .text("measure", Worth::measure)
            .text("lead", w -> w.lead().label())
            .count("rank", Worth::rank)
            .interval("value", Worth::mean)
            .note(w -> w.mean().note())
            .table(),
        sources(provenance));
  }

  /** {@return the table, {@code lead-shapley-records}: every record's values in logits, and the standard error over its references} */
  public TableResult records() {
    Provenance.Builder provenance = study.provenance(LeadsAsPlayers.class);
    return study.table(
        "lead-shapley-records",
        "Lead Shapley values of each explained record, in logits of the class with its highest score (%s)."
            .formatted(settings()),
        Rows.of(LeadPlayer.of(games()))
            .text("record", p -> p.record().id())
            .text("class", p -> p.record().explained().name())
            .text("lead", p -> p.lead().label())
            .number("shapley", p -> p.shapley()[p.at()])
            .number("standard error", p -> p.errors()[p.at()])
            .number("owen", p -> p.owen()[p.at()])
            .number("shapley (zero baseline)", p -> p.zero()[p.at()])
            .number("expected gradients", p -> p.record().leadSums()[p.at()])
            .number("|expected gradients|", p -> p.record().leadAbsoluteSums()[p.at()])
            .table(),
        sources(provenance));
  }

  /** The pairs of measures that are compared. */
  List<LeadMeasures.Agreement> agreements() {
    List<String[]> pairs =
        List.of(
            new String[] {LeadMeasures.SHAPLEY, LeadMeasures.SHAPLEY_ZERO},
            new String[] {LeadMeasures.SHAPLEY, LeadMeasures.OWEN},
            new String[] {LeadMeasures.SHAPLEY, LeadMeasures.EXPECTED},
            new String[] {LeadMeasures.SHAPLEY_MAGNITUDE, LeadMeasures.EXPECTED_ABSOLUTE},
            new String[] {LeadMeasures.SHAPLEY, LeadMeasures.SINGLE},
            new String[] {LeadMeasures.SHAPLEY_MAGNITUDE, LeadMeasures.SINGLE},
            new String[] {LeadMeasures.EXPECTED, LeadMeasures.SINGLE},
            new String[] {LeadMeasures.EXPECTED_ABSOLUTE, LeadMeasures.SINGLE});
    return pairs.stream().map(pair -> measures().agreement(pair[0], pair[1])).toList();
  }

  /** {@return the table, {@code lead-agreement}: Spearman's correlation between the measures over the twelve leads} */
  public TableResult agreement() {
    Provenance.Builder provenance = study.provenance(LeadsAsPlayers.class);
    return study.table(
        "lead-agreement",
        """
        Do the measures order the leads alike? Spearman's rank correlation over twelve leads: \
        mean of the correlations within %d records, and correlation of the means over records."""
            .formatted(games().size()),
        Rows.of(agreements())
            .text("measure", LeadMeasures.Agreement::first)
            .text("and", LeadMeasures.Agreement::second)
            .interval("within a record", LeadMeasures.Agreement::within)
            .interval("of the means", LeadMeasures.Agreement::ofMeans)
            .note(a -> a.ofMeans().note())
            .table(),
        sources(provenance));
  }

  /** {@return the table, {@code lead-interactions}: the Shapley interaction index of each pair, in logits, its mean over records} */
  public TableResult interactions() {
    Provenance.Builder provenance = study.provenance(LeadsAsPlayers.class);
    return study.table(
        "lead-interactions",
        """
        Shapley interaction index of pairs of leads in logits, mean over %d explained records \
        (%s): above 0 the leads are worth more together than apart, below 0 one makes the other \
        superfluous."""
            .formatted(games().size(), settings()),
        Rows.of(pairs())
            .text("lead", p -> p.first().label())
            .text("with", p -> p.second().label())
            .interval("interaction", LeadPair::mean)
            .number("mean magnitude", LeadPair::magnitude)
            .note(p -> p.mean().note())
            .table(),
        sources(provenance));
  }

  /** {@return how the worth of the leads divides between limb and precordial ones, a line a record, for the reader} */
  public TableResult groups() {
    Provenance.Builder provenance = study.provenance(LeadsAsPlayers.class);
    return study.table(
        "lead-groups",
        """
        Limb against precordial leads: Shapley values of the two groups as players, in logits; \
        they add up to the logit above its mean over the references (%s)."""
            .formatted(settings()),
        Rows.of(games())
            .text("record", g -> g.explained().id())
            .text("class", g -> g.explained().explained().name())
            .number("logit above the background", g -> g.interventional().total())
            .number("limb leads", g -> groups(g)[0])
            .number("precordial leads", g -> groups(g)[1])
            .table(),
        sources(provenance));
  }

  /** A lead by one measure, of which the means of all leads are known. */
  private record Worth(String measure, Lead lead, List<Interval> means) {
    Interval mean() {
      return means.get(lead.ordinal());
    }

    int rank() {
      return 1 + (int) means.stream().filter(m -> m.estimate() > mean().estimate()).count();
    }
  }

  /** The interactions of the 66 pairs of leads. */
  List<LeadPair> pairs() {
    return LeadPair.of(games(), study.parameters().seed());
  }

  private static double[] groups(RecordGames record) {
    return record.interventional().groupShapley(LeadMeasures.GROUPS);
  }

  /** What stands for absent leads. */
  String settings() {
    return String.format(
        Locale.ROOT,
        "absent leads from %d background records",
        Math.min(options.references(), Math.max(1, study.explanations().background().size() - 1)));
  }

  Provenance.Builder sources(Provenance.Builder provenance) {
    List<Run> runs = singleLeadRuns(study);
    study.withInputs(provenance, runs.subList(0, Lead.ALL.size()).toArray(Run[]::new));
    study.explanations().addTo(provenance);
    provenance
        .seed(RandomStream.LEAD_REFERENCES, study.parameters().seed())
        .seed(RandomStream.BOOTSTRAP, study.parameters().seed())
        .setting("value function", "interventional: " + settings() + "; comparator: 0 mV")
        .setting("intervals", RecordMeans.SETTING);
    options.addTo(provenance);
    games.files().forEach(file -> provenance.input(study.results(), file));
    return provenance;
  }

  @Override
  public String toString() {
    return """
        leads as players in the 12-lead network on %s: %d explained records a class, absent leads \
        from %d background records; table(), groups(), agreement() and interactions() play"""
        .formatted(study.dataName(), options.recordsPerClass(), options.references());
  }

  /** The twelve single-lead networks and the 12-lead network: the rows of Table 4. */
  private static List<Run> singleLeadRuns(Study study) {
    List<List<Lead>> sets = new ArrayList<>();
    Lead.ALL.forEach(lead -> sets.add(List.of(lead)));
    sets.add(Lead.ALL);
    return study.networkRuns(sets);
  }
}
