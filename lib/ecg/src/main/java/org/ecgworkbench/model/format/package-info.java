/** Files of weights: safetensors, and the writer that ONNX needs. For the library's own use. */
package org.ecgworkbench.model.format;
