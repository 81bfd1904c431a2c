package org.ecgworkbench.paper.faithfulness;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Panels;
import org.ecgworkbench.figure.chart.HeatMap;
import org.ecgworkbench.figure.chart.IntervalHeatMap;
import org.ecgworkbench.study.TestIntervals;

/** The panels of {@link SignalOrNoise}: shares in the windows over those of the signal's energy, and methods against methods. */
final class MapPanels {
  private MapPanels() {}

  static Figure of(List<MapRow> rows) {
    List<String> methods = List.copyOf(names(rows, r -> r.question().equals(MapMeasures.SHARE)));
    double[][] alike = new double[methods.size()][methods.size()];
    for (int m = 0; m < methods.size(); m++) {
      for (int other = 0; other < methods.size(); other++) {
        String a = methods.get(m);
        String b = methods.get(other);
        alike[m][other] =
            m == other
                ? Double.NaN
                : value(
                    rows,
                    r ->
                        r.question().equals(MapMeasures.METHODS + "sample")
                            && r.method().equals(a)
                            && r.against().equals(b),
                    MapRow::value);
      }
    }
    List<String> names = methods.stream().map(MapPanels::shortened).toList();
    return Panels.vertical(
        List.of(
            shares(rows, methods.subList(0, methods.indexOf(MapMethods.ENERGY))),
            HeatMap.of(names, names, alike, "rank correlation")
                .withAxes("", "method")
                .withDecimals(2)));
  }

  private static IntervalHeatMap shares(List<MapRow> rows, List<String> methods) {
    Map<String, Integer> patients = new LinkedHashMap<>();
    for (MapRow row : rows) {
      if (row.question().equals(MapMeasures.SHARE)) {
        patients.put(row.against(), row.patients());
      }
    }
    List<String> classes =
        Stream.concat(Diagnosis.ALL.stream().map(Diagnosis::name), Stream.of(MapRow.ALL_CLASSES))
            .filter(patients::containsKey)
            .toList();
    Function<String, String> named = c -> "%s (%d)".formatted(c, patients.get(c));
    return IntervalHeatMap.of(
            "Share over that of the energy",
            methods.stream().map(MapPanels::shortened).toList(),
            classes.stream().map(named).toList(),
            TestIntervals.estimates(
                methods.stream()
                    .map(m -> classes.stream().map(c -> overEnergy(rows, m, c)).toList())
                    .toList()),
            "share over energy's")
        .withFew(
            classes.stream()
                .filter(c -> patients.get(c) < AttributionGroundTruth.FEWEST)
                .map(named)
                .collect(Collectors.toSet()));
  }

  private static Interval overEnergy(List<MapRow> rows, String method, String against) {
    return rows.stream()
        .filter(r -> r.isShare(against) && r.method().equals(method))
        .map(MapRow::overEnergy)
        .findFirst()
        .orElseThrow();
  }

  private static String shortened(String method) {
    return method
        .replace("expected gradients", "EG")
        .replace("integrated gradients", "IG")
        .replace("gradient x input", "GxI")
        .replace("Grad-CAM", "CAM")
        .replace("signal ", "");
  }

  private static LinkedHashSet<String> names(List<MapRow> rows, Predicate<MapRow> which) {
    LinkedHashSet<String> names = new LinkedHashSet<>();
    rows.stream().filter(which).forEach(r -> names.add(r.method()));
    return names;
  }

  private static double value(
      List<MapRow> rows, Predicate<MapRow> which, Function<MapRow, Interval> of) {
    return rows.stream()
        .filter(which)
        .map(row -> of.apply(row).estimate())
        .findFirst()
        .orElse(Double.NaN);
  }
}
