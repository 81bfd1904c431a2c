package org.ecgworkbench.notebook;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * A sidecar as it is read back: the JSON file beside a table or figure that {@link Provenance#toJson} wrote.
 *
 * @param file where it lies
 * @param madeBy the class that made the result
 * @param caption the result's caption; empty in sidecars written before there was one
 * @param outputs the files it describes, which lie beside it, with their SHA-256
 * @param data the data set's name and SHA-256 over its files
 * @param settings profile, seed and whatever else the result depends on, in order
 * @param seeds the seed of every random stream, by its name; empty in sidecars written before they were kept
 * @param inputs files the result was made from, relative to the folder that holds {@code tables} and {@code figures}, with their SHA-256
 * @param software versions of library, JDK, DJL, PyTorch and operating system
 * @param source commit, and whether there were uncommitted changes
 * @param started when the work began
 * @param duration how long it took
 */
public record Sidecar(
    Path file,
    String madeBy,
    Optional<String> caption,
    Map<String, String> outputs,
    Map<String, String> data,
    Map<String, String> settings,
    Map<String, String> seeds,
    Map<String, String> inputs,
    Map<String, String> software,
    Map<String, String> source,
    Instant started,
    Duration duration) {
  /** The field with the SHA-256 of everything before it. */
  static final String SEAL = "sidecarSha256";

  private static final long LONGEST_BYTES = 1L << 24;

  /** Keeps its own copies, in their order. */
  public Sidecar {
    outputs = Provenance.ordered(outputs);
    data = Provenance.ordered(data);
    settings = Provenance.ordered(settings);
    seeds = Provenance.ordered(seeds);
    inputs = Provenance.ordered(inputs);
    software = Provenance.ordered(software);
    source = Provenance.ordered(source);
  }

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Set<String> FIELDS =
      Set.of(
          "madeBy",
          "caption",
          "outputs",
          "data",
          "settings",
          "seeds",
          "inputs",
          "software",
          "source",
          "started",
          "durationSeconds",
          SEAL);

  /**
   * Reads a sidecar with all its checks.
   *
   * @param file a JSON file beside a table or figure
   * @return its fields, none of them null
   * @throws EcgDataException if it cannot be read, is not JSON, lacks a field or has an unknown one, names a file that is not beside it or
   *     an input outside the results' folder, or was changed after it was written; one line that names the file
   */
  public static Sidecar read(Path file) {
    String text = text(file);
    JsonObject all = parse(file, text);
    requireSeal(file, text, all);
    for (String name : all.keySet()) {
      if (!FIELDS.contains(name)) {
        throw damaged(file, "has the unknown field '" + quotable(name) + "'");
      }
    }
    Map<String, String> outputs = map(file, all, "outputs");
    if (outputs.isEmpty()) {
      throw damaged(file, "names no output");
    }
    String id = idOf(file);
    outputs.forEach(
        (name, hash) -> {
          if (!name.matches("[^/\\\\]+") || !stem(name).equals(id)) {
            throw damaged(
                file,
                "expected outputs beside it named %s, found '%s'".formatted(id, quotable(name)));
          }
          requireHash(file, name, hash);
        });
    Map<String, String> inputs = map(file, all, "inputs");
    inputs.forEach(
        (name, hash) -> {
          requireInside(file, name);
          requireHash(file, name, hash);
        });
    Map<String, String> data = map(file, all, "data");
    if (data.containsKey("manifestSha256")) {
      requireHash(file, "manifestSha256", data.get("manifestSha256"));
    }
    return new Sidecar(
        file,
        string(file, all, "madeBy"),
        all.has("caption") ? Optional.of(string(file, all, "caption")) : Optional.empty(),
        outputs,
        data,
        map(file, all, "settings"),
        all.has("seeds") ? map(file, all, "seeds") : Map.of(),
        inputs,
        map(file, all, "software"),
        map(file, all, "source"),
        started(file, all),
        duration(file, all));
  }

  private static Instant started(Path file, JsonObject all) {
    String started = string(file, all, "started");
    try {
      return Instant.parse(started);
    } catch (DateTimeException e) {
      throw damaged(file, "field 'started' is not a time: '" + quotable(started) + "'");
    }
  }

  private static Duration duration(Path file, JsonObject all) {
    JsonElement duration = field(file, all, "durationSeconds");
    if (!duration.isJsonPrimitive()
        || !duration.getAsJsonPrimitive().isNumber()
        || !(duration.getAsDouble() >= 0)) {
      throw damaged(file, "field 'durationSeconds' is not a number of seconds");
    }
    return Duration.ofMillis(Math.round(1000 * duration.getAsDouble()));
  }

  /** {@return the result's name: that of its files without ending} */
  public String id() {
    return idOf(file);
  }

  /**
   * {@return where an output lies}
   *
   * @param name one of {@link #outputs()}
   */
  public Path output(String name) {
    return file.resolveSibling(name);
  }

  /** {@return the caption, or the name where there is none} */
  public String title() {
    return caption.orElse(id());
  }

  /** The name, the caption, and what made it from what; {@link Provenance} lists the rest. */
  @Override
  public String toString() {
    return "%s: %s Made by %s from %s, %s"
        .formatted(
            id(),
            title(),
            madeBy.substring(madeBy.lastIndexOf('.') + 1),
            data.getOrDefault("name", "unknown recordings"),
            started);
  }

  private static String idOf(Path file) {
    return stem(file.getFileName().toString());
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** The JSON with a last field that holds the SHA-256 of the JSON without it. */
  static String seal(String json) {
    String body = json.substring(0, json.length() - "\n}\n".length());
    return body + sealLine(Provenance.sha256(json));
  }

  private static String sealLine(String hash) {
    return ",\n  \"" + SEAL + "\": \"" + hash + "\"\n}\n";
  }

  private static void requireSeal(Path file, String text, JsonObject all) {
    if (!all.has(SEAL)) {
      return; // written before there were seals
    }
    String found = string(file, all, SEAL);
    String line = sealLine(found);
    String expected =
        text.endsWith(line)
            ? Provenance.sha256(text.substring(0, text.length() - line.length()) + "\n}\n")
            : "";
    if (!found.equals(expected)) {
      throw damaged(
          file,
          "was changed after it was written: expected SHA-256 %s, found %s"
              .formatted(quotable(found), expected.isEmpty() ? "another form" : expected));
    }
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > LONGEST_BYTES) {
        throw damaged(file, "is longer than %d bytes".formatted(LONGEST_BYTES));
      }
      // Strict: a byte that is no UTF-8 is an error, not a replacement character.
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new EcgDataException(file + ": the sidecar is not UTF-8", e);
    } catch (IOException e) {
      throw new EcgDataException(
          file + ": the sidecar cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private static JsonObject parse(Path file, String text) {
    try {
      JsonReader reader = new JsonReader(new StringReader(text));
      JsonElement element = new Gson().getAdapter(JsonElement.class).read(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT || !element.isJsonObject()) {
        throw damaged(file, "is not one JSON object");
      }
      return element.getAsJsonObject();
    } catch (IOException | JsonParseException | IllegalStateException e) {
      throw new EcgDataException(file + ": the sidecar is not JSON", e);
    }
  }

  private static JsonElement field(Path file, JsonObject all, String name) {
    if (!all.has(name)) {
      throw damaged(file, "has no field '" + name + "'");
    }
    return all.get(name);
  }

  private static String string(Path file, JsonObject all, String name) {
    JsonElement value = field(file, all, name);
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw damaged(file, "field '" + quotable(name) + "' is not a text");
    }
    return value.getAsString();
  }

  private static Map<String, String> map(Path file, JsonObject all, String name) {
    JsonElement value = field(file, all, name);
    if (!value.isJsonObject()) {
      throw damaged(file, "field '" + name + "' is not an object");
    }
    Map<String, String> map = new LinkedHashMap<>();
    for (String key : value.getAsJsonObject().keySet()) {
      map.put(key, string(file, value.getAsJsonObject(), key));
    }
    return map;
  }

  private static void requireHash(Path file, String name, String hash) {
    if (!HASH.matcher(hash).matches()) {
      throw damaged(
          file, "expected a SHA-256 for %s, found '%s'".formatted(quotable(name), quotable(hash)));
    }
  }

  private static void requireInside(Path file, String name) {
    // By the text, not by the system's rules: a sidecar must mean the same on every system.
    boolean inside =
        !name.isEmpty()
            && !name.matches("(?s).*[\\\\:\\x00-\\x1f].*")
            && List.of(name.split("/", -1)).stream()
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!inside) {
      throw damaged(file, "names an input outside the results' folder: '" + quotable(name) + "'");
    }
  }

  private static String quotable(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() > 100 ? clean.substring(0, 100) + "..." : clean;
  }

  private static EcgDataException damaged(Path file, String what) {
    return new EcgDataException(file + ": the sidecar " + what);
  }
}
