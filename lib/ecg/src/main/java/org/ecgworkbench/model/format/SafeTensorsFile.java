package org.ecgworkbench.model.format;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.ecg.EcgDataException;

/** A safetensors file open for reading, one tensor at a time: the whole of it is never in memory twice. See {@link SafeTensors}. */
public final class SafeTensorsFile implements AutoCloseable {
  private static final long MAXIMUM_HEADER_BYTES = 100_000_000;
  private static final Map<String, Integer> BYTES = Map.of("F32", 4, "F64", 8, "I64", 8, "I32", 4);

  private final Path path;
  private final FileChannel in;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private ByteBuffer lent = ByteBuffer.allocateDirect(0);

  private record Entry(String type, long[] shape, long position, int bytes) {}

  private SafeTensorsFile(Path path, FileChannel in) {
    this.path = path;
    this.in = in;
  }

  /**
   * Opens a file and checks that every tensor lies within it.
   *
   * @param path of a file of tensors
   * @return the file; to be closed
   * @throws EcgDataException if it is not of this format or damaged; names the file and the tensor
   * @throws IOException if it cannot be read
   */
  public static SafeTensorsFile open(Path path) throws IOException {
    FileChannel in = FileChannel.open(path, StandardOpenOption.READ);
    try {
      SafeTensorsFile file = new SafeTensorsFile(path, in);
      file.readHeader();
      return file;
    } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
      in.close();
      throw new EcgDataException(
          "%s: the header is damaged: %s"
              .formatted(path, String.valueOf(e.getMessage()).split("\nSee ")[0]),
          e);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** {@return where the file lies} */
  public Path path() {
    return path;
  }

  /** {@return the texts, in the order of the file} */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** {@return the tensors' names, in the order of the file} */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** Reads a tensor. */
  SafeTensors.Tensor tensor(String name) throws IOException {
    Entry entry = entries.get(name);
    return new SafeTensors.Tensor(
        entry.type(), entry.shape(), readAt(entry.position(), entry.bytes()));
  }

  /**
   * Reads a tensor into memory that the next call uses again: of a large file, no more than its largest tensor is held.
   *
   * @param name one of {@link #names()}
   * @return the tensor, valid until the next call
   * @throws IOException if it cannot be read
   */
  public SafeTensors.Tensor lent(String name) throws IOException {
    Entry entry = entries.get(name);
    if (lent.capacity() < entry.bytes()) {
      lent = ByteBuffer.allocateDirect(entry.bytes());
    }
    ByteBuffer bytes = lent.clear().limit(entry.bytes()).slice().order(ByteOrder.LITTLE_ENDIAN);
    fill(bytes, entry.position());
    return new SafeTensors.Tensor(entry.type(), entry.shape(), bytes);
  }

  private void readHeader() throws IOException {
    long size = in.size();
    long length = size < 8 ? -1 : readAt(0, 8).getLong();
    if (length < 2 || length > MAXIMUM_HEADER_BYTES || 8 + length > size) {
      throw new EcgDataException(
          "%s: not a safetensors file: %d bytes, a header of %d bytes"
              .formatted(path, size, length));
    }
    String json = StandardCharsets.UTF_8.decode(readAt(8, (int) length)).toString();
    // Not JsonParser.parseString: the Gson that IJava 1.3.0 puts before ours does not have it.
    JsonObject header = new Gson().fromJson(json, JsonObject.class);
    if (header == null) {
      throw new JsonParseException("an empty header");
    }
    for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
      JsonObject value = entry.getValue().getAsJsonObject();
      if (entry.getKey().equals("__metadata__")) {
        value.entrySet().forEach(e -> metadata.put(e.getKey(), e.getValue().getAsString()));
      } else {
        entries.put(entry.getKey(), entry(8 + length, size, entry.getKey(), value));
      }
    }
  }

  private Entry entry(long start, long size, String name, JsonObject described) {
    JsonElement type = described.get("dtype");
    JsonElement shapeElement = described.get("shape");
    JsonElement offsets = described.get("data_offsets");
    if (type == null || shapeElement == null || offsets == null) {
      throw new EcgDataException(
          "%s: tensor %s lacks dtype, shape or data_offsets".formatted(path, name));
    }
    Integer bytes = BYTES.get(type.getAsString());
    if (bytes == null) {
      throw new EcgDataException(
          "%s: tensor %s: expected F32, F64, I64 or I32, found %s"
              .formatted(path, name, type.getAsString()));
    }
    JsonArray extents = shapeElement.getAsJsonArray();
    long[] shape = new long[extents.size()];
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = extents.get(i).getAsLong();
      elements *= shape[i];
    }
    long from = offsets.getAsJsonArray().get(0).getAsLong();
    long to = offsets.getAsJsonArray().get(1).getAsLong();
    if (from < 0 || to - from != elements * bytes || start + to > size || to - from > 1 << 30) {
      throw new EcgDataException(
          "%s: tensor %s: %d values of %d bytes cannot lie at %d to %d of %d bytes"
              .formatted(path, name, elements, bytes, from, to, size - start));
    }
    return new Entry(type.getAsString(), shape, start + from, (int) (to - from));
  }

  private ByteBuffer readAt(long position, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    fill(buffer, position);
    return buffer;
  }

  private void fill(ByteBuffer buffer, long position) throws IOException {
    while (buffer.hasRemaining()) {
      if (in.read(buffer, position + buffer.position()) < 0) {
        throw new IOException(path + ": the file ends within the data");
      }
    }
    buffer.flip();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
