package org.ecgworkbench.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.ecgworkbench.dataset.RecordSplit;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.LeadSet;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.model.Training;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.study.store.JobFile;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.study.store.RunStore;
import org.ecgworkbench.study.store.SplitName;
import org.ecgworkbench.study.store.Trained;

/**
 * What each network of a study is called, what it depends on, and so where it is saved and found again.
 *
 * @param study whose networks they are
 * @param store of its runs
 * @param settings of their trainings
 */
record SavedNetworks(Setup study, RunStore store, TrainingSettings settings) {
  /** What training and prediction are made of. */
  private static final List<String> CODE =
      List.of(
          "base",
          "ecg",
          "random",
          "dataset",
          "dataset.file",
          "dataset.wfdb",
          "dataset.matlab",
          "evaluation",
          "model",
          "model.format");

  /**
   * A network to be had.
   *
   * @param leads what it reads
   * @param split on what it is trained and tested
   * @param seed of its training
   */
  record Wanted(List<Lead> leads, SplitName split, long seed) {
    static Wanted of(TrainingJob job) {
      return new Wanted(job.leads(), job.split(), job.seed());
    }
  }

  /**
   * A saved network, if there is one.
   *
   * @throws EcgDataException if it is there and damaged
   */
  Optional<Run> find(Wanted wanted) {
    Path directory = directory(wanted);
    Optional<Run> run = store.find(trained(wanted), directory);
    if (run.isPresent() && run.get().reused()) {
      JobFile.read(directory).ifPresent(job -> job.requireWhole(directory));
      RecordSplit split = study.split(wanted.split());
      requireRecords(run.get().validationFile(), run.get().validation(), split.validationIds());
      requireRecords(run.get().testFile(), run.get().test(), split.testIds());
      deleteLeftOver(directory);
    }
    return run;
  }

  private static void requireRecords(Path file, Predictions scores, List<String> expected) {
    if (!scores.ids().equals(expected)) {
      throw new EcgDataException(
          "%s: expected the %d records of the split, found %d; delete the folder to make it again"
              .formatted(file, expected.size(), scores.size()));
    }
  }

  /** A process that ended between the last two steps of saving left its checkpoint behind. */
  static void deleteLeftOver(Path directory) {
    try {
      Files.deleteIfExists(directory.resolve(RunFiles.CHECKPOINT));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory.resolve(RunFiles.CHECKPOINT), e);
    }
  }

  /** Everything a network's weights depend on beside data, seed and split. */
  Map<String, String> depends(List<Lead> leads, long seed) {
    return depends(leads, options(seed));
  }

  private Map<String, String> depends(List<Lead> leads, Training.Options training) {
    Map<String, String> depends = new LinkedHashMap<>();
    depends.put("leads", String.join(",", leads.stream().map(Lead::label).toList()));
    depends.put("input", study.input(leads).toString());
    depends.put("network", study.network(leads).toString());
    depends.put("training", training.toString());
    depends.put("engine", NetworkEngine.mode().toString());
    depends.put("code", Provenance.codeSha256(CODE));
    return depends;
  }

  /** Where a network is saved. */
  Path directory(Wanted wanted) {
    return directory(wanted, options(wanted.seed()));
  }

  /** Where it would be saved if it were trained with other options. */
  Path directory(Wanted wanted, Training.Options training) {
    List<Lead> leads = wanted.leads();
    return store
        .forSplit(study.split(wanted.split()))
        .directory(
            "network-" + (leads.equals(Lead.ALL) ? "all" : label(leads)), depends(leads, training));
  }

  /** Everything a network depends on, as its {@code run.json} says it. */
  Map<String, String> settings(Wanted wanted) {
    return store
        .forSplit(study.split(wanted.split()))
        .settings(depends(wanted.leads(), wanted.seed()));
  }

  /** How a network of a seed is trained. */
  Training.Options options(long seed) {
    Profile profile = study.profile();
    return settings.applyTo(
        Training.Options.paper()
            .withLearningRate(profile.learningRate())
            .withBatchSize(profile.batchSize())
            .withEpochs(profile.epochs())
            .withSeed(seed)
            .withThreads(profile.threads()));
  }

  /** What tables call it. */
  Trained trained(Wanted wanted) {
    return new Trained(
        Optional.empty(),
        learnerName(wanted.leads()),
        name(wanted),
        label(wanted.leads()),
        wanted.leads(),
        wanted.split(),
        OptionalLong.of(wanted.seed()));
  }

  private static String learnerName(List<Lead> leads) {
    return leads.equals(Lead.ALL)
        ? "12-lead network"
        : "network on %s%s"
            .formatted(
                leads.size() == 1 ? "lead " : leads.equals(LeadSet.SIX.leads()) ? "" : "leads ",
                LeadSet.label(leads));
  }

  /** What this training is called. */
  String name(Wanted wanted) {
    OptionalInt fold = wanted.split().fold();
    boolean usual = fold.isEmpty() && wanted.seed() == study.parameters().seed();
    return learnerName(wanted.leads())
        + (fold.isPresent() ? ", fold " + fold.getAsInt() : "")
        + (usual ? "" : ", seed " + wanted.seed());
  }

  private static String label(List<Lead> leads) {
    return leads.equals(Lead.ALL)
        ? "all 12"
        : String.join("+", leads.stream().map(Lead::label).toList());
  }
}
