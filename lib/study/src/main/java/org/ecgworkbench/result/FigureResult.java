package org.ecgworkbench.result;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ecgworkbench.base.Html;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.notebook.Show;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Sidecar;

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
   * Writes {@code figures/ID.png}, {@code .svg}, {@code .pdf}, {@code figures/ID.csv} with the numbers that are drawn, and {@code
   * figures/ID.json} with the provenance. The samples of recordings are not written: data sets have them.
   *
   * @return this
   */
  public FigureResult save() {
    return save("png", "svg", "pdf");
  }

  /**
   * Writes {@code figures/ID.png} and {@code figures/ID.json} alone: what shows a patient's recording is no set of numbers.
   *
   * @return this
   */
  public FigureResult savePicture() {
    return save("png");
  }

  private FigureResult save(String... endings) {
    try {
      if (endings.length == 1) {
        Files.createDirectories(results.resolve("figures"));
        figure.savePng(file("png"));
      } else {
        figure.save(results.resolve("figures"), id);
      }
      Map<String, String> outputs = new LinkedHashMap<>();
      for (String ending : endings) {
        outputs.put(file(ending).getFileName().toString(), Provenance.sha256(file(ending)));
      }
      Optional<String> numbers = numbers();
      if (numbers.isPresent()) {
        WholeFile.write(file("csv"), numbers.get());
        outputs.put(file("csv").getFileName().toString(), Provenance.sha256(file("csv")));
      } else {
        Files.deleteIfExists(file("csv"));
      }
      WholeFile.write(file("json"), Sidecar.json(provenance, caption, outputs));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file("png"), e);
    }
  }

  /**
   * {@return the numbers that the figure draws, as CSV: a row an entry of a panel's or series' arrays; empty for a picture that holds none,
   * and for one that shows recordings, whose numbers are the recordings}
   */
  public Optional<String> numbers() {
    return FigureNumbers.csv(figure);
  }

  /** Wider than a notebook shows; more would only make the notebook's file large. */
  private static final double WIDEST_PIXELS = 1000;

  /** Saves the figure and shows it with its caption; what a notebook's cell calls. */
  public void publish() {
    save();
    show();
  }

  /** As {@link #publish()}, saved as {@link #savePicture()}. */
  public void publishPicture() {
    savePicture();
    show();
  }

  private void show() {
    Show.image(
        figure.toImage(Math.min(Figure.NOTEBOOK_PIXELS_PER_MM, WIDEST_PIXELS / figure.widthMm())));
    Show.html("<p><em>" + Html.escape(caption) + "</em></p>");
  }

  /** Shows where the figure comes from. */
  public void showProvenance() {
    ResultsFolder.show(provenance, results, file("json"));
  }

  @Override
  public String toString() {
    return caption;
  }
}
