package org.ecgworkbench.dataset;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.InflaterInputStream;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;

/**
 * One recording of CPSC2018 in its original form: a MATLAB v5 file (MathWorks, "MAT-File Format") with a struct {@code ECG} of {@code
 * sex}, {@code age} and {@code data}, a 12 x N matrix in mV.
 *
 * <p>Reads exactly that and nothing else. It is no general reader on purpose: it goes through the file once from front to back, knows
 * no recursion, compares every count with what must be there before it takes memory, and stops after the first fields where only
 * the index is wanted, so that thousands of files are indexed without inflating their signals.
 */
final class MatlabEcg {
  /** Far above the longest recording of the data set (144 s, 72,000 samples): the bound of what a damaged count can cost. */
  private static final int MOST_SAMPLES = 1_000_000;

  private static final int LONGEST_FILE = 1 << 26;
  private static final long MOST_BYTES = 1L << 27;
  private static final int MOST_FIELDS = 64;

  private static final int INT8 = 1;
  private static final int UINT8 = 2;
  private static final int INT16 = 3;
  private static final int UINT16 = 4;
  private static final int INT32 = 5;
  private static final int UINT32 = 6;
  private static final int SINGLE = 7;
  private static final int DOUBLE = 9;
  private static final int INT64 = 12;
  private static final int UINT64 = 13;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int UTF8 = 16;
  private static final int UTF16 = 17;

  private static final int CLASS_STRUCT = 2;
  private static final int CLASS_CHAR = 4;
  private static final int FLAG_COMPLEX = 0x800;

  private final String fileName;
  private final ByteOrder order;
  private InputStream in;
  private long consumed;

  private OptionalInt age;
  private Sex sex;
  private int samples = -1;
  private double[][] millivolts;

  private MatlabEcg(String fileName, ByteOrder order) {
    this.fileName = fileName;
    this.order = order;
  }

  /**
   * Reads a recording.
   *
   * @param fileName for messages
   * @param bytes the whole file
   * @param withSignals whether the samples are wanted too
   * @throws EcgDataException if the file is not of this form
   */
  static MatlabEcg read(String fileName, byte[] bytes, boolean withSignals) {
    if (bytes.length > LONGEST_FILE) {
      throw new EcgDataException(
          fileName
              + ": expected a file of at most "
              + LONGEST_FILE
              + " bytes, found "
              + bytes.length);
    }
    if (bytes.length < 136) {
      throw new EcgDataException(
          fileName + ": expected a MATLAB v5 file, found " + bytes.length + " bytes");
    }
    String mark = new String(bytes, 126, 2, StandardCharsets.ISO_8859_1);
    if (!mark.equals("IM") && !mark.equals("MI")) {
      throw new EcgDataException(
          fileName
              + ": expected a MATLAB v5 file with IM or MI at byte 126, found '"
              + WfdbHeader.quotable(mark)
              + "'");
    }
    ByteOrder order = mark.equals("IM") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    MatlabEcg ecg = new MatlabEcg(fileName, order);
    try {
      ecg.readVariables(bytes, withSignals);
    } catch (EOFException e) {
      throw new EcgDataException(
          fileName + ": expected more data, found the end of the file or of a variable", e);
    } catch (IOException e) {
      throw new EcgDataException(
          fileName + ": expected compressed data, found damaged ones (" + e.getMessage() + ")", e);
    }
    return ecg;
  }

  OptionalInt age() {
    return age;
  }

  Sex sex() {
    return sex;
  }

  int samples() {
    return samples;
  }

  /** {@code [12][samples]} in mV, where the signals were wanted. */
  double[][] millivolts() {
    return millivolts;
  }

  /** An element's type and its bytes without padding; a small element brings its data along. */
  private record Tag(int type, int bytes, byte[] small) {
    int padding() {
      return small != null ? 0 : (8 - bytes % 8) % 8;
    }
  }

  private void readVariables(byte[] file, boolean withSignals) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(order).position(128);
    while (buffer.remaining() >= 8) {
      DataFiles.stopIfInterrupted();
      int type = buffer.getInt();
      int bytes = buffer.getInt();
      if (bytes < 0 || bytes > buffer.remaining()) {
        throw new EcgDataException(
            fileName
                + ": expected a variable of at most "
                + buffer.remaining()
                + " bytes, found "
                + Integer.toUnsignedString(bytes));
      }
      ByteArrayInputStream body = new ByteArrayInputStream(file, buffer.position(), bytes);
      if (type == COMPRESSED) {
        try (InputStream inflated = new InflaterInputStream(body)) {
          in = inflated;
          Tag tag = tag();
          if (tag.type() == MATRIX && tag.small() == null && readVariable(withSignals)) {
            return;
          }
        }
      } else if (type == MATRIX) {
        in = body;
        if (readVariable(withSignals)) {
          return;
        }
      }
      buffer.position(buffer.position() + bytes);
    }
    throw new EcgDataException(fileName + ": expected a variable ECG, found none");
  }

  /** Reads the variable if it is the wanted one. */
  private boolean readVariable(boolean withSignals) throws IOException {
    int[] flags = integers("array flags", 2);
    int[] dimensions = integers("dimensions", 8);
    String name = text("name", 64);
    if (!name.equals("ECG")) {
      return false;
    }
    if ((flags[0] & 0xff) != CLASS_STRUCT) {
      throw expected("ECG to be a struct (class 2)", "class " + (flags[0] & 0xff));
    }
    if (product(dimensions) != 1) {
      throw expected("one struct ECG", Arrays.toString(dimensions));
    }
    int[] length = integers("length of the field names", 1);
    if (length.length != 1 || length[0] < 1 || length[0] > 64) {
      throw expected("a length of field names from 1 to 64", Arrays.toString(length));
    }
    String names = text("field names", 64 * MOST_FIELDS);
    List<String> fields = new ArrayList<>();
    for (int from = 0; from < names.length(); from += length[0]) {
      String padded = names.substring(from, Math.min(names.length(), from + length[0]));
      int end = padded.indexOf(0);
      fields.add(end < 0 ? padded : padded.substring(0, end));
    }
    for (String wanted : List.of("sex", "age", "data")) {
      if (fields.stream().filter(wanted::equals).count() != 1) {
        throw expected("one field ECG." + wanted, WfdbHeader.quotable(fields.toString()));
      }
    }
    for (String field : fields) {
      readField(field, withSignals);
      boolean complete = age != null && sex != null && samples >= 0;
      if (complete && (!withSignals || millivolts != null)) {
        return true;
      }
    }
    return true;
  }

  private void readField(String field, boolean withSignals) throws IOException {
    Tag tag = tag();
    if (tag.type() != MATRIX || tag.small() != null) {
      throw expected("ECG." + field + " to be a matrix (type 14)", "type " + tag.type());
    }
    if (!List.of("sex", "age", "data").contains(field)) {
      skip(tag.bytes());
      return;
    }
    long end = consumed + tag.bytes();
    if (tag.bytes() == 0) {
      if (field.equals("data")) {
        throw expected("ECG.data of 12 rows", "an empty matrix");
      }
      store(field, "");
      return;
    }
    int arrayClass = integers("array flags", 2)[0];
    int[] dimensions = integers("dimensions", 8);
    text("name", 64);
    if ((arrayClass & FLAG_COMPLEX) != 0) {
      throw expected("ECG." + field + " to be real", "a complex matrix");
    }
    int kind = arrayClass & 0xff;
    boolean numeric = kind >= 6 && kind <= 15;
    switch (field) {
      case "data" -> {
        if (!numeric) {
          throw expected("ECG.data to be numeric", "class " + kind);
        }
        readData(dimensions, withSignals);
      }
      case "sex" -> {
        if (kind != CLASS_CHAR) {
          throw expected("ECG.sex to be text (class 4)", "class " + kind);
        }
        store(field, text("ECG.sex", 64));
      }
      default -> {
        if (!numeric || product(dimensions) > 1) {
          throw expected(
              "ECG.age to be one number", "class " + kind + " of " + Arrays.toString(dimensions));
        }
        double[] value = product(dimensions) == 0 ? new double[0] : numbers("ECG.age", 1);
        store(field, value.length == 0 ? "" : String.valueOf(value[0]));
      }
    }
    if (withSignals || !field.equals("data")) {
      if (consumed > end) {
        throw expected("ECG." + field + " of " + tag.bytes() + " bytes", "more");
      }
      skip(end - consumed);
    }
  }

  private void store(String field, String text) {
    if (field.equals("age")) {
      age = HeaderComments.age(fileName, text);
    } else {
      sex = HeaderComments.sex(fileName, text.strip());
    }
  }

  private void readData(int[] dimensions, boolean withSignals) throws IOException {
    int leads = Lead.ALL.size();
    if (dimensions.length != 2 || dimensions[0] != leads) {
      throw expected(
          "ECG.data of 12 rows, one a lead", "dimensions " + Arrays.toString(dimensions));
    }
    int columns = dimensions[1];
    if (columns < 1 || columns > MOST_SAMPLES) {
      throw expected("1 to " + MOST_SAMPLES + " samples", Integer.toString(columns));
    }
    Tag tag = tag();
    int size = sizeOf("ECG.data", tag);
    if (tag.bytes() != (long) size * leads * columns) {
      throw expected(
          "ECG.data of " + (long) size * leads * columns + " bytes", tag.bytes() + " bytes");
    }
    samples = columns;
    if (!withSignals) {
      if (age == null || sex == null) {
        skip(tag, tag.bytes());
      }
      return;
    }
    int block = 4096;
    double[][] parts = new double[leads][0];
    for (int from = 0; from < columns; from += block) {
      int count = Math.min(block, columns - from);
      byte[] read = bytes(count * leads * size);
      ByteBuffer buffer = ByteBuffer.wrap(read).order(order);
      // Memory grows with what was really there.
      for (int lead = 0; lead < leads && parts[lead].length < from + count; lead++) {
        parts[lead] = Arrays.copyOf(parts[lead], (int) Math.min(columns, 2L * (from + count)));
      }
      for (int i = from; i < from + count; i++) {
        for (int lead = 0; lead < leads; lead++) {
          double value = number(tag.type(), buffer);
          if (Double.isInfinite(value)) {
            throw expected(
                "lead " + Lead.ALL.get(lead) + ": sample " + i + " to be finite", "" + value);
          }
          parts[lead][i] = value;
        }
      }
    }
    millivolts = parts;
    skip(tag.padding());
  }

  private Tag tag() throws IOException {
    byte[] head = bytes(8);
    ByteBuffer buffer = ByteBuffer.wrap(head).order(order);
    int first = buffer.getInt(0);
    int smallBytes = first >>> 16;
    if (smallBytes != 0) {
      if (smallBytes > 4) {
        throw expected("a small element of at most 4 bytes", smallBytes + " bytes");
      }
      return new Tag(first & 0xffff, smallBytes, Arrays.copyOfRange(head, 4, 8));
    }
    int bytes = buffer.getInt(4);
    if (bytes < 0) {
      throw expected("an element of less than 2 GiB", Integer.toUnsignedString(bytes) + " bytes");
    }
    return new Tag(first, bytes, null);
  }

  private int[] integers(String what, int most) throws IOException {
    Tag tag = tag();
    if (tag.type() != INT32 && tag.type() != UINT32) {
      throw expected(what + " as 32-bit integers", "type " + tag.type());
    }
    int count = tag.bytes() / 4;
    if (count < 1 || count > most || tag.bytes() % 4 != 0) {
      throw expected(what + " of 1 to " + most + " integers", tag.bytes() + " bytes");
    }
    byte[] bytes = element(tag);
    int[] values = new int[count];
    ByteBuffer.wrap(bytes).order(order).asIntBuffer().get(values);
    return values;
  }

  private String text(String what, int most) throws IOException {
    Tag tag = tag();
    if (tag.bytes() > most) {
      throw expected(what + " of at most " + most + " bytes", tag.bytes() + " bytes");
    }
    byte[] bytes = element(tag);
    return switch (tag.type()) {
      case INT8, UINT8, UTF8 -> new String(bytes, StandardCharsets.UTF_8);
      case UINT16, UTF16 ->
          new String(
              bytes,
              order == ByteOrder.LITTLE_ENDIAN
                  ? StandardCharsets.UTF_16LE
                  : StandardCharsets.UTF_16BE);
      default -> {
        if (tag.bytes() == 0) {
          yield "";
        }
        throw expected(what + " as text", "type " + tag.type());
      }
    };
  }

  private double[] numbers(String what, int count) throws IOException {
    Tag tag = tag();
    int size = sizeOf(what, tag);
    if (tag.bytes() != size * count) {
      throw expected(what + " of " + size * count + " bytes", tag.bytes() + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(element(tag)).order(order);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = number(tag.type(), buffer);
    }
    return values;
  }

  private int sizeOf(String what, Tag tag) {
    return switch (tag.type()) {
      case INT8, UINT8 -> 1;
      case INT16, UINT16 -> 2;
      case INT32, UINT32, SINGLE -> 4;
      case DOUBLE, INT64, UINT64 -> 8;
      default -> throw expected(what + " as numbers", "type " + tag.type());
    };
  }

  private static double number(int type, ByteBuffer buffer) {
    return switch (type) {
      case INT8 -> buffer.get();
      case UINT8 -> buffer.get() & 0xff;
      case INT16 -> buffer.getShort();
      case UINT16 -> buffer.getShort() & 0xffff;
      case INT32 -> buffer.getInt();
      case UINT32 -> buffer.getInt() & 0xffffffffL;
      case SINGLE -> buffer.getFloat();
      case DOUBLE -> buffer.getDouble();
      default -> buffer.getLong();
    };
  }

  /** The data of an element whose length was compared with a bound. */
  private byte[] element(Tag tag) throws IOException {
    if (tag.small() != null) {
      return Arrays.copyOf(tag.small(), tag.bytes());
    }
    byte[] bytes = bytes(tag.bytes());
    skip(tag.padding());
    return bytes;
  }

  private void skip(Tag tag, int bytes) throws IOException {
    if (tag.small() == null) {
      skip((long) bytes + tag.padding());
    }
  }

  private byte[] bytes(int count) throws IOException {
    count(count);
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  private void skip(long count) throws IOException {
    if (count > 0) {
      count(count);
      in.skipNBytes(count);
    }
  }

  private void count(long more) {
    consumed += more;
    if (consumed > MOST_BYTES) {
      throw expected("at most " + MOST_BYTES + " bytes", "more");
    }
  }

  private static long product(int[] dimensions) {
    long product = 1;
    for (int d : dimensions) {
      if (d == 0) {
        return 0;
      }
      if (d < 0 || product > Integer.MAX_VALUE) {
        return Long.MAX_VALUE;
      }
      product *= d;
    }
    return product;
  }

  private EcgDataException expected(String expected, String found) {
    return new EcgDataException(fileName + ": expected " + expected + ", found " + found);
  }
}
