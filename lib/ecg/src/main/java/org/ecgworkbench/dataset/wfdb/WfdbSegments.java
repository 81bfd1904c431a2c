package org.ecgworkbench.dataset.wfdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.ToLongBiFunction;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.TimeWindow;

/**
 * Records of several segments with gaps between: of one fixed layout, or of a variable layout, whose first segment has no samples and
 * names the signals of which each later one has some.
 */
final class WfdbSegments {
  private static final String GAP = "~";

  private WfdbSegments() {}

  /** One segment's header and its file; both null for a gap. */
  record Part(Path file, WfdbHeader header, long samples) {}

  /** The signals of the whole: those of the layout, or of the first segment that has any. */
  static WfdbHeader layout(Path headerFile, WfdbHeader header, List<Part> parts) {
    if (isVariable(header)) {
      return WfdbHeader.read(file(headerFile, header.segments().get(0)));
    }
    for (Part part : parts) {
      if (part.header() != null) {
        return part.header();
      }
    }
    throw new EcgDataException(
        header.fileName() + ": expected a segment with signals, found gaps alone");
  }

  /** Whether the first segment is a layout. */
  static boolean isVariable(WfdbHeader header) {
    return header.segments().get(0).samples() == 0;
  }

  static Path file(Path headerFile, WfdbHeader.Segment segment) {
    return headerFile.resolveSibling(segment.recordName() + WfdbReader.EXTENSION);
  }

  /** The segments' headers, each once, of one layout and rate, their files of the right length. */
  static List<Part> parts(Path headerFile, WfdbHeader header) {
    return parts(headerFile, header, SignalFile::checkedSamples);
  }

  private static List<Part> parts(
      Path headerFile, WfdbHeader header, ToLongBiFunction<Path, WfdbHeader> samplesOf) {
    Set<String> names = new HashSet<>();
    names.add(WfdbReader.id(headerFile));
    boolean isVariable = isVariable(header);
    List<Part> parts = new ArrayList<>();
    WfdbHeader first = null;
    for (WfdbHeader.Segment segment :
        header.segments().subList(isVariable ? 1 : 0, header.segments().size())) {
      Parallel.stopIfInterrupted();
      String at = header.fileName() + ": segment " + segment.recordName() + ": ";
      if (segment.samples() == 0) {
        throw new EcgDataException(at + "expected at least 1 sample, found '0'");
      }
      if (segment.recordName().equals(GAP)) {
        parts.add(new Part(null, null, segment.samples()));
        continue;
      }
      // Each segment once: what is read stays bounded by what lies on the disk.
      if (!names.add(segment.recordName())) {
        throw new EcgDataException(at + "expected once, found twice");
      }
      Path file = file(headerFile, segment);
      DataFiles.size(header.fileName() + ": ", file);
      WfdbHeader part = WfdbHeader.read(file);
      if (!part.segments().isEmpty()) {
        throw new EcgDataException(at + "expected signals, found segments");
      }
      if (SignalFile.mostSkew(part) > 0) {
        throw new EcgDataException(at + "expected no skew in a segment");
      }
      first = first == null || isVariable ? part : first;
      checkSameLayout(at, header, first, part);
      long samples = samplesOf.applyAsLong(file, part);
      if (samples != segment.samples()) {
        throw new EcgDataException(
            at + "expected " + segment.samples() + " samples, found " + samples);
      }
      parts.add(new Part(file, part, samples));
    }
    return parts;
  }

  /** The samples of all segments together, once they are as many as the header says and not too many. */
  static int checkTotal(WfdbHeader header, long total) {
    checkStated(header, total);
    if (total > Integer.MAX_VALUE / 64) {
      throw new EcgDataException(
          "%s: expected at most %s samples, found %s"
              .formatted(header.fileName(), Integer.MAX_VALUE / 64, total));
    }
    return (int) total;
  }

  private static void checkStated(WfdbHeader header, long total) {
    if (header.samples().isPresent() && header.samples().getAsLong() != total) {
      throw new EcgDataException(
          "%s: expected %s samples in all segments, found %s"
              .formatted(header.fileName(), header.samples().getAsLong(), total));
    }
  }

  /** The segments' samples, one after another. */
  static WfdbSignals joined(Path headerFile, WfdbHeader header, WfdbReader.Mismatches mismatches) {
    List<Part> parts = parts(headerFile, header);
    int total =
        checkTotal(header, header.segments().stream().mapToLong(WfdbHeader.Segment::samples).sum());
    return joined(
        headerFile,
        header,
        parts,
        new TimeWindow.Span(0, total),
        (part, span) -> SignalDecoder.samples(part.file(), part.header(), mismatches));
  }

  /** The samples of a part of the whole, read from the segments that it lies in. */
  static WfdbSignals joined(Path headerFile, WfdbHeader header, TimeWindow window) {
    List<Part> parts = parts(headerFile, header, SignalFile::storedSamples);
    long total = header.segments().stream().mapToLong(WfdbHeader.Segment::samples).sum();
    checkStated(header, total);
    return joined(
        headerFile,
        header,
        parts,
        window.in(header.fileName(), header.samplingRateHz(), total),
        (part, span) -> SignalDecoder.samples(part.file(), part.header(), span));
  }

  private static WfdbSignals joined(
      Path headerFile,
      WfdbHeader header,
      List<Part> parts,
      TimeWindow.Span wanted,
      BiFunction<Part, TimeWindow.Span, double[][]> samplesOf) {
    List<WfdbHeader.Signal> signals = layout(headerFile, header, parts).signals();
    SignalDecoder.requireMemory(header, signals.size(), wanted.count());
    double[][] joined = new double[signals.size()][wanted.count()];
    long begin = 0;
    for (Part part : parts) {
      Parallel.stopIfInterrupted();
      long from = Math.max(begin, wanted.first());
      long to = Math.min(begin + part.samples(), wanted.first() + wanted.count());
      begin += part.samples();
      if (from >= to) {
        continue;
      }
      int at = (int) (from - wanted.first());
      int end = (int) (to - wanted.first());
      double[][] piece =
          part.header() == null
              ? null
              : samplesOf.apply(
                  part, new TimeWindow.Span(from - (begin - part.samples()), (int) (to - from)));
      for (int i = 0; i < joined.length; i++) {
        int place = piece == null ? -1 : isVariable(header) ? place(part, signals.get(i)) : i;
        if (place < 0) {
          Arrays.fill(joined[i], at, end, Double.NaN);
        } else {
          System.arraycopy(piece[place], 0, joined[i], at, end - at);
        }
      }
    }
    WfdbHeader whole =
        new WfdbHeader(
            header.fileName(),
            header.recordName(),
            header.samplingRateHz(),
            header.samples(),
            signals,
            header.segments(),
            header.comments());
    return new WfdbSignals(whole, header.samplingRateHz(), joined);
  }

  /** Where a segment has a signal of the layout, in the layout's units; -1 where it has none. */
  private static int place(Part part, WfdbHeader.Signal wanted) {
    List<WfdbHeader.Signal> signals = part.header().signals();
    for (int i = 0; i < signals.size(); i++) {
      if (signals.get(i).description().equals(wanted.description())) {
        if (!signals.get(i).units().equals(wanted.units())) {
          throw new EcgDataException(
              "%sexpected units of %s as in the layout, found %s"
                  .formatted(
                      part.header().at(i),
                      Words.quotable(wanted.units()),
                      Words.quotable(signals.get(i).units())));
        }
        return i;
      }
    }
    return -1;
  }

  private static void checkSameLayout(
      String at, WfdbHeader whole, WfdbHeader first, WfdbHeader part) {
    if (part.samplingRateHz() != whole.samplingRateHz()) {
      throw new EcgDataException(
          "%sexpected a sampling rate of %s Hz, found %s Hz"
              .formatted(at, whole.samplingRateHz(), part.samplingRateHz()));
    }
    if (part.signals().size() != first.signals().size()) {
      throw new EcgDataException(
          at + "expected " + first.signals().size() + " signals, found " + part.signals().size());
    }
    for (int i = 0; i < part.signals().size(); i++) {
      WfdbHeader.Signal one = first.signals().get(i);
      WfdbHeader.Signal other = part.signals().get(i);
      if (!one.description().equals(other.description()) || !one.units().equals(other.units())) {
        throw new EcgDataException(
            "%ssignal %s: expected %s, found %s"
                .formatted(
                    at,
                    i + 1,
                    Words.quotable(one.description() + " in " + one.units()),
                    Words.quotable(other.description() + " in " + other.units())));
      }
    }
  }
}
