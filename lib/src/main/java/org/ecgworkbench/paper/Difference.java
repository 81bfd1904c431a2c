package org.ecgworkbench.paper;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Provenance;
import org.ecgworkbench.notebook.Sidecar;

/**
 * In what two runs differ: which input, setting or version of the software explains that their outputs are not the same. Times are not
 * compared.
 *
 * @param causes what went in, where it differs, in the order: data, setting, input, software, source
 * @param effects the outputs that differ
 */
public record Difference(List<Row> causes, List<Row> effects) {
  private static final String NONE = "(none)";

  /**
   * Something that differs.
   *
   * @param what its kind and name
   * @param a its value in the first run
   * @param b its value in the second run
   */
  public record Row(String what, String a, String b) {}

  /** Keeps its own copies. */
  public Difference {
    causes = List.copyOf(causes);
    effects = List.copyOf(effects);
  }

  /**
   * Compares two runs of one kind: two sidecars, two saved runs (folders with {@code run.json}), or two folders of results, whose results
   * of the same name are compared.
   *
   * @throws EcgDataException if one is neither, they are not of one kind, or one is damaged
   */
  public static Difference of(Path a, Path b) {
    Kind kind = Kind.of(a);
    if (kind != Kind.of(b)) {
      throw new EcgDataException(
          "%s is %s, %s is %s; expected two of one kind"
              .formatted(a, kind.words, b, Kind.of(b).words));
    }
    return switch (kind) {
      case SIDECAR -> compare(sidecar(Sidecar.read(a)), sidecar(Sidecar.read(b)));
      case RUN -> compare(run(a), run(b));
      case RESULTS -> results(a, b);
    };
  }

  private enum Kind {
    SIDECAR("a sidecar"),
    RUN("a saved run"),
    RESULTS("a folder of results");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    static Kind of(Path path) {
      if (Files.isRegularFile(path)) {
        return SIDECAR;
      }
      if (Files.isRegularFile(path.resolve("run.json"))) {
        return RUN;
      }
      if (Files.isDirectory(path.resolve("tables")) || Files.isDirectory(path.resolve("figures"))) {
        return RESULTS;
      }
      throw new EcgDataException(
          path
              + ": expected a sidecar, a saved run (a folder with run.json) or a folder of results");
    }
  }

  /** An input: its SHA-256, and what its run depends on where that is here. */
  private record Input(String sha256, Path run) {}

  /** What went in and what came out, by name. */
  private record Facts(
      Map<String, String> causes, Map<String, Input> inputs, Map<String, String> effects) {}

  private static Facts sidecar(Sidecar sidecar) {
    Map<String, String> causes = new LinkedHashMap<>();
    causes.put("made by", sidecar.madeBy());
    new TreeMap<>(sidecar.data()).forEach((k, v) -> causes.put("data " + k, v));
    sidecar.settings().forEach((k, v) -> causes.put("setting " + k, v));
    sidecar.software().forEach((k, v) -> causes.put("software " + k, v));
    sidecar.source().forEach((k, v) -> causes.put("source " + k, v));
    return new Facts(causes, inputs(sidecar), new LinkedHashMap<>(sidecar.outputs()));
  }

  /** Inputs by the name of their run without its hash, which another setting changes. */
  private static Map<String, Input> inputs(Sidecar sidecar) {
    Path results = sidecar.file().toAbsolutePath().normalize().getParent().getParent();
    Map<String, Input> inputs = new LinkedHashMap<>();
    sidecar
        .inputs()
        .forEach(
            (name, hash) -> {
              String plain = name.replaceFirst("^(runs/.+)-[0-9a-f]{12}/", "$1/");
              String unique = plain;
              for (int n = 2; inputs.containsKey(unique); n++) {
                unique = plain + " (" + n + ")";
              }
              inputs.put(
                  unique,
                  new Input(
                      hash,
                      results == null ? null : results.resolve(name).resolveSibling("run.json")));
            });
    return inputs;
  }

  private static Facts run(Path folder) {
    Map<String, String> causes = new LinkedHashMap<>();
    settings(folder.resolve("run.json")).forEach((k, v) -> causes.put("setting " + k, v));
    JobFile.read(folder)
        .ifPresent(job -> job.software().forEach((k, v) -> causes.put("software " + k, v)));
    Map<String, String> effects = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(Files::isRegularFile)
          .filter(f -> !Set.of("run.json", JobFile.NAME).contains(f.getFileName().toString()))
          .sorted()
          .forEach(f -> effects.put(f.getFileName().toString(), Provenance.sha256(f)));
    } catch (IOException e) {
      throw new EcgDataException(folder + ": cannot be read (" + Atomic.reason(e) + ")", e);
    }
    return new Facts(causes, Map.of(), effects);
  }

  /** Results of one name are compared; what differs alike in many is said once. */
  private static Difference results(Path a, Path b) {
    Map<String, Sidecar> left = byName(a);
    Map<String, Sidecar> right = byName(b);
    Set<String> names = new LinkedHashSet<>(left.keySet());
    names.addAll(right.keySet());
    Set<Row> causes = new LinkedHashSet<>();
    List<Row> effects = new ArrayList<>();
    for (String name : names) {
      if (!left.containsKey(name) || !right.containsKey(name)) {
        effects.add(
            new Row(
                name,
                left.containsKey(name) ? "there" : NONE,
                right.containsKey(name) ? "there" : NONE));
        continue;
      }
      Difference one = compare(sidecar(left.get(name)), sidecar(right.get(name)));
      causes.addAll(one.causes());
      String folder = name.substring(0, name.indexOf('/') + 1);
      one.effects().forEach(e -> effects.add(new Row(folder + e.what(), e.a(), e.b())));
    }
    return new Difference(List.copyOf(causes), effects);
  }

  private static Map<String, Sidecar> byName(Path folder) {
    Map<String, Sidecar> sidecars = new LinkedHashMap<>();
    Path results = folder.toAbsolutePath().normalize();
    for (Path file : Verification.sidecarFiles(results)) {
      sidecars.put(file.getParent().getFileName() + "/" + file.getFileName(), Sidecar.read(file));
    }
    return sidecars;
  }

  private static Difference compare(Facts a, Facts b) {
    List<Row> causes = rows(a.causes(), b.causes());
    Map<String, String> left = new LinkedHashMap<>();
    Map<String, String> right = new LinkedHashMap<>();
    a.inputs().forEach((k, v) -> left.put(k, v.sha256()));
    b.inputs().forEach((k, v) -> right.put(k, v.sha256()));
    Set<Row> inputs = new LinkedHashSet<>();
    for (Row row : rows(left, right)) {
      inputs.add(new Row("input " + row.what(), row.a(), row.b()));
      Input one = a.inputs().get(row.what());
      Input other = b.inputs().get(row.what());
      if (one != null && other != null && isThere(one.run()) && isThere(other.run())) {
        // Why the input is another: what its run was told.
        String run = row.what().replaceFirst("/[^/]*$", "");
        for (Row setting : rows(settings(one.run()), settings(other.run()))) {
          Row own = new Row("setting " + setting.what(), setting.a(), setting.b());
          if (!causes.contains(own)) {
            inputs.add(new Row(own.what() + " of " + run, own.a(), own.b()));
          }
        }
      }
    }
    causes.addAll(inputs);
    return new Difference(causes, rows(a.effects(), b.effects()));
  }

  private static boolean isThere(Path run) {
    return run != null && Files.isRegularFile(run);
  }

  private static Map<String, String> settings(Path file) {
    try {
      JsonReader reader =
          new JsonReader(new StringReader(Files.readString(file, StandardCharsets.UTF_8)));
      JsonElement element = new Gson().getAdapter(JsonElement.class).read(reader);
      if (!element.isJsonObject()) {
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

  private static List<Row> rows(Map<String, String> a, Map<String, String> b) {
    Set<String> names = new LinkedHashSet<>(a.keySet());
    names.addAll(b.keySet());
    List<Row> rows = new ArrayList<>();
    for (String name : names) {
      String left = a.getOrDefault(name, NONE);
      String right = b.getOrDefault(name, NONE);
      if (!left.equals(right)) {
        rows.add(new Row(name, left, right));
      }
    }
    return rows;
  }

  /** Whether nothing differs. */
  public boolean isNone() {
    return causes.isEmpty() && effects.isEmpty();
  }

  /** A small table of what explains the difference, and a sentence about the outputs; {@code no difference} where there is none. */
  @Override
  public String toString() {
    if (isNone()) {
      return "no difference";
    }
    StringBuilder text = new StringBuilder();
    if (causes.isEmpty()
        && effects.stream().allMatch(e -> e.a().equals(NONE) || e.b().equals(NONE))) {
      text.append("what both have is the same\n");
    } else if (causes.isEmpty()) {
      text.append(
          "nothing recorded explains it: data, settings, inputs, software and source are the same\n");
    } else {
      table(text, "what differs", causes);
    }
    if (effects.isEmpty()) {
      text.append("the outputs are the same all the same");
    } else {
      text.append("outputs that differ: ");
      text.append(String.join(", ", effects.stream().map(Difference::effect).toList()));
    }
    return text.toString();
  }

  private static String effect(Row row) {
    return row.b().equals(NONE)
        ? row.what() + " (only in A)"
        : row.a().equals(NONE) ? row.what() + " (only in B)" : row.what();
  }

  private static void table(StringBuilder text, String title, List<Row> rows) {
    int first =
        Math.max(title.length(), rows.stream().mapToInt(r -> r.what().length()).max().orElse(0));
    int second =
        Math.max(1, rows.stream().mapToInt(r -> brief(r.a(), r.b()).length()).max().orElse(0));
    String format = "%-" + first + "s  %-" + second + "s  %s%n";
    text.append(format.formatted(title, "A", "B"));
    for (Row row : rows) {
      text.append(format.formatted(row.what(), brief(row.a(), row.b()), brief(row.b(), row.a())));
    }
  }

  /** Twelve digits tell two hashes apart; long texts are shown from where they differ. */
  private static String brief(String value, String other) {
    if (value.matches("[0-9a-f]{40,64}")) {
      return value.substring(0, 12);
    }
    if (value.length() <= 60) {
      return value;
    }
    int same = 0;
    while (same < Math.min(value.length(), other.length())
        && value.charAt(same) == other.charAt(same)) {
      same++;
    }
    int from = Math.max(0, same - 20);
    String part = value.substring(from, Math.min(value.length(), from + 56));
    return (from > 0 ? "..." : "") + part + (from + 56 < value.length() ? "..." : "");
  }
}
