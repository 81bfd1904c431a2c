package org.ecgworkbench.model.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * The safetensors file format (github.com/huggingface/safetensors): eight bytes little-endian length of a JSON header, the header
 * (for each tensor {@code dtype}, {@code shape}, {@code data_offsets}; texts under {@code __metadata__}), then the bytes of all
 * tensors, little-endian, row-major, without gaps. What is written here is read by {@code safetensors.torch.load_file} and the other
 * way round; of the element types F32, F64, I64 and I32 are known.
 *
 * @param metadata texts, in the order of their keys
 * @param tensors by name, in the order of the file
 */
public record SafeTensors(Map<String, String> metadata, Map<String, Tensor> tensors) {
  /**
   * One tensor.
   *
   * @param type F32, F64, I64 or I32
   * @param shape empty for a scalar
   * @param bytes little-endian, row-major, position 0
   */
  public record Tensor(String type, long[] shape, ByteBuffer bytes) {
    /** Copies the shape. */
    public Tensor {
      shape = shape.clone();
    }

    /** {@return the shape, a copy} */
    @Override
    public long[] shape() {
      return shape.clone();
    }

    /**
     * {@return a tensor of type F32}
     *
     * @param shape its product is the number of values
     * @param values in row-major order
     */
    public static Tensor ofFloats(long[] shape, float[] values) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      return new Tensor("F32", shape, bytes);
    }

    /**
     * {@return a tensor of type F64}
     *
     * @param shape its product is the number of values
     * @param values in row-major order
     */
    public static Tensor ofDoubles(long[] shape, double[] values) {
      ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asDoubleBuffer().put(values);
      return new Tensor("F64", shape, bytes);
    }

    /**
     * {@return a tensor of type I64}
     *
     * @param shape its product is the number of values
     * @param values in row-major order
     */
    public static Tensor ofLongs(long[] shape, long[] values) {
      ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asLongBuffer().put(values);
      return new Tensor("I64", shape, bytes);
    }

    /** {@return the values as floats; the type must be F32} */
    public float[] floats() {
      float[] values = new float[bytes.remaining() / 4];
      bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return values;
    }

    /** {@return the values as doubles; the type must be F64} */
    public double[] doubles() {
      double[] values = new double[bytes.remaining() / 8];
      bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
      return values;
    }

    /** {@return the values as longs; the type must be I64} */
    public long[] longs() {
      long[] values = new long[bytes.remaining() / 8];
      bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
      return values;
    }
  }

  /**
   * Writes to a temporary name, forces it to the disk and moves it into place: a reader finds the old file or the new one.
   *
   * @param file its folder must exist
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    JsonObject header = new JsonObject();
    if (!metadata.isEmpty()) {
      JsonObject texts = new JsonObject();
      new TreeMap<>(metadata).forEach(texts::addProperty);
      header.add("__metadata__", texts);
    }
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      JsonObject described = new JsonObject();
      described.addProperty("dtype", tensor.type());
      JsonArray shape = new JsonArray();
      for (long extent : tensor.shape()) {
        shape.add(extent);
      }
      described.add("shape", shape);
      JsonArray offsets = new JsonArray();
      offsets.add(offset);
      offset += tensor.bytes().remaining();
      offsets.add(offset);
      described.add("data_offsets", offsets);
      header.add(entry.getKey(), described);
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padding = (8 - json.length % 8) % 8;
    ByteBuffer start =
        ByteBuffer.allocate(8 + json.length + padding).order(ByteOrder.LITTLE_ENDIAN);
    start.putLong(json.length + padding).put(json).put(" ".repeat(padding).getBytes());
    start.flip();
    WholeFile.write(
        file,
        temporary -> {
          try (FileChannel out =
              FileChannel.open(
                  temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writeAll(out, start);
            for (Tensor tensor : tensors.values()) {
              writeAll(out, tensor.bytes().duplicate());
            }
            out.force(true);
          }
        });
  }

  private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /**
   * Reads a whole file.
   *
   * @param file of tensors
   * @return all of it, in memory
   * @throws EcgDataException if it is not of this format or damaged; names the file and the tensor
   * @throws IOException if it cannot be read
   */
  public static SafeTensors read(Path file) throws IOException {
    try (SafeTensorsFile open = SafeTensorsFile.open(file)) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (String name : open.names()) {
        tensors.put(name, open.tensor(name));
      }
      return new SafeTensors(open.metadata(), tensors);
    }
  }
}
