package org.ecgworkbench.journal;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.contents.Entry;
import org.ecgworkbench.contents.Results;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.study.store.KeptScores;

/**
 * A folder of results as an <a href="https://w3id.org/ro/crate/1.1">RO-Crate 1.1</a> by the profile <a
 * href="https://w3id.org/ro/wfrun/process/0.5">Process Run Crate 0.5</a>: a sidecar is one {@code CreateAction} with its software, recordings,
 * scores and settings, and the table or figure that it made. Of the profile's shoulds the agent is left out, for no sidecar says who ran the
 * program, and the software's address, for the workbench has none.
 */
public final class ResearchCrate {
  /** The crate's file in the folder of results. */
  public static final String FILE = "ro-crate-metadata.json";

  static final String SPECIFICATION = "https://w3id.org/ro/crate/1.1";
  static final String PROFILE = "https://w3id.org/ro/wfrun/process/0.5";
  private static final String LICENCE = "https://spdx.org/licenses/GPL-3.0-or-later";
  private static final Map<String, String> MEDIA =
      Map.of(
          "csv", "text/csv",
          "json", "application/json",
          "png", "image/png",
          "svg", "image/svg+xml",
          "pdf", "application/pdf");

  private final Path results;
  private final Map<String, Map<String, Object>> context = new TreeMap<>();
  private final Map<String, Map<String, Object>> files = new TreeMap<>();
  private final Map<String, Map<String, Object>> actions = new LinkedHashMap<>();

  private ResearchCrate(Path results) {
    this.results = results;
  }

  /**
   * Writes {@value #FILE} into a folder of results.
   *
   * @param results holds {@code tables} and {@code figures}
   * @return the file
   * @throws EcgDataException if this is no folder of results, a sidecar is damaged, or a file that it names is not there
   */
  public static Path write(Path results) {
    Path folder = results.toAbsolutePath().normalize();
    Path file = folder.resolve(FILE);
    try {
      WholeFile.write(file, new ResearchCrate(folder).json());
      return file;
    } catch (IOException e) {
      throw new EcgDataException(file + ": cannot be written (" + WholeFile.reason(e) + ")", e);
    }
  }

  private String json() {
    // Galleries of recordings are not in git.
    Map<String, Sidecar> sidecars = new LinkedHashMap<>(Checklist.sidecars(results));
    sidecars
        .values()
        .removeIf(
            sidecar ->
                Results.ALL.stream()
                    .filter(entry -> entry.kept() == Entry.Kept.NOWHERE)
                    .anyMatch(entry -> sidecar.id().startsWith(entry.id())));
    sidecars.forEach(this::action);
    String newest =
        sidecars.values().stream()
            .map(s -> s.started().plus(s.duration()).toString())
            .max(String::compareTo)
            .orElseThrow();
    List<Object> graph = new ArrayList<>();
    Map<String, Object> descriptor = entity(FILE, "CreativeWork");
    descriptor.put("conformsTo", id(SPECIFICATION));
    descriptor.put("about", id("./"));
    graph.add(descriptor);
    Map<String, Object> root = entity("./", "Dataset");
    root.put("name", "Results of the ECG workbench");
    root.put(
        "description",
        "Tables and figures of arXiv:2010.10328 made again, from "
            + sidecars.values().iterator().next().data().getOrDefault("name", "unknown recordings")
            + ".");
    root.put("datePublished", newest.substring(0, 10));
    root.put("license", id(LICENCE));
    root.put("conformsTo", id(PROFILE));
    root.put("hasPart", files.keySet().stream().map(ResearchCrate::id).toList());
    root.put("mentions", actions.keySet().stream().map(ResearchCrate::id).toList());
    graph.add(root);
    Map<String, Object> profile = entity(PROFILE, "CreativeWork");
    profile.put("name", "Process Run Crate");
    profile.put("version", "0.5");
    graph.add(profile);
    Map<String, Object> licence = entity(LICENCE, "CreativeWork");
    licence.put("name", "GNU General Public License, version 3 or later");
    graph.add(licence);
    graph.addAll(context.values());
    graph.addAll(actions.values());
    graph.addAll(files.values());
    Map<String, Object> crate = new LinkedHashMap<>();
    crate.put(
        "@context",
        List.of(SPECIFICATION + "/context", "https://w3id.org/ro/terms/workflow-run/context"));
    crate.put("@graph", graph);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(crate)
        + "\n";
  }

  private static Map<String, Object> entity(String id, String type) {
    Map<String, Object> entity = new LinkedHashMap<>();
    entity.put("@id", id);
    entity.put("@type", type);
    return entity;
  }

  private static Map<String, String> id(String id) {
    return Map.of("@id", id);
  }

  private void action(String name, Sidecar sidecar) {
    Map<String, Object> action = entity("#run-" + name.replace('/', '-'), "CreateAction");
    action.put("name", "Made " + Results.of(sidecar).map(Entry::title).orElse(sidecar.id()));
    action.put("description", sidecar.caption());
    action.put("instrument", id(software(sidecar)));
    action.put("startTime", sidecar.started().toString());
    action.put("endTime", sidecar.started().plus(sidecar.duration()).toString());
    action.put("actionStatus", id("http://schema.org/CompletedActionStatus"));
    List<Object> objects = new ArrayList<>();
    objects.add(id(recordings(sidecar)));
    sidecar.inputs().keySet().stream()
        .map(input -> KeptScores.fileFor(results, input))
        .filter(kept -> kept != null && Files.isRegularFile(kept))
        .distinct()
        .forEach(kept -> objects.add(id(file(kept, "", "Scores of a run, record by record"))));
    sidecar.settings().forEach((k, v) -> objects.add(id(value("setting", k, v))));
    sidecar.seeds().forEach((k, v) -> objects.add(id(value("seed of", k, v))));
    action.put("object", objects.stream().distinct().toList());
    List<Object> made = new ArrayList<>();
    sidecar
        .outputs()
        .forEach(
            (output, hash) -> {
              Path path = sidecar.output(output);
              if (output.endsWith(".pdf")) {
                return; // git does not keep it
              }
              if (Files.isRegularFile(path)) {
                made.add(id(file(path, hash, sidecar.caption())));
              } else {
                throw new EcgDataException(path + ": a sidecar names it, found nothing there");
              }
            });
    // Its hash is its own seal, which leaves time and machine out.
    made.add(id(file(sidecar.file(), "", "Provenance of " + name + ", seal " + sidecar.seal())));
    action.put("result", made);
    actions.put((String) action.get("@id"), action);
  }

  /** The program in its version; what it ran on and from which sources are facts of it. */
  private String software(Sidecar sidecar) {
    Map<String, String> facts = new LinkedHashMap<>(sidecar.software());
    facts.putAll(sidecar.source());
    facts.remove("commit");
    facts.remove("uncommittedChanges");
    String id = "#software-" + Provenance.sha256(facts.toString()).substring(0, 12);
    Map<String, Object> software = entity(id, "SoftwareApplication");
    software.put("name", "ECG workbench");
    software.put("version", sidecar.software().getOrDefault("ecg-workbench", "unknown"));
    software.put("license", id(LICENCE));
    software.put(
        "softwareRequirements",
        facts.entrySet().stream()
            .filter(e -> List.of("Java", "DJL", "PyTorch").contains(e.getKey()))
            .map(e -> e.getKey() + " " + e.getValue())
            .toList());
    List<String> sources = facts.values().stream().filter(v -> v.startsWith("swh:")).toList();
    if (!sources.isEmpty()) {
      software.put("identifier", sources);
    }
    context.putIfAbsent(id, software);
    return id;
  }

  private String recordings(Sidecar sidecar) {
    String hash = sidecar.data().getOrDefault("manifestSha256", "unknown");
    String id = "#recordings-" + hash.substring(0, Math.min(12, hash.length()));
    Map<String, Object> data = entity(id, "Dataset");
    data.put("name", sidecar.data().getOrDefault("name", "unknown recordings"));
    data.put("description", "Recordings, which are not in this crate; SHA-256 over their files.");
    data.put("identifier", "sha256:" + hash);
    context.putIfAbsent(id, data);
    return id;
  }

  private String value(String kind, String name, String value) {
    String id = "#value-" + Provenance.sha256(kind + " " + name + "=" + value).substring(0, 12);
    Map<String, Object> property = entity(id, "PropertyValue");
    property.put("name", kind + " " + name);
    property.put("value", value);
    context.putIfAbsent(id, property);
    return id;
  }

  private String file(Path path, String hash, String description) {
    String relative = results.relativize(path).toString().replace('\\', '/');
    String id =
        String.join(
            "/",
            List.of(relative.split("/")).stream()
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .toList());
    if (!files.containsKey(id)) {
      Map<String, Object> file = entity(id, "File");
      file.put("name", path.getFileName().toString());
      file.put("description", description);
      String ending = relative.substring(relative.lastIndexOf('.') + 1);
      if (MEDIA.containsKey(ending)) {
        file.put("encodingFormat", MEDIA.get(ending));
      }
      try {
        file.put("contentSize", String.valueOf(Files.size(path)));
      } catch (IOException e) {
        throw new EcgDataException(path + ": cannot be read (" + WholeFile.reason(e) + ")", e);
      }
      if (!hash.isEmpty()) {
        file.put("sha256", hash);
      }
      files.put(id, file);
    }
    return id;
  }
}
