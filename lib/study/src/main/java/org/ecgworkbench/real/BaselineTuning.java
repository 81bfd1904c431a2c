package org.ecgworkbench.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.LearnerContract;
import org.ecgworkbench.baseline.feature.FeatureTable;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.result.CsvTable;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.study.store.SavedItems;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/**
 * The settings of the learners on expert features, chosen on the training records alone: these are parted by their folds into {@value
 * #PARTS}, each part is scored once by a learner that was fitted on the others, and of each learner the setting with the highest mean of
 * the average AUC is taken, the first of equal ones. The authors' own setting is the first of each learner. So a learner is not beaten for
 * want of a setting that its data would have chosen; validation and test folds take no part.
 */
public final class BaselineTuning {
  /** How many parts the training records are parted into. */
  static final int PARTS = 3;

  static final String ID = "baseline-tuning";

  private static final String SETTING = "setting";
  private static final String CHOSEN = "chosen";
  private static final String YES = "yes";

  private final Study study;
  private final List<Tried> tried;

  /** A learner with a setting, and the average AUC of each part; NaN where it is undefined. */
  private record Tried(Baseline learner, double[] auc) {
    double mean() {
      return Arrays.stream(auc).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
    }
  }

  /**
   * A part's average AUC, as it is saved.
   *
   * @param learner by its place among all that are tried
   * @param part from 0
   * @param auc average over the classes
   */
  record PartAuc(String learner, String part, double auc) {}

  private BaselineTuning(Study study, List<Tried> tried) {
    this.study = study;
    this.tried = List.copyOf(tried);
  }

  /**
   * {@return every setting tried on the training records; what is saved is found, and after a break it goes on with the next}
   *
   * @param study whose training records they are
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted; what is done is saved
   */
  public static BaselineTuning of(Study study) {
    return of(study, TuningGrid.here(study.parameters().seed(), study.progress()));
  }

  /** As {@link #of(Study)}, with fewer settings. */
  static BaselineTuning of(Study study, List<List<Baseline>> grid) {
    List<Baseline> all = grid.stream().flatMap(List::stream).toList();
    SavedItems<PartAuc> saved = new SavedItems<>(file(study, all), PartAuc.class);
    List<PartAuc> found = saved.isThere() ? saved.read() : make(study, all, saved);
    List<Tried> tried = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      String learner = String.valueOf(i);
      tried.add(
          new Tried(
              all.get(i),
              found.stream()
                  .filter(each -> each.learner().equals(learner))
                  .mapToDouble(PartAuc::auc)
                  .toArray()));
    }
    return new BaselineTuning(study, tried);
  }

  private static Path file(Study study, List<Baseline> all) {
    StringBuilder key = new StringBuilder(study.dataset().manifestSha256());
    key.append(study.split().trainIds());
    key.append(Provenance.codeSha256(List.of("dataset", "baseline", "baseline.feature")));
    all.forEach(each -> key.append(each.displayName()).append(each.options()));
    return study
        .results()
        .resolve("runs")
        .resolve("tuning-" + Provenance.sha256(key.toString()).substring(0, 12))
        .resolve("auc.csv");
  }

  private static List<PartAuc> make(Study study, List<Baseline> all, SavedItems<PartAuc> saved) {
    FeatureTable features = study.features();
    List<Set<String>> parts = parts(study);
    List<String> items = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      for (int part = 0; part < PARTS; part++) {
        items.add(i + " " + part);
      }
    }
    List<PartAuc> made =
        saved.make(
            items,
            item -> {
              String[] of = item.split(" ");
              Baseline learner = all.get(Integer.parseInt(of[0]));
              Set<String> held = parts.get(Integer.parseInt(of[1]));
              return List.of(new PartAuc(of[0], of[1], auc(study, features, learner, held)));
            },
            study.profile().jobs(),
            study.progress(),
            "learners fitted on parts of the training records");
    try {
      RunFiles.seal(saved.file().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + saved.file().getParent(), e);
    }
    return made;
  }

  /** The training records by their folds, which keep a patient together. */
  static List<Set<String>> parts(Study study) {
    Map<String, Integer> folds = study.folds().foldOf();
    List<Integer> training = study.split().trainFolds();
    List<Set<String>> parts = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      parts.add(new HashSet<>());
    }
    study
        .split()
        .trainIds()
        .forEach(id -> parts.get(training.indexOf(folds.get(id)) % PARTS).add(id));
    return parts;
  }

  private static double auc(
      Study study, FeatureTable features, Baseline learner, Set<String> held) {
    List<String> others = ids(study, id -> !held.contains(id));
    List<String> ids = ids(study, held::contains);
    double[][] scores =
        LearnerContract.scores(
            learner.displayName(),
            LearnerContract.fit(learner, features.select(others), study.dataset().labels(others)),
            features.select(ids));
    List<String> classes = Diagnosis.ALL.stream().map(Diagnosis::name).toList();
    return Performance.of(
            new Predictions(ids, classes, study.dataset().labels(ids), scores),
            Thresholds.fixed(classes, 0.5, Comparison.GREATER, ScorePrecision.DOUBLE))
        .average(PerformanceMetric.AUC)
        .value();
  }

  private static List<String> ids(Study study, Predicate<String> wanted) {
    return study.split().trainIds().stream().filter(wanted).toList();
  }

  /** {@return of each learner the setting with the highest mean, in the order of Table 3} */
  public List<Baseline> chosen() {
    Map<String, Tried> best = new LinkedHashMap<>();
    for (Tried each : tried) {
      best.merge(each.learner().displayName(), each, (a, b) -> b.mean() > a.mean() ? b : a);
    }
    return best.values().stream().map(Tried::learner).toList();
  }

  /** {@return a row a setting: what each part gave, and which is taken} */
  public TableResult table() {
    List<Baseline> chosen = chosen();
    Rows<Tried> rows =
        Rows.of(tried)
            .text("learner", t -> t.learner().displayName())
            .text(SETTING, t -> t.learner().options().toString())
            .number("inner AUC", Tried::mean);
    for (int part = 0; part < PARTS; part++) {
      int p = part;
      rows.number("part " + (p + 1), t -> t.auc()[p]);
    }
    return study.table(
        ID,
        "Settings of the learners tried on the %d training records of %s in %d parts by fold: average AUC of each part by a learner fitted on the others; of each learner the setting with the highest mean is taken for Table 3."
            .formatted(study.split().trainIds().size(), study.dataName(), PARTS),
        rows.text(CHOSEN, t -> chosen.contains(t.learner()) ? YES : "").table(),
        study.provenance(BaselineTuning.class));
  }

  /**
   * {@return the learners that a saved table chose}
   *
   * @param results the folder that holds {@code tables}
   * @param seed of all that is random in them
   * @throws EcgDataException if the table is not there or names settings that are not tried now
   */
  static List<Baseline> chosen(Path results, long seed) {
    Path file = results.resolve("tables").resolve(ID + ".csv");
    Set<String> settings = new HashSet<>();
    try {
      if (!Files.isRegularFile(file)) {
        throw new EcgDataException(file + ": expected the table of settings, found nothing there");
      }
      Table table = CsvTable.read(file);
      for (Row row : table) {
        if (row.getString(CHOSEN).equals(YES)) {
          settings.add(row.getString("learner") + " " + row.getString(SETTING));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    Map<String, Baseline> found = new HashMap<>();
    List<Baseline> chosen = new ArrayList<>();
    TuningGrid.of(seed).stream()
        .flatMap(List::stream)
        .filter(each -> settings.contains(each.displayName() + " " + each.options()))
        .filter(each -> found.put(each.displayName(), each) == null)
        .forEach(chosen::add);
    if (chosen.size() != settings.size()) {
      throw new EcgDataException(
          "%s: expected settings that are tried now, found %s".formatted(file, settings));
    }
    return chosen;
  }
}
