package org.ecgworkbench.dataset.device.array;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.ecgworkbench.dataset.device.array.NumpyFacts.Key;
import org.ecgworkbench.dataset.device.file.ArchiveFormat;
import org.ecgworkbench.dataset.device.file.CartWords;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * A {@code .npz} file: a ZIP archive of {@code .npy} arrays, one of them the samples ({@code ecg},
 * {@code signal}, {@code x}), others the rate ({@code fs}), the leads and the unit. The archive's
 * checksums are verified; it may inflate to {@link DeviceSource#LONGEST_BYTES}.
 *
 * <p>Source: NumPy Enhancement Proposal 1; PKWARE, .ZIP File Format Specification.
 */
public final class NumpyArchiveFormat implements ArchiveFormat {
  private static final String ENDING = ".npy";
  private static final int MOST_ENTRIES = 1000;
  private static final int END_BYTES = 22;

  @Override
  public String name() {
    return "NumPy .npz";
  }

  @Override
  public boolean recognises(DeviceSource source) {
    byte[] head = source.head();
    if (head.length < 30 || head[0] != 'P' || head[1] != 'K' || head[2] != 3 || head[3] != 4) {
      return false;
    }
    int length = (head[26] & 0xff) | (head[27] & 0xff) << 8;
    return 30 + length <= head.length && CartWords.text(head, 30, length).endsWith(ENDING);
  }

  /**
   * Reads it.
   *
   * @throws EcgDataException if the archive is damaged or inflates too far, or the samples cannot
   *     be told or are no plain numbers
   */
  @Override
  public DeviceRecording read(DeviceSource source) {
    return new Reading(source).recording(name(), -1);
  }

  @Override
  public int count(DeviceSource source) {
    try {
      int count = new Reading(source).count();
      return count > MOST_RECORDINGS ? 1 : count;
    } catch (EcgDataException e) {
      return 1; // What is wrong is said when it is read.
    }
  }

  @Override
  public void each(
      DeviceSource source, int first, int end, ObjIntConsumer<Supplier<DeviceRecording>> use) {
    Reading reading = new Reading(source);
    for (int place = first; place < end; place++) {
      int record = place;
      use.accept(
          () -> {
            NumpyAxes.checkPlace(source.name(), record, reading.count());
            return reading.recording(name(), reading.count() == 1 ? -1 : record);
          },
          record);
    }
  }

  /** One archive, inflated. */
  private static final class Reading {
    private final List<String> notes = new ArrayList<>();
    private final NumpyArray samples;
    private final NumpyFacts facts;

    Reading(DeviceSource source) {
      String file = source.name();
      Map<Key, NumpyArray> arrays = arrays(file, source.bytes(), notes);
      samples = arrays.get(Key.SAMPLES);
      if (samples == null) {
        throw new EcgDataException(
            file + ": expected an array ecg, signal or x, found none among " + arrays.size());
      }
      samples.sampleType();
      facts = new NumpyFacts(file);
      arrays.forEach(
          (key, array) -> {
            if (key != Key.SAMPLES) {
              take(file, facts, key, array);
            }
          });
    }

    int count() {
      return NumpyAxes.recordings(samples.shape, facts.leadCount());
    }

    DeviceRecording recording(String format, int place) {
      double[][] values = samples.values(place, facts.leadCount());
      return facts.recording(
          format, samples.version, values, samples.sampleType().isWhole(), notes);
    }
  }

  private static void take(String file, NumpyFacts facts, Key key, NumpyArray array) {
    if (array.isPickled()) {
      throw new EcgDataException(
          file
              + ": expected plain numbers or texts beside the samples, found Python objects (pickled), which are never read; save them as plain arrays");
    }
    double[] numbers = array.numbers();
    List<String> texts = array.texts();
    if (numbers.length > 0) {
      facts.numbers(key, numbers);
    }
    if (!texts.isEmpty()) {
      facts.texts(key, texts);
    }
  }

  /** The arrays whose names are known, by what they stand for. */
  private static Map<Key, NumpyArray> arrays(String file, byte[] bytes, List<String> notes) {
    Map<Key, NumpyArray> arrays = new EnumMap<>(Key.class);
    int entries = 0;
    int others = 0;
    long budget = DeviceSource.LONGEST_BYTES;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (++entries > MOST_ENTRIES) {
          throw new EcgDataException(
              file + ": expected at most " + MOST_ENTRIES + " arrays, found more");
        }
        byte[] content = zip.readNBytes((int) Math.min(budget + 1, Integer.MAX_VALUE));
        budget -= content.length;
        if (budget < 0) {
          throw new EcgDataException(
              file
                  + ": expected arrays of at most "
                  + DeviceSource.LONGEST_BYTES
                  + " bytes, found more in the archive");
        }
        String name = entry.getName();
        Key key =
            name.endsWith(ENDING)
                ? Key.of(name.substring(0, name.length() - ENDING.length()))
                : Key.OTHER;
        if (key == Key.OTHER) {
          others++;
        } else if (arrays.put(key, new NumpyArray(file, content)) != null) {
          throw new EcgDataException(
              "%s: expected one array of %s, found two names that stand for it"
                  .formatted(file, key == Key.SAMPLES ? "samples" : "each kind"));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new EcgDataException(file + ": expected a ZIP archive, found a damaged one", e);
    }
    checkEnd(file, bytes, entries);
    if (others > 0) {
      notes.add(others + " arrays of other names were left alone.");
    }
    notes.add("The archive's checksums were verified.");
    return arrays;
  }

  /**
   * The archive's end states the number of entries; a damaged mark between two would hide the rest.
   */
  private static void checkEnd(String file, byte[] bytes, int entries) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = bytes.length - END_BYTES; at >= Math.max(0, bytes.length - 0x10000); at--) {
      if (buffer.getInt(at) == 0x06054b50) {
        int stated = buffer.getShort(at + 10) & 0xffff;
        if (stated == entries) {
          return;
        }
        throw new EcgDataException(
            "%s: expected the %d arrays that the archive's end states, found %d"
                .formatted(file, stated, entries));
      }
    }
    throw new EcgDataException(
        file + ": expected the end of a ZIP archive, found none: the file was cut");
  }
}
