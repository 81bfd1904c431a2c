package org.ecgworkbench.paper;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.baseline.ExpertFeatures;
import org.ecgworkbench.baseline.FeatureTable;
import org.ecgworkbench.baseline.FittedBaseline;
import org.ecgworkbench.dataset.Cpsc2018;
import org.ecgworkbench.dataset.Dataset;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.Folds;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.Split;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.model.EngineThreads;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.model.SignalCache;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.model.Training;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.notebook.Provenance;
import org.ecgworkbench.notebook.Show;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.NetworkGradientModel;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What the tables and figures of one run share: the recordings, their split, the profile, the seed, and the trained learners, which are
 * saved below {@code results/runs} under a hash of everything they depend on (data, code, profile, seed, leads) and found again there.
 *
 * <pre>{@code
 * Study study = Study.open(Parameters.defaults());
 * Table1DataProfile.of(study).publish();
 * }</pre>
 *
 * <p>The protocol is the authors' public code's: one split, seed 42 by default; thresholds and the kept epoch come from the validation
 * fold alone. Differs from the authors' code: the assignment of records to folds is drawn from the seed's stream {@code folds}, theirs is
 * unseeded and cannot be made again.
 */
public final class Study {
  private static final int CACHE_MEGABYTES = 512;

  private final Parameters parameters;
  private final Profile profile;
  private final Dataset dataset;
  private final Folds folds;
  private final Split split;
  private final Progress progress;
  private final SignalCache signals = SignalCache.ofMegabytes(CACHE_MEGABYTES);
  private final Map<Path, Run> runs = new LinkedHashMap<>();
  private List<ExplainedRecord> explanations;

  private Study(Parameters parameters, Profile profile, Dataset dataset, Progress progress) {
    this.parameters = parameters;
    this.profile = profile;
    this.dataset = dataset;
    this.progress = progress;
    this.folds = Folds.paper(dataset, parameters.seed());
    this.split = folds.split(parameters.seed());
  }

  /** Opens the recordings, generating the embedded cohort on first use; progress goes to standard output. */
  public static Study open(Parameters parameters) {
    return open(parameters, Progress.onStandardOutput());
  }

  /**
   * Opens the recordings.
   *
   * @param progress where long work says how far it is
   * @throws IllegalArgumentException if there is no profile of that name
   * @throws EcgDataException if the folder of recordings is not usable, or the output folder cannot be written
   */
  public static Study open(Parameters parameters, Progress progress) {
    Profile profile = Profile.of(parameters.profile());
    Dataset dataset;
    if (parameters.data().isPresent()) {
      dataset = Datasets.open(parameters.data().get());
      requireNineClasses(dataset, parameters.ignoreOtherDiagnoses());
    } else {
      requireWritable(parameters.out());
      dataset = embedded(parameters, profile, progress);
    }
    return new Study(parameters, profile, dataset, progress);
  }

  private static Dataset embedded(Parameters parameters, Profile profile, Progress progress) {
    ClassMix mix = profile.equals(Profile.PAPER) ? ClassMix.CPSC2018 : ClassMix.BALANCED;
    SyntheticCohort.Options options =
        new SyntheticCohort.Options(parameters.seed(), profile.cohortRecords(), mix);
    Path folder =
        parameters
            .out()
            .resolve("runs")
            .resolve(
                "cohort-%s-%d-seed%d"
                    .formatted(
                        mix.name().toLowerCase(java.util.Locale.ROOT),
                        options.size(),
                        options.seed()));
    boolean written =
        new SyntheticCohort(options)
            .writeTo(
                folder,
                done ->
                    progress.update(
                        "embedded cohort: record %d of %d".formatted(done, options.size())));
    progress.done(
        "embedded cohort: %d records %s"
            .formatted(options.size(), written ? "generated" : "found and verified"));
    return Datasets.open(folder);
  }

  private static void requireNineClasses(Dataset dataset, boolean ignoreOthers) {
    if (ignoreOthers || !(dataset instanceof Cpsc2018 cpsc) || cpsc.unknownCodes().isEmpty()) {
      return;
    }
    Map.Entry<String, List<String>> first = cpsc.unknownCodes().entrySet().iterator().next();
    throw new EcgDataException(
        "%s.hea: diagnosis code %s is none of the nine classes (records with such codes: %d; --ignore-other-diagnoses accepts them)"
            .formatted(
                first.getKey(), String.join(", ", first.getValue()), cpsc.unknownCodes().size()));
  }

  private static void requireWritable(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".write", ".test"));
    } catch (IOException e) {
      throw new EcgDataException(
          "cannot write to the output folder " + folder + " (" + reason(e) + ")", e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "no permission";
    }
    if (e instanceof java.nio.file.FileAlreadyExistsException) {
      return "a file stands in its place";
    }
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  /**
   * Reads every recording once with all its checks and tries the output folder, so that a long run does not fail half way.
   *
   * @throws EcgDataException for the first thing that is not as it must be
   */
  public void check() {
    requireWritable(parameters.out());
    int done = 0;
    for (RecordSummary summary : dataset.records()) {
      stopIfInterrupted();
      EcgRecord record = dataset.read(summary.id());
      for (Lead lead : Lead.ALL) {
        double[] samples = record.millivolts(lead);
        for (int i = 0; i < samples.length; i++) {
          if (Double.isNaN(samples[i])) {
            throw new EcgDataException(
                "record %s: lead %s: sample %d is missing (NaN); the features and the network need every sample"
                    .formatted(record.id(), lead, i));
          }
        }
      }
      progress.update("checking record %d of %d".formatted(++done, dataset.records().size()));
    }
    progress.done("checked %d records".formatted(done));
  }

  /** The recordings. */
  public Dataset dataset() {
    return dataset;
  }

  /** How large the run is. */
  public Profile profile() {
    return profile;
  }

  /** What the user may change. */
  public Parameters parameters() {
    return parameters;
  }

  /** Which record belongs to which fold. */
  public Folds folds() {
    return folds;
  }

  /** Which records train, validate and test. */
  public Split split() {
    return split;
  }

  /** The folder that holds {@code tables}, {@code figures} and {@code runs}. */
  public Path results() {
    return parameters.out();
  }

  /** Whether the recordings are CPSC2018's own: of the challenge's names, not generated ones. */
  public boolean isCpsc2018() {
    return dataset.records().stream().allMatch(r -> r.id().matches("A\\d{4}"));
  }

  /** The input of this profile's network. */
  public NetworkInput input(List<Lead> leads) {
    return new NetworkInput(profile.samplingRateHz(), profile.windowSamples(), leads);
  }

  /** The shape of this profile's network. */
  public ResNet1d.Options network(List<Lead> leads) {
    return ResNet1d.Options.paper().withWidth(profile.width()).withLeads(leads.size());
  }

  /** Shows, in a notebook, what is open. */
  public void show() {
    StringColumn what = StringColumn.create("this run");
    StringColumn value = StringColumn.create("value");
    facts()
        .forEach(
            (k, v) -> {
              what.append(k);
              value.append(v);
            });
    Show.table(Table.create("", what, value));
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("recordings", dataset.description());
    facts.put(
        "profile",
        "%s: network of width %d, input %d samples at %d Hz (%.0f s), %d epochs"
            .formatted(
                profile.name(),
                profile.width(),
                profile.windowSamples(),
                profile.samplingRateHz(),
                profile.windowSeconds(),
                profile.epochs()));
    facts.put("seed", String.valueOf(parameters.seed()));
    facts.put(
        "split",
        "%d training, %d validation, %d test records"
            .formatted(
                split.trainIds().size(), split.validationIds().size(), split.testIds().size()));
    return facts;
  }

  /** Shows, in a notebook, how many records of each class train, validate and test. */
  public void showSplit() {
    Map<String, RecordSummary> byId = new LinkedHashMap<>();
    dataset.records().forEach(r -> byId.put(r.id(), r));
    Table table = Table.create("Records of each class by part of the split");
    StringColumn part = StringColumn.create("part");
    StringColumn foldColumn = StringColumn.create("folds");
    IntColumn records = IntColumn.create("records");
    table.addColumns(part, foldColumn, records);
    List<IntColumn> classes = new ArrayList<>();
    Diagnosis.ALL.forEach(d -> classes.add(IntColumn.create(d.name())));
    classes.forEach(table::addColumns);
    Map<String, List<String>> parts = new LinkedHashMap<>();
    parts.put("training", split.trainIds());
    parts.put("validation", split.validationIds());
    parts.put("test", split.testIds());
    Map<String, List<Integer>> foldsOf =
        Map.of(
            "training", split.trainFolds(),
            "validation", split.validationFolds(),
            "test", split.testFolds());
    parts.forEach(
        (name, ids) -> {
          part.append(name);
          foldColumn.append(foldsOf.get(name).toString());
          records.append(ids.size());
          for (Diagnosis d : Diagnosis.ALL) {
            classes
                .get(d.ordinal())
                .append(
                    (int) ids.stream().filter(id -> byId.get(id).diagnoses().contains(d)).count());
          }
        });
    Show.table(table);
    if (!folds.dropped().isEmpty()) {
      System.out.println(
          folds.dropped().size()
              + " records carry none of the nine labels and are left out: "
              + folds.dropped());
    }
  }

  /** Shows, in a notebook, a few named features of the first record. */
  public void showFeatureExamples() {
    FeatureTable features = features();
    StringColumn name = StringColumn.create("feature");
    tech.tablesaw.api.DoubleColumn value = tech.tablesaw.api.DoubleColumn.create("value");
    for (String wanted :
        List.of("II.signal.p95", "II.signal.sd", "V1.cD3.entropy", "V1.cD3.sd", "V5.cA4.p95")) {
      name.append(wanted);
      value.append(features.values()[0][features.names().indexOf(wanted)]);
    }
    Show.table(
        Table.create(
            "Five of the %d features of record %s"
                .formatted(features.names().size(), features.ids().get(0)),
            name,
            value));
  }

  /** Starts the provenance of a result of this run. */
  public Provenance.Builder provenance(Class<?> maker) {
    return Provenance.start(maker)
        .data(dataset.name(), dataset.manifestSha256())
        .setting("profile", profile.name())
        .setting("seed", parameters.seed())
        .setting(
            "split",
            "training folds %s, validation fold %s, test fold %s"
                .formatted(split.trainFolds(), split.validationFolds(), split.testFolds()));
  }

  /** Adds the saved predictions of runs to a provenance. */
  Provenance.Builder withInputs(Provenance.Builder provenance, Run... used) {
    for (Run run : used) {
      provenance.input(results(), run.validationFile());
      provenance.input(results(), run.testFile());
    }
    return provenance;
  }

  /** The 636 features of every record with a label, from disk where they are saved. */
  public synchronized FeatureTable features() {
    Path directory =
        directory(
            "features",
            Map.of("code", Provenance.codeSha256(List.of("ecg", "dataset", "baseline"))));
    Path file = directory.resolve("features.csv");
    try {
      if (Files.exists(file)) {
        return FeatureTable.load(file);
      }
      List<String> ids = new ArrayList<>(split.trainIds());
      ids.addAll(split.validationIds());
      ids.addAll(split.testIds());
      ids.sort(null);
      FeatureTable features =
          ExpertFeatures.of(
              dataset,
              ids,
              Runtime.getRuntime().availableProcessors(),
              done -> progress.update("features of record %d of %d".formatted(done, ids.size())));
      Files.createDirectories(directory);
      features.save(file);
      progress.done("636 features of %d records".formatted(ids.size()));
      return features;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot save " + file, e);
    }
  }

  /** The learners on expert features, in the order of Table 3, from disk where they are saved. */
  public synchronized List<Run> baselineRuns() {
    List<Run> all = new ArrayList<>();
    for (Baseline baseline : Baselines.all(parameters.seed())) {
      all.add(baselineRun(baseline));
    }
    return all;
  }

  private Run baselineRun(Baseline baseline) {
    Map<String, String> depends = new LinkedHashMap<>();
    depends.put("learner", baseline.displayName() + " " + baseline.options());
    depends.put("code", Provenance.codeSha256(List.of("ecg", "dataset", "baseline")));
    String name = baseline.displayName();
    Path directory =
        directory("baseline-" + name.toLowerCase(java.util.Locale.ROOT).replace(' ', '-'), depends);
    Optional<Run> saved = saved(name, name, directory, Comparison.GREATER, ScorePrecision.DOUBLE);
    if (saved.isPresent()) {
      return saved.get();
    }
    FeatureTable training = features().select(split.trainIds());
    progress.update("fitting " + name);
    boolean[][] labels = labels(split.trainIds());
    FittedBaseline fitted = baseline.fit(training.values(), labels);
    List<String> notes = new ArrayList<>();
    fitted
        .undefinedClasses()
        .forEach(
            c ->
                notes.add(
                    "%s: no model, %s of the training records carry it; its score is constant"
                        .formatted(Diagnosis.ALL.get(c), anyLabel(labels, c) ? "all" : "none")));
    Predictions validation = predictions(split.validationIds(), fitted);
    Predictions test = predictions(split.testIds(), fitted);
    save(directory, depends, notes, validation, test, partial -> {});
    progress.done(name + ": fitted on " + split.trainIds().size() + " records");
    return remember(
        new Run(
            name,
            name,
            directory,
            validation,
            test,
            Comparison.GREATER,
            ScorePrecision.DOUBLE,
            false,
            notes));
  }

  private static boolean anyLabel(boolean[][] labels, int c) {
    for (boolean[] row : labels) {
      if (row[c]) {
        return true;
      }
    }
    return false;
  }

  private Predictions predictions(List<String> ids, FittedBaseline fitted) {
    return new Predictions(
        ids,
        Diagnosis.ALL.stream().map(Diagnosis::name).toList(),
        labels(ids),
        fitted.scores(features().select(ids).values()));
  }

  private boolean[][] labels(List<String> ids) {
    Map<String, RecordSummary> byId = new LinkedHashMap<>();
    dataset.records().forEach(r -> byId.put(r.id(), r));
    return ids.stream().map(id -> byId.get(id).labels()).toArray(boolean[][]::new);
  }

  /** The network that reads these leads, from disk where it is saved. */
  public Run networkRun(List<Lead> leads) {
    return networkRuns(List.of(leads)).get(0);
  }

  /** The baselines and the 12-lead network: the rows of Table 3. */
  public List<Run> comparedRuns() {
    List<Run> all = new ArrayList<>(baselineRuns());
    all.add(networkRun(Lead.ALL));
    return all;
  }

  /** The twelve single-lead networks and the 12-lead network: the rows of Table 4. */
  public List<Run> singleLeadRuns() {
    List<List<Lead>> sets = new ArrayList<>();
    Lead.ALL.forEach(lead -> sets.add(List.of(lead)));
    sets.add(Lead.ALL);
    return networkRuns(sets);
  }

  /**
   * Networks that read these sets of leads, from disk where they are saved. What is missing is trained, several networks at a time where
   * the profile gives each one thread; each is saved as soon as it is done, and after a break goes on from its last complete epoch.
   *
   * @throws CancellationException if the calling thread is interrupted
   */
  public synchronized List<Run> networkRuns(List<List<Lead>> leadSets) {
    Run[] found = new Run[leadSets.size()];
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      List<Lead> leads = leadSets.get(i);
      found[i] =
          saved(
                  networkName(leads),
                  networkLabel(leads),
                  networkDirectory(leads),
                  Comparison.GREATER_OR_EQUAL,
                  ScorePrecision.SINGLE)
              .orElse(null);
      if (found[i] == null) {
        missing.add(i);
      }
    }
    if (!missing.isEmpty()) {
      AtomicInteger ended = new AtomicInteger();
      List<Callable<Run>> jobs = new ArrayList<>();
      for (int i : missing) {
        jobs.add(
            () -> {
              Run run =
                  train(
                      leadSets.get(i),
                      line ->
                          progress.update(
                              missing.size() == 1
                                  ? line
                                  : "network %d of %d, %s"
                                      .formatted(ended.get() + 1, missing.size(), line)));
              ended.incrementAndGet();
              return run;
            });
      }
      try {
        inParallel(jobs, (i, run) -> found[missing.get(i)] = remember(run));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot save a network below " + results(), e);
      }
      progress.done(
          missing.size() == 1
              ? found[missing.get(0)].name() + ": trained"
              : missing.size() + " networks trained");
    }
    return List.of(found);
  }

  private static String networkName(List<Lead> leads) {
    return leads.equals(Lead.ALL) ? "12-lead network" : "network on lead " + networkLabel(leads);
  }

  private static String networkLabel(List<Lead> leads) {
    return leads.equals(Lead.ALL)
        ? "all 12"
        : String.join("+", leads.stream().map(Lead::label).toList());
  }

  private Training.Options trainingOptions() {
    return Training.Options.paper()
        .withLearningRate(profile.learningRate())
        .withBatchSize(profile.batchSize())
        .withEpochs(profile.epochs())
        .withSeed(parameters.seed())
        .withThreads(profile.threads());
  }

  private Map<String, String> networkDepends(List<Lead> leads) {
    Map<String, String> depends = new LinkedHashMap<>();
    depends.put("leads", String.join(",", leads.stream().map(Lead::label).toList()));
    depends.put("input", input(leads).toString());
    depends.put("network", network(leads).toString());
    depends.put("training", trainingOptions().toString());
    depends.put("code", Provenance.codeSha256(List.of("ecg", "dataset", "model", "evaluation")));
    return depends;
  }

  private Path networkDirectory(List<Lead> leads) {
    String label = leads.equals(Lead.ALL) ? "all" : networkLabel(leads);
    return directory("network-" + label, networkDepends(leads));
  }

  private Run train(List<Lead> leads, java.util.function.Consumer<String> line) throws IOException {
    Path directory = networkDirectory(leads);
    Path partial = partial(directory);
    Files.createDirectories(partial);
    Path checkpoint = partial.resolve("checkpoint.safetensors");
    Training training =
        new Training(dataset, input(leads), network(leads), trainingOptions())
            .withCache(signals)
            .withCheckpoint(checkpoint);
    try (Training.Result result =
        training.run(
            split.trainIds(),
            split.validationIds(),
            p -> line.accept(networkName(leads) + ": " + p))) {
      Predictions test =
          result.model().predict(dataset, split.testIds(), signals, profile.batchSize());
      List<String> notes =
          List.of("kept epoch %d of %d".formatted(result.keptEpoch(), result.history().size()));
      save(
          directory,
          networkDepends(leads),
          notes,
          result.validation(),
          test,
          folder -> {
            result.model().save(folder);
            Atomic.write(folder.resolve("history.csv"), result.historyCsv());
            Files.deleteIfExists(checkpoint);
          });
      return new Run(
          networkName(leads),
          networkLabel(leads),
          directory,
          result.validation(),
          test,
          Comparison.GREATER_OR_EQUAL,
          ScorePrecision.SINGLE,
          false,
          notes);
    }
  }

  /** The weights of a network's run; to be closed. */
  public TrainedModel model(Run run) {
    try {
      return TrainedModel.load(run.directory());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the weights in " + run.directory(), e);
    }
  }

  /** The records of the background: the first of the profile's number by id, as in the paper. */
  public List<String> background() {
    return firstIds(profile.shapBackground());
  }

  private List<String> firstIds(int count) {
    return dataset.records().stream().map(RecordSummary::id).sorted().limit(count).toList();
  }

  /**
   * Expected gradients of the first records by id, each for the class with its highest score, from disk where they are saved; after a
   * break goes on from the last record done.
   *
   * @throws CancellationException if the calling thread is interrupted
   */
  public synchronized List<ExplainedRecord> explanations() {
    if (explanations == null) {
      Path file = explanationsFile();
      try {
        if (!Files.exists(file)) {
          makeExplanations(file);
        }
        explanations = readExplanations(file);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot save " + file, e);
      }
    }
    return explanations;
  }

  private Path explanationsFile() {
    Map<String, String> depends = networkDepends(Lead.ALL);
    depends.put(
        "shap",
        shapOptions()
            + ", background "
            + profile.shapBackground()
            + ", explained "
            + profile.shapExplained());
    depends.put("shapCode", Provenance.codeSha256(List.of("shap")));
    return directory("shap", depends).resolve("explanations.csv");
  }

  private ExpectedGradients.Options shapOptions() {
    return ExpectedGradients.Options.paper()
        .withDraws(profile.shapDraws())
        .withSeed(parameters.seed());
  }

  private static List<ExplainedRecord> readExplanations(Path file) throws IOException {
    return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
        .skip(1)
        .map(line -> ExplainedRecord.parse(line, file.toString()))
        .toList();
  }

  private void makeExplanations(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path partial = file.resolveSibling("explanations.partial.csv");
    Map<String, String> lines = new TreeMap<>();
    if (Files.exists(partial)) {
      readExplanations(partial).forEach(e -> lines.put(e.id(), e.toCsv()));
    }
    List<String> ids = firstIds(profile.shapExplained());
    List<String> missing = ids.stream().filter(id -> !lines.containsKey(id)).toList();
    try (TrainedModel model = model(networkRun(Lead.ALL));
        EngineThreads threads = EngineThreads.of(profile.threads())) {
      ExpectedGradients explainer = explainer(model);
      List<Callable<ExplainedRecord>> jobs = new ArrayList<>();
      for (String id : missing) {
        jobs.add(
            () -> {
              NetworkInput.Prepared prepared = input(Lead.ALL).prepare(dataset.read(id));
              return ExplainedRecord.of(
                  explainer.explainTop(id, prepared.millivolts(), prepared.paddedSamples()));
            });
      }
      inParallel(
          jobs,
          (i, explained) -> {
            lines.put(explained.id(), explained.toCsv());
            if (i % 10 == 9) {
              Atomic.write(partial, csv(lines));
            }
            progress.update("explained record %d of %d".formatted(lines.size(), ids.size()));
          });
    }
    Atomic.write(file, csv(lines));
    Files.deleteIfExists(partial);
    progress.done("explained %d records, %d draws each".formatted(ids.size(), profile.shapDraws()));
  }

  private static String csv(Map<String, String> lines) {
    return ExplainedRecord.HEADER + "\n" + String.join("\n", lines.values()) + "\n";
  }

  private ExpectedGradients explainer(TrainedModel model) {
    NetworkInput input = input(Lead.ALL);
    float[][][] rows =
        background().stream()
            .map(id -> input.prepare(dataset.read(id)).millivolts())
            .toArray(float[][][]::new);
    return new ExpectedGradients(new NetworkGradientModel(model), Lead.ALL, rows, shapOptions());
  }

  /**
   * One record's explanation with what the network saw.
   *
   * @param explanation the attributions
   * @param millivolts {@code [12][windowSamples]}, the network's input in mV
   */
  public record Attributed(Explanation explanation, float[][] millivolts) {}

  /** Explains one record for one class, every sample; the draws are those of {@link #explanations()}. */
  public synchronized Attributed explain(String id, Diagnosis explained) {
    try (TrainedModel model = model(networkRun(Lead.ALL))) {
      return explain(model, id, explained);
    }
  }

  /** As {@link #explain(String, Diagnosis)}, with another 12-lead network. */
  public synchronized Attributed explain(TrainedModel model, String id, Diagnosis explained) {
    try (EngineThreads threads = EngineThreads.of(profile.threads())) {
      NetworkInput.Prepared prepared = input(Lead.ALL).prepare(dataset.read(id));
      Explanation explanation =
          explainer(model)
              .explain(id, prepared.millivolts(), prepared.paddedSamples(), explained.ordinal())
              .get(0);
      return new Attributed(explanation, prepared.millivolts());
    }
  }

  /** Adds what an explanation was made from to a provenance. */
  Provenance.Builder withExplanations(Provenance.Builder provenance) {
    withInputs(provenance, networkRun(Lead.ALL));
    return provenance
        .setting("draws", profile.shapDraws())
        .setting("background", "the first %d records by id".formatted(profile.shapBackground()))
        .input(results(), explanationsFile());
  }

  private interface Done<T> {
    void accept(int index, T result) throws IOException;
  }

  /**
   * Runs jobs in order, as many at a time as there are processors where the profile gives each one thread of the engine, else one; the
   * results are taken in order, in this thread. When it returns or throws, no job is running any more.
   */
  private <T> void inParallel(List<Callable<T>> jobs, Done<T> done) throws IOException {
    int atATime =
        profile.threads() == 1
            ? Math.max(1, Math.min(jobs.size(), Runtime.getRuntime().availableProcessors()))
            : 1;
    ExecutorService pool = Executors.newFixedThreadPool(atATime);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> job : jobs) {
        futures.add(
            pool.submit(
                () -> {
                  try (EngineThreads threads = EngineThreads.of(profile.threads())) {
                    return job.call();
                  }
                }));
      }
      for (int i = 0; i < futures.size(); i++) {
        done.accept(i, futures.get(i).get());
      }
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted; what is done is saved");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      stop(pool);
    }
  }

  /** Waits until every job has ended, so that none uses what the caller is about to close. */
  private static void stop(ExecutorService pool) {
    pool.shutdownNow();
    boolean interrupted = false;
    while (!pool.isTerminated()) {
      try {
        pool.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Extra {
    void write(Path folder) throws IOException;
  }

  private Path directory(String name, Map<String, String> depends) {
    return results()
        .resolve("runs")
        .resolve(name + "-" + Provenance.sha256(dependsJson(depends)).substring(0, 12));
  }

  private static Path partial(Path directory) {
    return directory.resolveSibling(directory.getFileName() + ".partial");
  }

  private String dependsJson(Map<String, String> depends) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("data", dataset.manifestSha256());
    all.put("seed", parameters.seed());
    all.put(
        "split",
        Provenance.sha256(split.trainIds() + " " + split.validationIds() + " " + split.testIds()));
    all.putAll(depends);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(all) + "\n";
  }

  private void save(
      Path directory,
      Map<String, String> depends,
      List<String> notes,
      Predictions validation,
      Predictions test,
      Extra extra) {
    Path partial = partial(directory);
    try {
      Files.createDirectories(partial);
      validation.save(partial.resolve("predictions-validation.csv"));
      test.save(partial.resolve("predictions-test.csv"));
      Atomic.write(partial.resolve("notes.txt"), String.join("\n", notes));
      Atomic.write(partial.resolve("run.json"), dependsJson(depends));
      extra.write(partial);
      Files.move(partial, directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot save " + directory, e);
    }
  }

  private Optional<Run> saved(
      String name, String label, Path directory, Comparison comparison, ScorePrecision precision) {
    Run known = runs.get(directory);
    if (known != null) {
      return Optional.of(known);
    }
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try {
      List<String> notes =
          Files.readAllLines(directory.resolve("notes.txt"), StandardCharsets.UTF_8);
      return Optional.of(
          remember(
              new Run(
                  name,
                  label,
                  directory,
                  Predictions.load(directory.resolve("predictions-validation.csv")),
                  Predictions.load(directory.resolve("predictions-test.csv")),
                  comparison,
                  precision,
                  true,
                  notes)));
    } catch (IOException e) {
      throw new EcgDataException(
          "the saved run "
              + directory
              + " cannot be read ("
              + reason(e)
              + "); delete the folder to make it again",
          e);
    }
  }

  private Run remember(Run run) {
    runs.put(run.directory(), run);
    return run;
  }

  private static void stopIfInterrupted() {
    if (Thread.interrupted()) {
      throw new CancellationException("interrupted");
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    facts().forEach((k, v) -> text.append("%-10s %s%n".formatted(k, v)));
    return text.toString().stripTrailing();
  }
}
