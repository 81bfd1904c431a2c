package org.ecgworkbench.notebook;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
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

  /**
   * Reads a sidecar with all its checks.
   *
   * @param file a JSON file beside a table or figure
   * @return its fields, none of them null
   * @throws EcgDataException if it cannot be read, is not JSON, lacks a field or has an unknown one, names a file that is not beside it or
   *     an input outside the results' folder, or was changed after it was written; one line that names the file
   */
  public static Sidecar read(Path file) {
    return SidecarReader.read(file);
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

  static String idOf(Path file) {
    return stem(file.getFileName().toString());
  }

  static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** The JSON with a last field that holds the SHA-256 of the JSON without it. */
  static String seal(String json) {
    String body = json.substring(0, json.length() - "\n}\n".length());
    return body + sealLine(Provenance.sha256(json));
  }

  static String sealLine(String hash) {
    return ",\n  \"" + SEAL + "\": \"" + hash + "\"\n}\n";
  }
}
