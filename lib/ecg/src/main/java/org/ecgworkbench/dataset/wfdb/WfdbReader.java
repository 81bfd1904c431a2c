package org.ecgworkbench.dataset.wfdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.TimeWindow;

/**
 * Reads WFDB records in the formats 8, 16, 24, 32, 61, 80, 160, 212, 310, 311 and, as FLAC, 508, 516 and 524, with or without a byte offset ({@code 16+24} is the challenge's MATLAB v4 matrix), signals in one file or several, one piece or
 * several segments with gaps between, of fixed layout or of variable layout. As the WFDB C library 10.7.0 does, several samples a frame become their
 * mean, rounded to a whole ADC value, and a signal that is late by a skew is brought forward. Differs from it: where a skew leaves the
 * last frames without a signal, or a checksum differs in the last frame, it gives one frame less.
 *
 * <p>Physical value = (ADC value - baseline) / gain, in double arithmetic, as wfdb-python computes it; the lowest ADC value of a
 * format (-32768 in format 16) is a missing sample, {@code NaN}. Everything the header says is compared with what the file holds:
 * length, initial values, checksums, and the 24 bytes of a MATLAB header. Sizes are compared before memory is taken, so a damaged
 * count costs nothing. Nothing is repaired: the first thing that does not fit is thrown, as one sentence.
 *
 * <p>Refused by name: other formats, skew in a segment, segments within segments.
 */
public final class WfdbReader {
  static final String EXTENSION = ".hea";

  private WfdbReader() {}

  /**
   * Reads a 12-lead recording. Leads are found by name, whatever their order in the file; age, sex and diagnoses come from the comments
   * {@code Age}, {@code Sex} and {@code Dx}.
   *
   * @param headerFile the {@code .hea} file; its name without the extension becomes the record's id
   * @return the recording in mV, at the rate of the file
   * @throws EcgDataException if the files are missing, damaged or not of this form; if there are not exactly the twelve leads; if the units
   *     are neither mV nor uV; if the sampling rate is not a whole number. Names the file, the lead, what was expected and what was found
   */
  public static EcgRecord read(Path headerFile) {
    List<String> problems = new ArrayList<>();
    EcgRecord record = read(headerFile, problems);
    if (!problems.isEmpty()) {
      throw new EcgDataException(problems.get(0));
    }
    return record;
  }

  /**
   * Reads a 12-lead recording whose patient need not be known.
   *
   * @param headerFile the {@code .hea} file
   * @param problems receives a sentence each for an age or a sex that cannot be read; it is then unknown
   * @return the recording as {@link #read(Path)} has it
   * @throws EcgDataException as {@link #read(Path)}
   */
  public static EcgRecord read(Path headerFile, List<String> problems) {
    return record(headerFile, readSignals(headerFile), problems);
  }

  /**
   * Reads a part of a 12-lead recording whose patient need not be known.
   *
   * @param headerFile the {@code .hea} file
   * @param window the part, of which alone the samples are read
   * @param problems as {@link #read(Path, List)}
   * @return the part of the recording, its first sample that of the window
   * @throws EcgDataException as {@link #read(Path)}; if the recording ends before the part does
   */
  public static EcgRecord read(Path headerFile, TimeWindow window, List<String> problems) {
    return record(headerFile, readSignals(headerFile, window), problems);
  }

  private static EcgRecord record(Path headerFile, WfdbSignals signals, List<String> problems) {
    HeaderComments comments = HeaderComments.of(signals.header(), problems);
    return new EcgRecord(
        id(headerFile),
        wholeRate(signals.header().fileName(), signals.samplingRateHz()),
        millivolts(signals),
        comments.ageYears(),
        comments.sex(),
        comments.diagnoses());
  }

  /**
   * Reads the signals of any record in their own units and order.
   *
   * @param headerFile the {@code .hea} file, beside the files that it names
   * @return the samples, whatever the leads are called; the caller alone holds them
   * @throws EcgDataException if the files are missing, damaged or not of a form that this class reads
   */
  public static WfdbSignals readSignals(Path headerFile) {
    return readSignals(headerFile, WfdbHeader.read(headerFile), REFUSED);
  }

  /**
   * Reads a part of the signals of any record, of however long a recording. Only the bytes of that part are read, but for FLAC and format 8, of
   * which all that stands before is needed. Initial values and checksums are those of the whole and are not compared.
   *
   * @param headerFile the {@code .hea} file, beside the files that it names
   * @param window the part
   * @return the samples of that part, as {@link #readSignals(Path)} has them
   * @throws EcgDataException as {@link #readSignals(Path)}; if the recording ends before the part does
   */
  public static WfdbSignals readSignals(Path headerFile, TimeWindow window) {
    WfdbHeader header = WfdbHeader.read(headerFile);
    if (!header.segments().isEmpty()) {
      return WfdbSegments.joined(headerFile, header, window);
    }
    // A skew leaves frames without a signal; by as many the recording is shorter.
    long samples = SignalFile.storedSamples(headerFile, header) - SignalFile.mostSkew(header);
    TimeWindow.Span span = window.in(header.fileName(), header.samplingRateHz(), samples);
    return new WfdbSignals(
        header, header.samplingRateHz(), SignalDecoder.samples(headerFile, header, span));
  }

  /** Every mismatch is thrown. */
  static final Mismatches REFUSED =
      (kind, header, signal, sentence) -> {
        throw new EcgDataException(header.at(signal) + sentence);
      };

  /** What is done where the samples of a signal are not those that the header was written for. */
  public interface Mismatches {
    /** What differs from the header. */
    enum Kind {
      /** The first ADC value. */
      INITIAL_VALUE,
      /** The sum of all ADC values, 16 bits. */
      CHECKSUM
    }

    /**
     * Hears of a mismatch.
     *
     * @param kind what differs
     * @param header of the record
     * @param signal its number in the header, from 0
     * @param sentence what was expected and what was found
     */
    void found(Kind kind, WfdbHeader header, int signal, String sentence);
  }

  /**
   * {@return the signals of a header that is read already}; everything but the mismatches is checked and thrown.
   *
   * @param headerFile where it lies; the signals lie beside it
   * @param header read from it
   * @param mismatches is told what differs from the header
   * @throws EcgDataException if a file of signals is missing or cannot be read
   */
  public static WfdbSignals readSignals(Path headerFile, WfdbHeader header, Mismatches mismatches) {
    if (header.segments().isEmpty()) {
      return new WfdbSignals(
          header, header.samplingRateHz(), SignalDecoder.samples(headerFile, header, mismatches));
    }
    return WfdbSegments.joined(headerFile, header, mismatches);
  }

  /**
   * {@return the twelve leads of a record in mV, {@code [12][sample]} in standard order}
   *
   * @param signals of a record
   * @throws EcgDataException if a lead is missing, unknown or repeated, or its units are neither mV nor uV
   */
  public static double[][] millivolts(WfdbSignals signals) {
    WfdbHeader header = signals.header();
    int[] order = leadOrder(header);
    double[][] millivolts = new double[order.length][];
    for (int lead = 0; lead < order.length; lead++) {
      double[] values = signals.physical()[order[lead]];
      if (isMicrovolts(header, order[lead])) {
        for (int i = 0; i < values.length; i++) {
          values[i] /= 1000;
        }
      }
      millivolts[lead] = values;
    }
    return millivolts;
  }

  /** Where each of the twelve leads stands in the file: {@code [lead]} is the index of its signal. */
  static int[] leadOrder(WfdbHeader header) {
    int[] places = new int[Lead.ALL.size()];
    Arrays.fill(places, -1);
    for (int i = 0; i < header.signals().size(); i++) {
      String name = header.signals().get(i).description();
      Lead lead;
      try {
        lead = Lead.parse(name);
      } catch (IllegalArgumentException e) {
        throw new EcgDataException(
            "%s: signal %s: expected one of the leads I, II, III, aVR, aVL, aVF, V1 to V6, found '%s'"
                .formatted(header.fileName(), i + 1, Words.quotable(name)),
            e);
      }
      int before = places[lead.ordinal()];
      if (before >= 0) {
        throw new EcgDataException(
            "%s: lead %s: expected once, found as signals %s and %s"
                .formatted(header.fileName(), lead, before + 1, i + 1));
      }
      places[lead.ordinal()] = i;
    }
    if (header.signals().size() < places.length) {
      List<Lead> missing = Lead.ALL.stream().filter(lead -> places[lead.ordinal()] < 0).toList();
      throw new EcgDataException(
          "%s: expected 12 leads, found %s; missing: %s"
              .formatted(
                  header.fileName(),
                  places.length - missing.size(),
                  String.join(", ", missing.stream().map(Lead::label).toList())));
    }
    for (int i = 0; i < header.signals().size(); i++) {
      isMicrovolts(header, i);
    }
    return places;
  }

  /**
   * {@return the gains of a record's signals, each once, in words; equal for records of one scale}
   *
   * @param header of a record
   */
  public static String gains(WfdbHeader header) {
    return header.signals().stream()
        .map(s -> (float) s.gain() + "/" + s.units())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /**
   * {@return the lead that a signal is; empty if its name is none's}
   *
   * @param header of a record
   * @param signal from 0
   */
  public static Optional<Lead> leadOf(WfdbHeader header, int signal) {
    try {
      return Optional.of(Lead.parse(header.signals().get(signal).description()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isMicrovolts(WfdbHeader header, int signal) {
    String units = header.signals().get(signal).units();
    return switch (units) {
      // Some headers of the later challenges write mv.
      case "mV", "mv" -> false;
      // The micro sign in Latin-1, and in UTF-8 read as Latin-1, as headers are; so the Greek
      // letter.
      case "uV", "uv", "\u00b5V", "\u00c2\u00b5V", "\u00ce\u00bcV" -> true;
      default ->
          throw new EcgDataException(
              "%sexpected units of mV or uV, found '%s'"
                  .formatted(header.at(signal), Words.quotable(units)));
    };
  }

  /**
   * {@return a sampling rate as the workbench holds it, in whole Hz}
   *
   * @param fileName for the message
   * @param samplingRateHz as the header has it
   * @throws EcgDataException if it is no whole number
   */
  public static int wholeRate(String fileName, double samplingRateHz) {
    if (samplingRateHz != Math.rint(samplingRateHz)) {
      throw new EcgDataException(
          "%s: expected a sampling rate of a whole number of Hz, found %s Hz"
              .formatted(fileName, samplingRateHz));
    }
    return (int) samplingRateHz;
  }

  /**
   * {@return whether a file is a header by its name}
   *
   * @param file any
   */
  public static boolean isHeader(Path file) {
    return file.getFileName().toString().endsWith(EXTENSION);
  }

  /**
   * {@return the record's id: its header's file name without {@code .hea}}
   *
   * @param headerFile of the record
   */
  public static String id(Path headerFile) {
    String name = headerFile.getFileName().toString();
    return name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name;
  }

  /**
   * Checks that a record has the twelve leads in units that are read, and that its files are there and of the length that the header
   * states, without reading their samples.
   *
   * @param headerFile of the record
   * @param header what it says
   * @param files receives the files with the samples, and the headers of the segments
   * @return samples in each lead
   */
  public static int checkForm(Path headerFile, WfdbHeader header, List<Path> files) {
    if (header.segments().isEmpty()) {
      leadOrder(header);
      for (SignalFile file : SignalFile.of(header)) {
        files.add(file.path(headerFile));
      }
      return SignalDecoder.length(header, SignalFile.checkedSamples(headerFile, header));
    }
    long total = 0;
    List<WfdbSegments.Part> parts = WfdbSegments.parts(headerFile, header);
    leadOrder(WfdbSegments.layout(headerFile, header, parts));
    if (WfdbSegments.isVariable(header)) {
      files.add(WfdbSegments.file(headerFile, header.segments().get(0)));
    }
    for (WfdbSegments.Part part : parts) {
      total += part.samples();
      if (part.header() != null) {
        files.add(part.file());
        SignalFile.of(part.header()).forEach(file -> files.add(file.path(part.file())));
      }
    }
    return WfdbSegments.checkTotal(header, total);
  }
}
