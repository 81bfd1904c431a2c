package org.ecgworkbench.model;

import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.format.SafeTensors;
import org.ecgworkbench.model.format.SafeTensorsFile;

/** A model on disk: the state under PyTorch's names, network, input and provenance as texts. */
final class ModelFile {
  private static final String FORMAT = "ecg-workbench-model-1";
  private static final String PROVENANCE = "provenance.";

  private ModelFile() {}

  static void write(Path file, ResNet1d network, NetworkInput input, Map<String, String> provenance)
      throws IOException {
    Map<String, String> metadata = new TreeMap<>();
    provenance.forEach((key, value) -> metadata.put(PROVENANCE + key, value));
    metadata.putAll(describe(network.options(), input));
    metadata.put("format", "pt");
    metadata.put("ecg.format", FORMAT);
    new SafeTensors(metadata, network.copyState()).write(file);
  }

  static void writeOnnx(Path file, TrainedModel model, Map<String, String> metadata)
      throws IOException {
    Map<String, String> texts = new TreeMap<>();
    model.provenance().forEach((key, value) -> texts.put(PROVENANCE + key, value));
    texts.putAll(describe(model.options(), model.input()));
    texts.putAll(metadata);
    byte[] bytes = OnnxModel.bytes(model.network(), texts);
    WholeFile.write(file, temporary -> Files.write(temporary, bytes));
  }

  static Map<String, String> describe(ResNet1d.Options options, NetworkInput input) {
    return Map.of(
        "network.leads", String.valueOf(options.leads()),
        "network.classes", String.valueOf(options.classes()),
        "network.width", String.valueOf(options.width()),
        "network.dropout", String.valueOf(options.dropout()),
        "network.blocks",
            options.blocks().stream().map(String::valueOf).collect(Collectors.joining(",")),
        "input.samplingRateHz", String.valueOf(input.samplingRateHz()),
        "input.windowSamples", String.valueOf(input.windowSamples()),
        "input.leads", input.leads().stream().map(Lead::label).collect(Collectors.joining(",")));
  }

  static TrainedModel read(Path file, ComputeDevice device) throws IOException {
    try (SafeTensorsFile read = SafeTensorsFile.open(file)) {
      Map<String, String> metadata = read.metadata();
      if (!FORMAT.equals(metadata.get("ecg.format"))) {
        throw new EcgDataException(
            "%s: expected ecg.format %s in the metadata, found %s"
                .formatted(file, FORMAT, metadata.get("ecg.format")));
      }
      ResNet1d.Options options;
      NetworkInput input;
      try {
        options =
            new ResNet1d.Options(
                Integer.parseInt(metadata.get("network.leads")),
                Integer.parseInt(metadata.get("network.classes")),
                Integer.parseInt(metadata.get("network.width")),
                Double.parseDouble(metadata.get("network.dropout")),
                Arrays.stream(metadata.get("network.blocks").split(","))
                    .map(Integer::valueOf)
                    .toList());
        input =
            new NetworkInput(
                Integer.parseInt(metadata.get("input.samplingRateHz")),
                Integer.parseInt(metadata.get("input.windowSamples")),
                Lead.parseList(metadata.get("input.leads")));
      } catch (IllegalArgumentException | NullPointerException e) {
        throw new EcgDataException(
            "%s: the metadata do not describe a network: %s".formatted(file, e.getMessage()), e);
      }
      Map<String, String> provenance = new TreeMap<>();
      metadata.forEach(
          (key, value) -> {
            if (key.startsWith(PROVENANCE)) {
              provenance.put(key.substring(PROVENANCE.length()), value);
            }
          });
      return of(read, options, input, device, provenance);
    }
  }

  static TrainedModel readWeights(
      Path file, ResNet1d.Options options, NetworkInput input, ComputeDevice device)
      throws IOException {
    try (SafeTensorsFile read = SafeTensorsFile.open(file)) {
      return of(read, options, input, device, Map.of("weights", file.getFileName().toString()));
    }
  }

  private static TrainedModel of(
      SafeTensorsFile file,
      ResNet1d.Options options,
      NetworkInput input,
      ComputeDevice device,
      Map<String, String> provenance)
      throws IOException {
    ResNet1d network = new ResNet1d(options, device, DataType.FLOAT32);
    try {
      network.requireNames(file.names());
      for (String name : file.names()) {
        network.set(name, file.lent(name));
      }
      return new TrainedModel(network, input, provenance);
    } catch (EcgDataException e) {
      network.close();
      throw new EcgDataException(file.path() + ": " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }
}
