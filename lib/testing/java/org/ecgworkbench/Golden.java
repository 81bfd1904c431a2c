package org.ecgworkbench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.ecgworkbench.base.Matrices;
import org.junit.jupiter.api.Assumptions;

/** The golden values under {@code src/test/resources/golden} (its README says how they were made) and the real recordings. */
public final class Golden {
  private Golden() {}

  /** A golden JSON file. */
  public static JsonObject json(String name) {
    try (Reader in = new InputStreamReader(open(name), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(in).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A golden file as a stream. */
  public static InputStream open(String name) {
    InputStream in = Golden.class.getResourceAsStream("/golden/" + name);
    if (in == null) {
      throw new IllegalStateException("no golden file " + name);
    }
    return in;
  }

  /** A batch {@code [record][lead][sample]} in double precision. */
  public static double[][][] widened(float[][][] batch) {
    return Stream.of(batch).map(Matrices::widened).toArray(double[][][]::new);
  }

  /** A JSON array of numbers; {@code null} becomes NaN. */
  public static double[] doubles(JsonElement array) {
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
        .mapToDouble(e -> e.isJsonNull() ? Double.NaN : e.getAsDouble())
        .toArray();
  }

  /** A JSON array of integers. */
  public static int[] ints(JsonElement array) {
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
        .mapToInt(e -> (int) e.getAsLong())
        .toArray();
  }

  /**
   * A folder of real recordings, for example {@code data/cpsc2018}; where it is absent the calling test is skipped, and says so on
   * the console.
   */
  public static Path real(String folder) {
    Path path = Path.of(System.getProperty("ecg.shared", "../../shared")).resolve(folder);
    if (!Files.isDirectory(path)) {
      System.err.println(
          "SKIPPED: the real recordings are not at " + path.toAbsolutePath().normalize());
      Assumptions.abort("the real recordings are not at " + path.toAbsolutePath().normalize());
    }
    return path;
  }
}
