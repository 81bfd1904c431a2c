package org.ecgworkbench.dataset.wfdb;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * Reads the signal lines of one header. The lines of an ECG differ in little: a file name, format or gain that is that of the line before
 * is not looked at again, which makes an index of thousands of headers several times as fast.
 */
final class SignalLines {
  private static final Pattern FORMAT =
      Pattern.compile("(\\d{1,9})(?:x(\\d{1,9}))?(?::(\\d{1,9}))?(?:\\+(\\d{1,9}))?");
  private static final Pattern GAIN =
      Pattern.compile(
          "([-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d{1,4})?)(?:\\(([-+]?\\d{1,12})\\))?(?:/(\\S+))?");

  /** What a line gives where it says nothing of its gain: 200 a mV. */
  private static final Gain USUAL = new Gain("", 200, OptionalInt.empty(), "mV");

  /** File, format, gain, resolution, zero, initial value, checksum, block size, description. */
  private static final int FIELDS = 9;

  private final String fileName;
  private final int[] starts = new int[FIELDS];
  private final int[] ends = new int[FIELDS];
  private int count;
  private int number;
  private String file = "";
  private Format format = new Format("", 0, 1, 0, 0);
  private Gain gain = USUAL;

  SignalLines(String fileName) {
    this.fileName = fileName;
  }

  private record Format(String text, int number, int samplesPerFrame, int skew, int byteOffset) {}

  private record Gain(String text, double unitsPerPhysical, OptionalInt baseline, String units) {}

  /** Where a line stands, put into words only where something is wrong with it. */
  private record Place(String fileName, int number, String description) {
    @Override
    public String toString() {
      return WfdbHeader.at(fileName, number, description);
    }
  }

  /** The next line of the header. */
  WfdbHeader.Signal next(String line) {
    number++;
    split(line);
    String description = count < FIELDS ? "" : line.substring(starts[FIELDS - 1]).strip();
    Place at = new Place(fileName, number, description);
    if (count < 2) {
      throw new EcgDataException(
          at + "expected a file name and a format, found '" + Words.quotable(line) + "'");
    }
    if (!is(line, 0, file)) {
      file = WfdbHeader.plainName(at, text(line, 0));
    }
    if (!is(line, 1, format.text())) {
      format = format(at, text(line, 1));
    }
    if (count < 3) {
      gain = USUAL;
    } else if (!is(line, 2, gain.text())) {
      gain = gain(at, text(line, 2));
    }
    int adcZero = number(at, "ADC zero", line, 4).orElse(0);
    OptionalInt checksum = number(at, "checksum", line, 6);
    return new WfdbHeader.Signal(
        file,
        format.number(),
        format.samplesPerFrame(),
        format.skew(),
        format.byteOffset(),
        gain.unitsPerPhysical(),
        gain.baseline().orElse(adcZero),
        gain.units(),
        number(at, "ADC resolution", line, 3).orElse(0),
        adcZero,
        number(at, "initial value", line, 5),
        checksum,
        number(at, "block size", line, 7).orElse(0),
        description);
  }

  /** Finds the fields between blanks, the rest of the line in the last, and copies none of them. */
  private void split(String line) {
    int length = line.length();
    int at = 0;
    count = 0;
    while (at < length && count < FIELDS - 1) {
      starts[count] = at;
      while (at < length && !WfdbHeader.isBlank(line.charAt(at))) {
        at++;
      }
      ends[count++] = at;
      while (at < length && WfdbHeader.isBlank(line.charAt(at))) {
        at++;
      }
    }
    if (at < length) {
      starts[count] = at;
      ends[count++] = length;
    }
  }

  private boolean is(String line, int index, String text) {
    return ends[index] - starts[index] == text.length() && line.startsWith(text, starts[index]);
  }

  private String text(String line, int index) {
    return line.substring(starts[index], ends[index]);
  }

  private OptionalInt number(Place at, String what, String line, int index) {
    if (count <= index) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(line, starts[index], ends[index], 10));
    } catch (NumberFormatException e) {
      throw WfdbHeader.noInteger(at, what, text(line, index));
    }
  }

  private static Format format(Place at, String text) {
    Matcher format = FORMAT.matcher(text);
    if (!format.matches()) {
      throw new EcgDataException(
          at + "expected a format such as 16 or 16+24, found '" + Words.quotable(text) + "'");
    }
    return new Format(
        text,
        WfdbHeader.integer(at, "format", format.group(1)),
        format.group(2) == null ? 1 : WfdbHeader.integer(at, "samples per frame", format.group(2)),
        format.group(3) == null ? 0 : WfdbHeader.integer(at, "skew", format.group(3)),
        format.group(4) == null ? 0 : WfdbHeader.integer(at, "byte offset", format.group(4)));
  }

  private static Gain gain(Place at, String text) {
    Matcher matcher = GAIN.matcher(text);
    if (!matcher.matches()) {
      throw new EcgDataException(
          at + "expected a gain such as 1000/mV, found '" + Words.quotable(text) + "'");
    }
    double stated = Double.parseDouble(matcher.group(1));
    double gain = stated == 0 ? USUAL.unitsPerPhysical() : stated;
    // Beyond these no 32-bit sample has a finite amplitude, or none but 0.
    if (!(Math.abs(gain) >= 1e-100 && Math.abs(gain) <= 1e100)) {
      throw new EcgDataException(
          at + "expected a gain from 1e-100 to 1e100, found " + Words.quotable(matcher.group(1)));
    }
    return new Gain(
        text,
        gain,
        matcher.group(2) == null
            ? OptionalInt.empty()
            : OptionalInt.of(WfdbHeader.integer(at, "baseline", matcher.group(2))),
        matcher.group(3) == null ? USUAL.units() : matcher.group(3));
  }
}
