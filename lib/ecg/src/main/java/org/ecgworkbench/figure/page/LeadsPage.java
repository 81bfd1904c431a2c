package org.ecgworkbench.figure.page;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.ecgworkbench.base.Html;
import org.ecgworkbench.figure.FigureFiles;

/**
 * Networks on single leads side by side, as a web page in one file, which opens without a server and loads nothing: choose class, metric
 * and leads; see scores with intervals, curves, every record's scores, and recordings with attributions.
 *
 * @param title what is compared
 * @param answer what was found, in some sentences
 * @param facts what {@code leads-page.js} reads, in the order of the keys; see there
 * @param numbers scores as 32-bit floats, decisions as bytes, signals as 16-bit integers, attributions as bytes; little-endian, at the
 *     places that the facts say; not copied
 */
public record LeadsPage(String title, String answer, Map<String, Object> facts, byte[] numbers) {
  /**
   * Writes the page; the file appears whole or not at all.
   *
   * @param file where it is written
   * @throws IOException if it cannot be written
   */
  public void save(Path file) throws IOException {
    FigureFiles.writeAtomically(html().getBytes(StandardCharsets.UTF_8), file);
  }

  /** {@return the page as text; the same facts and numbers give the same text} */
  public String html() {
    Map<String, String> parts =
        Map.of(
            "TITLE", Html.escape(title),
            "ANSWER", Html.escape(answer),
            // Gson writes <, > and & as \\u003c and so on, so nothing ends the element early.
            "FACTS", new GsonBuilder().serializeNulls().create().toJson(facts),
            "NUMBERS", Base64.getEncoder().encodeToString(numbers),
            "SCRIPT", RecordViewer.resource("leads-page.js"));
    return RecordViewer.filled("leads-page.html", parts);
  }

  /** {@return the numbers of a page that {@link #html} wrote}
   *
   * @param html the page
   */
  public static byte[] numbersOf(String html) {
    return Base64.getDecoder().decode(element(html, "numbers"));
  }

  /** {@return the facts of a page that {@link #html} wrote, as JSON}
   *
   * @param html the page
   */
  public static String factsOf(String html) {
    return element(html, "facts");
  }

  private static String element(String html, String id) {
    int start = html.indexOf('>', html.indexOf("id=\"" + id + "\"")) + 1;
    return html.substring(start, html.indexOf("</script>", start));
  }
}
