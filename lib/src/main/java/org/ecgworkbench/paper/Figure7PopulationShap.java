package org.ecgworkbench.paper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.HeatMap;
import org.ecgworkbench.shap.PopulationImportance;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Figure 7: each lead's share in the attributions of each class, from the explained records whose highest score the class is; rows add
 * up to 1, AVG is the mean of the rows there are.
 */
public final class Figure7PopulationShap {
  private static final String AVERAGE = "AVG";

  private Figure7PopulationShap() {}

  /** Draws the heat map. */
  public static FigureResult of(Study study) {
    var provenance = study.provenance(Figure7PopulationShap.class);
    PopulationImportance importance = importance(study);
    List<String> rows = new ArrayList<>(Diagnosis.ALL.stream().map(Diagnosis::name).toList());
    rows.add(AVERAGE);
    Map<String, String> missing = new HashMap<>();
    double[][] values = new double[rows.size()][];
    for (Diagnosis d : Diagnosis.ALL) {
      values[d.ordinal()] = importance.signedShares()[d.ordinal()];
      if (importance.records()[d.ordinal()] == 0) {
        missing.put(d.name(), "no explained record has its highest score here");
      }
    }
    values[rows.size() - 1] = importance.averageSignedShares();
    HeatMap map =
        HeatMap.of(
                rows,
                Lead.ALL.stream().map(Lead::label).toList(),
                values,
                "share of the attributions")
            .withAxes("class", "lead")
            .withDecimals(2)
            .withMissing(missing)
            .withLastRowApart();
    return new FigureResult(
        "figure7-population-shap",
        "Figure 7. Share of each lead in the attributions of each class, %d explained records of %s, %d draws each."
            .formatted(study.explanations().size(), study.dataName(), study.profile().shapDraws()),
        map,
        study.withExplanations(provenance).finish(),
        study.results());
  }

  /** The numbers of the figure, with the records and the cancellation of each row. */
  public static TableResult table(Study study) {
    var provenance = study.provenance(Figure7PopulationShap.class);
    PopulationImportance importance = importance(study);
    StringColumn name = StringColumn.create("class");
    IntColumn records = IntColumn.create("records");
    List<DoubleColumn> leads = new ArrayList<>();
    Lead.ALL.forEach(l -> leads.add(DoubleColumn.create(l.label())));
    DoubleColumn cancellation = DoubleColumn.create("cancellation");
    StringColumn note = StringColumn.create("note");
    for (Diagnosis d : Diagnosis.ALL) {
      int c = d.ordinal();
      name.append(d.name());
      records.append(importance.records()[c]);
      for (Lead lead : Lead.ALL) {
        leads.get(lead.ordinal()).append(importance.signedShares()[c][lead.ordinal()]);
      }
      cancellation.append(importance.cancellation()[c]);
      note.append(
          importance.records()[c] == 0 ? "no explained record has its highest score here" : "");
    }
    name.append(AVERAGE);
    records.appendMissing();
    for (Lead lead : Lead.ALL) {
      leads.get(lead.ordinal()).append(importance.averageSignedShares()[lead.ordinal()]);
    }
    cancellation.appendMissing();
    note.append("mean of the rows there are");
    Table table = Table.create("shares", name, records);
    leads.forEach(table::addColumns);
    table.addColumns(cancellation, note);
    return new TableResult(
        "figure7-population-shap",
        "Shares of the leads behind Figure 7.",
        table,
        study.withExplanations(provenance).finish(),
        study.results());
  }

  /** The sums of the explained records by class and lead. */
  static PopulationImportance importance(Study study) {
    int classes = Diagnosis.ALL.size();
    int[] records = new int[classes];
    double[][] signed = new double[classes][Lead.ALL.size()];
    double[][] absolute = new double[classes][Lead.ALL.size()];
    for (ExplainedRecord e : study.explanations()) {
      int c = e.explained().ordinal();
      records[c]++;
      for (int lead = 0; lead < signed[c].length; lead++) {
        signed[c][lead] += e.leadSums()[lead];
        absolute[c][lead] += e.leadAbsoluteSums()[lead];
      }
    }
    return new PopulationImportance(Lead.ALL, records, signed, absolute);
  }
}
