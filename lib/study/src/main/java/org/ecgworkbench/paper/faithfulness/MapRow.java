package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.paper.faithfulness.MapMeasures.Value;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.study.RecordMeans;
import org.ecgworkbench.study.TestIntervals;
import tech.tablesaw.api.Table;

/** A row: a mean over patients, and how much more it is than that of two controls in the same records. */
record MapRow(
    String question,
    String method,
    String against,
    int patients,
    Interval value,
    Interval overAmplitude,
    Interval overEnergy) {
  static final String ALL_CLASSES = "all classes";
  private static final String NOT_ASKED = "not asked";

  /** Why an interval is not there, or rough. */
  String note() {
    return Stream.of(value, overAmplitude, overEnergy)
        .map(Interval::note)
        .filter(note -> !note.isEmpty() && !note.equals(NOT_ASKED))
        .findFirst()
        .orElse("");
  }

  /** The rows as a table; what they are against, besides amplitude and energy, is named by the caller. */
  static Table table(List<MapRow> rows, String against, Function<MapRow, String> name) {
    return Rows.of(rows)
        .text("question", MapRow::question)
        .text("method", MapRow::method)
        .text(against, name)
        .count("patients", MapRow::patients)
        .interval("value", MapRow::value)
        .interval("over amplitude", MapRow::overAmplitude)
        .interval("over energy", MapRow::overEnergy)
        .note(MapRow::note)
        .table();
  }

  /** Whether it is the share of a class, or of all, that lies in the windows. */
  boolean isShare(String of) {
    return question.equals(MapMeasures.SHARE) && against.equals(of);
  }

  /** The rows that are made of some numbers. */
  static List<MapRow> of(List<Value> values, long seed) {
    RecordMeans means = new RecordMeans(seed);
    List<MapRow> rows = new ArrayList<>();
    Map<String, List<Value>> groups = new LinkedHashMap<>();
    for (Value v : values) {
      boolean isWindow = isOfWindows(v);
      group(groups, v, isWindow ? ALL_CLASSES : Objects.requireNonNullElse(v.against(), ""));
      if (isWindow) {
        group(groups, v, v.explained().name());
      }
    }
    groups.forEach(
        (key, group) -> {
          Value first = group.get(0);
          String against = key.substring(key.lastIndexOf('\n') + 1);
          boolean isShare = isOfWindows(first) && !first.question().equals(MapMeasures.CHANCE);
          rows.add(
              new MapRow(
                  first.question(),
                  first.method(),
                  against,
                  RecordMeans.records(byPatient(group)),
                  means.mean(byPatient(group)),
                  over(means, values, group, MapMethods.AMPLITUDE, isShare),
                  over(means, values, group, MapMethods.ENERGY, isShare)));
        });
    // Questions in the order of their names; methods and classes keep their own.
    List<String> questions =
        values.stream().map(Value::question).distinct().sorted(Comparator.naturalOrder()).toList();
    rows.sort(Comparator.comparingInt(row -> questions.indexOf(row.question())));
    return rows;
  }

  private static void group(Map<String, List<Value>> groups, Value value, String against) {
    String key = value.question() + "\n" + value.method() + "\n" + against;
    groups.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
  }

  private static boolean isOfWindows(Value value) {
    return Stream.of(MapMeasures.SHARE, MapMeasures.CHANCE, MapMeasures.AUC, MapMeasures.MATCHED)
        .anyMatch(value.question()::equals);
  }

  private static List<RecordMeans.Value> byPatient(List<Value> group) {
    return group.stream().map(v -> new RecordMeans.Value(v.patient(), v.value())).toList();
  }

  private static Interval over(
      RecordMeans means, List<Value> values, List<Value> group, String control, boolean isAsked) {
    if (!isAsked || group.get(0).method().equals(control)) {
      return Interval.undefined(Double.NaN, TestIntervals.LEVEL, NOT_ASKED);
    }
    Map<String, Double> ofControl = new LinkedHashMap<>();
    for (Value v : values) {
      if (v.method().equals(control) && v.question().equals(group.get(0).question())) {
        ofControl.put(v.record() + " " + v.explained(), v.value());
      }
    }
    return means.mean(
        group.stream()
            .map(
                v ->
                    new RecordMeans.Value(
                        v.patient(), v.value() - ofControl.get(v.record() + " " + v.explained())))
            .toList());
  }

  /** What the rows say in one sentence, with their numbers. */
  static String sentence(List<MapRow> rows, String data) {
    List<MapRow> overall =
        rows.stream()
            .filter(r -> r.isShare(ALL_CLASSES) && !isControl(r.method()))
            .sorted(Comparator.comparingDouble(r -> -r.overEnergy().estimate()))
            .toList();
    List<String> above =
        overall.stream()
            .filter(r -> r.overEnergy().lower() > 0 && isAboveChance(rows, r.method()))
            .map(MapRow::method)
            .toList();
    MapRow best = overall.get(0);
    return String.format(
        Locale.ROOT,
        "In the waves that define the labels of %s, %s more of the positive attribution than of the signal's energy and"
            + " %s them among samples of equal amplitude;"
            + " the greatest share over the energy's has %s (%+.2f of all, 95 %% %+.2f to %+.2f). Two methods' maps correlate by %.2f on average sample by sample%s.",
        data,
        above.isEmpty()
            ? "no method clearly has"
            : "%d of %d methods clearly have (%s)"
                .formatted(above.size(), overall.size(), String.join(", ", above)),
        above.isEmpty() ? "finds" : "find",
        best.method(),
        best.overEnergy().estimate(),
        best.overEnergy().lower(),
        best.overEnergy().upper(),
        mean(rows, MapMeasures.METHODS + "sample"),
        rows.stream().anyMatch(r -> r.question().startsWith(MapMeasures.TRAININGS))
            ? String.format(
                Locale.ROOT,
                ", two trainings' maps by one method by %.2f (Arends et al. 2026: 0.41 to 0.65)",
                mean(rows, MapMeasures.TRAININGS + "sample"))
            : "");
  }

  private static boolean isAboveChance(List<MapRow> rows, String method) {
    return rows.stream()
        .filter(r -> r.question().equals(MapMeasures.MATCHED) && r.against().equals(ALL_CLASSES))
        .anyMatch(r -> r.method().equals(method) && r.value().lower() > 0.5);
  }

  private static double mean(List<MapRow> rows, String question) {
    return rows.stream()
        .filter(r -> r.question().equals(question))
        .filter(r -> !isControl(r.method()) && !isControl(r.against()))
        .mapToDouble(r -> r.value().estimate())
        .average()
        .orElse(Double.NaN);
  }

  private static boolean isControl(String method) {
    return List.of(MapMethods.RANDOM, MapMethods.AMPLITUDE, MapMethods.ENERGY).contains(method);
  }
}
