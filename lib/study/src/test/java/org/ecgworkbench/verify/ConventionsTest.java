package org.ecgworkbench.verify;

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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ecgworkbench.contents.Entry;
import org.ecgworkbench.contents.ResultLists;
import org.ecgworkbench.contents.Results;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.ResultsFolder;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The committed results, notebooks and files beside the code keep what they promise. */
class ConventionsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
  private static final Path RESULTS = ROOT.resolve("results");
  private static final List<String> IGNORED = List.of("figure1-gallery", "figure6-patient-paper");

  private static List<Sidecar> sidecars() {
    assumeNewResults();
    return ResultsFolder.sidecars(RESULTS).stream().map(Sidecar::read).toList();
  }

  /** Whether the results were made since time and machine stand after the seal; older sidecars are refused. */
  private static void assumeNewResults() {
    assumeTrue(
        ResultsFolder.sidecars(RESULTS).stream().allMatch(ConventionsTest::isNew),
        "results/ is older than this code: run environment/reproduce and commit what it makes");
  }

  private static boolean isNew(Path sidecar) {
    try {
      return !Files.readString(sidecar).contains("\n  \"started\":");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theCommittedResultsAreVerified() {
    assumeNewResults();
    Verification verification =
        Verification.of(
            RESULTS,
            Verification.Options.defaults(),
            Progress.on(new PrintStream(OutputStream.nullOutputStream())));
    List<Finding> findings =
        verification.findings().stream()
            // Of the working tree, not of the repository: saved runs of another state of the code.
            .filter(f -> !f.file().startsWith("runs") && f.kind() != Finding.Kind.STALE)
            .toList();
    assertEquals(List.of(), findings);
  }

  @Test
  void everyCommittedResultIsOnTheList() {
    Set<String> kept = new TreeSet<>();
    for (Sidecar sidecar : sidecars()) {
      Entry entry = Results.of(sidecar).orElse(null);
      // A gallery's pages, one a class, lie here after a run and are in no repository.
      if (entry != null && entry.kept() == Entry.Kept.BY_A_VERB) {
        continue;
      }
      if (entry == null || entry.kept() != Entry.Kept.IN_GIT) {
        assertTrue(IGNORED.stream().anyMatch(sidecar.id()::startsWith), sidecar.id());
        continue;
      }
      kept.add(entry.file());
      assertTrue(entry.title().matches("[^\"]{1,70}"), entry.title());
    }
    assertEquals(
        new TreeSet<>(Results.inGit().stream().map(Entry::file).toList()),
        kept,
        "each once, and all there");
  }

  @Test
  void everyCommittedResultWasMadeByTheClassThatTheListNames() {
    List<Sidecar> listed = sidecars().stream().filter(s -> Results.of(s).isPresent()).toList();
    assumeTrue(
        listed.stream().allMatch(s -> isThere(s.madeBy())),
        "results/ is older than this code: run environment/reproduce and commit what it makes");
    for (Sidecar sidecar : listed) {
      Class<?> maker = Results.of(sidecar).orElseThrow().maker();
      assertEquals(maker.getName(), sidecar.madeBy(), sidecar.id());
    }
  }

  private static boolean isThere(String type) {
    try {
      return Class.forName(type) != null;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Test
  void whatIsTooLargeForGitIsIgnoredByIt() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve(".gitignore"));
    List<String> ids =
        Results.ALL.stream().filter(e -> e.kept() == Entry.Kept.NOWHERE).map(Entry::id).toList();
    assertEquals(IGNORED, ids);
    ids.forEach(id -> assertTrue(lines.contains("results/figures/" + id + "*"), id));
  }

  /** {@code environment/workbench contents} writes them. */
  @Test
  void theListsOfResultsAreThoseOfTheCode() throws IOException {
    for (Map.Entry<Path, String> each : ResultLists.of(ROOT).entrySet()) {
      assertEquals(each.getValue(), Files.readString(each.getKey()), each.getKey().toString());
    }
  }

  @Test
  void everySidecarSaysWhereItsResultComesFrom() {
    for (Sidecar sidecar : sidecars()) {
      String id = sidecar.id();
      assertFalse(sidecar.caption().isBlank(), id);
      assertTrue(sidecar.madeBy().startsWith("org.ecgworkbench.paper."), id);
      assertTrue(sidecar.data().keySet().containsAll(List.of("name", "manifestSha256")), id);
      assertTrue(sidecar.settings().keySet().containsAll(List.of("profile", "seed", "split")), id);
      assertTrue(
          sidecar
              .software()
              .keySet()
              .containsAll(List.of("ecg-workbench", "Java", "DJL", "PyTorch", "engine")),
          id);
      assertTrue(sidecar.source().get("commit").matches("[0-9a-f]{40}"), id);
      assertEquals("no", sidecar.source().get("uncommittedChanges"), id);
    }
    for (Sidecar sidecar : sidecars()) {
      assertTrue(sidecar.seeds().containsKey(RandomStream.FOLDS.pattern()), sidecar.id());
      boolean network = sidecar.inputs().keySet().stream().anyMatch(i -> i.contains("/network-"));
      assertEquals(network, sidecar.seeds().containsKey("initialisation"), sidecar.id());
      boolean resampled = sidecar.settings().containsKey("intervals");
      assertTrue(
          !resampled || sidecar.seeds().containsKey(RandomStream.BOOTSTRAP.pattern()),
          sidecar.id());
    }
  }

  @Test
  void everyNotebookEndsWithProvenanceAndItsCellsHaveNames() throws IOException {
    List<Path> notebooks;
    try (Stream<Path> files = Files.list(ROOT.resolve("notebooks"))) {
      notebooks = files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList();
    }
    assertTrue(notebooks.size() >= 8, notebooks.toString());
    for (Path notebook : notebooks) {
      JsonObject all = new Gson().fromJson(Files.readString(notebook), JsonObject.class);
      Set<String> ids = new HashSet<>();
      String last = "";
      for (JsonElement element : all.getAsJsonArray("cells")) {
        JsonObject cell = element.getAsJsonObject();
        assertTrue(ids.add(cell.get("id").getAsString()), notebook + ": " + cell.get("id"));
        if (cell.get("cell_type").getAsString().equals("code")) {
          last = cell.get("source").toString();
        }
      }
      assertTrue(last.contains("showProvenance()"), notebook + " ends with " + last);
    }
  }

  @Test
  void theCitationHasTheLibrarysVersion() throws IOException {
    String citation = Files.readString(ROOT.resolve("CITATION.cff"));
    Matcher version = Pattern.compile("(?m)^\\s*version: (\\S+)$").matcher(citation);
    int found = 0;
    while (version.find()) {
      assertEquals(Provenance.libraryVersion(), version.group(1));
      found++;
    }
    assertEquals(2, found);
    assertTrue(Files.readString(ROOT.resolve("CHANGELOG.md")).contains("## 0.1.0"));
  }

  /** The last release is found by the name that Software Heritage gives its commit. */
  @Test
  void theCitationNamesTheCommitOfItsVersion() throws Exception {
    String citation = Files.readString(ROOT.resolve("CITATION.cff"));
    Matcher commit = Pattern.compile("(?m)^ +value: swh:1:rev:([0-9a-f]{40})$").matcher(citation);
    assertTrue(commit.find(), citation);
    Process git =
        new ProcessBuilder("git", "show", commit.group(1) + ":pom.xml")
            .directory(ROOT.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String pom = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Assumptions.assumeTrue(git.waitFor() == 0, "SKIPPED: this checkout has no such history");
    String version = citation.replaceFirst("(?s).*?\nversion: (\\S+)\n.*", "$1");
    assertTrue(pom.contains("<version>" + version + "</version>"), version);
  }

  /** The SHA-256 of what a list of artifacts names, after a look whether the bill of materials beside it has the same and no other. */
  private static List<String> locked(String folder) throws IOException {
    Path home = ROOT.resolve(folder);
    JsonObject bom =
        new Gson().fromJson(Files.readString(home.resolve("sbom.cdx.json")), JsonObject.class);
    Map<String, String> listed = new TreeMap<>();
    for (JsonElement element : bom.getAsJsonArray("components")) {
      JsonObject component = element.getAsJsonObject();
      boolean isOwn = component.get("group").getAsString().equals("org.ecgworkbench");
      assertEquals(isOwn ? 0 : 1, component.getAsJsonArray("hashes").size(), folder + component);
      for (JsonElement hash : component.getAsJsonArray("hashes")) {
        listed.put(
            hash.getAsJsonObject().get("content").getAsString(),
            component.get("name").getAsString() + "-" + component.get("version").getAsString());
      }
    }
    List<String> lines = Files.readAllLines(home.resolve("artifacts.sha256"));
    for (String line : lines) {
      String jar = line.substring(line.lastIndexOf('/') + 1);
      String named = listed.remove(line.substring(0, 64));
      assertTrue(named != null && jar.startsWith(named), folder + ": " + line + ", " + named);
    }
    assertEquals(Map.of(), listed, folder);
    return lines;
  }

  @Test
  void whatIsLockedIsInTheBillOfMaterialsWithTheSameHash() throws IOException {
    List<String> archive = locked("lib/archive");
    assertTrue(archive.stream().anyMatch(l -> l.contains("/spark-core_2.13-")));
    List<String> lines = locked("environment");
    assertTrue(lines.size() > 50, lines.size() + " artifacts");
    // What is on this class path is what is locked.
    Set<String> locked =
        lines.stream().map(l -> l.substring(l.lastIndexOf('/') + 1)).collect(Collectors.toSet());
    String[] path = System.getProperty("java.class.path").split(java.io.File.pathSeparator);
    for (String entry : path) {
      String name = Path.of(entry).getFileName().toString();
      boolean own = entry.startsWith(ROOT.toString()) || name.startsWith("surefire");
      assertTrue(own || !name.endsWith(".jar") || locked.contains(name), entry + " is not locked");
    }
  }

  @Test
  void theHouseMapNamesEveryPackage() throws IOException {
    String map = Files.readString(ROOT.resolve("CONTRIBUTING.md"));
    try (Stream<Path> packages = Files.list(Path.of("src/main/java/org/ecgworkbench"))) {
      for (Path each : packages.filter(Files::isDirectory).toList()) {
        assertTrue(map.contains("| `" + each.getFileName() + "` |"), each.toString());
        assertFalse(!Files.exists(each.resolve("package-info.java")), each.toString());
      }
    }
  }
}
