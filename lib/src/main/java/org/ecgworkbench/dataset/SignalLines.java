package org.ecgworkbench.dataset;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private final String fileName;
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
    String[] fields = WfdbHeader.fields(line, 9);
    String description = fields.length < 9 ? "" : fields[8].strip();
    Place at = new Place(fileName, number, description);
    if (fields.length < 2) {
      throw new EcgDataException(
          at + "expected a file name and a format, found '" + WfdbHeader.quotable(line) + "'");
    }
    if (!fields[0].equals(file)) {
      file = WfdbHeader.plainName(at, fields[0]);
    }
    if (!fields[1].equals(format.text())) {
      format = format(at, fields[1]);
    }
    if (fields.length < 3) {
      gain = USUAL;
    } else if (!fields[2].equals(gain.text())) {
      gain = gain(at, fields[2]);
    }
    int adcZero = field(at, "ADC zero", fields, 4).orElse(0);
    OptionalInt checksum = field(at, "checksum", fields, 6);
    if (checksum.isPresent() && (checksum.getAsInt() < -32768 || checksum.getAsInt() > 65535)) {
      throw new EcgDataException(
          at + "expected a checksum of 16 bits, found " + checksum.getAsInt());
    }
    return new WfdbHeader.Signal(
        file,
        format.number(),
        format.samplesPerFrame(),
        format.skew(),
        format.byteOffset(),
        gain.unitsPerPhysical(),
        gain.baseline().orElse(adcZero),
        gain.units(),
        field(at, "ADC resolution", fields, 3).orElse(0),
        adcZero,
        field(at, "initial value", fields, 5),
        checksum,
        field(at, "block size", fields, 7).orElse(0),
        description);
  }

  private static Format format(Place at, String text) {
    Matcher format = FORMAT.matcher(text);
    if (!format.matches()) {
      throw new EcgDataException(
          at + "expected a format such as 16 or 16+24, found '" + WfdbHeader.quotable(text) + "'");
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
          at + "expected a gain such as 1000/mV, found '" + WfdbHeader.quotable(text) + "'");
    }
    double stated = Double.parseDouble(matcher.group(1));
    double gain = stated == 0 ? USUAL.unitsPerPhysical() : stated;
    // Beyond these no 32-bit sample has a finite amplitude, or none but 0.
    if (!(Math.abs(gain) >= 1e-100 && Math.abs(gain) <= 1e100)) {
      throw new EcgDataException(
          at
              + "expected a gain from 1e-100 to 1e100, found "
              + WfdbHeader.quotable(matcher.group(1)));
    }
    return new Gain(
        text,
        gain,
        matcher.group(2) == null
            ? OptionalInt.empty()
            : OptionalInt.of(WfdbHeader.integer(at, "baseline", matcher.group(2))),
        matcher.group(3) == null ? USUAL.units() : matcher.group(3));
  }

  private static OptionalInt field(Place at, String what, String[] fields, int index) {
    return fields.length <= index
        ? OptionalInt.empty()
        : OptionalInt.of(WfdbHeader.integer(at, what, fields[index]));
  }
}
