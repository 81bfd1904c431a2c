package org.ecgworkbench.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.result.CsvTable;
import org.ecgworkbench.result.ResultsFolder;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.verify.Difference.Row;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** Finds in what two runs of one kind differ. */
final class DifferenceWork {
  private static final String NONE = Difference.NONE;
  private static final Pattern RECORD = Pattern.compile("[A-Za-z ]+\\[(\\w+=.*)]");

  /** Between components: before the next name, not inside a list. */
  private static final Pattern COMMA = Pattern.compile(", (?=\\w+=)");

  private DifferenceWork() {}

  static Difference of(Path a, Path b) {
    Kind kind = Kind.of(a);
    if (kind != Kind.of(b)) {
      throw new EcgDataException(
          "%s is %s, %s is %s; expected two of one kind"
              .formatted(a, kind.words, b, Kind.of(b).words));
    }
    return switch (kind) {
      case SIDECAR ->
          compare(
              DifferenceFacts.of(Sidecar.read(besides(a))),
              DifferenceFacts.of(Sidecar.read(besides(b))));
      case RUN -> compare(DifferenceFacts.ofRun(a), DifferenceFacts.ofRun(b));
      case RESULTS -> results(a, b);
    };
  }

  private enum Kind {
    SIDECAR("a sidecar"),
    RUN("a saved run"),
    RESULTS("a folder of results");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    static Kind of(Path path) {
      if (Files.isRegularFile(path)) {
        return SIDECAR;
      }
      if (Files.isRegularFile(path.resolve(RunFiles.SETTINGS))) {
        return RUN;
      }
      if (ResultsFolder.isOne(path)) {
        return RESULTS;
      }
      throw new EcgDataException(
          "%s: expected a sidecar, a saved run (a folder with run.json) or a folder of results, found %s"
              .formatted(path, Files.exists(path) ? "another folder" : "nothing there"));
    }
  }

  /** The sidecar of a table or figure that is named by one of its own files. */
  private static Path besides(Path file) {
    Path sidecar = file.resolveSibling(ResultsFolder.stem(file) + ".json");
    return Files.isRegularFile(sidecar) ? sidecar : file;
  }

  /** Results of one name are compared; what differs alike in many is said once. */
  private static Difference results(Path a, Path b) {
    Map<String, Sidecar> left = byName(a);
    Map<String, Sidecar> right = byName(b);
    Set<String> names = new LinkedHashSet<>(left.keySet());
    names.addAll(right.keySet());
    Set<Row> causes = new LinkedHashSet<>();
    List<Row> effects = new ArrayList<>();
    for (String name : names) {
      if (!left.containsKey(name) || !right.containsKey(name)) {
        effects.add(
            new Row(
                name,
                left.containsKey(name) ? "there" : NONE,
                right.containsKey(name) ? "there" : NONE));
        continue;
      }
      Difference one =
          compare(DifferenceFacts.of(left.get(name)), DifferenceFacts.of(right.get(name)));
      causes.addAll(one.causes());
      String folder = name.substring(0, name.indexOf('/') + 1);
      one.effects().forEach(e -> effects.add(new Row(folder + e.what(), e.a(), e.b())));
    }
    return new Difference(List.copyOf(causes), effects);
  }

  private static Map<String, Sidecar> byName(Path folder) {
    Map<String, Sidecar> sidecars = new LinkedHashMap<>();
    Path results = folder.toAbsolutePath().normalize();
    for (Path file : ResultsFolder.sidecars(results)) {
      sidecars.put(file.getParent().getFileName() + "/" + file.getFileName(), Sidecar.read(file));
    }
    return sidecars;
  }

  private static Difference compare(DifferenceFacts a, DifferenceFacts b) {
    List<Row> causes = rows(a.causes(), b.causes());
    Map<String, String> left = new LinkedHashMap<>();
    Map<String, String> right = new LinkedHashMap<>();
    a.inputs().forEach((k, v) -> left.put(k, v.sha256()));
    b.inputs().forEach((k, v) -> right.put(k, v.sha256()));
    Set<Row> inputs = new LinkedHashSet<>();
    for (Row row : rows(left, right)) {
      inputs.add(new Row("input " + row.what(), row.a(), row.b()));
      DifferenceFacts.Input one = a.inputs().get(row.what());
      DifferenceFacts.Input other = b.inputs().get(row.what());
      if (one != null && other != null && isThere(one.run()) && isThere(other.run())) {
        // Why the input is another: what its run was told.
        String run = row.what().replaceFirst("/[^/]*$", "");
        for (Row setting : rows(RunFiles.settings(one.run()), RunFiles.settings(other.run()))) {
          Row own = new Row("setting " + setting.what(), setting.a(), setting.b());
          if (!causes.contains(own)) {
            inputs.add(new Row(own.what() + " of " + run, own.a(), own.b()));
          }
        }
      }
    }
    causes.addAll(inputs);
    List<Row> effects =
        rows(a.effects(), b.effects()).stream()
            .map(row -> withNumbers(row, a.files().get(row.what()), b.files().get(row.what())))
            .toList();
    boolean areKnown = !a.machine().isEmpty() && !b.machine().isEmpty();
    if (areKnown && !effects.isEmpty() && causes.stream().noneMatch(DifferenceWork::explains)) {
      causes.addAll(rows(Map.of("machine", machine(a)), Map.of("machine", machine(b))));
    }
    return new Difference(causes, effects);
  }

  /** Says how far apart the numbers of two tables are that have the same columns, as many rows and the same text. */
  private static Row withNumbers(Row row, Path a, Path b) {
    if (a == null || b == null || !row.what().endsWith(".csv")) {
      return row;
    }
    Table left;
    Table right;
    try {
      left = CsvTable.read(a);
      right = CsvTable.read(b);
    } catch (IOException | EcgDataException e) {
      return row; // a file that is gone or no table: that its bytes differ is said all the same
    }
    if (!left.columnNames().equals(right.columnNames()) || left.rowCount() != right.rowCount()) {
      return row;
    }
    double largest = 0;
    String where = "";
    for (int c = 0; c < left.columnCount(); c++) {
      for (int r = 0; r < left.rowCount(); r++) {
        String one = left.column(c).getString(r);
        String other = right.column(c).getString(r);
        if (one.equals(other)) {
          continue;
        }
        if (!(left.column(c) instanceof DoubleColumn x)
            || !(right.column(c) instanceof DoubleColumn y)
            || Double.isNaN(x.get(r) - y.get(r))) {
          return row;
        }
        if (Math.abs(x.get(r) - y.get(r)) > largest) {
          largest = Math.abs(x.get(r) - y.get(r));
          where = "%s, row %d".formatted(x.name(), r + 1);
        }
      }
    }
    return largest > 0
        ? new Row(
            String.format(
                Locale.ROOT, "%s (only numbers, by at most %.2g: %s)", row.what(), largest, where),
            row.a(),
            row.b())
        : row;
  }

  /** Whether a cause is one without the machine: another commit need not be other code, and another input has a cause itself. */
  private static boolean explains(Row cause) {
    return !cause.what().startsWith("source ") && !cause.what().startsWith("input ");
  }

  private static String machine(DifferenceFacts facts) {
    return String.join(
        ", ",
        facts.machine().entrySet().stream().map(f -> f.getKey() + " " + f.getValue()).toList());
  }

  private static boolean isThere(Path run) {
    return run != null && Files.isRegularFile(run);
  }

  private static List<Row> rows(Map<String, String> a, Map<String, String> b) {
    Set<String> names = new LinkedHashSet<>(a.keySet());
    names.addAll(b.keySet());
    List<Row> rows = new ArrayList<>();
    for (String name : names) {
      String left = a.getOrDefault(name, NONE);
      String right = b.getOrDefault(name, NONE);
      if (!left.equals(right)) {
        rows.addAll(parts(new Row(name, left, right)));
      }
    }
    return rows;
  }

  /** Of two options written as {@code Options[epochs=14, seed=42]} those that differ; anything else stays as it is. */
  private static List<Row> parts(Row row) {
    Map<String, String> left = components(row.a());
    Map<String, String> right = components(row.b());
    if (left.isEmpty() || !left.keySet().equals(right.keySet())) {
      return List.of(row);
    }
    List<Row> parts = new ArrayList<>();
    left.forEach(
        (name, value) -> {
          if (!value.equals(right.get(name))) {
            parts.add(new Row(row.what() + ", " + name, value, right.get(name)));
          }
        });
    return parts.isEmpty() ? List.of(row) : parts;
  }

  /** The components of a record as {@code toString} writes it; none where the text is not one. */
  private static Map<String, String> components(String text) {
    Matcher written = RECORD.matcher(text);
    Map<String, String> components = new LinkedHashMap<>();
    if (!written.matches()) {
      return components;
    }
    for (String each : COMMA.split(written.group(1))) {
      int equals = each.indexOf('=');
      if (equals < 1
          || components.put(each.substring(0, equals), each.substring(equals + 1)) != null) {
        return Map.of();
      }
    }
    return components;
  }
}
