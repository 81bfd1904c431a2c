package org.ecgworkbench.paper.performance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.baseline.FittedTrees;
import org.ecgworkbench.baseline.TreeShap;
import org.ecgworkbench.baseline.feature.Band;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Learner;
import org.ecgworkbench.study.Learners;
import org.ecgworkbench.study.Study;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What a learner of trees uses on the test records, by lead and band; not in the paper. Tree SHAP ({@link TreeShap}) says how far each
 * feature moves a record from the trees' mean: the forest's in units of its score, boosting's in units of its log-odds, whose logistic
 * function is the score. Shown is the mean of the sizes over the test records, added up over the features of a lead and band. Such a sum
 * counts what they add and what they take away alike: it says how much is decided there, not in which direction. Numbers of the forest
 * and of boosting are in different units and not to be compared; their shares are.
 */
public final class FeatureTreeShap {
  /** Scores are shares, and values of single features are small. */
  private static final int POINTS = 100;

  private FeatureTreeShap() {}

  private static FittedTrees.Unit unit(Learner learner) {
    return switch (learner) {
      case RANDOM_FOREST -> FittedTrees.Unit.SCORE;
      case GRADIENT_BOOSTING, LIGHTGBM -> FittedTrees.Unit.LOG_ODDS;
      default -> throw new IllegalArgumentException(learner + " has no trees to explain");
    };
  }

  private static String id(Learner learner) {
    return learner == Learner.RANDOM_FOREST
        ? "feature-tree-shap"
        : "feature-tree-shap-" + learner.option();
  }

  private static double factor(Learner learner) {
    return unit(learner) == FittedTrees.Unit.SCORE ? POINTS : 1;
  }

  private static String caption(Learner learner, Study study) {
    return "Tree SHAP of the %s on %s, mean sizes of the values of the test records in %s, added up "
        .formatted(
            learner,
            study.dataName(),
            unit(learner) == FittedTrees.Unit.SCORE ? "hundredths of the score" : "log-odds");
  }

  /**
   * {@return one row a lead and band, the largest on average first: the sum for each class; the share of the average in the sum of all, and
   * beside it the share of the importances from training}
   *
   * @param learner {@link Learner#RANDOM_FOREST}, {@link Learner#GRADIENT_BOOSTING} or {@link Learner#LIGHTGBM}
   * @throws IllegalArgumentException if the learner has no trees, or cannot run here
   */
  public static TableResult table(Study study, Learner learner) {
    double factor = factor(learner);
    var provenance = study.provenance(FeatureTreeShap.class);
    study.withSeeds(provenance, study.run(learner));
    Path file = study.treeShapFile(learner);
    Path importancesFile = study.run(learner).directory().resolve(Learners.IMPORTANCES);
    double[][] shap = FeatureNumbers.byLeadAndBand(FeatureNumbers.read(file));
    double[][] importances = FeatureNumbers.byLeadAndBand(FeatureNumbers.read(importancesFile));
    double all = Arrays.stream(shap).mapToDouble(FeatureNumbers::mean).sum();
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
            .sorted(Comparator.comparingDouble((Integer g) -> -FeatureNumbers.mean(shap[g])))
            .toList();
    for (int g : order) {
      lead.append(Lead.ALL.get(g / Band.ALL.size()).label());
      band.append(Band.ALL.get(g % Band.ALL.size()).label());
      for (int c = 0; c < classes.size(); c++) {
        classes.get(c).append(factor * shap[g][c]);
      }
      average.append(factor * FeatureNumbers.mean(shap[g]));
      share.append(all == 0 ? 0 : FeatureNumbers.mean(shap[g]) / all);
      importance.append(FeatureNumbers.mean(importances[g]));
    }
    Table table = Table.create("tree SHAP", lead, band);
    classes.forEach(table::addColumns);
    table.addColumns(average, share, importance);
    return new TableResult(
        id(learner),
        caption(learner, study) + "by lead and band.",
        table,
        provenance.input(study.results(), file).input(study.results(), importancesFile).finish(),
        study.results());
  }

  /**
   * {@return the same sums by band and lead, and by class and lead}
   *
   * @param learner as for {@link #table}
   * @throws IllegalArgumentException if the learner has no trees, or cannot run here
   */
  public static FigureResult figure(Study study, Learner learner) {
    boolean score = unit(learner) == FittedTrees.Unit.SCORE;
    var provenance = study.provenance(FeatureTreeShap.class);
    study.withSeeds(provenance, study.run(learner));
    Path file = study.treeShapFile(learner);
    return new FigureResult(
        id(learner),
        caption(learner, study)
            + "by band and lead (a, mean of the nine classes) and by class and lead (b).",
        FeatureNumbers.maps(
            FeatureNumbers.read(file),
            factor(learner),
            score ? "mean |SHAP|, score × 100" : "mean |SHAP|, log-odds",
            2,
            score ? 1 : 2),
        provenance.input(study.results(), file).finish(),
        study.results());
  }
}
