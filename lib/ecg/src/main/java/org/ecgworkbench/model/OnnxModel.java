package org.ecgworkbench.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.model.format.Protobuf;
import org.ecgworkbench.model.format.SafeTensors;

/**
 * A network as an ONNX model (opset 17, onnx.ai/onnx/operators): input {@code millivolts [record][lead][sample]}, any number of
 * records, any number of samples; outputs {@code logits} and {@code scores}, {@code [record][class]}. The initialisers have the names
 * of PyTorch's {@code state_dict} and its bytes; batch normalisations stay as they are, since runtimes fold them by themselves.
 *
 * <p>DJL cannot write ONNX, so the message is written here, field by field, after {@code onnx.proto3}.
 */
final class OnnxModel {
  static final int OPSET = 17;
  private static final int IR_VERSION = 8;
  private static final int FLOAT = 1;

  private final ResNet1d.Options options;
  private final Map<String, SafeTensors.Tensor> state;
  private final List<Protobuf> nodes = new ArrayList<>();

  private OnnxModel(ResNet1d network) {
    options = network.options();
    state = network.copyState();
  }

  /** The bytes of the file; memory is about four times the weights'. */
  static byte[] bytes(ResNet1d network, Map<String, String> metadata) {
    return new OnnxModel(network).model(metadata);
  }

  private byte[] model(Map<String, String> metadata) {
    Protobuf graph = graph();
    Protobuf model =
        new Protobuf()
            .number(1, IR_VERSION)
            .text(2, "ecg-workbench")
            .message(7, graph)
            .message(8, new Protobuf().text(1, "").number(2, OPSET));
    metadata.forEach((key, value) -> model.message(14, new Protobuf().text(1, key).text(2, value)));
    return model.toByteArray();
  }

  private Protobuf graph() {
    String x = convolution("millivolts", "conv1", 2, NetworkShape.FIRST_KERNEL);
    x = node("Relu", "relu", List.of(normalisation(x, "bn1")));
    x =
        node(
            "MaxPool",
            "maxpool",
            List.of(x),
            integers("kernel_shape", NetworkShape.POOLING),
            integers("strides", 2),
            integers("pads", 1, 1));
    for (int stage = 0; stage < options.blocks().size(); stage++) {
      for (int block = 0; block < options.blocks().get(stage); block++) {
        x = block(x, stage, block);
      }
    }
    String mean = node("GlobalAveragePool", "pool.mean", List.of(x));
    String maximum = node("GlobalMaxPool", "pool.maximum", List.of(x));
    String both = node("Concat", "pool", List.of(mean, maximum), integer("axis", 1));
    String flat = node("Flatten", "flatten", List.of(both), integer("axis", 1));
    output("Gemm", "fc", List.of(flat, "fc.weight", "fc.bias"), "logits", integer("transB", 1));
    output("Sigmoid", "sigmoid", List.of("logits"), "scores");
    return assembled();
  }

  private Protobuf assembled() {
    Protobuf graph = new Protobuf();
    nodes.forEach(node -> graph.message(1, node));
    graph.text(2, "ResNet-34-1D");
    state.forEach(
        (name, tensor) -> {
          if (!name.endsWith(".num_batches_tracked")) {
            graph.message(5, initialiser(name, tensor));
          }
        });
    graph.message(11, value("millivolts", "records", String.valueOf(options.leads()), "samples"));
    for (String name : List.of("logits", "scores")) {
      graph.message(12, value(name, "records", String.valueOf(options.classes())));
    }
    return graph;
  }

  private String block(String x, int stage, int block) {
    String name = NetworkShape.blockName(stage, block);
    int stride = NetworkShape.stride(stage, block);
    String y = convolution(x, name + ".conv1", stride, NetworkShape.BLOCK_KERNEL);
    y = node("Relu", name + ".relu1", List.of(normalisation(y, name + ".bn1")));
    y = convolution(y, name + ".conv2", 1, NetworkShape.BLOCK_KERNEL);
    y = normalisation(y, name + ".bn2");
    String shortcut = x;
    if (NetworkShape.hasProjection(stage, block)) {
      shortcut = convolution(x, name + ".downsample.0", stride, 1);
      shortcut = normalisation(shortcut, name + ".downsample.1");
    }
    return node("Relu", name, List.of(node("Add", name + ".add", List.of(y, shortcut))));
  }

  private String convolution(String x, String name, int stride, int kernel) {
    return node(
        "Conv",
        name,
        List.of(x, name + ".weight"),
        integers("kernel_shape", kernel),
        integers("strides", stride),
        integers("pads", kernel / 2, kernel / 2));
  }

  private String normalisation(String x, String name) {
    List<String> inputs = new ArrayList<>(List.of(x));
    for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
      inputs.add(name + "." + part);
    }
    return node("BatchNormalization", name, inputs, real("epsilon", (float) ResNet1d.EPSILON));
  }

  private String node(String operator, String name, List<String> inputs, Protobuf... attributes) {
    return output(operator, name, inputs, name + ".out", attributes);
  }

  private String output(
      String operator, String name, List<String> inputs, String output, Protobuf... attributes) {
    Protobuf node = new Protobuf();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(3, name).text(4, operator);
    for (Protobuf attribute : attributes) {
      node.message(5, attribute);
    }
    nodes.add(node);
    return output;
  }

  private static Protobuf integer(String name, long value) {
    return new Protobuf().text(1, name).number(3, value).number(20, 2);
  }

  private static Protobuf real(String name, float value) {
    return new Protobuf().text(1, name).single(2, value).number(20, 1);
  }

  private static Protobuf integers(String name, long... values) {
    Protobuf attribute = new Protobuf().text(1, name);
    for (long value : values) {
      attribute.number(8, value);
    }
    return attribute.number(20, 7);
  }

  private static Protobuf initialiser(String name, SafeTensors.Tensor tensor) {
    Protobuf message = new Protobuf();
    for (long size : tensor.shape()) {
      message.number(1, size);
    }
    float[] values = tensor.floats();
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return message.number(2, FLOAT).text(8, name).bytes(9, raw.array());
  }

  /** A tensor of single precision; a size that is no number is the name of one that varies. */
  private static Protobuf value(String name, String... sizes) {
    Protobuf shape = new Protobuf();
    for (String size : sizes) {
      Protobuf dimension = new Protobuf();
      if (Character.isDigit(size.charAt(0))) {
        dimension.number(1, Long.parseLong(size));
      } else {
        dimension.text(2, size);
      }
      shape.message(1, dimension);
    }
    Protobuf tensor = new Protobuf().number(1, FLOAT).message(2, shape);
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
  }
}
