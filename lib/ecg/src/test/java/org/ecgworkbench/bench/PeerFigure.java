package org.ecgworkbench.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.figure.Estimates;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.FigureFiles;
import org.ecgworkbench.figure.chart.DotPanels;

/**
 * The table of {@code lib/benchmarks/peers} as a figure: how many times as fast this library is, by the clock with the range of the rounds and by
 * processor time. Arguments: the CSV, the SVG to write.
 */
public final class PeerFigure {
  private PeerFigure() {}

  /**
   * Writes the figure.
   *
   * @param arguments the CSV, the SVG
   */
  public static void main(String[] arguments) throws IOException {
    List<String> lines = Files.readAllLines(Path.of(arguments[0]));
    List<String> names = cells(lines.get(0));
    List<List<String>> rows = lines.stream().skip(1).map(PeerFigure::cells).toList();
    double[][] estimates = {column(names, rows, "ratio"), column(names, rows, "cpu_ratio")};
    double[][] low = {column(names, rows, "ratio_low"), estimates[1]};
    double[][] high = {column(names, rows, "ratio_high"), estimates[1]};
    List<String> tasks = new ArrayList<>();
    for (List<String> row : rows) {
      String mode = row.get(names.indexOf("mode"));
      tasks.add(row.get(names.indexOf("task")) + (mode.isEmpty() ? "" : " (" + mode + ")"));
    }
    Figure figure =
        new DotPanels(
            tasks,
            List.of("by the clock", "by processor time"),
            List.of(
                new DotPanels.Panel(
                    "Time of the newest peer over this library's",
                    "logarithm to base 10: 0 as fast, 1 ten times as fast",
                    new Estimates(estimates, low, high),
                    0)));
    FigureFiles.writeAtomically(
        FigureFiles.svg(figure).getBytes(StandardCharsets.UTF_8), Path.of(arguments[1]));
  }

  private static double[] column(List<String> names, List<List<String>> rows, String name) {
    int at = names.indexOf(name);
    return rows.stream().mapToDouble(row -> Math.log10(Double.parseDouble(row.get(at)))).toArray();
  }

  /** Cells of a line, of which those with commas stand in quotation marks. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (char c : line.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
