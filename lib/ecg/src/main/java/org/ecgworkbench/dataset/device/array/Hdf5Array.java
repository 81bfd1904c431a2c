package org.ecgworkbench.dataset.device.array;

import io.jhdf.AbstractNode;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.dataset.chunked.ChunkedDatasetV4;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.ecgworkbench.dataset.device.file.DeviceSource;

/**
 * A data set of numbers in an HDF5 file, read piece by piece: jhdf finds the pieces, which are
 * decoded here. So a piece that was never written is missing instead of 0, and none inflates beyond
 * its stated size.
 */
final class Hdf5Array {
  private static final String COPY = "copy it into a data set of fixed size";
  private static final int MOST_MISSING_CHUNKS = 1000;
  private static final long MOST_CHUNKS = 1L << 19;

  private final Hdf5File file;
  private final Dataset dataset;
  private final NumpyType type;
  private final long[] shape;

  /** Kept from one reading to the next, which mostly needs the same chunks. */
  private Hdf5Chunks chunks;

  private Hdf5Array(Hdf5File file, Dataset dataset, NumpyType type) {
    this.file = file;
    this.dataset = dataset;
    this.type = type;
    shape = dataset.getDimensionsAsLong();
  }

  /** {@return a data set as an array, empty if it holds no numbers that can be samples} */
  static Optional<Hdf5Array> of(Hdf5File file, Dataset dataset) {
    return type(dataset.getDataType())
        .filter(NumpyType::holdsSamples)
        .map(type -> new Hdf5Array(file, dataset, type));
  }

  /** {@return how the numbers of a type are stored; empty if it is no IEEE 754 or whole number} */
  static Optional<NumpyType> type(DataType type) {
    int size = type.getSize();
    if (type instanceof FloatingPoint number) {
      int exponent = size == 2 ? 5 : size == 4 ? 8 : 11;
      boolean ieee =
          (size == 2 || size == 4 || size == 8)
              && number.getBitOffset() == 0
              && number.getBitPrecision() == 8 * size
              && number.getExponentSize() == exponent
              && number.getExponentLocation() == 8 * size - 1 - exponent
              && number.getMantissaLocation() == 0
              && number.getExponentBias() == (1 << exponent - 1) - 1;
      return ieee ? Optional.of(new NumpyType('f', size, number.getByteOrder())) : Optional.empty();
    }
    if (type instanceof FixedPoint number
        && (size == 1 || size == 2 || size == 4 || size == 8)
        && number.getBitOffset() == 0
        && number.getBitPrecision() == 8 * size) {
      return Optional.of(new NumpyType(number.isSigned() ? 'i' : 'u', size, number.getByteOrder()));
    }
    return Optional.empty();
  }

  Dataset dataset() {
    return dataset;
  }

  NumpyType type() {
    return type;
  }

  /** The lengths of the axes, from the outermost on. */
  long[] shape() {
    return shape.clone();
  }

  /**
   * Reads a plane or a line: the whole of two axes, or of one, of which it may be a part.
   *
   * @param origin its place along the other axes; along its own 0, or the first sample of a part
   * @param leadAxis the axis of the leads, -1 if there is but one
   * @param sampleAxis the axis of the samples
   * @param values where the numbers go, {@code [lead][sample]}, of the axes' lengths or the part's
   * @return how many were never written and are {@code NaN} therefore
   * @throws org.ecgworkbench.ecg.EcgDataException if they are damaged or encoded by a filter that
   *     is not known
   */
  long read(long[] origin, int leadAxis, int sampleAxis, double[][] values) {
    if (dataset instanceof ChunkedDataset chunked) {
      return readChunks(chunked, origin, leadAxis, sampleAxis, values);
    }
    long[] strides = strides(shape);
    long first = linear(origin, strides);
    long leadStride = leadAxis < 0 ? 0 : strides[leadAxis];
    long last = (values.length - 1) * leadStride + (values[0].length - 1) * strides[sampleAxis];
    ByteBuffer bytes;
    if (dataset instanceof ContiguousDataset contiguous) {
      if (contiguous.isEmpty()) {
        throw file.error("expected samples, found a data set that was never written");
      }
      checkStatedBytes();
      bytes =
          file.bytes(contiguous.getDataAddress() + first * type.size(), (last + 1) * type.size());
      first = 0;
    } else if (dataset instanceof DatasetBase compact) {
      bytes = compact.getDataBuffer().slice();
    } else {
      throw file.error("expected a plain data set, found a kind that is not read");
    }
    if ((first + last + 1) * type.size() > bytes.remaining()) {
      throw file.error("expected the samples that the shape states, found fewer");
    }
    bytes.order(type.order());
    for (int lead = 0; lead < values.length; lead++) {
      type.values(
          bytes,
          (int) (first + lead * leadStride) * type.size(),
          (int) strides[sampleAxis] * type.size(),
          values[lead]);
    }
    return 0;
  }

  /** The place of the samples states their bytes as well as the shape does. */
  private void checkStatedBytes() {
    if (dataset instanceof AbstractNode node) {
      long stated = node.getHeader().getMessageOfType(ContiguousDataLayoutMessage.class).getSize();
      if (stated >= 0 && stated != dataset.getSizeInBytes()) {
        throw file.error(
            "expected %d bytes of samples, found the shape %s of numbers of %d bytes"
                .formatted(stated, Arrays.toString(shape), type.size()));
      }
    }
  }

  private long readChunks(
      ChunkedDataset chunked, long[] origin, int leadAxis, int sampleAxis, double[][] values) {
    int[] chunk = checkedChunk(chunked);
    if (chunks == null) {
      chunks = new Hdf5Chunks(file, chunked, (int) elements(chunk) * type.size());
    }
    long[] strides = strides(Arrays.stream(chunk).asLongStream().toArray());
    int[] at = new int[shape.length];
    long[] within = new long[shape.length];
    for (int axis = 0; axis < shape.length; axis++) {
      within[axis] = axis == sampleAxis ? 0 : origin[axis] % chunk[axis];
      at[axis] = Math.toIntExact(origin[axis] - within[axis]);
    }
    int begin = at[sampleAxis];
    int first = (int) linear(within, strides);
    int leadStride = leadAxis < 0 ? 0 : (int) strides[leadAxis];
    int sampleStride = (int) strides[sampleAxis];
    int leadStep = leadAxis < 0 ? 1 : chunk[leadAxis];
    int sampleStep = chunk[sampleAxis];
    long missing = 0;
    int missingChunks = 0;
    for (int lead = 0; lead < values.length; lead += leadStep) {
      for (int sample = 0, samples; sample < values[0].length; sample += samples) {
        int before = (begin + sample) % sampleStep;
        if (leadAxis >= 0) {
          at[leadAxis] = lead;
        }
        at[sampleAxis] = begin + sample - before;
        ByteBuffer bytes = chunks.read(at);
        if (bytes == null) {
          checkGap(++missingChunks);
        } else {
          bytes.order(type.order());
        }
        int leads = Math.min(leadStep, values.length - lead);
        samples = Math.min(sampleStep - before, values[0].length - sample);
        for (int l = 0; l < leads; l++) {
          for (int s = 0; s < samples; s++) {
            int element = first + l * leadStride + (before + s) * sampleStride;
            values[lead + l][sample + s] =
                bytes == null ? Double.NaN : type.value(bytes, element * type.size());
          }
        }
        missing += bytes == null ? (long) leads * samples : 0;
      }
    }
    return missing;
  }

  private static long linear(long[] place, long[] strides) {
    long linear = 0;
    for (int axis = 0; axis < place.length; axis++) {
      linear += place[axis] * strides[axis];
    }
    return linear;
  }

  private void checkGap(int missingChunks) {
    // jhdf 0.13.0 ends the index of chunks that grows along one axis at its first gap.
    boolean endsAtGap = dataset instanceof ChunkedDatasetV4 && unlimitedAxes() == 1;
    if (endsAtGap || missingChunks > MOST_MISSING_CHUNKS) {
      throw file.error(
          endsAtGap
              ? "expected all samples of a data set that can grow, found a part that was never written; "
                  + COPY
              : "expected samples, found a data set of which more than "
                  + MOST_MISSING_CHUNKS
                  + " pieces were never written");
    }
  }

  private long unlimitedAxes() {
    return Arrays.stream(dataset.getMaxSize()).filter(most -> most < 0).count();
  }

  /**
   * The newer indexes number the chunks of the greatest shape that a data set may grow to, an axis
   * without limit outermost; jhdf 0.13.0 takes the shape that it has, and would give chunks for
   * others.
   */
  private void checkIndex(int[] chunk) {
    long unlimited = unlimitedAxes();
    if (!(dataset instanceof ChunkedDatasetV4) || unlimited > 1) {
      return;
    }
    long[] most = dataset.getMaxSize();
    boolean outermost = true;
    boolean sound = true;
    for (int axis = 0; axis < shape.length; axis++) {
      long chunks = ceiling(shape[axis], chunk[axis]);
      if (most[axis] < 0) {
        sound &= outermost;
      } else {
        sound &= ceiling(most[axis], chunk[axis]) == chunks;
      }
      outermost &= chunks == 1;
    }
    if (!sound) {
      throw file.error("expected a data set of fixed size, found one that can grow; " + COPY);
    }
  }

  private static long ceiling(long length, long part) {
    return length / part + (length % part == 0 ? 0 : 1);
  }

  /** The shape of a chunk, none of which may be longer than a file that is read at all. */
  private int[] checkedChunk(ChunkedDataset chunked) {
    int[] chunk = chunked.getChunkDimensions();
    long chunks = 1;
    boolean sound = chunk.length == shape.length;
    for (int axis = 0; sound && axis < chunk.length; axis++) {
      sound = chunk[axis] > 0;
      chunks = sound ? saturated(chunks, ceiling(shape[axis], chunk[axis])) : chunks;
    }
    if (!sound
        || elements(chunk) > DeviceSource.LONGEST_BYTES / type.size()
        || chunks > MOST_CHUNKS) {
      throw file.error(
          "expected pieces of at most %d bytes, found some of the shape %s"
              .formatted(DeviceSource.LONGEST_BYTES, Arrays.toString(chunk)));
    }
    checkIndex(chunk);
    return chunk;
  }

  private static long elements(int[] lengths) {
    long product = 1;
    for (int length : lengths) {
      product = saturated(product, length);
    }
    return product;
  }

  private static long saturated(long a, long b) {
    long product = a * b;
    return a < Integer.MAX_VALUE && b < Integer.MAX_VALUE ? product : Long.MAX_VALUE >> 8;
  }

  private static long[] strides(long[] lengths) {
    long[] strides = new long[lengths.length];
    long stride = 1;
    for (int axis = lengths.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= lengths[axis];
    }
    return strides;
  }

  /** Whether an error of jhdf says that a chunk was never written. */
  static boolean neverWritten(HdfException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith("No chunk with offset") || message.endsWith("at address -1");
  }
}
