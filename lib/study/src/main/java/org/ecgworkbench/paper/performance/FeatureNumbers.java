package org.ecgworkbench.paper.performance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.baseline.feature.Band;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.baseline.feature.Feature;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Panels;
import org.ecgworkbench.figure.chart.HeatMap;

/** One number a feature and class, as a file holds them, and their sums by lead and band. */
final class FeatureNumbers {
  private FeatureNumbers() {}

  /** Sums over the features of a lead and band, {@code [lead x bands + band][class]}, from {@code [feature][class]}. */
  static double[][] byLeadAndBand(double[][] values) {
    double[][] sums = new double[Lead.ALL.size() * Band.ALL.size()][Diagnosis.ALL.size()];
    for (int j = 0; j < values.length; j++) {
      Feature feature = ExpertFeatures.FEATURES.get(j);
      double[] group = sums[feature.lead().ordinal() * Band.ALL.size() + feature.band().ordinal()];
      for (int c = 0; c < group.length; c++) {
        group[c] += values[j][c];
      }
    }
    return sums;
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /**
   * Two heat maps of the sums, each times a factor: by band and lead (mean of the classes), and by class and lead.
   *
   * @param decimals of the first and of the second
   */
  static Figure maps(double[][] values, double factor, String unit, int... decimals) {
    double[][] groups = byLeadAndBand(values);
    double[][] byBand = new double[Band.ALL.size()][Lead.ALL.size()];
    double[][] byClass = new double[Diagnosis.ALL.size()][Lead.ALL.size()];
    for (int g = 0; g < groups.length; g++) {
      int lead = g / Band.ALL.size();
      byBand[g % Band.ALL.size()][lead] = factor * mean(groups[g]);
      for (int c = 0; c < byClass.length; c++) {
        byClass[c][lead] += factor * groups[g][c];
      }
    }
    List<String> leads = Lead.ALL.stream().map(Lead::label).toList();
    return Panels.vertical(
        List.of(
            HeatMap.of(Band.ALL.stream().map(Band::label).toList(), leads, byBand, unit)
                .withAxes("band, mean of the classes", "lead")
                .withDecimals(decimals[0]),
            HeatMap.of(Diagnosis.ALL.stream().map(Diagnosis::name).toList(), leads, byClass, unit)
                .withAxes("class", "lead")
                .withDecimals(decimals[1])));
  }

  /** {@code [feature][class]}. */
  static double[][] read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      List<String> names = ExpertFeatures.names();
      if (lines.size() != names.size() + 1) {
        throw new EcgDataException(
            "%s: expected %d features, found %d".formatted(file, names.size(), lines.size() - 1));
      }
      double[][] importances = new double[names.size()][];
      for (int j = 0; j < importances.length; j++) {
        String[] cells = lines.get(j + 1).split(",", -1);
        if (!cells[0].equals(names.get(j)) || cells.length != Diagnosis.ALL.size() + 1) {
          throw new EcgDataException(
              "%s: line %d: expected %s and %d numbers, found '%s'"
                  .formatted(file, j + 2, names.get(j), Diagnosis.ALL.size(), lines.get(j + 1)));
        }
        importances[j] =
            IntStream.range(1, cells.length)
                .mapToDouble(c -> Double.parseDouble(cells[c]))
                .toArray();
      }
      return importances;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
