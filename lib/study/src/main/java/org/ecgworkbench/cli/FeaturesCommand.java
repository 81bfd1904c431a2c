package org.ecgworkbench.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.WfdbFolder;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.notebook.Parameters;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The 636 expert features of one record on standard output. */
@Command(
    name = "features",
    description = "Prints the 636 expert features of a record as CSV (name,value).",
    mixinStandardHelpOptions = true)
final class FeaturesCommand implements Callable<Integer> {
  private static final int RATE_HZ = 500;

  @Mixin private RecordingOptions recording;
  @Mixin private RunOptions options;

  @Option(
      names = "--record",
      paramLabel = "ID",
      description = "The record's id, for example A0001; in place of FILE.")
  private String id;

  @Override
  public Integer call() {
    recording.requireEither(id != null);
    EcgRecord record = record();
    double[] values = ExpertFeatures.of(record);
    List<String> names = ExpertFeatures.names();
    StringBuilder text = new StringBuilder("name,value\n");
    for (int i = 0; i < values.length; i++) {
      text.append(names.get(i)).append(',').append(values[i]).append('\n');
    }
    System.out.print(text);
    return 0;
  }

  private EcgRecord record() {
    Parameters parameters = options.parameters();
    if (recording.isGiven()) {
      return recording
          .open(recording.reading(parameters.resample()).withWantedRateHz(RATE_HZ))
          .record();
    }
    WfdbFolder.Options reading = WfdbFolder.Options.defaults().withResample(parameters.resample());
    return parameters.data().isPresent()
        ? Datasets.read(parameters.data().get(), id, reading)
        : options.study().dataset().read(id);
  }
}
