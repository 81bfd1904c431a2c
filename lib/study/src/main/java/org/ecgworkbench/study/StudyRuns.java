package org.ecgworkbench.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.baseline.FittedBaseline;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.study.store.KeptScores;
import org.ecgworkbench.study.store.LearnerCode;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunStore;
import org.ecgworkbench.study.store.SplitName;

/** The networks and learners of a study: trained or found saved, or those of another study, tested on this one's recordings. */
final class StudyRuns {
  static final String NETWORK = "network";

  private final Setup study;
  private final RunStore store;
  private final Optional<StudyRuns> trainer;
  final Learners learners;
  final Networks networks;

  StudyRuns(
      Setup study,
      RunStore store,
      Optional<TrainingSettings> settings,
      Optional<StudyRuns> trainer) {
    this.study = study;
    this.store = store;
    this.trainer = trainer;
    this.learners = new Learners(study, store);
    TrainingSettings usual = TrainingSettings.defaults().withDevice(study.parameters().device());
    this.networks = new Networks(study, store, settings.orElse(usual));
  }

  /** What a network of this study depends on. */
  Map<String, String> depends(List<Lead> leads) {
    return networks.saved.depends(leads, study.parameters().seed());
  }

  List<Run> networks(List<SavedNetworks.Wanted> wanted) {
    return trainer.isPresent() ? transfer(trainer.get()).networks(wanted) : networks.runs(wanted);
  }

  /** Those that are trained here, whatever else is tested. */
  List<Run> own(List<SavedNetworks.Wanted> wanted) {
    return networks.runs(wanted);
  }

  List<Run> learners(Baseline learner, List<SplitName> splits) {
    return trainer.isPresent()
        ? transfer(trainer.get()).learners(learner, splits)
        : learners.runs(learner, splits);
  }

  private Transfer transfer(StudyRuns other) {
    return new Transfer(
        study,
        store,
        other.study.dataName(),
        other.networks,
        other.learners,
        other::model,
        learners);
  }

  /** The run, saved or made here, whose learner, leads, split and seed another has. */
  private Run origin(Run run) {
    return run.learner().isPresent()
        ? learners.runs(run.learner().get(), List.of(run.trained().split())).get(0)
        : networks
            .runs(
                List.of(
                    new SavedNetworks.Wanted(
                        run.leads(), run.trained().split(), run.seed().orElseThrow())))
            .get(0);
  }

  private void requireTrainedHere(Run run) {
    if (trainer.isPresent()) {
      throw new IllegalArgumentException(
          "%s was trained on other recordings (%s); ask the study of those"
              .formatted(run.name(), trainer.get().study.dataName()));
    }
  }

  /** As {@link Study#whole}. */
  Run whole(Run run) {
    requireTrainedHere(run);
    if (!KeptScores.isAll(run)) {
      return run;
    }
    study
        .progress()
        .done(run.name() + ": only its scores are in the repository, so it is trained again here");
    store.forget(run);
    Run again = origin(run);
    KeptScores.requireSame(run, again, NetworkEngine.chosen());
    return again;
  }

  TreeShapFile treeShap(Run run) {
    return TreeShapFile.of(whole(run), store, learners, study.progress());
  }

  FittedBaseline fitted(Run run) {
    return trainer.isPresent()
        ? trainer.get().fitted(trainer.get().origin(run))
        : learners.fitted(run);
  }

  TrainedModel model(Run run) {
    if (trainer.isPresent()) {
      return trainer.get().model(trainer.get().origin(run));
    }
    try {
      return TrainedModel.load(whole(run).directory(), study.parameters().device());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the weights in " + run.directory(), e);
    }
  }

  /** As {@link Study#option}. */
  static Optional<String> option(Setup study, Run run) {
    if (run.learner().isEmpty()) {
      boolean usual =
          run.leads().equals(Lead.ALL)
              && run.seed().equals(OptionalLong.of(study.parameters().seed()));
      return usual ? Optional.of(NETWORK) : Optional.empty();
    }
    return run.learner()
        .filter(LearnerCode::isOfTheLibrary)
        .filter(learner -> run.name().equals(learner.displayName()))
        .map(Baselines::option);
  }
}
