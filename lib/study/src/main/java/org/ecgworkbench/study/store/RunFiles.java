package org.ecgworkbench.study.store;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.provenance.Provenance;

/**
 * The files of one saved run: what it depends on ({@value #SETTINGS}), and the SHA-256 of all of them but the one about time and machine
 * ({@value #SUMS}, in the form of {@code sha256sum}, so that {@code sha256sum -c SHA256SUMS} checks a folder without this program).
 */
public final class RunFiles {
  /** What a run depends on. */
  public static final String SETTINGS = "run.json";

  /** The SHA-256 of the other files of the folder. */
  public static final String SUMS = "SHA256SUMS";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([^/\\\\\\p{Cntrl}]+)");

  /** The state of a training that is not over. */
  public static final String CHECKPOINT = "checkpoint.safetensors";

  /** A finished run's last epoch, where it was to be kept: a training of more epochs goes on from it. */
  public static final String LAST_EPOCH = "last-epoch.safetensors";

  private static final Set<String> UNSEALED = Set.of(SUMS, CHECKPOINT, MachineFile.NAME);

  private RunFiles() {}

  /**
   * Writes the SHA-256 of every file of a folder that is complete; what a killed process left half written goes.
   *
   * @param folder whose files are all there
   * @throws IOException if it cannot be written
   */
  public static void seal(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(f -> WholeFile.named(f).isPresent()).toList()) {
        Files.delete(file);
      }
    }
    StringBuilder text = new StringBuilder();
    for (Path file : files(folder)) {
      text.append(Provenance.sha256(file)).append("  ").append(file.getFileName()).append('\n');
    }
    WholeFile.write(folder.resolve(SUMS), text.toString());
  }

  /**
   * {@return the files of a folder but the sums, the one about time and machine, and a checkpoint that is about to go, in the order of
   * names}
   *
   * @param folder of a run
   */
  public static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(f -> !UNSEALED.contains(f.getFileName().toString()))
          .filter(f -> WholeFile.named(f).isEmpty())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new EcgDataException(folder + ": cannot be read (" + WholeFile.reason(e) + ")", e);
    }
  }

  /**
   * Checks files of a folder that has sums.
   *
   * @param folder of a run
   * @param names files in it
   * @return whether it has sums
   * @throws EcgDataException if one of the files is not listed or not as it was
   */
  public static boolean verify(Path folder, List<String> names) {
    if (!Files.exists(folder.resolve(SUMS))) {
      return false;
    }
    Map<String, String> sums = sums(folder);
    for (String name : names) {
      Path file = folder.resolve(name);
      String expected = sums.get(name);
      if (!Provenance.sha256(file).equals(expected)) {
        throw new EcgDataException(
            "%s: expected the file that %s lists, found another; it was changed or damaged"
                .formatted(file, SUMS));
      }
    }
    return true;
  }

  /**
   * {@return the SHA-256 of each file as they were when the run was saved, by name}
   *
   * @param folder of a run
   * @throws EcgDataException if a line is not of the form of {@code sha256sum}
   */
  public static Map<String, String> sums(Path folder) {
    Path file = folder.resolve(SUMS);
    Map<String, String> sums = new TreeMap<>();
    String[] lines = text(file, StandardCharsets.ISO_8859_1).split("\n", -1);
    for (int i = 0; i < lines.length - 1; i++) {
      Matcher matcher = LINE.matcher(lines[i]);
      if (!matcher.matches()) {
        throw new EcgDataException("%s: line %d is no SHA-256 of a file".formatted(file, i + 1));
      }
      sums.put(matcher.group(2), matcher.group(1));
    }
    if (!lines[lines.length - 1].isEmpty()) {
      throw new EcgDataException("%s: the last line does not end".formatted(file));
    }
    return sums;
  }

  /**
   * {@return what a run depends on, by name}
   *
   * @param file its {@value #SETTINGS}
   * @throws EcgDataException if it is not one JSON object
   */
  public static Map<String, String> settings(Path file) {
    try {
      JsonReader reader = new JsonReader(new StringReader(text(file, StandardCharsets.UTF_8)));
      JsonElement element = new Gson().getAdapter(JsonElement.class).read(reader);
      if (!element.isJsonObject() || reader.peek() != JsonToken.END_DOCUMENT) {
        throw new EcgDataException(file + ": expected a JSON object");
      }
      JsonObject all = element.getAsJsonObject();
      Map<String, String> settings = new LinkedHashMap<>();
      for (String name : all.keySet()) {
        JsonElement value = all.get(name);
        settings.put(name, value.isJsonPrimitive() ? value.getAsString() : value.toString());
      }
      return settings;
    } catch (IOException | JsonParseException | IllegalStateException e) {
      throw new EcgDataException(file + ": cannot be read as JSON", e);
    }
  }

  private static String text(Path file, Charset charset) {
    try {
      return Files.readString(file, charset);
    } catch (IOException e) {
      throw new EcgDataException(file + ": cannot be read (" + WholeFile.reason(e) + ")", e);
    }
  }

  /** Deletes a folder of files, if it is there. */
  static void delete(Path directory) {
    try (Stream<Path> files = Files.exists(directory) ? Files.list(directory) : Stream.of()) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }
}
