package org.ecgworkbench.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.function.BiFunction;

/**
 * A network as inference sees it, with the weights at work in a training or fixed and folded.
 *
 * @param options the network's shape
 * @param manager of its weights, on its device
 * @param logits the logits {@code [record][class]}, without dropout and with running means and variances, of an input {@code
 *     [record][lead][sample]} in mV from which the shortcut's padding was taken away
 */
record Forward(
    ResNet1d.Options options,
    NDManager manager,
    BiFunction<PtNDArray, PaddingShortcut, PtNDArray> logits) {}
