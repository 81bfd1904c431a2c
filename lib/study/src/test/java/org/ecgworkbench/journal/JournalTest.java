package org.ecgworkbench.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.data.FigureRecordLengths;
import org.ecgworkbench.paper.data.RecordFlow;
import org.ecgworkbench.paper.data.RecordIndex;
import org.ecgworkbench.paper.data.Table1DataProfile;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.study.Study;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checklists, RO-Crate and Croissant of a small folder of results, and those that are committed. */
class JournalTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
  private static final Path COMMITTED = ROOT.resolve("results");

  @TempDir private static Path folder;

  @BeforeAll
  static void make() {
    Study study =
        Study.open(
            Parameters.defaults().withProfile("smoke").withOut(folder),
            Progress.on(new PrintStream(OutputStream.nullOutputStream())));
    Table1DataProfile.of(study).save();
    RecordFlow.table(study).save();
    RecordFlow.figure(study).save();
    RecordIndex.of(study).save();
    FigureRecordLengths.of(study).save();
  }

  // --- checklists

  /** The numbers of the published checklists: 27 items with 52 subitems, and 40 items in 48 rows. */
  @Test
  void theItemsAreThoseOfThePublishedChecklists() {
    List<Checklist> all = Checklist.of(folder);
    assertEquals(
        "1 2 3a 3b 3c 4 5a 5b 6a 6b 6c 7 8a 8b 8c 9a 9b 9c 10 11 12a 12b 12c 12d 12e 12f 12g 13 14 15 16 17 18a 18b 18c 18d 18e"
            + " 18f 19 20a 20b 20c 21 22 23a 23b 24 25 26 27a 27b 27c",
        numbers(all.get(0)));
    assertEquals(52, all.get(0).items().size());
    assertEquals(
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15a 15b 15c 15d 16a 16b 16c 17a 17b 18 19 20 21 22 23 24 25 26a 26b 27 28 29 30 31 32 33"
            + " 34 35 36 37 38 39 40a 40b",
        numbers(all.get(1)));
    assertEquals(
        40,
        all.get(1).items().stream()
            .map(i -> i.number().replaceAll("[a-z]", ""))
            .distinct()
            .count());
  }

  private static String numbers(Checklist checklist) {
    return checklist.items().stream().map(Checklist.Item::number).collect(Collectors.joining(" "));
  }

  @Test
  void whatOnlyAPersonCanAnswerIsOpenAndSaysWho() {
    for (Checklist each : Checklist.of(folder)) {
      for (Checklist.Item item : each.items()) {
        assertFalse(item.question().isBlank() || !item.question().endsWith("?"), item.toString());
        assertFalse(item.answer().isBlank(), item.toString());
        assertFalse(item.answer().contains("{"), item.toString());
        assertEquals(
            item.status() == Checklist.Status.OPEN, !item.who().isEmpty(), item.toString());
        if (item.status() == Checklist.Status.ANSWERED) {
          assertFalse(item.evidence().isEmpty(), item.toString());
        }
      }
    }
    Map<String, Checklist.Item> tripod =
        Checklist.of(folder).get(0).items().stream()
            .collect(Collectors.toMap(Checklist.Item::number, i -> i));
    assertEquals("the funding", tripod.get("18a").who());
    assertEquals("the authors", tripod.get("17").who());
    assertTrue(tripod.get("20a").answer().matches("\\d+ records found; \\d+ train.*"));
    assertEquals(
        List.of("../figures/figure-record-flow.png", "../tables/record-flow.csv"),
        tripod.get("20a").evidence().stream().map(Checklist.Link::target).toList());
    // Table 2 is not in this folder: nothing is claimed of it.
    assertEquals(
        "a run that makes tables/table2-test-performance, figures/figure-roc-pr",
        tripod.get("23a").who());
    assertEquals(Checklist.Status.NOT_APPLICABLE, tripod.get("9c").status());
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    List<Path> files = Checklist.write(folder);
    assertEquals(4, files.size());
    for (Checklist each : Checklist.of(folder)) {
      for (Checklist.Item item : each.items()) {
        for (Checklist.Link link : item.evidence()) {
          Path file = folder.resolve(Checklist.FOLDER).resolve(link.target());
          assertTrue(link.target().isEmpty() || Files.exists(file), link.toString());
        }
      }
    }
    List<byte[]> before = files.stream().map(JournalTest::bytes).toList();
    Checklist.write(folder);
    for (int i = 0; i < files.size(); i++) {
      assertTrue(java.util.Arrays.equals(before.get(i), bytes(files.get(i))));
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  // --- RO-Crate

  private static Map<String, JsonObject> entities(Path results) throws IOException {
    JsonObject crate =
        new Gson()
            .fromJson(Files.readString(results.resolve(ResearchCrate.FILE)), JsonObject.class);
    assertEquals(
        "[\"https://w3id.org/ro/crate/1.1/context\",\"https://w3id.org/ro/terms/workflow-run/context\"]",
        crate.get("@context").toString());
    Map<String, JsonObject> entities = new LinkedHashMap<>();
    for (JsonElement each : crate.getAsJsonArray("@graph")) {
      JsonObject entity = each.getAsJsonObject();
      assertTrue(entity.has("@type"), entity.toString());
      assertEquals(null, entities.put(entity.get("@id").getAsString(), entity), "each id once");
    }
    return entities;
  }

  private static Set<String> ids(JsonElement references) {
    Set<String> ids = new TreeSet<>();
    if (references.isJsonArray()) {
      references.getAsJsonArray().forEach(e -> ids.addAll(ids(e)));
    } else {
      ids.add(references.getAsJsonObject().get("@id").getAsString());
    }
    return ids;
  }

  /** Each MUST of RO-Crate 1.1 and of Process Run Crate 0.5 that bears on such a crate. */
  @Test
  void theCrateHasWhatItsSpecificationAndProfileDemand() throws IOException {
    ResearchCrate.write(folder);
    Map<String, JsonObject> entities = entities(folder);
    JsonObject descriptor = entities.get("ro-crate-metadata.json");
    assertEquals("CreativeWork", descriptor.get("@type").getAsString());
    assertEquals(Set.of("https://w3id.org/ro/crate/1.1"), ids(descriptor.get("conformsTo")));
    assertEquals(Set.of("./"), ids(descriptor.get("about")));
    JsonObject root = entities.get("./");
    assertEquals("Dataset", root.get("@type").getAsString());
    for (String must : List.of("name", "description", "datePublished", "license")) {
      assertTrue(root.has(must), must);
    }
    assertTrue(root.get("datePublished").getAsString().matches("\\d{4}-\\d\\d-\\d\\d"));
    assertEquals(Set.of("https://w3id.org/ro/wfrun/process/0.5"), ids(root.get("conformsTo")));
    assertEquals(
        "CreativeWork",
        entities.get("https://w3id.org/ro/wfrun/process/0.5").get("@type").getAsString());
    // Every file is in the list of parts, is there, and has the bytes that are said.
    Set<String> files = new TreeSet<>();
    entities.forEach(
        (id, e) -> {
          if (e.get("@type").getAsString().equals("File")) {
            files.add(id);
          }
        });
    assertEquals(files, ids(root.get("hasPart")));
    for (String id : files) {
      Path file = folder.resolve(id);
      assertTrue(Files.isRegularFile(file), id);
      JsonObject entity = entities.get(id);
      assertEquals(String.valueOf(Files.size(file)), entity.get("contentSize").getAsString());
      if (entity.has("sha256")) {
        assertEquals(Provenance.sha256(file), entity.get("sha256").getAsString());
      }
    }
    // A sidecar is one action; its instrument is described, as a program.
    Set<String> actions = ids(root.get("mentions"));
    assertEquals(5, actions.size());
    for (String id : actions) {
      JsonObject action = entities.get(id);
      assertEquals("CreateAction", action.get("@type").getAsString());
      JsonObject program = entities.get(ids(action.get("instrument")).iterator().next());
      assertEquals("SoftwareApplication", program.get("@type").getAsString());
      assertTrue(program.has("name") && program.has("version"));
      assertTrue(files.containsAll(ids(action.get("result"))), id);
      for (String object : ids(action.get("object"))) {
        assertTrue(
            Set.of("File", "Dataset", "PropertyValue")
                .contains(entities.get(object).get("@type").getAsString()));
      }
    }
    // Nothing is referred to that is not described, but for what the web describes.
    Set<String> unknown = new HashSet<>();
    entities.values().forEach(e -> references(e, unknown));
    unknown.removeAll(entities.keySet());
    assertEquals(
        Set.of("https://w3id.org/ro/crate/1.1", "http://schema.org/CompletedActionStatus"),
        unknown);
  }

  private static void references(JsonElement element, Set<String> found) {
    if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(e -> references(e, found));
    } else if (element.isJsonObject()) {
      JsonObject object = element.getAsJsonObject();
      if (object.size() == 1 && object.has("@id")) {
        found.add(object.get("@id").getAsString());
      }
      object.entrySet().forEach(e -> references(e.getValue(), found));
    }
  }

  @Test
  void theSameFolderGivesTheSameCrate() throws IOException {
    byte[] first = bytes(ResearchCrate.write(folder));
    assertTrue(java.util.Arrays.equals(first, bytes(ResearchCrate.write(folder))));
  }

  // --- Croissant

  @Test
  void theCohortsDescriptionNamesEveryColumnOfItsIndex() throws IOException {
    Path file = Croissant.write(folder).orElseThrow();
    JsonObject croissant = new Gson().fromJson(Files.readString(file), JsonObject.class);
    JsonObject object = croissant.getAsJsonArray("distribution").get(0).getAsJsonObject();
    Path index = folder.resolve(object.get("contentUrl").getAsString());
    assertEquals(Provenance.sha256(index), object.get("sha256").getAsString());
    List<String> columns = List.of(Files.readAllLines(index).get(0).split(","));
    List<String> fields =
        croissant
            .getAsJsonArray("recordSet")
            .get(0)
            .getAsJsonObject()
            .getAsJsonArray("field")
            .asList()
            .stream()
            .map(f -> f.getAsJsonObject().get("name").getAsString())
            .toList();
    assertEquals(columns, fields);
  }

  // --- what is committed

  @Test
  void whatIsCommittedIsMadeOfTheCommittedResults(@TempDir Path copy) throws IOException {
    assumeTrue(
        Files.exists(COMMITTED.resolve(ResearchCrate.FILE)),
        "results/ is older than this code: run environment/reproduce and commit what it makes");
    Path results = copy.resolve("results");
    try (Stream<Path> all = Files.walk(COMMITTED)) {
      for (Path each : all.toList()) {
        String name = COMMITTED.relativize(each).toString();
        if (name.matches("|tables.*|figures.*|scores.*|models.*|README.md")) {
          Path target = name.isEmpty() ? results : results.resolve(name);
          if (Files.isDirectory(each)) {
            Files.createDirectories(target);
          } else if (!name.endsWith(".pdf")) {
            Files.copy(each, target);
          }
        }
      }
    }
    ResearchCrate.write(results);
    Croissant.write(results);
    for (String name : List.of(ResearchCrate.FILE, Croissant.FILE)) {
      assertEquals(
          Files.readString(COMMITTED.resolve(name)), Files.readString(results.resolve(name)), name);
    }
    for (Checklist each : Checklist.of(COMMITTED)) {
      Path folder = COMMITTED.resolve(Checklist.FOLDER);
      assertEquals(each.markdown(), Files.readString(folder.resolve(each.id() + ".md")));
      assertEquals(each.csv(), Files.readString(folder.resolve(each.id() + ".csv")));
    }
  }
}
