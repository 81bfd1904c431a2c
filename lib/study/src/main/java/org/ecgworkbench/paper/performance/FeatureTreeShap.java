package org.ecgworkbench.paper.performance;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ecgworkbench.baseline.FittedTrees;
import org.ecgworkbench.baseline.TreeShap;
import org.ecgworkbench.baseline.feature.Band;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Learners;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TreeShapFile;
import org.ecgworkbench.study.store.Run;

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

  private static String id(Study study, Run run) {
    return study.option(run).equals(Optional.of("random-forest"))
        ? "feature-tree-shap"
        : "feature-tree-shap-" + Learners.slug(run.name());
  }

  private static boolean isScore(TreeShapFile shap) {
    return shap.unit() == FittedTrees.Unit.SCORE;
  }

  private static double factor(TreeShapFile shap) {
    return isScore(shap) ? POINTS : 1;
  }

  private static String caption(Study study, Run run, TreeShapFile shap) {
    return "Tree SHAP of the %s on %s, mean sizes of the values of the test records in %s, added up "
        .formatted(
            run.name(), study.dataName(), isScore(shap) ? "hundredths of the score" : "log-odds");
  }

  /**
   * {@return one row a lead and band, the largest on average first: the sum for each class; the share of the average in the sum of all, and
   * beside it the share of the importances from training}
   *
   * @param run of a learner of trees on the study's split
   * @throws IllegalArgumentException if the learner has no trees
   */
  public static TableResult table(Study study, Run run) {
    var provenance = study.provenance(FeatureTreeShap.class);
    study.withSeeds(provenance, run);
    TreeShapFile saved = study.treeShap(run);
    double factor = factor(saved);
    Path file = saved.csv();
    Path importancesFile = run.directory().resolve(Learners.IMPORTANCES);
    double[][] shap = FeatureNumbers.byLeadAndBand(FeatureNumbers.read(file));
    double[][] importances = FeatureNumbers.byLeadAndBand(FeatureNumbers.read(importancesFile));
    double all = Arrays.stream(shap).mapToDouble(FeatureNumbers::mean).sum();
    List<Integer> order =
        IntStream.range(0, shap.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer g) -> -FeatureNumbers.mean(shap[g])))
            .toList();
    Rows<Integer> rows =
        Rows.of(order)
            .text("lead", g -> Lead.ALL.get(g / Band.ALL.size()).label())
            .text("band", g -> Band.ALL.get(g % Band.ALL.size()).label());
    Diagnosis.ALL.forEach(d -> rows.number(d.name(), g -> factor * shap[g][d.ordinal()]));
    rows.number("average", g -> factor * FeatureNumbers.mean(shap[g]))
        .number("share", g -> all == 0 ? 0 : FeatureNumbers.mean(shap[g]) / all)
        .number("importance_share", g -> FeatureNumbers.mean(importances[g]));
    return study.table(
        id(study, run),
        caption(study, run, saved) + "by lead and band.",
        rows.table().setName("tree SHAP"),
        provenance.input(study.results(), file).input(study.results(), importancesFile));
  }

  /**
   * {@return the same sums by band and lead, and by class and lead}
   *
   * @param run as for {@link #table}
   * @throws IllegalArgumentException if the learner has no trees
   */
  public static FigureResult figure(Study study, Run run) {
    var provenance = study.provenance(FeatureTreeShap.class);
    study.withSeeds(provenance, run);
    TreeShapFile saved = study.treeShap(run);
    boolean score = isScore(saved);
    return study.figure(
        id(study, run),
        caption(study, run, saved)
            + "by band and lead (a, mean of the nine classes) and by class and lead (b).",
        FeatureNumbers.maps(
            FeatureNumbers.read(saved.csv()),
            factor(saved),
            score ? "mean |SHAP|, score × 100" : "mean |SHAP|, log-odds",
            2,
            score ? 1 : 2),
        provenance.input(study.results(), saved.csv()));
  }
}
