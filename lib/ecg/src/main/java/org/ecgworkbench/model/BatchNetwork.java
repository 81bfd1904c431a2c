package org.ecgworkbench.model;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** A network whose weights are fixed, computing batches: logits, and their gradients by the input. Several threads may use it. */
final class BatchNetwork {
  private final ResNet1d network;
  private final NetworkInput input;
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();
  private FoldedNetwork folded;

  BatchNetwork(ResNet1d network, NetworkInput input) {
    this.network = network;
    this.input = input;
  }

  /** Made when the network is first used, and the weights are fixed by then. */
  synchronized Forward forInference() {
    if (folded == null) {
      folded = new FoldedNetwork(network);
    }
    return folded.forInference();
  }

  /** What {@link TrainedModel#logits} returns. */
  float[][] logits(float[][][] batch) {
    Rows.requireShape(batch, input.leads().size(), input.windowSamples());
    PaddingShortcut shortcut = PaddingShortcut.of(network.options(), Rows.leadingZeros(batch));
    return withBuffer(
        Rows.bytes(batch, shortcut.removed()),
        buffer ->
            Rows.of(
                Inference.logits(
                    forInference(),
                    Rows.fill(buffer, batch, shortcut.removed()),
                    batch.length,
                    input.windowSamples(),
                    shortcut),
                batch.length));
  }

  /**
   * Native memory for a batch, used again by the next call: that of a buffer let go of comes back only when the garbage collector
   * comes by. As many buffers are kept as threads have been at work at a time.
   */
  private <T> T withBuffer(int bytes, Function<ByteBuffer, T> work) {
    ByteBuffer kept = buffers.poll();
    ByteBuffer buffer =
        kept != null && kept.capacity() >= bytes ? kept : ByteBuffer.allocateDirect(bytes);
    try {
      return work.apply(buffer);
    } finally {
      buffers.add(buffer);
    }
  }

  /** What {@link TrainedModel#inputGradientsFrom} returns. */
  TrainedModel.InputGradients inputGradients(int firstSample, double[][][] batch, int... classes) {
    Rows.requireShape(batch, input.leads().size(), input.windowSamples());
    requireClasses(classes);
    requireZeros(firstSample, Rows.leadingZeros(batch));
    PaddingShortcut shortcut = PaddingShortcut.of(network.options(), firstSample);
    int records = batch.length;
    int leads = input.leads().size();
    int samples = input.windowSamples();
    int cut = shortcut.removed();
    double[][][][] gradients = new double[classes.length][][][];
    float[][] logits =
        withBuffer(
            Rows.bytes(records, leads, samples - cut),
            buffer ->
                Inference.gradients(
                    forInference(),
                    Rows.fill(buffer, batch, cut),
                    records,
                    samples,
                    shortcut,
                    classes,
                    (k, gradient) ->
                        gradients[k] =
                            Rows.cubes(gradient, records, leads, samples, cut, firstSample)));
    return new TrainedModel.InputGradients(logits, gradients);
  }

  private void requireClasses(int... classes) {
    for (int c : classes) {
      if (c < 0 || c >= network.options().classes()) {
        throw new IllegalArgumentException(
            "class must be 0 to %d, found %d".formatted(network.options().classes() - 1, c));
      }
    }
  }

  private static void requireZeros(int firstSample, int zeros) {
    if (firstSample < 0 || firstSample > zeros) {
      throw new IllegalArgumentException(
          "first sample must be 0 to %d, since from there on the batch is not zero, found %d"
              .formatted(zeros, firstSample));
    }
  }
}
