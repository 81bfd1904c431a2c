package org.ecgworkbench.study;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.dataset.LeaveOut;
import org.ecgworkbench.dataset.RecordSplit;
import org.ecgworkbench.model.ComputeDevice;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.study.store.Run;

/**
 * What the sidecars of a study say of it, and how that is read back.
 *
 * @param study whose results they are
 * @param trainer the study whose networks and learners are tested; empty where they are trained here
 */
record StudyProvenance(Setup study, Optional<Setup> trainer) {
  static final String TRAINED_ON = "trained on";
  private static final String PROFILE = "profile";
  private static final String RESAMPLE = "resample";
  private static final String SEED = "seed";
  private static final String LEFT_OUT = "left out";

  /** Data, settings and seeds of the study. */
  Provenance.Builder start(Class<?> maker) {
    long seed = study.parameters().seed();
    Provenance.Builder provenance =
        Provenance.start(maker)
            .data(study.dataName(), study.dataset().manifestSha256())
            .setting(PROFILE, study.profile().name())
            .setting(RESAMPLE, study.parameters().resample())
            .setting(SEED, seed)
            .setting("split", splitInWords());
    trainer.ifPresent(
        other ->
            provenance
                .setting(TRAINED_ON, other.dataName())
                .setting(TRAINED_ON + ", SHA-256", other.dataset().manifestSha256()));
    study.licence().ifPresent(provenance::licence);
    if (!study.dataset().leftOut().isEmpty()) {
      provenance.setting(LEFT_OUT, study.parameters().leaveOut().text());
    }
    if (study.cohort().isPresent()) {
      provenance.seed(RandomStream.COHORT, seed);
    }
    if (trainer.orElse(study).dataset().publishedFolds().isEmpty()) {
      provenance.seed(RandomStream.FOLDS, seed);
      provenance.seed(RandomStream.SPLIT, seed);
    }
    return provenance;
  }

  private String splitInWords() {
    RecordSplit split = trainer.orElse(study).split();
    String folds =
        "training folds %s, validation fold %s"
            .formatted(split.trainFolds(), split.validationFolds());
    return trainer.isPresent()
        ? folds + "; every labelled recording here tests"
        : folds + ", test fold " + split.testFolds();
  }

  /** As {@link Study#parameters(Settings, Optional, Path)}. */
  static Parameters parameters(Settings settings, Optional<Path> data, Path out) {
    return new Parameters(
        data,
        Profile.of(settings.text(PROFILE)).name(),
        settings.number(SEED),
        out,
        true,
        Boolean.parseBoolean(settings.text(RESAMPLE)),
        LeaveOut.ofText(settings.byName().getOrDefault(LEFT_OUT, "")),
        ComputeDevice.CPU,
        NetworkEngine.chosen());
  }

  static Provenance.Builder withSeeds(Provenance.Builder provenance, Run... used) {
    for (Run run : used) {
      run.seed().ifPresent(seed -> streams(run).forEach(stream -> provenance.seed(stream, seed)));
    }
    return provenance;
  }

  /** What the training of a run drew from. */
  private static List<String> streams(Run run) {
    return run.learner()
        .map(Baseline::randomStreams)
        .orElseGet(() -> RandomStream.NETWORK.stream().map(RandomStream::pattern).toList());
  }

  Provenance.Builder withInputs(Provenance.Builder provenance, Run... used) {
    for (Run run : used) {
      provenance.input(study.results(), run.validationFile());
      provenance.input(study.results(), run.testFile());
      if (run.learner().isPresent() && StudyRuns.option(study, run).isEmpty()) {
        Baseline learner = run.learner().get();
        provenance.setting(
            "learner " + run.name(), learner.getClass().getName() + " " + learner.options());
      }
    }
    return withSeeds(provenance, used);
  }

  Provenance.Builder withExplainer(
      Provenance.Builder provenance, ExplanationProtocol protocol, String background) {
    return withBackground(provenance, protocol)
        .seed(RandomStream.ATTRIBUTION, study.parameters().seed())
        .setting("draws", protocol.draws(study.profile()))
        .setting("weighting", protocol.weighting())
        .setting("background", background);
  }

  Provenance.Builder withBackground(Provenance.Builder provenance, ExplanationProtocol protocol) {
    return protocol.background() == ExplanationProtocol.Background.BALANCED
        ? provenance.seed(RandomStream.BALANCED_BACKGROUND, study.parameters().seed())
        : provenance;
  }
}
