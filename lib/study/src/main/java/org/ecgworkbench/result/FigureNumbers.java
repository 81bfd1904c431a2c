package org.ecgworkbench.result;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ecgworkbench.base.CsvText;
import org.ecgworkbench.figure.Figure;

/**
 * The numbers that a figure draws, as CSV. Charts are records of names, arrays and of records of them, so one walk through a chart's
 * components finds all: {@code part} says of which panel or series a row is, {@code item} and {@code column} which entry of its arrays,
 * and each other column is a component of the record, by its name. Arrays of one shape in one record stand side by side. Numbers have
 * six significant digits, an undefined one is empty.
 */
final class FigureNumbers {
  private static final List<String> NAMES = List.of("name", "title", "lead");

  /** What only says how something is drawn. */
  private static final Set<String> LAYOUT = Set.of("xLabel", "yLabel", "label", "line", "color");

  private static final MathContext DIGITS = new MathContext(6);

  private record Row(String part, String item, String column, Map<String, String> values) {}

  private final List<Row> rows = new ArrayList<>();

  private FigureNumbers() {}

  /**
   * {@return the numbers as CSV; empty for a picture that holds none, and for one of recordings, whose numbers are the recordings}
   *
   * @param figure a record of package {@code figure.chart}
   */
  static Optional<String> csv(Figure figure) {
    FigureNumbers numbers = new FigureNumbers();
    boolean isOfSignals = figure.getClass().getPackageName().endsWith(".ecg");
    if (figure instanceof Record chart && !isOfSignals) {
      numbers.walk(chart, "", List.of(), true);
    }
    return numbers.rows.isEmpty() ? Optional.empty() : Optional.of(numbers.text());
  }

  private void walk(Record of, String part, List<List<String>> outer, boolean top) {
    Map<String, Object> components = components(of);
    List<List<String>> names = new ArrayList<>();
    components.values().forEach(value -> texts(value).ifPresent(names::add));
    names.addAll(outer);
    Map<String, String> scalars = new LinkedHashMap<>();
    Map<List<Integer>, Map<String, Object>> arrays = new LinkedHashMap<>();
    components.forEach(
        (name, value) -> {
          if (value instanceof Number || value instanceof String || value instanceof Enum<?>) {
            if (!top && !NAMES.contains(name) && !LAYOUT.contains(name)) {
              scalars.put(
                  name, value instanceof Number number ? cell(number) : String.valueOf(value));
            }
          } else if (value != null && value.getClass().isArray()) {
            arrays.computeIfAbsent(shape(value), s -> new LinkedHashMap<>()).put(name, value);
          }
        });
    scalars.values().removeIf(String::isEmpty);
    if (!scalars.isEmpty()) {
      rows.add(new Row(part, "", "", scalars));
    }
    arrays.forEach((shape, byName) -> arrays(part, shape, byName, names));
    components.forEach(
        (name, value) -> {
          if (value instanceof Record child) {
            walk(child, joined(part, name), names, false);
          } else if (value instanceof List<?> children
              && !children.isEmpty()
              && children.get(0) instanceof Record) {
            List<String> labels = labels(name, children, names);
            for (int i = 0; i < children.size(); i++) {
              walk((Record) children.get(i), joined(part, labels.get(i)), names, false);
            }
          }
        });
  }

  private static Map<String, Object> components(Record of) {
    Map<String, Object> components = new LinkedHashMap<>();
    for (RecordComponent each : of.getClass().getRecordComponents()) {
      try {
        each.getAccessor().setAccessible(true);
        components.put(each.getName(), each.getAccessor().invoke(of));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(each + " cannot be read", e);
      }
    }
    return components;
  }

  private static Optional<List<String>> texts(Object value) {
    return value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof String
        ? Optional.of(list.stream().map(String::valueOf).toList())
        : Optional.empty();
  }

  /** The length, or of a matrix its numbers of rows and columns; -1 columns where they differ. */
  private static List<Integer> shape(Object array) {
    int length = Array.getLength(array);
    if (!array.getClass().getComponentType().isArray()) {
      return List.of(length);
    }
    int columns = length == 0 ? 0 : Array.getLength(Array.get(array, 0));
    for (int r = 1; r < length; r++) {
      columns = columns == Array.getLength(Array.get(array, r)) ? columns : -1;
    }
    return List.of(length, columns);
  }

  private void arrays(
      String part, List<Integer> shape, Map<String, Object> byName, List<List<String>> names) {
    Optional<List<String>> items = ofSize(shape.get(0), names, null);
    for (int r = 0; r < shape.get(0); r++) {
      String item = label(items, r);
      if (shape.size() == 1) {
        int index = r;
        Map<String, String> values = new LinkedHashMap<>();
        byName.forEach((name, array) -> values.put(name, cell(Array.get(array, index))));
        rows.add(new Row(part, item, "", values));
        continue;
      }
      int row = r;
      int columns =
          byName.values().stream()
              .mapToInt(a -> Array.getLength(Array.get(a, row)))
              .max()
              .orElse(0);
      Optional<List<String>> heads = ofSize(shape.get(1), names, items.orElse(null));
      for (int c = 0; c < columns; c++) {
        int column = c;
        Map<String, String> values = new LinkedHashMap<>();
        byName.forEach(
            (name, array) -> {
              Object cells = Array.get(array, row);
              if (column < Array.getLength(cells)) {
                values.put(name, cell(Array.get(cells, column)));
              }
            });
        rows.add(new Row(part, item, label(heads, c), values));
      }
    }
  }

  /** The nearest list of so many names that is not the one of the rows; that one where there is no other. */
  private static Optional<List<String>> ofSize(
      int size, List<List<String>> names, List<String> not) {
    Optional<List<String>> other =
        names.stream().filter(list -> list.size() == size && list != not).findFirst();
    return other.isPresent() || not == null || not.size() != size ? other : Optional.of(not);
  }

  private static String label(Optional<List<String>> names, int index) {
    return names.map(list -> list.get(index)).orElse(String.valueOf(index + 1));
  }

  /** What each of several records is called: by itself, by the list of names, else by its place. */
  private static List<String> labels(String component, List<?> of, List<List<String>> names) {
    Optional<List<String>> list = ofSize(of.size(), names, null);
    List<String> labels = new ArrayList<>();
    List<String> axes = new ArrayList<>();
    String last = "";
    for (int i = 0; i < of.size(); i++) {
      Map<String, Object> own = components((Record) of.get(i));
      String name =
          NAMES.stream()
              .map(n -> own.get(n) instanceof String text ? text : "")
              .filter(text -> !text.isBlank())
              .findFirst()
              .orElse("");
      boolean named = NAMES.stream().anyMatch(own::containsKey);
      String label =
          !name.isEmpty()
              ? name
              : named && !last.isEmpty()
                  ? last // a pair of plots has one title
                  : list.map(l -> l.get(labels.size())).orElse(component + " " + (i + 1));
      last = label;
      axes.add(
          own.get("xLabel") instanceof String x && own.get("yLabel") instanceof String y
              ? ": " + y + " by " + x
              : "");
      labels.add(label);
    }
    // Only what has one title is told apart, by the axes, else by the place.
    if (new LinkedHashSet<>(labels).size() < labels.size()) {
      for (int i = 0; i < labels.size(); i++) {
        labels.set(i, labels.get(i) + axes.get(i));
      }
    }
    if (new LinkedHashSet<>(labels).size() < labels.size()) {
      for (int i = 0; i < labels.size(); i++) {
        labels.set(i, labels.get(i) + " (" + (i + 1) + ")");
      }
    }
    return labels;
  }

  private static String joined(String part, String name) {
    return part.isEmpty() ? name : part + " / " + name;
  }

  /** The excerpt of a recording that is drawn, sample by sample. */
  private static String cell(Object value) {
    if (!(value instanceof Number number)) {
      return String.valueOf(value);
    }
    double number64 = number.doubleValue();
    if (!Double.isFinite(number64)) {
      return "";
    }
    if (number64 == 0) {
      return "0";
    }
    if (number instanceof Integer || number instanceof Long) {
      return number.toString();
    }
    return new BigDecimal(number64).round(DIGITS).stripTrailingZeros().toPlainString();
  }

  private String text() {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.values().keySet()));
    boolean parts = rows.stream().anyMatch(row -> !row.part().isEmpty());
    boolean items = rows.stream().anyMatch(row -> !row.item().isEmpty());
    boolean cells = rows.stream().anyMatch(row -> !row.column().isEmpty());
    StringBuilder text = new StringBuilder();
    line(text, parts, items, cells, new Row("part", "item", "column", Map.of()), columns, true);
    rows.forEach(row -> line(text, parts, items, cells, row, columns, false));
    return text.toString();
  }

  private static void line(
      StringBuilder text,
      boolean parts,
      boolean items,
      boolean cells,
      Row row,
      Set<String> columns,
      boolean head) {
    List<String> line = new ArrayList<>();
    if (parts) {
      line.add(row.part());
    }
    if (items) {
      line.add(row.item());
    }
    if (cells) {
      line.add(row.column());
    }
    columns.forEach(name -> line.add(head ? name : row.values().getOrDefault(name, "")));
    text.append(String.join(",", line.stream().map(CsvText::cell).toList())).append('\n');
  }
}
