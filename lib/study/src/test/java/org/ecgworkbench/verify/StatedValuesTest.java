package org.ecgworkbench.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ecgworkbench.contents.Results;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.result.CsvTable;
import org.ecgworkbench.result.ResultsFolder;
import org.ecgworkbench.result.TableResult;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** What the committed tables, captions and sentences say of each other: a reader who checks one against another finds the same. */
class StatedValuesTest {
  private static final Path RESULTS =
      Path.of("").toAbsolutePath().getParent().getParent().resolve("results");
  private static final double Z = 1.959963984540054;
  private static final double ROUNDING = 1e-6;

  private static Table table(String id) throws IOException {
    return CsvTable.read(RESULTS.resolve("tables").resolve(id + ".csv"));
  }

  private static String text(Row row, String column) {
    return String.valueOf(row.getObject(column));
  }

  private static List<Path> tables() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("tables", "real/ptb-xl/tables", "real/cpsc2018/tables")) {
      try (Stream<Path> list = Files.list(RESULTS.resolve(folder))) {
        list.filter(f -> f.toString().endsWith(".csv")).sorted().forEach(files::add);
      }
    }
    return files;
  }

  /** None is empty or without a width, and none without its value, but where a note says why. */
  @Test
  void everyIntervalHoldsItsValueAndHasAWidthOrSaysWhyNot() throws IOException {
    List<String> wrong = new ArrayList<>();
    int intervals = 0;
    for (Path file : tables()) {
      Table table = CsvTable.read(file);
      for (String low : table.columnNames()) {
        if (!low.endsWith(TableResult.LOW)) {
          continue;
        }
        String name = low.substring(0, low.length() - TableResult.LOW.length());
        for (Row row : table) {
          String where = file.getFileName() + ", row " + row.getRowNumber() + ", " + name;
          boolean isExplained =
              table.columnNames().contains("note") && !text(row, "note").isEmpty();
          if (row.isMissing(low)) {
            continue;
          }
          intervals++;
          double from = ((Number) row.getObject(low)).doubleValue();
          double to = ((Number) row.getObject(name + TableResult.HIGH)).doubleValue();
          double value = ((Number) row.getObject(name)).doubleValue();
          if (!(from < to) && !isExplained) {
            wrong.add(where + ": no width");
          }
          if (from == 0 && to == 1 && value >= 0 && !name.startsWith("above")) {
            wrong.add(where + ": from 0 to 1");
          }
          if ((value < from - ROUNDING || value > to + ROUNDING) && !isExplained) {
            wrong.add(where + ": not in its interval");
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(intervals > 5000, intervals + " intervals");
  }

  /** Wilson's, from the counts beside them. */
  @Test
  void table2HasTheIntervalsOfItsOwnCounts() throws IOException {
    int classes = 0;
    for (Row row : table("table2-test-performance")) {
      if (row.isMissing("TP")) {
        continue;
      }
      double found = ((Number) row.getObject("TP")).doubleValue();
      assertWilson(row, "recall", found, ((Number) row.getObject("positives")).doubleValue());
      assertWilson(row, "precision", found, found + ((Number) row.getObject("FP")).doubleValue());
      classes++;
    }
    assertEquals(9, classes);
  }

  private static void assertWilson(Row row, String name, double k, double n) {
    if (n == 0) {
      assertTrue(row.isMissing(name + TableResult.LOW));
      return;
    }
    double p = k / n;
    double centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
    double half = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n);
    String where = text(row, "class") + " " + name;
    assertEquals(centre - half, row.getDouble(name + TableResult.LOW), ROUNDING, where);
    assertEquals(centre + half, row.getDouble(name + TableResult.HIGH), ROUNDING, where);
  }

  @Test
  void everyCaptionSaysThatTheRecordingsAreGenerated() {
    List<Sidecar> sidecars = ResultsFolder.sidecars(RESULTS).stream().map(Sidecar::read).toList();
    assertTrue(sidecars.size() > 70);
    for (Sidecar sidecar : sidecars) {
      if (Results.of(sidecar).isPresent()) {
        assertTrue(
            sidecar.caption().matches("(?si).*(generated|synthetic).*"),
            sidecar.id() + ": " + sidecar.caption());
      }
    }
  }

  @Test
  void onGeneratedRecordingsNoClaimIsDecidedButThatOfTheMethod() throws IOException {
    Map<String, String> verdicts = new TreeMap<>();
    table("claims").forEach(row -> verdicts.put(text(row, "claim"), text(row, "verdict")));
    assertEquals(List.of("C1", "C2", "C3", "C4", "C5"), List.copyOf(verdicts.keySet()));
    verdicts.forEach(
        (claim, verdict) -> {
          assertFalse(verdict.matches("(?s).*(contradicted|Contradicted).*"), verdict);
          assertEquals(claim.equals("C5"), !verdict.startsWith("Cannot be tested here"), verdict);
        });
    String method = verdicts.get("C5");
    assertTrue(method.startsWith("On this cohort the maps add up; as an explanation"), method);
    for (Row row : table("attribution-faithfulness")) {
      if (text(row, "method").equals("expected gradients")
          && text(row, "measure").equals("localisation AUC")) {
        assertTrue(
            method.contains(String.format(Locale.ROOT, "%.3f", row.getDouble("value"))), method);
      }
    }
  }

  /** How many single leads are below the network: the claim's words, and the table's p-values. */
  @Test
  void claimsCountWhatTable4Tests() throws IOException {
    Map<String, Integer> below = new TreeMap<>();
    for (Row row : table("table4-tests")) {
      if (text(row, "question").equals("one lead against all twelve")) {
        boolean is = row.getDouble("p_holm") < 0.05 && row.getDouble("difference") < 0;
        below.merge(text(row, "metric"), is ? 1 : 0, Integer::sum);
      }
    }
    String verdict = text(table("claims").row(2), "verdict");
    Matcher said = Pattern.compile("by (F1|AUC), of 12 single leads (\\d+)").matcher(verdict);
    Map<String, Integer> counted = new TreeMap<>();
    while (said.find()) {
      counted.put(said.group(1), Integer.valueOf(said.group(2)));
    }
    assertEquals(below, counted);
  }

  @Test
  void figures6And7HaveTwoHundredDrawsAndTheirErrorInTheCaption() {
    for (String id : List.of("figure6-patient-shap", "figure7-population-shap")) {
      Sidecar sidecar = Sidecar.read(RESULTS.resolve("figures/" + id + ".json"));
      assertTrue(Integer.parseInt(sidecar.settings().get("draws")) >= 200, id);
      assertTrue(sidecar.caption().matches("(?si).*standard error.*\\d %.*"), sidecar.caption());
    }
  }

  /** The caption's correlations of Figure 7's last rows, from the table. */
  @Test
  void figure7SaysHowNearlyItIsAPictureOfTheSignal() throws IOException {
    Map<String, double[]> average = new TreeMap<>();
    for (Row row : table("figure7-population-shap")) {
      if (text(row, "class").equals("AVG")) {
        average.put(
            text(row, "shares"),
            Lead.ALL.stream().mapToDouble(lead -> row.getDouble(lead.label())).toArray());
      }
    }
    double[] alone = average.get("signal energy alone");
    String said =
        String.format(
            Locale.ROOT,
            "The AVG row of c correlates with that of a by %.3f, with that of b by %.3f.",
            correlation(alone, average.get("signed")),
            correlation(alone, average.get("absolute")));
    String caption =
        Sidecar.read(RESULTS.resolve("figures/figure7-population-shap.json")).caption();
    assertTrue(caption.contains(said), said + " is not in: " + caption);
  }

  private static double correlation(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElseThrow();
    double meanB = Arrays.stream(b).average().orElseThrow();
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - meanA) * (b[i] - meanB);
      aa += (a[i] - meanA) * (a[i] - meanA);
      bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return ab / Math.sqrt(aa * bb);
  }

  /** Figures 3 and Table 2: one interval for one number. */
  @Test
  void figure3HasTheCountsOfTable2() throws IOException {
    Table figure = CsvTable.read(RESULTS.resolve("figures/figure3-confusion-matrices.csv"));
    Map<String, String> counts = new TreeMap<>();
    figure.forEach(
        row ->
            counts.put(
                text(row, "part"),
                "%.0f of %.0f"
                    .formatted(row.getDouble("truePositives"), row.getDouble("falseNegatives"))));
    for (Row row : table("table2-test-performance")) {
      if (!row.isMissing("TP")) {
        int found = ((Number) row.getObject("TP")).intValue();
        int positives = ((Number) row.getObject("positives")).intValue();
        assertEquals(found + " of " + (positives - found), counts.get(text(row, "class")));
      }
    }
  }

  /** A control that is not named is taken for another. */
  @Test
  void theRankingNamesEachControl() throws IOException {
    List<String> columns = table("attribution-ranking").columnNames();
    assertTrue(
        columns.containsAll(
            List.of(
                "than the signal's amplitude",
                "than the same method on an untrained network",
                "than an untrained network's magnitude")),
        columns.toString());
  }

  /** Methods that pass as many tests share a rank. */
  @Test
  void equalMethodsShareARank() throws IOException {
    Map<String, List<Integer>> ranks = new TreeMap<>();
    int place = 1;
    String before = "";
    int rank = 1;
    for (Row row : table("attribution-ranking")) {
      String passed = text(row, "passed");
      rank = passed.equals(before) ? rank : place;
      before = passed;
      place++;
      assertEquals(rank, ((Number) row.getObject("rank")).intValue(), text(row, "method"));
      ranks.computeIfAbsent(passed, p -> new ArrayList<>()).add(rank);
    }
    assertTrue(ranks.size() < place - 1, "there are equal ones: " + ranks);
  }
}
