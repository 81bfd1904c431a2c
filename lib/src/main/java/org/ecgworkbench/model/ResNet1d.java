package org.ecgworkbench.model;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.dataset.NumpyRandom;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * The paper's network, a one-dimensional ResNet-34 (He et al. 2016, doi 10.1109/CVPR.2016.90, with 1-D convolutions): convolution
 * 15/stride 2, batch normalisation, ReLU, max pooling 3/stride 2; four stages of basic blocks of two convolutions of 7 samples with
 * dropout between them and a 1x1 convolution on the shortcut where the shape changes; the global mean and the global maximum of the
 * last stage, mean first, into one linear layer. Convolutions have no bias. The input is {@code [record][lead][sample]}, the output
 * {@code [record][class]} logits.
 *
 * <p>Names and shapes of the weights are those of the {@code state_dict} of the authors' PyTorch module, and initial weights have the
 * distributions of PyTorch's defaults: U(+-1/sqrt(fan-in)) for convolutions and the linear layer with its bias, ones and zeros for
 * batch normalisation. They come from the stream {@code initialisation} in the order of the names, so they do not depend on engine or
 * threads. Batch normalisation has PyTorch's epsilon 1e-5 and momentum 0.1, and keeps the unbiased variance.
 *
 * <p>Differs from the authors' code: their final dropout, which is defined and never applied, is left out.
 */
public final class ResNet1d implements AutoCloseable {
  private static final int FIRST_KERNEL = 15;
  private static final int BLOCK_KERNEL = 7;
  private static final double EPSILON = 1e-5;
  private static final double MOMENTUM = 0.1;

  /**
   * The engine has one random generator for all threads. On a GPU dropout draws from it under this lock, right after seeding it from
   * the caller's own stream: so networks trained at the same time do not disturb each other.
   */
  private static final Object ENGINE_GENERATOR = new Object();

  private final Options options;
  private final NDManager manager;
  private final DataType type;
  private final Map<String, PtNDArray> state = new LinkedHashMap<>();
  private final Map<String, long[]> shapes;
  private long batchesTracked;

  /** Masks by block, used again in each batch: the graph that refers to them ends with its batch. */
  private final Map<String, ByteBuffer> masks = new HashMap<>();

  /**
   * The shape of a network.
   *
   * @param leads input rows, 12 in the paper or 1
   * @param classes outputs, 9 in the paper
   * @param width channels of the first stage, 64 in the paper; each later stage has twice as many
   * @param dropout share of values set to 0 between the convolutions of a block in training, 0.2 in the paper
   * @param blocks basic blocks in each stage, 3, 4, 6, 3 in the paper
   */
  public record Options(int leads, int classes, int width, double dropout, List<Integer> blocks) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number is not positive, or the dropout is outside [0, 1)
     */
    public Options {
      blocks = List.copyOf(blocks);
      if (leads <= 0
          || classes <= 0
          || width <= 0
          || blocks.isEmpty()
          || blocks.stream().anyMatch(n -> n <= 0)) {
        throw new IllegalArgumentException(
            "leads, classes, width and blocks must be positive, found %d, %d, %d, %s"
                .formatted(leads, classes, width, blocks));
      }
      if (!(dropout >= 0 && dropout < 1)) {
        throw new IllegalArgumentException("dropout must be in [0, 1), found " + dropout);
      }
    }

    /** The paper's 12-lead network: 16,610,185 parameters. */
    public static Options paper() {
      return new Options(12, 9, 64, 0.2, List.of(3, 4, 6, 3));
    }

    /** With another number of input rows. */
    public Options withLeads(int leads) {
      return new Options(leads, classes, width, dropout, blocks);
    }

    /** With another number of outputs. */
    public Options withClasses(int classes) {
      return new Options(leads, classes, width, dropout, blocks);
    }

    /** With another number of channels in the first stage. */
    public Options withWidth(int width) {
      return new Options(leads, classes, width, dropout, blocks);
    }

    /** With another dropout. */
    public Options withDropout(double dropout) {
      return new Options(leads, classes, width, dropout, blocks);
    }

    /** With other numbers of blocks. */
    public Options withBlocks(List<Integer> blocks) {
      return new Options(leads, classes, width, dropout, blocks);
    }

    int channels(int stage) {
      return width << stage;
    }
  }

  /**
   * One step of the network, for a drawing or a table of it.
   *
   * @param name the prefix of its weights' names, or the operation
   * @param kind {@code convolution}, {@code max pooling}, {@code basic block}, {@code mean and maximum} or {@code linear}
   * @param channels output channels
   * @param kernelSamples width of the kernel; 0 where there is none
   * @param stride step in samples; 1 where there is none
   * @param projection whether a basic block has a convolution on its shortcut
   * @param samples output samples for the input length asked for
   * @param parameters number of trained values
   */
  public record Layer(
      String name,
      String kind,
      int channels,
      int kernelSamples,
      int stride,
      boolean projection,
      int samples,
      long parameters) {}

  /** A network with initial weights from {@code initialisation}, in single precision. */
  public ResNet1d(Options options, NumpyRandom initialisation, ComputeDevice device) {
    this(options, device, DataType.FLOAT32);
    long[] linear = shapes.get("fc.weight");
    shapes.forEach((name, shape) -> set(name, initial(name, shape, linear[1], initialisation)));
  }

  /** A network without weights: every entry of the state has to be set. */
  ResNet1d(Options options, ComputeDevice device, DataType type) {
    this.options = options;
    this.type = type;
    this.shapes = stateShapes(options);
    manager = Engine.getEngine("PyTorch").newBaseManager(device.device());
  }

  /** What the network was made with. */
  public Options options() {
    return options;
  }

  /**
   * The names and shapes of the state in PyTorch's order: trained weights, running means and variances, and the number of batches
   * each batch normalisation has seen (a scalar, shape {@code []}).
   */
  public static Map<String, long[]> stateShapes(Options options) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    int channels = options.width();
    shapes.put("conv1.weight", new long[] {channels, options.leads(), FIRST_KERNEL});
    putNormalisation(shapes, "bn1", channels);
    int in = channels;
    for (int stage = 0; stage < options.blocks().size(); stage++) {
      int out = options.channels(stage);
      for (int block = 0; block < options.blocks().get(stage); block++) {
        String name = blockName(stage, block);
        shapes.put(name + ".conv1.weight", new long[] {out, in, BLOCK_KERNEL});
        putNormalisation(shapes, name + ".bn1", out);
        shapes.put(name + ".conv2.weight", new long[] {out, out, BLOCK_KERNEL});
        putNormalisation(shapes, name + ".bn2", out);
        if (hasProjection(stage, block)) {
          shapes.put(name + ".downsample.0.weight", new long[] {out, in, 1});
          putNormalisation(shapes, name + ".downsample.1", out);
        }
        in = out;
      }
    }
    shapes.put("fc.weight", new long[] {options.classes(), 2L * in});
    shapes.put("fc.bias", new long[] {options.classes()});
    return shapes;
  }

  private static void putNormalisation(Map<String, long[]> shapes, String name, long channels) {
    for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
      shapes.put(name + "." + part, new long[] {channels});
    }
    shapes.put(name + ".num_batches_tracked", new long[0]);
  }

  private static String blockName(int stage, int block) {
    return "layer" + (stage + 1) + "." + block;
  }

  private static boolean hasProjection(int stage, int block) {
    return stage > 0 && block == 0;
  }

  private static int stride(int stage, int block) {
    return stage > 0 && block == 0 ? 2 : 1;
  }

  /** The number of trained values. */
  public static long parameterCount(Options options) {
    return stateShapes(options).entrySet().stream()
        .filter(e -> isTrained(e.getKey()))
        .mapToLong(e -> Arrays.stream(e.getValue()).reduce(1, (a, b) -> a * b))
        .sum();
  }

  static boolean isTrained(String name) {
    return name.endsWith(".weight") || name.endsWith(".bias");
  }

  /** The steps of the network for an input of so many samples. */
  public static List<Layer> layers(Options options, int samples) {
    Map<String, long[]> shapes = stateShapes(options);
    List<Layer> layers = new ArrayList<>();
    int length = halved(samples);
    int channels = options.width();
    layers.add(
        new Layer(
            "conv1",
            "convolution",
            channels,
            FIRST_KERNEL,
            2,
            false,
            length,
            trained(shapes, "conv1.") + trained(shapes, "bn1.")));
    length = halved(length);
    layers.add(new Layer("maxpool", "max pooling", channels, 3, 2, false, length, 0));
    for (int stage = 0; stage < options.blocks().size(); stage++) {
      channels = options.channels(stage);
      for (int block = 0; block < options.blocks().get(stage); block++) {
        int stride = stride(stage, block);
        length = stride == 2 ? halved(length) : length;
        String name = blockName(stage, block);
        layers.add(
            new Layer(
                name,
                "basic block",
                channels,
                BLOCK_KERNEL,
                stride,
                hasProjection(stage, block),
                length,
                trained(shapes, name + ".")));
      }
    }
    layers.add(new Layer("pool", "mean and maximum", 2 * channels, 0, 1, false, 1, 0));
    layers.add(
        new Layer("fc", "linear", options.classes(), 0, 1, false, 1, trained(shapes, "fc.")));
    return List.copyOf(layers);
  }

  private static int halved(int samples) {
    return (samples - 1) / 2 + 1;
  }

  private static long trained(Map<String, long[]> shapes, String prefix) {
    return shapes.entrySet().stream()
        .filter(e -> e.getKey().startsWith(prefix) && isTrained(e.getKey()))
        .mapToLong(e -> Arrays.stream(e.getValue()).reduce(1, (a, b) -> a * b))
        .sum();
  }

  private static SafeTensors.Tensor initial(
      String name, long[] shape, long linearInputs, NumpyRandom random) {
    if (name.endsWith("num_batches_tracked")) {
      return SafeTensors.Tensor.ofLongs(shape, new long[1]);
    }
    int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    float[] values = new float[size];
    if (shape.length > 1 || name.equals("fc.bias")) {
      double fanIn = name.equals("fc.bias") ? linearInputs : size / shape[0];
      double bound = 1.0 / Math.sqrt(fanIn);
      for (int i = 0; i < size; i++) {
        values[i] = (float) random.uniform(-bound, bound);
      }
    } else if (name.endsWith(".weight") || name.endsWith(".running_var")) {
      Arrays.fill(values, 1f);
    }
    return SafeTensors.Tensor.ofFloats(shape, values);
  }

  /** Sets one entry of the state; its shape must be right. A weight set before is freed, so optimisers are to be made afterwards. */
  void set(String name, SafeTensors.Tensor tensor) {
    long[] expected = shapes.get(name);
    if (expected == null || !Arrays.equals(expected, tensor.shape())) {
      throw new EcgDataException(
          "weight %s: expected shape %s, found %s"
              .formatted(name, Arrays.toString(expected), Arrays.toString(tensor.shape())));
    }
    if (name.endsWith("num_batches_tracked")) {
      requireType(name, "I64", tensor);
      batchesTracked = tensor.longs()[0];
      return;
    }
    requireType(name, type == DataType.FLOAT64 ? "F64" : "F32", tensor);
    ByteBuffer direct = ByteBuffer.allocateDirect(tensor.bytes().remaining());
    direct.order(ByteOrder.nativeOrder());
    if (type == DataType.FLOAT64) {
      direct.asDoubleBuffer().put(tensor.doubles());
    } else {
      direct.asFloatBuffer().put(tensor.floats());
    }
    try (NDManager scope = manager.newSubManager();
        NDArray wrapped = scope.create(direct, new Shape(expected), type)) {
      // A copy: the array above borrows the memory of the buffer.
      NDArray copy = wrapped.duplicate();
      copy.attach(manager);
      PtNDArray old = state.put(name, (PtNDArray) copy);
      if (old != null) {
        old.close();
      }
    }
  }

  private static void requireType(String name, String expected, SafeTensors.Tensor found) {
    if (!expected.equals(found.type())) {
      throw new EcgDataException(
          "weight %s: expected type %s, found %s".formatted(name, expected, found.type()));
    }
  }

  /**
   * Sets the whole state.
   *
   * @throws EcgDataException if an entry is missing, unknown, or of another shape; names it
   */
  void setState(Map<String, SafeTensors.Tensor> tensors) {
    for (String name : shapes.keySet()) {
      if (!tensors.containsKey(name)) {
        throw new EcgDataException("weight %s is missing".formatted(name));
      }
    }
    for (String name : tensors.keySet()) {
      if (!shapes.containsKey(name)) {
        throw new EcgDataException("weight %s is unknown to this network".formatted(name));
      }
    }
    shapes.keySet().forEach(name -> set(name, tensors.get(name)));
  }

  /** A copy of the whole state in PyTorch's order. */
  Map<String, SafeTensors.Tensor> copyState() {
    Map<String, SafeTensors.Tensor> copy = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          if (name.endsWith("num_batches_tracked")) {
            copy.put(name, SafeTensors.Tensor.ofLongs(shape, new long[] {batchesTracked}));
          } else {
            copy.put(name, toTensor(state.get(name), shape));
          }
        });
    return copy;
  }

  static SafeTensors.Tensor toTensor(NDArray array, long[] shape) {
    return array.getDataType() == DataType.FLOAT64
        ? SafeTensors.Tensor.ofDoubles(shape, array.toDoubleArray())
        : SafeTensors.Tensor.ofFloats(shape, array.toFloatArray());
  }

  /** The trained weights by name; they belong to the network. */
  Map<String, PtNDArray> trainedWeights() {
    Map<String, PtNDArray> trained = new LinkedHashMap<>();
    state.forEach(
        (name, array) -> {
          if (isTrained(name)) {
            trained.put(name, array);
          }
        });
    return trained;
  }

  PtNDArray weight(String name) {
    return state.get(name);
  }

  NDManager manager() {
    return manager;
  }

  DataType type() {
    return type;
  }

  /** The logits without training: nothing is dropped, batch normalisation uses its running values. */
  PtNDArray forward(PtNDArray input) {
    return forward(input, false, null);
  }

  /** The logits with training's dropout and batch statistics, recorded for the gradients of the weights. */
  PtNDArray forwardInTraining(PtNDArray input, NumpyRandom dropout) {
    PtNDArray logits = forward(input, true, dropout);
    batchesTracked++;
    return logits;
  }

  private PtNDArray forward(PtNDArray input, boolean training, NumpyRandom dropout) {
    // Without gradients an intermediate is closed as soon as it is used up; under gradients it is
    // left to the batch's manager.
    boolean closing = !JniUtils.isGradMode();
    PtNDArray x = convolution(input, "conv1", 2, FIRST_KERNEL / 2);
    x = replace(x, normalise(x, "bn1", training), closing);
    x = replace(x, JniUtils.relu(x), closing);
    x = replace(x, JniUtils.maxPool(x, new Shape(3), new Shape(2), new Shape(1), false), closing);
    for (int stage = 0; stage < options.blocks().size(); stage++) {
      for (int block = 0; block < options.blocks().get(stage); block++) {
        x = replace(x, block(x, stage, block, training, dropout, closing), closing);
      }
    }
    PtNDArray mean = JniUtils.adaptiveAvgPool(x, new Shape(1));
    PtNDArray maximum = JniUtils.adaptiveMaxPool(x, new Shape(1));
    long records = x.getShape().get(0);
    long channels = x.getShape().get(1);
    PtNDArray pooled = mean.getNDArrayInternal().concat(new NDList(maximum), 1);
    PtNDArray flat = pooled.reshape(new Shape(records, 2 * channels));
    PtNDArray logits = JniUtils.linear(flat, weight("fc.weight"), weight("fc.bias"));
    if (closing) {
      x.close();
      mean.close();
      maximum.close();
      pooled.close();
      flat.close();
    }
    return logits;
  }

  private PtNDArray block(
      PtNDArray x, int stage, int block, boolean training, NumpyRandom dropout, boolean closing) {
    String name = blockName(stage, block);
    int pad = BLOCK_KERNEL / 2;
    PtNDArray y = convolution(x, name + ".conv1", stride(stage, block), pad);
    y = replace(y, normalise(y, name + ".bn1", training), closing);
    y = replace(y, JniUtils.relu(y), closing);
    if (training && options.dropout() > 0) {
      y = replace(y, drop(y, dropout, name), closing);
    }
    y = replace(y, convolution(y, name + ".conv2", 1, pad), closing);
    y = replace(y, normalise(y, name + ".bn2", training), closing);
    if (hasProjection(stage, block)) {
      PtNDArray shortcut = convolution(x, name + ".downsample.0", stride(stage, block), 0);
      shortcut = replace(shortcut, normalise(shortcut, name + ".downsample.1", training), closing);
      y.addi(shortcut);
      if (closing) {
        shortcut.close();
      }
    } else {
      y.addi(x);
    }
    return replace(y, JniUtils.relu(y), closing);
  }

  private static PtNDArray replace(PtNDArray old, PtNDArray next, boolean closing) {
    if (closing) {
      old.close();
    }
    return next;
  }

  private PtNDArray convolution(PtNDArray x, String name, int stride, int padding) {
    return JniUtils.convolution(
        x, weight(name + ".weight"), null, new Shape(stride), new Shape(padding), new Shape(1), 1);
  }

  private PtNDArray normalise(PtNDArray x, String name, boolean training) {
    return JniUtils.batchNorm(
        x,
        weight(name + ".running_mean"),
        weight(name + ".running_var"),
        weight(name + ".weight"),
        weight(name + ".bias"),
        training,
        MOMENTUM,
        EPSILON);
  }

  /**
   * Dropout. On a CPU the mask is drawn here, 16 bits of the stream a value (the share dropped is a multiple of 1/65536, and the others
   * are scaled by exactly that), so it depends on neither the engine nor its threads. On a GPU, where it would have to be
   * carried there, the engine draws it, seeded from the stream.
   */
  private PtNDArray drop(PtNDArray x, NumpyRandom stream, String name) {
    if (!x.getDevice().isGpu()) {
      return x.mul(mask(x, stream, name));
    }
    synchronized (ENGINE_GENERATOR) {
      JniUtils.setSeed(stream.nextInt32() & 0xFFFFFFFFL);
      return JniUtils.dropout(x, options.dropout(), true);
    }
  }

  private NDArray mask(PtNDArray x, NumpyRandom stream, String name) {
    int size = Math.toIntExact(x.size());
    ByteBuffer buffer = masks.get(name);
    if (buffer == null || buffer.capacity() < 4 * size) {
      buffer = ByteBuffer.allocateDirect(4 * size).order(ByteOrder.nativeOrder());
      masks.put(name, buffer);
    }
    buffer.clear().limit(4 * size);
    fillMask(buffer.asFloatBuffer(), options.dropout(), stream);
    return x.getManager().create(buffer, x.getShape(), DataType.FLOAT32);
  }

  /** Fills with 0 where a value is dropped, and with 1 / (1 - share dropped) elsewhere. */
  static void fillMask(FloatBuffer mask, double dropout, NumpyRandom stream) {
    int dropped = (int) Math.round(dropout * 65536);
    float kept = 65536f / (65536 - dropped);
    float[] values = new float[2048];
    while (mask.hasRemaining()) {
      int n = Math.min(values.length, mask.remaining());
      for (int i = 0; i < n; i += 2) {
        int bits = stream.nextInt32();
        values[i] = (bits & 0xFFFF) < dropped ? 0 : kept;
        values[i + 1] = bits >>> 16 < dropped ? 0 : kept;
      }
      mask.put(values, 0, n);
    }
  }

  /** Frees the native memory of the weights. */
  @Override
  public void close() {
    manager.close();
  }
}
