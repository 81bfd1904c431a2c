package org.ecgworkbench.provenance;

import com.google.gson.GsonBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * A sidecar, the JSON file beside a table or figure: how it is written, and what is read back of it. Its seal
 * covers everything but time and machine, so results that are the same have the same seal on every machine.
 *
 * @param file where it lies
 * @param madeBy the class that made the result
 * @param caption the result's caption
 * @param outputs the files it describes, which lie beside it, with their SHA-256
 * @param data the data set's name and SHA-256 over its files
 * @param settings profile, seed and whatever else the result depends on, in order
 * @param seeds the seed of every random stream, by its name
 * @param inputs files the result was made from, relative to the folder that holds {@code tables} and {@code figures}, with their SHA-256
 * @param software versions of library, JDK, DJL and PyTorch, the device of the arithmetic, and how the engine computes
 * @param source commit, and whether there were uncommitted changes
 * @param seal the SHA-256 of everything before it
 * @param started when the work began
 * @param duration how long it took
 * @param machine where it was made: operating system, number of processors, and their kind
 */
public record Sidecar(
    Path file,
    String madeBy,
    String caption,
    Map<String, String> outputs,
    Map<String, String> data,
    Map<String, String> settings,
    Map<String, String> seeds,
    Map<String, String> inputs,
    Map<String, String> software,
    Map<String, String> source,
    String seal,
    Instant started,
    Duration duration,
    Map<String, String> machine) {
  /** The field with the SHA-256 of everything before it. */
  static final String SEAL = "sidecarSha256";

  /** The last field, which is not sealed: time and machine. */
  static final String RUN = "run";

  /** How JSON begins. */
  static final String START = "{\n";

  /** How JSON ends. */
  static final String END = "\n}\n";

  /** Keeps its own copies, in their order. */
  public Sidecar {
    outputs = Provenance.ordered(outputs);
    data = Provenance.ordered(data);
    settings = Provenance.ordered(settings);
    seeds = Provenance.ordered(seeds);
    inputs = Provenance.ordered(inputs);
    software = Provenance.ordered(software);
    source = Provenance.ordered(source);
    machine = Provenance.ordered(machine);
  }

  /**
   * Reads a sidecar with all its checks.
   *
   * @param file a JSON file beside a table or figure
   * @return its fields, none of them null
   * @throws EcgDataException if it cannot be read, is not JSON, lacks a field or has an unknown one, names a file that is not beside it or
   *     an input outside the results' folder, was changed before its seal after it was written, or is of an earlier version; one line that
   *     names the file
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

  /** The text of the file. */
  String json() {
    return json(
        new Provenance(
            madeBy, data, settings, seeds, inputs, software, source, started, duration, machine),
        caption,
        outputs);
  }

  /**
   * {@return the text of a sidecar: everything as indented JSON; time and machine stand after the seal, so that what is before them, and
   * the seal itself, are the same on every machine}
   *
   * @param facts where the result comes from
   * @param caption the result's caption
   * @param outputs the files this describes, with their SHA-256
   */
  public static String json(Provenance facts, String caption, Map<String, String> outputs) {
    Map<String, Object> sealed = new LinkedHashMap<>();
    sealed.put("madeBy", facts.madeBy());
    sealed.put("caption", caption);
    sealed.put("outputs", outputs);
    sealed.put("data", new TreeMap<>(facts.data()));
    sealed.put("settings", facts.settings());
    sealed.put("seeds", facts.seeds());
    sealed.put("inputs", facts.inputs());
    sealed.put("software", facts.software());
    sealed.put("source", facts.source());
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("started", facts.started().toString());
    run.put("durationSeconds", facts.duration().toMillis() / 1000.0);
    run.put("machine", facts.machine());
    return seal(json(sealed), json(Map.of(RUN, run)));
  }

  private static String json(Map<String, Object> fields) {
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(fields)
        + "\n";
  }

  /** The name, the caption, and what made it from what; {@link Provenance} lists the rest. */
  @Override
  public String toString() {
    return "%s: %s Made by %s from %s"
        .formatted(
            id(),
            caption,
            madeBy.substring(madeBy.lastIndexOf('.') + 1),
            data.getOrDefault("name", "unknown recordings"));
  }

  static String idOf(Path file) {
    return stem(file.getFileName().toString());
  }

  static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** The JSON, then its SHA-256, then what is not sealed, itself JSON of the one field {@value #RUN}. */
  static String seal(String json, String run) {
    String open = json.substring(0, json.length() - END.length());
    return open + sealLine(Provenance.sha256(json)) + run.substring(START.length());
  }

  /** What stands between what is sealed and what is not. */
  static String sealLine(String hash) {
    return ",\n  \"" + SEAL + "\": \"" + hash + "\",\n";
  }
}
