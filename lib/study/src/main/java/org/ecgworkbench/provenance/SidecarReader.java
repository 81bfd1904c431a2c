package org.ecgworkbench.provenance;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
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
import java.util.Set;
import java.util.regex.Pattern;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * Reads sidecars with all their checks. Nothing in one is believed that, written again, is not the
 * same text: so a field more or less, another order and another seal are all found.
 */
final class SidecarReader {
  private static final long LONGEST_BYTES = 1L << 24;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private SidecarReader() {}

  /**
   * @throws EcgDataException as {@link Sidecar#read}
   */
  static Sidecar read(Path file) {
    String text = text(file);
    Sidecar sidecar;
    try {
      JsonObject all = new Gson().fromJson(text, JsonObject.class);
      if (!all.has(Sidecar.RUN) && all.has("started")) {
        throw damaged(
            file,
            "is of an earlier version, which sealed time and machine too; make the result again");
      }
      sidecar = sidecar(file, all);
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NullPointerException
        | NumberFormatException
        | DateTimeException e) {
      throw new EcgDataException(
          file + ": the sidecar is not of the form in which it is written", e);
    }
    String again = sidecar.json();
    if (!again.equals(text)) {
      String seal = new Gson().fromJson(again, JsonObject.class).get(Sidecar.SEAL).getAsString();
      throw damaged(
          file,
          seal.equals(sidecar.seal())
              ? "is not of the form in which it is written"
              : "was changed after it was written: expected SHA-256 %s, found %s"
                  .formatted(quotable(sidecar.seal()), seal));
    }
    requireSound(sidecar);
    return sidecar;
  }

  private static Sidecar sidecar(Path file, JsonObject all) {
    JsonObject run = field(file, all, Sidecar.RUN).getAsJsonObject();
    return new Sidecar(
        file,
        field(file, all, "madeBy").getAsString(),
        field(file, all, "caption").getAsString(),
        map(file, all, "outputs"),
        map(file, all, "data"),
        map(file, all, "settings"),
        map(file, all, "seeds"),
        map(file, all, "inputs"),
        map(file, all, "software"),
        map(file, all, "source"),
        field(file, all, Sidecar.SEAL).getAsString(),
        Instant.parse(field(file, run, "started").getAsString()),
        Duration.ofMillis(Math.round(1000 * field(file, run, "durationSeconds").getAsDouble())),
        map(file, run, "machine"));
  }

  /** What a writer would not have written. */
  private static void requireSound(Sidecar sidecar) {
    Path file = sidecar.file();
    if (sidecar.outputs().isEmpty()) {
      throw damaged(file, "names no output");
    }
    sidecar
        .outputs()
        .forEach(
            (name, hash) -> {
              if (!name.matches("[^/\\\\]+") || !Sidecar.stem(name).equals(sidecar.id())) {
                throw damaged(
                    file,
                    "expected outputs beside it named %s, found '%s'"
                        .formatted(sidecar.id(), quotable(name)));
              }
              requireHash(file, name, hash);
            });
    sidecar
        .inputs()
        .forEach(
            (name, hash) -> {
              requireInside(file, name);
              requireHash(file, name, hash);
            });
    if (sidecar.data().containsKey("manifestSha256")) {
      requireHash(file, "manifestSha256", sidecar.data().get("manifestSha256"));
    }
    if (sidecar.duration().isNegative()) {
      throw damaged(file, "field 'durationSeconds' is not a number of seconds");
    }
    if (!sidecar.machine().keySet().equals(Set.copyOf(Software.MACHINE))
        || !sidecar.machine().get("processors").matches("[1-9][0-9]{0,8}")) {
      throw damaged(file, "does not name the machine by " + Software.MACHINE);
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
          file + ": the sidecar cannot be read (" + WholeFile.reason(e) + ")", e);
    }
  }

  private static JsonElement field(Path file, JsonObject all, String name) {
    if (!all.has(name)) {
      throw damaged(file, "has no field '" + name + "'");
    }
    return all.get(name);
  }

  private static Map<String, String> map(Path file, JsonObject all, String name) {
    Map<String, String> map = new LinkedHashMap<>();
    field(file, all, name)
        .getAsJsonObject()
        .entrySet()
        .forEach(each -> map.put(each.getKey(), each.getValue().getAsString()));
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
