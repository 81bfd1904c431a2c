package org.ecgworkbench.notebook;

import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ecgworkbench.base.Html;
import org.ecgworkbench.figure.SmallPng;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Shows HTML, images, tables and text under the running notebook cell.
 *
 * <p>The kernel that runs the notebook is found by reflection ({@link NotebookKernel}): JJava, or IJava. Where there is none, the plain form of what is shown is printed to {@code System.out}.
 */
public final class Show {
  /** Something that is shown once and then replaced in place, such as the state of a long computation. */
  public static final class Live {
    private final NotebookKernel kernel;
    private final String id;
    private String last;

    private Live(NotebookKernel kernel, String id, String first) {
      this.kernel = kernel;
      this.id = id;
      this.last = first;
    }

    /**
     * Replaces what is shown; prints a line where no kernel runs. Showing the same again does nothing.
     *
     * @param plain the text
     */
    public synchronized void text(String plain) {
      if (plain.equals(last)) {
        return;
      }
      last = plain;
      if (kernel == null) {
        System.out.println(plain);
      } else {
        kernel.update(id, passing(plain));
      }
    }

    /**
     * Replaces what is shown by an image; prints its size where no kernel runs.
     *
     * @param image the image
     */
    public synchronized void image(BufferedImage image) {
      Map<String, String> bundle = imageBundle(image);
      last = null;
      if (kernel == null) {
        System.out.println(bundle.get("text/plain"));
      } else {
        kernel.update(id, bundle);
      }
    }

    /**
     * Replaces what is shown.
     *
     * @param html an HTML fragment; the caller has escaped what is not markup
     * @param plain what is printed where no kernel runs, and kept in the notebook beside the HTML
     */
    public synchronized void html(String html, String plain) {
      if (html.equals(last)) {
        return;
      }
      last = html;
      if (kernel == null) {
        System.out.println(plain);
      } else {
        kernel.update(id, htmlBundle(html, plain));
      }
    }
  }

  /** A number, with its interval if it has one: it stays in one line. */
  private static final String NUMBER =
      "(< )?[-\u2212]?\\d\\S*( \\([-\u2212]?\\d\\S* to [-\u2212]?\\d\\S*\\))?";

  private Show() {}

  /** {@return whether a notebook's kernel runs in this process, so that what is shown is seen and can be replaced} */
  public static boolean isInNotebook() {
    return NotebookKernel.running().isPresent();
  }

  /**
   * Shows an HTML fragment; prints it without its tags where no kernel runs.
   *
   * @param html the fragment; the caller has escaped what is not markup, see {@link Html#escape}
   */
  public static void html(String html) {
    html(html, withoutTags(html));
  }

  /**
   * Shows an HTML fragment.
   *
   * @param html the fragment; the caller has escaped what is not markup, see {@link Html#escape}
   * @param plain what is printed where no kernel runs, and kept in the notebook beside the HTML
   */
  public static void html(String html, String plain) {
    show(htmlBundle(html, plain), plain);
  }

  /**
   * Shows an image as PNG, its colours reduced as {@link SmallPng} does; prints its size where no kernel runs.
   *
   * @param image the image
   */
  public static void image(BufferedImage image) {
    Map<String, String> bundle = imageBundle(image);
    show(bundle, bundle.get("text/plain"));
  }

  static Map<String, String> imageBundle(BufferedImage image) {
    Map<String, String> bundle = new LinkedHashMap<>();
    bundle.put("image/png", Base64.getEncoder().encodeToString(SmallPng.of(image)));
    bundle.put("text/plain", "image, " + image.getWidth() + " x " + image.getHeight() + " pixels");
    return bundle;
  }

  /**
   * Shows text as it is.
   *
   * @param text the text
   */
  public static void text(String text) {
    show(textBundle(text), text);
  }

  /**
   * Shows all rows of a table, numbers aligned to the right, each cell as its column formats it (Tablesaw: with the decimal sign of
   * the default language, unless the column has a print formatter), missing values empty; prints it where no kernel runs. Numbers and
   * intervals stay in one line, names of columns need not.
   *
   * @param table the table
   */
  public static void table(Table table) {
    html(tableHtml(table), table.printAll());
  }

  /**
   * Shows text that is going to be replaced; prints it where no kernel runs.
   *
   * @param text the first text
   * @return what replaces it
   */
  public static Live live(String text) {
    Optional<NotebookKernel> kernel = NotebookKernel.running();
    if (kernel.isEmpty()) {
      System.out.println(text);
      return new Live(null, null, text);
    }
    return new Live(kernel.get(), kernel.get().show(passing(text)), text);
  }

  /**
   * A table as an HTML fragment, as {@link #table} shows it.
   *
   * @param table the table
   * @return the fragment, everything in it escaped
   */
  public static String tableHtml(Table table) {
    StringBuilder html = new StringBuilder("<table>\n");
    if (table.name() != null && !table.name().isBlank()) {
      html.append("<caption style=\"text-align:left\">")
          .append(Html.escape(table.name()))
          .append("</caption>\n");
    }
    html.append("<thead>\n<tr>");
    for (Column<?> column : table.columns()) {
      cell(html, "th", column, column.name());
    }
    html.append("</tr>\n</thead>\n<tbody>\n");
    for (int row = 0; row < table.rowCount(); row++) {
      html.append("<tr>");
      for (Column<?> column : table.columns()) {
        cell(html, "td", column, column.isMissing(row) ? "" : column.getString(row));
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody>\n</table>").toString();
  }

  private static void cell(StringBuilder html, String tag, Column<?> column, String content) {
    boolean isNumeric = column instanceof tech.tablesaw.api.NumericColumn<?>;
    html.append('<')
        .append(tag)
        .append(" style=\"text-align:")
        .append(isNumeric ? "right" : "left")
        .append(tag.equals("td") && content.matches(NUMBER) ? ";white-space:nowrap" : "")
        .append("\">")
        .append(Html.escape(content))
        .append("</")
        .append(tag)
        .append('>');
  }

  private static void show(Map<String, String> bundle, String plain) {
    Optional<NotebookKernel> kernel = NotebookKernel.running();
    if (kernel.isPresent()) {
      kernel.get().show(bundle);
    } else {
      System.out.println(plain);
    }
  }

  /** A state of work, marked so that a saved notebook does without it: it has nothing to say of a result that was made before. */
  private static Map<String, String> passing(String text) {
    return Map.of("text/plain", text, "application/vnd.ecgworkbench.passing", "1");
  }

  static Map<String, String> textBundle(String text) {
    return Map.of("text/plain", text);
  }

  private static Map<String, String> htmlBundle(String html, String plain) {
    Map<String, String> bundle = new LinkedHashMap<>();
    bundle.put("text/html", html);
    bundle.put("text/plain", plain);
    return bundle;
  }

  private static String withoutTags(String html) {
    return html.replaceAll("(?i)<(br|/p|/tr|/li|/h[1-6]|/div|/table)\\b[^>]*>", "\n")
        .replaceAll("(?i)</t[dh]>", "  ")
        .replaceAll("<[^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
        .replaceAll("\n{2,}", "\n")
        .strip();
  }
}
