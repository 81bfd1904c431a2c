package org.ecgworkbench.paper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.baseline.ExpertFeatures;
import org.ecgworkbench.baseline.FeatureTable;
import org.ecgworkbench.baseline.FittedBaseline;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.notebook.Provenance;

/** The learners on expert features of one study: fitted on the training fold, scored on validation and test, saved. */
final class Learners {
  private static final List<String> CODE = List.of("ecg", "dataset", "baseline");

  private final Study study;
  private final RunStore store;
  private final Progress progress;
  private FeatureTable features;

  Learners(Study study, RunStore store, Progress progress) {
    this.study = study;
    this.store = store;
    this.progress = progress;
  }

  synchronized FeatureTable features() {
    if (features == null) {
      Path directory = store.directory("features", Map.of("code", Provenance.codeSha256(CODE)));
      Path file = directory.resolve("features.csv");
      try {
        features = Files.exists(file) ? FeatureTable.load(file) : compute(file);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read or write " + file, e);
      }
    }
    return features;
  }

  private FeatureTable compute(Path file) throws IOException {
    List<String> ids = new ArrayList<>(study.split().trainIds());
    ids.addAll(study.split().validationIds());
    ids.addAll(study.split().testIds());
    ids.sort(null);
    FeatureTable computed =
        ExpertFeatures.of(
            study.dataset(),
            ids,
            Runtime.getRuntime().availableProcessors(),
            done -> progress.update("features of record %d of %d".formatted(done, ids.size())));
    Files.createDirectories(file.getParent());
    computed.save(file);
    progress.done("%d features of %d records".formatted(ExpertFeatures.COUNT, ids.size()));
    return computed;
  }

  synchronized List<Run> runs() {
    return Baselines.all(study.parameters().seed()).stream().map(this::run).toList();
  }

  private Run run(Baseline baseline) {
    String name = baseline.displayName();
    Map<String, String> depends = new LinkedHashMap<>();
    depends.put("learner", name + " " + baseline.options());
    depends.put("code", Provenance.codeSha256(CODE));
    Path directory =
        store.directory("baseline-" + name.toLowerCase(Locale.ROOT).replace(' ', '-'), depends);
    Optional<Run> saved = store.find(name, name, directory, RunStore.Rule.BASELINE);
    if (saved.isPresent()) {
      return saved.get();
    }
    FeatureTable training = features().select(study.split().trainIds());
    boolean[][] labels = study.labels(study.split().trainIds());
    progress.update("fitting " + name);
    FittedBaseline fitted = baseline.fit(training.values(), labels);
    List<String> notes = new ArrayList<>();
    for (int c : fitted.undefinedClasses()) {
      notes.add(
          "%s: no model, %s of the training records carry it; its score is constant"
              .formatted(Diagnosis.ALL.get(c), labels[0][c] ? "all" : "none"));
    }
    Predictions validation = predict(study.split().validationIds(), fitted);
    Predictions test = predict(study.split().testIds(), fitted);
    progress.done(name + ": fitted on " + labels.length + " records");
    return store.save(
        name,
        name,
        directory,
        depends,
        RunStore.Rule.BASELINE,
        notes,
        validation,
        test,
        partial -> {});
  }

  private Predictions predict(List<String> ids, FittedBaseline fitted) {
    return new Predictions(
        ids,
        Diagnosis.ALL.stream().map(Diagnosis::name).toList(),
        study.labels(ids),
        fitted.scores(features().select(ids).values()));
  }
}
