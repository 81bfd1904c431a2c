package org.ecgworkbench.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.baseline.feature.FeatureTable;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.Folds;
import org.ecgworkbench.dataset.RecordSplit;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Show;
import org.ecgworkbench.result.TableResult;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What a study shows of itself in a notebook. */
final class StudyShows {
  private StudyShows() {}

  /** What is open, as a table. */
  static void facts(Study study) {
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
  static Map<String, String> of(Study study) {
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
  static void split(Study study) {
    EcgDataset dataset = study.dataset();
    Folds folds = study.folds();
    RecordSplit split = study.split();
    Map<String, RecordSummary> byId = new LinkedHashMap<>();
    dataset.records().forEach(r -> byId.put(r.id(), r));
    Table table = Table.create("Records of each class by part of the split");
    StringColumn part = StringColumn.create("part");
    StringColumn foldColumn = StringColumn.create("folds");
    IntColumn records = IntColumn.create("records");
    table.addColumns(part, foldColumn, records);
    List<IntColumn> classes = new ArrayList<>();
    Diagnosis.ALL.forEach(d -> classes.add(IntColumn.create(d.name())));
    classes.forEach(table::addColumns);
    Map<String, List<String>> parts = new LinkedHashMap<>();
    parts.put("training", split.trainIds());
    parts.put("validation", split.validationIds());
    parts.put("test", split.testIds());
    Map<String, List<Integer>> foldsOf =
        Map.of(
            "training", split.trainFolds(),
            "validation", split.validationFolds(),
            "test", split.testFolds());
    parts.forEach(
        (name, ids) -> {
          part.append(name);
          foldColumn.append(foldsOf.get(name).toString());
          records.append(ids.size());
          for (Diagnosis d : Diagnosis.ALL) {
            classes
                .get(d.ordinal())
                .append(
                    (int) ids.stream().filter(id -> byId.get(id).diagnoses().contains(d)).count());
          }
        });
    Show.table(table);
    if (!folds.dropped().isEmpty()) {
      System.out.println(
          folds.dropped().size()
              + " records carry none of the nine labels and are left out: "
              + folds.dropped());
    }
  }

  /** A few named features of the first record. */
  static void featureExamples(FeatureTable features) {
    StringColumn name = StringColumn.create("feature");
    DoubleColumn value = DoubleColumn.create("value");
    for (String wanted :
        List.of("II.signal.p95", "II.signal.sd", "V1.cD3.entropy", "V1.cD3.sd", "V5.cA4.p95")) {
      name.append(wanted);
      value.append(features.values()[0][features.names().indexOf(wanted)]);
    }
    TableResult.show(
        Table.create(
            "Five of the %d features of record %s"
                .formatted(features.names().size(), features.ids().get(0)),
            name,
            value));
  }
}
