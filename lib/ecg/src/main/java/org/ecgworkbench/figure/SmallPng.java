package org.ecgworkbench.figure;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * PNG files for notebooks and web pages: every pixel stays where it is, and so do the commonest colours, which fill cells and bars; the
 * others, of the edges of lines and letters, are rounded to 32 levels a channel, at most 256 colours are kept as a palette, and the
 * compression is the best that PNG has. Line drawings and ECG paper come out at a half
 * to a third of their bytes. The same image gives the same bytes.
 */
public final class SmallPng {
  private static final int MOST_COLOURS = 256;

  /** What is the colour of at least one pixel in so many fills something. */
  private static final int FILLS_AT_LEAST = 2000;

  private SmallPng() {}

  /**
   * An image as a PNG file; what is transparent becomes white, as on paper.
   *
   * @param image any image
   * @return the file's bytes
   */
  public static byte[] of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = onWhite(pixels[i]);
    }
    Map<Integer, Integer> counts = counts(pixels);
    int[] rounded =
        Arrays.stream(pixels)
            .map(rgb -> counts.get(rgb) * FILLS_AT_LEAST >= pixels.length ? rgb : coarse(rgb))
            .toArray();
    Map<Integer, Integer> places = palette(rounded);
    if (!places.isEmpty()) {
      return png(indexed(rounded, places, width, height));
    }
    BufferedImage plain = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    plain.setRGB(0, 0, width, height, rounded, 0, width);
    return png(plain);
  }

  private static int onWhite(int argb) {
    int alpha = argb >>> 24;
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int channel = (argb >>> shift & 0xff) * alpha + 255 * (255 - alpha);
      rgb |= Math.round(channel / 255f) << shift;
    }
    return rgb;
  }

  /** With 32 levels a channel. */
  private static int coarse(int rgb) {
    int coarse = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int level = Math.round((rgb >>> shift & 0xff) * 31 / 255f);
      coarse |= (level << 3 | level >> 2) << shift;
    }
    return coarse;
  }

  private static BufferedImage indexed(
      int[] pixels, Map<Integer, Integer> places, int width, int height) {
    int kept = Math.min(places.size(), MOST_COLOURS);
    int bits = kept <= 2 ? 1 : kept <= 4 ? 2 : kept <= 16 ? 4 : 8;
    int[] colours = new int[1 << bits];
    int next = 0;
    for (int colour : places.keySet()) {
      if (next < kept) {
        colours[next++] = colour;
      }
    }
    IndexColorModel model =
        new IndexColorModel(bits, 1 << bits, colours, 0, false, -1, DataBuffer.TYPE_BYTE);
    int type = bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY;
    BufferedImage indexed = new BufferedImage(width, height, type, model);
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        row[x] = places.get(pixels[y * width + x]);
      }
      indexed.getRaster().setPixels(0, y, width, 1, row);
    }
    return indexed;
  }

  /**
   * The place of each colour in a palette, the commonest first. Beyond 256, a colour takes the place of the nearest that is kept; where
   * that is more than three levels away in a channel, there is no palette and the map is empty.
   */
  private static Map<Integer, Integer> palette(int[] pixels) {
    List<Integer> colours = byCount(pixels);
    Map<Integer, Integer> places = new LinkedHashMap<>();
    for (int colour : colours) {
      if (places.size() < MOST_COLOURS) {
        places.put(colour, places.size());
        continue;
      }
      int nearest = 0;
      int distance = Integer.MAX_VALUE;
      for (int i = 0; i < MOST_COLOURS; i++) {
        int other = distance(colour, colours.get(i));
        if (other < distance) {
          distance = other;
          nearest = i;
        }
      }
      if (distance > 3 * 8) {
        return Map.of();
      }
      places.put(colour, nearest);
    }
    return places;
  }

  private static Map<Integer, Integer> counts(int[] pixels) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel, 1, Integer::sum);
    }
    return counts;
  }

  /** The commonest first. */
  private static List<Integer> byCount(int[] pixels) {
    Map<Integer, Integer> counts = counts(pixels);
    List<Integer> colours = new ArrayList<>(counts.keySet());
    colours.sort(
        Comparator.comparing((Integer c) -> counts.get(c))
            .reversed()
            .thenComparing(Comparator.naturalOrder()));
    return colours;
  }

  /** The largest difference of a channel. */
  private static int distance(int a, int b) {
    int most = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      most = Math.max(most, Math.abs((a >> shift & 0xff) - (b >> shift & 0xff)));
    }
    return most;
  }

  /**
   * {@return a picture as PNG, compressed as far as it goes, with the colours that it has}
   *
   * @param image any
   */
  public static byte[] png(BufferedImage image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam smallest = writer.getDefaultWriteParam();
      smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      smallest.setCompressionQuality(0);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), smallest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
