package org.ecgworkbench.study;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.baseline.LearnerContract;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.study.store.LearnerCode;
import org.ecgworkbench.study.store.RunStore;
import org.ecgworkbench.study.store.SplitName;
import org.ecgworkbench.study.store.Trained;

/**
 * What a learner on expert features is called, what its run depends on, and so where it is saved.
 *
 * @param study whose learners they are
 * @param store of its runs
 */
record SavedLearners(Setup study, RunStore store) {
  private static final List<String> CODE =
      List.of(
          "base",
          "ecg",
          "random",
          "dataset",
          "dataset.file",
          "dataset.wfdb",
          "dataset.matlab",
          "baseline",
          "baseline.feature");

  /** The version of what features and learners are made of. */
  static String code() {
    return Provenance.codeSha256(CODE);
  }

  /** Where a learner with these dependencies is or would be saved. */
  Path directory(Trained trained, Map<String, String> depends) {
    return of(trained.split()).directory("baseline-" + Learners.slug(trained.name()), depends);
  }

  /**
   * Where a learner is or would be saved.
   *
   * @throws IllegalArgumentException if its code cannot be read, so that its run is known by its scores alone
   */
  Path directory(Baseline learner, SplitName split) {
    String code =
        code(learner)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        learner.displayName()
                            + ": a learner whose class lies in no file cannot be tested on other recordings"));
    return directory(trained(learner, split), depends(learner, code));
  }

  /** The store of runs on a split. */
  RunStore of(SplitName split) {
    return store.forSplit(study.split(split));
  }

  /** Of the library's code and a learner's own; empty where that lies in no file. */
  static Optional<String> code(Baseline learner) {
    return LearnerCode.isOfTheLibrary(learner)
        ? Optional.of(code())
        : LearnerCode.sha256(learner.getClass()).map(own -> code() + " and " + own);
  }

  /** Everything a learner's scores depend on beside data, seed and split. */
  static Map<String, String> depends(Baseline learner, String code) {
    Map<String, String> depends = new LinkedHashMap<>();
    depends.put("learner", learner.displayName() + " " + learner.options());
    depends.put("code", code);
    if (!LearnerCode.isOfTheLibrary(learner)) {
      depends.put("class", learner.getClass().getName());
    }
    return depends;
  }

  /** What a table calls a learner: its name, and the settings that are not those of the study's own of its kind. */
  Trained trained(Baseline learner, SplitName split) {
    LearnerContract.requireNamed(learner);
    String differences =
        Baselines.known(study.parameters().seed()).stream()
            .filter(own -> own.getClass() == learner.getClass())
            .findFirst()
            .map(own -> differences(own.options(), learner.options()))
            .orElse("");
    String name = learner.displayName() + (differences.isEmpty() ? "" : " (" + differences + ")");
    return Trained.of(learner, name, split);
  }

  private static String differences(Record usual, Record options) {
    List<String> differences = new ArrayList<>();
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(options);
        if (!Objects.equals(component.getAccessor().invoke(usual), value)) {
          differences.add(component.getName() + "=" + value);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return String.join(", ", differences);
  }
}
