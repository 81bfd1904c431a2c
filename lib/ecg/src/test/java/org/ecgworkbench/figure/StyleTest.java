package org.ecgworkbench.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.figure.chart.ConfusionMatrices;
import org.ecgworkbench.figure.chart.GroupedBars;
import org.ecgworkbench.figure.chart.HeatMap;
import org.ecgworkbench.figure.ecg.AttributionOverlay;
import org.junit.jupiter.api.Test;

class StyleTest {
  /**
   * Colours as people with a missing kind of cone see them, by the matrices for complete deficiency of Machado, Oliveira and Fernandes
   * 2009, doi 10.1109/TVCG.2009.113, on linear RGB.
   */
  private static final Map<String, double[][]> DEFICIENCIES =
      Map.of(
          "protanopia",
          new double[][] {
            {0.152286, 1.052583, -0.204868},
            {0.114503, 0.786281, 0.099216},
            {-0.003882, -0.048116, 1.051998}
          },
          "deuteranopia",
          new double[][] {
            {0.367322, 0.860646, -0.227968},
            {0.280085, 0.672501, 0.047413},
            {-0.011820, 0.042940, 0.968881}
          },
          "tritanopia",
          new double[][] {
            {1.255528, -0.076749, -0.178779},
            {-0.078411, 0.930809, 0.147602},
            {0.004733, 0.691367, 0.303900}
          });

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  private static double[] seen(Color color, double[][] matrix) {
    double[] rgb = {linear(color.getRed()), linear(color.getGreen()), linear(color.getBlue())};
    double[] out = new double[3];
    for (int i = 0; i < 3; i++) {
      double v = 0;
      for (int j = 0; j < 3; j++) {
        v += matrix[i][j] * rgb[j];
      }
      v = Math.max(0, Math.min(1, v));
      out[i] = v <= 0.0031308 ? 12.92 * v : 1.055 * Math.pow(v, 1 / 2.4) - 0.055;
    }
    return out;
  }

  @Test
  void firstSixSeriesStayApartForEveryColourVisionDeficiency() {
    DEFICIENCIES.forEach(
        (name, matrix) -> {
          for (int i = 0; i < 6; i++) {
            for (int j = 0; j < i; j++) {
              double[] a = seen(Style.series(i), matrix);
              double[] b = seen(Style.series(j), matrix);
              double distance = Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
              // A tenth of the way from black to white is 0.17.
              assertTrue(distance > 0.1, name + ": series " + i + " and " + j + ": " + distance);
            }
          }
        });
  }

  @Test
  void scalesDarkenWithTheMagnitude() {
    for (int i = 1; i <= 20; i++) {
      double before = (i - 1) / 20.0;
      double now = i / 20.0;
      assertTrue(
          Style.luminance(Style.sequential(now)) < Style.luminance(Style.sequential(before)));
      assertTrue(Style.luminance(Style.diverging(now)) < Style.luminance(Style.diverging(before)));
      assertTrue(
          Style.luminance(Style.diverging(-now)) < Style.luminance(Style.diverging(-before)));
    }
    assertEquals(Color.WHITE, Style.sequential(0));
    assertEquals(Color.WHITE, Style.diverging(0));
    assertEquals(Style.sequential(1), Style.sequential(7));
  }

  @Test
  void textOnEveryShadeHasTheContrastThatWcagAsksFor() {
    for (int i = -100; i <= 100; i++) {
      Color shade = Style.diverging(i / 100.0);
      double a = Style.luminance(shade) + 0.05;
      double b = Style.luminance(Style.textOn(shade)) + 0.05;
      assertTrue(Math.max(a, b) / Math.min(a, b) >= 3.8, "share " + i / 100.0);
    }
  }

  @Test
  void ticksAreRoundNumbers() {
    assertEquals(0.2, PlotArea.niceStep(1, 5), 1e-12);
    assertEquals(1, PlotArea.niceStep(10, 10), 1e-12);
    assertEquals(
        List.of("0.0", "0.2", "\u22120.5"),
        List.of(
            PlotArea.format(-1e-17, 0.2), PlotArea.format(0.2, 0.2), PlotArea.format(-0.5, 0.5)));
  }

  @Test
  void figuresOfTheWrongShapeAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> HeatMap.of(List.of("a"), List.of("b", "c"), new double[][] {{1}}, "x"));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new GroupedBars(
                "F1", List.of("a"), List.of(new GroupedBars.Series("m", new double[] {0.5, 0.6}))));
    assertThrows(
        IllegalArgumentException.class, () -> new GroupedBars.Series("m", new double[] {1.5}));
    assertThrows(
        IllegalArgumentException.class, () -> new ConfusionMatrices.Panel("a", 1, -1, 0, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new AttributionOverlay.Trace("I", new double[2], new double[3]));
  }
}
