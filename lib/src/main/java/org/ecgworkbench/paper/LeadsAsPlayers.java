package org.ecgworkbench.paper;

import java.util.List;
import java.util.Locale;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.notebook.Provenance;
import org.ecgworkbench.paper.LeadGames.RecordGames;
import org.ecgworkbench.shap.LeadGame;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

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

    /** {@return the default options: one record a class, two references} */
    public static Options defaults() {
      return new Options(1, 2);
    }

    /**
     * {@return the same with another number of records}
     *
     * @param recordsPerClass explained records of each class, positive
     */
    public Options withRecordsPerClass(int recordsPerClass) {
      return new Options(recordsPerClass, references);
    }

    /**
     * {@return the same with another number of references}
     *
     * @param references background records that stand for an absent lead, positive
     */
    public Options withReferences(int references) {
      return new Options(recordsPerClass, references);
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
      List<Run> runs = study.singleLeadRuns();
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
    StringColumn measure = StringColumn.create("measure");
    StringColumn lead = StringColumn.create("lead");
    IntColumn rank = IntColumn.create("rank");
    DoubleColumn value = DoubleColumn.create("value");
    DoubleColumn low = DoubleColumn.create("value" + TableResult.LOW);
    DoubleColumn high = DoubleColumn.create("value" + TableResult.HIGH);
    StringColumn note = StringColumn.create("note");
    for (String name : measures().names()) {
      List<Interval> means = measures().means(name);
      for (Lead l : Lead.ALL) {
        Interval mean = means.get(l.ordinal());
        measure.append(name);
        lead.append(l.label());
        rank.append(
            1 + (int) means.stream().filter(other -> other.estimate() > mean.estimate()).count());
        value.append(mean.estimate());
        low.append(mean.lower());
        high.append(mean.upper());
        note.append(mean.note());
      }
    }
    return new TableResult(
        "lead-shapley",
        "What a lead is worth to the 12-lead network on %s: mean share over %d explained records (%s), and the average AUC of single-lead networks."
            .formatted(study.dataName(), games().size(), settings()),
        Table.create("leads", measure, lead, rank, value, low, high, note),
        finish(provenance),
        study.results());
  }

  /** {@return the table, {@code lead-shapley-records}: every record's values in logits, and the standard error over its references} */
  public TableResult records() {
    Provenance.Builder provenance = study.provenance(LeadsAsPlayers.class);
    StringColumn id = StringColumn.create("record");
    StringColumn name = StringColumn.create("class");
    StringColumn lead = StringColumn.create("lead");
    DoubleColumn shapley = DoubleColumn.create("shapley");
    DoubleColumn error = DoubleColumn.create("standard error");
    DoubleColumn owen = DoubleColumn.create("owen");
    DoubleColumn zero = DoubleColumn.create("shapley, zero baseline");
    DoubleColumn expected = DoubleColumn.create("expected gradients");
    DoubleColumn absolute = DoubleColumn.create("|expected gradients|");
    for (RecordGames record : games()) {
      LeadGame game = record.interventional();
      double[] phi = game.shapley();
      double[] ofGroups = game.owen(LeadMeasures.GROUPS);
      double[] ofZero = record.zero().shapley();
      double[] errors = standardErrors(record.background());
      for (Lead l : Lead.ALL) {
        int i = l.ordinal();
        id.append(record.explained().id());
        name.append(record.explained().explained().name());
        lead.append(l.label());
        shapley.append(phi[i]);
        error.append(errors[i]);
        owen.append(ofGroups[i]);
        zero.append(ofZero[i]);
        expected.append(record.explained().leadSums()[i]);
        absolute.append(record.explained().leadAbsoluteSums()[i]);
      }
    }
    return new TableResult(
        "lead-shapley-records",
        "Lead Shapley values of each explained record, in logits of the class with its highest score (%s)."
            .formatted(settings()),
        Table.create("records", id, name, lead, shapley, error, owen, zero, expected, absolute),
        finish(provenance),
        study.results());
  }

  /** Of the mean over references; NaN for one. */
  static double[] standardErrors(List<LeadGame> background) {
    double[][] each = background.stream().map(LeadGame::shapley).toArray(double[][]::new);
    double[] errors = new double[each[0].length];
    for (int i = 0; i < errors.length; i++) {
      double mean = 0;
      for (double[] phi : each) {
        mean += phi[i] / each.length;
      }
      double squares = 0;
      for (double[] phi : each) {
        squares += (phi[i] - mean) * (phi[i] - mean);
      }
      errors[i] =
          each.length < 2 ? Double.NaN : Math.sqrt(squares / (each.length - 1) / each.length);
    }
    return errors;
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
    StringColumn first = StringColumn.create("measure");
    StringColumn second = StringColumn.create("and");
    List<DoubleColumn> within = interval("within a record");
    List<DoubleColumn> ofMeans = interval("of the means");
    StringColumn note = StringColumn.create("note");
    for (LeadMeasures.Agreement a : agreements()) {
      first.append(a.first());
      second.append(a.second());
      append(within, a.within());
      append(ofMeans, a.ofMeans());
      note.append(a.ofMeans().note());
    }
    Table table = Table.create("agreement", first, second);
    within.forEach(table::addColumns);
    ofMeans.forEach(table::addColumns);
    table.addColumns(note);
    return new TableResult(
        "lead-agreement",
        "Do the measures order the leads alike? Spearman's rank correlation over twelve leads: mean of the correlations within %d records, and correlation of the means over records."
            .formatted(games().size()),
        table,
        finish(provenance),
        study.results());
  }

  /** {@return the table, {@code lead-interactions}: the Shapley interaction index of each pair, in logits, its mean over records} */
  public TableResult interactions() {
    Provenance.Builder provenance = study.provenance(LeadsAsPlayers.class);
    RecordMeans means = new RecordMeans(study.parameters().seed());
    StringColumn first = StringColumn.create("lead");
    StringColumn second = StringColumn.create("with");
    List<DoubleColumn> mean = interval("interaction");
    DoubleColumn magnitude = DoubleColumn.create("mean magnitude");
    StringColumn note = StringColumn.create("note");
    for (int i = 0; i < Lead.ALL.size(); i++) {
      for (int j = i + 1; j < Lead.ALL.size(); j++) {
        List<RecordMeans.Value> values = interactions(i, j);
        Interval interval = means.mean(values);
        first.append(Lead.ALL.get(i).label());
        second.append(Lead.ALL.get(j).label());
        append(mean, interval);
        magnitude.append(
            values.stream().mapToDouble(v -> Math.abs(v.value())).average().orElse(Double.NaN));
        note.append(interval.note());
      }
    }
    Table table = Table.create("interactions", first, second);
    mean.forEach(table::addColumns);
    table.addColumns(magnitude, note);
    return new TableResult(
        "lead-interactions",
        "Shapley interaction index of pairs of leads in logits, mean over %d explained records (%s): above 0 the leads are worth more together than apart, below 0 one makes the other superfluous."
            .formatted(games().size(), settings()),
        table,
        finish(provenance),
        study.results());
  }

  private List<RecordMeans.Value> interactions(int i, int j) {
    return games().stream()
        .map(
            r -> new RecordMeans.Value(r.explained().id(), r.interventional().interactions()[i][j]))
        .toList();
  }

  /** {@return how the worth of the leads divides between limb and precordial ones, a line a record, for the reader} */
  public TableResult groups() {
    Provenance.Builder provenance = study.provenance(LeadsAsPlayers.class);
    StringColumn id = StringColumn.create("record");
    StringColumn name = StringColumn.create("class");
    DoubleColumn total = DoubleColumn.create("logit above the background");
    DoubleColumn limb = DoubleColumn.create("limb leads");
    DoubleColumn precordial = DoubleColumn.create("precordial leads");
    for (RecordGames record : games()) {
      double[] shares = record.interventional().groupShapley(LeadMeasures.GROUPS);
      id.append(record.explained().id());
      name.append(record.explained().explained().name());
      total.append(record.interventional().total());
      limb.append(shares[0]);
      precordial.append(shares[1]);
    }
    return new TableResult(
        "lead-groups",
        "Limb against precordial leads: Shapley values of the two groups as players, in logits; they add up to the logit above its mean over the references (%s)."
            .formatted(settings()),
        Table.create("groups", id, name, total, limb, precordial),
        finish(provenance),
        study.results());
  }

  /** What stands for absent leads. */
  String settings() {
    return String.format(
        Locale.ROOT,
        "absent leads from %d background records",
        Math.min(options.references(), Math.max(1, study.background().size() - 1)));
  }

  Provenance finish(Provenance.Builder provenance) {
    List<Run> runs = study.singleLeadRuns();
    study.withInputs(provenance, runs.subList(0, Lead.ALL.size()).toArray(Run[]::new));
    study.withExplanations(provenance);
    provenance
        .seed(SeedStreams.LEAD_REFERENCES, study.parameters().seed())
        .seed(SeedStreams.BOOTSTRAP, study.parameters().seed())
        .setting("value function", "interventional: " + settings() + "; comparator: 0 mV")
        .setting("explained a class", options.recordsPerClass())
        .setting("references", options.references())
        .setting("intervals", RecordMeans.SETTING);
    games.files().forEach(file -> provenance.input(study.results(), file));
    return provenance.finish();
  }

  private static List<DoubleColumn> interval(String name) {
    return List.of(
        DoubleColumn.create(name),
        DoubleColumn.create(name + TableResult.LOW),
        DoubleColumn.create(name + TableResult.HIGH));
  }

  private static void append(List<DoubleColumn> columns, Interval interval) {
    columns.get(0).append(interval.estimate());
    columns.get(1).append(interval.lower());
    columns.get(2).append(interval.upper());
  }

  @Override
  public String toString() {
    return "leads as players in the 12-lead network on %s: %d explained records a class, absent leads from %d background records; table(), groups(), agreement() and interactions() play"
        .formatted(study.dataName(), options.recordsPerClass(), options.references());
  }
}
