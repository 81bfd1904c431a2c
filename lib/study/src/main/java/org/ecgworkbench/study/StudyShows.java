package org.ecgworkbench.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.Folds;
import org.ecgworkbench.dataset.RecordSplit;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Show;
import org.ecgworkbench.result.Rows;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What a study shows of itself in a notebook. */
final class StudyShows {
  private StudyShows() {}

  /** What is open, as a table. */
  static void facts(Setup study) {
    StringColumn what = StringColumn.create("this run");
    StringColumn value = StringColumn.create("value");
    of(study)
        .forEach(
            (k, v) -> {
              what.append(k);
              value.append(v);
            });
    Show.table(Table.create("", what, value));
  }

  /** What is open: recordings, profile, seed, split. */
  static Map<String, String> of(Setup study) {
    Parameters parameters = study.parameters();
    EcgDataset dataset = study.dataset();
    Profile profile = study.profile();
    RecordSplit split = study.split();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "recordings",
        parameters.data().isPresent()
            ? dataset.description()
            : "embedded cohort: %d generated 12-lead ECGs, see datasets/synthetic.md"
                .formatted(dataset.records().size()));
    facts.put(
        "profile",
        "%s: network of width %d, input %d samples at %d Hz (%.0f s), %d epochs"
            .formatted(
                profile.name(),
                profile.width(),
                profile.windowSamples(),
                profile.samplingRateHz(),
                profile.windowSeconds(),
                profile.epochs()));
    facts.put("seed", String.valueOf(parameters.seed()));
    facts.put(
        "split",
        "%d training, %d validation, %d test records"
            .formatted(
                split.trainIds().size(), split.validationIds().size(), split.testIds().size()));
    return facts;
  }

  /** How many records of each class train, validate and test. */
  static void split(Setup study) {
    EcgDataset dataset = study.dataset();
    Folds folds = study.folds();
    RecordSplit split = study.split();
    List<Part> parts =
        List.of(
            new Part("training", split.trainFolds(), split.trainIds()),
            new Part("validation", split.validationFolds(), split.validationIds()),
            new Part("test", split.testFolds(), split.testIds()));
    Rows<Part> rows =
        Rows.of(parts)
            .text("part", Part::name)
            .text("folds", part -> part.folds().toString())
            .count("records", part -> part.ids().size());
    for (Diagnosis d : Diagnosis.ALL) {
      rows.count(
          d.name(),
          part ->
              (int)
                  part.ids().stream()
                      .filter(id -> study.record(id).diagnoses().contains(d))
                      .count());
    }
    Show.table(rows.table().setName("Records of each class by part of the split"));
    if (!folds.dropped().isEmpty()) {
      System.out.println(
          folds.dropped().size()
              + " records carry none of the nine labels and are left out: "
              + folds.dropped());
    }
  }

  private record Part(String name, List<Integer> folds, List<String> ids) {}
}
