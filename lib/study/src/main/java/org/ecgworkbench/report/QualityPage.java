package org.ecgworkbench.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Html;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.dataset.quality.Exclusions;
import org.ecgworkbench.dataset.quality.QualityFinding;
import org.ecgworkbench.dataset.quality.QualityReport;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.SmallPng;
import org.ecgworkbench.figure.ecg.EcgPaper;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A quality report as one HTML page that needs no other file: the summary, the worst records with a picture of each, and what is left out.
 * The complete list of findings is the CSV's; the page shows a bounded part of it and says so.
 */
public final class QualityPage {
  /** How many records have a picture. */
  public static final int PICTURES = 12;

  private static final int MOST_FINDINGS = 8;
  private static final int MOST_EXCLUSIONS = 200;
  private static final double PIXELS_PER_MM = 2;
  private static final double SECONDS = 10;
  private static final double HIGHEST_SHOWN_MILLIVOLTS = 30;

  private static final Pattern PLACE = Pattern.compile("second (\\d{1,9}\\.\\d{3})$");

  private QualityPage() {}

  /**
   * The page.
   *
   * @param report read again for the pictures, so its records must still be where they were
   * @return a complete HTML document, everything that comes from files escaped; the same report gives the same text
   */
  public static String html(QualityReport report) {
    return html(report, "");
  }

  /**
   * {@return the page, with a remark}
   *
   * @param report as for {@link #html(QualityReport)}
   * @param remark a sentence below the title, for example that the recordings are generated ones; may be empty
   */
  public static String html(QualityReport report, String remark) {
    StringBuilder html = new StringBuilder(1 << 20);
    String title = "Quality of " + report.name();
    html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>")
        .append(Html.escape(title))
        .append("</title>\n<style>\n")
        .append("body{font:14px/1.45 'DejaVu Sans',Arial,sans-serif;margin:2em auto;")
        .append("max-width:1180px;padding:0 1em;color:#222}\n")
        .append("table{border-collapse:collapse;margin:.6em 0 1.6em}\n")
        .append("th,td{border-bottom:1px solid #ddd;padding:.25em .7em;text-align:left;")
        .append("vertical-align:top}\n")
        .append("td.number{text-align:right}\ntr.none td{color:#999}\n")
        .append(".records{display:grid;grid-template-columns:repeat(auto-fill,")
        .append("minmax(540px,1fr));gap:1.4em;align-items:start}\n")
        .append(".record{border:1px solid #ddd;padding:.8em}\n.record img{width:100%}\n")
        .append(".record h3{margin:0 0 .4em}\n.ERROR{color:#b00020}\n.WARNING{color:#9a5b00}\n")
        .append("ul{margin:.3em 0;padding-left:1.2em}\n</style></head><body>\n<h1>")
        .append(Html.escape(title))
        .append("</h1>\n<p>")
        .append(Html.escape(report.description()))
        .append(".</p>\n")
        .append(remark.isEmpty() ? "" : "<p><b>" + Html.escape(remark) + "</b></p>\n");
    summary(html, report.summaryTable());
    worst(html, report);
    exclusions(html, report.exclusions());
    return html.append("</body></html>\n").toString();
  }

  /**
   * Writes the page; it appears whole or not at all.
   *
   * @param report as for {@link #html}
   * @param file where to; replaced if it is there, its folder made if need be
   * @throws EcgDataException if it cannot be written
   */
  public static void save(QualityReport report, Path file) {
    save(report, "", file);
  }

  /**
   * Writes the page with a remark; it appears whole or not at all.
   *
   * @param report as for {@link #html(QualityReport)}
   * @param remark a sentence below the title; may be empty
   * @param file where to; replaced if it is there, its folder made if need be
   * @throws EcgDataException if it cannot be written
   */
  public static void save(QualityReport report, String remark, Path file) {
    try {
      WholeFile.write(file, html(report, remark));
    } catch (IOException e) {
      throw new EcgDataException("cannot write " + file + " (" + e.getMessage() + ")", e);
    }
  }

  private static void summary(StringBuilder html, Table table) {
    html.append("<h2>What was checked</h2>\n<table><tr>");
    for (Column<?> column : table.columns()) {
      html.append("<th>").append(Html.escape(column.name())).append("</th>");
    }
    html.append("</tr>\n");
    for (int row = 0; row < table.rowCount(); row++) {
      html.append(table.intColumn("records").get(row) == 0 ? "<tr class=\"none\">" : "<tr>");
      for (Column<?> column : table.columns()) {
        boolean number = column instanceof tech.tablesaw.api.NumericColumn<?>;
        html.append(number ? "<td class=\"number\">" : "<td>")
            .append(Html.escape(column.getString(row)))
            .append("</td>");
      }
      html.append("</tr>\n");
    }
    html.append("</table>\n");
  }

  private static void worst(StringBuilder html, QualityReport report) {
    List<String> worst = report.worst(PICTURES);
    html.append("<h2>Records that most deserve a look</h2>\n");
    if (worst.isEmpty()) {
      html.append("<p>No record has an error or a warning.</p>\n");
      return;
    }
    html.append("<div class=\"records\">\n");
    for (String id : worst) {
      html.append("<div class=\"record\"><h3>").append(Html.escape(id)).append("</h3>\n");
      List<QualityFinding> findings = report.findings(id);
      html.append(picture(report, id, findings)).append("<ul>\n");
      findings.stream()
          .limit(MOST_FINDINGS)
          .forEach(
              f ->
                  html.append("<li><span class=\"")
                      .append(f.check().severity())
                      .append("\">")
                      .append(Html.escape(f.check().title()))
                      .append("</span>")
                      .append(f.lead().map(l -> ", " + l.label()).orElse(""))
                      .append(": ")
                      .append(Html.escape(f.detail()))
                      .append("</li>\n"));
      if (findings.size() > MOST_FINDINGS) {
        html.append("<li>and ").append(findings.size() - MOST_FINDINGS).append(" more</li>\n");
      }
      html.append("</ul></div>\n");
    }
    html.append("</div>\n");
  }

  private static String picture(QualityReport report, String id, List<QualityFinding> findings) {
    Optional<EcgRecord> found = report.read(id);
    if (found.isEmpty()) {
      return "<p>No samples to show.</p>\n";
    }
    EcgRecord record = found.get();
    double seconds = Math.min(SECONDS, record.seconds());
    if (!drawable(record)) {
      return "<p>Amplitudes beyond "
          + (int) HIGHEST_SHOWN_MILLIVOLTS
          + " mV: not drawn to scale.</p>\n";
    }
    EcgPaper paper = paper(record, seconds, findings);
    return "<img alt=\"ECG of record "
        + Html.escape(id)
        + String.format(Locale.ROOT, " from second %.1f", paper.startSecond())
        + "\" src=\"data:image/png;base64,"
        + Base64.getEncoder().encodeToString(SmallPng.of(paper.toImage(PIXELS_PER_MM)))
        + "\">\n";
  }

  private static boolean drawable(EcgRecord record) {
    for (Lead lead : Lead.ALL) {
      for (double value : record.millivolts(lead)) {
        if (Math.abs(value) > HIGHEST_SHOWN_MILLIVOLTS) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The paper on which the first finding with a place can be seen: the usual printout where the place falls into its lead's column, all
   * leads over the whole excerpt where it cannot, as at the beginning of V3.
   */
  private static EcgPaper paper(EcgRecord record, double seconds, List<QualityFinding> findings) {
    double last = Math.max(0, record.seconds() - seconds);
    for (QualityFinding finding : findings) {
      Matcher place = PLACE.matcher(finding.detail());
      if (place.find()) {
        double at = Double.parseDouble(place.group(1));
        double column = finding.lead().map(l -> (double) (l.ordinal() / 3)).orElse(1.5);
        double wanted = at - (column + 0.5) * seconds / 4;
        double start = Math.max(0, Math.min(last, wanted));
        if (Math.abs(at - start - (column + 0.5) * seconds / 4) <= seconds / 8) {
          return EcgPaper.of(record).withExcerpt(start, seconds);
        }
        return EcgPaper.of(record)
            .withLayout(EcgPaper.Layout.TWELVE_BY_ONE)
            .withExcerpt(Math.max(0, Math.min(last, at - seconds / 2)), seconds);
      }
    }
    return EcgPaper.of(record).withExcerpt(0, seconds);
  }

  private static void exclusions(StringBuilder html, Exclusions exclusions) {
    html.append("<h2>Left out of an experiment</h2>\n");
    if (exclusions.all().isEmpty()) {
      html.append("<p>No record.</p>\n");
      return;
    }
    html.append("<p>")
        .append(exclusions.all().size())
        .append(exclusions.all().size() == 1 ? " record" : " records")
        .append(
            exclusions.all().size() > MOST_EXCLUSIONS
                ? "; the first " + MOST_EXCLUSIONS + " are shown, exclusions.csv has all"
                : "")
        .append(".</p>\n<table><tr><th>record</th><th>reason</th></tr>\n");
    for (Exclusions.Exclusion one :
        exclusions.all().subList(0, Math.min(MOST_EXCLUSIONS, exclusions.all().size()))) {
      html.append("<tr><td>")
          .append(Html.escape(one.record()))
          .append("</td><td>")
          .append(Html.escape(one.check().title() + ": " + one.reason()))
          .append("</td></tr>\n");
    }
    html.append("</table>\n");
  }
}
