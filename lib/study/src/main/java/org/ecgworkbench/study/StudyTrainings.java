package org.ecgworkbench.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.baseline.FittedBaseline;
import org.ecgworkbench.baseline.feature.FeatureTable;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.study.store.KeptScores;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.SplitName;

/** The networks and learners of a study, by name, by leads, by split and by job. */
public abstract class StudyTrainings extends StudyResults {
  /** What a user types for the network that reads all leads. */
  public static final String NETWORK = StudyRuns.NETWORK;

  final StudyRuns runs;
  final List<Baseline> baselines;

  /**
   * Of a study.
   *
   * @param savedOnly whether nothing may be made
   * @param baselines the learners of Table 3
   * @param settings of the networks' trainings; empty for the profile's
   * @param trainer whose networks and learners are tested here; empty where they are trained here
   */
  StudyTrainings(
      Setup setup,
      boolean savedOnly,
      List<Baseline> baselines,
      Optional<TrainingSettings> settings,
      Optional<? extends StudyTrainings> trainer) {
    super(setup, savedOnly, trainer.map(other -> other.setup));
    this.baselines = List.copyOf(baselines);
    this.runs = new StudyRuns(setup, store, settings, trainer.map(other -> other.runs));
  }

  /** {@return the 636 features of every record with a label, from disk where they are saved} */
  public FeatureTable features() {
    return runs.learners.features();
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
    return runs.networks(jobs.stream().map(SavedNetworks.Wanted::of).toList());
  }

  /** {@return what is saved of which jobs} */
  public JobScan jobScan() {
    return new JobScan(setup, runs.networks.saved);
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
    return StudyRuns.option(setup, run);
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
}
