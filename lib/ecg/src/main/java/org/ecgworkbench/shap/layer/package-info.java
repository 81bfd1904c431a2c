/**
 * Explanations that need what happens inside the network: Grad-CAM and guided Grad-CAM ({@link org.ecgworkbench.shap.layer.GradCam}) and
 * DeepLIFT ({@link org.ecgworkbench.shap.layer.DeepLift}), on the network computed layer by layer in double precision
 * ({@link org.ecgworkbench.shap.layer.LayeredNetwork}). Attributions are {@code [lead][sample]}, as those of {@code shap}.
 *
 * <p>Layer-wise relevance propagation is left out. Its rule 0 is gradient x input for a network of convolutions, ReLU and maxima
 * (Ancona et al. 2018, arXiv:1711.06104) but for the biases, which take relevance away; its other rules keep the sum only with a further
 * choice at each residual addition and for each bias, and so none of them is exact for this network. DeepLIFT's rescale rule is.
 */
package org.ecgworkbench.shap.layer;
