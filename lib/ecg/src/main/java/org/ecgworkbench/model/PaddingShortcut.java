package org.ecgworkbench.model;

import java.util.List;

/**
 * What zero padding on the left fixes in advance, so that inference need not compute it. Over zeros each layer repeats one column of
 * values; only near the left end, where the layers' own zero padding is seen, and near the first sample of the recording does a
 * layer differ from it. So padding can be taken away in steps of the network's whole stride without any other column changing, as long
 * as one repeated column is left; the mean of the last stage counts that column as often as it was before, the maximum does not
 * notice.
 *
 * @param removed samples to take away on the left of every lead, a multiple of the network's whole stride
 * @param columns repeated columns missing in the last stage
 * @param repeated index of a repeated column in the last stage of what is left; 0 where nothing is removed
 */
record PaddingShortcut(int removed, int columns, int repeated) {
  static final PaddingShortcut NONE = new PaddingShortcut(0, 0, 0);

  /**
   * The most that can be removed where this many samples on the left are zero.
   *
   * <p>With {@code edge} the columns that the left end changes and {@code signal} the first column that the recording reaches, a layer
   * of kernel k, padding p = (k - 1) / 2 and stride s has edge' = ceil((edge + p) / s) and signal' = ceil((signal - p) / s). The first
   * convolution and the pooling see zeros, or repeat their own values, beyond the left end, and so have no edge.
   */
  static PaddingShortcut of(ResNet1d.Options options, int paddedSamples) {
    int stride = wholeStride(options);
    int low = 0;
    int high = Math.max(0, paddedSamples) / stride;
    // The columns left shrink with what is removed: the largest number of steps is found by
    // halving.
    while (low < high) {
      int middle = (low + high + 1) / 2;
      int[] range = repeated(options, paddedSamples - middle * stride);
      if (range[0] < range[1]) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low == 0
        ? NONE
        : new PaddingShortcut(
            low * stride, low, repeated(options, paddedSamples - low * stride)[0]);
  }

  /** The samples of the input for each column of the last stage: 2 for the convolution, 2 for the pooling, 2 for each stage but the first. */
  static int wholeStride(ResNet1d.Options options) {
    return 4 << (options.blocks().size() - 1);
  }

  /** The columns of the last stage from the first to before the last that repeat, for so many zeros on the left. */
  private static int[] repeated(ResNet1d.Options options, int padded) {
    int edge = 0;
    int signal = after(padded, NetworkShape.FIRST_KERNEL, 2);
    signal = after(signal, NetworkShape.POOLING, 2);
    int reach = NetworkShape.BLOCK_KERNEL / 2;
    List<Integer> blocks = options.blocks();
    for (int stage = 0; stage < blocks.size(); stage++) {
      for (int block = 0; block < blocks.get(stage); block++) {
        int stride = NetworkShape.stride(stage, block);
        edge = ceil(edge + reach, stride) + reach;
        signal =
            after(after(signal, NetworkShape.BLOCK_KERNEL, stride), NetworkShape.BLOCK_KERNEL, 1);
      }
    }
    return new int[] {edge, signal};
  }

  private static int after(int signal, int kernel, int stride) {
    return ceil(signal - kernel / 2, stride);
  }

  private static int ceil(int value, int divisor) {
    return -Math.floorDiv(-value, divisor);
  }
}
