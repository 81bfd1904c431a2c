package org.ecgworkbench.dataset.wfdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.ecg.EcgDataException;

/** Records of several segments of one fixed layout. */
final class WfdbSegments {
  private WfdbSegments() {}

  /** One segment's header and its file. */
  record Part(Path file, WfdbHeader header) {}

  /** The segments' headers, each once, of one layout and rate, their files of the right length. */
  static List<Part> parts(Path headerFile, WfdbHeader header) {
    Set<String> names = new HashSet<>();
    names.add(WfdbReader.id(headerFile));
    List<Part> parts = new ArrayList<>();
    for (WfdbHeader.Segment segment : header.segments()) {
      Parallel.stopIfInterrupted();
      String at = header.fileName() + ": segment " + segment.recordName() + ": ";
      if (segment.recordName().equals("~")) {
        throw new EcgDataException(at + "expected a record, found a gap, which is not supported");
      }
      // Each segment once: what is read stays bounded by what lies on the disk.
      if (!names.add(segment.recordName())) {
        throw new EcgDataException(at + "expected once, found twice");
      }
      Path file = headerFile.resolveSibling(segment.recordName() + WfdbReader.EXTENSION);
      DataFiles.size(header.fileName() + ": ", file);
      WfdbHeader part = WfdbHeader.read(file);
      if (!part.segments().isEmpty()) {
        throw new EcgDataException(at + "expected signals, found segments");
      }
      checkSameLayout(at, header, parts.isEmpty() ? part : parts.get(0).header(), part);
      int samples = SignalFile.checkedSamples(file, part);
      if (samples != segment.samples()) {
        throw new EcgDataException(
            at + "expected " + segment.samples() + " samples, found " + samples);
      }
      parts.add(new Part(file, part));
    }
    return parts;
  }

  /** The samples of all segments together, once they are as many as the header says and not too many. */
  static int checkTotal(WfdbHeader header, long total) {
    if (header.samples().isPresent() && header.samples().getAsLong() != total) {
      throw new EcgDataException(
          header.fileName()
              + ": expected "
              + header.samples().getAsLong()
              + " samples in all segments, found "
              + total);
    }
    if (total > Integer.MAX_VALUE / 64) {
      throw new EcgDataException(
          header.fileName()
              + ": expected at most "
              + Integer.MAX_VALUE / 64
              + " samples, found "
              + total);
    }
    return (int) total;
  }

  /** The segments' samples, one after another. */
  static WfdbSignals joined(Path headerFile, WfdbHeader header, WfdbReader.Mismatches mismatches) {
    List<Part> parts = parts(headerFile, header);
    int total =
        checkTotal(header, header.segments().stream().mapToLong(WfdbHeader.Segment::samples).sum());
    List<WfdbHeader.Signal> signals = parts.get(0).header().signals();
    double[][] joined = new double[signals.size()][total];
    int at = 0;
    for (Part part : parts) {
      Parallel.stopIfInterrupted();
      double[][] piece = SignalDecoder.samples(part.file(), part.header(), mismatches);
      for (int i = 0; i < joined.length; i++) {
        System.arraycopy(piece[i], 0, joined[i], at, piece[i].length);
      }
      at += piece[0].length;
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

  private static void checkSameLayout(
      String at, WfdbHeader whole, WfdbHeader first, WfdbHeader part) {
    if (part.samplingRateHz() != whole.samplingRateHz()) {
      throw new EcgDataException(
          at
              + "expected a sampling rate of "
              + whole.samplingRateHz()
              + " Hz, found "
              + part.samplingRateHz()
              + " Hz");
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
            at
                + "signal "
                + (i + 1)
                + ": expected "
                + Words.quotable(one.description() + " in " + one.units())
                + ", found "
                + Words.quotable(other.description() + " in " + other.units()));
      }
    }
  }
}
