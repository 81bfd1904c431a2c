package org.ecgworkbench.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.EcgDataException;

/** Logits and input gradients of a network whose weights stay as they are; what zero padding fixes in advance is not computed. */
final class Inference {
  private Inference() {}

  /**
   * The logits of records, {@code [record][class]} in the order of the ids. Records of similar length share a batch, so that each
   * batch has as little padding as it can.
   *
   * @throws EcgDataException if a record cannot be read or a logit of it is NaN or infinite; names it
   * @throws CancellationException if the thread is interrupted, after the batch
   */
  static double[][] logits(
      Forward network,
      NetworkInput input,
      EcgDataset dataset,
      List<String> ids,
      SignalCache cache,
      int batchSize) {
    double[][] logits = anyLogits(network, input, dataset, ids, cache, batchSize);
    for (int i = 0; i < logits.length; i++) {
      for (double logit : logits[i]) {
        requireFinite(ids.get(i), logit);
      }
    }
    return logits;
  }

  static void requireFinite(String id, double logit) {
    if (!Double.isFinite(logit)) {
      throw new EcgDataException("record %s: the network's output is %s".formatted(id, logit));
    }
  }

  /** As {@link #logits(Forward, NetworkInput, EcgDataset, List, SignalCache, int)}, also where they are no numbers. */
  static double[][] anyLogits(
      Forward network,
      NetworkInput input,
      EcgDataset dataset,
      List<String> ids,
      SignalCache cache,
      int batchSize) {
    double[][] logits = new double[ids.size()][];
    if (ids.isEmpty()) {
      return logits;
    }
    int[] order = byLength(dataset, ids);
    List<String> sorted = Arrays.stream(order).mapToObj(ids::get).toList();
    try (Batches batches =
        new Batches(dataset, sorted, input, cache, batchSize, null)
            .withoutPadding(network.options())) {
      Batches.Batch batch;
      while ((batch = batches.next()) != null) {
        float[] flat =
            logits(
                network,
                batch.millivolts(),
                batch.records(),
                input.windowSamples(),
                batch.shortcut());
        int classes = flat.length / batch.records();
        for (int i = 0; i < batch.records(); i++) {
          int record = order[batch.firstRecord() + i];
          logits[record] = new double[classes];
          for (int c = 0; c < classes; c++) {
            logits[record][c] = flat[i * classes + c];
          }
        }
        batches.release(batch);
        Parallel.stopIfInterrupted();
      }
    }
    return logits;
  }

  /** Positions of the ids, the longest recording first; recordings of one length keep their order. */
  private static int[] byLength(EcgDataset dataset, List<String> ids) {
    Map<String, Double> seconds = new HashMap<>();
    for (RecordSummary record : dataset.records()) {
      seconds.put(record.id(), (double) record.samples() / record.samplingRateHz());
    }
    return java.util.stream.IntStream.range(0, ids.size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -seconds.getOrDefault(ids.get(i), 0.0)))
        .mapToInt(i -> i)
        .toArray();
  }

  /**
   * The logits of a batch, one record after the other.
   *
   * @param millivolts {@code [record][lead][samples - shortcut.removed()]}
   */
  static float[] logits(
      Forward network, ByteBuffer millivolts, int records, int samples, PaddingShortcut shortcut) {
    return NetworkEngine.onBatch(
        records,
        network.options().leads(),
        samples - shortcut.removed(),
        () -> Gradients.off(() -> forward(network, millivolts, records, samples, shortcut)));
  }

  private static float[] forward(
      Forward network, ByteBuffer millivolts, int records, int samples, PaddingShortcut shortcut) {
    try (NDManager scope = network.manager().newSubManager()) {
      PtNDArray x =
          tensor(
              scope, millivolts, records, network.options().leads(), samples - shortcut.removed());
      return network.logits(x, shortcut).toFloatArray();
    }
  }

  /** A tensor {@code [record][lead][sample]} over the buffer's memory on a CPU, a copy on a GPU. */
  static PtNDArray tensor(
      NDManager scope, ByteBuffer millivolts, int records, int leads, int samples) {
    return (PtNDArray)
        scope.create(millivolts, new Shape(records, leads, samples), DataType.FLOAT32);
  }

  /** Takes the gradient of one class out of the engine's memory, {@code [record][lead][samples - removed]}. */
  interface Sink {
    void accept(int k, FloatBuffer gradient);
  }

  /**
   * Logits, {@code [record][class]}, and gradients of chosen logits on every sample.
   *
   * @param millivolts {@code [record][lead][samples - shortcut.removed()]}
   * @param sink takes the gradients of each class asked for
   */
  static float[][] gradients(
      Forward network,
      ByteBuffer millivolts,
      int n,
      int samples,
      PaddingShortcut shortcut,
      int[] classes,
      Sink sink) {
    int all = network.options().classes();
    return Gradients.on(
        () -> {
          try (NDManager scope = network.manager().newSubManager()) {
            PtNDArray x =
                tensor(
                    scope, millivolts, n, network.options().leads(), samples - shortcut.removed());
            x.setRequiresGradient(true);
            PtNDArray logits = network.logits(x, shortcut);
            for (int k = 0; k < classes.length; k++) {
              float[] seed = new float[n * all];
              for (int i = 0; i < n; i++) {
                seed[i * all + classes[k]] = 1f;
              }
              PtNDArray direction = (PtNDArray) scope.create(seed, logits.getShape());
              JniUtils.backward(logits, direction, k < classes.length - 1, false);
              try (PtNDArray gradient = JniUtils.getGradient(x)) {
                sink.accept(k, gradient.toByteBuffer(true).asFloatBuffer());
                // The engine adds the next class's gradient to this one.
                JniUtils.zeroGrad(x);
              }
            }
            return Rows.of(logits.toFloatArray(), n);
          }
        });
  }
}
