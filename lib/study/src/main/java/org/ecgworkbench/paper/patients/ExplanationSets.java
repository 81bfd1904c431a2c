package org.ecgworkbench.paper.patients;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.Study;

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
    Set<String> training = new HashSet<>(study.split().trainIds());
    List<Row> rows = new ArrayList<>();
    protocols.forEach(
        (label, protocol) -> {
          study.explanations(protocol).addBackgroundTo(provenance);
          List<String> background = study.explanations(protocol).background();
          List<String> explained = study.explanations(protocol).ids();
          Set<String> shared = new HashSet<>(background);
          shared.retainAll(explained);
          rows.add(new Row(label, "background", background, shared.size()));
          rows.add(new Row(label, "explained", explained, shared.size()));
        });
    Rows<Row> table =
        Rows.of(rows)
            .text("protocol", Row::protocol)
            .text("set", Row::set)
            .count("records", r -> r.ids().size())
            .count("trained on", r -> count(r, training::contains))
            .count("in both sets", Row::shared);
    for (Diagnosis d : Diagnosis.ALL) {
      table.count(d.name(), r -> count(r, id -> study.record(id).diagnoses().contains(d)));
    }
    return study.table(
        "shap-sets",
        "Who is explained, and against whom: records of each class.",
        table.table(),
        provenance);
  }

  private record Row(String protocol, String set, List<String> ids, int shared) {}

  private static int count(Row row, Predicate<String> which) {
    return (int) row.ids().stream().filter(which).count();
  }
}
