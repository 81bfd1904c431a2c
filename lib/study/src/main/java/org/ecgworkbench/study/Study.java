package org.ecgworkbench.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.baseline.FittedBaseline;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.baseline.feature.FeatureTable;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.Folds;
import org.ecgworkbench.dataset.LeaveOut;
import org.ecgworkbench.dataset.RecordSplit;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.shap.Explainer;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.LearnerShap;
import org.ecgworkbench.study.store.KeptScores;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunStore;
import org.ecgworkbench.study.store.SplitName;
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
 * fold alone. The rotation over folds ({@link #turns}) is the other protocol, in which every fold tests once. Differs from the authors' code: the assignment of
 * records to folds is drawn from the seed's stream {@code folds}, theirs is unseeded and cannot be made again. A data set that was
 * published with folds (PTB-XL) keeps them: 1 to 7 train, 8 validates, 9 and 10 test.
 */
public final class Study {
  /** What a user types for the network that reads all leads. */
  public static final String NETWORK = StudyRuns.NETWORK;

  /** The name of the recordings that are generated here, in captions and provenances. */
  public static final String EMBEDDED = Setup.EMBEDDED;

  /** The setting that names the recordings that trained what is tested on others. */
  public static final String TRAINED_ON = StudyProvenance.TRAINED_ON;

  private final Setup setup;
  private final boolean savedOnly;
  private final RunStore store;
  private final TestResamples resamples;
  private final StudyRuns runs;
  private final StudyProvenance provenance;
  private final List<Baseline> baselines;
  private final Optional<Study> trainer;
  private final Map<ExplanationProtocol, Explanations> explanations = new HashMap<>();

  private Study(Setup setup, boolean savedOnly) {
    this(setup, savedOnly, Baselines.all(setup.parameters().seed()), Optional.empty());
  }

  /**
   * A study.
   *
   * @param baselines the learners of Table 3
   * @param trainer the study whose networks and learners are tested here; empty where they are trained here
   */
  private Study(Setup setup, boolean savedOnly, List<Baseline> baselines, Optional<Study> trainer) {
    NetworkEngine.use(setup.parameters().engine());
    this.setup = setup;
    this.savedOnly = savedOnly;
    this.baselines = List.copyOf(baselines);
    this.trainer = trainer;
    RunStore own =
        new RunStore(
            setup.parameters(), setup.dataset().manifestSha256(), setup.split(), savedOnly);
    this.store =
        trainer.map(other -> own.with(TRAINED_ON, other.dataset().manifestSha256())).orElse(own);
    this.resamples = new TestResamples(setup, store);
    this.runs = new StudyRuns(setup, store, trainer.map(other -> other.runs));
    this.provenance = new StudyProvenance(setup, trainer.map(other -> other.setup));
  }

  /**
   * Opens the recordings, generating the embedded cohort on first use; progress goes to standard output.
   *
   * @param parameters what the user may change
   * @return the open study
   */
  public static Study open(Parameters parameters) {
    return open(parameters, Progress.onStandardOutput());
  }

  /**
   * Opens the recordings for a profile of one's own; progress goes to standard output.
   *
   * <pre>{@code
   * Study wide = Study.open(parameters, Profile.DEMO.withWidth(16));
   * }</pre>
   *
   * @param parameters what the user may change, but for the profile
   * @param profile how large the run is
   * @return the open study
   * @throws EcgDataException if the folder of recordings is not usable, or the output folder cannot be
   *     written
   */
  public static Study open(Parameters parameters, Profile profile) {
    return open(parameters, profile, Progress.onStandardOutput());
  }

  /**
   * Opens the recordings.
   *
   * @param parameters what the user may change
   * @param progress where long work says how far it is
   * @return the open study
   * @throws IllegalArgumentException if there is no profile of that name
   * @throws EcgDataException if the folder of recordings is not usable, or the output folder cannot be
   *     written
   */
  public static Study open(Parameters parameters, Progress progress) {
    return open(parameters, Profile.of(parameters.profile()), progress);
  }

  /**
   * Opens the recordings for a profile of one's own.
   *
   * @param parameters what the user may change, but for the profile
   * @param profile how large the run is
   * @param progress where long work says how far it is
   * @return the open study
   * @throws EcgDataException if the folder of recordings is not usable, or the output folder cannot be
   *     written
   */
  public static Study open(Parameters parameters, Profile profile, Progress progress) {
    EcgDataset dataset = StudyData.open(parameters, profile, progress);
    return new Study(
        Setup.of(parameters.withProfile(profile.name()), profile, dataset, progress), false);
  }

  /**
   * {@return a study of a data set that is open already}
   *
   * @param parameters what the user may change
   * @param dataset the recordings
   * @param progress where long work says how far it is
   */
  public static Study of(Parameters parameters, EcgDataset dataset, Progress progress) {
    return new Study(
        Setup.of(parameters, Profile.of(parameters.profile()), dataset, progress), false);
  }

  /**
   * {@return a study that makes and writes nothing}: what is not saved is refused with {@link RunStore.NotSaved}. Empty where the
   * embedded cohort is asked for and is not there.
   *
   * @param parameters what the user may change
   * @param progress where long work says how far it is
   * @throws EcgDataException if the recordings are not usable or a file of the cohort was changed
   */
  public static Optional<Study> saved(Parameters parameters, Progress progress) {
    Profile profile = Profile.of(parameters.profile());
    return StudyData.saved(parameters, profile, progress)
        .map(dataset -> new Study(Setup.of(parameters, profile, dataset, progress), true));
  }

  /**
   * {@return the same study with other learners in Table 3, for example with settings of one's own}
   *
   * @param learners in the order of the rows
   */
  public Study withBaselines(List<Baseline> learners) {
    return new Study(setup, savedOnly, learners, trainer);
  }

  /** {@return the same study that makes what is not saved} */
  public Study making() {
    return new Study(setup, false, baselines, trainer.map(Study::making));
  }

  /**
   * {@return the networks and learners of this study tested unchanged on other recordings}: thresholds stay those of this study's
   * validation fold, every recording with one of the nine labels tests, and nothing is trained on any of them.
   *
   * @param other recordings that this study does not have
   * @param folder where they lie
   * @param out the folder of the results, not this study's
   */
  public Study testedOn(EcgDataset other, Path folder, Path out) {
    Setup tested =
        Setup.ofTest(
            parameters().withLeaveOut(LeaveOut.none()).withData(folder).withOut(out), setup, other);
    return new Study(tested, savedOnly, baselines, Optional.of(this));
  }

  /** {@return the generator of the embedded cohort, which knows the truth about its records; empty where recordings were given} */
  public Optional<SyntheticCohort> cohort() {
    return setup.cohort();
  }

  /** {@return what is asked of the recordings besides their signals: checks, accounts, evidence, names for pictures} */
  public Recordings recordings() {
    return new Recordings(setup);
  }

  /** {@return the recordings} */
  public EcgDataset dataset() {
    return setup.dataset();
  }

  /**
   * {@return what the index says of a record}
   *
   * @param id of the data set
   * @throws EcgDataException if there is none of that name
   */
  public RecordSummary record(String id) {
    return setup.record(id);
  }

  /** {@return the recordings' name for captions} */
  public String dataName() {
    return setup.dataName();
  }

  /** {@return whether the recordings are generated ones, so that no number speaks of patients} */
  public boolean isGenerated() {
    return setup.isGenerated();
  }

  /** {@return how large the run is} */
  public Profile profile() {
    return setup.profile();
  }

  /** {@return what the user may change} */
  public Parameters parameters() {
    return setup.parameters();
  }

  /** {@return where long work says how far it is} */
  public Progress progress() {
    return setup.progress();
  }

  /** {@return which record belongs to which fold} */
  public Folds folds() {
    return setup.folds();
  }

  /** {@return which records train, validate and test} */
  public RecordSplit split() {
    return setup.split();
  }

  /** {@return the folder that holds {@code tables}, {@code figures} and {@code runs}} */
  public Path results() {
    return setup.results();
  }

  /**
   * {@return the input of this profile's network}
   *
   * @param leads in the order of {@link Lead#ALL}
   */
  public NetworkInput input(List<Lead> leads) {
    return setup.input(leads);
  }

  /**
   * {@return the shape of this profile's network}
   *
   * @param leads in the order of {@link Lead#ALL}
   */
  public ResNet1d.Options network(List<Lead> leads) {
    return setup.network(leads);
  }

  /** Shows, in a notebook, what is open. */
  public void show() {
    StudyShows.facts(setup);
  }

  /** Shows, in a notebook, how many records of each class train, validate and test. */
  public void showSplit() {
    StudyShows.split(setup);
  }

  /**
   * Starts the provenance of a result of this run.
   *
   * @param maker the class that makes the result
   * @return what collects the rest; data, settings and seeds of this run are in it
   */
  public Provenance.Builder provenance(Class<?> maker) {
    return provenance.start(maker);
  }

  /**
   * {@return the parameters of the study that made a result, which {@link #provenance} wrote}
   *
   * @param settings of the result's sidecar
   * @param data the recordings; empty for the embedded cohort
   * @param out the folder of results
   * @throws IllegalArgumentException if a setting is not there or is not what it must be
   */
  public static Parameters parameters(Settings settings, Optional<Path> data, Path out) {
    return StudyProvenance.parameters(settings, data, out);
  }

  /**
   * {@return a table of this study}
   *
   * @param id its file name without ending
   * @param caption what a journal would print above it
   * @param table the values
   * @param provenance where it comes from; its clock is stopped here
   */
  public TableResult table(String id, String caption, Table table, Provenance.Builder provenance) {
    return new TableResult(id, caption, table, provenance.finish(), results());
  }

  /**
   * {@return a figure of this study}
   *
   * @param id its file name without ending
   * @param caption what a journal would print below it
   * @param figure the picture
   * @param provenance where it comes from; its clock is stopped here
   */
  public FigureResult figure(
      String id, String caption, Figure figure, Provenance.Builder provenance) {
    return new FigureResult(id, caption, figure, provenance.finish(), results());
  }

  /**
   * {@return a provenance with the seeds of the streams that some runs drew from}
   *
   * @param provenance of a result; changed
   * @param used runs of this study
   */
  public Provenance.Builder withSeeds(Provenance.Builder provenance, Run... used) {
    return StudyProvenance.withSeeds(provenance, used);
  }

  /**
   * {@return a provenance with the saved predictions of runs}
   *
   * @param provenance of a result; changed
   * @param used runs of this study
   */
  public Provenance.Builder withInputs(Provenance.Builder provenance, Run... used) {
    return this.provenance.withInputs(provenance, used);
  }

  /** {@return the 636 features of every record with a label, from disk where they are saved} */
  public FeatureTable features() {
    return runs.features();
  }

  /** {@return the learners on expert features, in the order of Table 3, from disk where they are saved} */
  public List<Run> baselineRuns() {
    return baselines.stream().map(this::run).toList();
  }

  /**
   * {@return the mean absolute tree SHAP values on the test fold of a learner of trees; made where they
   * are missing}
   *
   * @param run of such a learner on the study's split
   * @throws IllegalArgumentException if the learner has no trees
   * @throws EcgDataException if what is fitted again does not have the saved run's scores
   */
  public TreeShapFile treeShap(Run run) {
    return runs.treeShap(run);
  }

  /**
   * {@return what a learner on expert features learned} A saved run holds no model: where it was not
   * fitted just now it is fitted again.
   *
   * @param run of this study
   * @throws IllegalArgumentException if the run is a network's
   * @throws EcgDataException if what is fitted again does not have the saved run's scores
   */
  public FittedBaseline fitted(Run run) {
    return runs.fitted(run);
  }

  /**
   * {@return the network that reads these leads, from disk where it is saved}
   *
   * @param leads in the order of {@link Lead#ALL}
   */
  public Run networkRun(List<Lead> leads) {
    return networkRuns(List.of(leads)).get(0);
  }

  /**
   * {@return networks that read these sets of leads, from disk where they are saved}. What is missing is trained, several networks at a
   * time where the profile gives each one thread; each is saved as soon as it is done, and after a break goes on from its last complete
   * epoch.
   *
   * @param leadSets each in the order of {@link Lead#ALL}
   * @throws CancellationException if the calling thread is interrupted
   */
  public List<Run> networkRuns(List<List<Lead>> leadSets) {
    return train(
        leadSets.stream().map(leads -> TrainingJob.own(leads, parameters().seed())).toList());
  }

  /**
   * {@return the network of one job, from disk where it is saved; see {@link #train(List)}}
   *
   * @param job leads, fold and seed
   */
  public Run train(TrainingJob job) {
    return train(List.of(job)).get(0);
  }

  /**
   * {@return the networks of jobs, in their order, from disk where they are saved}. What is missing is trained, as many at a time as {@link
   * Profile#jobs()}; each is saved as soon as it is done, and after a break goes on from its last complete epoch. Several processes may do
   * the same jobs in the same folder at once: each job is done by one of them, and the others take it from disk.
   *
   * @param jobs leads, fold and seed of each
   * @throws EcgDataException if a saved network is damaged
   * @throws CancellationException if the calling thread is interrupted
   */
  public List<Run> train(List<TrainingJob> jobs) {
    return runs.networks(
        jobs.stream()
            .map(job -> new SavedNetworks.Wanted(job.leads(), job.split(), job.seed()))
            .toList());
  }

  /**
   * {@return which records train, validate and test}
   *
   * @param name which of the splits of these recordings
   */
  public RecordSplit split(SplitName name) {
    return setup.split(name);
  }

  /** {@return the ten turns of the rotation, each fold once the one that tests} */
  public List<SplitName> turns() {
    return IntStream.rangeClosed(1, Folds.COUNT).mapToObj(SplitName::ofFold).toList();
  }

  /**
   * {@return splits drawn from consecutive seeds, the study's own first}
   *
   * @param count how many, at least 1
   */
  public List<SplitName> splits(int count) {
    List<SplitName> names = new ArrayList<>(List.of(SplitName.OWN));
    for (int i = 1; i < count; i++) {
      names.add(SplitName.ofSeed(parameters().seed() + i & 0xFFFFFFFFL));
    }
    return List.copyOf(names);
  }

  /** {@return what is saved of which jobs} */
  public JobScan jobScan() {
    return runs.scan();
  }

  /**
   * {@return a learner on this study's split, from disk where it is saved; what is missing is fitted
   * and saved}
   *
   * <p>The learner may be anyone's. A saved run is found by the learner's name, class, settings and
   * code, which is the jar or the folder of classes that it came from. A class of a notebook has
   * neither: it is fitted once in each session, and its run is found by its scores.
   *
   * @param learner the library's or one's own
   * @throws EcgDataException if the learner fails or gives back what it must not; nothing is saved
   * @throws CancellationException if the calling thread is interrupted
   */
  public Run run(Baseline learner) {
    return runs(learner, List.of(SplitName.OWN)).get(0);
  }

  /**
   * {@return a learner on several splits of these recordings, one run a split, from disk where they
   * are saved; what is missing is fitted, and each run is saved as soon as it is done} Splits change
   * nothing else: the learner's seed and settings are its own.
   *
   * @param learner the library's or one's own
   * @param splits for example {@link #turns()} or {@link #splits(int)}
   * @throws EcgDataException if the learner fails or gives back what it must not
   * @throws CancellationException if the calling thread is interrupted
   */
  public List<Run> runs(Baseline learner, List<SplitName> splits) {
    return runs.learners(learner, splits);
  }

  /**
   * {@return the learner of a name on several splits of these recordings, as {@link #runs(Baseline,
   * List)} and {@link #networkRuns(List, List)} have them}
   *
   * @param option what a user types: {@value #NETWORK}, or a name of {@link Baselines#named}
   * @param splits for example {@link #turns()} or {@link #splits(int)}
   * @throws IllegalArgumentException if there is none of that name, or it cannot run here
   */
  public List<Run> runs(String option, List<SplitName> splits) {
    return option.equals(NETWORK)
        ? networkRuns(Lead.ALL, splits)
        : runs(Baselines.named(option, parameters().seed()), splits);
  }

  /**
   * {@return what a user types for a run's learner; empty where it is none of those that have such a
   * name}
   *
   * @param run of this study
   */
  public Optional<String> option(Run run) {
    return runs.option(run);
  }

  /**
   * {@return the network that reads these leads on several splits, one run a split, as {@link
   * #train(List)} has them}
   *
   * @param leads in the order of {@link Lead#ALL}
   * @param splits for example {@link #turns()} or {@link #splits(int)}
   * @throws CancellationException if the calling thread is interrupted
   */
  public List<Run> networkRuns(List<Lead> leads, List<SplitName> splits) {
    return runs.networks(
        splits.stream()
            .map(each -> new SavedNetworks.Wanted(leads, each, parameters().seed()))
            .toList());
  }

  /**
   * {@return the network that reads all leads, trained once on each of several splits, each time with a seed of its own, from disk where
   * it is saved}
   *
   * @param splits one a training
   * @param seeds of the trainings, as many
   * @throws CancellationException if the calling thread is interrupted
   */
  public List<Run> networkRuns(List<SplitName> splits, long... seeds) {
    return runs.own(
        IntStream.range(0, splits.size())
            .mapToObj(i -> new SavedNetworks.Wanted(Lead.ALL, splits.get(i), seeds[i]))
            .toList());
  }

  /**
   * {@return the intervals of a run's test fold}
   *
   * @param run of this study
   */
  public TestIntervals intervals(Run run) {
    return resamples.intervals(run);
  }

  /**
   * {@return the resamples of the test fold that all intervals and paired tests of one run use: plain ones, {@value
   * Resamples#DEFAULT_COUNT}, from the stream {@code bootstrap} of the seed}. They are saved beside the runs. Not stratified
   * ones: the next test fold would have other numbers of each class, and in the simulation of {@code lib/benchmarks} intervals of precision
   * and F1 that hold these numbers fixed cover the truth too rarely.
   */
  public Resamples resamples() {
    return resamples.get();
  }

  /**
   * {@return a provenance with the resamples}
   *
   * @param provenance of a result; changed
   */
  public Provenance.Builder withIntervals(Provenance.Builder provenance) {
    return resamples.addTo(provenance);
  }

  /** {@return the baselines and the 12-lead network: the rows of Table 3} */
  public List<Run> comparedRuns() {
    List<Run> all = new ArrayList<>(baselineRuns());
    all.add(networkRun(Lead.ALL));
    return all;
  }

  /**
   * {@return whether these are the rows of Table 3, each learner with the study's settings}
   *
   * @param runs of this study, in the order of the rows
   */
  public boolean isTable3(List<Run> runs) {
    return runs.size() == baselines.size() + 1
        && option(runs.get(baselines.size())).equals(Optional.of(NETWORK))
        && IntStream.range(0, baselines.size())
            .allMatch(
                i -> runs.get(i).learner().filter(l -> same(l, baselines.get(i))).isPresent());
  }

  private static boolean same(Baseline one, Baseline other) {
    return one.getClass() == other.getClass() && one.options().equals(other.options());
  }

  /**
   * {@return the same study, whose networks are trained with these settings; what is saved with the same settings is found}
   *
   * @param settings what is not given stays the profile's
   */
  public Study withTraining(TrainingSettings settings) {
    Study study = new Study(setup, savedOnly, baselines, trainer);
    study.runs.use(settings);
    return study;
  }

  /**
   * {@return the same run with all that its training leaves: weights of a network, importances of trees}
   * Git keeps the scores alone; where no more is here, it is trained again, which is said.
   *
   * @param run of this study
   * @throws EcgDataException if trained again it has other scores, in the fast mode further off than {@link KeptScores} allows
   */
  public Run whole(Run run) {
    return runs.whole(run);
  }

  /**
   * {@return the weights of a network's run; to be closed}
   *
   * @param run of a network of this study
   */
  public TrainedModel model(Run run) {
    return runs.model(run);
  }

  /** {@return expected gradients of the first records by id, as in the paper} */
  public Explanations explanations() {
    return explanations(ExplanationProtocol.paper());
  }

  /**
   * {@return expected gradients by a protocol}
   *
   * @param protocol which records, against which background, by which draws
   */
  public Explanations explanations(ExplanationProtocol protocol) {
    synchronized (explanations) {
      return explanations.computeIfAbsent(
          protocol, p -> new Explanations(setup, store, runs, provenance, p));
    }
  }

  /**
   * Explains one record for one class, every sample; the draws are those of {@link
   * #explanations()}. For more than one explanation, {@link Explanations#explainer()} opens the network once.
   *
   * @param id the record, from the study's data set
   * @param explained the class whose logit is explained
   * @return attributions and the network's input, {@code [12][windowSamples]} each
   */
  public Attributed explain(String id, Diagnosis explained) {
    try (NetworkExplainer explainer = explanations().explainer()) {
      return explainer.explain(id, explained);
    }
  }

  /**
   * {@return what explains any run's outputs, a network's or a learner's, by one call; to be closed}
   * Networks by expected gradients with the draws of {@link #explanations()}, in logits; learners by
   * {@link LearnerShap}, in scores or log-odds; both against the records of {@link Explanations#background()}.
   *
   * <pre>{@code
   * try (Explainer explainer = study.explainer(run)) {
   *   explainer.explain(study.dataset().read("A0001"), Diagnosis.AF.ordinal());
   * }
   * }</pre>
   *
   * @param run of this study; a learner whose model is not at hand is fitted again
   * @throws EcgDataException if what is fitted again does not have the saved run's scores
   */
  public Explainer explainer(Run run) {
    if (run.learner().isEmpty()) {
      NetworkExplainer explainer = explanations().explainer(model(run), true);
      return Explainer.of(explainer.expectedGradients(), input(run.leads()), explainer::close);
    }
    return new LearnerShap(
        run.name(),
        fitted(run),
        ExpertFeatures.of(
            dataset(), explanations().background(), Parallel.processors(), done -> {}),
        new LearnerShap.Options(ExplanationProtocol.paper().draws(profile()), parameters().seed()));
  }

  /**
   * {@return why a run gave a record its output for a class; see {@link #explainer(Run)}, which is to be
   * kept where several records are explained}
   *
   * @param run of this study
   * @param id the record, from the study's data set
   * @param explained the class whose output is explained
   */
  public Explanation explain(Run run, String id, Diagnosis explained) {
    try (Explainer explainer = explainer(run)) {
      return explainer.explain(dataset().read(id), explained.ordinal()).get(0);
    }
  }

  /**
   * Called before something is made; see {@link RunStore#requireMaking}.
   *
   * @param directory of what is made
   */
  public void requireMaking(Path directory) {
    store.requireMaking(directory);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    StudyShows.of(setup).forEach((k, v) -> text.append("%-10s %s%n".formatted(k, v)));
    return text.toString().stripTrailing();
  }
}
