package org.ecgworkbench.dataset.device.binary;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * A DICOM data set, or an item of a sequence: elements by their tags. Tags are written {@code
 * (group << 16) | element}.
 */
final class DicomDataSet {
  /** A decimal string (DS), which has no NaN, no infinity and no hexadecimal digits. */
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");

  /**
   * An element's value: bytes, or items where it is a sequence that was read.
   *
   * @param start the first byte
   * @param length how many
   * @param items the items, or null
   */
  private record Element(int start, int length, List<DicomDataSet> items) {}

  private final ByteBuffer bytes;
  private final Map<Integer, Element> elements = new HashMap<>();

  /**
   * An empty data set.
   *
   * @param bytes what its values are a part of; not copied
   */
  DicomDataSet(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Adds an element; false if it was there. */
  boolean add(int tag, int start, int length, List<DicomDataSet> items) {
    return elements.put(tag, new Element(start, length, items)) == null;
  }

  /**
   * {@return a text without the blanks and zero bytes around it; {@code ""} where it is not there}
   */
  String text(int tag) {
    Element element = elements.get(tag);
    if (element == null || element.items != null) {
      return "";
    }
    int end = element.start + element.length;
    while (end > element.start && (bytes.get(end - 1) == 0 || bytes.get(end - 1) == ' ')) {
      end--;
    }
    byte[] text = new byte[end - element.start];
    bytes.get(element.start, text);
    return new String(text, StandardCharsets.UTF_8).strip();
  }

  /**
   * {@return a number written as text; empty where it is not there or blank}
   *
   * @param tag its tag
   * @param what its name, for messages
   * @param place the file, group and channel, for messages
   * @throws EcgDataException if it is no number
   */
  OptionalDouble decimal(int tag, String what, String place) {
    String text = text(tag);
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value = DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    if (!Double.isFinite(value)) {
      throw new EcgDataException(
          "%sexpected a number as %s, found '%s'".formatted(place, what, Words.quotable(text)));
    }
    return OptionalDouble.of(value);
  }

  /**
   * {@return a whole number of 2 or 4 bytes without sign; -1 where it is not there}
   *
   * @param tag its tag
   * @param size how many bytes it has
   * @param what its name, for messages
   * @param place the file, group and channel, for messages
   * @throws EcgDataException if it has another size
   */
  long number(int tag, int size, String what, String place) {
    Element element = elements.get(tag);
    if (element == null || element.length == 0) {
      return -1;
    }
    if (element.length != size) {
      throw new EcgDataException(
          "%sexpected %d bytes as %s, found %d".formatted(place, size, what, element.length));
    }
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | bytes.get(element.start + i) & 0xff;
    }
    return value;
  }

  /** {@return the items of a sequence; none where it is not there} */
  List<DicomDataSet> items(int tag) {
    Element element = elements.get(tag);
    return element == null || element.items == null ? List.of() : element.items;
  }

  /** {@return the first item of a sequence, an empty one where there is none} */
  DicomDataSet first(int tag) {
    List<DicomDataSet> items = items(tag);
    return items.isEmpty() ? new DicomDataSet(bytes) : items.get(0);
  }

  /** {@return how many bytes an element has; 0 where it is not there} */
  int length(int tag) {
    Element element = elements.get(tag);
    return element == null ? 0 : element.length;
  }

  /**
   * {@return a part of an element's value, from the position of a buffer on that has an array and no offset; to be treated as read-only}
   *
   * @param tag its tag
   * @param from the first byte, from 0 in the value
   * @param length how many, all of which the value has
   */
  ByteBuffer part(int tag, int from, int length) {
    int start = elements.get(tag).start + from;
    if (bytes.hasArray()) {
      return ByteBuffer.wrap(bytes.array(), start, length);
    }
    byte[] part = new byte[length];
    bytes.get(start, part);
    return ByteBuffer.wrap(part);
  }
}
