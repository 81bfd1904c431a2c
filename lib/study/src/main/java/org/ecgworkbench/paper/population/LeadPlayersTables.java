package org.ecgworkbench.paper.population;

import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.paper.population.LeadGames.RecordGames;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.result.IntervalColumns;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.shap.LeadGame;
import org.ecgworkbench.study.RecordMeans;
import org.ecgworkbench.study.Study;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The tables of {@link LeadsAsPlayers}: rows from the games and their measures. */
final class LeadPlayersTables {
  private final LeadsAsPlayers players;
  private final Study study;

  LeadPlayersTables(LeadsAsPlayers players) {
    this.players = players;
    study = players.study();
  }

  TableResult table() {
    Provenance.Builder provenance = study.provenance(LeadsAsPlayers.class);
    StringColumn measure = StringColumn.create("measure");
    StringColumn lead = StringColumn.create("lead");
    IntColumn rank = IntColumn.create("rank");
    IntervalColumns value = IntervalColumns.named("value");
    StringColumn note = StringColumn.create("note");
    for (String name : players.measures().names()) {
      List<Interval> means = players.measures().means(name);
      for (Lead l : Lead.ALL) {
        Interval mean = means.get(l.ordinal());
        measure.append(name);
        lead.append(l.label());
        rank.append(
            1 + (int) means.stream().filter(other -> other.estimate() > mean.estimate()).count());
        value.append(mean);
        note.append(mean.note());
      }
    }
    return new TableResult(
        "lead-shapley",
        "What a lead is worth to the 12-lead network on %s: mean share over %d explained records (%s), and the average AUC of single-lead networks."
            .formatted(study.dataName(), players.games().size(), players.settings()),
        Table.create(
            "leads", measure, lead, rank, value.estimate(), value.low(), value.high(), note),
        players.finish(provenance),
        study.results());
  }

  TableResult records() {
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
    for (RecordGames record : players.games()) {
      LeadGame game = record.interventional();
      double[] phi = game.shapley();
      double[] ofGroups = game.owen(LeadMeasures.GROUPS);
      double[] ofZero = record.zero().shapley();
      double[] errors = LeadsAsPlayers.standardErrors(record.background());
      double[] sums = record.explained().leadSums();
      double[] absoluteSums = record.explained().leadAbsoluteSums();
      for (Lead l : Lead.ALL) {
        int i = l.ordinal();
        id.append(record.explained().id());
        name.append(record.explained().explained().name());
        lead.append(l.label());
        shapley.append(phi[i]);
        error.append(errors[i]);
        owen.append(ofGroups[i]);
        zero.append(ofZero[i]);
        expected.append(sums[i]);
        absolute.append(absoluteSums[i]);
      }
    }
    return new TableResult(
        "lead-shapley-records",
        "Lead Shapley values of each explained record, in logits of the class with its highest score (%s)."
            .formatted(players.settings()),
        Table.create("records", id, name, lead, shapley, error, owen, zero, expected, absolute),
        players.finish(provenance),
        study.results());
  }

  TableResult agreement() {
    Provenance.Builder provenance = study.provenance(LeadsAsPlayers.class);
    StringColumn first = StringColumn.create("measure");
    StringColumn second = StringColumn.create("and");
    IntervalColumns within = IntervalColumns.named("within a record");
    IntervalColumns ofMeans = IntervalColumns.named("of the means");
    StringColumn note = StringColumn.create("note");
    for (LeadMeasures.Agreement a : players.agreements()) {
      first.append(a.first());
      second.append(a.second());
      within.append(a.within());
      ofMeans.append(a.ofMeans());
      note.append(a.ofMeans().note());
    }
    Table table = Table.create("agreement", first, second);
    within.addTo(table);
    ofMeans.addTo(table);
    table.addColumns(note);
    return new TableResult(
        "lead-agreement",
        "Do the measures order the leads alike? Spearman's rank correlation over twelve leads: mean of the correlations within %d records, and correlation of the means over records."
            .formatted(players.games().size()),
        table,
        players.finish(provenance),
        study.results());
  }

  TableResult interactions() {
    Provenance.Builder provenance = study.provenance(LeadsAsPlayers.class);
    RecordMeans means = new RecordMeans(study.parameters().seed());
    StringColumn first = StringColumn.create("lead");
    StringColumn second = StringColumn.create("with");
    IntervalColumns mean = IntervalColumns.named("interaction");
    DoubleColumn magnitude = DoubleColumn.create("mean magnitude");
    StringColumn note = StringColumn.create("note");
    List<double[][]> pairs =
        players.games().stream().map(record -> record.interventional().interactions()).toList();
    for (int i = 0; i < Lead.ALL.size(); i++) {
      for (int j = i + 1; j < Lead.ALL.size(); j++) {
        List<RecordMeans.Value> values = interactions(pairs, i, j);
        Interval interval = means.mean(values);
        first.append(Lead.ALL.get(i).label());
        second.append(Lead.ALL.get(j).label());
        mean.append(interval);
        magnitude.append(
            values.stream().mapToDouble(v -> Math.abs(v.value())).average().orElse(Double.NaN));
        note.append(interval.note());
      }
    }
    Table table = Table.create("interactions", first, second);
    mean.addTo(table);
    table.addColumns(magnitude, note);
    return new TableResult(
        "lead-interactions",
        "Shapley interaction index of pairs of leads in logits, mean over %d explained records (%s): above 0 the leads are worth more together than apart, below 0 one makes the other superfluous."
            .formatted(players.games().size(), players.settings()),
        table,
        players.finish(provenance),
        study.results());
  }

  TableResult groups() {
    Provenance.Builder provenance = study.provenance(LeadsAsPlayers.class);
    StringColumn id = StringColumn.create("record");
    StringColumn name = StringColumn.create("class");
    DoubleColumn total = DoubleColumn.create("logit above the background");
    DoubleColumn limb = DoubleColumn.create("limb leads");
    DoubleColumn precordial = DoubleColumn.create("precordial leads");
    for (RecordGames record : players.games()) {
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
            .formatted(players.settings()),
        Table.create("groups", id, name, total, limb, precordial),
        players.finish(provenance),
        study.results());
  }

  private List<RecordMeans.Value> interactions(List<double[][]> pairs, int i, int j) {
    return IntStream.range(0, pairs.size())
        .mapToObj(
            r -> new RecordMeans.Value(players.games().get(r).explained().id(), pairs.get(r)[i][j]))
        .toList();
  }
}
