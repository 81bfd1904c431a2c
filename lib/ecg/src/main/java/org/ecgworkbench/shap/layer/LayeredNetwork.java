package org.ecgworkbench.shap.layer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.model.format.SafeTensors;

/**
 * The network of {@link ResNet1d} with fixed weights, one record at a time, in double precision and plain Java: slower than the engine
 * (about 0.1 s for a pass of the shipped network), but every layer's values are at hand, and the way back may follow other rules than
 * the gradient's. Each normalisation is multiplied into the convolution before it. Immutable, and so safe for several threads.
 */
public final class LayeredNetwork {
  private static final double EPSILON = 1e-5;
  private static final double LEAST_DIFFERENCE = 1e-10;

  private final ResNet1d.Options options;
  private final Convolution first;
  private final List<Block> blocks;

  /** {@code [class][mean of each channel, then maximum of each]}. */
  private final double[][] head;

  private final double[] headBias;

  private LayeredNetwork(ResNet1d.Options options, Map<String, SafeTensors.Tensor> state) {
    this.options = options;
    first = Convolution.of(state, "conv1", "bn1", 2);
    List<Block> all = new ArrayList<>();
    for (int stage = 0; stage < options.blocks().size(); stage++) {
      for (int block = 0; block < options.blocks().get(stage); block++) {
        String name = "layer" + (stage + 1) + "." + block;
        int stride = stage > 0 && block == 0 ? 2 : 1;
        all.add(
            new Block(
                Convolution.of(state, name + ".conv1", name + ".bn1", stride),
                Convolution.of(state, name + ".conv2", name + ".bn2", 1),
                state.containsKey(name + ".downsample.0.weight")
                    ? Convolution.of(state, name + ".downsample.0", name + ".downsample.1", stride)
                    : null));
      }
    }
    blocks = List.copyOf(all);
    float[] weights = state.get("fc.weight").floats();
    int inputs = weights.length / options.classes();
    head = new double[options.classes()][inputs];
    for (int c = 0; c < head.length; c++) {
      for (int i = 0; i < inputs; i++) {
        head[c][i] = weights[c * inputs + i];
      }
    }
    headBias = widened(state.get("fc.bias").floats());
  }

  /**
   * {@return the network of a model, with its weights as they are now} They are taken from the file that the model saves, into a
   * temporary folder that is deleted.
   *
   * @param model neither changed nor closed
   * @throws UncheckedIOException if the file cannot be written or read
   */
  public static LayeredNetwork of(TrainedModel model) {
    try {
      Path folder = Files.createTempDirectory("layers");
      try {
        model.save(folder);
        SafeTensors saved = SafeTensors.read(folder.resolve(TrainedModel.FILE_NAME));
        return new LayeredNetwork(model.options(), saved.tensors());
      } finally {
        Files.deleteIfExists(folder.resolve(TrainedModel.FILE_NAME));
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the weights of " + model, e);
    }
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** {@return the number of outputs} */
  public int classes() {
    return head.length;
  }

  int leads() {
    return options.leads();
  }

  /** How a layer's gradient is carried back. */
  enum Rule {
    /** The gradient itself. */
    GRADIENT,
    /** Guided backpropagation (Springenberg et al. 2015, arXiv:1412.6806): at each ReLU only what is positive there goes on. */
    GUIDED
  }

  /** A convolution with the normalisation after it, {@code [output][input][tap]}, zeros of half its width at both ends. */
  private record Convolution(double[][][] weights, double[] bias, int stride) {
    static Convolution of(
        Map<String, SafeTensors.Tensor> state, String name, String normalisation, int stride) {
      SafeTensors.Tensor tensor = state.get(name + ".weight");
      float[] values = tensor.floats();
      float[] scale = state.get(normalisation + ".weight").floats();
      float[] shift = state.get(normalisation + ".bias").floats();
      float[] mean = state.get(normalisation + ".running_mean").floats();
      float[] variance = state.get(normalisation + ".running_var").floats();
      int outputs = (int) tensor.shape()[0];
      int inputs = (int) tensor.shape()[1];
      int taps = (int) tensor.shape()[2];
      double[][][] weights = new double[outputs][inputs][taps];
      double[] bias = new double[outputs];
      for (int o = 0; o < outputs; o++) {
        double factor = scale[o] / Math.sqrt(variance[o] + EPSILON);
        bias[o] = shift[o] - factor * mean[o];
        for (int i = 0; i < inputs; i++) {
          for (int k = 0; k < taps; k++) {
            weights[o][i][k] = factor * values[(o * inputs + i) * taps + k];
          }
        }
      }
      return new Convolution(weights, bias, stride);
    }

    double[][] forward(double[][] x) {
      int samples = x[0].length;
      int taps = weights[0][0].length;
      int pad = taps / 2;
      int length = (samples + 2 * pad - taps) / stride + 1;
      double[][] y = new double[weights.length][length];
      for (int o = 0; o < y.length; o++) {
        double[] row = y[o];
        java.util.Arrays.fill(row, bias[o]);
        for (int i = 0; i < x.length; i++) {
          double[] from = x[i];
          for (int k = 0; k < taps; k++) {
            double w = weights[o][i][k];
            int offset = k - pad;
            int start = offset < 0 ? (-offset + stride - 1) / stride : 0;
            int end = Math.min(length, (samples - 1 - offset) / stride + 1);
            for (int t = start; t < end; t++) {
              row[t] += w * from[t * stride + offset];
            }
          }
        }
      }
      return y;
    }

    /** What arrives at the output, carried back to an input of so many samples. */
    double[][] backward(double[][] gradient, int samples) {
      int taps = weights[0][0].length;
      int pad = taps / 2;
      int length = gradient[0].length;
      double[][] x = new double[weights[0].length][samples];
      for (int i = 0; i < x.length; i++) {
        double[] row = x[i];
        for (int o = 0; o < gradient.length; o++) {
          double[] from = gradient[o];
          for (int k = 0; k < taps; k++) {
            double w = weights[o][i][k];
            int offset = k - pad;
            int start = offset < 0 ? (-offset + stride - 1) / stride : 0;
            int end = Math.min(length, (samples - 1 - offset) / stride + 1);
            for (int t = start; t < end; t++) {
              row[t * stride + offset] += w * from[t];
            }
          }
        }
      }
      return x;
    }
  }

  /** Two convolutions and what is added to them: the input, or a convolution of it. */
  private record Block(Convolution conv1, Convolution conv2, Convolution shortcut) {}

  /** The values of a block: its input, and what its two ReLUs are given and put out. */
  private record BlockPass(
      double[][] in, double[][] z1, double[][] y1, double[][] z2, double[][] out) {}

  /** All values of one record. */
  static final class Pass {
    private final double[][] x;
    private final double[][] z;
    private final double[][] pooledFrom;
    private final int[][] places;
    private final List<BlockPass> blocks = new ArrayList<>();
    private final double[] logits;

    private Pass(LayeredNetwork network, double[][] x) {
      this.x = x;
      z = network.first.forward(x);
      pooledFrom = relu(z);
      places = new int[z.length][];
      double[][] h = new double[z.length][];
      int length = (z[0].length + 2 - 3) / 2 + 1;
      for (int c = 0; c < z.length; c++) {
        places[c] = new int[length];
        h[c] = new double[length];
        for (int t = 0; t < length; t++) {
          places[c][t] =
              greatest(pooledFrom[c], Math.max(0, 2 * t - 1), Math.min(z[c].length, 2 * t - 1 + 3));
          h[c][t] = pooledFrom[c][places[c][t]];
        }
      }
      for (Block block : network.blocks) {
        double[][] z1 = block.conv1().forward(h);
        double[][] y1 = relu(z1);
        double[][] z2 = block.conv2().forward(y1);
        double[][] beside = block.shortcut() == null ? h : block.shortcut().forward(h);
        for (int c = 0; c < z2.length; c++) {
          for (int t = 0; t < z2[c].length; t++) {
            z2[c][t] += beside[c][t];
          }
        }
        double[][] out = relu(z2);
        blocks.add(new BlockPass(h, z1, y1, z2, out));
        h = out;
      }
      logits = network.headBias.clone();
      int channels = h.length;
      for (int k = 0; k < channels; k++) {
        double sum = 0;
        for (double value : h[k]) {
          sum += value;
        }
        double greatest = h[k][greatest(h[k], 0, h[k].length)];
        for (int c = 0; c < logits.length; c++) {
          logits[c] +=
              network.head[c][k] * sum / h[k].length + network.head[c][channels + k] * greatest;
        }
      }
    }

    /** What the last stage puts out, {@code [channel][column]}. */
    double[][] last() {
      return blocks.get(blocks.size() - 1).out();
    }

    double logit(int classIndex) {
      return logits[classIndex];
    }
  }

  Pass forward(double[][] x) {
    return new Pass(this, x);
  }

  private static double[][] relu(double[][] z) {
    double[][] y = new double[z.length][z[0].length];
    for (int c = 0; c < y.length; c++) {
      for (int t = 0; t < y[c].length; t++) {
        y[c][t] = Math.max(0, z[c][t]);
      }
    }
    return y;
  }

  /** The first of the greatest values from a place to before another. */
  private static int greatest(double[] values, int from, int to) {
    int best = from;
    for (int t = from + 1; t < to; t++) {
      best = values[t] > values[best] ? t : best;
    }
    return best;
  }

  /**
   * How much each channel of the last stage counts for a class in Grad-CAM: the mean over columns of the logit's gradient. The head is
   * linear in mean and maximum, so this is the sum of their two weights over the number of columns, the same for every record.
   */
  double[] channelWeights(int classIndex, int columns) {
    int channels = head[classIndex].length / 2;
    double[] weights = new double[channels];
    for (int k = 0; k < channels; k++) {
      weights[k] = (head[classIndex][k] + head[classIndex][channels + k]) / columns;
    }
    return weights;
  }

  /** What a rule carries from a logit to the input, {@code [lead][sample]}. */
  double[][] backward(Pass pass, int classIndex, Rule rule) {
    double[][] last = pass.last();
    double[][] g = new double[last.length][last[0].length];
    for (int k = 0; k < g.length; k++) {
      java.util.Arrays.fill(g[k], head[classIndex][k] / g[k].length);
      g[k][greatest(last[k], 0, g[k].length)] += head[classIndex][g.length + k];
    }
    for (int b = blocks.size() - 1; b >= 0; b--) {
      Block block = blocks.get(b);
      BlockPass at = pass.blocks.get(b);
      g = gate(g, at.z2(), rule);
      double[][] inner = gate(block.conv2().backward(g, at.y1()[0].length), at.z1(), rule);
      g = joined(block, at, g, inner);
    }
    double[][] unpooled = new double[pass.z.length][pass.z[0].length];
    for (int c = 0; c < g.length; c++) {
      for (int t = 0; t < g[c].length; t++) {
        unpooled[c][pass.places[c][t]] += g[c][t];
      }
    }
    return first.backward(gate(unpooled, pass.z, rule), pass.x[0].length);
  }

  private static double[][] joined(Block block, BlockPass at, double[][] g, double[][] inner) {
    int samples = at.in()[0].length;
    double[][] through = block.conv1().backward(inner, samples);
    double[][] beside = block.shortcut() == null ? g : block.shortcut().backward(g, samples);
    for (int c = 0; c < through.length; c++) {
      for (int t = 0; t < samples; t++) {
        through[c][t] += beside[c][t];
      }
    }
    return through;
  }

  private static double[][] gate(double[][] g, double[][] z, Rule rule) {
    double[][] gated = new double[g.length][g[0].length];
    for (int c = 0; c < g.length; c++) {
      for (int t = 0; t < g[c].length; t++) {
        boolean passes = z[c][t] > 0 && (rule == Rule.GRADIENT || g[c][t] > 0);
        gated[c][t] = passes ? g[c][t] : 0;
      }
    }
    return gated;
  }

  /**
   * DeepLIFT's multipliers of a logit, {@code [lead][sample]}: times the difference of the two inputs they add up to the difference of the
   * logits.
   */
  double[][] multipliers(Pass x, Pass baseline, int classIndex) {
    double[][] last = x.last();
    double[][] lastOf = baseline.last();
    double[][] m = new double[last.length][last[0].length];
    for (int k = 0; k < m.length; k++) {
      java.util.Arrays.fill(m[k], head[classIndex][k] / m[k].length);
      addMaximum(
          m[k],
          last[k],
          lastOf[k],
          greatest(last[k], 0, m[k].length),
          greatest(lastOf[k], 0, m[k].length),
          head[classIndex][m.length + k]);
    }
    for (int b = blocks.size() - 1; b >= 0; b--) {
      Block block = blocks.get(b);
      BlockPass at = x.blocks.get(b);
      BlockPass of = baseline.blocks.get(b);
      m = rescale(m, at.z2(), of.z2());
      double[][] inner = rescale(block.conv2().backward(m, at.y1()[0].length), at.z1(), of.z1());
      m = joined(block, at, m, inner);
    }
    double[][] unpooled = new double[x.z.length][x.z[0].length];
    for (int c = 0; c < m.length; c++) {
      for (int t = 0; t < m[c].length; t++) {
        addMaximum(
            unpooled[c],
            x.pooledFrom[c],
            baseline.pooledFrom[c],
            x.places[c][t],
            baseline.places[c][t],
            m[c][t]);
      }
    }
    return first.backward(rescale(unpooled, x.z, baseline.z), x.x[0].length);
  }

  /** A ReLU's multiplier is the difference of its outputs over that of its inputs, its gradient where these are the same. */
  private static double[][] rescale(double[][] m, double[][] z, double[][] of) {
    double[][] scaled = new double[m.length][m[0].length];
    for (int c = 0; c < m.length; c++) {
      for (int t = 0; t < m[c].length; t++) {
        double in = z[c][t] - of[c][t];
        double factor =
            Math.abs(in) < LEAST_DIFFERENCE
                ? (z[c][t] > 0 ? 1 : 0)
                : (Math.max(0, z[c][t]) - Math.max(0, of[c][t])) / in;
        scaled[c][t] = m[c][t] * factor;
      }
    }
    return scaled;
  }

  /**
   * A maximum that moves from one place to another: what it gains is the record's greatest place's, what it loses the baseline's
   * greatest place's. There the inputs differ by at least as much, so nothing is divided by next to nothing.
   */
  private static void addMaximum(
      double[] m, double[] values, double[] of, int place, int placeOf, double multiplier) {
    double before = of[placeOf];
    double after = values[place];
    double greater = Math.max(before, after);
    if (greater > before) {
      m[place] += multiplier * (greater - before) / (values[place] - of[place]);
    }
    if (greater > after) {
      m[placeOf] += multiplier * (after - greater) / (values[placeOf] - of[placeOf]);
    }
    if (before == after && place == placeOf) {
      m[place] += multiplier;
    }
  }

  @Override
  public String toString() {
    return "ResNet-34-1D layer by layer, %d leads, width %d"
        .formatted(options.leads(), options.width());
  }
}
