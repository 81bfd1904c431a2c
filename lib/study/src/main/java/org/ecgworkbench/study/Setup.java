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
    Progress progress) {
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
        progress);
  }

  Path results() {
    return parameters.out();
  }

  String dataName() {
    return parameters.data().isEmpty()
        ? EMBEDDED
        : dataset.name() + (isGenerated() ? " (generated recordings)" : "");
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

  boolean[][] labels(List<String> ids) {
    return dataset.labels(ids);
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
                    : split);
  }
}
