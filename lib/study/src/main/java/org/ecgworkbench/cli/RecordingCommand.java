package org.ecgworkbench.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.dataset.device.RecordedLead;
import org.ecgworkbench.dataset.device.Recording;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What one file is and holds. */
@Command(
    name = "recording",
    description =
        "Says what a recording's file is by its content: format, version, maker, rate, leads stored"
            + " and derived, and what to know before using it. Prints no name, number or date of a"
            + " patient.",
    mixinStandardHelpOptions = true)
final class RecordingCommand implements Callable<Integer> {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  @Parameters(
      paramLabel = "FILE",
      description =
          "The file, of any name; FILE#N is recording N, from 0, of an HDF5 file of several.")
  private Path file;

  @Option(
      names = RecordingOptions.RATE,
      paramLabel = "HZ",
      description =
          "The sampling rate of a file that states none (NumPy); refused where the file states"
              + " another.")
  private Double rate;

  @Mixin private RecordingOptions.Part part;

  @Option(
      names = "--json",
      description =
          "Print one JSON object: format, version, sampling_rate_hz, samples, leads (name, origin,"
              + " min_mv, max_mv, sum_mv, missing), notes.")
  private boolean json;

  @Override
  public Integer call() {
    Recording recording =
        RecordingFile.recording(
            file, rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate), part.window());
    System.out.println(json ? GSON.toJson(json(recording)) : recording);
    return 0;
  }

  private static JsonObject json(Recording recording) {
    JsonObject all = new JsonObject();
    all.addProperty("format", recording.format());
    all.addProperty("version", recording.version());
    all.addProperty("sampling_rate_hz", recording.samplingRateHz());
    all.addProperty("samples", recording.samples());
    JsonArray leads = new JsonArray();
    for (RecordedLead lead : recording.leads()) {
      JsonObject one = new JsonObject();
      one.addProperty("name", lead.name());
      one.addProperty("origin", lead.origin().name().toLowerCase(Locale.ROOT));
      one.addProperty("min_mv", lead.lowest());
      one.addProperty("max_mv", lead.highest());
      one.addProperty("sum_mv", lead.sum());
      one.addProperty("missing", lead.missing());
      leads.add(one);
    }
    all.add("leads", leads);
    JsonArray notes = new JsonArray();
    recording.notes().forEach(notes::add);
    all.add("notes", notes);
    return all;
  }
}
