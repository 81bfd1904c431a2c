package org.ecgworkbench.paper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.FeatureTable;
import org.ecgworkbench.dataset.Dataset;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.Folds;
import org.ecgworkbench.dataset.PtbXl;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.Split;
import org.ecgworkbench.dataset.WfdbFolder;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Resamples;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.notebook.Provenance;
import org.ecgworkbench.notebook.Show;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.Explanation;
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
 * fold alone. {@link Rotation} is the other protocol, in which every fold tests once. Differs from the authors' code: the assignment of
 * records to folds is drawn from the seed's stream {@code folds}, theirs is unseeded and cannot be made again. A data set that was
 * published with folds (PTB-XL) keeps them: 1 to 7 train, 8 validates, 9 and 10 test.
 */
public final class Study {
  private final Parameters parameters;
  private final Profile profile;
  private final Dataset dataset;
  private final Folds folds;
  private final Split split;
  private final Progress progress;
  private final Learners learners;
  private final Networks networks;
  private final Map<ExplanationProtocol, Explanations> explanations = new HashMap<>();
  private final RunStore store;
  private final Map<Path, TestIntervals> intervals = new HashMap<>();
  private Resamples resamples;

  private Study(
      Parameters parameters,
      Profile profile,
      Dataset dataset,
      Progress progress,
      boolean savedOnly) {
    this.parameters = parameters;
    this.profile = profile;
    this.dataset = dataset;
    this.progress = progress;
    // PTB-XL brings folds of its own, no patient in two of them; its fold 10 alone is small, so two
    // folds test.
    this.folds = dataset.publishedFolds().orElseGet(() -> Folds.paper(dataset, parameters.seed()));
    this.split =
        dataset.publishedFolds().isPresent()
            ? folds.splitBy(List.of(1, 2, 3, 4, 5, 6, 7), List.of(8), List.of(9, 10))
            : folds.split(parameters.seed());
    this.store = new RunStore(parameters, dataset.manifestSha256(), split, savedOnly);
    this.learners = new Learners(this, store, progress);
    this.networks = new Networks(this, store, progress);
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
      dataset =
          Datasets.open(
              parameters.data().get(),
              WfdbFolder.Options.defaults().withResample(parameters.resample()));
      requireNineClasses(dataset, parameters.ignoreOtherDiagnoses());
    } else {
      requireWritable(parameters.out());
      dataset = embedded(parameters, profile, progress);
    }
    return new Study(parameters, profile, dataset, progress, false);
  }

  /** A study of a data set that is open already. */
  static Study of(Parameters parameters, Dataset dataset, Progress progress) {
    return new Study(parameters, Profile.of(parameters.profile()), dataset, progress, false);
  }

  /**
   * A study that makes and writes nothing: what is not saved is refused with {@link RunStore.NotSaved}. Empty where the embedded cohort
   * is asked for and is not there.
   *
   * @throws EcgDataException if the recordings are not usable or a file of the cohort was changed
   */
  static Optional<Study> saved(Parameters parameters, Progress progress) {
    Profile profile = Profile.of(parameters.profile());
    Dataset dataset;
    if (parameters.data().isPresent()) {
      dataset =
          Datasets.open(
              parameters.data().get(),
              WfdbFolder.Options.defaults().withResample(parameters.resample()));
    } else if (Files.isDirectory(cohortFolder(parameters, profile))) {
      dataset = embedded(parameters, profile, progress);
    } else {
      return Optional.empty();
    }
    return Optional.of(new Study(parameters, profile, dataset, progress, true));
  }

  private static Dataset embedded(Parameters parameters, Profile profile, Progress progress) {
    SyntheticCohort.Options options = cohortOptions(parameters, profile);
    Path folder = cohortFolder(parameters, profile);
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

  private static Path cohortFolder(Parameters parameters, Profile profile) {
    SyntheticCohort.Options options = cohortOptions(parameters, profile);
    return parameters
        .out()
        .resolve("runs")
        .resolve(
            "cohort-v%d-%s-%d-seed%d"
                .formatted(
                    SyntheticCohort.VERSION,
                    options.mix().name().toLowerCase(java.util.Locale.ROOT),
                    options.size(),
                    options.seed()));
  }

  private static SyntheticCohort.Options cohortOptions(Parameters parameters, Profile profile) {
    ClassMix mix = profile.equals(Profile.PAPER) ? ClassMix.CPSC2018 : ClassMix.BALANCED;
    return new SyntheticCohort.Options(parameters.seed(), profile.cohortRecords(), mix);
  }

  /** The generator of the embedded cohort, which knows the truth about its records; empty where recordings were given. */
  Optional<SyntheticCohort> cohort() {
    return parameters.data().isPresent()
        ? Optional.empty()
        : Optional.of(new SyntheticCohort(cohortOptions(parameters, profile)));
  }

  private static void requireNineClasses(Dataset dataset, boolean ignoreOthers) {
    // PTB-XL's mapping says which of its codes are labels; nearly every record has others beside
    // them.
    if (ignoreOthers || dataset instanceof PtbXl || dataset.unknownCodes().isEmpty()) {
      return;
    }
    Map.Entry<String, List<String>> first = dataset.unknownCodes().entrySet().iterator().next();
    throw new EcgDataException(
        "record %s: diagnosis code %s is none of the nine classes (records with such codes: %d; --ignore-other-diagnoses accepts them)"
            .formatted(
                first.getKey(),
                String.join(", ", first.getValue()),
                dataset.unknownCodes().size()));
  }

  private static void requireWritable(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".write", ".test"));
    } catch (IOException e) {
      throw new EcgDataException(
          "cannot write to the output folder " + folder + " (" + Atomic.reason(e) + ")", e);
    }
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

  /** The recordings' name for captions. */
  public String dataName() {
    return parameters.data().isPresent() ? dataset.name() : "the embedded cohort";
  }

  /** How large the run is. */
  public Profile profile() {
    return profile;
  }

  /** What the user may change. */
  public Parameters parameters() {
    return parameters;
  }

  /** Where long work says how far it is. */
  Progress progress() {
    return progress;
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
    facts.put(
        "recordings",
        parameters.data().isPresent()
            ? dataset.description()
            : "embedded cohort: %d generated 12-lead ECGs, see datasets/synthetic.md"
                .formatted(dataset.records().size()));
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
    TableResult.show(
        Table.create(
            "Five of the %d features of record %s"
                .formatted(features.names().size(), features.ids().get(0)),
            name,
            value));
  }

  /** Starts the provenance of a result of this run. */
  public Provenance.Builder provenance(Class<?> maker) {
    return Provenance.start(maker)
        .data(dataName(), dataset.manifestSha256())
        .setting("profile", profile.name())
        .setting("resample", parameters.resample())
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
  public FeatureTable features() {
    return learners.features();
  }

  /** The learners on expert features, in the order of Table 3, from disk where they are saved. */
  public List<Run> baselineRuns() {
    return learners.runs();
  }

  /** The file with the random forest's mean absolute tree SHAP values on the test fold; made where it is missing. */
  Path treeShapFile() {
    return learners.treeShap();
  }

  /** The network that reads these leads, from disk where it is saved. */
  public Run networkRun(List<Lead> leads) {
    return networkRuns(List.of(leads)).get(0);
  }

  /**
   * Networks that read these sets of leads, from disk where they are saved. What is missing is trained, several networks at a time where
   * the profile gives each one thread; each is saved as soon as it is done, and after a break goes on from its last complete epoch.
   *
   * @throws CancellationException if the calling thread is interrupted
   */
  public List<Run> networkRuns(List<List<Lead>> leadSets) {
    return networks.runs(
        leadSets.stream().map(leads -> new Networks.Wanted(leads, split)).toList());
  }

  /** A learner on this study's split, from disk where it is saved. */
  public Run run(Learner learner) {
    return runs(learner, List.of(split)).get(0);
  }

  /**
   * A learner on several splits of these recordings, one run a split, from disk where they are saved; what is missing is trained, and
   * each run is saved as soon as it is done. Splits change nothing else: the learner's seed and settings are the study's.
   *
   * @throws IllegalArgumentException if the learner cannot run here
   * @throws CancellationException if the calling thread is interrupted
   */
  public List<Run> runs(Learner learner, List<Split> splits) {
    if (learner == Learner.NETWORK) {
      return networks.runs(
          splits.stream().map(each -> new Networks.Wanted(Lead.ALL, each)).toList());
    }
    Baseline baseline = learner.baseline(parameters.seed());
    if (splits.size() == 1) {
      return List.of(learners.run(baseline, splits.get(0), progress::done));
    }
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < splits.size(); i++) {
      stopIfInterrupted();
      progress.update("%s: split %d of %d".formatted(learner, i + 1, splits.size()));
      runs.add(learners.run(baseline, splits.get(i), line -> {}));
    }
    progress.done("%s: %d splits".formatted(learner, splits.size()));
    return List.copyOf(runs);
  }

  /** The intervals of a run's test fold. */
  TestIntervals intervals(Run run) {
    synchronized (intervals) {
      return intervals.computeIfAbsent(run.directory(), d -> TestIntervals.of(run, resamples()));
    }
  }

  /**
   * The resamples of the test fold that all intervals and paired tests of this study use: plain ones, {@value Resamples#DEFAULT_COUNT},
   * from the stream {@code bootstrap} of the seed. They are saved as {@link #resamplesFile()}. Not stratified ones: the next test fold
   * would have other numbers of each class, and in the simulation of {@code lib/benchmarks} intervals of precision and F1 that hold
   * these numbers fixed cover the truth too rarely.
   */
  public synchronized Resamples resamples() {
    if (resamples == null) {
      resamples =
          Resamples.plain(split.testIds().size(), Resamples.DEFAULT_COUNT, parameters.seed());
      Path file = resamplesFile();
      try {
        if (!Files.exists(file)) {
          store.requireMaking(file.getParent());
          resamples.save(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + file, e);
      }
    }
    return resamples;
  }

  /** Where the indices of {@link #resamples()} lie: a line a resample, numbers of records of the test fold from 0 in the order of ids. */
  public Path resamplesFile() {
    return store
        .directory("bootstrap", Map.of("resamples", "plain, " + Resamples.DEFAULT_COUNT))
        .resolve("indices.csv");
  }

  /** Adds the resamples to a provenance. */
  Provenance.Builder withIntervals(Provenance.Builder provenance) {
    resamples();
    return provenance
        .setting(
            "intervals", TestIntervals.SETTING.formatted(Resamples.DEFAULT_COUNT, "the test fold"))
        .input(results(), resamplesFile());
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

  /** Trains networks with these settings from now on; what is saved with the same settings is found. */
  public Study withTraining(TrainingSettings settings) {
    networks.use(settings);
    return this;
  }

  /** The weights of a network's run; to be closed. */
  public TrainedModel model(Run run) {
    try {
      return TrainedModel.load(run.directory());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the weights in " + run.directory(), e);
    }
  }

  private Explanations explanationsBy(ExplanationProtocol protocol) {
    synchronized (explanations) {
      return explanations.computeIfAbsent(
          protocol, p -> new Explanations(this, store, progress, networks, p));
    }
  }

  /** The records of the background: the first of the profile's number by id, as in the paper. */
  public List<String> background() {
    return background(ExplanationProtocol.paper());
  }

  /**
   * The ids of the records of a protocol's background.
   *
   * @throws EcgDataException if a balanced one is asked for and no training record is left for it
   */
  public List<String> background(ExplanationProtocol protocol) {
    return explanationsBy(protocol).background();
  }

  /** The ids of the records that a protocol explains. */
  public List<String> explainedIds(ExplanationProtocol protocol) {
    return explanationsBy(protocol).explained();
  }

  /** A protocol in words: which records against which background, and the draws. */
  public String describe(ExplanationProtocol protocol) {
    return explanationsBy(protocol).describe();
  }

  /**
   * Expected gradients of the first records by id, each for the class with its highest score, from disk where they are saved; after a
   * break goes on from the last record saved.
   *
   * @throws CancellationException if the calling thread is interrupted
   */
  public List<ExplainedRecord> explanations() {
    return explanations(ExplanationProtocol.paper());
  }

  /** As {@link #explanations()}, by another protocol. */
  public List<ExplainedRecord> explanations(ExplanationProtocol protocol) {
    return explanationsBy(protocol).records();
  }

  /**
   * One record's explanation with what the network saw.
   *
   * @param explanation the attributions
   * @param millivolts {@code [12][windowSamples]}, the network's input in mV
   */
  public record Attributed(Explanation explanation, float[][] millivolts) {}

  /** Explains one record for one class, every sample; the draws are those of {@link #explanations()}. */
  public Attributed explain(String id, Diagnosis explained) {
    try (TrainedModel model = model(networkRun(Lead.ALL))) {
      return explain(model, id, explained);
    }
  }

  /** As {@link #explain(String, Diagnosis)}, with a 12-lead network of the caller's. */
  public Attributed explain(TrainedModel model, String id, Diagnosis explained) {
    return explain(model, id, explained, ExplanationProtocol.paper());
  }

  /** As {@link #explain(TrainedModel, String, Diagnosis)}, with the background and the draws of a protocol. */
  public Attributed explain(
      TrainedModel model, String id, Diagnosis explained, ExplanationProtocol protocol) {
    NetworkInput.Prepared prepared = input(Lead.ALL).prepare(dataset.read(id));
    Explanation explanation =
        explainer(model, protocol)
            .explain(id, prepared.millivolts(), prepared.paddedSamples(), explained.ordinal())
            .get(0);
    return new Attributed(explanation, prepared.millivolts());
  }

  /** An explainer of a 12-lead network as {@link #explanations()} uses it. */
  ExpectedGradients explainer(TrainedModel model) {
    return explainer(model, ExplanationProtocol.paper());
  }

  /** An explainer of a 12-lead network with the background and the draws of a protocol. */
  ExpectedGradients explainer(TrainedModel model, ExplanationProtocol protocol) {
    return explanationsBy(protocol).explainer(model);
  }

  /** The folder of what depends on the explanations' settings, package {@code shap} and these options. */
  Path explanationFolder(String name, String options) {
    return explanationsBy(ExplanationProtocol.paper()).folder(name, options);
  }

  /** Adds what an explanation was made from to a provenance. */
  Provenance.Builder withExplanations(Provenance.Builder provenance) {
    return withExplanations(provenance, ExplanationProtocol.paper());
  }

  /** As {@link #withExplanations(Provenance.Builder)}, by a protocol. */
  Provenance.Builder withExplanations(Provenance.Builder provenance, ExplanationProtocol protocol) {
    explanations(protocol);
    return withExplainer(provenance, protocol).input(results(), explanationsBy(protocol).file());
  }

  /** What a single explanation was made from, where the records of the protocol are not needed. */
  Provenance.Builder withExplainer(Provenance.Builder provenance, ExplanationProtocol protocol) {
    withInputs(provenance, networkRun(Lead.ALL));
    return provenance
        .setting("draws", profile.shapDraws())
        .setting("background", explanationsBy(protocol).describeBackground());
  }

  /** The labels of records, {@code [record][9]}. */
  boolean[][] labels(List<String> ids) {
    Map<String, RecordSummary> byId = new HashMap<>();
    dataset.records().forEach(r -> byId.put(r.id(), r));
    return ids.stream().map(id -> byId.get(id).labels()).toArray(boolean[][]::new);
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
