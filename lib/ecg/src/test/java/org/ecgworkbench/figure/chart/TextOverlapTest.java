package org.ecgworkbench.figure.chart;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.FigureFiles;
import org.ecgworkbench.figure.Pen;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Reads the texts back from the SVG file: text stays text, lies within the figure, is large enough to read, and none covers another. */
class TextOverlapTest {
  private static final Pattern SIZE = Pattern.compile("font-size:([0-9.]+)px");

  private record Text(String content, Rectangle2D box, double points) {}

  static Stream<String> names() {
    return FigureSamples.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void textsAreReadableAndApart(String name) throws Exception {
    Figure figure = FigureSamples.all().get(name).get();
    List<Text> texts = new ArrayList<>();
    byte[] svg = FigureFiles.svg(figure).getBytes(StandardCharsets.UTF_8);
    collect(
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg))
            .getDocumentElement(),
        new AffineTransform(),
        texts);
    assertFalse(texts.isEmpty(), name);
    Rectangle2D page =
        new Rectangle2D.Double(0, 0, Pen.points(figure.widthMm()), Pen.points(figure.heightMm()));
    for (int i = 0; i < texts.size(); i++) {
      Text text = texts.get(i);
      assertTrue(page.contains(text.box()), name + ": '" + text.content() + "' leaves the page");
      assertTrue(
          text.points() * 170 / figure.widthMm() >= 5.99,
          name + ": '" + text.content() + "' is too small");
      for (int j = 0; j < i; j++) {
        assertFalse(
            text.box().intersects(texts.get(j).box()),
            name + ": '" + text.content() + "' covers '" + texts.get(j).content() + "'");
      }
    }
  }

  private static void collect(Node node, AffineTransform transform, List<Text> texts) {
    AffineTransform here = new AffineTransform(transform);
    if (node instanceof Element element) {
      String matrix = element.getAttribute("transform");
      if (!matrix.isEmpty()) {
        here.concatenate(parse(matrix));
      }
      if (element.getTagName().equals("text")) {
        Matcher size = SIZE.matcher(element.getAttribute("style"));
        assertTrue(size.find());
        double points = Double.parseDouble(size.group(1));
        boolean bold = element.getAttribute("style").contains("bold");
        double x = Double.parseDouble(element.getAttribute("x"));
        double y = Double.parseDouble(element.getAttribute("y"));
        double height = Pen.points(Pen.capHeight(points));
        String content = element.getTextContent();
        Shape box =
            here.createTransformedShape(
                new Rectangle2D.Double(
                    x, y - height, Pen.points(Pen.textWidth(content, points, bold)), height));
        texts.add(
            new Text(
                content, box.getBounds2D(), points * Math.sqrt(Math.abs(here.getDeterminant()))));
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
