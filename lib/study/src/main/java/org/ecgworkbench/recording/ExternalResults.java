package org.ecgworkbench.recording;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.evaluation.inference.Bootstrap;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.figure.chart.GroupedBars;
import org.ecgworkbench.paper.performance.PerformanceRows;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.recording.ExternalValidation.Trained;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;

/**
 * The tables and the figure of a network tested on another data set, and whether what lies in their folder is of the same test.
 *
 * @param study that trained
 * @param external the other data set
 * @param trained the networks, in the order of the seeds
 * @param chosen the one of them that is shipped
 * @param folder of the results
 */
record ExternalResults(
    Study study, EcgDataset external, List<Trained> trained, Trained chosen, Path folder) {
  private static final String ID = "external-validation";

  /** Fewer records of a class say nothing about it. */
  private static final int FEWEST = 5;

  private static final String SEEDS = "seeds";
  private static final String TEST = "external data";

  private String internalName() {
    return study.dataset().name() + ", test folds";
  }

  /** Precision, recall, F1, AUC, average precision by class on both data sets, with 95 % intervals, for the chosen network. */
  TableResult table() {
    var provenance = provenance();
    PerformanceRows rows = new PerformanceRows("data");
    Performance internal = chosen.run().performance();
    Performance outside = chosen.externalPerformance();
    TestIntervals internalIntervals = intervals(chosen.run().test());
    TestIntervals outsideIntervals = intervals(chosen.external());
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      rows.add(internalName(), internal, metric, internalIntervals);
      rows.add(external.name(), outside, metric, outsideIntervals);
    }
    rows.addOfficialScore(internalName(), internalIntervals);
    rows.addOfficialScore(external.name(), outsideIntervals);
    return new TableResult(
        ID,
        """
        The 12-lead network trained on %s (seed %d), on its own test folds (%d records) and unchanged on %s \
        (%d records), with 95 %% intervals (%s). Thresholds are those of %s's validation fold."""
            .formatted(
                study.dataset().name(),
                chosen.seed(),
                chosen.run().test().size(),
                external.name(),
                chosen.external().size(),
                TestIntervals.IN_WORDS,
                study.dataset().name()),
        rows.table(""),
        provenance,
        folder);
  }

  /** F1 and AUC of every seed on validation fold, test folds and the other data set. */
  TableResult seedsTable() {
    Rows<Trained> rows =
        Rows.of(trained)
            .text("seed", t -> String.valueOf(t.seed()))
            .text("chosen", t -> String.valueOf(t == chosen))
            .number("validation F1", Trained::validationF1);
    for (PerformanceMetric metric : List.of(PerformanceMetric.F1, PerformanceMetric.AUC)) {
      rows.number("test " + metric.label(), t -> t.run().performance().average(metric).value())
          .number(
              "external " + metric.label(), t -> t.externalPerformance().average(metric).value());
    }
    return new TableResult(
        "external-validation-seeds",
        "Averages over the nine classes by seed of the training; the network with the best validation F1 is the one that is shipped.",
        rows.table(),
        provenance(),
        folder);
  }

  /** AUC by class on both data sets, of classes with five records or more. */
  FigureResult figure() {
    Performance internal = chosen.run().performance();
    Performance outside = chosen.externalPerformance();
    List<String> groups = new ArrayList<>();
    for (int c = 0; c < Diagnosis.ALL.size(); c++) {
      groups.add(
          "%s %d/%d"
              .formatted(
                  Diagnosis.ALL.get(c),
                  internal.classes().get(c).positives(),
                  outside.classes().get(c).positives()));
    }
    groups.add(Performance.AVERAGE);
    return new FigureResult(
        ID,
        """
        AUC by class of the network trained on %s, on its own test folds and unchanged on %s; 95 \
        %% intervals (Newcombe's for a class, BCa of bootstrap resamples for the average). Beside a class its records in both. A class of \
        fewer than five says nothing by itself, is not drawn (n/a) and is not in the average, which is %s."""
            .formatted(study.dataset().name(), external.name(), common()),
        new GroupedBars(
            "AUC",
            groups,
            List.of(
                series(internalName(), chosen.run().test()),
                series(external.name() + ", not trained on", chosen.external()))),
        provenance(),
        folder);
  }

  /** The average AUC over the classes of five records or more, of the test folds and of the other data set, in words. */
  String common() {
    return Stream.of(chosen.run().test(), chosen.external())
        .map(s -> "%s (%d classes)".formatted(TestIntervals.words(average(s)), common(s).length))
        .collect(Collectors.joining(" and "));
  }

  /** The classes of which there are five records or more. */
  static int[] common(Predictions scores) {
    return IntStream.range(0, scores.classes().size())
        .filter(
            c ->
                IntStream.range(0, scores.size()).filter(r -> scores.label(r, c)).count() >= FEWEST)
        .toArray();
  }

  /** The average AUC over these classes; undefined where there is none. */
  private Interval average(Predictions scores) {
    int[] kept = common(scores);
    if (kept.length == 0) {
      return Interval.undefined(Double.NaN, TestIntervals.LEVEL, "no class of five records");
    }
    List<String> names = Arrays.stream(kept).mapToObj(scores.classes()::get).toList();
    boolean[][] labels = new boolean[scores.size()][kept.length];
    double[][] values = new double[scores.size()][kept.length];
    for (int r = 0; r < labels.length; r++) {
      for (int k = 0; k < kept.length; k++) {
        labels[r][k] = scores.label(r, kept[k]);
        values[r][k] = scores.score(r, kept[k]);
      }
    }
    return Bootstrap.of(
            new Predictions(scores.ids(), names, labels, values),
            Thresholds.fixed(names, 0.5, Comparison.GREATER, ScorePrecision.DOUBLE),
            Resamples.plain(scores.size(), Resamples.DEFAULT_COUNT, chosen.seed()))
        .average(PerformanceMetric.AUC, TestIntervals.METHOD, TestIntervals.LEVEL);
  }

  private GroupedBars.Series series(String name, Predictions scores) {
    TestIntervals intervals = intervals(scores);
    Interval[] drawn = new Interval[Diagnosis.ALL.size() + 1];
    Arrays.fill(drawn, Interval.undefined(Double.NaN, TestIntervals.LEVEL, "few"));
    for (int c : common(scores)) {
      drawn[c] = intervals.interval(PerformanceMetric.AUC, c);
    }
    drawn[Diagnosis.ALL.size()] = average(scores);
    return new GroupedBars.Series(
        name,
        ends(drawn, Interval::estimate),
        ends(drawn, Interval::lower),
        ends(drawn, Interval::upper));
  }

  private static double[] ends(Interval[] intervals, ToDoubleFunction<Interval> end) {
    return Arrays.stream(intervals).mapToDouble(end).toArray();
  }

  private TestIntervals intervals(Predictions scores) {
    return TestIntervals.of(
        scores,
        chosen.run().thresholds(),
        Resamples.plain(scores.size(), Resamples.DEFAULT_COUNT, chosen.seed()));
  }

  /** Made after the model's folder is filled, whose files are the inputs. */
  private Provenance provenance() {
    Provenance.Builder builder =
        study
            .provenance(ExternalValidation.class)
            .setting("seed", chosen.seed())
            .setting(SEEDS, seeds())
            .setting(
                "intervals",
                TestIntervals.SETTING.formatted(Resamples.DEFAULT_COUNT, "each data set"))
            .setting(TEST, externalName())
            .seed(RandomStream.BOOTSTRAP, chosen.seed());
    trained.forEach(each -> study.withSeeds(builder, each.run()));
    for (String file : ShippedModel.FILES) {
      builder.input(folder, folder.resolve(file));
    }
    return builder.finish();
  }

  /** A second call with something else never replaces what is there. */
  void requireOwn() {
    Path sidecar = folder.resolve("tables").resolve(ID + ".json");
    if (!Files.exists(sidecar)) {
      return;
    }
    Sidecar there = Sidecar.read(sidecar);
    Map<String, String> settings = there.settings();
    String test = settings.getOrDefault(TEST, "");
    String seeds = settings.getOrDefault(SEEDS, "");
    if (!test.equals(externalName())
        || !seeds.equals(String.valueOf(seeds()))
        || !study.dataset().manifestSha256().equals(there.data().get("manifestSha256"))) {
      throw new EcgDataException(
          "%s holds another result, of the test data %s and seeds %s, and is not replaced; name another folder with --out, or move it away"
              .formatted(folder, test.replaceFirst(" [0-9a-f]{64}$", ""), seeds));
    }
  }

  private List<Long> seeds() {
    return trained.stream().map(Trained::seed).toList();
  }

  private String externalName() {
    return external.name() + " " + external.manifestSha256();
  }
}
