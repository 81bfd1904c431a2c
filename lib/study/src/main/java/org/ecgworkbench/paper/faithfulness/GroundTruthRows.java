package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.paper.faithfulness.Trial.Kind;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.shap.evaluation.GroundTruth;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.RecordMeans;
import tech.tablesaw.api.Table;

/** The rows of {@link AttributionGroundTruth}: methods in classes and leads. */
final class GroundTruthRows {
  private static final String ALL = Trial.ALL;

  static final List<String> COLUMNS =
      Stream.concat(Diagnosis.ALL.stream().map(Diagnosis::name), Stream.of(ALL)).toList();

  /** That of the magnitudes is a control of all methods, and stands among these already. */
  static final List<Method> UNTRAINED =
      Method.TESTED.stream().filter(m -> m != Method.MAGNITUDE).toList();

  private GroundTruthRows() {}

  static String name(Method method, Kind kind) {
    return kind == Kind.UNTRAINED ? "untrained, " + method.label() : method.label();
  }

  static String words(Strength strength) {
    return strength == Strength.DEFINING ? "defining" : "defining and supporting";
  }

  /** A normal ECG is normal everywhere: its mask covers most of the record and says little of a map. */
  static boolean isInAll(Trial trial) {
    return trial.explained() != Diagnosis.SNR;
  }

  static List<RecordMeans.Value> values(List<Trial> cell, ToDoubleFunction<GroundTruth> value) {
    return cell.stream()
        .map(t -> new RecordMeans.Value(t.record(), value.applyAsDouble(t.truth())))
        .toList();
  }

  /** The rows, from scores in any order. */
  static Table table(List<Trial> scores, Strength strength, long seed) {
    RecordMeans means = new RecordMeans(seed);
    List<String> leads = new ArrayList<>(List.of(ALL));
    Lead.ALL.forEach(l -> leads.add(l.label()));
    Map<Cell, List<Trial>> cells = new HashMap<>();
    Set<Method> methods = new LinkedHashSet<>();
    Set<Kind> kinds = new TreeSet<>();
    Map<Place, Trial> ofAmplitude = new HashMap<>();
    for (Trial s : scores) {
      if (s.method() == Method.AMPLITUDE) {
        ofAmplitude.put(Place.of(s), s);
      }
      if (s.kind() != Kind.UNTRAINED) {
        methods.add(s.method());
        kinds.add(s.kind());
      }
      List<String> in =
          isInAll(s) ? List.of(s.explained().name(), ALL) : List.of(s.explained().name());
      for (String c : in) {
        cells
            .computeIfAbsent(new Cell(s.method(), s.kind(), c, s.lead()), k -> new ArrayList<>())
            .add(s);
      }
    }
    List<Cell> all = new ArrayList<>();
    for (Method m : methods) {
      for (Kind kind : kinds) {
        for (String c : COLUMNS) {
          for (String l : kind == Kind.TRUTH ? leads : List.of(ALL)) {
            all.add(new Cell(m, kind, c, l));
          }
        }
      }
    }
    for (Method m : UNTRAINED) {
      COLUMNS.stream()
          .map(c -> new Cell(m, Kind.UNTRAINED, c, ALL))
          .filter(cells::containsKey)
          .forEach(all::add);
    }
    List<Row> rows = new ArrayList<>();
    for (Cell at : all) {
      for (GroundTruth.Score which : GroundTruth.Score.values()) {
        rows.add(row(at, cells.getOrDefault(at, List.of()), which, means, ofAmplitude));
      }
    }
    return Rows.of(rows)
        .text("method", r -> name(r.cell().method(), r.cell().kind()))
        .text("class", r -> r.cell().name())
        .text("lead", r -> r.cell().lead())
        .text(
            "evidence",
            r -> words(r.cell().kind() == Kind.WITH_SUPPORTING ? Strength.SUPPORTING : strength))
        .text("score", r -> r.score().label())
        .count("records", r -> RecordMeans.records(r.found()))
        .interval("value", Row::value)
        .number("chance", r -> r.value().estimate() - r.excess().estimate())
        .interval("above chance", Row::excess)
        .interval("above amplitude", Row::more)
        .text("finding", r -> finding(r.excess(), r.more()))
        .note(
            r ->
                r.found().stream().allMatch(v -> Double.isNaN(v.value()))
                    ? "no record has evidence to find here"
                    : r.value().note())
        .table();
  }

  private static Row row(
      Cell at,
      List<Trial> cell,
      GroundTruth.Score which,
      RecordMeans means,
      Map<Place, Trial> ofAmplitude) {
    List<RecordMeans.Value> found = values(cell, t -> t.value(which));
    return new Row(
        at,
        which,
        found,
        means.mean(found),
        means.mean(values(cell, t -> t.value(which) - t.chance(which))),
        at.method() == Method.AMPLITUDE
            ? null
            : means.mean(
                cell.stream()
                    .map(t -> new RecordMeans.Value(t.record(), more(t, which, ofAmplitude)))
                    .toList()));
  }

  /** A method in a class and a lead, or in all of them; of which kind. */
  private record Cell(Method method, Kind kind, String name, String lead) {}

  /** A lead of a record and its label, whatever the method. */
  private record Place(Trial.Pair pair, Kind kind, String lead) {
    static Place of(Trial trial) {
      Kind kind = trial.kind() == Kind.UNTRAINED ? Kind.TRUTH : trial.kind();
      return new Place(trial.pair(), kind, trial.lead());
    }
  }

  /**
   * A score of a cell.
   *
   * @param excess above chance
   * @param more than the signal's amplitude has; null for that itself
   */
  private record Row(
      Cell cell,
      GroundTruth.Score score,
      List<RecordMeans.Value> found,
      Interval value,
      Interval excess,
      Interval more) {}

  /** A score less that of the signal's amplitude in the same record, class and lead; NaN where that is not known. */
  private static double more(Trial trial, GroundTruth.Score score, Map<Place, Trial> amplitudes) {
    Trial amplitude = amplitudes.get(Place.of(trial));
    return amplitude == null
        ? Double.NaN
        : trial.truth().value(score) - amplitude.truth().value(score);
  }

  /** In words what the intervals say; nothing where one has no bounds. */
  private static String finding(Interval aboveChance, Interval aboveAmplitude) {
    if (Double.isNaN(aboveChance.lower())) {
      return "";
    }
    if (!(aboveChance.lower() > 0)) {
      return "not above chance";
    }
    return aboveAmplitude != null && aboveAmplitude.lower() > 0
        ? "above chance and amplitude"
        : "above chance only";
  }
}
