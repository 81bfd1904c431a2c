package org.ecgworkbench.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.contents.Entry;
import org.ecgworkbench.contents.Results;
import org.ecgworkbench.journal.Checklist.Item;
import org.ecgworkbench.journal.Checklist.Link;
import org.ecgworkbench.journal.Checklist.Status;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.result.NotebookLinks;
import org.ecgworkbench.result.ResultsFolder;

/** The items of a {@link Checklist}, read from its resource and filled from one folder of results. */
final class ChecklistItems {
  private final Path results;
  private final Map<String, Sidecar> sidecars;
  private final JournalFacts facts;
  private final NotebookLinks notebooks;

  ChecklistItems(Path results, Map<String, Sidecar> sidecars) {
    this.results = results;
    this.sidecars = sidecars;
    this.facts = new JournalFacts(results, sidecars);
    this.notebooks = new NotebookLinks(results);
  }

  /** The items of a checklist, in its order. */
  List<Item> of(String id) {
    return resource(id + ".txt").lines().map(line -> item(line.split(" \\| ?", -1))).toList();
  }

  private Item item(String[] parts) {
    List<Link> evidence = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String each : parts[3].strip().split(" +")) {
      if (!each.isEmpty()) {
        Link link = link(each);
        evidence.add(link);
        boolean isResult = ResultsFolder.FOLDERS.stream().anyMatch(f -> each.startsWith(f + "/"));
        if (isResult && link.target().isEmpty()) {
          missing.add(each);
        }
      }
    }
    String answer = facts.filled(parts[2].strip());
    Status status = Status.ANSWERED;
    String who = "";
    if (answer.startsWith("-")) {
      status = Status.NOT_APPLICABLE;
      answer = answer.substring(1);
    } else if (answer.startsWith("?")) {
      int colon = answer.indexOf(": ");
      status = Status.OPEN;
      who = "the " + answer.substring(1, colon).replaceFirst("^who ", "persons who ");
      answer = answer.substring(colon + 2);
    } else if (!missing.isEmpty()) {
      status = Status.OPEN;
      who = "a run that makes " + String.join(", ", missing);
    }
    return new Item(parts[0], parts[1], status, who, answer, evidence);
  }

  private Link link(String evidence) {
    if (evidence.startsWith("doc:")) {
      String path = evidence.substring(4);
      // A results folder's own files, wherever it is; the rest only in a checkout.
      Path file =
          path.startsWith("results/")
              ? results.resolve(path.substring("results/".length()))
              : results.resolveSibling(path);
      return new Link(path, Files.exists(file) ? relative(file) : "");
    }
    if (evidence.startsWith("notebooks/")) {
      String number = evidence.substring(evidence.indexOf('/') + 1);
      return new Link(
          "notebook " + number, notebooks.fileOf(number).map(this::relative).orElse(""));
    }
    Sidecar sidecar = sidecars.get(evidence);
    String title =
        Results.ALL.stream()
            .filter(e -> evidence.equals(e.folder() + "/" + e.id()))
            .map(Entry::title)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(evidence + " is no result"));
    return new Link(
        title,
        sidecar == null
            ? ""
            : relative(
                sidecar.output(sidecar.id() + (evidence.startsWith("tables/") ? ".csv" : ".png"))));
  }

  private String relative(Path file) {
    return results.resolve(Checklist.FOLDER).relativize(file).toString().replace('\\', '/');
  }

  private static String resource(String name) {
    try (InputStream in = Checklist.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
