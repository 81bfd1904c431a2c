package org.ecgworkbench.dataset.wfdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * A WFDB header file ({@code .hea}), by the rules of PhysioNet's header(5) page: a record line, one line a signal (or one line a
 * segment), and comment lines that begin with {@code #}.
 *
 * <p>Absent fields take the values that header(5) gives them: 250 Hz, gain 200, units mV, baseline = ADC zero, ADC zero 0. A gain
 * of 0 means "not stated" and is 200 as well. Absent checksums and initial values are empty and nothing is compared with them.
 *
 * <p>Differs from header(5): whatever follows the number of samples in the record line is ignored, because the challenge's files
 * carry dates there ({@code 12-May-2020 12:33:59}) that are not in its syntax, and nothing here needs the date. The name in the
 * record line may differ from the file's name; the file's name is the record's.
 *
 * @param fileName the header's file name, for messages
 * @param recordName the name in the record line
 * @param samplingRateHz frames a second, positive; may be fractional
 * @param samples samples in each signal, at least 1; empty where the record line does not state it
 * @param signals the signals in file order; empty for a record of several segments
 * @param segments the segments in order; empty for a record of one piece
 * @param comments the comment lines without {@code #} and surrounding blanks, in order
 */
public record WfdbHeader(
    String fileName,
    String recordName,
    double samplingRateHz,
    OptionalLong samples,
    List<Signal> signals,
    List<Segment> segments,
    List<String> comments) {

  private static final int LONGEST_BYTES = 1 << 20;
  private static final Pattern RECORD = Pattern.compile("([^/\\s]+)(?:/(\\d{1,9}))?");

  /**
   * One signal.
   *
   * @param file the file with its samples, in the header's folder
   * @param format the WFDB format number, for example 16
   * @param samplesPerFrame samples a frame, 1 for all leads of an ECG
   * @param skew frames by which the signal is late
   * @param byteOffset where the samples begin in the file, for example 24
   * @param gain ADC units a physical unit, not 0
   * @param baseline the ADC value of 0 physical units
   * @param units the physical units, for example {@code mV}
   * @param adcResolution bits of the ADC, 0 where not stated
   * @param adcZero the ADC value in the middle of its range
   * @param initialValue the ADC value of the first sample
   * @param checksum the sum of all ADC values, of which the low 16 bits count
   * @param blockSize 0 for ordinary files
   * @param description the name of the lead, or empty text
   */
  public record Signal(
      String file,
      int format,
      int samplesPerFrame,
      int skew,
      int byteOffset,
      double gain,
      int baseline,
      String units,
      int adcResolution,
      int adcZero,
      OptionalInt initialValue,
      OptionalInt checksum,
      int blockSize,
      String description) {}

  /**
   * One segment of a record in several pieces.
   *
   * @param recordName the name of the record that holds it, in the header's folder
   * @param samples its samples in each signal; 0 for a layout
   */
  public record Segment(String recordName, long samples) {}

  /** Makes the lists immutable. */
  public WfdbHeader {
    signals = List.copyOf(signals);
    segments = List.copyOf(segments);
    comments = List.copyOf(comments);
  }

  /**
   * Reads a header file.
   *
   * @param file the {@code .hea}; taken as Latin-1
   * @return what it says; the files that it names are not looked at
   * @throws EcgDataException if the file cannot be read, is longer than 1 MiB, or breaks the rules; names the file, the signal, what was
   *     expected and what was found
   */
  public static WfdbHeader read(Path file) {
    return parse(file.getFileName().toString(), DataFiles.latin1("", file, LONGEST_BYTES));
  }

  /**
   * Parses the text of a header.
   *
   * @param fileName the name used in messages
   * @param text the whole content, with any line ends
   * @return what it says
   * @throws EcgDataException if the text breaks the rules
   */
  public static WfdbHeader parse(String fileName, String text) {
    List<String> comments = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    // Plain loops instead of streams and regular expressions: a folder has thousands of headers.
    String plain = text.indexOf('\r') < 0 ? text : text.replace('\r', '\n');
    for (int at = 0, end; at < plain.length(); at = end + 1) {
      int found = plain.indexOf('\n', at);
      end = found < 0 ? plain.length() : found;
      String line = plain.substring(at, end).strip();
      if (line.startsWith("#")) {
        comments.add(line.substring(1).strip());
      } else if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    if (lines.isEmpty()) {
      throw new EcgDataException(fileName + ": expected a record line, found none");
    }
    String[] fields = fields(lines.get(0));
    Matcher record = RECORD.matcher(fields[0]);
    boolean plainName = fields[0].indexOf('/') < 0;
    if (!plainName && !record.matches()) {
      throw expected(fileName, "record line: expected a record name", fields[0]);
    }
    String recordName = plainName ? fields[0] : record.group(1);
    if (fields.length < 2) {
      throw expected(
          fileName, "record line: expected a name and a number of signals", lines.get(0));
    }
    int signalCount = integer(fileName, "number of signals", fields[1]);
    if (signalCount < 1) {
      throw expected(fileName, "expected at least 1 signal", fields[1]);
    }
    double samplingRateHz = fields.length < 3 ? 250 : rate(fileName, fields[2]);
    // By header(5) 0 means unspecified as well.
    OptionalLong samples =
        fields.length < 4 || fields[3].equals("0")
            ? OptionalLong.empty()
            : OptionalLong.of(samples(fileName, fields[3]));
    List<String> body = lines.subList(1, lines.size());

    if (!plainName && record.group(2) != null) {
      int segmentCount = integer(fileName, "number of segments", record.group(2));
      if (segmentCount < 1 || body.size() != segmentCount) {
        throw new EcgDataException(
            fileName + ": expected " + segmentCount + " segment lines, found " + body.size());
      }
      List<Segment> segments = body.stream().map(line -> segment(fileName, line)).toList();
      return new WfdbHeader(
          fileName, recordName, samplingRateHz, samples, List.of(), segments, comments);
    }
    if (body.size() != signalCount) {
      throw new EcgDataException(
          fileName + ": expected " + signalCount + " signal lines, found " + body.size());
    }
    List<Signal> signals = new ArrayList<>(signalCount);
    SignalLines reader = new SignalLines(fileName);
    for (String line : body) {
      signals.add(reader.next(line));
    }
    return new WfdbHeader(
        fileName, recordName, samplingRateHz, samples, signals, List.of(), comments);
  }

  /**
   * {@return the texts of the comments {@code key: text}, as in {@code #Age: 74} or {@code # Age: 74}, without blanks around them, in
   * order; none if there is no such comment}
   *
   * @param key what stands before the colon; case does not matter
   */
  public List<String> comments(String key) {
    List<String> texts = new ArrayList<>(1);
    for (String comment : comments) {
      int colon = comment.indexOf(':');
      if (colon > 0 && comment.substring(0, colon).strip().equalsIgnoreCase(key)) {
        texts.add(comment.substring(colon + 1).strip());
      }
    }
    return texts;
  }

  /**
   * {@return the signal as messages name it: {@code A0001.hea: lead aVR: }, or its number where it has no name}
   *
   * @param signal from 0
   */
  public String at(int signal) {
    return at(fileName, signal + 1, signals.get(signal).description());
  }

  /**
   * {@return a signal as messages name it}
   *
   * @param fileName of the header
   * @param number from 1
   * @param description its name; empty where it has none
   */
  public static String at(String fileName, int number, String description) {
    return fileName
        + ": "
        + (description.isEmpty() ? "signal " + number : "lead " + Words.quotable(description))
        + ": ";
  }

  /** The fields between blanks. */
  private static String[] fields(String line) {
    List<String> fields = new ArrayList<>(6);
    for (int at = 0, end; at < line.length(); at = end + 1) {
      end = at;
      while (end < line.length() && !isBlank(line.charAt(end))) {
        end++;
      }
      if (end > at) {
        fields.add(line.substring(at, end));
      }
    }
    return fields.toArray(String[]::new);
  }

  static boolean isBlank(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  private static Segment segment(String fileName, String line) {
    String[] fields = fields(line);
    if (fields.length < 2) {
      throw expected(fileName, "expected a segment's name and number of samples", line);
    }
    // The layout of segments that differ has no samples; whether it stands first is looked at
    // later.
    return new Segment(
        plainName(fileName + ": ", fields[0]),
        fields[1].equals("0") ? 0 : samples(fileName, fields[1]));
  }

  /** File names come from outside: they name a file beside the header and nothing else. */
  static String plainName(Object at, String name) {
    if (name.startsWith(".") || !isPlain(name)) {
      throw new EcgDataException(
          "%sexpected the name of a file beside the header, found '%s'"
              .formatted(at, Words.quotable(name)));
    }
    return name;
  }

  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '/' || c == '\\' || c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  private static double rate(String fileName, String field) {
    int slash = field.indexOf('/');
    String text = slash < 0 ? field : field.substring(0, slash);
    double rate;
    try {
      rate = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw expected(fileName, "expected a sampling rate in Hz", field);
    }
    if (!(rate > 0 && rate <= 1e6)) {
      throw expected(fileName, "expected a sampling rate above 0, at most 1000000 Hz", field);
    }
    return rate;
  }

  private static long samples(String fileName, String field) {
    long samples;
    try {
      samples = Long.parseLong(field);
    } catch (NumberFormatException e) {
      throw expected(fileName, "expected a number of samples", field);
    }
    if (samples < 1) {
      throw expected(fileName, "expected at least 1 sample", field);
    }
    return samples;
  }

  static int integer(Object at, String what, String field) {
    try {
      return Integer.parseInt(field);
    } catch (NumberFormatException e) {
      throw noInteger(at, what, field);
    }
  }

  static EcgDataException noInteger(Object at, String what, String field) {
    String place = at.toString();
    return new EcgDataException(
        place
            + (place.endsWith(": ") ? "" : ": ")
            + "expected a whole number as "
            + what
            + ", found '"
            + Words.quotable(field)
            + "'");
  }

  private static EcgDataException expected(String fileName, String sentence, String found) {
    return new EcgDataException(
        fileName + ": " + sentence + ", found '" + Words.quotable(found) + "'");
  }
}
