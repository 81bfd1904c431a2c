package org.ecgworkbench.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;

/**
 * How the engine is given a network, so that its convolutions are right, equal to the bit on every processor, and fast. The mathematics
 * is that of the network; only zeros are added and sums are written in another order.
 *
 * <p>Channels are filled up with zeros to whole blocks of {@value #BLOCK}: where a virtual machine hides the size of its caches, the
 * engine is wrong by a third for a block that is only partly used (PyTorch 2.7.1 with oneDNN 3.7.1, in silence). What is filled up stays
 * 0 in training: a channel without weights is 0 before and after normalisation, and so is its gradient.
 *
 * <p>The first convolution, of 15 taps at every second sample, is one of 7 taps at every sample: above 7 taps the order of the engine's
 * sums depends on the processor's caches. Its input is not the recording but three channels a lead, at half the rate: the even samples,
 * the odd samples, and the odd samples 4 steps earlier, of which one tap is used. With {@code y[t] = sum over k of w[k] x[2t + k - 7]},
 * the taps 1, 3, ..., 13 fall on even samples, 2, 4, ..., 14 on odd ones, at -3 to 3 steps from t, and tap 0 on the odd sample 4 steps
 * before.
 *
 * <p>A recording is an image of height 1, and channels come last in memory, of weights as of values: the engine then does not reorder
 * them before and after each convolution, which takes a quarter of the time away. Convolutions of one dimension have no such form.
 */
final class EngineLayout {
  /** Single-precision values in a register of AVX2. */
  static final int BLOCK = 8;

  private static final int FIRST_TAPS = 7;
  private static final int REACH = FIRST_TAPS / 2;

  /** Odd samples so many steps earlier are the third channel of a lead. */
  private static final int EARLIER = 4;

  private static final int CHANNELS_A_LEAD = 3;

  /** Where a value of the engine's array comes from. */
  private interface Source {
    /** The index of a value of the weight, or -1 for zero. */
    int of(int output, int tap, int input);
  }

  private final long[] shape;
  private final Source source;

  /** An array {@code [output]}, {@code [output][input]} or {@code [output][1][tap][input]}. */
  private EngineLayout(Source source, long... shape) {
    this.source = source;
    this.shape = shape;
  }

  /** The next multiple of a block. */
  static int filled(long channels) {
    return Math.toIntExact((channels + BLOCK - 1) / BLOCK * BLOCK);
  }

  /** Where the values of an entry of the state go, by its name and its shape in PyTorch. */
  static EngineLayout of(String name, long[] shape) {
    if (name.equals("conv1.weight")) {
      return firstConvolution((int) shape[0], (int) shape[1]);
    }
    if (shape.length == 3) {
      return convolution((int) shape[0], (int) shape[1], (int) shape[2]);
    }
    if (name.equals("fc.weight")) {
      return linear((int) shape[0], (int) shape[1] / 2);
    }
    if (name.equals("fc.bias")) {
      return new EngineLayout((o, tap, i) -> o, shape);
    }
    return new EngineLayout((o, tap, i) -> o < shape[0] ? o : -1, filled(shape[0]));
  }

  private static EngineLayout firstConvolution(int outputs, int leads) {
    return new EngineLayout(
        (o, tap, i) -> {
          int kind = i / leads;
          if (o >= outputs || kind >= CHANNELS_A_LEAD || kind == 2 && tap != REACH) {
            return -1;
          }
          int own = kind == 2 ? 0 : 2 * tap + 1 + kind;
          return (o * leads + i % leads) * NetworkShape.FIRST_KERNEL + own;
        },
        filled(outputs),
        1,
        FIRST_TAPS,
        filled((long) CHANNELS_A_LEAD * leads));
  }

  private static EngineLayout convolution(int outputs, int inputs, int taps) {
    return new EngineLayout(
        (o, tap, i) -> o < outputs && i < inputs ? (o * inputs + i) * taps + tap : -1,
        filled(outputs),
        1,
        taps,
        filled(inputs));
  }

  /** The last layer, whose inputs are the means of all channels and then their maxima. */
  private static EngineLayout linear(int classes, int channels) {
    int filled = filled(channels);
    return new EngineLayout(
        (o, tap, i) -> i % filled < channels ? (2 * o + i / filled) * channels + i % filled : -1,
        classes,
        2L * filled);
  }

  /** The shape of the engine's array; of a convolution {@code [output][1][tap][input]}. */
  long[] shape() {
    return shape.clone();
  }

  /** The number of values of the engine's array. */
  int size() {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
  }

  /**
   * Which value of the weight stands at each place of the engine's array; -1 for a zero that was
   * added.
   */
  int[] sources() {
    int[] sources = new int[size()];
    int taps = shape.length == 4 ? (int) shape[2] : 1;
    int inputs = shape.length == 1 ? 1 : (int) shape[shape.length - 1];
    int place = 0;
    for (int o = 0; place < sources.length; o++) {
      for (int tap = 0; tap < taps; tap++) {
        for (int i = 0; i < inputs; i++) {
          sources[place++] = source.of(o, tap, i);
        }
      }
    }
    return sources;
  }

  /** 1 where a value of the weight stands, 0 where a zero was added; null where none was. */
  static float[] mask(int[] sources) {
    float[] mask = new float[sources.length];
    boolean whole = true;
    for (int place = 0; place < mask.length; place++) {
      boolean isValue = sources[place] >= 0;
      mask[place] = isValue ? 1 : 0;
      whole &= isValue;
    }
    return whole ? null : mask;
  }

  /** A convolution's array as the engine wants it: {@code [output][input][1][tap]}, with the memory as it is. */
  static PtNDArray image(PtNDArray channelsLast) {
    return JniUtils.permute(channelsLast, new long[] {0, 3, 1, 2});
  }

  /**
   * A convolution of an odd number of taps, with zeros of half its width at both ends.
   *
   * @param weights {@code [output][1][tap][input]}
   * @param bias {@code [output]}, or null for none
   */
  static PtNDArray convolution(PtNDArray x, PtNDArray weights, PtNDArray bias, int stride) {
    Shape padding = new Shape(0, weights.getShape().get(2) / 2);
    try (PtNDArray image = image(weights)) {
      return JniUtils.convolution(
          x, image, bias, new Shape(1, stride), padding, new Shape(1, 1), 1);
    }
  }

  /**
   * The input of the first convolution, {@code [record][channel][1][(samples + 1) / 2]} with the channels last in memory: all leads' even
   * samples, their odd ones, the odd ones {@value #EARLIER} steps earlier, and zeros up to a whole block.
   *
   * @param x {@code [record][lead][sample]}
   */
  static PtNDArray phases(PtNDArray x) {
    Shape shape = x.getShape();
    long records = shape.get(0);
    long leads = shape.get(1);
    long samples = shape.get(2);
    long steps = (samples + 1) / 2;
    long missing = filled(CHANNELS_A_LEAD * leads) - CHANNELS_A_LEAD * leads;
    try (PtNDArray extended = JniUtils.pad(x, new long[] {2 * EARLIER, samples % 2}, 0);
        PtNDArray pairs = extended.reshape(new Shape(records, leads, steps + EARLIER, 2));
        PtNDArray byStep = JniUtils.permute(pairs, new long[] {0, 2, 3, 1});
        PtNDArray now = JniUtils.slice(byStep, 1, EARLIER, EARLIER + steps, 1);
        PtNDArray both = now.reshape(new Shape(records, steps, 2 * leads));
        PtNDArray odd = JniUtils.slice(byStep, 2, 1, 2, 1);
        PtNDArray before = JniUtils.slice(odd, 1, 0, steps, 1);
        PtNDArray earlier = before.reshape(new Shape(records, steps, leads));
        PtNDArray zeros =
            (PtNDArray) x.getManager().zeros(new Shape(records, steps, missing), x.getDataType());
        PtNDArray all = JniUtils.cat(new PtNDArray[] {both, earlier, zeros}, 2);
        PtNDArray row =
            all.reshape(new Shape(records, 1, steps, CHANNELS_A_LEAD * leads + missing))) {
      return image(row);
    }
  }
}
