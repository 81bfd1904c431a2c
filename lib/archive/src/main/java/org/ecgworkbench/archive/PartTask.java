package org.ecgworkbench.archive;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.apache.spark.broadcast.Broadcast;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.Sha256;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.dataset.device.DeviceFile;
import org.ecgworkbench.dataset.wfdb.WfdbHeader;
import org.ecgworkbench.dataset.wfdb.WfdbListing;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.model.NetworkEngine;

/** What a machine does: makes the two files of a part, or finds them made. */
final class PartTask implements Serializable {
  private static final long serialVersionUID = 1;

  /** A file of one recording that is larger does not fit beside others into an executor of 1 GB. */
  private static final long LARGEST_BYTES = 64L << 20;

  /**
   * A part of the archive.
   *
   * @param number its place, from 0
   * @param pieces its recordings in order
   */
  record Part(int number, List<Piece> pieces) implements Serializable {
    private static final long serialVersionUID = 1;

    String fileName() {
      return "part-%06d.parquet".formatted(number);
    }
  }

  /**
   * What became of a part.
   *
   * @param number its place, from 0
   * @param inputSha256 over its recordings' names and the sums of their files
   * @param rows recordings in its table
   * @param failures recordings that failed
   * @param found whether both were there and still right
   */
  record Done(int number, String inputSha256, int rows, int failures, boolean found)
      implements Serializable {
    private static final long serialVersionUID = 1;
  }

  private final ArchiveSettings settings;
  private final Broadcast<ModelFiles> model;

  PartTask(ArchiveSettings settings, Broadcast<ModelFiles> model) {
    this.settings = settings;
    this.model = model;
  }

  static Path rowsFolder(ArchiveSettings settings) {
    return Path.of(settings.out(), "archive", settings.kind().folder());
  }

  static Path failuresFolder(ArchiveSettings settings) {
    return Path.of(settings.out(), "archive", settings.kind().folder() + "-failures");
  }

  Done make(Part part) {
    requireSameProgram(settings);
    StringBuilder inputs = new StringBuilder();
    String[] sums = new String[part.pieces().size()];
    for (int i = 0; i < sums.length; i++) {
      Parallel.stopIfInterrupted();
      Piece piece = part.pieces().get(i);
      sums[i] = piece.sha256().isEmpty() ? sum(settings.path(piece)) : piece.sha256();
      inputs.append(sums[i]).append("  ").append(name(piece, piece.first())).append('\n');
    }
    String inputSha256 = sha256(inputs.toString());
    String key = sha256(settings.depends() + "\n" + inputs);
    Path rowsFile = rowsFolder(settings).resolve(part.fileName());
    Path failuresFile = failuresFolder(settings).resolve(part.fileName());
    Optional<Integer> rows = ParquetPart.rowsOf(rowsFile, key);
    Optional<Integer> failures = ParquetPart.rowsOf(failuresFile, key);
    boolean found = rows.isPresent() && failures.isPresent();
    if (!found) {
      try (ParquetPart good = new ParquetPart(rowsFile, settings.kind().columns(), key);
          ParquetPart bad = new ParquetPart(failuresFile, ArchiveKind.FAILURES, key)) {
        for (int i = 0; i < sums.length; i++) {
          rows(part.pieces().get(i), sums[i], good, bad);
        }
        rows = Optional.of(good.rows());
        failures = Optional.of(bad.rows());
        bad.finish();
        good.finish();
      }
    }
    return new Done(part.number(), inputSha256, rows.get(), failures.get(), found);
  }

  private void rows(Piece piece, String sum, ParquetPart good, ParquetPart bad) {
    Path file = settings.path(piece);
    if (piece.first() < 0) {
      row(
          name(piece, -1),
          RecordingFile.id(file),
          piece,
          file,
          sum,
          () -> {
            requireNotTooLong(file);
            return RecordingFile.open(file, settings.reading());
          },
          good,
          bad);
      return;
    }
    int[] next = {piece.first()};
    try {
      DeviceFile.each(
          file,
          piece.first(),
          piece.end(),
          settings.statedRateHz(),
          (recording, place) -> {
            next[0] = place + 1;
            Path one = file.resolveSibling(file.getFileName() + "#" + place);
            row(
                name(piece, place),
                RecordingFile.id(one),
                piece,
                one,
                sum,
                () ->
                    settings.window().isPresent()
                        ? RecordingFile.open(one, settings.reading())
                        : ArchiveRows.opened(RecordingFile.id(one), recording.get(), settings),
                good,
                bad);
          });
    } catch (EcgDataException e) {
      for (int place = next[0]; place < piece.end(); place++) {
        String id = RecordingFile.id(file.resolveSibling(file.getFileName() + "#" + place));
        bad.add(Failure.of(e).row(name(piece, place), id, piece.file()));
      }
    }
  }

  private void row(
      String name,
      String id,
      Piece piece,
      Path path,
      String sum,
      Supplier<RecordingFile.Opened> reading,
      ParquetPart good,
      ParquetPart bad) {
    Parallel.stopIfInterrupted();
    try {
      good.add(
          ArchiveRows.row(
              settings,
              model == null ? null : model.value(),
              new ArchiveRows.Source(name, id, sum, path),
              () -> {
                RecordingFile.Opened opened = reading.get();
                requireNotTooLong(name, opened.record());
                return opened;
              }));
    } catch (CancellationException | UncheckedIOException | WorkerTrouble e) {
      throw e; // Nothing that is wrong with the recording.
    } catch (NetworkEngine.Unusable e) {
      throw new WorkerTrouble(e.getMessage());
    } catch (RuntimeException e) {
      bad.add(Failure.of(e).row(name, id, piece.file()));
    }
  }

  private void requireNotTooLong(Path file) {
    if (settings.window().isPresent()
        && (file.toString().endsWith(".hea") || DeviceFile.format(file).isPresent())) {
      return; // Of these a part is read, or the reader looks at the size.
    }
    if (file.toString().endsWith(".hea")) {
      WfdbHeader header = WfdbHeader.read(file);
      if (header.samples().isPresent()) {
        requireNotTooLong(
            file.getFileName().toString(), header.samples().getAsLong() / header.samplingRateHz());
      }
      return;
    }
    try {
      long bytes = Files.size(file);
      if (bytes > LARGEST_BYTES) {
        throw new EcgDataException(
            "%s: expected a recording of at most %d bytes, found %d"
                .formatted(file.getFileName(), LARGEST_BYTES, bytes));
      }
    } catch (IOException e) {
      throw new EcgDataException(file + " cannot be read (" + WholeFile.reason(e) + ")", e);
    }
  }

  private void requireNotTooLong(String name, EcgRecord record) {
    requireNotTooLong(name, record.seconds());
  }

  private void requireNotTooLong(String name, double seconds) {
    if (seconds > settings.longestSeconds()) {
      throw new EcgDataException(
          "%s: expected a recording of at most %s s (--longest), found %.1f s"
              .formatted(name, settings.longestSeconds(), seconds));
    }
  }

  /** The recording's name in the archive; that of one of several sorts by its place. */
  String name(Piece piece, int place) {
    String name = settings.nameOf(piece.folder()) + "/" + piece.file();
    return place < 0 ? name : "%s#%06d".formatted(name, place);
  }

  /** The sum of a file, or of a WFDB record's files as {@code sha256sum} prints them. */
  private static String sum(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new WorkerTrouble(
          "expected " + file + ", which was there when the archive was listed, found nothing");
    }
    try {
      if (!file.toString().endsWith(".hea")) {
        return Sha256.of(file);
      }
      StringBuilder text = new StringBuilder();
      Set<Path> seen = new HashSet<>();
      add(file, text, seen);
      return sha256(text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static void add(Path file, StringBuilder text, Set<Path> seen) throws IOException {
    if (!seen.add(file)) {
      return;
    }
    text.append(Files.isRegularFile(file) ? Sha256.of(file) : "missing");
    text.append("  ").append(file.getFileName()).append('\n');
    if (file.toString().endsWith(".hea") && Files.isRegularFile(file)) {
      Set<Path> segments = new HashSet<>();
      for (Path signals : WfdbListing.filesNamed(file, segments)) {
        add(signals, text, seen);
      }
      for (Path segment : segments.stream().sorted().toList()) {
        add(segment, text, seen);
      }
    }
  }

  static void requireSameProgram(ArchiveSettings settings) {
    int java = Runtime.version().feature();
    if (java != settings.java()) {
      throw new WorkerTrouble(
          "expected Java %d, which the job was started with, found Java %d; set JAVA_HOME where the worker is started"
              .formatted(settings.java(), java));
    }
    String code = ArchiveSettings.codeOf(settings.kind());
    if (!code.equals(settings.code())) {
      throw new WorkerTrouble(
          "expected the workbench that the job was started with, %s, found %s; use the same checkout"
              .formatted(settings.code(), code));
    }
  }

  private static String sha256(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
