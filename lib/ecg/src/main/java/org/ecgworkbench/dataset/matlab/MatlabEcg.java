package org.ecgworkbench.dataset.matlab;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.InflaterInputStream;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.dataset.wfdb.HeaderComments;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;

/**
 * One recording of CPSC2018 in its original form: a MATLAB v5 file (MathWorks, "MAT-File Format") with a struct {@code ECG} of {@code
 * sex}, {@code age} and {@code data}, a 12 x N matrix in mV.
 *
 * <p>Reads exactly that and nothing else. It is no general reader on purpose: it goes through the file once from front to back, knows
 * no recursion, compares every count with what must be there before it takes memory, and stops after the first fields where only
 * the index is wanted, so that thousands of files are indexed without inflating their signals. Not mfl-core 0.5.15, which inflates them: 8 ms a
 * file, measured, so near a minute whenever the 6,877 files are opened.
 */
public final class MatlabEcg {
  /** The longest file that is read, in bytes: 64 MiB. */
  public static final int LONGEST_BYTES = 1 << 26;

  /** Far above the longest recording of the data set (144 s, 72,000 samples): the bound of what a damaged count can cost. */
  private static final int MOST_SAMPLES = 1_000_000;

  private static final String BEGINNING = "MATLAB 5.0 MAT-file";
  private static final int MOST_FIELDS = 64;

  private static final int MATRIX = MatlabElements.MATRIX;
  private static final int COMPRESSED = 15;

  private static final int CLASS_STRUCT = 2;
  private static final int CLASS_CHAR = 4;
  private static final int FLAG_COMPLEX = 0x800;

  private final String fileName;
  private final ByteOrder order;
  private final MatlabElements elements;

  private OptionalInt age;
  private Sex sex;
  private int samples = -1;
  private double[][] millivolts;

  private MatlabEcg(String fileName, ByteOrder order) {
    this.fileName = fileName;
    this.order = order;
    this.elements = new MatlabElements(fileName, order);
  }

  /**
   * {@return whether a file begins as MATLAB v5 files do}
   *
   * @param file any path
   */
  public static boolean recognises(Path file) {
    return new String(DataFiles.head(file, BEGINNING.length()), StandardCharsets.ISO_8859_1)
        .equals(BEGINNING);
  }

  /**
   * {@return a recording}
   *
   * @param fileName for messages
   * @param bytes the whole file
   * @param withSignals whether the samples are wanted too
   * @throws EcgDataException if the file is not of this form
   */
  public static MatlabEcg read(String fileName, byte[] bytes, boolean withSignals) {
    if (bytes.length > LONGEST_BYTES) {
      throw new EcgDataException(
          "%s: expected a file of at most %s bytes, found %s"
              .formatted(fileName, LONGEST_BYTES, bytes.length));
    }
    if (bytes.length < 136) {
      throw new EcgDataException(
          fileName + ": expected a MATLAB v5 file, found " + bytes.length + " bytes");
    }
    String mark = new String(bytes, 126, 2, StandardCharsets.ISO_8859_1);
    if (!mark.equals("IM") && !mark.equals("MI")) {
      throw new EcgDataException(
          "%s: expected a MATLAB v5 file with IM or MI at byte 126, found '%s'"
              .formatted(fileName, Words.quotable(mark)));
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

  /** {@return the age in completed years; empty where it is not stated} */
  public OptionalInt age() {
    return age;
  }

  /** {@return the sex that is stated} */
  public Sex sex() {
    return sex;
  }

  /** {@return the length in samples of each lead} */
  public int samples() {
    return samples;
  }

  /** {@return {@code [12][samples]} in mV, where the signals were wanted} */
  public double[][] millivolts() {
    return millivolts;
  }

  private void readVariables(byte[] file, boolean withSignals) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(order).position(128);
    while (buffer.remaining() >= 8) {
      Parallel.stopIfInterrupted();
      int type = buffer.getInt();
      int bytes = buffer.getInt();
      if (bytes < 0 || bytes > buffer.remaining()) {
        throw new EcgDataException(
            "%s: expected a variable of at most %s bytes, found %s"
                .formatted(fileName, buffer.remaining(), Integer.toUnsignedString(bytes)));
      }
      ByteArrayInputStream body = new ByteArrayInputStream(file, buffer.position(), bytes);
      if (type == COMPRESSED) {
        try (InputStream inflated = new InflaterInputStream(body)) {
          elements.continueIn(inflated);
          MatlabElements.Tag tag = elements.tag();
          if (tag.type() == MATRIX && tag.small() == null && readVariable(withSignals)) {
            return;
          }
        }
      } else if (type == MATRIX) {
        elements.continueIn(body);
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
    int[] flags = elements.integers("array flags", 2);
    int[] dimensions = elements.integers("dimensions", 8);
    String name = elements.text("name", 64);
    if (!name.equals("ECG")) {
      return false;
    }
    if ((flags[0] & 0xff) != CLASS_STRUCT) {
      throw elements.expected("ECG to be a struct (class 2)", "class " + (flags[0] & 0xff));
    }
    if (product(dimensions) != 1) {
      throw elements.expected("one struct ECG", Arrays.toString(dimensions));
    }
    int[] length = elements.integers("length of the field names", 1);
    if (length.length != 1 || length[0] < 1 || length[0] > 64) {
      throw elements.expected("a length of field names from 1 to 64", Arrays.toString(length));
    }
    String names = elements.text("field names", 64 * MOST_FIELDS);
    List<String> fields = new ArrayList<>();
    for (int from = 0; from < names.length(); from += length[0]) {
      String padded = names.substring(from, Math.min(names.length(), from + length[0]));
      int end = padded.indexOf(0);
      fields.add(end < 0 ? padded : padded.substring(0, end));
    }
    for (String wanted : List.of("sex", "age", "data")) {
      if (fields.stream().filter(wanted::equals).count() != 1) {
        throw elements.expected("one field ECG." + wanted, Words.quotable(fields.toString()));
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
    MatlabElements.Tag tag = elements.tag();
    if (tag.type() != MATRIX || tag.small() != null) {
      throw elements.expected("ECG." + field + " to be a matrix (type 14)", "type " + tag.type());
    }
    if (!List.of("sex", "age", "data").contains(field)) {
      elements.skip(tag.bytes());
      return;
    }
    long end = elements.consumed() + tag.bytes();
    if (tag.bytes() == 0) {
      if (field.equals("data")) {
        throw elements.expected("ECG.data of 12 rows", "an empty matrix");
      }
      store(field, "");
      return;
    }
    int arrayClass = elements.integers("array flags", 2)[0];
    int[] dimensions = elements.integers("dimensions", 8);
    elements.text("name", 64);
    if ((arrayClass & FLAG_COMPLEX) != 0) {
      throw elements.expected("ECG." + field + " to be real", "a complex matrix");
    }
    int kind = arrayClass & 0xff;
    boolean numeric = kind >= 6 && kind <= 15;
    switch (field) {
      case "data" -> {
        if (!numeric) {
          throw elements.expected("ECG.data to be numeric", "class " + kind);
        }
        readData(dimensions, withSignals);
      }
      case "sex" -> {
        if (kind != CLASS_CHAR) {
          throw elements.expected("ECG.sex to be text (class 4)", "class " + kind);
        }
        store(field, elements.text("ECG.sex", 64));
      }
      default -> {
        if (!numeric || product(dimensions) > 1) {
          throw elements.expected(
              "ECG.age to be one number", "class " + kind + " of " + Arrays.toString(dimensions));
        }
        double[] value = product(dimensions) == 0 ? new double[0] : elements.numbers("ECG.age", 1);
        store(field, value.length == 0 ? "" : String.valueOf(value[0]));
      }
    }
    if (withSignals || !field.equals("data")) {
      if (elements.consumed() > end) {
        throw elements.expected("ECG." + field + " of " + tag.bytes() + " bytes", "more");
      }
      elements.skip(end - elements.consumed());
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
      throw elements.expected(
          "ECG.data of 12 rows, one a lead", "dimensions " + Arrays.toString(dimensions));
    }
    int columns = dimensions[1];
    if (columns < 1 || columns > MOST_SAMPLES) {
      throw elements.expected("1 to " + MOST_SAMPLES + " samples", Integer.toString(columns));
    }
    MatlabElements.Tag tag = elements.tag();
    int size = elements.sizeOf("ECG.data", tag);
    if (tag.bytes() != (long) size * leads * columns) {
      throw elements.expected(
          "ECG.data of " + (long) size * leads * columns + " bytes", tag.bytes() + " bytes");
    }
    samples = columns;
    if (!withSignals) {
      if (age == null || sex == null) {
        elements.skip(tag, tag.bytes());
      }
      return;
    }
    int block = 4096;
    double[][] parts = new double[leads][0];
    for (int from = 0; from < columns; from += block) {
      int count = Math.min(block, columns - from);
      byte[] read = elements.bytes(count * leads * size);
      ByteBuffer buffer = ByteBuffer.wrap(read).order(order);
      // Memory grows with what was really there.
      for (int lead = 0; lead < leads && parts[lead].length < from + count; lead++) {
        parts[lead] = Arrays.copyOf(parts[lead], (int) Math.min(columns, 2L * (from + count)));
      }
      for (int i = from; i < from + count; i++) {
        for (int lead = 0; lead < leads; lead++) {
          double value = MatlabElements.number(tag.type(), buffer);
          if (Double.isInfinite(value)) {
            throw elements.expected(
                "lead " + Lead.ALL.get(lead) + ": sample " + i + " to be finite", "" + value);
          }
          parts[lead][i] = value;
        }
      }
    }
    millivolts = parts;
    elements.skip(tag.padding());
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
}
