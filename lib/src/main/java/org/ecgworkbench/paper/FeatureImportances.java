package org.ecgworkbench.paper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.baseline.Band;
import org.ecgworkbench.baseline.ExpertFeatures;
import org.ecgworkbench.baseline.Feature;
import org.ecgworkbench.baseline.TreeShap;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.HeatMap;
import org.ecgworkbench.figure.Panels;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What the random forest uses, in two ways; neither is in the paper.
 *
 * <p>Importances: the share of the fall of impurity that each expert feature brought (Breiman 2001, doi 10.1023/A:1010933404324), by
 * feature, lead and band. For each class the shares add up to 1.
 *
 * <p>Tree SHAP ({@link TreeShap}): how far each feature moves the score of a test record from the forest's mean, the mean of the
 * absolute values over the test records, by lead and band. A sum over features of such means counts what they add and what they take
 * away alike: it says how much is decided there, not in which direction.
 *
 * <p>The importances come from the training records, prefer features with many distinct values, and are shared out among correlated
 * features by chance; they are what the forest used, not what the disease changes.
 */
public final class FeatureImportances {
  /** Scores are shares; values of single features are small. */
  private static final int POINTS = 100;

  private FeatureImportances() {}

  /** All features, the most important on average first, with their lead, band and statistic. */
  public static TableResult table(Study study) {
    var provenance = study.provenance(FeatureImportances.class);
    Run forest = study.run(Learner.RANDOM_FOREST);
    study.withSeeds(provenance, forest);
    List<Feature> features = ExpertFeatures.FEATURES;
    double[][] importances = read(forest.directory().resolve(Learners.IMPORTANCES));
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
    study.withSeeds(provenance, forest);
    List<Feature> features = ExpertFeatures.FEATURES;
    double[][] importances = read(forest.directory().resolve(Learners.IMPORTANCES));
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

  /**
   * Tree SHAP by lead and band, the largest on average first: for each class the sum over the features of the mean absolute value, in
   * hundredths of the score; the share of the average in the sum of all, and beside it the share of the importances.
   */
  public static TableResult treeShapTable(Study study) {
    var provenance = study.provenance(FeatureImportances.class);
    Path file = study.treeShapFile();
    Run forest = study.run(Learner.RANDOM_FOREST);
    study.withSeeds(provenance, forest);
    double[][] shap = byLeadAndBand(read(file));
    double[][] importances = byLeadAndBand(read(forest.directory().resolve(Learners.IMPORTANCES)));
    double all = Arrays.stream(shap).mapToDouble(FeatureImportances::mean).sum();
    StringColumn lead = StringColumn.create("lead");
    StringColumn band = StringColumn.create("band");
    List<DoubleColumn> classes = new ArrayList<>();
    Diagnosis.ALL.forEach(d -> classes.add(DoubleColumn.create(d.name())));
    DoubleColumn average = DoubleColumn.create("average");
    DoubleColumn share = DoubleColumn.create("share");
    DoubleColumn importance = DoubleColumn.create("importance_share");
    List<Integer> order =
        IntStream.range(0, shap.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer g) -> -mean(shap[g])))
            .toList();
    for (int g : order) {
      lead.append(Lead.ALL.get(g / Band.ALL.size()).label());
      band.append(Band.ALL.get(g % Band.ALL.size()).label());
      for (int c = 0; c < classes.size(); c++) {
        classes.get(c).append(POINTS * shap[g][c]);
      }
      average.append(POINTS * mean(shap[g]));
      share.append(all == 0 ? 0 : mean(shap[g]) / all);
      importance.append(mean(importances[g]));
    }
    Table table = Table.create("tree SHAP", lead, band);
    classes.forEach(table::addColumns);
    table.addColumns(average, share, importance);
    return new TableResult(
        "feature-tree-shap",
        "Tree SHAP of the random forest on "
            + study.dataName()
            + ", mean absolute values of the test records in hundredths of the score, by lead and band.",
        table,
        provenance
            .input(study.results(), file)
            .input(study.results(), forest.directory().resolve(Learners.IMPORTANCES))
            .finish(),
        study.results());
  }

  /** Tree SHAP by lead and band, and by class and lead. */
  public static FigureResult treeShapFigure(Study study) {
    var provenance = study.provenance(FeatureImportances.class);
    Path file = study.treeShapFile();
    study.withSeeds(provenance, study.run(Learner.RANDOM_FOREST));
    double[][] shap = byLeadAndBand(read(file));
    double[][] byBand = new double[Band.ALL.size()][Lead.ALL.size()];
    double[][] byClass = new double[Diagnosis.ALL.size()][Lead.ALL.size()];
    for (int g = 0; g < shap.length; g++) {
      int lead = g / Band.ALL.size();
      byBand[g % Band.ALL.size()][lead] = POINTS * mean(shap[g]);
      for (int c = 0; c < byClass.length; c++) {
        byClass[c][lead] += POINTS * shap[g][c];
      }
    }
    List<String> leads = Lead.ALL.stream().map(Lead::label).toList();
    String unit = "mean |SHAP|, score × 100";
    HeatMap bands =
        HeatMap.of(Band.ALL.stream().map(Band::label).toList(), leads, byBand, unit)
            .withAxes("band, mean of the classes", "lead")
            .withDecimals(2);
    HeatMap classes =
        HeatMap.of(Diagnosis.ALL.stream().map(Diagnosis::name).toList(), leads, byClass, unit)
            .withAxes("class", "lead")
            .withDecimals(1);
    return new FigureResult(
        "feature-tree-shap",
        "Tree SHAP of the random forest on "
            + study.dataName()
            + ", mean absolute values of the test records in hundredths of the score, added up by band and lead (a, mean of the nine"
            + " classes) and by class and lead (b).",
        Panels.vertical(List.of(bands, classes)),
        provenance.input(study.results(), file).finish(),
        study.results());
  }

  /** Sums over the features of a lead and band, {@code [lead x bands + band][class]}, from {@code [feature][class]}. */
  private static double[][] byLeadAndBand(double[][] values) {
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

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** {@code [feature][class]}. */
  private static double[][] read(Path file) {
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
