package org.ecgworkbench.figure.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ecgworkbench.figure.Figure;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every figure; the samples are also left in {@code target/figures} to be looked at. */
class FiguresTest {
  @TempDir Path folder;

  static Stream<String> names() {
    return FigureSamples.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void filesAreRepeatableAndStateTheirSize(String name) throws Exception {
    Figure figure = FigureSamples.all().get(name).get();
    figure.save(Path.of("target/figures"), name);
    Figure again = FigureSamples.all().get(name).get();
    again.save(folder, name);
    for (String suffix : new String[] {".png", ".svg", ".pdf"}) {
      assertEquals(
          -1,
          Files.mismatch(Path.of("target/figures", name + suffix), folder.resolve(name + suffix)),
          name + suffix);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(3, files.count(), "no temporary file may stay");
    }
    byte[] png = Files.readAllBytes(folder.resolve(name + ".png"));
    int at = new String(png, StandardCharsets.ISO_8859_1).indexOf("pHYs");
    ByteBuffer chunk = ByteBuffer.wrap(png, at + 4, 9);
    assertEquals(12000, chunk.getInt(), "pixels a metre");
    assertEquals(12000, chunk.getInt(), "pixels a metre");
    assertEquals(1, chunk.get(), "unit: metre");
    // Width and height are the first numbers of the first chunk, IHDR.
    ByteBuffer header = ByteBuffer.wrap(png, 16, 8);
    assertEquals(Math.round(figure.widthMm() * 12), header.getInt());
    assertEquals(Math.round(figure.heightMm() * 12), header.getInt());
    String svg = Files.readString(folder.resolve(name + ".svg"));
    assertTrue(svg.contains("width=\"" + figure.widthMm() + "mm\""), name);
    assertTrue(svg.contains("height=\"" + figure.heightMm() + "mm\""), name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void nothingIsDrawnOutsideTheFigure(String name) {
    Figure figure = FigureSamples.all().get(name).get();
    int margin = 60;
    double pixelsPerMm = 4;
    int width = (int) Math.round(figure.widthMm() * pixelsPerMm);
    int height = (int) Math.round(figure.heightMm() * pixelsPerMm);
    BufferedImage image =
        new BufferedImage(width + 2 * margin, height + 2 * margin, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.translate(margin, margin);
    graphics.scale(pixelsPerMm * 25.4 / 72, pixelsPerMm * 25.4 / 72);
    figure.paint(graphics);
    graphics.dispose();
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    int inked = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        boolean outside = x < margin || y < margin || x >= margin + width || y >= margin + height;
        boolean white = (pixels[y * image.getWidth() + x] & 0xFFFFFF) == 0xFFFFFF;
        if (outside) {
          assertTrue(white, name + ": ink at " + (x - margin) + ", " + (y - margin));
        } else if (!white) {
          inked++;
        }
      }
    }
    assertTrue(inked > 1000, name + " is empty");
  }
}
