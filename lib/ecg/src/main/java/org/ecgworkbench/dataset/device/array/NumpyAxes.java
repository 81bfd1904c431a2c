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
          "%s: expected one recording, %s: several; name one by its place behind the file's name, #0 and so on"
              .formatted(file, found));
    }
    if (others.isEmpty() || shape.get(others.get(0)) == 0) {
      throw new EcgDataException(
          "%s: expected an axis of two and more samples, %s".formatted(file, found));
    }
    return new NumpyAxes(shape, leadAxes.get(0), others.get(0));
  }

  /**
   * {@return how many recordings an array holds: the length of its first axis if two others are in
   * use, else 1}
   */
  static int recordings(List<Integer> shape, int leads) {
    boolean several =
        shape.stream().filter(length -> length != 1).count() == 3
            && shape.get(0) > 1
            && oneOf(shape).stream().filter(length -> length == leads).count() == 1;
    return several ? shape.get(0) : 1;
  }

  /**
   * Checks that there is such a recording.
   *
   * @throws EcgDataException if there are fewer
   */
  static void checkPlace(String file, int place, int count) {
    if (place >= count) {
      throw new EcgDataException(
          "%s: expected recording %d, found %d from 0 on".formatted(file, place, count));
    }
  }

  /** {@return the shape of one of the recordings along the first axis} */
  static List<Integer> oneOf(List<Integer> shape) {
    List<Integer> one = new ArrayList<>(shape);
    one.set(0, 1);
    return one;
  }

  /** {@return a shape as Python prints it} */
  static String text(List<Integer> shape) {
    return shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }

  /**
   * {@return the values, {@code [lead][sample]}}
   *
   * @param data the whole array, from its first byte on
   * @param whole its shape, of which this may be one recording
   * @param place of the recording along the first axis
   * @param type of its numbers
   * @param firstAxisFastest the order of Fortran and MATLAB, else that of C
   */
  double[][] values(
      ByteBuffer data, List<Integer> whole, int place, NumpyType type, boolean firstAxisFastest) {
    int[] strides = new int[shape.size()];
    int stride = type.size();
    for (int i = 0; i < strides.length; i++) {
      int axis = firstAxisFastest ? i : strides.length - 1 - i;
      strides[axis] = stride;
      stride *= whole.get(axis);
    }
    data.order(type.order());
    double[][] values = new double[shape.get(leadAxis)][shape.get(sampleAxis)];
    for (int lead = 0; lead < values.length; lead++) {
      int first = place * strides[0] + lead * strides[leadAxis];
      type.values(data, first, strides[sampleAxis], values[lead]);
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
  static long bytes(String file, List<Integer> shape, int size, long most) {
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
    return bytes;
  }
}
