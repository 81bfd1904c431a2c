package org.ecgworkbench.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.result.CsvTable;
import org.ecgworkbench.result.ResultsFolder;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.TestIntervals;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/**
 * The numbers of notebook 08 that a page about all results needs, read from its saved tables: no recording and no run is looked at.
 *
 * @param sources the recordings that tested, in the order of their folders; empty where notebook 08 was not run
 */
public record RealResults(List<Source> sources) {
  private static final int BEST = 3;
  private static final String METRIC = "metric";
  private static final String AVERAGE = "average";

  /**
   * What the networks and learners reach on the recordings of one source.
   *
   * @param data its name, and on what was trained where that is another
   * @param records how many tested
   * @param f1 of the 12-lead network, average over the classes, mean over the trainings, with its 95 % interval over records
   * @param auc the same of the AUC
   * @param bestLeads the three single leads of the highest average F1, each with its value and interval
   * @param claims the abstract's claim (C1 to C4) with what follows for these recordings
   * @param leadsWithF1 all single leads in the order of their average F1, the best first
   * @param marks where the attributions of the 12-lead network lie; empty where that was not asked
   */
  public record Source(
      String data,
      int records,
      Interval f1,
      Interval auc,
      Map<String, Interval> bestLeads,
      Map<String, String> claims,
      List<String> leadsWithF1,
      Optional<Marks> marks) {
    /** Keeps its own copies, in their order. */
    public Source {
      bestLeads = Collections.unmodifiableMap(new LinkedHashMap<>(bestLeads));
      claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
      leadsWithF1 = List.copyOf(leadsWithF1);
    }

    /** One sentence. */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s: on %d test records the 12-lead network has an average F1 of %s and an average AUC of %s; the single leads with the highest average F1 are %s.",
          data,
          records,
          f1.format(3),
          auc.format(3),
          bestLeads.entrySet().stream()
              .map(e -> e.getKey() + " " + e.getValue().format(3))
              .collect(Collectors.joining(", ")));
    }
  }

  /**
   * Whether expected gradients lie in the waves that define the labels, as {@code signal-or-noise} says.
   *
   * @param patients how many show such waves
   * @param overEnergy how much more of the positive attribution lies there than of the signal's energy, -1 to 1, with its 95 % interval
   * @param matched the AUC of these places among samples of equal amplitude, with its 95 % interval; 0.5 is chance
   */
  public record Marks(int patients, Interval overEnergy, Interval matched) {
    private static final String METHOD = "expected gradients";

    /** {@return whether neither the size of the waves nor chance explains the place} */
    public boolean areMoreThanSignal() {
      return overEnergy.lower() > 0 && matched.lower() > 0.5;
    }
  }

  /** Copies the list. */
  public RealResults {
    sources = List.copyOf(sources);
  }

  /**
   * {@return what is saved below a folder of results}
   *
   * @param results holds {@code real}; without it there is no source
   * @throws EcgDataException if a table is not there or does not have its rows
   */
  public static RealResults read(Path results) {
    List<Source> sources = new ArrayList<>();
    for (Path folder : ResultsFolder.list(results.resolve(RealStudy.FOLDER))) {
      if (Files.isRegularFile(file(folder, "claims-performance", "csv"))) {
        sources.add(source(folder));
      }
    }
    return new RealResults(sources);
  }

  private static Path file(Path folder, String id, String ending) {
    return folder.resolve("tables").resolve(id + "." + ending);
  }

  private static Source source(Path folder) {
    Table networks = table(folder, "table4-single-leads");
    Map<String, Interval> best = new LinkedHashMap<>();
    List<String> leads = new ArrayList<>();
    for (Row row : table(folder, "table4-ranking")) {
      if (row.getString(METRIC).equals("F1")) {
        leads.add(row.getString("lead"));
        if (best.size() < BEST) {
          best.put(row.getString("lead"), interval(row));
        }
      }
    }
    Map<String, String> claims = new LinkedHashMap<>();
    for (Row row : table(folder, "claims-performance")) {
      claims.put(row.getString("claim"), row.getString("of these recordings"));
    }
    Row first = table(folder, "table2-test-performance").iterator().next();
    return new Source(
        Sidecar.read(file(folder, "table2-test-performance", "json")).data().get("name"),
        (int) first.getDouble("records"),
        all(folder, networks, "F1"),
        all(folder, networks, "AUC"),
        best,
        claims,
        leads,
        marks(folder));
  }

  private static Optional<Marks> marks(Path folder) {
    if (!Files.isRegularFile(file(folder, "signal-or-noise", "csv"))) {
      return Optional.empty();
    }
    Table table = table(folder, "signal-or-noise");
    Row share = marks(folder, table, "positive share in the windows");
    Row matched = marks(folder, table, "AUC at equal amplitude");
    return Optional.of(
        new Marks(
            (int) share.getDouble("patients"),
            interval(share, "over energy"),
            interval(matched, "value")));
  }

  private static Row marks(Path folder, Table table, String question) {
    for (Row row : table) {
      if (row.getString("question").equals(question)
          && row.getString("method").equals(Marks.METHOD)
          && row.getString("against").equals("all classes")) {
        return row;
      }
    }
    throw new EcgDataException(
        "%s: expected a row of %s with '%s', found none"
            .formatted(file(folder, "signal-or-noise", "csv"), Marks.METHOD, question));
  }

  private static Interval all(Path folder, Table networks, String metric) {
    for (Row row : networks) {
      if (row.getString("leads").equals("all 12") && row.getString(METRIC).equals(metric)) {
        return interval(row);
      }
    }
    throw new EcgDataException(
        "%s: expected a row of all 12 leads with %s, found none"
            .formatted(file(folder, "table4-single-leads", "csv"), metric));
  }

  private static Interval interval(Row row) {
    return interval(row, AVERAGE);
  }

  private static Interval interval(Row row, String name) {
    return new Interval(
        row.getDouble(name),
        row.getDouble(name + TableResult.LOW),
        row.getDouble(name + TableResult.HIGH),
        TestIntervals.LEVEL,
        "");
  }

  private static Table table(Path folder, String id) {
    Path file = file(folder, id, "csv");
    if (!Files.isRegularFile(file)) {
      throw new EcgDataException(file + ": expected a table of notebook 08, found nothing there");
    }
    try {
      return CsvTable.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
