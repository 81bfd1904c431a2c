package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.ecgworkbench.evaluation.CpscScore;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
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
  private final Study study;
  private final LearnersRuns runs;
  private final List<Long> seeds;

  private SplitAudit(Study study, List<Run> runs) {
    this.study = study;
    for (Run run : runs) {
      if (run.fold().isPresent()) {
        throw new IllegalArgumentException(
            "%s: expected a run on a split of a seed, found a turn of the rotation, %s"
                .formatted(run.name(), run.trained().split()));
      }
    }
    long own = study.parameters().seed();
    ToLongFunction<Run> seed = run -> run.trained().split().seed().orElse(own);
    // From the study's seed on, and after the greatest from 0.
    this.runs =
        LearnersRuns.of(
            runs,
            "seeds of splits",
            seed::applyAsLong,
            run -> seed.applyAsLong(run) - own & 0xFFFFFFFFL);
    this.seeds = this.runs.splits();
    if (seeds.size() < 2 || seeds.get(0) != own) {
      throw new IllegalArgumentException(
          "an audit needs a learner on two splits, the study's own among them; found seeds of splits "
              + seeds);
    }
  }

  /**
   * {@return the audit of any learners}
   *
   * @param study whose recordings they are
   * @param runs of one learner or several on the same splits, in any order of splits, for example
   *     {@code study.runs(learner, study.splits(20))}
   * @throws IllegalArgumentException if one is no run on a split of a seed, or the learners were not
   *     tested on the same two splits or more, the study's own among them
   */
  public static SplitAudit of(Study study, List<Run> runs) {
    return new SplitAudit(study, runs);
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
        case F1 -> run.performance().average(PerformanceMetric.F1);
        case AUC -> run.performance().average(PerformanceMetric.AUC);
        case AVERAGE_PRECISION -> run.performance().average(PerformanceMetric.AVERAGE_PRECISION);
        case OFFICIAL -> CpscScore.of(run.test()).score();
      };
    }
  }

  /** {@return one row a learner and number: how it is spread over the splits, and where the study's own split lies} */
  public TableResult table() {
    List<Spread> spreads = new ArrayList<>();
    runs.byLearner()
        .forEach(
            (name, own) -> {
              for (Number number : Number.values()) {
                spreads.add(
                    new Spread(
                        name,
                        number,
                        own.stream().mapToDouble(run -> number.of(run).value()).toArray()));
              }
            });
    Table table =
        Rows.of(spreads)
            .text("learner", Spread::learner)
            .text("metric", s -> s.number().label())
            .count("splits", s -> s.defined().length)
            .number("mean", s -> RotationRows.mean(s.values()))
            .number("sd", s -> RotationRows.sd(s.values()))
            .number("min", Spread::min)
            .number("max", Spread::max)
            .number("range", s -> s.max() - s.min())
            .number("this_split", s -> s.values()[0])
            .count("this_split_rank", Spread::rank)
            .note(Spread::note)
            .table()
            .setName("audit");
    return result(
        "split-audit",
        "Split audit on %s: test-fold averages over %d splits drawn from seeds %d to %d; this_split is that of the other tables, rank 1 the highest. It ranks %.0f to %.0f: what is low for one learner here may be so for another, which these splits do not show."
            .formatted(
                study.dataName(),
                seeds.size(),
                seeds.get(0),
                seeds.get(seeds.size() - 1),
                table.intColumn("this_split_rank").min(),
                table.intColumn("this_split_rank").max()),
        table);
  }

  /** A number of a learner on every split, that of the study first; NaN where it is undefined. */
  private record Spread(String learner, Number number, double[] values) {
    double[] defined() {
      return Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
    }

    double min() {
      return Arrays.stream(defined()).min().orElse(Double.NaN);
    }

    double max() {
      return Arrays.stream(defined()).max().orElse(Double.NaN);
    }

    int rank() {
      return 1 + (int) Arrays.stream(defined()).filter(v -> v > values[0]).count();
    }

    String note() {
      int undefined = values.length - defined().length;
      return undefined > 0 ? "undefined on %d splits".formatted(undefined) : "";
    }
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
    for (String name : runs.byLearner().keySet()) {
      for (int s = 0; s < seeds.size(); s++) {
        Run run = runs.byLearner().get(name).get(s);
        learner.append(name);
        seed.append(seeds.get(s));
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
    var provenance = study.provenance(SplitAudit.class).setting("split seeds", seeds);
    for (long seed : seeds.subList(1, seeds.size())) {
      provenance.seed(RandomStream.FOLDS, seed).seed(RandomStream.SPLIT, seed);
    }
    return study.table(runs.id(id, study, provenance), caption, table, provenance);
  }

  @Override
  public String toString() {
    return "%s on %d splits of %s"
        .formatted(String.join(", ", runs.byLearner().keySet()), seeds.size(), study.dataName());
  }
}
