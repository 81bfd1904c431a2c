package org.ecgworkbench.paper.claims;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ecgworkbench.base.CsvText;
import org.ecgworkbench.base.Html;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.notebook.Show;
import org.ecgworkbench.paper.Published;
import org.ecgworkbench.paper.leads.BestLeads;
import org.ecgworkbench.paper.leads.LeadPlan;
import org.ecgworkbench.paper.leads.LeadStudy;
import org.ecgworkbench.real.RealResults;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;

/**
 * One page for somebody who reads ECGs and no code: of each claim of the abstract what the paper says, what was found on the recordings of
 * this run, what on real recordings, and what nobody can know, each with its number and interval. Numbers of real recordings are those of
 * the tables in {@code results/real} and beside the shipped network.
 *
 * @param rows in the order of the claims
 * @param generated whether the recordings of this run are generated
 */
public record Story(List<Row> rows, boolean generated) {
  private static final String NOT_RUN = "Not yet run on real recordings.";
  private static final String ALONE = "Of these recordings alone: ";
  private static final Pattern PLACE = Pattern.compile("localisation AUC of (\\S+ \\([^)]*\\))");
  private static final List<String> UNKNOWN =
      List.of(
          "Which recordings the paper tested on: its folds were drawn without a seed, so its own split cannot be made again.",
          "By how much the paper's network was better: none of the four methods' numbers is published.",
          "How sure the paper's order is: it gives no interval, and its rarest classes have about 22 recordings in a test fold.",
          "Which limb lead is best by itself: I and II give the other four by addition, so their order follows from noise and training.",
          "What the network attended to in a patient: on real recordings nobody knows the true place of a disease sample by sample.");

  /**
   * A claim.
   *
   * @param paper what the abstract says
   * @param here what this run shows, with its number and interval
   * @param real what real recordings show
   * @param unknown what cannot be known
   */
  public record Row(String paper, String here, String real, String unknown) {}

  /** Makes the list immutable. */
  public Story {
    rows = List.copyOf(rows);
  }

  /**
   * {@return the page of a study}
   *
   * @param study trains what is not saved
   * @param claims its table of the claims
   */
  public static Story of(Study study, TableResult claims) {
    LeadStudy leads = LeadStudy.of(study, LeadPlan.of(study, "own", ""));
    Path models = models(study.results());
    List<String> here =
        List.of(
            averages(leads),
            compared(
                "learners (by average F1)",
                Compared.learners(leads, Compared.paperLearners(study))),
            compared(
                "single leads (by average AUC)", Compared.singles(leads, PerformanceMetric.AUC)),
            best(leads),
            explained(claims));
    List<String> real = real(models);
    List<Row> rows = new ArrayList<>();
    for (int c = 0; c < here.size(); c++) {
      rows.add(new Row(Published.CLAIMS.get(c).text(), here.get(c), real.get(c), UNKNOWN.get(c)));
    }
    return new Story(rows, study.isGenerated());
  }

  private static Path models(Path results) {
    String told = System.getProperty("ecg.models", "");
    return told.isEmpty() ? results.resolve("models") : Path.of(told);
  }

  private static String averages(LeadStudy leads) {
    int all = leads.plan().leadSets().indexOf(Lead.ALL);
    var intervals = leads.study().intervals(leads.runs(all).get(0));
    int average = leads.measured(all).averageColumn();
    return "On %d test recordings the average AUC is %s and the average F1 %s."
        .formatted(
            leads.study().split().testIds().size(),
            text(intervals.interval(PerformanceMetric.AUC, average)),
            text(intervals.interval(PerformanceMetric.F1, average)));
  }

  private static String compared(String what, List<Compared> compared) {
    Comparator<Compared> byValue =
        Comparator.comparingDouble(c -> c.difference().interval().estimate());
    Compared nearest = compared.stream().max(byValue).orElseThrow();
    Compared farthest = compared.stream().min(byValue).orElseThrow();
    return "Of %d %s %d are clearly worse than the network and %d clearly better; the rest cannot be told apart. The nearest is %s, %s from the network; the farthest %s, %s."
        .formatted(
            compared.size(),
            what,
            compared.stream().filter(Compared::isBelow).count(),
            compared.stream().filter(Compared::isAbove).count(),
            nearest.name(),
            text(nearest.difference().interval()),
            farthest.name(),
            text(farthest.difference().interval()));
  }

  private static String best(LeadStudy leads) {
    BestLeads best = BestLeads.of(leads, PerformanceMetric.AUC);
    int first =
        IntStream.range(0, leads.plan().leadSets().size())
            .filter(set -> leads.label(set).equals(best.here().get(0)))
            .findFirst()
            .orElseThrow();
    int all = leads.plan().leadSets().indexOf(Lead.ALL);
    return "%s lead here; the first, %s, lies %s from all twelve leads (AUC)."
        .formatted(
            String.join(", ", best.here()),
            best.here().get(0),
            text(leads.difference(first, all, PerformanceMetric.AUC).interval()));
  }

  private static String explained(TableResult claims) {
    String verdict = claims.table().stringColumn("verdict").get(4);
    Matcher place = PLACE.matcher(verdict);
    return place.find()
        ? "The marks add up to the score. Of two places, one where the disease was put and one elsewhere, the first is marked more in %s of the pairs, where 0.5 is chance: too little to explain the disease."
            .formatted(place.group(1))
        : verdict;
  }

  // --- real recordings

  /** What the tables of real recordings say of each claim; that they were not made where they are not there. */
  static List<String> real(Path models) {
    List<RealResults.Source> sources =
        RealResults.read(models.toAbsolutePath().getParent()).sources();
    List<String> said = new ArrayList<>();
    for (Published.Claim claim : Published.CLAIMS) {
      List<String> found =
          sources.stream()
              .filter(source -> source.claims().containsKey(claim.id()))
              .map(source -> source.data() + ": " + alone(source.claims().get(claim.id())))
              .toList();
      said.add(found.isEmpty() ? NOT_RUN : String.join(" ", found));
    }
    List<String> averages = new ArrayList<>();
    for (RealResults.Source source : sources) {
      averages.add(
          "%s, %d test recordings: average AUC %s, average F1 %s (mean of the trainings)."
              .formatted(source.data(), source.records(), text(source.auc()), text(source.f1())));
    }
    averages.addAll(shipped(models));
    if (!averages.isEmpty()) {
      said.set(0, String.join(" ", averages));
    }
    List<String> best = new ArrayList<>();
    for (RealResults.Source source : sources) {
      best.add(
          "%s: the best by F1 are %s; the claim is, %s"
              .formatted(
                  source.data(),
                  source.bestLeads().entrySet().stream()
                      .map(lead -> lead.getKey() + " " + text(lead.getValue()))
                      .collect(Collectors.joining(", ")),
                  alone(source.claims().get("C4"))));
    }
    if (!best.isEmpty()) {
      said.set(3, String.join(" ", best));
    }
    String marks =
        sources.stream()
            .flatMap(source -> source.marks().map(m -> marks(source.data(), m)).stream())
            .collect(Collectors.joining(" "));
    if (!marks.isEmpty()) {
      said.set(4, marks);
    }
    return said;
  }

  private static String marks(String data, RealResults.Marks marks) {
    return "%s, %d patients: of the marks that raise the score %s more than of the signal's energy lies in the waves that define the label; among samples of equal amplitude they find these waves with an AUC of %s, where 0.5 is chance: %s."
        .formatted(
            data,
            marks.patients(),
            text(marks.overEnergy()),
            text(marks.matched()),
            marks.areMoreThanSignal()
                ? "more than the size of the waves explains"
                : "as an explanation of the disease not supported");
  }

  /** What follows for the recordings themselves, without why the paper's number is another. */
  private static String alone(String claim) {
    int at = claim.indexOf(ALONE);
    return at < 0 ? claim : claim.substring(at + ALONE.length());
  }

  /** The shipped network, of the first folder by name: on its own test records and on those of another data set. */
  private static List<String> shipped(Path models) {
    List<String> said = new ArrayList<>();
    if (!Files.isDirectory(models)) {
      return said;
    }
    Path table;
    try (var folders = Files.list(models)) {
      table =
          folders
              .sorted()
              .map(f -> f.resolve("tables/external-validation.csv"))
              .filter(Files::isRegularFile)
              .findFirst()
              .orElse(null);
    } catch (IOException e) {
      throw new EcgDataException(models + ": cannot be read (" + WholeFile.reason(e) + ")", e);
    }
    if (table == null) {
      return said;
    }
    List<Map<String, String>> rows = rows(table);
    for (Map<String, String> auc : rows) {
      if ("AUC".equals(auc.get("metric"))) {
        String data = auc.getOrDefault("data", "unknown recordings");
        rows.stream()
            .filter(r -> "F1".equals(r.get("metric")) && data.equals(r.get("data")))
            .findFirst()
            .ifPresent(
                f1 ->
                    said.add(
                        "The shipped network on %s: average AUC %s, average F1 %s."
                            .formatted(data, interval(auc, "average"), interval(f1, "average"))));
      }
    }
    return said;
  }

  private static String interval(Map<String, String> row, String name) {
    return number(row.get(name))
        + (row.getOrDefault(name + " low", "").isEmpty()
            ? ""
            : " (%s to %s)"
                .formatted(number(row.get(name + " low")), number(row.get(name + " high"))));
  }

  private static String number(String text) {
    return text == null || text.isEmpty()
        ? "not known"
        : String.format(Locale.ROOT, "%.3f", Double.parseDouble(text));
  }

  /** The rows of a table by the names of their columns; none where there is no table. */
  private static List<Map<String, String>> rows(Path table) {
    if (!Files.isRegularFile(table)) {
      return List.of();
    }
    try {
      List<String> lines = Files.readAllLines(table, StandardCharsets.UTF_8);
      String[] head = CsvText.cells(lines.get(0));
      List<Map<String, String>> rows = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = CsvText.cells(line);
        Map<String, String> row = new LinkedHashMap<>();
        for (int c = 0; c < Math.min(head.length, cells.length); c++) {
          row.put(head[c], cells[c]);
        }
        rows.add(row);
      }
      return rows;
    } catch (IOException e) {
      throw new EcgDataException(table + ": cannot be read (" + WholeFile.reason(e) + ")", e);
    }
  }

  private static String text(Interval interval) {
    return TestIntervals.words(interval);
  }

  /** Shows the page in a notebook. */
  public void show() {
    Show.html(html(), toString());
  }

  private String head() {
    return generated ? "on generated recordings" : "on these recordings";
  }

  private String html() {
    StringBuilder html = new StringBuilder("<table>\n<tr>");
    for (String head :
        List.of(
            "what the paper claims",
            "what was found " + head(),
            "what was found on real ones",
            "what cannot be known")) {
      html.append("<th style=\"text-align:left\">").append(Html.escape(head)).append("</th>");
    }
    html.append("</tr>\n");
    for (Row row : rows) {
      html.append("<tr>");
      for (String cell : List.of(row.paper(), row.here(), row.real(), row.unknown())) {
        html.append("<td style=\"text-align:left;vertical-align:top;width:25%\">");
        html.append(Html.escape(cell)).append("</td>");
      }
      html.append("</tr>\n");
    }
    return html.append("</table>\n<p>In brackets: 95 % intervals.")
        .append(
            generated
                ? " Generated recordings show that each step runs; they say nothing about patients."
                : "")
        .append("</p>")
        .toString();
  }

  /** The page as text. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Row row : rows) {
      text.append("The paper claims: ").append(row.paper()).append('\n');
      text.append("  Found ").append(head()).append(": ").append(row.here()).append('\n');
      text.append("  Found on real ones: ").append(row.real()).append('\n');
      text.append("  Cannot be known: ").append(row.unknown()).append('\n');
    }
    return text.toString().stripTrailing();
  }
}
