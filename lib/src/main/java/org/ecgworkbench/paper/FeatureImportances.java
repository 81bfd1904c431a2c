package org.ecgworkbench.paper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.baseline.Band;
import org.ecgworkbench.baseline.ExpertFeatures;
import org.ecgworkbench.baseline.Feature;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.HeatMap;
import org.ecgworkbench.figure.Panels;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What the random forest's splits used: the share of the fall of impurity that each expert feature brought (Breiman 2001, doi
 * 10.1023/A:1010933404324), by feature, lead and band; not in the paper. For each class the shares add up to 1.
 *
 * <p>These importances come from the training records, prefer features with many distinct values, and are shared out among correlated
 * features by chance; they are what the forest used, not what the disease changes.
 */
public final class FeatureImportances {
  private FeatureImportances() {}

  /** All features, the most important on average first, with their lead, band and statistic. */
  public static TableResult table(Study study) {
    var provenance = study.provenance(FeatureImportances.class);
    Run forest = study.run(Learner.RANDOM_FOREST);
    List<Feature> features = ExpertFeatures.FEATURES;
    double[][] importances = read(forest);
    List<Integer> order =
        IntStream.range(0, features.size())
            .boxed()
            .sorted(Comparator.comparingDouble((Integer j) -> -mean(importances[j])))
            .toList();
    StringColumn name = StringColumn.create("feature");
    StringColumn lead = StringColumn.create("lead");
    StringColumn band = StringColumn.create("band");
    StringColumn statistic = StringColumn.create("statistic");
    DoubleColumn average = DoubleColumn.create("average");
    List<DoubleColumn> classes = new ArrayList<>();
    Diagnosis.ALL.forEach(d -> classes.add(DoubleColumn.create(d.name())));
    for (int j : order) {
      Feature feature = features.get(j);
      name.append(feature.name());
      lead.append(feature.lead().label());
      band.append(feature.band().label());
      statistic.append(feature.statistic().label());
      average.append(mean(importances[j]));
      for (int c = 0; c < classes.size(); c++) {
        classes.get(c).append(importances[j][c]);
      }
    }
    Table table = Table.create("importances", name, lead, band, statistic);
    classes.forEach(table::addColumns);
    table.addColumns(average);
    return new TableResult(
        "feature-importances",
        "Importances of the random forest's features on "
            + study.dataName()
            + ", shares of the fall of impurity.",
        table,
        provenance
            .input(study.results(), forest.directory().resolve(Learners.IMPORTANCES))
            .finish(),
        study.results());
  }

  /** Sums by lead and band, and by class and lead. */
  public static FigureResult figure(Study study) {
    var provenance = study.provenance(FeatureImportances.class);
    Run forest = study.run(Learner.RANDOM_FOREST);
    List<Feature> features = ExpertFeatures.FEATURES;
    double[][] importances = read(forest);
    double[][] byBand = new double[Band.ALL.size()][Lead.ALL.size()];
    double[][] byClass = new double[Diagnosis.ALL.size()][Lead.ALL.size()];
    for (int j = 0; j < features.size(); j++) {
      int lead = features.get(j).lead().ordinal();
      byBand[features.get(j).band().ordinal()][lead] += 100 * mean(importances[j]);
      for (int c = 0; c < byClass.length; c++) {
        byClass[c][lead] += 100 * importances[j][c];
      }
    }
    List<String> leads = Lead.ALL.stream().map(Lead::label).toList();
    HeatMap bands =
        HeatMap.of(Band.ALL.stream().map(Band::label).toList(), leads, byBand, "% of importance")
            .withAxes("band, mean of the classes", "lead")
            .withDecimals(1);
    HeatMap classes =
        HeatMap.of(
                Diagnosis.ALL.stream().map(Diagnosis::name).toList(),
                leads,
                byClass,
                "% of importance")
            .withAxes("class", "lead")
            .withDecimals(1);
    return new FigureResult(
        "feature-importances",
        "Importances of the random forest on "
            + study.dataName()
            + ", added up by band and lead (a, mean of the nine classes) and by class and lead (b). A lead without any advantage would"
            + " have 8.3 %.",
        Panels.vertical(List.of(bands, classes)),
        provenance
            .input(study.results(), forest.directory().resolve(Learners.IMPORTANCES))
            .finish(),
        study.results());
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** {@code [feature][class]}. */
  private static double[][] read(Run forest) {
    Path file = forest.directory().resolve(Learners.IMPORTANCES);
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
