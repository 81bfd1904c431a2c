package org.ecgworkbench.figure;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.pdf.PDFProcessor;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.ecgworkbench.base.WholeFile;

/** Writes figures as files: resolution recorded, bytes repeatable, each file whole or not there. */
public final class FigureFiles {
  private static final Pattern CLIP_ID = Pattern.compile("clip-?\\d+");

  private FigureFiles() {}

  static void writePng(BufferedImage image, double pixelsPerMm, Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(
              ImageTypeSpecifier.createFromRenderedImage(image), writer.getDefaultWriteParam());
      IIOMetadataNode resolution = new IIOMetadataNode("pHYs");
      String pixelsPerMetre = Integer.toString((int) Math.round(pixelsPerMm * 1000));
      resolution.setAttribute("pixelsPerUnitXAxis", pixelsPerMetre);
      resolution.setAttribute("pixelsPerUnitYAxis", pixelsPerMetre);
      resolution.setAttribute("unitSpecifier", "meter");
      IIOMetadataNode root = new IIOMetadataNode("javax_imageio_png_1.0");
      root.appendChild(resolution);
      metadata.mergeTree("javax_imageio_png_1.0", root);
      writer.setOutput(out);
      writer.write(metadata, new IIOImage(image, null, metadata), null);
    } finally {
      writer.dispose();
    }
    writeAtomically(bytes.toByteArray(), file);
  }

  static void writeSvg(Figure figure, Path file) throws IOException {
    writeAtomically(svg(figure).getBytes(StandardCharsets.UTF_8), file);
  }

  /**
   * {@return a figure as SVG: its size in millimetres, its unit a point; the same figure gives the same text}
   *
   * @param figure of any kind
   * @throws IOException if the library cannot make it
   */
  public static String svg(Figure figure) throws IOException {
    VectorGraphics2D graphics = new VectorGraphics2D();
    figure.paint(graphics);
    double width = Pen.points(figure.widthMm());
    double height = Pen.points(figure.heightMm());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new SVGProcessor()
        .getDocument(graphics.getCommands(), new PageSize(width, height))
        .writeTo(bytes);
    String svg = bytes.toString(StandardCharsets.UTF_8);
    // Paper size in mm; no reference to a DTD elsewhere; a fallback where the font is not
    // installed.
    svg = svg.replaceFirst("<!DOCTYPE[^>]*>\\s*", "");
    svg = svg.replaceFirst("height=\"[^\"]*px\"", "height=\"" + figure.heightMm() + "mm\"");
    svg = svg.replaceFirst("width=\"[^\"]*px\"", "width=\"" + figure.widthMm() + "mm\"");
    svg =
        svg.replace(
            "font-family:&quot;DejaVu Sans&quot;;",
            "font-family:&quot;DejaVu Sans&quot;,Verdana,sans-serif;");
    return renumberClips(svg.replace("\r\n", "\n"));
  }

  static void writePdf(Figure figure, Path file) throws IOException {
    writeAtomically(pdf(figure, true), file);
  }

  /**
   * {@return the figure as a PDF file of one page}
   *
   * @param figure of any kind
   * @param compressed whether the page's commands are packed
   * @throws IOException if the library cannot make it
   */
  public static byte[] pdf(Figure figure, boolean compressed) throws IOException {
    OutlinedText graphics = new OutlinedText();
    // The library's unit is a millimetre here, that of a figure a point.
    graphics.scale(25.4 / 72, 25.4 / 72);
    figure.paint(graphics);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new PDFProcessor(compressed)
        .getDocument(graphics.getCommands(), new PageSize(figure.widthMm(), figure.heightMm()))
        .writeTo(bytes);
    return bytes.toByteArray();
  }

  /**
   * Asks {@link Pen} for outlines instead of text: the library does not embed fonts in PDF files, and knows only the characters of
   * Windows-1252.
   */
  static final class OutlinedText extends VectorGraphics2D {}

  // The library names clip paths by the identity of objects, which differs from run to run.
  private static String renumberClips(String svg) {
    Map<String, String> names = new LinkedHashMap<>();
    Matcher matcher = CLIP_ID.matcher(svg);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(
          out, names.computeIfAbsent(matcher.group(), id -> "area" + (names.size() + 1)));
    }
    return matcher.appendTail(out).toString();
  }

  /**
   * Writes a file that appears whole or not at all.
   *
   * @param bytes all of it
   * @param file its folder must exist
   * @throws IOException if it cannot be written
   */
  public static void writeAtomically(byte[] bytes, Path file) throws IOException {
    WholeFile.write(file, temporary -> Files.write(temporary, bytes));
  }
}
