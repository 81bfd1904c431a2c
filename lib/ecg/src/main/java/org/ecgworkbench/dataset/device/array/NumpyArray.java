package org.ecgworkbench.dataset.device.array;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.CartWords;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.WantedPart;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.TimeWindow;

/**
 * An array as a {@code .npy} file holds it: mark, version, a header in the syntax of a Python
 * dictionary, then the numbers. Objects are never unpickled.
 *
 * <p>Source: NumPy Enhancement Proposal 1 (versions 1.0, 2.0 and 3.0).
 */
final class NumpyArray {
  private static final String MARK = "\u0093NUMPY";
  private static final int LONGEST_HEADER = 1 << 16;
  private static final int MOST_AXES = 32;
  private static final Pattern CODE = Pattern.compile("'descr'\\s*:\\s*(?:'([^']{1,20})'|(\\[))");
  private static final Pattern ORDER =
      Pattern.compile("'fortran_order'\\s*:\\s*(True|False)\\s*[,}]");
  private static final Pattern SHAPE =
      Pattern.compile("'shape'\\s*:\\s*\\(([0-9L,\\s]*)\\)\\s*[,}]");

  private final String file;
  private final byte[] bytes;
  private final int dataBegin;
  private final String code;

  /** {@code "1.0"}, {@code "2.0"} or {@code "3.0"}. */
  final String version;

  final boolean firstAxisFastest;
  final List<Integer> shape;

  /**
   * Reads the header and compares the size with it.
   *
   * @param file for messages
   * @param bytes the whole array with its header
   * @throws EcgDataException if it is no such array, or longer or shorter than the header states
   */
  NumpyArray(String file, byte[] bytes) {
    this(file, bytes, bytes.length);
  }

  /**
   * Reads the header and compares the size with it.
   *
   * @param file for messages
   * @param bytes the header, and as much of the numbers as are to be used
   * @param size of the whole array with its header
   */
  NumpyArray(String file, byte[] bytes, long size) {
    this.file = file;
    this.bytes = bytes;
    if (!isArray(bytes) || bytes.length < 12) {
      throw error("expected a NumPy array, found " + bytes.length + " bytes of another kind");
    }
    version = bytes[6] + "." + bytes[7];
    if (!version.matches("[123]\\.0")) {
      throw error("expected version 1.0, 2.0 or 3.0 of the NumPy format, found " + version);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int begin = bytes[6] == 1 ? 10 : 12;
    int length = bytes[6] == 1 ? buffer.getShort(8) & 0xffff : buffer.getInt(8);
    if (length < 0 || length > LONGEST_HEADER || length > bytes.length - begin) {
      throw error(
          "expected a header within the file's %d bytes, found %s bytes stated"
              .formatted(bytes.length, Integer.toUnsignedString(length)));
    }
    dataBegin = begin + length;
    String header =
        new String(
            bytes,
            begin,
            length,
            bytes[6] == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    Matcher codeIn = found(CODE, header, "descr");
    if (codeIn.group(2) != null) {
      throw error("expected plain numbers, found a table of several fields");
    }
    code = codeIn.group(1);
    firstAxisFastest = found(ORDER, header, "fortran_order").group(1).equals("True");
    shape = shape(found(SHAPE, header, "shape").group(1));
    if (isPickled()) {
      return;
    }
    long expected = NumpyAxes.bytes(file, shape, size(), size - dataBegin);
    if (expected != size - dataBegin) {
      throw error(
          "expected %d bytes of the shape %s, found %d"
              .formatted(expected, Words.quotable(NumpyAxes.text(shape)), size - dataBegin));
    }
  }

  /** {@return whether bytes begin as such an array} */
  static boolean isArray(byte[] bytes) {
    for (int i = 0; i < MARK.length(); i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != MARK.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it holds Python objects. */
  boolean isPickled() {
    return code.endsWith("O");
  }

  private Matcher found(Pattern pattern, String header, String key) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw error("expected " + key + " in the array's header, found none that can be read");
    }
    return matcher;
  }

  private List<Integer> shape(String text) {
    List<Integer> axes = new ArrayList<>();
    for (String part : text.split(",")) {
      String axis = part.strip();
      if (axis.isEmpty()) {
        continue;
      }
      // Python 2 wrote an L after some numbers.
      if (!axis.matches("\\d{1,9}L?") || axes.size() == MOST_AXES) {
        throw error(
            "expected the lengths of at most %d axes, found (%s)"
                .formatted(MOST_AXES, Words.quotable(text)));
      }
      axes.add(Integer.parseInt(axis.replace("L", "")));
    }
    return axes;
  }

  /** Bytes of one element. */
  private int size() {
    Matcher text = Pattern.compile("[<>=|]([US])(\\d{1,6})").matcher(code);
    if (text.matches()) {
      return Integer.parseInt(text.group(2)) * (text.group(1).equals("U") ? 4 : 1);
    }
    return NumpyType.of(code).orElseThrow(() -> wrongType("numbers or texts")).size();
  }

  private EcgDataException wrongType(String expected) {
    return error(
        isPickled()
            ? "expected "
                + expected
                + ", found Python objects (pickled), which are never read; save plain numbers"
            : "expected " + expected + ", found the type '" + Words.quotable(code) + "'");
  }

  /**
   * {@return the type of the samples}
   *
   * @throws EcgDataException if it holds anything else, Python objects among them
   */
  NumpyType sampleType() {
    return NumpyType.of(code)
        .filter(NumpyType::holdsSamples)
        .orElseThrow(() -> wrongType(NumpyType.READ));
  }

  /**
   * {@return one of the recordings in it}
   *
   * @param place along the first axis, from 0; -1 for the only one
   * @param leads how many leads there must be
   */
  double[][] values(int place, int leads) {
    NumpyType type = sampleType();
    NumpyAxes axes = NumpyAxes.of(file, place < 0 ? shape : NumpyAxes.oneOf(shape), leads);
    return axes.values(data(), shape, Math.max(0, place), type, firstAxisFastest);
  }

  /**
   * {@return one of the recordings that lie one behind the other in a file}
   *
   * @param source the file of this header
   * @param place along the first axis, from 0
   */
  NumpyArray oneOf(DeviceSource source, int place) {
    long length = (source.size() - dataBegin) / shape.get(0);
    if (length > DeviceSource.LONGEST_BYTES) {
      throw DeviceSource.tooLong(file, length, false);
    }
    return new NumpyArray(this, source.bytes(dataBegin + place * length, (int) length));
  }

  /**
   * {@return a part of the only recording, of which alone the numbers are read}
   *
   * @param source the file of this header
   * @param leads how many leads there must be
   * @param wanted the part
   */
  double[][] part(DeviceSource source, int leads, WantedPart wanted) {
    NumpyType type = sampleType();
    NumpyAxes axes = NumpyAxes.of(file, shape, leads);
    int samples = shape.get(axes.sampleAxis());
    TimeWindow.Span span = wanted.in(file, Double.NaN, samples);
    double[][] values = new double[leads][];
    // A lead's samples lie side by side, or all leads of a sample do.
    boolean leadByLead = axes.leadAxis() < axes.sampleAxis() != firstAxisFastest;
    int lines = leadByLead ? leads : 1;
    long each = (leadByLead ? 1L : leads) * type.size();
    if (each * span.count() > DeviceSource.LONGEST_BYTES) {
      throw DeviceSource.tooLong(file, lines * each * span.count(), true);
    }
    for (int line = 0; line < lines; line++) {
      long from = dataBegin + each * ((long) line * samples + span.first());
      ByteBuffer data =
          ByteBuffer.wrap(source.bytes(from, (int) each * span.count())).order(type.order());
      for (int i = 0; i < leads / lines; i++) {
        values[line + i] = new double[span.count()];
        type.values(data, i * type.size(), (int) each, values[line + i]);
      }
    }
    return values;
  }

  private NumpyArray(NumpyArray whole, byte[] one) {
    file = whole.file;
    bytes = one;
    dataBegin = 0;
    code = whole.code;
    version = whole.version;
    firstAxisFastest = false;
    shape = NumpyAxes.oneOf(whole.shape);
  }

  ByteBuffer data() {
    return ByteBuffer.wrap(bytes, dataBegin, bytes.length - dataBegin).slice();
  }

  /** {@return the numbers in stored order, none if it holds no numbers} */
  double[] numbers() {
    NumpyType type = NumpyType.of(code).orElse(null);
    if (type == null) {
      return new double[0];
    }
    ByteBuffer data = data().order(type.order());
    double[] numbers = new double[data.remaining() / type.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = type.value(data, i * type.size());
    }
    return numbers;
  }

  /** {@return the texts in stored order, none if it holds no texts} */
  List<String> texts() {
    List<String> texts = new ArrayList<>();
    if (!code.matches("[<>=|][US]\\d+") || size() == 0) {
      return texts;
    }
    for (int at = dataBegin; at < bytes.length; at += size()) {
      texts.add(text(at));
    }
    return texts;
  }

  private String text(int at) {
    if (code.charAt(1) == 'S') {
      return CartWords.text(bytes, at, size()).replace("\0", "");
    }
    ByteBuffer data =
        ByteBuffer.wrap(bytes)
            .order(code.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    StringBuilder text = new StringBuilder();
    for (int i = at; i < at + size(); i += 4) {
      int character = data.getInt(i);
      if (character != 0) {
        text.appendCodePoint(Character.isValidCodePoint(character) ? character : '?');
      }
    }
    return text.toString();
  }

  private EcgDataException error(String sentence) {
    return new EcgDataException(file + ": " + sentence);
  }
}
