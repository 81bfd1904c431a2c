package org.ecgworkbench.figure.ecg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.figure.FigureFiles;
import org.ecgworkbench.figure.Pen;
import org.junit.jupiter.api.Test;

/**
 * The scale is measured on what comes out, not on what goes in: a record of spikes at known times and of known size is drawn, and
 * its picture is measured in pixels and in SVG coordinates. Expected values by hand from 25 mm/s and 10 mm/mV.
 */
class EcgPaperTest {
  private static final int PIXELS_PER_MM = 12;

  /** Flat but for one sample of +1 mV in every lead at each of the given times. */
  private static EcgRecord spikes(double seconds, double... times) {
    double[][] millivolts = new double[12][(int) (seconds * 500)];
    for (double[] lead : millivolts) {
      for (double time : times) {
        lead[(int) Math.round(time * 500)] = 1;
      }
    }
    return new EcgRecord("SPIKES", 500, millivolts, OptionalInt.empty(), Sex.UNKNOWN, Set.of());
  }

  private static boolean dark(BufferedImage image, int x, int y) {
    Color color = new Color(image.getRGB(x, y));
    return color.getRed() < 110 && color.getGreen() < 110;
  }

  @Test
  void oneSecondIs25MillimetresAndOneMillivolt10InPixels() {
    EcgPaper paper = EcgPaper.of(spikes(10, 1, 3, 9)).withLayout(EcgPaper.Layout.TWELVE_BY_ONE);
    BufferedImage image = paper.toImage(PIXELS_PER_MM);
    // In a band 5 to 6 mm above the last row's base line, only the pulse's two sides and the spikes
    // are dark.
    int baseline = lastBaseline(image);
    List<Double> columns =
        darkColumns(image, baseline - 6 * PIXELS_PER_MM, baseline - 5 * PIXELS_PER_MM);
    assertEquals(5, columns.size(), columns.toString());
    assertEquals(5 * PIXELS_PER_MM, columns.get(1) - columns.get(0), 1, "pulse of 0.2 s");
    assertEquals(2 * 25 * PIXELS_PER_MM, columns.get(3) - columns.get(2), 1, "from 1 s to 3 s");
    assertEquals(6 * 25 * PIXELS_PER_MM, columns.get(4) - columns.get(3), 1, "from 3 s to 9 s");
    // The pulse is 1 mV: from the middle of its top line to the middle of the base line.
    int x = (int) Math.round((columns.get(0) + columns.get(1)) / 2);
    int top = baseline - 11 * PIXELS_PER_MM;
    while (!dark(image, x, top)) {
      top++;
    }
    int end = top;
    while (dark(image, x, end)) {
      end++;
    }
    assertEquals(10 * PIXELS_PER_MM, baseline - (top + end - 1) / 2.0, 1, "pulse of 1 mV");
  }

  /** A QRS of 4 mV in the upper row and one of -4 mV in the lowest: the grid grows by whole squares until both are on it. */
  @Test
  void noWaveIsCutHoweverTallItIs() {
    double[][] millivolts = new double[12][5000];
    millivolts[Lead.I.ordinal()][500] = 4;
    millivolts[Lead.II.ordinal()][500] = -4;
    EcgRecord tall =
        new EcgRecord("TALL", 500, millivolts, OptionalInt.empty(), Sex.UNKNOWN, Set.of());
    for (EcgPaper.Layout layout : EcgPaper.Layout.values()) {
      EcgPaper paper = EcgPaper.of(tall).withLayout(layout);
      EcgPaperPlaces places = new EcgPaperPlaces(paper);
      double[] lines = places.baselines();
      double bottom = EcgPaper.HEADER + paper.gridHeight();
      assertTrue(lines[0] - 40 >= EcgPaper.HEADER, layout + ": above");
      int row = layout == EcgPaper.Layout.THREE_BY_FOUR_WITH_RHYTHM ? 3 : 1;
      assertTrue(lines[row] + 40 <= bottom, layout + ": below");
      assertEquals(0, (paper.gridHeight() - paper.usualHeight()) % 5, 1e-9);
    }
    EcgPaper usual = EcgPaper.of(spikes(10, 1));
    assertEquals(usual.usualHeight(), usual.gridHeight());
  }

  /** In a strip, too: both spikes of 4 mV are as tall as 40 mm of reduced paper. */
  @Test
  void noWaveOfAStripIsCut() {
    double[][] millivolts = new double[12][5000];
    millivolts[Lead.II.ordinal()][1000] = 4;
    millivolts[Lead.V1.ordinal()][3000] = -4;
    EcgRecord tall =
        new EcgRecord("TALL", 500, millivolts, OptionalInt.empty(), Sex.UNKNOWN, Set.of());
    EcgStrips strips =
        new EcgStrips(
            List.of(new EcgStrips.Strip("PVC", "", tall, 0, List.of(Lead.II, Lead.V1), "")), 10);
    BufferedImage image = strips.toImage(PIXELS_PER_MM);
    double spike = 40 * EcgStrips.REDUCTION * PIXELS_PER_MM;
    for (double second : new double[] {2, 6}) {
      int x = (int) ((12 + (10 + 25 * second) * EcgStrips.REDUCTION) * PIXELS_PER_MM);
      int longest = 0;
      int run = 0;
      for (int y = 0; y < image.getHeight(); y++) {
        run = dark(image, x, y) ? run + 1 : 0;
        longest = Math.max(longest, run);
      }
      assertEquals(spike, longest, 0.05 * spike, second + " s");
    }
  }

  /** The middle of the lowest horizontal dark line right of the middle, where the trace is flat. */
  private static int lastBaseline(BufferedImage image) {
    int x = image.getWidth() / 2;
    // Above the caption, which is 8 mm high.
    int y = image.getHeight() - 9 * PIXELS_PER_MM;
    while (!dark(image, x, y)) {
      y--;
    }
    int end = y;
    while (dark(image, x, y)) {
      y--;
    }
    return Math.round((y + 1 + end) / 2f);
  }

  /** The middles of the runs of columns that are dark somewhere between two rows. */
  private static List<Double> darkColumns(BufferedImage image, int top, int bottom) {
    List<Double> middles = new ArrayList<>();
    int start = -1;
    // The lead's name stands right of the pulse and higher than these bands.
    for (int x = 0; x < image.getWidth(); x++) {
      boolean dark = false;
      for (int y = top; y <= bottom; y++) {
        dark |= dark(image, x, y);
      }
      if (dark && start < 0) {
        start = x;
      } else if (!dark && start >= 0) {
        middles.add((start + x - 1) / 2.0);
        start = -1;
      }
    }
    return middles;
  }

  @Test
  void gridLinesAreAMillimetreApartInPixels() {
    EcgPaper paper = EcgPaper.of(spikes(10, 1));
    BufferedImage image = paper.toImage(PIXELS_PER_MM);
    // 2.5 mm below the grid's top, between two horizontal lines, the redness peaks at the vertical
    // lines.
    int y = (int) Math.round((14 + 2.5) * PIXELS_PER_MM);
    List<Integer> lines = new ArrayList<>();
    int left = 5 * PIXELS_PER_MM;
    for (int mm = 1; mm < 40; mm++) {
      int darkest = -1;
      int least = 255;
      for (int x = left + mm * PIXELS_PER_MM - 6; x < left + mm * PIXELS_PER_MM + 6; x++) {
        int green = new Color(image.getRGB(x, y)).getGreen();
        if (green < least) {
          least = green;
          darkest = x;
        }
      }
      assertTrue(least < 250, "no grid line near " + mm + " mm");
      lines.add(darkest);
    }
    for (int i = 1; i < lines.size(); i++) {
      assertEquals(PIXELS_PER_MM, lines.get(i) - lines.get(i - 1), 1, "line " + i);
    }
    assertEquals(38 * PIXELS_PER_MM, lines.get(38) - lines.get(0), 1);
  }

  @Test
  void scaleIsExactInSvgCoordinates() throws Exception {
    EcgPaper paper = EcgPaper.of(spikes(10, 1, 3, 9)).withLayout(EcgPaper.Layout.TWELVE_BY_ONE);
    String svg = FigureFiles.svg(paper);
    assertTrue(svg.contains("width=\"" + paper.widthMm() + "mm\""));
    assertTrue(svg.contains("viewBox=\"0 0 " + Pen.points(paper.widthMm()) + " "), "points");
    // The longest path is a trace of 5,000 samples.
    Matcher paths = Pattern.compile("<path d=\"([^\"]*)\"").matcher(svg);
    String longest = "";
    while (paths.find()) {
      longest = paths.group(1).length() > longest.length() ? paths.group(1) : longest;
    }
    String[] points = longest.substring(1).split(" L");
    assertEquals(5000, points.length);
    double[] x =
        Arrays.stream(points).mapToDouble(p -> Double.parseDouble(p.split(",")[0])).toArray();
    double[] y =
        Arrays.stream(points).mapToDouble(p -> Double.parseDouble(p.split(",")[1])).toArray();
    double pointsPerMm = 72 / 25.4;
    // Coordinates are given to a thousandth of a point, 0.00035 mm.
    assertEquals(200, (x[4500] - x[500]) / pointsPerMm, 0.0008, "8 s");
    assertEquals(10, (y[499] - y[500]) / pointsPerMm, 0.0008, "1 mV up");
    assertEquals(y[0], y[499]);
  }

  @Test
  void scaleIsExactInPdfCoordinatesAndOnItsPage() throws Exception {
    for (EcgPaper.Layout layout : EcgPaper.Layout.values()) {
      EcgPaper paper = EcgPaper.of(spikes(10, 1, 3, 9)).withLayout(layout);
      String pdf = new String(FigureFiles.pdf(paper, false), StandardCharsets.ISO_8859_1);
      Matcher box = Pattern.compile("/MediaBox \\[0 0 (\\S+) (\\S+)]").matcher(pdf);
      assertTrue(box.find());
      // PDF's unit is 1/72 inch of 25.4 mm.
      assertEquals(paper.widthMm(), Double.parseDouble(box.group(1)) * 25.4 / 72, 1e-9);
      assertEquals(paper.heightMm(), Double.parseDouble(box.group(2)) * 25.4 / 72, 1e-9);
      List<double[]> trace = longestPathMm(pdf);
      assertTrue(layout == EcgPaper.Layout.SIX_BY_TWO || trace.size() == 5000, layout.name());
      double[] first = trace.get(500);
      assertEquals(10, first[1] - trace.get(499)[1], 0.0008, "1 mV up");
      assertEquals(1, first[1] > trace.get(501)[1] ? 1 : 0);
      assertEquals(2 * 25, trace.get(1500)[0] - first[0], 0.0008, "2 s");
      assertEquals(10, trace.get(1500)[1] - trace.get(1499)[1], 0.0008, "1 mV up");
    }
  }

  /** The longest path in mm from the page's lower left corner, through every transform of the page's content. */
  private static List<double[]> longestPathMm(String pdf) {
    String content = pdf.substring(pdf.indexOf("stream\n") + 7, pdf.indexOf("endstream"));
    Deque<AffineTransform> saved = new ArrayDeque<>();
    AffineTransform transform = new AffineTransform();
    List<Double> numbers = new ArrayList<>();
    List<double[]> path = new ArrayList<>();
    List<double[]> longest = path;
    // Names and numbers; paths end in "l/" before "S".
    for (String token : content.replace("/", " /").trim().split("\\s+")) {
      int n = numbers.size();
      switch (token) {
        case "q" -> saved.push(new AffineTransform(transform));
        case "Q" -> transform = saved.pop();
        case "cm" ->
            transform.concatenate(
                new AffineTransform(
                    numbers.subList(n - 6, n).stream().mapToDouble(d -> d).toArray()));
        case "m", "l" -> {
          if (token.equals("m")) {
            path = new ArrayList<>();
          }
          double[] point = {numbers.get(n - 2), numbers.get(n - 1)};
          transform.transform(point, 0, point, 0, 1);
          path.add(new double[] {point[0] * 25.4 / 72, point[1] * 25.4 / 72});
          longest = path.size() > longest.size() ? path : longest;
        }
        default -> {
          if (token.matches("-?[0-9.]+(E-?[0-9]+)?")) {
            numbers.add(Double.parseDouble(token));
            continue;
          }
        }
      }
      numbers.clear();
    }
    return longest;
  }

  @Test
  void columnsShowSuccessiveTimes() {
    EcgPaper paper = EcgPaper.of(spikes(10, 2.6));
    BufferedImage image = paper.toImage(PIXELS_PER_MM);
    // The spike at 2.6 s is in the second column, 0.1 s from its start: aVR, aVL, aVF, and in the
    // rhythm strip.
    double expected = (5 + 15 + 2.6 * 25) * PIXELS_PER_MM;
    int rhythm = lastBaseline(image);
    List<Double> columns =
        darkColumns(image, rhythm - 6 * PIXELS_PER_MM, rhythm - 5 * PIXELS_PER_MM);
    assertEquals(expected, columns.get(columns.size() - 1), 1);
    int first = rhythm - 3 * 29 * PIXELS_PER_MM;
    List<Double> row = darkColumns(image, first - 6 * PIXELS_PER_MM, first - 5 * PIXELS_PER_MM);
    assertEquals(3, row.size(), row.toString());
    assertEquals(expected, row.get(2), 1);
  }

  @Test
  void missingSamplesLeaveAGap() throws Exception {
    EcgRecord record = spikes(10, 1);
    for (double[] lead : record.millivolts()) {
      Arrays.fill(lead, 1000, 1100, Double.NaN);
    }
    String svg = FigureFiles.svg(EcgPaper.of(record).withLayout(EcgPaper.Layout.TWELVE_BY_ONE));
    Matcher paths = Pattern.compile("<path d=\"([^\"]*)\"").matcher(svg);
    List<Integer> lengths = new ArrayList<>();
    while (paths.find()) {
      lengths.add(paths.group(1).split(" L").length);
    }
    assertEquals(12, lengths.stream().filter(n -> n == 1000).count());
    assertEquals(12, lengths.stream().filter(n -> n == 3900).count());
  }

  @Test
  void shortRecordsAreShownWhole() {
    assertEquals(6, EcgPaper.of(spikes(6, 1)).seconds());
    assertEquals(10, EcgPaper.of(spikes(60, 1)).seconds());
  }

  @Test
  void anExcerptBeyondTheRecordIsRefused() {
    EcgPaper paper = EcgPaper.of(spikes(10, 1));
    EcgDataException e = assertThrows(EcgDataException.class, () -> paper.withExcerpt(5, 6));
    assertEquals(
        "record SPIKES: expected an excerpt within its 10.000 s, found 6.000 s from second 5.000",
        e.getMessage());
    assertThrows(EcgDataException.class, () -> paper.withExcerpt(-1, 2));
    assertThrows(EcgDataException.class, () -> paper.withExcerpt(0, 0));
  }
}
