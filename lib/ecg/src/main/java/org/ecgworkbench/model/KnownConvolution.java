package org.ecgworkbench.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;

/** One convolution with its numbers, all of them {@code [record or output][channel][sample, step or tap]}. */
final class KnownConvolution {
  /** An odd length that no block of the engine divides; the fault does not depend on the length. */
  private static final int SAMPLES = 29;

  private static final int RECORDS = 2;
  private static final int PROBES = 2;

  private final EngineCheck.Convolution shape;
  private final EngineCheck.Form form;
  private final NDManager scope;
  private final int[] x;
  private final int[] w;
  private final int[] g;

  KnownConvolution(EngineCheck.Convolution shape, EngineCheck.Form form, NDManager scope) {
    this.shape = shape;
    this.form = form;
    this.scope = scope;
    x = integers(RECORDS * shape.inputs() * SAMPLES, 1);
    w = integers(shape.outputs() * shape.inputs() * shape.taps(), 2);
    g = integers(RECORDS * shape.outputs() * steps(), 3);
  }

  private int steps() {
    return (SAMPLES - 1) / shape.stride() + 1;
  }

  /** The sample that a tap of an output step sees; outside the signal it is 0. */
  private int sample(int step, int tap) {
    return step * shape.stride() + tap - shape.taps() / 2;
  }

  /** From -2 to 2 without a pattern that a block could hide. */
  private static int[] integers(int size, int salt) {
    int[] values = new int[size];
    for (int i = 0; i < size; i++) {
      int mixed = (i + salt * 0x9E3779B9) * 0x85EBCA6B;
      mixed = (mixed ^ mixed >>> 15) * 0xC2B2AE35;
      values[i] = (mixed >>> 16) % 5 - 2;
    }
    return values;
  }

  void compare(List<String> faults) {
    PtNDArray input = tensor(x, RECORDS, shape.inputs(), SAMPLES);
    PtNDArray weights = tensor(w, shape.outputs(), shape.inputs(), shape.taps());
    input.setRequiresGradient(true);
    weights.setRequiresGradient(true);
    fillMemory(x.length, w.length, g.length);
    PtNDArray output = convolution(input, weights);
    float[] y = values(output);
    PtNDArray direction = tensor(g, RECORDS, shape.outputs(), steps());
    fillMemory(x.length, w.length, g.length);
    JniUtils.backward(output, view(direction), false, false);
    float[] gradientOfX = values(view(JniUtils.getGradient(input)));
    float[] gradientOfW = values(view(JniUtils.getGradient(weights)));
    note(faults, "forward", compared(y, shape.outputs(), steps(), this::output));
    note(
        faults,
        "gradient of the input",
        compared(gradientOfX, shape.inputs(), SAMPLES, this::inputGradient));
    note(
        faults,
        "gradient of the weights",
        compared(gradientOfW, shape.inputs(), shape.taps(), this::weightGradient));
  }

  private void note(List<String> faults, String what, String wrong) {
    if (wrong != null) {
      faults.add(
          "%s of %d to %d channels, %d taps, stride %d: %s"
              .formatted(
                  what, shape.inputs(), shape.outputs(), shape.taps(), shape.stride(), wrong));
    }
  }

  /** The right value at a place. */
  private interface Expected {
    long at(int row, int channel, int place);
  }

  /** What is wrong, or null: some places of each row and channel. */
  private static String compared(float[] found, int channels, int places, Expected expected) {
    int rows = found.length / (channels * places);
    // Wrong blocks come in every row: of many channels, some in each row are enough.
    int every = Math.max(1, channels / (rows > 64 ? 16 : 64));
    for (int row = 0; row < rows; row++) {
      for (int channel = row % every; channel < channels; channel += every) {
        for (int probe = 0; probe < PROBES; probe++) {
          int place = (7 * row + 13 * channel + 11 * probe) % places;
          float value = found[(row * channels + channel) * places + place];
          long right = expected.at(row, channel, place);
          if (value != right) {
            return "expected %d, found %s".formatted(right, value);
          }
        }
      }
    }
    return null;
  }

  private long output(int record, int channel, int step) {
    int taps = shape.taps();
    int first = sample(step, 0);
    int from = Math.max(0, -first);
    int to = Math.min(taps, SAMPLES - first);
    int sum = 0;
    for (int i = 0; i < shape.inputs(); i++) {
      int ofX = (record * shape.inputs() + i) * SAMPLES + first;
      int ofW = (channel * shape.inputs() + i) * taps;
      for (int tap = from; tap < to; tap++) {
        sum += x[ofX + tap] * w[ofW + tap];
      }
    }
    return sum;
  }

  private long inputGradient(int record, int channel, int sample) {
    int taps = shape.taps();
    int steps = steps();
    int sum = 0;
    for (int tap = 0; tap < taps; tap++) {
      int from = sample - tap + taps / 2;
      if (from < 0 || from % shape.stride() != 0 || from / shape.stride() >= steps) {
        continue;
      }
      int ofG = record * shape.outputs() * steps + from / shape.stride();
      int ofW = channel * taps + tap;
      int apart = shape.inputs() * taps;
      for (int o = 0; o < shape.outputs(); o++) {
        sum += g[ofG + o * steps] * w[ofW + o * apart];
      }
    }
    return sum;
  }

  private long weightGradient(int output, int channel, int tap) {
    int steps = steps();
    int sum = 0;
    for (int record = 0; record < RECORDS; record++) {
      int ofG = (record * shape.outputs() + output) * steps;
      int ofX = (record * shape.inputs() + channel) * SAMPLES;
      int sample = sample(0, tap);
      for (int step = 0; step < steps; step++, sample += shape.stride()) {
        if (sample >= 0 && sample < SAMPLES) {
          sum += g[ofG + step] * x[ofX + sample];
        }
      }
    }
    return sum;
  }

  private PtNDArray convolution(PtNDArray input, PtNDArray weights) {
    return form == EngineCheck.Form.CHANNELS_LAST
        ? EngineLayout.convolution(view(input), weights, null, shape.stride())
        : JniUtils.convolution(
            input,
            weights,
            null,
            new Shape(shape.stride()),
            new Shape(shape.taps() / 2),
            new Shape(1),
            1);
  }

  /** Numbers of {@code [row][channel][place]} as they lie in memory in the form. */
  private PtNDArray tensor(int[] values, int rows, int channels, int places) {
    boolean last = form == EngineCheck.Form.CHANNELS_LAST;
    int ofChannel = last ? 1 : places;
    int ofPlace = last ? channels : 1;
    float[] floats = new float[values.length];
    int i = 0;
    for (int row = 0; row < rows; row++) {
      for (int channel = 0; channel < channels; channel++) {
        int to = row * channels * places + channel * ofChannel;
        for (int place = 0; place < places; place++) {
          floats[to + place * ofPlace] = values[i++];
        }
      }
    }
    return (PtNDArray)
        scope.create(
            floats,
            last ? new Shape(rows, 1, places, channels) : new Shape(rows, channels, places));
  }

  private PtNDArray view(PtNDArray array) {
    return form == EngineCheck.Form.CHANNELS_LAST ? EngineLayout.image(array) : array;
  }

  /** The numbers of an array, {@code [row][channel][place]}. */
  private static float[] values(PtNDArray array) {
    return array.reshape(new Shape(array.size())).toFloatArray();
  }

  /** Blocks of the sizes that the next call needs are handed out again first. */
  private void fillMemory(int... sizes) {
    try (NDManager filled = scope.newSubManager()) {
      for (int size : Arrays.stream(sizes).sorted().toArray()) {
        for (int n = 0; n < 3; n++) {
          filled.full(new Shape(size), Float.NaN, DataType.FLOAT32);
        }
      }
    }
  }
}
