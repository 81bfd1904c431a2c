package org.ecgworkbench.study.store;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.provenance.Provenance;

/**
 * What a saved network says about the job it comes from: which job, in which profile, made with which software, and the SHA-256 of its
 * scores. What it was made from stands beside it in {@code run.json}, on which machine and in what time in {@code machine.json}.
 *
 * @param profile the profile's name
 * @param leads the leads, for example {@code I,II}
 * @param fold {@code own}, a number, or {@code other} for a split that is neither; see {@link SplitName#foldName}
 * @param seed of the training
 * @param software versions of library, JDK, DJL and PyTorch, how the engine computes, and the commit of the checkout
 * @param files the files with scores, and their SHA-256
 */
public record JobFile(
    String profile,
    String leads,
    String fold,
    long seed,
    Map<String, String> software,
    Map<String, String> files) {
  /** Its name in the folder of a run. */
  public static final String NAME = "job.json";

  /**
   * Writes it into the folder of a run whose files with scores are there.
   *
   * @param folder of the run
   * @param profile its name
   * @param leads that the network reads
   * @param split on which it is trained and tested
   * @param seed of the training
   * @throws IOException if it cannot be written
   */
  public static void write(
      Path folder, String profile, List<Lead> leads, SplitName split, long seed)
      throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    for (String name : List.of(RunStore.VALIDATION, RunStore.TEST)) {
      files.put(name, Provenance.sha256(folder.resolve(name)));
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("profile", profile);
    all.put("leads", String.join(",", leads.stream().map(Lead::label).toList()));
    all.put("fold", split.foldName());
    all.put("seed", seed);
    all.put("software", versions());
    all.put("files", files);
    WholeFile.write(
        folder.resolve(NAME),
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(all) + "\n");
  }

  /** Versions, and the commit of the checkout. */
  private static Map<String, String> versions() {
    Provenance now = Provenance.start(JobFile.class).finish();
    Map<String, String> software = new LinkedHashMap<>(now.software());
    software.putAll(now.source());
    return software;
  }

  /**
   * Reads it; empty where there is none.
   *
   * @param folder of a run
   * @return the job; empty where there is no such file
   * @throws EcgDataException if it is damaged
   */
  public static Optional<JobFile> read(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonObject all = json(file);
    try {
      return Optional.of(
          new JobFile(
              all.get("profile").getAsString(),
              all.get("leads").getAsString(),
              all.get("fold").getAsString(),
              all.get("seed").getAsLong(),
              texts(all.getAsJsonObject("software")),
              texts(all.getAsJsonObject("files"))));
    } catch (RuntimeException e) {
      throw damaged(file, "lacks a field or has one of another kind", e);
    }
  }

  /**
   * {@return the settings in a run's {@code run.json}, in their order}
   *
   * @param folder of a run
   */
  public static Map<String, String> settings(Path folder) {
    return texts(json(folder.resolve("run.json")));
  }

  private static JsonObject json(Path file) {
    try {
      JsonObject all = new Gson().fromJson(Files.readString(file), JsonObject.class);
      if (all == null) {
        throw damaged(file, "is empty", null);
      }
      return all;
    } catch (IOException | JsonParseException e) {
      throw damaged(file, "cannot be read", e);
    }
  }

  private static Map<String, String> texts(JsonObject object) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
      JsonElement value = entry.getValue();
      texts.put(entry.getKey(), value.isJsonPrimitive() ? value.getAsString() : value.toString());
    }
    return texts;
  }

  private static EcgDataException damaged(Path file, String what, Exception cause) {
    return new EcgDataException(
        "%s: %s; delete the folder to make it again".formatted(file, what), cause);
  }

  /**
   * Compares the files with scores with their SHA-256.
   *
   * @param folder of the run
   * @throws EcgDataException if one was changed, names it
   */
  public void requireWhole(Path folder) {
    files.forEach(
        (name, expected) -> {
          Path file = folder.resolve(name);
          String found = Files.exists(file) ? Provenance.sha256(file) : "no such file";
          if (!found.equals(expected)) {
            throw new EcgDataException(
                "%s: damaged: expected SHA-256 %s, found %s; delete the folder to make it again"
                    .formatted(file, expected, found));
          }
        });
  }
}
