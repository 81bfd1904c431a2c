package org.ecgworkbench.result;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ecgworkbench.base.Html;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.notebook.Show;
import org.ecgworkbench.provenance.Provenance;

/**
 * A figure of the paper, made again.
 *
 * @param id its file name without ending, for example {@code figure1-example-ecg}
 * @param caption what a journal would print below it
 * @param figure the picture
 * @param provenance where it comes from
 * @param results the folder that holds {@code tables} and {@code figures}
 */
public record FigureResult(
    String id, String caption, Figure figure, Provenance provenance, Path results) {
  /** Says of generated recordings, in the caption, what they are, wherever the picture goes. */
  public FigureResult {
    caption = provenance.caption(caption);
  }

  /**
   * {@return the figure's file with an ending: {@code png}, {@code svg}, {@code pdf}, or {@code json} for the provenance}
   *
   * @param ending without a point
   */
  public Path file(String ending) {
    return results.resolve("figures").resolve(id + "." + ending);
  }

  /**
   * Writes {@code figures/ID.png}, {@code .svg}, {@code .pdf} and {@code figures/ID.json} with the provenance.
   *
   * @return this
   */
  public FigureResult save() {
    try {
      figure.save(results.resolve("figures"), id);
      Map<String, String> outputs = new LinkedHashMap<>();
      for (String ending : new String[] {"png", "svg", "pdf"}) {
        outputs.put(file(ending).getFileName().toString(), Provenance.sha256(file(ending)));
      }
      WholeFile.write(file("json"), provenance.toJson(caption, outputs));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file("png"), e);
    }
  }

  /** Wider than a notebook shows; more would only make the notebook's file large. */
  private static final double WIDEST_PIXELS = 1300;

  /** Saves the figure and shows it with its caption; what a notebook's cell calls. */
  public void publish() {
    save();
    Show.image(
        figure.toImage(Math.min(Figure.NOTEBOOK_PIXELS_PER_MM, WIDEST_PIXELS / figure.widthMm())));
    Show.html("<p><em>" + Html.escape(caption) + "</em></p>");
  }

  /** Shows where the figure comes from. */
  public void showProvenance() {
    Show.table(provenance.toTable());
  }

  @Override
  public String toString() {
    return caption;
  }
}
