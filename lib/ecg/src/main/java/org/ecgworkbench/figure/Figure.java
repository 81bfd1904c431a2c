package org.ecgworkbench.figure;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A picture of a fixed size on paper. It can be shown in a notebook ({@link #image()}), and saved for print as PNG, SVG and
 * PDF.
 *
 * <p>PNG files have {@value #PIXELS_PER_MM} pixels a millimetre (304.8 dpi), recorded in the file: a millimetre is a whole number of
 * pixels, which 300 dpi would not give.
 */
public interface Figure {
  /** The width of one column of a journal, in mm. */
  double COLUMN_WIDTH_MM = 85;

  /** The width of a journal's page, in mm. */
  double FULL_WIDTH_MM = 180;

  /** The resolution of saved PNG files, in pixels a millimetre. */
  int PIXELS_PER_MM = 12;

  /** The resolution in notebooks, in pixels a millimetre. */
  int NOTEBOOK_PIXELS_PER_MM = 6;

  /** {@return the width on paper, in mm} */
  double widthMm();

  /** {@return the height on paper, in mm} */
  double heightMm();

  /** {@return whether its top left corner is blank, so that a letter of {@link Panels} fits beside its title} */
  default boolean hasFreeCorner() {
    return false;
  }

  /**
   * Draws the figure, background included, with its top left corner at the origin.
   *
   * @param graphics its unit is a point, 1/72 inch; its state is changed
   */
  void paint(Graphics2D graphics);

  /**
   * {@return the figure as pixels}
   *
   * @param pixelsPerMm the resolution, positive
   * @throws IllegalArgumentException if the resolution is not positive
   */
  default BufferedImage toImage(double pixelsPerMm) {
    if (!(pixelsPerMm > 0)) {
      throw new IllegalArgumentException("pixels a mm must be positive, found " + pixelsPerMm);
    }
    BufferedImage image =
        new BufferedImage(
            (int) Math.round(widthMm() * pixelsPerMm),
            (int) Math.round(heightMm() * pixelsPerMm),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.setColor(java.awt.Color.WHITE);
      graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
      double pixelsPerPoint = pixelsPerMm * 25.4 / 72;
      graphics.scale(pixelsPerPoint, pixelsPerPoint);
      paint(graphics);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  /** {@return the figure as a notebook shows it: {@value #NOTEBOOK_PIXELS_PER_MM} pixels a millimetre} */
  default BufferedImage image() {
    return toImage(NOTEBOOK_PIXELS_PER_MM);
  }

  /**
   * Saves a PNG file of {@value #PIXELS_PER_MM} pixels a millimetre; the file appears whole or not at all.
   *
   * @param file appears whole or not at all; its folder must exist
   * @throws IOException if it cannot be written
   */
  default void savePng(Path file) throws IOException {
    FigureFiles.writePng(toImage(PIXELS_PER_MM), PIXELS_PER_MM, file);
  }

  /**
   * Saves an SVG file whose size is stated in millimetres and whose unit is a point; the file appears whole or not at all.
   *
   * @param file appears whole or not at all; its folder must exist
   * @throws IOException if it cannot be written
   */
  default void saveSvg(Path file) throws IOException {
    FigureFiles.writeSvg(this, file);
  }

  /**
   * Saves a PDF file of one page of exactly the figure's size; its unit is a point, to a thousandth. Text is drawn as outlines, so no
   * font has to be installed or embedded. The same figure gives the same bytes; the file appears whole or not at all.
   *
   * @param file appears whole or not at all; its folder must exist
   * @throws IOException if it cannot be written
   */
  default void savePdf(Path file) throws IOException {
    FigureFiles.writePdf(this, file);
  }

  /** {@return what this is and how large in mm, for the eyes where there is no picture} */
  default String describe() {
    return String.format(
        Locale.ROOT,
        "%s, %.0f x %.0f mm; Show.image(figure.image()) shows it, save(folder, name) writes it",
        getClass().getSimpleName(),
        widthMm(),
        heightMm());
  }

  /**
   * Saves {@code name.png}, {@code name.svg} and {@code name.pdf} in a folder, which is made if need be.
   *
   * @param folder where the three files go
   * @param name of the files, without ending
   * @throws IOException if they cannot be written
   */
  default void save(Path folder, String name) throws IOException {
    savePng(folder.resolve(name + ".png"));
    saveSvg(folder.resolve(name + ".svg"));
    savePdf(folder.resolve(name + ".pdf"));
  }
}
