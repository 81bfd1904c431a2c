package org.ecgworkbench.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.Folds;
import org.ecgworkbench.dataset.RecordSplit;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.study.store.SplitName;

/**
 * What an experiment is made from. Everything below {@link Study} takes this; the study stands on
 * top and shows it.
 *
 * @param parameters what the user may change
 * @param profile how large the run is
 * @param dataset the recordings
 * @param records what the index says of each, by name
 * @param folds which record belongs to which fold
 * @param split which records train, validate and test
 * @param splits the others, as they are asked for
 * @param trainedOn the recordings that trained what these test; empty where they train it themselves
 * @param progress where long work says how far it is
 */
record Setup(
    Parameters parameters,
    Profile profile,
    EcgDataset dataset,
    Map<String, RecordSummary> records,
    Folds folds,
    RecordSplit split,
    Map<SplitName, RecordSplit> splits,
    Optional<String> trainedOn,
    Progress progress) {
  /** As their publishers give them; also on every caption of their results. */
  private static final Map<String, String> LICENCES =
      Map.of(
          "PTB-XL",
          "PTB-XL, CC BY 4.0, doi 10.1038/s41597-020-0495-6",
          "CPSC2018",
          "CPSC2018 as published for the PhysioNet/CinC Challenge 2020, CC BY 4.0");

  static final String EMBEDDED = "the embedded synthetic cohort";

  static Setup of(Parameters parameters, Profile profile, EcgDataset dataset, Progress progress) {
    Map<String, RecordSummary> records = new HashMap<>();
    dataset.records().forEach(r -> records.put(r.id(), r));
    Folds folds = dataset.publishedFolds().orElseGet(() -> Folds.paper(dataset, parameters.seed()));
    // PTB-XL brings folds of its own, no patient in two of them; its fold 10 alone is small, so two
    // folds test.
    RecordSplit split =
        dataset.publishedFolds().isPresent()
            ? folds.splitBy(List.of(1, 2, 3, 4, 5, 6, 7), List.of(8), List.of(9, 10))
            : folds.split(parameters.seed());
    return new Setup(
        parameters,
        profile,
        dataset,
        Map.copyOf(records),
        folds,
        split,
        new ConcurrentHashMap<>(),
        Optional.empty(),
        progress);
  }

  /** Of recordings that test what another study trained: all that state one of the nine classes. */
  static Setup ofTest(Parameters parameters, Setup trainer, EcgDataset dataset) {
    Map<String, RecordSummary> records = new HashMap<>();
    dataset.records().forEach(r -> records.put(r.id(), r));
    List<String> ids =
        dataset.records().stream()
            .filter(r -> !r.diagnoses().isEmpty())
            .map(RecordSummary::id)
            .sorted()
            .toList();
    if (ids.isEmpty()) {
      throw new EcgDataException(
          dataset.name() + ": expected records of one of the nine classes to test on, found none");
    }
    return new Setup(
        parameters,
        trainer.profile,
        dataset,
        Map.copyOf(records),
        trainer.folds,
        new RecordSplit(List.of(), List.of(), ids, List.of(), List.of(), List.of()),
        new ConcurrentHashMap<>(),
        Optional.of(trainer.dataName()),
        trainer.progress);
  }

  Path results() {
    return parameters.out();
  }

  String dataName() {
    return parameters.data().isEmpty()
        ? EMBEDDED
        : dataset.name()
            + (isGenerated() ? " (generated recordings)" : "")
            + trainedOn.map(other -> ", not trained on (" + other + " was)").orElse("");
  }

  /** The licence of the patients' recordings that are known by name. */
  Optional<String> licence() {
    return isGenerated() ? Optional.empty() : Optional.ofNullable(LICENCES.get(dataset.name()));
  }

  /** Whether no patient ever had these recordings: they alone know where their evidence is. */
  boolean isGenerated() {
    return parameters.data().isEmpty()
        || !dataset.records().isEmpty()
            && Files.exists(
                parameters.data().get().resolve(dataset.records().get(0).id() + ".evidence.csv"));
  }

  Optional<SyntheticCohort> cohort() {
    return parameters.data().isPresent()
        ? Optional.empty()
        : Optional.of(new SyntheticCohort(StudyData.cohortOptions(parameters, profile)));
  }

  RecordSummary record(String id) {
    if (!records.containsKey(id)) {
      throw new EcgDataException("record %s is not in %s".formatted(id, dataName()));
    }
    return records.get(id);
  }

  NetworkInput input(List<Lead> leads) {
    return new NetworkInput(profile.samplingRateHz(), profile.windowSamples(), leads);
  }

  ResNet1d.Options network(List<Lead> leads) {
    return ResNet1d.Options.paper()
        .withWidth(profile.width())
        .withDropout(profile.dropout())
        .withLeads(leads.size());
  }

  RecordSplit split(SplitName name) {
    return splits.computeIfAbsent(
        name,
        n ->
            n.fold().isPresent()
                ? folds.rotation(n.fold().getAsInt())
                : n.seed().isPresent()
                    ? Folds.paper(dataset, n.seed().getAsLong()).split(n.seed().getAsLong())
                    : n.share().map(this::part).orElse(split));
  }

  private RecordSplit part(SplitName.Share share) {
    return new RecordSplit(
        share.of(split.trainIds()),
        split.validationIds(),
        split.testIds(),
        split.trainFolds(),
        split.validationFolds(),
        split.testFolds());
  }
}
