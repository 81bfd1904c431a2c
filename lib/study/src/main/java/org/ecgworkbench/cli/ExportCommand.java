package org.ecgworkbench.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.recording.ShippedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A trained network as an ONNX file. */
@Command(
    name = "export",
    description =
        "Writes a trained network as an ONNX model, for runtimes without Java or PyTorch: input 'millivolts' (record, lead, sample),"
            + " outputs 'logits' and 'scores' (record, class). Leads, sampling rate, window, classes and thresholds are in its metadata.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Folder of a trained network, as 'train' names it; default: the shipped one.")
  private Path folder;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "The file to write, FILE.onnx.")
  private Path file;

  @Override
  public Integer call() {
    if (!file.toString().endsWith(".onnx")) {
      throw new IllegalArgumentException("--to: expected a name that ends in .onnx, found " + file);
    }
    try (ShippedModel model = folder == null ? ShippedModel.load() : ShippedModel.load(folder)) {
      model.model().saveOnnx(file, decisions(model));
      System.err.println("network " + model.folder());
      System.err.println("wrote " + file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    return 0;
  }

  private static Map<String, String> decisions(ShippedModel model) {
    Map<String, String> texts = new TreeMap<>();
    texts.put(
        "output.classes", String.join(",", Diagnosis.ALL.stream().map(Diagnosis::name).toList()));
    for (Diagnosis diagnosis : Diagnosis.ALL) {
      texts.put(
          "threshold." + diagnosis,
          model.undecided().contains(diagnosis)
              ? "not decided"
              : String.valueOf((float) model.thresholds().value(diagnosis.ordinal())));
    }
    return texts;
  }
}
