package org.ecgworkbench.paper.claims;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.ecgworkbench.base.Html;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.notebook.Show;
import org.ecgworkbench.paper.Published;
import org.ecgworkbench.paper.leads.BestLeads;
import org.ecgworkbench.paper.leads.LeadPlan;
import org.ecgworkbench.paper.leads.LeadStudy;
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
    List<String> real = StoryOfReal.of(models(study.results()));
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
