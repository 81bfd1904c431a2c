package org.ecgworkbench.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.ecgworkbench.random.NumpyRandom;

/**
 * Dropout. On a CPU the mask is drawn here, 16 bits of the stream a value (the share dropped is a multiple of 1/65536, and the others
 * are scaled by exactly that), so it depends on neither the engine nor its threads. On a GPU, where it would have to be carried there,
 * the engine draws it, seeded from the stream.
 */
final class Dropout {
  /**
   * The engine has one random generator for all threads. On a GPU dropout draws from it under this lock, right after seeding it from
   * the caller's own stream: so networks trained at the same time do not disturb each other.
   */
  private static final Object ENGINE_GENERATOR = new Object();

  private final double share;

  /** Masks by block, used again in each batch: the graph that refers to them ends with its batch. */
  private final Map<String, ByteBuffer> masks = new HashMap<>();

  /** Dropout of this share of the values, in [0, 1). */
  Dropout(double share) {
    this.share = share;
  }

  /** The values that stay, scaled; those of a place of the network share one mask buffer. */
  PtNDArray apply(PtNDArray x, String place, NumpyRandom stream) {
    if (!x.getDevice().isGpu()) {
      return x.mul(mask(x, place, stream));
    }
    synchronized (ENGINE_GENERATOR) {
      JniUtils.setSeed(stream.nextInt32() & 0xFFFFFFFFL);
      return JniUtils.dropout(x, share, true);
    }
  }

  private NDArray mask(PtNDArray x, String place, NumpyRandom stream) {
    int size = Math.toIntExact(x.size());
    ByteBuffer buffer = masks.get(place);
    if (buffer == null || buffer.capacity() < 4 * size) {
      buffer = ByteBuffer.allocateDirect(4 * size).order(ByteOrder.nativeOrder());
      masks.put(place, buffer);
    }
    buffer.clear().limit(4 * size);
    fillMask(buffer.asFloatBuffer(), share, stream);
    Shape shape = x.getShape();
    Shape channelsLast = new Shape(shape.get(0), shape.get(2), shape.get(3), shape.get(1));
    return EngineLayout.image(
        (PtNDArray) x.getManager().create(buffer, channelsLast, DataType.FLOAT32));
  }

  /** Fills with 0 where a value is dropped, and with 1 / (1 - share dropped) elsewhere. */
  static void fillMask(FloatBuffer mask, double dropout, NumpyRandom stream) {
    int dropped = (int) Math.round(dropout * 65536);
    float kept = 65536f / (65536 - dropped);
    float[] byBit = {0, kept};
    int[] bits = new int[1024];
    float[] values = new float[2 * bits.length];
    while (mask.hasRemaining()) {
      int n = Math.min(values.length, mask.remaining());
      stream.nextInt32s(bits, (n + 1) / 2);
      for (int i = 0; i < n; i += 2) {
        // A branch that goes the other way once in five would cost more than the draw.
        values[i] = byBit[1 + (((bits[i / 2] & 0xFFFF) - dropped) >> 31)];
        values[i + 1] = byBit[1 + (((bits[i / 2] >>> 16) - dropped) >> 31)];
      }
      mask.put(values, 0, n);
    }
  }
}
