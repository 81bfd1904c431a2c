/**
 * The network of the paper on DJL: its input, its definition, its training, its scores.
 *
 * <p>Shapes: a batch is {@code float[record][lead][sample]} in millivolts, scores and logits are {@code [record][class]} with the
 * classes in the order of {@link org.ecgworkbench.ecg.Diagnosis}. Native memory: every batch has its own manager, closed with the
 * batch; a {@link org.ecgworkbench.model.TrainedModel} holds its weights until it is closed. What zero
 * padding fixes in advance is not computed in inference (up to rounding, 1e-5). New threads of the engine record
 * gradients unless told otherwise, so every call here sets the mode it needs and puts the old one back.
 */
package org.ecgworkbench.model;
