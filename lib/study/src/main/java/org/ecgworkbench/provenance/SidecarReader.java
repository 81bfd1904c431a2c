package org.ecgworkbench.provenance;

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

/** Reads sidecars with all their checks: nothing in one is believed that is not of the form in which it was written. */
final class SidecarReader {
  private static final long LONGEST_BYTES = 1L << 24;

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
          "source");
  private static final Set<String> RUN_FIELDS = Set.of("started", "durationSeconds", "machine");

  private SidecarReader() {}

  /** @throws EcgDataException as {@link Sidecar#read} */
  static Sidecar read(Path file) {
    String text = text(file);
    JsonObject whole = parse(file, text);
    if (!whole.has(Sidecar.RUN) && whole.has("started")) {
      throw damaged(
          file,
          "is of an earlier version, which sealed time and machine too; make the result again");
    }
    String seal = string(file, whole, Sidecar.SEAL);
    field(file, whole, Sidecar.RUN);
    // Each part by itself: nothing after the seal can stand for something before it.
    String sealed = sealed(file, text, seal);
    JsonObject all = parse(file, sealed);
    requireOnly(file, all, FIELDS);
    JsonObject run = run(file, text, sealed, seal);
    Map<String, String> outputs = map(file, all, "outputs");
    if (outputs.isEmpty()) {
      throw damaged(file, "names no output");
    }
    String id = Sidecar.idOf(file);
    outputs.forEach(
        (name, hash) -> {
          if (!name.matches("[^/\\\\]+") || !Sidecar.stem(name).equals(id)) {
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
        seal,
        started(file, run),
        duration(file, run),
        machine(file, run));
  }

  private static JsonObject run(Path file, String text, String sealed, String seal) {
    int end = sealed.length() - Sidecar.END.length() + Sidecar.sealLine(seal).length();
    JsonObject rest = parse(file, Sidecar.START + text.substring(end));
    requireOnly(file, rest, Set.of(Sidecar.RUN));
    JsonObject run = object(file, rest, Sidecar.RUN);
    requireOnly(file, run, RUN_FIELDS);
    return run;
  }

  private static Map<String, String> machine(Path file, JsonObject run) {
    requireOnly(file, object(file, run, "machine"), Set.copyOf(Software.MACHINE));
    Map<String, String> machine = map(file, run, "machine");
    for (String name : Software.MACHINE) {
      if (!machine.containsKey(name)) {
        throw damaged(file, "has no field '" + name + "'");
      }
    }
    if (!machine.get("processors").matches("[1-9][0-9]{0,8}")) {
      throw damaged(file, "field 'processors' is not a number of processors");
    }
    return machine;
  }

  private static void requireOnly(Path file, JsonObject object, Set<String> fields) {
    for (String name : object.keySet()) {
      if (!fields.contains(name)) {
        throw damaged(file, "has the unknown field '" + quotable(name) + "'");
      }
    }
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

  /** The JSON that is sealed, which is what its seal says. */
  private static String sealed(Path file, String text, String seal) {
    int end = text.indexOf(Sidecar.sealLine(seal));
    String sealed = end < 0 ? "" : text.substring(0, end) + Sidecar.END;
    String found = end < 0 ? "another form" : Provenance.sha256(sealed);
    if (!found.equals(seal)) {
      throw damaged(
          file,
          "was changed after it was written: expected SHA-256 %s, found %s"
              .formatted(quotable(seal), found));
    }
    return sealed;
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
    JsonObject object = object(file, all, name);
    Map<String, String> map = new LinkedHashMap<>();
    for (String key : object.keySet()) {
      map.put(key, string(file, object, key));
    }
    return map;
  }

  private static JsonObject object(Path file, JsonObject all, String name) {
    JsonElement value = field(file, all, name);
    if (!value.isJsonObject()) {
      throw damaged(file, "field '" + name + "' is not an object");
    }
    return value.getAsJsonObject();
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
