package org.ecgworkbench.study.store;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.ecgworkbench.base.CsvText;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * Records as lines of a file: a cell a component, in their order. A component is a text without
 * commas, a choice, a number, or numbers, which have semicolons between them; one that is null is
 * an empty cell.
 *
 * @param <R> the record
 */
final class RecordLines<R extends Record> {
  private final RecordComponent[] components;
  private final Constructor<R> constructor;

  RecordLines(Class<R> type) {
    components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      constructor = type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every record has this constructor", e);
    }
    constructor.setAccessible(true);
    Arrays.stream(components).forEach(c -> c.getAccessor().setAccessible(true));
  }

  /** The components' names. */
  String header() {
    return Arrays.stream(components).map(RecordComponent::getName).collect(Collectors.joining(","));
  }

  String line(R record) {
    return Arrays.stream(components).map(c -> cell(c, record)).collect(Collectors.joining(","));
  }

  private static String cell(RecordComponent component, Record record) {
    try {
      Object value = component.getAccessor().invoke(record);
      if (value instanceof double[] numbers) {
        return Arrays.stream(numbers).mapToObj(String::valueOf).collect(Collectors.joining(";"));
      }
      return value == null
          ? ""
          : value instanceof Enum<?> choice ? choice.name() : CsvText.cell(value + "");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a line back.
   *
   * @param file names the file where the line is not one
   */
  R parse(String line, Path file) {
    String[] cells = CsvText.cells(line);
    try {
      if (cells.length != components.length) {
        throw new IllegalArgumentException(cells.length + " cells");
      }
      Object[] values = new Object[cells.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = value(components[i].getType(), cells[i]);
      }
      return constructor.newInstance(values);
    } catch (IllegalArgumentException | ReflectiveOperationException e) {
      throw new EcgDataException(
          "%s: expected a line of '%s', found '%s'; delete the file to make it again"
              .formatted(file, header(), line),
          e);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an enum's own type is not known here
  private static Object value(Class<?> type, String cell) {
    if (type == double.class) {
      return Double.valueOf(cell);
    }
    if (type == double[].class) {
      return Arrays.stream(cell.split(";")).mapToDouble(Double::parseDouble).toArray();
    }
    if (type.isEnum()) {
      return cell.isEmpty() ? null : Enum.valueOf((Class<Enum>) type, cell);
    }
    return cell.isEmpty() ? null : cell;
  }
}
