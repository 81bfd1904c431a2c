package org.ecgworkbench.dataset.device.binary;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.CartWords;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Sex;

/**
 * The header of an EDF, EDF+, BDF or BDF+ file: 256 bytes of ASCII, then 256 for each signal, field
 * by field.
 *
 * <p>Source: Kemp et al. 1992, doi:10.1016/0013-4694(92)90009-7; Kemp and Olivan 2003 (EDF+),
 * doi:10.1016/S1388-2457(03)00123-8.
 */
final class EdfHeader {
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  // Longer would be no number that an EDF writer prints, but costs BigDecimal time.
  private static final Pattern PLAIN_DECIMAL = Pattern.compile("[+]?(?:\\d+\\.?\\d*|\\.\\d+)");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?");
  private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,8}");
  private static final Pattern ONSET = Pattern.compile("[-+]\\d{1,12}(\\.\\d{1,12})?");

  private final String file;
  private byte[] bytes;

  /** Bytes of one stored number: 2, or 3 for BDF. */
  final int width;

  /** What the file says of itself: {@code "+C"}, {@code "+D"} or {@code ""}. */
  final String kind;

  /** Data records as stated; -1 if the writer did not know. */
  final long records;

  final BigDecimal recordSeconds;
  final int length;

  /** Bytes in each data record. */
  final int recordBytes;

  final List<EdfSignal> signals;

  /**
   * Reads a header.
   *
   * @param file the file's name, for messages
   * @param bytes the file, or its beginning
   * @param size of the file
   * @throws EcgDataException if it is not such a header, or a count in it exceeds the file
   */
  EdfHeader(String file, byte[] bytes, long size) {
    this.file = file;
    this.bytes = bytes;
    if (bytes.length < 256) {
      throw error("expected a header of 256 bytes and more, found " + bytes.length + " bytes");
    }
    width = bytes[0] == (byte) 0xff ? 3 : 2;
    String reserved = field(192, 44);
    // Some writers of BDF+ say EDF+.
    kind = reserved.matches("[EB]DF\\+[CD].*") ? reserved.substring(3, 5) : "";
    int count = whole("", "number of signals", 252, 4, 1, 9999);
    length = whole("", "length of the header", 184, 8, 0, Integer.MAX_VALUE);
    if (length != 256 * (count + 1) || length > bytes.length) {
      throw error(
          "expected a header of %d bytes for %d signals, found %d stated and %d in the file"
              .formatted(256 * (count + 1), count, length, bytes.length));
    }
    records = whole("", "number of data records", 236, 8, -1, Integer.MAX_VALUE);
    String seconds = field(244, 8);
    if (!PLAIN_DECIMAL.matcher(seconds).matches()) {
      throw error("expected the seconds of a data record, found " + quoted(seconds));
    }
    recordSeconds = new BigDecimal(seconds);
    List<EdfSignal> all = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < count; i++) {
      EdfSignal signal = signal(i, count, (int) offset);
      all.add(signal);
      offset += (long) signal.samples() * width;
      if (offset > size || offset > Integer.MAX_VALUE) {
        throw error(
            "expected data records within the file's %d bytes, found at least %d bytes for one"
                .formatted(size, offset));
      }
    }
    recordBytes = (int) offset;
    signals = List.copyOf(all);
  }

  private EdfSignal signal(int i, int count, int offset) {
    int at = 256;
    String label = field(at + 16 * i, 16);
    at += (16 + 80) * count;
    String unit = field(at + 8 * i, 8);
    at += 8 * count;
    String physicalMinimum = field(at + 8 * i, 8);
    at += 8 * count;
    String physicalMaximum = field(at + 8 * i, 8);
    at += 8 * count;
    String where = "lead " + Words.quotable(label) + ": ";
    int reach = 1 << (8 * width - 1);
    int digitalMinimum = whole(where, "digital minimum", at + 8 * i, 8, -reach, reach - 1);
    at += 8 * count;
    int digitalMaximum = whole(where, "digital maximum", at + 8 * i, 8, -reach, reach - 1);
    at += 8 * count;
    String filter = field(at + 80 * i, 80);
    at += 80 * count;
    int samples = whole(where, "samples in a data record", at + 8 * i, 8, 0, Integer.MAX_VALUE);
    EdfSignal signal =
        new EdfSignal(
            label,
            unit,
            number(where, "physical minimum", physicalMinimum),
            number(where, "physical maximum", physicalMaximum),
            digitalMinimum,
            digitalMaximum,
            filter,
            samples,
            offset);
    if (digitalMinimum >= digitalMaximum || signal.physicalMinimum() == signal.physicalMaximum()) {
      throw error(
          "%sexpected a range of values, found %s to %s stored as %d to %d"
              .formatted(
                  where,
                  Words.quotable(physicalMinimum),
                  Words.quotable(physicalMaximum),
                  digitalMinimum,
                  digitalMaximum));
    }
    return signal;
  }

  /** Lets it look up onsets in other bytes: the header, and some of the records behind it. */
  void over(byte[] part) {
    bytes = part;
  }

  /** {@code "EDF"}, {@code "EDF+C"}, {@code "BDF"} and so on. */
  String version() {
    return (width == 3 ? "BDF" : "EDF") + kind;
  }

  /**
   * The rate of a signal in Hz: the quotient of the two numbers that the file states, rounded once.
   */
  double rate(EdfSignal signal) {
    int places = Math.max(0, recordSeconds.scale());
    double scaled = recordSeconds.movePointRight(places).doubleValue();
    return signal.samples() * BigDecimal.ONE.movePointRight(places).doubleValue() / scaled;
  }

  /** The sex that the patient field of EDF+ states; plain EDF has free text there. */
  Sex sex() {
    String[] patient = plusFields(8);
    return patient.length > 1 ? CartWords.sex(patient[1]) : Sex.UNKNOWN;
  }

  /** Whole years from the date of birth to the start date, where EDF+ states both. */
  OptionalInt age() {
    String[] patient = plusFields(8);
    String[] recording = plusFields(88);
    if (patient.length < 3 || recording.length < 2) {
      return OptionalInt.empty();
    }
    LocalDate born = date(patient[2]);
    LocalDate started = date(recording[1]);
    if (born == null || started == null || born.isAfter(started)) {
      return OptionalInt.empty();
    }
    int years = Period.between(born, started).getYears();
    return years <= 130 ? OptionalInt.of(years) : OptionalInt.empty();
  }

  private String[] plusFields(int offset) {
    return kind.isEmpty() ? new String[0] : field(offset, 80).split(" ");
  }

  private static LocalDate date(String text) {
    if (!text.matches("\\d\\d-[A-Za-z]{3}-\\d{4}")) {
      return null;
    }
    int month = MONTHS.indexOf(text.substring(3, 6).toUpperCase(Locale.ROOT)) + 1;
    try {
      return LocalDate.of(
          Integer.parseInt(text.substring(7)), month, Integer.parseInt(text.substring(0, 2)));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private String field(int offset, int width) {
    int end = offset;
    while (end < offset + width && bytes[end] != 0) {
      end++;
    }
    return CartWords.text(bytes, offset, end - offset).strip();
  }

  private int whole(String where, String what, int offset, int width, int least, int most) {
    String text = field(offset, width);
    try {
      if (WHOLE.matcher(text).matches()) {
        int value = Integer.parseInt(text);
        if (value >= least && value <= most) {
          return value;
        }
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw error(
        where
            + "expected the "
            + what
            + " as a whole number from "
            + least
            + " on, found "
            + quoted(text));
  }

  private double number(String where, String what, String text) {
    if (NUMBER.matcher(text).matches()) {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    }
    throw error(where + "expected the " + what + " as a number, found " + quoted(text));
  }

  private static String quoted(String text) {
    return "'" + Words.quotable(text) + "'";
  }

  EcgDataException error(String sentence) {
    return new EcgDataException(file + ": " + sentence);
  }

  /** The onset in seconds that begins the annotation signal of a record, or NaN. */
  double onset(long record, EdfSignal annotations) {
    int begin = length + (int) (record * recordBytes) + annotations.offset();
    int end = begin;
    int limit = Math.min(begin + annotations.samples() * width, begin + 32);
    while (end < limit && bytes[end] != 0x14) {
      end++;
    }
    String text = new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1);
    return end < limit && ONSET.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
  }
}
