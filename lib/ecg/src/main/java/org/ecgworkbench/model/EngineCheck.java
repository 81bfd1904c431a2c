package org.ecgworkbench.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks the engine for convolutions whose answers are known, before a network of these shapes is first used in a process: forward,
 * gradient of the input, gradient of the weights. All numbers are small integers, so single precision is exact and every order of the
 * sums gives the same; an answer is right or it is not. Before each call memory is filled with NaN and given back, so that a result
 * that depends on what memory held shows.
 *
 * <p>Of each output channel, input channel and weight's channel some values are compared with sums made here. The engine's known fault
 * (see {@link EngineLayout}) spoils a third of all.
 */
final class EngineCheck {
  /** An odd length that no block of the engine divides; the fault does not depend on the length. */
  private static final int SAMPLES = 29;

  private static final int RECORDS = 2;
  private static final int PROBES = 2;

  private static final Set<Convolution> CHECKED = ConcurrentHashMap.newKeySet();

  private EngineCheck() {}

  /**
   * A convolution as the engine is given it.
   *
   * @param inputs channels, zeros that fill a block up included
   * @param outputs channels, likewise
   * @param taps of the kernel, odd
   * @param stride in samples
   */
  record Convolution(int inputs, int outputs, int taps, int stride) {
    // Written out: what Java makes for a record when it is first compared takes longer than the
    // check.
    @Override
    public boolean equals(Object other) {
      return other instanceof Convolution c
          && inputs == c.inputs
          && outputs == c.outputs
          && taps == c.taps
          && stride == c.stride;
    }

    @Override
    public int hashCode() {
      return ((inputs * 31 + outputs) * 31 + taps) * 31 + stride;
    }

    private int steps() {
      return (SAMPLES - 1) / stride + 1;
    }

    /** The sample that a tap of an output step sees; outside the signal it is 0. */
    private int sample(int step, int tap) {
      return step * stride + tap - taps / 2;
    }
  }

  /** How channels lie in memory. */
  enum Form {
    /** An image of height 1 with the channels last, as the networks are computed. */
    CHANNELS_LAST,
    /** One dimension with the samples last, as they were once computed. */
    SAMPLES_LAST
  }

  /** The convolutions of a network whose state has these shapes, each once. */
  static Set<Convolution> of(Map<String, long[]> state) {
    Set<Convolution> found = new LinkedHashSet<>();
    state.forEach(
        (name, shape) -> {
          if (shape.length == 3) {
            long[] laid = EngineLayout.of(name, shape).shape();
            boolean halves = name.matches("layer[^1].*\\.0\\.(conv1|downsample\\.0)\\.weight");
            found.add(new Convolution((int) laid[3], (int) laid[0], (int) laid[2], halves ? 2 : 1));
          }
        });
    return found;
  }

  /**
   * Checks those convolutions of a network that this process has not checked yet.
   *
   * @throws NetworkEngine.Unusable if one is wrong
   */
  static void require(Map<String, long[]> state, NDManager manager) {
    List<Convolution> fresh = of(state).stream().filter(shape -> !CHECKED.contains(shape)).toList();
    List<String> faults = faults(fresh, Form.CHANNELS_LAST, manager);
    if (!faults.isEmpty()) {
      throw new NetworkEngine.Unusable(
          "the engine computes wrong convolutions on this processor (%s) in the mode %s, so no network is used: %s"
              .formatted(
                  EngineSettings.processor(), NetworkEngine.mode(), String.join("; ", faults)));
    }
    CHECKED.addAll(fresh);
  }

  /** A sentence for each wrong answer; none if all are right. */
  static List<String> faults(Collection<Convolution> shapes, Form form, NDManager manager) {
    List<String> faults = new ArrayList<>();
    for (Convolution shape : shapes) {
      Gradients.on(
          () -> {
            try (NDManager scope = manager.newSubManager()) {
              new Case(shape, form, scope).compare(faults);
            }
            return null;
          });
    }
    return faults;
  }

  /** One convolution with its numbers, all of them {@code [record or output][channel][sample, step or tap]}. */
  private static final class Case {
    private final Convolution shape;
    private final Form form;
    private final NDManager scope;
    private final int[] x;
    private final int[] w;
    private final int[] g;

    Case(Convolution shape, Form form, NDManager scope) {
      this.shape = shape;
      this.form = form;
      this.scope = scope;
      x = integers(RECORDS * shape.inputs() * SAMPLES, 1);
      w = integers(shape.outputs() * shape.inputs() * shape.taps(), 2);
      g = integers(RECORDS * shape.outputs() * shape.steps(), 3);
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
      PtNDArray direction = tensor(g, RECORDS, shape.outputs(), shape.steps());
      fillMemory(x.length, w.length, g.length);
      JniUtils.backward(output, view(direction), false, false);
      float[] gradientOfX = values(view(JniUtils.getGradient(input)));
      float[] gradientOfW = values(view(JniUtils.getGradient(weights)));
      note(faults, "forward", compared(y, shape.outputs(), shape.steps(), this::output));
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
      int first = shape.sample(step, 0);
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
      int steps = shape.steps();
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
      int steps = shape.steps();
      int sum = 0;
      for (int record = 0; record < RECORDS; record++) {
        int ofG = (record * shape.outputs() + output) * steps;
        int ofX = (record * shape.inputs() + channel) * SAMPLES;
        int sample = shape.sample(0, tap);
        for (int step = 0; step < steps; step++, sample += shape.stride()) {
          if (sample >= 0 && sample < SAMPLES) {
            sum += g[ofG + step] * x[ofX + sample];
          }
        }
      }
      return sum;
    }

    private PtNDArray convolution(PtNDArray input, PtNDArray weights) {
      return form == Form.CHANNELS_LAST
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
      boolean last = form == Form.CHANNELS_LAST;
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
      return form == Form.CHANNELS_LAST ? EngineLayout.image(array) : array;
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
}
