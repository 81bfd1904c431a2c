package org.ecgworkbench.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.ecgworkbench.base.Html;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.figure.SmallPng;

/** A figure's PNG file as an element of a page: at the resolution of a screen, and within the page. */
final class ReportImage {
  /** Saved figures have 12 pixels a millimetre, those of a notebook 6. */
  private static final int SHRINK = 2;

  private ReportImage() {}

  /**
   * The element.
   *
   * @param alternative what a reader who cannot see it is told
   * @throws EcgDataException if the file is no PNG
   */
  static String html(Path file, String alternative) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    if (image == null) {
      throw new EcgDataException(file + ": expected a PNG file");
    }
    BufferedImage small = shrink(image);
    return "<div class=\"picture\"><img width=\"%d\" height=\"%d\" alt=\"%s\" src=\"data:image/png;base64,%s\"></div>\n"
        .formatted(
            small.getWidth(),
            small.getHeight(),
            Html.escape(alternative),
            Base64.getEncoder().encodeToString(SmallPng.png(small)));
  }

  /** To the resolution of a notebook: each pixel the mean of the four it covers. */
  private static BufferedImage shrink(BufferedImage image) {
    int width = Math.max(1, image.getWidth() / SHRINK);
    int height = Math.max(1, image.getHeight() / SHRINK);
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    try {
      // Halving by bilinear interpolation reads exactly the four pixels below each.
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(image, 0, 0, width, height, null);
    } finally {
      graphics.dispose();
    }
    // 32 levels a channel are enough for the eye, and a third fewer bytes.
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = small.getRGB(x, y);
        int coarse = rgb & 0xF8F8F8;
        small.setRGB(x, y, coarse | (coarse >> 5 & 0x070707));
      }
    }
    return small;
  }
}
