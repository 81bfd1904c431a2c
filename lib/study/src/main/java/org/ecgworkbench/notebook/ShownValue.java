package org.ecgworkbench.notebook;

import java.lang.reflect.Array;
import java.util.Locale;

/** The text of a cell's value: arrays by their elements, and all of it cut where it is long. */
final class ShownValue {
  static final int MAX_CHARACTERS = 10_000;
  static final int MAX_ELEMENTS = 100;

  private ShownValue() {}

  /** {@return whether the text of a value is made without code of somebody else} */
  static boolean isPlain(Object value) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return true;
    }
    Class<?> type = value.getClass();
    while (type.isArray()) {
      type = type.getComponentType();
    }
    return type.isPrimitive() || Number.class.isAssignableFrom(type) || type == Character.class;
  }

  static String of(Object value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    if (text.length() > MAX_CHARACTERS) {
      // Not between the halves of one character.
      int end = text.offsetByCodePoints(0, text.codePointCount(0, MAX_CHARACTERS));
      String more = String.format(Locale.ROOT, "... %,d more characters", text.length() - end);
      text.setLength(end);
      text.append(more);
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Object value) {
    if (value == null || !value.getClass().isArray()) {
      text.append(value);
      return;
    }
    int length = Array.getLength(value);
    text.append('[');
    for (int i = 0; i < Math.min(length, MAX_ELEMENTS); i++) {
      text.append(i == 0 ? "" : ", ");
      append(text, Array.get(value, i));
    }
    if (length > MAX_ELEMENTS) {
      text.append(String.format(Locale.ROOT, ", ... %,d more", length - MAX_ELEMENTS));
    }
    text.append(']');
  }
}
