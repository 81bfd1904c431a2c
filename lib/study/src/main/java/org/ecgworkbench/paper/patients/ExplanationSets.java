package org.ecgworkbench.paper.patients;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.Study;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Who is explained and against whom: backgrounds and explained records of protocols by class, and what they share. */
public final class ExplanationSets {
  private ExplanationSets() {}

  /**
   * {@return one row a set: records, how many of them trained the network or are in the same protocol's other set, and records of each
   * class}
   *
   * @param protocols by the name that stands in the table
   */
  public static TableResult of(Study study, Map<String, ExplanationProtocol> protocols) {
    var provenance = study.provenance(ExplanationSets.class);
    Map<String, RecordSummary> byId = new HashMap<>();
    study.dataset().records().forEach(r -> byId.put(r.id(), r));
    Set<String> training = new HashSet<>(study.split().trainIds());
    StringColumn protocolColumn = StringColumn.create("protocol");
    StringColumn set = StringColumn.create("set");
    IntColumn records = IntColumn.create("records");
    IntColumn trained = IntColumn.create("trained on");
    IntColumn both = IntColumn.create("in both sets");
    Table table = Table.create("explanation sets", protocolColumn, set, records, trained, both);
    List<IntColumn> classes = Diagnosis.ALL.stream().map(d -> IntColumn.create(d.name())).toList();
    classes.forEach(table::addColumns);
    protocols.forEach(
        (label, protocol) -> {
          study.withBackground(provenance, protocol);
          List<String> background = study.background(protocol);
          List<String> explained = study.explainedIds(protocol);
          Set<String> shared = new HashSet<>(background);
          shared.retainAll(explained);
          Map<String, List<String>> sets =
              new java.util.LinkedHashMap<>(Map.of("background", background));
          sets.put("explained", explained);
          sets.forEach(
              (name, ids) -> {
                protocolColumn.append(label);
                set.append(name);
                records.append(ids.size());
                trained.append((int) ids.stream().filter(training::contains).count());
                both.append(shared.size());
                for (Diagnosis d : Diagnosis.ALL) {
                  classes
                      .get(d.ordinal())
                      .append(
                          (int)
                              ids.stream()
                                  .filter(id -> byId.get(id).diagnoses().contains(d))
                                  .count());
                }
              });
        });
    return new TableResult(
        "shap-sets",
        "Who is explained, and against whom: records of each class.",
        table,
        provenance.finish(),
        study.results());
  }
}
