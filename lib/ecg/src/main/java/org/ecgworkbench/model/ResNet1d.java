package org.ecgworkbench.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.model.format.SafeTensors;
import org.ecgworkbench.random.NumpyRandom;

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
  static final double EPSILON = 1e-5;
  private static final double LARGEST_WEIGHT = 1e30;
  private static final double MOMENTUM = 0.1;

  private final Options options;
  private final NDManager manager;
  private final DataType type;
  private final Map<String, PtNDArray> state = new LinkedHashMap<>();
  private final Map<String, long[]> shapes;
  private final Map<String, PtNDArray> masks = new HashMap<>();
  private long batchesTracked;
  private ByteBuffer scratch;

  private final Dropout dropout;

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

    /** {@return the paper's 12-lead network: 9 classes, width 64, dropout 0.2, blocks 3, 4, 6, 3; 16,610,185 parameters} */
    public static Options paper() {
      return new Options(12, 9, 64, 0.2, List.of(3, 4, 6, 3));
    }

    /**
     * {@return these options with another number of input rows}
     *
     * @param leads 1 or more
     * @throws IllegalArgumentException if there is none
     */
    public Options withLeads(int leads) {
      return new Options(leads, classes, width, dropout, blocks);
    }

    /**
     * {@return these options with another number of channels in every stage}
     *
     * @param width channels of the first stage, 1 or more; each later stage has twice as many
     * @throws IllegalArgumentException if there is none
     */
    public Options withWidth(int width) {
      return new Options(leads, classes, width, dropout, blocks);
    }

    /**
     * {@return these options with another dropout}
     *
     * @param dropout share of values set to 0 in training, in [0, 1); 0 drops nothing and draws nothing
     * @throws IllegalArgumentException if it is outside that range
     */
    public Options withDropout(double dropout) {
      return new Options(leads, classes, width, dropout, blocks);
    }

    /**
     * {@return these options with other stages}
     *
     * @param blocks basic blocks in each stage, 1 or more; as many numbers as there are stages, at least one; copied
     * @throws IllegalArgumentException if they are not so
     */
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

  /**
   * A network with initial weights, in single precision. It holds native memory until it is closed.
   *
   * @param options the shape of the network
   * @param initialisation draws the weights, in the order of their names
   * @param device where its weights lie and its arithmetic is done
   * @throws IllegalArgumentException if a GPU is asked for and the engine sees none
   */
  public ResNet1d(Options options, NumpyRandom initialisation, ComputeDevice device) {
    this(options, device, DataType.FLOAT32);
    NetworkShape.drawInitial(shapes, initialisation, this::set);
  }

  /** A network without weights: every entry of the state has to be set. */
  ResNet1d(Options options, ComputeDevice device, DataType type) {
    this.options = options;
    this.type = type;
    this.shapes = stateShapes(options);
    this.dropout = new Dropout(options.dropout());
    manager = NetworkEngine.engine().newBaseManager(device.device());
    if (type == DataType.FLOAT32) {
      checked();
    }
  }

  private void checked() {
    try {
      EngineCheck.require(shapes, manager);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** {@return the shape that the network was made with} */
  public Options options() {
    return options;
  }

  /**
   * The names and shapes of the state in PyTorch's order: trained weights, running means and variances, and the number of batches each
   * batch normalisation has seen (a scalar, shape {@code []}).
   *
   * @param options the shape of the network
   * @return the shape of each entry, by name; made anew at each call, so the caller's own
   */
  public static Map<String, long[]> stateShapes(Options options) {
    return NetworkShape.stateShapes(options);
  }

  /**
   * {@return the number of trained values, running means and variances not among them}
   *
   * @param options the shape of the network
   */
  public static long parameterCount(Options options) {
    return NetworkShape.parameterCount(options);
  }

  /**
   * The steps of the network for a drawing or a table, from the input to the logits.
   *
   * @param options the shape of the network
   * @param samples of the input in each lead, 1 or more
   * @return one step for the first convolution, the pooling, each basic block, the mean and maximum, and the linear layer; immutable
   */
  public static List<Layer> layers(Options options, int samples) {
    return NetworkShape.layers(options, samples);
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
    requireFinite(name, tensor);
    EngineLayout layout = EngineLayout.of(name, expected);
    Shape shape = new Shape(layout.shape());
    int[] sources = layout.sources();
    try (NDManager scope = manager.newSubManager();
        NDArray wrapped = scope.create(laidOut(tensor.bytes(), sources), shape, type)) {
      // A copy: the array above borrows the memory of the buffer.
      NDArray copy = wrapped.duplicate();
      copy.attach(manager);
      PtNDArray old = state.put(name, (PtNDArray) copy);
      if (old != null) {
        old.close();
      }
    }
    if (NetworkShape.isTrained(name) && !masks.containsKey(name)) {
      float[] mask = EngineLayout.mask(sources);
      if (mask != null) {
        masks.put(name, (PtNDArray) manager.create(mask, shape).toType(type, false));
      }
    }
  }

  /** The values as the engine is given them. Those of the file are little-endian, as is every machine that the engine runs on. */
  private ByteBuffer laidOut(ByteBuffer values, int[] sources) {
    int width = type == DataType.FLOAT64 ? Double.BYTES : Float.BYTES;
    ByteBuffer laid = direct(width * sources.length).limit(width * sources.length);
    ByteBuffer own = values.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (type == DataType.FLOAT64) {
      for (int source : sources) {
        laid.putDouble(source < 0 ? 0 : own.getDouble(width * source));
      }
      return laid.flip();
    }
    float[] from = new float[own.remaining() / width];
    own.asFloatBuffer().get(from);
    float[] to = new float[sources.length];
    for (int place = 0; place < to.length; place++) {
      to[place] = sources[place] < 0 ? 0 : from[sources[place]];
    }
    laid.asFloatBuffer().put(to);
    return laid;
  }

  /** The same buffer for every weight: direct memory is given back only when the garbage collector comes by. */
  private ByteBuffer direct(int bytes) {
    if (scratch == null || scratch.capacity() < bytes) {
      scratch = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    return scratch.clear();
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
    requireNames(tensors.keySet());
    shapes.keySet().forEach(name -> set(name, tensors.get(name)));
  }

  /** No training that is kept ends in such a weight, and no score of one means anything. */
  private static void requireFinite(String name, SafeTensors.Tensor tensor) {
    boolean isWide = tensor.type().equals("F64");
    boolean isVariance = name.endsWith("running_var");
    ByteBuffer bytes = tensor.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      double value = isWide ? bytes.getDouble() : bytes.getFloat();
      if (!(Math.abs(value) < LARGEST_WEIGHT) || isVariance && value < 0) {
        throw new EcgDataException(
            "weight %s: expected %s below 1e30, found %s"
                .formatted(name, isVariance ? "variances" : "numbers", (float) value));
      }
    }
  }

  /**
   * Checks that these are the names of the state.
   *
   * @throws EcgDataException if one is missing or unknown; names it
   */
  void requireNames(Set<String> names) {
    for (String name : shapes.keySet()) {
      if (!names.contains(name)) {
        throw new EcgDataException("weight %s is missing".formatted(name));
      }
    }
    for (String name : names) {
      if (!shapes.containsKey(name)) {
        throw new EcgDataException("weight %s is unknown to this network".formatted(name));
      }
    }
  }

  /** A copy of the whole state in PyTorch's order. */
  Map<String, SafeTensors.Tensor> copyState() {
    Map<String, SafeTensors.Tensor> copy = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          if (name.endsWith("num_batches_tracked")) {
            copy.put(name, SafeTensors.Tensor.ofLongs(shape, new long[] {batchesTracked}));
          } else {
            copy.put(name, value(name));
          }
        });
    return copy;
  }

  /** An entry of the state in PyTorch's shape. */
  SafeTensors.Tensor value(String name) {
    PtNDArray laid = state.get(name);
    long[] shape = shapes.get(name);
    int[] sources = EngineLayout.of(name, shape).sources();
    int values = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
    if (type == DataType.FLOAT64) {
      double[] own = new double[values];
      double[] from = laid.toDoubleArray();
      for (int place = 0; place < from.length; place++) {
        int source = sources[place];
        if (source >= 0) {
          own[source] = from[place];
        }
      }
      return SafeTensors.Tensor.ofDoubles(shape, own);
    }
    float[] own = new float[values];
    float[] from = laid.toFloatArray();
    for (int place = 0; place < from.length; place++) {
      int source = sources[place];
      if (source >= 0) {
        own[source] = from[place];
      }
    }
    return SafeTensors.Tensor.ofFloats(shape, own);
  }

  /** An array as it is. */
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
          if (NetworkShape.isTrained(name)) {
            trained.put(name, array);
          }
        });
    return trained;
  }

  /** An entry of the state as the engine is given it, see {@link EngineLayout}. */
  PtNDArray weight(String name) {
    return state.get(name);
  }

  /** Sets the gradients of the zeros that the layout has added to 0, so that an optimiser leaves them alone. */
  void clearGradientsOfZeros() {
    Gradients.off(
        () ->
            masks.forEach(
                (name, mask) -> {
                  try (PtNDArray gradient = JniUtils.getGradient(weight(name))) {
                    gradient.muli(mask);
                  }
                }));
  }

  NDManager manager() {
    return manager;
  }

  DataType type() {
    return type;
  }

  /** The logits without training: nothing is dropped, batch normalisation uses its running values. */
  PtNDArray forward(PtNDArray input) {
    return forward(input, PaddingShortcut.NONE);
  }

  /** The logits without training of an input from which padding was taken away. */
  PtNDArray forward(PtNDArray input, PaddingShortcut shortcut) {
    return forward(input, false, null, shortcut);
  }

  /** The logits with training's dropout and batch statistics, recorded for the gradients of the weights. */
  PtNDArray forwardInTraining(PtNDArray input, NumpyRandom dropout) {
    PtNDArray logits = forward(input, true, dropout, PaddingShortcut.NONE);
    batchesTracked++;
    return logits;
  }

  private PtNDArray forward(
      PtNDArray input, boolean training, NumpyRandom dropout, PaddingShortcut shortcut) {
    PtNDArray x = EngineLayout.phases(input);
    x = replace(x, convolution(x, "conv1", 1));
    x = replace(x, normalise(x, "bn1", training));
    x = replace(x, JniUtils.relu(x));
    x =
        replace(
            x,
            JniUtils.maxPool(
                x,
                new Shape(1, NetworkShape.POOLING),
                new Shape(1, 2),
                new Shape(0, NetworkShape.POOLING / 2),
                false));
    for (int stage = 0; stage < options.blocks().size(); stage++) {
      for (int block = 0; block < options.blocks().get(stage); block++) {
        x = replace(x, block(x, stage, block, training, dropout));
      }
    }
    return logits(replace(x, JniUtils.squeeze(x, 2)), shortcut);
  }

  /** The logits of what the last stage puts out, {@code [record][channel][sample]}, which is let go of. */
  PtNDArray logits(PtNDArray x, PaddingShortcut shortcut) {
    PtNDArray mean = mean(x, shortcut);
    PtNDArray maximum = JniUtils.adaptiveMaxPool(x, new Shape(1));
    long records = x.getShape().get(0);
    long channels = x.getShape().get(1);
    x.close();
    PtNDArray pooled = mean.getNDArrayInternal().concat(new NDList(maximum), 1);
    mean.close();
    maximum.close();
    PtNDArray flat = replace(pooled, pooled.reshape(new Shape(records, 2 * channels)));
    return replace(flat, JniUtils.linear(flat, weight("fc.weight"), weight("fc.bias")));
  }

  /** The mean over the samples, {@code [record][channel][1]}, with the repeated column counted as often as it was taken away. */
  static PtNDArray mean(PtNDArray x, PaddingShortcut shortcut) {
    PtNDArray mean = JniUtils.adaptiveAvgPool(x, new Shape(1));
    if (shortcut.columns() == 0) {
      return mean;
    }
    long left = x.getShape().get(2);
    double all = left + shortcut.columns();
    int column = shortcut.repeated();
    PtNDArray repeated = JniUtils.slice(x, 2, column, column + 1, 1);
    PtNDArray share = replace(mean, (PtNDArray) mean.mul(left / all));
    PtNDArray added = replace(repeated, (PtNDArray) repeated.mul(shortcut.columns() / all));
    PtNDArray sum = replace(share, share.add(added));
    added.close();
    return sum;
  }

  private PtNDArray block(PtNDArray x, int stage, int block, boolean training, NumpyRandom random) {
    String name = NetworkShape.blockName(stage, block);
    int stride = NetworkShape.stride(stage, block);
    PtNDArray y = convolution(x, name + ".conv1", stride);
    y = replace(y, normalise(y, name + ".bn1", training));
    y = replace(y, JniUtils.relu(y));
    if (training && options.dropout() > 0) {
      y = replace(y, dropout.apply(y, name, random));
    }
    y = replace(y, convolution(y, name + ".conv2", 1));
    y = replace(y, normalise(y, name + ".bn2", training));
    if (NetworkShape.hasProjection(stage, block)) {
      PtNDArray shortcut = convolution(x, name + ".downsample.0", stride);
      shortcut = replace(shortcut, normalise(shortcut, name + ".downsample.1", training));
      y.addi(shortcut);
      shortcut.close();
    } else {
      y.addi(x);
    }
    return replace(y, JniUtils.relu(y));
  }

  /**
   * Lets go of an intermediate that has been used up, as a Python variable does that is assigned anew: the engine keeps what the
   * gradients need. Only arrays that own their memory may be let go of before the gradients are computed; those over a Java buffer
   * (the batch, the masks of dropout) stay until the batch's manager closes, because the engine does not keep the buffer.
   */
  static PtNDArray replace(PtNDArray old, PtNDArray next) {
    old.close();
    return next;
  }

  private PtNDArray convolution(PtNDArray x, String name, int stride) {
    return EngineLayout.convolution(x, weight(name + ".weight"), null, stride);
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

  /** Frees the native memory of the weights. */
  @Override
  public void close() {
    manager.close();
  }
}
