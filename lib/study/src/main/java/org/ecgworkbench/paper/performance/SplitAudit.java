package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.ecgworkbench.dataset.Folds;
import org.ecgworkbench.dataset.Split;
import org.ecgworkbench.evaluation.CpscScore;
import org.ecgworkbench.evaluation.Metric;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Learner;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How much the averages depend on the one split of the public code: the same records and learners, with the same seeds of their own, on
 * splits drawn from other seeds. The first is the study's own split. Every split is a saved run: what is interrupted goes on where it
 * stopped.
 *
 * <p>The splits overlap (any two share most training records and some test records), so the SD describes what one could have reported,
 * and is not a standard error.
 */
public final class SplitAudit {
  /** The number of splits unless asked otherwise. */
  public static final int DEFAULT_SPLITS = 20;

  private final Study study;
  private final List<Learner> learners;
  private final long[] seeds;
  private final List<Split> splits;
  private final List<List<Run>> runs = new ArrayList<>();

  private SplitAudit(Study study, List<Learner> learners, int count) {
    if (learners.isEmpty() || count < 2) {
      throw new IllegalArgumentException(
          "an audit needs a learner and two splits, found %d and %d"
              .formatted(learners.size(), count));
    }
    this.study = study;
    this.learners = List.copyOf(new LinkedHashSet<>(learners));
    this.seeds =
        LongStream.range(0, count).map(i -> study.parameters().seed() + i & 0xFFFFFFFFL).toArray();
    this.splits =
        Arrays.stream(seeds)
            .mapToObj(
                seed ->
                    seed == study.parameters().seed()
                        ? study.split()
                        : Folds.paper(study.dataset(), seed).split(seed))
            .toList();
    for (Learner learner : this.learners) {
      runs.add(study.runs(learner, splits));
    }
  }

  /**
   * Trains learners on splits from the study's seed on, or finds them saved.
   *
   * @param learners at least one
   * @param count the number of splits, at least 2
   * @return the runs of all splits
   * @throws IllegalArgumentException if there is no learner or one cannot run here, or count is less than 2
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted; what is complete is saved
   */
  public static SplitAudit of(Study study, List<Learner> learners, int count) {
    return new SplitAudit(study, learners, count);
  }

  private enum Number {
    F1,
    AUC,
    AVERAGE_PRECISION,
    OFFICIAL;

    String label() {
      return switch (this) {
        case F1 -> "average F1";
        case AUC -> "average AUC";
        case AVERAGE_PRECISION -> "average of average precision";
        case OFFICIAL -> PerformanceRows.OFFICIAL;
      };
    }

    MetricValue of(Run run) {
      return switch (this) {
        case F1 -> run.performance().average(Metric.F1);
        case AUC -> run.performance().average(Metric.AUC);
        case AVERAGE_PRECISION -> run.performance().average(Metric.AVERAGE_PRECISION);
        case OFFICIAL -> CpscScore.of(run.test()).score();
      };
    }
  }

  /** {@return one row a learner and number: how it is spread over the splits, and where the study's own split lies} */
  public TableResult table() {
    StringColumn learner = StringColumn.create("learner");
    StringColumn metric = StringColumn.create("metric");
    IntColumn count = IntColumn.create("splits");
    List<DoubleColumn> columns = new ArrayList<>();
    for (String name : List.of("mean", "sd", "min", "max", "range", "this_split")) {
      columns.add(DoubleColumn.create(name));
    }
    IntColumn rank = IntColumn.create("this_split_rank");
    StringColumn note = StringColumn.create("note");
    for (int l = 0; l < learners.size(); l++) {
      for (Number number : Number.values()) {
        double[] values = runs.get(l).stream().mapToDouble(run -> number.of(run).value()).toArray();
        double[] defined = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
        double min = Arrays.stream(defined).min().orElse(Double.NaN);
        double max = Arrays.stream(defined).max().orElse(Double.NaN);
        double[] row = {Rotation.mean(values), Rotation.sd(values), min, max, max - min, values[0]};
        learner.append(learners.get(l).label());
        metric.append(number.label());
        count.append(defined.length);
        for (int i = 0; i < row.length; i++) {
          columns.get(i).append(row[i]);
        }
        rank.append(1 + (int) Arrays.stream(defined).filter(v -> v > values[0]).count());
        note.append(
            defined.length < values.length
                ? "undefined on %d splits".formatted(values.length - defined.length)
                : "");
      }
    }
    Table table = Table.create("audit", learner, metric, count);
    columns.forEach(table::addColumns);
    table.addColumns(rank, note);
    return result(
        "split-audit",
        "Split audit on %s: test-fold averages over %d splits drawn from seeds %d to %d; this_split is that of the other tables, rank 1 the highest."
            .formatted(study.dataName(), seeds.length, seeds[0], seeds[seeds.length - 1]),
        table);
  }

  /** {@return one row a learner and split} */
  public TableResult splits() {
    StringColumn learner = StringColumn.create("learner");
    LongColumn seed = LongColumn.create("split_seed");
    IntColumn records = IntColumn.create("test_records");
    List<DoubleColumn> numbers = new ArrayList<>();
    for (Number number : Number.values()) {
      numbers.add(DoubleColumn.create(number.label()));
    }
    StringColumn note = StringColumn.create("note");
    for (int l = 0; l < learners.size(); l++) {
      for (int s = 0; s < seeds.length; s++) {
        Run run = runs.get(l).get(s);
        learner.append(learners.get(l).label());
        seed.append(seeds[s]);
        records.append(run.test().size());
        List<String> notes = new ArrayList<>();
        for (Number number : Number.values()) {
          MetricValue value = number.of(run);
          numbers.get(number.ordinal()).append(value.value());
          if (!value.note().isEmpty()) {
            notes.add(value.note());
          }
        }
        note.append(String.join("; ", notes));
      }
    }
    Table table = Table.create("splits", learner, seed, records);
    numbers.forEach(table::addColumns);
    table.addColumns(note);
    return result(
        "split-audit-splits", "Split audit on " + study.dataName() + ", split by split.", table);
  }

  private TableResult result(String id, String caption, Table table) {
    var provenance =
        study
            .provenance(SplitAudit.class)
            .setting("learners", Learner.options(learners))
            .setting("split seeds", Arrays.toString(seeds));
    for (int i = 0; i < seeds.length; i++) {
      if (splits.get(i) != study.split()) {
        provenance.seed(RandomStream.FOLDS, seeds[i]).seed(RandomStream.SPLIT, seeds[i]);
      }
    }
    runs.forEach(each -> study.withInputs(provenance, each.toArray(Run[]::new)));
    return new TableResult(id, caption, table, provenance.finish(), study.results());
  }

  @Override
  public String toString() {
    return "%s on %d splits of %s"
        .formatted(
            String.join(", ", learners.stream().map(Learner::label).toList()),
            splits.size(),
            study.dataName());
  }
}
