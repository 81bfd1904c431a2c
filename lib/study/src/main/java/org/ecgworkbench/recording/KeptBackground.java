package org.ecgworkbench.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.model.NetworkInput;

/**
 * {@link GeneratedRecords} as a network sees them, in a file: for a command that explains one
 * recording, to generate them is a fifth of the work. The folder belongs to one build of the
 * library; {@code environment/setup} empties it with each new one, and the command line names it in
 * the property {@value #PROPERTY}. Without the property nothing is kept.
 *
 * <p>The file holds a line that says what was generated for which input, the values in mV in single
 * precision, little-endian, {@code [record][lead][sample]}, and their CRC-32 in four bytes. One
 * that is not as expected counts as none.
 */
final class KeptBackground {
  static final String PROPERTY = "ecg.kept";

  private static final String NAME = "background";

  private final Path folder;

  private KeptBackground(Path folder) {
    this.folder = folder;
  }

  /** The folder of this process, if it has one. */
  static Optional<KeptBackground> ofProcess() {
    return Optional.ofNullable(System.getProperty(PROPERTY)).map(f -> in(Path.of(f)));
  }

  static KeptBackground in(Path folder) {
    return new KeptBackground(folder);
  }

  /** Whether there may be one for the usual network. */
  boolean isLikely() {
    return Files.exists(folder.resolve(NAME));
  }

  /**
   * What is kept, {@code [record][lead][sample]} in mV.
   *
   * @param title says what was generated
   */
  Optional<float[][][]> read(String title, int records, NetworkInput input) {
    byte[] line = line(title, input);
    int values = Math.multiplyExact(records * input.leads().size(), input.windowSamples());
    Path file = folder.resolve(NAME);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) != line.length + 4L * values + 4) {
        return Optional.empty();
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      CRC32 sum = new CRC32();
      sum.update(bytes.slice().limit(bytes.limit() - 4));
      if ((int) sum.getValue() != bytes.getInt(bytes.limit() - 4)
          || !Arrays.equals(line, Arrays.copyOf(bytes.array(), line.length))) {
        return Optional.empty();
      }
      FloatBuffer floats =
          bytes.position(line.length).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      float[][][] kept = new float[records][input.leads().size()][input.windowSamples()];
      for (float[][] record : kept) {
        for (float[] lead : record) {
          floats.get(lead);
        }
      }
      return Optional.of(kept);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Keeps it, in the place of what was kept; a folder that cannot be written keeps nothing. */
  void write(String title, NetworkInput input, float[][][] millivolts) {
    byte[] line = line(title, input);
    int values = millivolts.length * millivolts[0].length * millivolts[0][0].length;
    ByteBuffer bytes =
        ByteBuffer.allocate(line.length + 4 * values + 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(line);
    for (float[][] record : millivolts) {
      for (float[] lead : record) {
        for (float value : lead) {
          bytes.putFloat(value);
        }
      }
    }
    CRC32 sum = new CRC32();
    sum.update(bytes.array(), 0, bytes.position());
    bytes.putInt((int) sum.getValue());
    try {
      WholeFile.write(folder.resolve(NAME), temporary -> Files.write(temporary, bytes.array()));
    } catch (IOException e) {
      // The next process generates them again.
    }
  }

  private static byte[] line(String title, NetworkInput input) {
    return "%s; %d Hz, %d samples, %s\n"
        .formatted(title, input.samplingRateHz(), input.windowSamples(), input.leads())
        .getBytes(StandardCharsets.UTF_8);
  }
}
