package org.ecgworkbench.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.dataset.WfdbFolder;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.figure.page.RecordViewer;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.study.Study;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One record as a web page to look at and to measure in. */
@Command(
    name = "view",
    description =
        "Writes a record as one HTML file that opens in a browser without a server: twelve leads on ECG paper, zoom, calipers.",
    mixinStandardHelpOptions = true)
final class ViewCommand implements Callable<Integer> {
  private static final int RATE_HZ = 500;

  /** The page of half an hour at 500 Hz has 29 MB. */
  private static final int MOST_SECONDS = 1800;

  private static final int PART_SECONDS = 600;

  @Mixin private RecordingOptions recording;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of recordings; default: the embedded synthetic cohort.")
  private Path data;

  @Option(
      names = "--record",
      paramLabel = "ID",
      description = "The record's id, for example A0001; in place of FILE.")
  private String id;

  @Option(
      names = "--out",
      paramLabel = "FILE.html",
      required = true,
      description = "The file to write.")
  private Path out;

  @Option(
      names = "--resample",
      description =
          "Resample a recording of another rate to 500 Hz (documented polyphase filter); default: refuse it by name, but show a"
              + " FILE at its own where that is a whole number.")
  private boolean resample;

  @Override
  public Integer call() {
    if (Files.isDirectory(out)) {
      throw new EcgDataException(out + ": expected the name of a file to write, found a folder");
    }
    recording.requireEither(id != null);
    Shown shown = shown();
    EcgRecord record = shown.record();
    if (record.seconds() > MOST_SECONDS) {
      throw new EcgDataException(
          "%s: expected at most %d s for one page, found %s s; --from SECONDS --seconds N of a FILE shows a part, the first by --seconds %d, the next by --from %d --seconds %d"
              .formatted(
                  record.id(),
                  MOST_SECONDS,
                  (float) record.seconds(),
                  PART_SECONDS,
                  PART_SECONDS,
                  PART_SECONDS));
    }
    try {
      RecordViewer.save(
          record, isGenerated(record.id()) ? RecordingOptions.GENERATED : "", shown.changed(), out);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + out, e);
    }
    System.err.println("wrote " + out);
    return 0;
  }

  /** A recording, and what was done to it. */
  private record Shown(EcgRecord record, String changed) {}

  private boolean isGenerated(String name) {
    return recording.isGiven()
        ? RecordingOptions.isGenerated(recording.file().toAbsolutePath().getParent(), name)
        : data == null || RecordingOptions.isGenerated(data, name);
  }

  private Shown shown() {
    if (recording.isGiven()) {
      RecordingFile.Options reading = recording.reading(resample);
      // A page shows any rate as it is, unless another is asked for.
      RecordingFile.Opened opened =
          recording.open(resample ? reading.withWantedRateHz(RATE_HZ) : reading);
      return new Shown(opened.record(), String.join(" ", opened.changes()));
    }
    EcgRecord record =
        data == null
            ? Study.open(Parameters.defaults(), Progress.onStandardError()).dataset().read(id)
            : Datasets.read(data, id, WfdbFolder.Options.defaults().withResample(resample));
    return new Shown(record, resample ? "resampled to 500 Hz where the file has another rate" : "");
  }
}
