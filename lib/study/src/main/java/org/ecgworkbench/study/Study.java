package org.ecgworkbench.study;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.LeaveOut;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.shap.Explainer;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.LearnerShap;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunStore;

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
public final class Study extends StudyTrainings {
  private final boolean savedOnly;
  private final Optional<Study> trainer;
  private final Map<ExplanationProtocol, Explanations> explanations = new HashMap<>();

  private Study(Setup setup, boolean savedOnly) {
    this(
        setup,
        savedOnly,
        Baselines.all(setup.parameters().seed()),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * A study.
   *
   * @param baselines the learners of Table 3
   * @param settings of the networks' trainings; empty for the profile's
   * @param trainer the study whose networks and learners are tested here; empty where they are trained here
   */
  private Study(
      Setup setup,
      boolean savedOnly,
      List<Baseline> baselines,
      Optional<TrainingSettings> settings,
      Optional<Study> trainer) {
    super(setup, savedOnly, baselines, settings, trainer);
    this.savedOnly = savedOnly;
    this.trainer = trainer;
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
    return new Study(setup, savedOnly, learners, Optional.empty(), trainer);
  }

  /** {@return the same study that makes what is not saved} */
  public Study making() {
    return new Study(setup, false, baselines, Optional.empty(), trainer.map(Study::making));
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
    return new Study(tested, savedOnly, baselines, Optional.empty(), Optional.of(this));
  }

  /**
   * {@return the same study, whose networks are trained with these settings; what is saved with the same settings is found}
   *
   * @param settings what is not given stays the profile's
   */
  public Study withTraining(TrainingSettings settings) {
    return new Study(setup, savedOnly, baselines, Optional.of(settings), trainer);
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
}
