package org.ecgworkbench.figure;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * The texts of a figure, read back from its SVG file.
 *
 * @param widthMm of the page
 * @param heightMm of the page
 * @param texts in the order of the file
 */
public record SvgTexts(double widthMm, double heightMm, List<Text> texts) {
  private static final Pattern SIZE = Pattern.compile("font-size:([0-9.]+)px");

  /**
   * One text.
   *
   * @param content what it says
   * @param box where it stands, in points
   * @param points its size as drawn
   * @param style the SVG style
   */
  public record Text(String content, Rectangle2D box, double points, String style) {
    /** Its size where the page is printed 170 mm wide. */
    public double pointsAt170(double widthMm) {
      return points * 170 / widthMm;
    }
  }

  public static SvgTexts of(byte[] svg) throws IOException {
    try {
      Element root =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(svg))
              .getDocumentElement();
      List<Text> texts = new ArrayList<>();
      collect(root, new AffineTransform(), texts);
      return new SvgTexts(mm(root, "width"), mm(root, "height"), texts);
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(e);
    }
  }

  private static double mm(Element root, String name) {
    return Double.parseDouble(root.getAttribute(name).replace("mm", ""));
  }

  /** What is wrong: a text that leaves the page, that is smaller than 6 points at 170 mm, or that covers another. */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    Rectangle2D page = new Rectangle2D.Double(0, 0, Pen.points(widthMm), Pen.points(heightMm));
    for (int i = 0; i < texts.size(); i++) {
      Text text = texts.get(i);
      if (!page.contains(text.box())) {
        faults.add("'" + text.content() + "' leaves the page");
      }
      if (text.pointsAt170(widthMm) < 5.99) {
        faults.add("'" + text.content() + "' is too small: " + text.pointsAt170(widthMm));
      }
      for (Text before : texts.subList(0, i)) {
        // A hatched number is written twice in the same place.
        boolean isSame = text.content().equals(before.content()) && text.box().equals(before.box());
        if (text.box().intersects(before.box()) && !isSame) {
          faults.add("'" + text.content() + "' covers '" + before.content() + "'");
        }
      }
    }
    return faults;
  }

  private static void collect(Node node, AffineTransform transform, List<Text> texts) {
    AffineTransform here = new AffineTransform(transform);
    if (node instanceof Element element) {
      String matrix = element.getAttribute("transform");
      if (!matrix.isEmpty()) {
        here.concatenate(parse(matrix));
      }
      if (element.getTagName().equals("text")) {
        String style = element.getAttribute("style");
        Matcher size = SIZE.matcher(style);
        if (!size.find()) {
          throw new IllegalArgumentException("a text without a size: " + style);
        }
        double points = Double.parseDouble(size.group(1));
        double x = Double.parseDouble(element.getAttribute("x"));
        double y = Double.parseDouble(element.getAttribute("y"));
        double height = Pen.points(Pen.capHeight(points));
        String content = element.getTextContent();
        double width = Pen.points(Pen.textWidth(content, points, style.contains("bold")));
        Shape box =
            here.createTransformedShape(new Rectangle2D.Double(x, y - height, width, height));
        texts.add(
            new Text(
                content,
                box.getBounds2D(),
                points * Math.sqrt(Math.abs(here.getDeterminant())),
                style));
      }
    }
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      collect(child, here, texts);
    }
  }

  private static AffineTransform parse(String text) {
    String name = text.substring(0, text.indexOf('('));
    String[] parts = text.substring(text.indexOf('(') + 1, text.indexOf(')')).trim().split("[ ,]+");
    double[] v = Stream.of(parts).mapToDouble(Double::parseDouble).toArray();
    return switch (name) {
      case "matrix" -> new AffineTransform(v);
      case "translate" -> AffineTransform.getTranslateInstance(v[0], v.length > 1 ? v[1] : 0);
      case "scale" -> AffineTransform.getScaleInstance(v[0], v.length > 1 ? v[1] : v[0]);
      case "rotate" -> AffineTransform.getRotateInstance(Math.toRadians(v[0]));
      default -> throw new IllegalArgumentException(text);
    };
  }
}
