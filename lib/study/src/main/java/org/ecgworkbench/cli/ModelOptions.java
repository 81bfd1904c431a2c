package org.ecgworkbench.cli;

import java.nio.file.Path;
import java.util.List;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.recording.ShippedModel;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
import picocli.CommandLine.Option;

/** Which network a verb uses. */
final class ModelOptions {
  @Option(
      names = "--leads",
      paramLabel = "LEADS",
      defaultValue = "all",
      description = "Leads of the network: all, or names separated by commas. Default: all.")
  private String leads;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "Folder of a trained network, as 'train' names it; default: the network of this data, profile, seed and leads, trained if"
              + " it is not there.")
  private Path folder;

  /**
   * A network and its thresholds.
   *
   * @param model to be closed
   * @param thresholds from its validation fold
   * @param notes what is to be known of them
   */
  record Loaded(TrainedModel model, Thresholds thresholds, List<String> notes)
      implements AutoCloseable {
    @Override
    public void close() {
      model.close();
    }
  }

  Loaded load(Study study) {
    if (folder == null) {
      Run run = study.networkRun(Lead.parseList(leads));
      return new Loaded(study.model(run), run.thresholds(), run.thresholds().notes());
    }
    ShippedModel shipped = ShippedModel.load(folder);
    return new Loaded(shipped.model(), shipped.thresholds(), shipped.notes());
  }

  /** The network of --model, or the one that is shipped. */
  ShippedModel shipped() {
    return folder == null ? ShippedModel.load() : ShippedModel.load(folder);
  }
}
