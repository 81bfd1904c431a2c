package org.ecgworkbench.paper.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.figure.chart.FlowDiagram;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;

/**
 * What becomes of the records: found, left out and why, with one of the nine classes, and training, validation and test; what TRIPOD+AI
 * (20a) and STARD-AI (24) ask for. Not in the paper. The records with a class are those of {@link Table1DataProfile}.
 */
public final class RecordFlow {
  private static final int MOST_REASONS = 4;
  private static final List<String> CLASSES = Diagnosis.ALL.stream().map(Diagnosis::name).toList();

  private RecordFlow() {}

  /** {@return the diagram} */
  public static FigureResult figure(Study study) {
    var provenance = study.provenance(RecordFlow.class);
    return study.figure(
        "figure-record-flow",
        "What becomes of the records of "
            + study.dataName()
            + ": found, left out and why, and the parts of this run's split. A record of several classes counts in each.",
        diagram(study),
        provenance);
  }

  /** {@return the numbers of the diagram: a row a step or part, with its classes} */
  public static TableResult table(Study study) {
    var provenance = study.provenance(RecordFlow.class);
    List<Line> lines = lines(study);
    Rows<Line> rows =
        Rows.of(lines)
            .text("records that are", Line::name)
            .count("records", l -> l.records().size() + l.unread())
            .number("patients", l -> patients(study, l.records()));
    for (Diagnosis d : Diagnosis.ALL) {
      rows.count(d.name(), l -> count(l.records(), d));
    }
    return study.table(
        "record-flow",
        "What becomes of the records of "
            + study.dataName()
            + ". A record of several classes counts in each; what is left out by name is not read, so its classes are not counted.",
        rows.note(Line::note).table(),
        provenance);
  }

  /** A step or part; records that were left out by name are only counted. */
  private record Line(String name, List<RecordSummary> records, int unread, String note) {}

  private static List<RecordSummary> labelled(List<RecordSummary> read) {
    return read.stream().filter(r -> !r.diagnoses().isEmpty()).toList();
  }

  private static List<Line> lines(Study study) {
    List<RecordSummary> read = study.dataset().records();
    List<RecordSummary> labelled = labelled(read);
    int leftOut = study.dataset().leftOut().size();
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("found", read, leftOut, ""));
    lines.add(new Line("left out by name", List.of(), leftOut, String.join("; ", reasons(study))));
    lines.add(new Line("read", read, 0, ""));
    lines.add(
        new Line(
            "without one of the nine classes",
            read.stream().filter(r -> r.diagnoses().isEmpty()).toList(),
            0,
            ""));
    lines.add(
        new Line("with a class (Table 1)", labelled, 0, String.join("; ", unknown(labelled))));
    parts(study)
        .forEach(
            (name, ids) -> lines.add(new Line(name, records(study, ids), 0, folds(study, name))));
    return lines;
  }

  private static String folds(Study study, String part) {
    var split = study.split();
    List<Integer> folds =
        switch (part) {
          case "training" -> split.trainFolds();
          case "validation" -> split.validationFolds();
          default -> split.testFolds();
        };
    return "folds " + folds;
  }

  /** The ids of each part of the split, by what it is for. */
  static Map<String, List<String>> parts(Study study) {
    Map<String, List<String>> parts = new LinkedHashMap<>();
    parts.put("training", study.split().trainIds());
    parts.put("validation", study.split().validationIds());
    parts.put("test", study.split().testIds());
    return parts;
  }

  static List<RecordSummary> records(Study study, List<String> ids) {
    return ids.stream().map(study::record).toList();
  }

  static int count(List<RecordSummary> records, Diagnosis diagnosis) {
    return (int) records.stream().filter(r -> r.diagnoses().contains(diagnosis)).count();
  }

  /** The number of patients; NaN where they are not known. */
  static double patients(Study study, List<RecordSummary> records) {
    Map<String, String> patients = study.dataset().patients();
    if (patients.isEmpty()) {
      return Double.NaN;
    }
    Set<String> distinct = new LinkedHashSet<>();
    records.forEach(r -> distinct.add(patients.getOrDefault(r.id(), r.id())));
    return distinct.size();
  }

  /** Why records were left out by name, with how many. */
  private static List<String> reasons(Study study) {
    Map<String, Integer> counts = new TreeMap<>();
    study.dataset().leftOut().values().forEach(reason -> counts.merge(reason, 1, Integer::sum));
    List<String> lines = new ArrayList<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(e -> lines.add("%,d: %s".formatted(e.getValue(), e.getKey())));
    return lines;
  }

  private static List<String> unknown(List<RecordSummary> records) {
    List<String> lines = new ArrayList<>();
    long ageless = records.stream().filter(r -> r.ageYears().isEmpty()).count();
    long sexless = records.stream().filter(r -> r.sex() == Sex.UNKNOWN).count();
    if (ageless > 0) {
      lines.add(ageless + " without age");
    }
    if (sexless > 0) {
      lines.add(sexless + " without sex");
    }
    return lines;
  }

  private static FlowDiagram diagram(Study study) {
    List<RecordSummary> read = study.dataset().records();
    List<RecordSummary> labelled = labelled(read);
    int leftOut = study.dataset().leftOut().size();
    List<String> reasons = reasons(study);
    if (reasons.size() > MOST_REASONS) {
      int more = reasons.size() - MOST_REASONS + 1;
      reasons = new ArrayList<>(reasons.subList(0, MOST_REASONS - 1));
      reasons.add("and " + more + " reasons more, see the table");
    }
    List<FlowDiagram.Step> steps = new ArrayList<>();
    steps.add(
        new FlowDiagram.Step(
            "found",
            read.size() + leftOut,
            List.of(study.dataName(), seconds(read)),
            leftOut,
            reasons));
    int unlabelled = read.size() - labelled.size();
    steps.add(
        new FlowDiagram.Step(
            "read, with every check of their form",
            read.size(),
            patientsLine(study, read),
            unlabelled,
            unlabelled == 0
                ? List.of()
                : List.of("none of the nine classes is stated", "(the protocol drops them)")));
    steps.add(
        new FlowDiagram.Step(
            "with a class: the records of Table 1",
            labelled.size(),
            unknown(labelled),
            0,
            List.of()));
    List<FlowDiagram.Part> parts = new ArrayList<>();
    parts(study)
        .forEach(
            (name, ids) -> {
              List<RecordSummary> records = records(study, ids);
              parts.add(
                  new FlowDiagram.Part(
                      name,
                      records.size(),
                      CLASSES,
                      Diagnosis.ALL.stream().mapToInt(d -> count(records, d)).toArray()));
            });
    return new FlowDiagram(steps, parts);
  }

  private static String seconds(List<RecordSummary> records) {
    return "%s to %s s at %s Hz"
        .formatted(
            number(records.stream().mapToDouble(RecordSummary::seconds).min().orElse(0)),
            number(records.stream().mapToDouble(RecordSummary::seconds).max().orElse(0)),
            String.join(
                ", ",
                records.stream()
                    .map(RecordSummary::samplingRateHz)
                    .distinct()
                    .sorted()
                    .map(String::valueOf)
                    .toList()));
  }

  private static String number(double value) {
    return String.format(java.util.Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
  }

  private static List<String> patientsLine(Study study, List<RecordSummary> records) {
    double patients = patients(study, records);
    return List.of(
        Double.isNaN(patients)
            ? "patients are not known"
            : String.format(java.util.Locale.ROOT, "of %,d patients", (int) patients));
  }
}
