package org.ecgworkbench.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.BiFunction;

/**
 * A network as inference sees it, with the weights at work in a training or fixed and folded.
 *
 * @param options the network's shape
 * @param manager of its weights, on its device
 * @param function the logits {@code [record][class]}, without dropout and with running means and variances, of an input {@code
 *     [record][lead][sample]} in mV from which the shortcut's padding was taken away
 */
record Forward(
    ResNet1d.Options options,
    NDManager manager,
    BiFunction<PtNDArray, PaddingShortcut, PtNDArray> function) {

  /** A network whose weights may still change. */
  static Forward of(ResNet1d network) {
    return new Forward(network.options(), network.manager(), network::forward);
  }

  /**
   * The logits. A record alone is computed twice: for a batch of one the engine takes other code for its convolutions, which rounds
   * differently, and so a record's scores would depend on its batch.
   */
  PtNDArray logits(PtNDArray x, PaddingShortcut shortcut) {
    if (x.getShape().get(0) > 1) {
      return function.apply(x, shortcut);
    }
    try (PtNDArray twice = JniUtils.cat(new PtNDArray[] {x, x}, 0);
        PtNDArray logits = function.apply(twice, shortcut)) {
      return JniUtils.slice(logits, 0, 0, 1, 1);
    }
  }
}
