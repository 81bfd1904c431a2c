package org.ecgworkbench.paper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Quantile;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.synthetic.EvidenceFile;
import org.ecgworkbench.dataset.synthetic.EvidenceMask;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Resamples;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.Baseline;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.GradientTimesInput;
import org.ecgworkbench.shap.GroundTruth;
import org.ecgworkbench.shap.IntegratedGradients;
import org.ecgworkbench.shap.NetworkGradientModel;
import org.ecgworkbench.shap.Occlusion;
import org.ecgworkbench.shap.RandomAttribution;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Do attributions point where the evidence is? Generated records know which leads and samples carry each of their labels ({@link
 * EvidenceMask}). Test records of the 12-lead network are explained for their own labels by each method, and each explanation is scored
 * against the mask ({@link GroundTruth}), over all leads and in each lead alone.
 *
 * <p>A record is taken for its label, whether or not the network finds it; so a weak score may be the network's fault, which may look
 * elsewhere, as well as the method's. What holds on generated records need not hold on real ones.
 */
public final class AttributionGroundTruth {
  private static final String ALL = "all";
  private static final String HEADER =
      "method,record,class,lead,pointing,positive_share,auc,coverage";

  private AttributionGroundTruth() {}

  /**
   * What to compare.
   *
   * @param recordsPerClass test records explained for a class, the first by id, fewer where there are fewer
   * @param integrationSteps steps of integrated gradients from the baseline zero
   * @param occlusionSeconds length of the windows of one lead that occlusion sets to zero
   * @param strength {@code DEFINING} for the defining evidence alone, {@code SUPPORTING} for both
   */
  public record Options(
      int recordsPerClass, int integrationSteps, double occlusionSeconds, Strength strength) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number is not positive
     */
    public Options {
      Objects.requireNonNull(strength, "strength");
      if (recordsPerClass <= 0 || integrationSteps <= 0 || !(occlusionSeconds > 0)) {
        throw new IllegalArgumentException(
            "records per class, steps and seconds must be positive, found %d, %d, %s"
                .formatted(recordsPerClass, integrationSteps, occlusionSeconds));
      }
    }

    /** Five records a class, 50 steps, windows of 0.2 s, defining evidence. */
    public static Options defaults() {
      return new Options(5, 50, 0.2, Strength.DEFINING);
    }

    /** With another number of records. */
    public Options withRecordsPerClass(int recordsPerClass) {
      return new Options(recordsPerClass, integrationSteps, occlusionSeconds, strength);
    }

    /** With another number of steps. */
    public Options withIntegrationSteps(int integrationSteps) {
      return new Options(recordsPerClass, integrationSteps, occlusionSeconds, strength);
    }

    /** With windows of another length. */
    public Options withOcclusionSeconds(double occlusionSeconds) {
      return new Options(recordsPerClass, integrationSteps, occlusionSeconds, strength);
    }

    /** With other evidence. */
    public Options withStrength(Strength strength) {
      return new Options(recordsPerClass, integrationSteps, occlusionSeconds, strength);
    }
  }

  /**
   * The scores of one explanation.
   *
   * @param lead a lead's label, or {@code all}
   */
  record Scored(String method, String record, Diagnosis explained, String lead, GroundTruth truth) {
    String toCsv() {
      return String.join(
          ",",
          method,
          record,
          explained.name(),
          lead,
          String.valueOf(truth.pointing()),
          String.valueOf(truth.positiveShare()),
          String.valueOf(truth.auc()),
          String.valueOf(truth.coverage()));
    }

    static Scored parse(String line, Path file) {
      String[] cells = line.split(",", -1);
      if (cells.length != 8) {
        throw new EcgDataException(
            "%s: expected 8 cells, found %d in '%s'".formatted(file, cells.length, line));
      }
      double[] numbers = Arrays.stream(cells).skip(4).mapToDouble(Double::parseDouble).toArray();
      return new Scored(
          cells[0],
          cells[1],
          Diagnosis.valueOf(cells[2]),
          cells[3],
          new GroundTruth(numbers[0], numbers[1], numbers[2], numbers[3]));
    }
  }

  /** A record to explain for one of its labels. */
  private record Pair(String id, Diagnosis explained) {}

  /** The table, {@code attribution-ground-truth}, with the default options. */
  public static TableResult of(Study study) {
    return of(study, Options.defaults());
  }

  /**
   * The table: a row for each method, class (or all of them), lead (or all of them) and score, with a 95 % interval over records and
   * what attributions that know nothing would have. {@code above chance} is the mean of each explanation's score less its own chance
   * level, so that records whose evidence fills more of the signal do not widen its interval. Explanations are scored once and the scores saved below {@code results/runs}.
   *
   * @throws EcgDataException if the recordings are not generated ones, which alone know where their evidence is
   * @throws CancellationException if the calling thread is interrupted
   */
  public static TableResult of(Study study, Options options) {
    var provenance = study.provenance(AttributionGroundTruth.class);
    Path file = file(study, options);
    List<Scored> scores = scores(study, options, file);
    int records = (int) scores.stream().map(Scored::record).distinct().count();
    return new TableResult(
        "attribution-ground-truth",
        "Attributions against the known evidence (%s) of %d test records of %s, at most %d a class."
            .formatted(
                options.strength() == Strength.DEFINING ? "defining" : "defining and supporting",
                records,
                study.dataName(),
                options.recordsPerClass()),
        table(scores, study.parameters().seed()),
        study
            .withInputs(provenance, study.networkRun(Lead.ALL))
            .setting("methods", methodSettings(study, options))
            .setting("evidence", options.strength().name())
            .setting(
                "intervals",
                "95 %%, percentiles of %d bootstrap resamples of records"
                    .formatted(Resamples.DEFAULT_COUNT))
            .seed(SeedStreams.ATTRIBUTION, study.parameters().seed())
            .seed(SeedStreams.RANDOM_ATTRIBUTION, study.parameters().seed())
            .seed(SeedStreams.BOOTSTRAP, study.parameters().seed())
            .input(study.results(), file)
            .finish(),
        study.results());
  }

  private static String methodSettings(Study study, Options options) {
    return "expected gradients: %d draws, background of the first %d records by id; integrated gradients: baseline zero, %d steps; occlusion: baseline zero, windows of %s s of one lead; random: standard normal values"
        .formatted(
            study.profile().shapDraws(),
            study.background().size(),
            options.integrationSteps(),
            options.occlusionSeconds());
  }

  private static Path file(Study study, Options options) {
    return study
        .explanationFolder("ground-truth", options + ", generator " + SyntheticCohort.VERSION)
        .resolve("scores.csv");
  }

  private static List<Scored> scores(Study study, Options options, Path file) {
    try {
      if (!Files.exists(file)) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (Scored scored : make(study, options)) {
          text.append(scored.toCsv()).append('\n');
        }
        Atomic.write(file, text.toString());
        RunFiles.seal(file.getParent());
      }
      return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
          .skip(1)
          .map(line -> Scored.parse(line, file))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or write " + file, e);
    }
  }

  private static List<Scored> make(Study study, Options options) throws IOException {
    List<Pair> pairs = new ArrayList<>();
    Map<String, RecordSummary> byId = new HashMap<>();
    study.dataset().records().forEach(r -> byId.put(r.id(), r));
    Map<String, Map<Diagnosis, EvidenceMask>> evidence = new HashMap<>();
    List<String> testIds = study.split().testIds().stream().sorted().toList();
    for (Diagnosis d : Diagnosis.ALL) {
      testIds.stream()
          .filter(id -> byId.get(id).diagnoses().contains(d))
          .limit(options.recordsPerClass())
          .forEach(id -> pairs.add(new Pair(id, d)));
    }
    for (Pair pair : pairs) {
      evidence.computeIfAbsent(pair.id(), id -> evidence(study, id));
    }
    List<Scored> all = new ArrayList<>();
    try (TrainedModel model = study.model(study.networkRun(Lead.ALL))) {
      List<AttributionMethod> methods = methods(study, options, model);
      List<Callable<List<Scored>>> jobs = new ArrayList<>();
      for (Pair pair : pairs) {
        jobs.add(
            () ->
                scored(
                    study,
                    options,
                    methods,
                    pair,
                    byId.get(pair.id()),
                    evidence.get(pair.id()).get(pair.explained())));
      }
      Jobs.run(
          study.profile().jobs(),
          jobs,
          (index, found) -> {
            all.addAll(found);
            study
                .progress()
                .update("attributions scored %d of %d".formatted(index + 1, pairs.size()));
          });
    }
    study
        .progress()
        .done(
            "attributions of %d (record, class) pairs scored against the evidence"
                .formatted(pairs.size()));
    return all;
  }

  private static Map<Diagnosis, EvidenceMask> evidence(Study study, String id) {
    if (study.parameters().data().isPresent()) {
      return EvidenceFile.read(study.parameters().data().get(), id);
    }
    SyntheticCohort cohort = study.cohort().orElseThrow();
    int k = Integer.parseInt(id.substring(1)) - 1;
    if (!SyntheticCohort.id(k).equals(id)) {
      throw new EcgDataException("record " + id + ": not a name of the embedded cohort");
    }
    return cohort.record(k).evidence();
  }

  private static List<AttributionMethod> methods(Study study, Options options, TrainedModel model) {
    NetworkGradientModel gradients = new NetworkGradientModel(model, study.profile().threads());
    NetworkInput input = study.input(Lead.ALL);
    Baseline zero = Baseline.zero(input.leads().size(), input.windowSamples());
    int window = (int) Math.max(1, Math.round(options.occlusionSeconds() * input.samplingRateHz()));
    return List.of(
        study.explainer(model),
        new IntegratedGradients(
            gradients,
            input.leads(),
            zero,
            IntegratedGradients.Options.defaults().withSteps(options.integrationSteps())),
        new GradientTimesInput(gradients, input.leads()),
        new Occlusion(gradients, input.leads(), zero, Occlusion.Options.ofWindow(window)),
        new RandomAttribution(input.leads(), study.parameters().seed()));
  }

  /** Empty where none of the evidence lies in the window. */
  private static List<Scored> scored(
      Study study,
      Options options,
      List<AttributionMethod> methods,
      Pair pair,
      RecordSummary summary,
      EvidenceMask evidence) {
    if (evidence == null) {
      return List.of();
    }
    NetworkInput input = study.input(Lead.ALL);
    boolean[][] mask =
        GroundTruth.mask(
            evidence, summary.samplingRateHz(), summary.samples(), input, options.strength());
    if (Arrays.stream(mask).noneMatch(lead -> contains(lead))) {
      return List.of();
    }
    NetworkInput.Prepared record = input.prepare(study.dataset().read(pair.id()));
    List<Scored> scored = new ArrayList<>();
    for (AttributionMethod method : methods) {
      Explanation explanation =
          method
              .explain(
                  pair.id(),
                  record.millivolts(),
                  record.paddedSamples(),
                  pair.explained().ordinal())
              .get(0);
      scored.add(
          new Scored(
              method.label(), pair.id(), pair.explained(), ALL, GroundTruth.of(explanation, mask)));
      for (Lead lead : input.leads()) {
        scored.add(
            new Scored(
                method.label(),
                pair.id(),
                pair.explained(),
                lead.label(),
                GroundTruth.of(explanation, mask, lead)));
      }
    }
    return scored;
  }

  private static boolean contains(boolean[] mask) {
    for (boolean in : mask) {
      if (in) {
        return true;
      }
    }
    return false;
  }

  /** The rows, from scores in any order. */
  static Table table(List<Scored> scores, long seed) {
    StringColumn method = StringColumn.create("method");
    StringColumn name = StringColumn.create("class");
    StringColumn lead = StringColumn.create("lead");
    StringColumn score = StringColumn.create("score");
    IntColumn records = IntColumn.create("records");
    DoubleColumn value = DoubleColumn.create("value");
    DoubleColumn low = DoubleColumn.create("value" + TableResult.LOW);
    DoubleColumn high = DoubleColumn.create("value" + TableResult.HIGH);
    DoubleColumn chance = DoubleColumn.create("chance");
    DoubleColumn above = DoubleColumn.create("above chance");
    DoubleColumn aboveLow = DoubleColumn.create("above chance" + TableResult.LOW);
    DoubleColumn aboveHigh = DoubleColumn.create("above chance" + TableResult.HIGH);
    StringColumn note = StringColumn.create("note");
    Map<Integer, Resamples> resamples = new HashMap<>();
    List<String> classes = new ArrayList<>(Diagnosis.ALL.stream().map(Diagnosis::name).toList());
    classes.add(ALL);
    List<String> leads = new ArrayList<>(List.of(ALL));
    Lead.ALL.forEach(l -> leads.add(l.label()));
    Map<String, List<Scored>> cells = new HashMap<>();
    Map<String, String> methods = new LinkedHashMap<>();
    for (Scored s : scores) {
      methods.put(s.method(), s.method());
      for (String c : List.of(s.explained().name(), ALL)) {
        cells.computeIfAbsent(key(s.method(), c, s.lead()), k -> new ArrayList<>()).add(s);
      }
    }
    for (String m : methods.keySet()) {
      for (String c : classes) {
        for (String l : leads) {
          List<Scored> cell = cells.getOrDefault(key(m, c, l), List.of());
          for (GroundTruth.Score which : GroundTruth.Score.values()) {
            List<Scored> defined =
                cell.stream().filter(s -> !Double.isNaN(s.truth().value(which))).toList();
            method.append(m);
            name.append(c);
            lead.append(l);
            score.append(which.label());
            Interval interval = interval(defined, t -> t.value(which), seed, resamples);
            Interval excess =
                interval(defined, t -> t.value(which) - t.chance(which), seed, resamples);
            records.append((int) defined.stream().map(Scored::record).distinct().count());
            value.append(interval.estimate());
            low.append(interval.lower());
            high.append(interval.upper());
            chance.append(interval.estimate() - excess.estimate());
            above.append(excess.estimate());
            aboveLow.append(excess.lower());
            aboveHigh.append(excess.upper());
            note.append(interval.note());
          }
        }
      }
    }
    return Table.create(
        "attributions against evidence",
        method,
        name,
        lead,
        score,
        records,
        value,
        low,
        high,
        chance,
        above,
        aboveLow,
        aboveHigh,
        note);
  }

  private static String key(String method, String name, String lead) {
    return method + "/" + name + "/" + lead;
  }

  /** The mean over explanations and its percentile interval; a resample draws records, each with all its explanations. */
  private static Interval interval(
      List<Scored> defined,
      ToDoubleFunction<GroundTruth> value,
      long seed,
      Map<Integer, Resamples> resamples) {
    double level = TestIntervals.LEVEL;
    List<String> ids = List.copyOf(new TreeSet<>(defined.stream().map(Scored::record).toList()));
    if (ids.isEmpty()) {
      return Interval.undefined(Double.NaN, level, "no record has evidence to find here");
    }
    double[] sums = new double[ids.size()];
    int[] counts = new int[ids.size()];
    for (Scored s : defined) {
      int i = ids.indexOf(s.record());
      sums[i] += value.applyAsDouble(s.truth());
      counts[i]++;
    }
    double estimate = Arrays.stream(sums).sum() / IntStream.of(counts).sum();
    if (ids.size() == 1) {
      return Interval.undefined(estimate, level, "one record has no interval");
    }
    Resamples drawn =
        resamples.computeIfAbsent(
            ids.size(), n -> Resamples.plain(n, Resamples.DEFAULT_COUNT, seed));
    double[] means = new double[drawn.count()];
    for (int b = 0; b < means.length; b++) {
      if (Thread.interrupted()) {
        throw new CancellationException("the bootstrap was interrupted");
      }
      double sum = 0;
      int count = 0;
      for (int i : drawn.indices(b)) {
        sum += sums[i];
        count += counts[i];
      }
      means[b] = sum / count;
    }
    double[] ends =
        Quantile.withDefaults()
            .with(Quantile.EstimationMethod.HF7)
            .evaluate(means, (1 - level) / 2, (1 + level) / 2);
    String note =
        ends[0] == ends[1]
            ? "every resample gives the same value, so the interval has no width"
            : ids.size() < 10 ? "from %d records: the interval is rough".formatted(ids.size()) : "";
    return new Interval(estimate, ends[0], ends[1], level, note);
  }
}
