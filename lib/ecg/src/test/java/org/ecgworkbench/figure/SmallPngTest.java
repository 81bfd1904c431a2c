package org.ecgworkbench.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SmallPngTest {

  private static BufferedImage back(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  /** The largest difference of a channel of any pixel. */
  private static int difference(BufferedImage a, BufferedImage b) {
    assertEquals(a.getWidth(), b.getWidth());
    assertEquals(a.getHeight(), b.getHeight());
    int most = 0;
    for (int y = 0; y < a.getHeight(); y++) {
      for (int x = 0; x < a.getWidth(); x++) {
        for (int shift = 0; shift <= 16; shift += 8) {
          int one = a.getRGB(x, y) >> shift & 0xff;
          int other = b.getRGB(x, y) >> shift & 0xff;
          most = Math.max(most, Math.abs(one - other));
        }
      }
    }
    return most;
  }

  private static BufferedImage drawing() {
    BufferedImage image = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, 400, 300);
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setStroke(new BasicStroke(1.3f));
    for (int i = 0; i < 60; i++) {
      g.setColor(new Color(4 * i, 200 - 3 * i, 100));
      g.draw(new Line2D.Double(3 * i, 7.3, 390 - 2.5 * i, 290));
    }
    g.dispose();
    return image;
  }

  @Test
  void aLineDrawingKeepsItsPixelsToThreeLevelsOfThirtyTwoAndLosesHalfItsBytes() throws IOException {
    BufferedImage image = drawing();
    byte[] small = SmallPng.of(image);
    // Rounding to 32 levels moves a channel by 4 at most; a colour that is merged moves by 24 more.
    assertTrue(difference(image, back(small)) <= 28);
    ByteArrayOutputStream usual = new ByteArrayOutputStream();
    ImageIO.write(image, "png", usual);
    assertTrue(2 * small.length < usual.size(), small.length + " of " + usual.size());
    assertArrayEquals(small, SmallPng.of(image));
  }

  @Test
  void blackAndWhiteStayBlackAndWhiteWhateverElseThereIs() throws IOException {
    BufferedImage image = drawing();
    image.setRGB(0, 0, 0x000000);
    image.setRGB(1, 0, 0xffffff);
    BufferedImage read = back(SmallPng.of(image));
    assertEquals(0xff000000, read.getRGB(0, 0));
    assertEquals(0xffffffff, read.getRGB(1, 0));
    BufferedImage two = new BufferedImage(9, 5, BufferedImage.TYPE_INT_RGB);
    two.setRGB(4, 2, 0xffffff);
    assertEquals(0, difference(two, back(SmallPng.of(two))));
  }

  /** A colour map has more colours than a palette holds; they are rounded and not merged. */
  @Test
  void aColourMapKeepsAllItsColoursToOneLevel() throws IOException {
    BufferedImage image = new BufferedImage(256, 256, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 256; y++) {
      for (int x = 0; x < 256; x++) {
        image.setRGB(x, y, x << 16 | y << 8 | (x ^ y));
      }
    }
    assertTrue(difference(image, back(SmallPng.of(image))) <= 4);
  }

  /** Equal cells beside each other must not differ in hue: light tints of a scale stay exactly what they are. */
  @Test
  void cellsKeepTheirColoursExactly() throws IOException {
    BufferedImage image = drawing();
    int[] tints = {0xfaebdf, 0xf9eadf, 0xf8e9de};
    for (int i = 0; i < tints.length; i++) {
      for (int k = 0; k < 400; k++) {
        image.setRGB(20 * i + k % 20, k / 20, tints[i]);
      }
    }
    BufferedImage read = back(SmallPng.of(image));
    for (int i = 0; i < tints.length; i++) {
      assertEquals(tints[i], read.getRGB(20 * i + 5, 5) & 0xffffff);
    }
  }

  @Test
  void whatIsTransparentBecomesPaper() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00000000);
    image.setRGB(1, 0, 0xff000000);
    image.setRGB(2, 0, 0x80000000);
    BufferedImage read = back(SmallPng.of(image));
    assertEquals(0xffffffff, read.getRGB(0, 0));
    assertEquals(0xff000000, read.getRGB(1, 0));
    // Half black on white: 127, to the nearest of 32 levels.
    assertEquals(127, read.getRGB(2, 0) & 0xff, 5);
  }
}
