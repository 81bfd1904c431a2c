package org.ecgworkbench.dataset.device.array;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * Which axes of an array are leads and samples. Axes of length 1 count as absent.
 *
 * @param shape the array's shape, all axes
 * @param leadAxis the axis of the leads
 * @param sampleAxis the axis of the samples
 */
record NumpyAxes(List<Integer> shape, int leadAxis, int sampleAxis) {
  NumpyAxes {
    shape = List.copyOf(shape);
  }

  /**
   * {@return the axes of one recording}
   *
   * @param file for messages
   * @param shape the array's shape; each axis within {@code int}
   * @param leads how many leads there must be
   * @throws EcgDataException if no axis or more than one has as many places as there are leads, or
   *     there are several recordings
   */
  static NumpyAxes of(String file, List<Integer> shape, int leads) {
    List<Integer> leadAxes = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    for (int axis = 0; axis < shape.size(); axis++) {
      int length = shape.get(axis);
      if (length == leads) {
        leadAxes.add(axis);
      } else if (length != 1) {
        others.add(axis);
      }
    }
    String found = "found the shape " + text(shape);
    if (leadAxes.size() != 1) {
      throw new EcgDataException(
          "%s: expected one axis of %d leads, %s".formatted(file, leads, found)
              + (leadAxes.isEmpty() ? "" : ", in which the leads cannot be told"));
    }
    if (others.size() > 1) {
      throw new EcgDataException(
          "%s: expected one recording, %s: several; write the wanted one, array[i], into a file of its own"
              .formatted(file, found));
    }
    if (others.isEmpty() || shape.get(others.get(0)) == 0) {
      throw new EcgDataException(
          "%s: expected an axis of two and more samples, %s".formatted(file, found));
    }
    return new NumpyAxes(shape, leadAxes.get(0), others.get(0));
  }

  /** {@return a shape as Python prints it} */
  static String text(List<Integer> shape) {
    return shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }

  /**
   * {@return the values, {@code [lead][sample]}}
   *
   * @param data the whole array, from its first byte on
   * @param type of its numbers
   * @param firstAxisFastest the order of Fortran and MATLAB, else that of C
   */
  double[][] values(ByteBuffer data, NumpyType type, boolean firstAxisFastest) {
    int[] strides = new int[shape.size()];
    int stride = type.size();
    for (int i = 0; i < strides.length; i++) {
      int axis = firstAxisFastest ? i : strides.length - 1 - i;
      strides[axis] = stride;
      stride *= shape.get(axis);
    }
    data.order(type.order());
    double[][] values = new double[shape.get(leadAxis)][shape.get(sampleAxis)];
    for (int lead = 0; lead < values.length; lead++) {
      type.values(data, lead * strides[leadAxis], strides[sampleAxis], values[lead]);
    }
    return values;
  }

  /**
   * {@return the number of bytes of an array}
   *
   * @param shape its shape
   * @param size bytes of one number
   * @param most what there can be
   * @throws EcgDataException if it exceeds that
   */
  static int bytes(String file, List<Integer> shape, int size, long most) {
    long bytes = size;
    // An axis of length 0 must not hide that the others overflow.
    for (int length : shape.stream().sorted().toList()) {
      bytes *= length;
      if (bytes > most) {
        throw new EcgDataException(
            "%s: expected an array of at most %d bytes, found the shape %s of numbers of %d bytes"
                .formatted(file, most, Words.quotable(text(shape)), size));
      }
    }
    return (int) bytes;
  }
}
