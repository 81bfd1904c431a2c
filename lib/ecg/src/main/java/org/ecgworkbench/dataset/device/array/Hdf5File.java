package org.ecgworkbench.dataset.device.array;

import io.jhdf.HdfFile;
import io.jhdf.Superblock;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.exceptions.HdfFilterException;
import io.jhdf.exceptions.UnsupportedHdfException;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * An HDF5 file as jhdf reads it. Whatever jhdf throws at a damaged file becomes one sentence. Links
 * are not followed, so that no file but this one is read.
 */
final class Hdf5File implements AutoCloseable {
  private static final int MOST_NODES = 20_000;
  private static final int DEEPEST = 16;
  private static final int MOST_WORDS = 1000;
  private static final int MOST_BYTES_OF_WORDS = 1 << 20;

  private final DeviceSource source;
  private final HdfFile hdf;
  private final long base;

  /** A data set with the groups around it, from the nearest on. */
  record Found(Dataset dataset, List<Group> groups) {
    Group parent() {
      return groups.get(0);
    }
  }

  /**
   * Opens a file: in memory if it is short enough.
   *
   * @throws EcgDataException if it is damaged or shorter than it states
   */
  Hdf5File(DeviceSource source) {
    this.source = source;
    hdf =
        guarded(
            () ->
                source.size() <= DeviceSource.LONGEST_BYTES
                    ? HdfFile.fromBytes(source.bytes())
                    : new HdfFile(source.file()));
    Superblock superblock = hdf.getHdfBackingStorage().getSuperblock();
    base = superblock.getBaseAddressByte();
    long stated = superblock.getEndOfFileAddress();
    if (stated > source.size() || stated < 0) {
      close();
      throw error(
          "expected %s bytes, found %d: the file was cut"
              .formatted(Long.toUnsignedString(stated), source.size()));
    }
  }

  @Override
  public void close() {
    hdf.close();
  }

  /** {@return the version of the file's first block} */
  String version() {
    return "superblock " + hdf.getHdfBackingStorage().getSuperblock().getVersionOfSuperblock();
  }

  /** {@return a part of the file, which must be within it} */
  ByteBuffer bytes(long address, long length) {
    if (length > DeviceSource.LONGEST_BYTES) {
      throw error(
          "expected samples of at most %d bytes, found %d; --from SECONDS --seconds N reads a part of them"
              .formatted(DeviceSource.LONGEST_BYTES, length));
    }
    return ByteBuffer.wrap(source.bytes(base + address, (int) length));
  }

  long size() {
    return source.size();
  }

  EcgDataException error(String sentence) {
    return new EcgDataException(source.name() + ": " + sentence);
  }

  /**
   * {@return what a use of jhdf gives}
   *
   * @throws EcgDataException for whatever it throws
   */
  <T> T guarded(Supplier<T> use) {
    try {
      return use.get();
    } catch (EcgDataException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // Damage leads jhdf astray in many ways: to endless chains, to counts without bound.
      Throwable last = e;
      for (int i = 0; last.getCause() != null && i < 50; i++) {
        last = last.getCause();
      }
      boolean named = last instanceof UnsupportedHdfException || last instanceof HdfFilterException;
      throw new EcgDataException(
          source.name()
              + (named
                  ? ": expected an HDF5 file of a kind that is read, found another: "
                      + Words.quotable(String.valueOf(last.getMessage()))
                  : ": expected an HDF5 file, found one that is damaged or of a kind that is not read"),
          e);
    }
  }

  /** {@return all data sets, group by group in stored order} */
  List<Found> datasets() {
    List<Found> found = new ArrayList<>();
    collect(hdf, List.of(), found, new HashSet<>());
    return found;
  }

  private void collect(Group group, List<Group> outer, List<Found> found, Set<Long> seen) {
    if (outer.size() == DEEPEST || !seen.add(group.getAddress())) {
      return;
    }
    List<Group> groups = new ArrayList<>(List.of(group));
    groups.addAll(outer);
    for (Node node : group.getChildren().values()) {
      if (node.isLink()) {
        continue;
      }
      if (found.size() + seen.size() > MOST_NODES) {
        throw error(
            "expected one recording, found more than %d groups and data sets"
                .formatted(MOST_NODES));
      }
      if (node instanceof Dataset dataset) {
        found.add(new Found(dataset, groups));
      } else if (node instanceof Group inner) {
        collect(inner, groups, found, seen);
      }
    }
  }

  /** Takes what attributes of a node state. */
  void takeAttributes(Node node, NumpyFacts facts) {
    for (Attribute attribute : node.getAttributes().values()) {
      if (attribute.isEmpty() || attribute.getSize() > MOST_WORDS) {
        continue;
      }
      take(
          NumpyFacts.Key.of(attribute.getName()),
          attribute.getDataType(),
          attribute.getBuffer(),
          attribute::getData,
          facts);
    }
  }

  /** Takes what a short data set beside the samples states. */
  void takeValues(Dataset dataset, NumpyFacts facts) {
    NumpyFacts.Key key = NumpyFacts.Key.of(dataset.getName());
    if (key == NumpyFacts.Key.OTHER
        || key == NumpyFacts.Key.SAMPLES
        || dataset.getSize() < 1
        || dataset.getSize() > MOST_WORDS
        || dataset.getSizeInBytes() > MOST_BYTES_OF_WORDS
        || dataset instanceof ChunkedDataset
        || dataset.isEmpty()
        || !(dataset instanceof DatasetBase plain)) {
      return;
    }
    take(key, dataset.getDataType(), plain.getDataBuffer(), dataset::getData, facts);
  }

  private static void take(
      NumpyFacts.Key key,
      DataType type,
      ByteBuffer buffer,
      Supplier<Object> data,
      NumpyFacts facts) {
    if (key == NumpyFacts.Key.OTHER || key == NumpyFacts.Key.SAMPLES) {
      return;
    }
    NumpyType number = Hdf5Array.type(type).orElse(null);
    if (number != null) {
      buffer.order(number.order());
      double[] numbers = new double[buffer.remaining() / number.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = number.value(buffer, buffer.position() + i * number.size());
      }
      facts.numbers(key, numbers);
    } else if (type instanceof StringData
        || type instanceof VariableLength words && words.isVariableLengthString()) {
      List<String> texts = new ArrayList<>();
      flatten(data.get(), texts);
      facts.texts(key, texts);
    }
  }

  private static void flatten(Object data, List<String> texts) {
    if (data instanceof Object[] several) {
      for (Object one : several) {
        flatten(one, texts);
      }
    } else if (data instanceof String text) {
      texts.add(text);
    }
  }
}
