package org.ecgworkbench.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ecgworkbench.base.CsvText;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.result.ResultsFolder;

/**
 * A checklist of what a report should hold, filled from results: the items' numbers are the checklist's, the questions are asked in other
 * words. An answer has links to what it rests on; what only a person can answer stays open and says who.
 *
 * @param id the name of its files
 * @param title of the page
 * @param reference where the checklist is published
 * @param items in its order
 */
public record Checklist(String id, String title, String reference, List<Item> items) {
  /** The folder in the folder of results. */
  public static final String FOLDER = "checklists";

  /** How far an item is answered. */
  public enum Status {
    /** From the results, with links. */
    ANSWERED("answered"),
    /** Only a person can answer, or a result is missing. */
    OPEN("open"),
    /** It does not arise here. */
    NOT_APPLICABLE("not applicable");

    private final String words;

    Status(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * A link to what an answer rests on.
   *
   * @param name what is shown
   * @param target relative to the folder of the checklists; empty where the file is not there
   */
  public record Link(String name, String target) {}

  /**
   * An item.
   *
   * @param number the checklist's
   * @param question in other words
   * @param status how far it is answered
   * @param who answers what is open; empty for what is not
   * @param answer in words
   * @param evidence links
   */
  public record Item(
      String number,
      String question,
      Status status,
      String who,
      String answer,
      List<Link> evidence) {
    /** Makes the list immutable. */
    public Item {
      evidence = List.copyOf(evidence);
    }
  }

  /** Makes the list immutable. */
  public Checklist {
    items = List.copyOf(items);
  }

  /**
   * {@return TRIPOD+AI and STARD-AI, filled}
   *
   * @param results a folder of results
   * @throws EcgDataException if it is none, holds no result, or a sidecar is damaged
   */
  public static List<Checklist> of(Path results) {
    Path folder = results.toAbsolutePath().normalize();
    Map<String, Sidecar> sidecars = sidecars(folder);
    ChecklistItems filling = new ChecklistItems(folder, sidecars);
    return List.of(
        new Checklist(
            "tripod-ai",
            "TRIPOD+AI",
            "Collins and others, BMJ 2024;385:e078378, doi 10.1136/bmj-2023-078378",
            filling.of("tripod-ai")),
        new Checklist(
            "stard-ai",
            "STARD-AI",
            "Sounderajah and others, Nature Medicine 2025;31:3283, doi 10.1038/s41591-025-03953-8",
            filling.of("stard-ai")));
  }

  /** The sidecars of a folder of results by their file without ending, for example {@code tables/claims}. */
  static Map<String, Sidecar> sidecars(Path folder) {
    ResultsFolder.require(folder);
    Map<String, Sidecar> sidecars = new LinkedHashMap<>();
    for (Path file : ResultsFolder.sidecars(folder)) {
      sidecars.put(
          file.getParent().getFileName() + "/" + ResultsFolder.stem(file), Sidecar.read(file));
    }
    if (sidecars.isEmpty()) {
      throw new EcgDataException(folder + ": expected tables or figures, found none");
    }
    return sidecars;
  }

  /**
   * Writes the checklists of a folder of results as Markdown and CSV.
   *
   * @param results the folder; they go into its folder {@value #FOLDER}
   * @return the files
   * @throws EcgDataException if this is no folder of results, or a file cannot be written
   */
  public static List<Path> write(Path results) {
    List<Path> files = new ArrayList<>();
    Path folder = results.toAbsolutePath().normalize().resolve(FOLDER);
    try {
      for (Checklist each : of(results)) {
        Files.createDirectories(folder);
        files.add(folder.resolve(each.id() + ".md"));
        WholeFile.write(files.get(files.size() - 1), each.markdown());
        files.add(folder.resolve(each.id() + ".csv"));
        WholeFile.write(files.get(files.size() - 1), each.csv());
      }
    } catch (IOException e) {
      throw new EcgDataException(folder + ": cannot be written (" + WholeFile.reason(e) + ")", e);
    }
    return files;
  }

  /**
   * {@return how many items have a status}
   *
   * @param status any
   */
  public long count(Status status) {
    return items.stream().filter(item -> item.status() == status).count();
  }

  /** {@return the checklist as a page} */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(title).append(", filled from these results\n");
    text.append("Item numbers are those of ")
        .append(reference)
        .append("; the questions are asked in other words. ");
    text.append(toString()).append(". Written by `environment/workbench checklist`.\n\n");
    text.append("| item | question | answer | evidence |\n|---|---|---|---|\n");
    for (Item item : items) {
      String answer =
          switch (item.status()) {
            case ANSWERED -> item.answer();
            case OPEN -> "**Open, for " + item.who() + "**: " + item.answer();
            case NOT_APPLICABLE -> "Does not arise: " + item.answer();
          };
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  item.number(),
                  item.question(),
                  answer.replace("|", "\\|"),
                  item.evidence().stream()
                      .map(Checklist::markdown)
                      .collect(Collectors.joining(", "))));
    }
    return text.toString();
  }

  private static String markdown(Link link) {
    return link.target().isEmpty() ? link.name() : "[%s](%s)".formatted(link.name(), link.target());
  }

  /** {@return the checklist as CSV: item, question, status, who, answer, evidence (paths relative to its folder)} */
  public String csv() {
    StringBuilder text = new StringBuilder("item,question,status,who,answer,evidence\n");
    for (Item item : items) {
      List<String> cells =
          List.of(
              item.number(),
              item.question(),
              item.status().toString(),
              item.who(),
              item.answer(),
              item.evidence().stream()
                  .map(link -> link.target().isEmpty() ? link.name() : link.target())
                  .collect(Collectors.joining(" ")));
      text.append(cells.stream().map(CsvText::cell).collect(Collectors.joining(","))).append('\n');
    }
    return text.toString();
  }

  /** How many items there are, and how far they are answered. */
  @Override
  public String toString() {
    return "%s: %d items, %d answered, %d open, %d do not arise"
        .formatted(
            title,
            items.size(),
            count(Status.ANSWERED),
            count(Status.OPEN),
            count(Status.NOT_APPLICABLE));
  }
}
