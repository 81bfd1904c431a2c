package org.ecgworkbench.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.quality.QualityReport;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
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
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.performance.PerformanceRows;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.study.store.SplitName;

/**
 * The 12-lead network trained on one data set and tested unchanged on another, with the thresholds of the first: several seeds, and the
 * one with the best validation F1 becomes the model that {@code environment/workbench predict FILE} uses. Nothing of the other data set,
 * and nothing of the test folds, takes part in any choice.
 */
public final class ExternalValidation {
  /** The file with the other data set's scores, in the model's folder. */
  static final String EXTERNAL = "predictions-external.csv";

  private static final String ID = "external-validation";

  /** Fewer records of a class say nothing about it. */
  private static final int FEWEST = 5;

  private static final String SEEDS = "seeds";
  private static final String TEST = "external data";

  private final Study study;
  private final EcgDataset external;
  private final List<String> known;
  private final List<Trained> trained;
  private final Trained chosen;

  /**
   * One seed.
   *
   * @param seed of every stream of the training
   * @param run on the first data set's own split
   * @param external scores of the other data set's records that carry one of the nine labels
   */
  public record Trained(long seed, Run run, Predictions external) {
    /** Mean validation F1, by which the seed is chosen. */
    double validationF1() {
      return Performance.of(run.validation(), run.thresholds())
          .average(PerformanceMetric.F1)
          .value();
    }

    Performance externalPerformance() {
      return Performance.of(external, run.thresholds());
    }
  }

  private ExternalValidation(
      Study study, EcgDataset external, List<String> known, List<Trained> trained) {
    this.study = study;
    this.known = List.copyOf(known);
    this.external = external;
    this.trained = List.copyOf(trained);
    this.chosen =
        trained.stream()
            .max(Comparator.comparingDouble(Trained::validationF1).thenComparing(t -> -t.seed()))
            .orElseThrow();
  }

  /**
   * Trains a network a seed, or finds it saved, and scores the other data set; records of it whose signal is in the first are left out
   * and named.
   *
   * @param parameters data to train on, profile, and the folder below which runs and the model are saved
   * @param external the data to test on
   * @param seeds at least one
   * @param progress where long work says how far it is
   * @return the networks, in the order of the seeds, with their scores of both data sets
   * @throws EcgDataException if a recording of either is not usable, or no record is left that tests
   * @throws java.util.concurrent.CancellationException if interrupted; what is done is saved
   */
  public static ExternalValidation of(
      Parameters parameters, EcgDataset external, List<Long> seeds, Progress progress) {
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("at least one seed is needed");
    }
    Study first = Study.open(parameters.withSeed(seeds.get(0)), progress);
    QualityReport own = first.recordings().check();
    first.recordings().sayOverlaps(own, List.of(SplitName.OWN));
    Map<String, String> contents = first.recordings().check(external).contents();
    Set<String> seen = Set.copyOf(own.contents().values());
    List<String> labelled =
        external.records().stream()
            .filter(r -> !r.diagnoses().isEmpty())
            .map(RecordSummary::id)
            .toList();
    List<String> known =
        labelled.stream().filter(id -> seen.contains(contents.get(id))).sorted().toList();
    List<String> ids = labelled.stream().filter(id -> !known.contains(id)).toList();
    String left =
        left(external.records().size(), external.records().size() - labelled.size(), known);
    if (ids.isEmpty()) {
      throw new EcgDataException(
          "%s: expected records that %s does not have, found none; %s"
              .formatted(external.name(), first.dataName(), left));
    }
    progress.done("%s: %d records test; %s".formatted(external.name(), ids.size(), left));
    List<Callable<Trained>> jobs = new ArrayList<>();
    for (long seed : seeds) {
      jobs.add(
          () -> {
            Study study = Study.of(parameters.withSeed(seed), first.dataset(), progress);
            Run run = study.networkRun(Lead.ALL);
            try (TrainedModel model = study.model(run)) {
              return new Trained(seed, run, model.predict(external, ids));
            }
          });
    }
    List<Trained> trained = new ArrayList<>();
    try {
      Parallel.inOrder(
          jobs, first.profile().jobs(), Callable::call, (i, result) -> trained.add(result));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ExternalValidation(first, external, known, trained);
  }

  /** What becomes of the records that do not test. */
  private static String left(int all, int unlabelled, List<String> known) {
    return "of %d, %d state none of the nine classes and %d hold a signal of the data that was trained on%s"
        .formatted(
            all,
            unlabelled,
            known.size(),
            known.isEmpty() ? "" : " (" + String.join(", ", known) + ")");
  }

  /** {@return what became of the records that do not test, in words without names} */
  String leftOut() {
    int all = external.records().size();
    return left(all, all - known.size() - chosen.external().size(), known);
  }

  /** {@return the networks, in the order of the seeds} */
  public List<Trained> trained() {
    return trained;
  }

  /** {@return the network with the best mean validation F1; of equal ones that of the smaller seed} */
  public Trained chosen() {
    return chosen;
  }

  /** {@return the folder of the model: {@code models/DATA-PROFILE} in the results} */
  public Path folder() {
    String data = study.dataset().name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return study.results().resolve("models").resolve(data + "-" + study.profile().name());
  }

  private String internalName() {
    return study.dataset().name() + ", test folds";
  }

  /** {@return precision, recall, F1, AUC, average precision by class on both data sets, with 95 % intervals, for the chosen network} */
  public TableResult table() {
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
        folder());
  }

  /** {@return F1 and AUC of every seed on validation fold, test folds and the other data set} */
  public TableResult seedsTable() {
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
        folder());
  }

  /** {@return AUC by class on both data sets, of classes with five records or more} */
  public FigureResult figure() {
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
        "external-validation",
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
        folder());
  }

  /** {@return the average AUC over the classes of five records or more, of the test folds and of the other data set, in words} */
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
            .setting(SEEDS, trained.stream().map(Trained::seed).toList())
            .setting(
                "intervals",
                TestIntervals.SETTING.formatted(Resamples.DEFAULT_COUNT, "each data set"))
            .setting(TEST, externalName())
            .seed(RandomStream.BOOTSTRAP, chosen.seed());
    trained.forEach(each -> study.withSeeds(builder, each.run()));
    for (String file : ShippedModel.FILES) {
      builder.input(folder(), folder().resolve(file));
    }
    return builder.finish();
  }

  /**
   * Fills {@link #folder()}: the weights, the scores from which thresholds, tables and figures come, tables, figure, the model card,
   * and {@code SHA256SUMS} of all that no sidecar vouches for.
   *
   * @return the folder
   * @throws EcgDataException if it holds another result: of other data, another test or other seeds
   */
  public Path publish() {
    requireOwn();
    try {
      Files.createDirectories(folder());
      for (String file : ShippedModel.FILES) {
        Path target = folder().resolve(file);
        if (file.equals(EXTERNAL)) {
          chosen.external().save(target);
        } else {
          org.ecgworkbench.base.WholeFile.write(
              target, part -> Files.copy(chosen.run().directory().resolve(file), part));
        }
      }
      TableResult table = table().save();
      TableResult seeds = seedsTable().save();
      figure().save();
      WholeFile.write(
          folder().resolve(ModelCard.FILE_NAME),
          new ModelCard(study, external, leftOut(), chosen, common(), table, seeds).markdown());
      RunFiles.seal(folder());
      return folder();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the model to " + folder(), e);
    }
  }

  /** A second call with something else never replaces what is there. */
  private void requireOwn() {
    Path sidecar = folder().resolve("tables").resolve(ID + ".json");
    if (!Files.exists(sidecar)) {
      return;
    }
    Sidecar there = Sidecar.read(sidecar);
    Map<String, String> settings = there.settings();
    String test = settings.getOrDefault(TEST, "");
    String seeds = settings.getOrDefault(SEEDS, "");
    if (!test.equals(externalName())
        || !seeds.equals(String.valueOf(trained.stream().map(Trained::seed).toList()))
        || !study.dataset().manifestSha256().equals(there.data().get("manifestSha256"))) {
      throw new EcgDataException(
          "%s holds another result, of the test data %s and seeds %s, and is not replaced; name another folder with --out, or move it away"
              .formatted(folder(), test.replaceFirst(" [0-9a-f]{64}$", ""), seeds));
    }
  }

  private String externalName() {
    return external.name() + " " + external.manifestSha256();
  }

  @Override
  public String toString() {
    return "%d networks trained on %s, tested unchanged on %s; chosen: seed %d"
        .formatted(trained.size(), study.dataName(), external.name(), chosen.seed());
  }
}
