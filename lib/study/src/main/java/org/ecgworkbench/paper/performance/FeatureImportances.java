package org.ecgworkbench.paper.performance;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.baseline.feature.Feature;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Learners;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;

/**
 * What the random forest uses; not in the paper. The share of the fall of impurity that each expert feature brought (Breiman 2001, doi 10.1023/A:1010933404324), by
 * feature, lead and band. For each class the shares add up to 1. {@link FeatureTreeShap} asks the same of the test records.
 *
 * <p>The importances come from the training records, prefer features with many distinct values, and are shared out among correlated
 * features by chance; they are what the forest used, not what the disease changes.
 */
public final class FeatureImportances {
  private FeatureImportances() {}

  private static Run forest(Study study) {
    return study.whole(study.run(Baselines.named("random-forest", study.parameters().seed())));
  }

  /** {@return all features, the most important on average first, with their lead, band and statistic} */
  public static TableResult table(Study study) {
    var provenance = study.provenance(FeatureImportances.class);
    Run forest = forest(study);
    study.withSeeds(provenance, forest);
    List<Feature> features = ExpertFeatures.FEATURES;
    double[][] importances = FeatureNumbers.read(forest.directory().resolve(Learners.IMPORTANCES));
    List<Integer> order =
        IntStream.range(0, features.size())
            .boxed()
            .sorted(Comparator.comparingDouble((Integer j) -> -FeatureNumbers.mean(importances[j])))
            .toList();
    Rows<Integer> rows =
        Rows.of(order)
            .text("feature", j -> features.get(j).name())
            .text("lead", j -> features.get(j).lead().label())
            .text("band", j -> features.get(j).band().label())
            .text("statistic", j -> features.get(j).statistic().label());
    Diagnosis.ALL.forEach(d -> rows.number(d.name(), j -> importances[j][d.ordinal()]));
    rows.number("average", j -> FeatureNumbers.mean(importances[j]));
    return study.table(
        "feature-importances",
        "Importances of the random forest's features on "
            + study.dataName()
            + ", shares of the fall of impurity.",
        rows.table().setName("importances"),
        provenance.input(study.results(), forest.directory().resolve(Learners.IMPORTANCES)));
  }

  /** {@return sums by lead and band, and by class and lead} */
  public static FigureResult figure(Study study) {
    var provenance = study.provenance(FeatureImportances.class);
    Run forest = forest(study);
    study.withSeeds(provenance, forest);
    Path file = forest.directory().resolve(Learners.IMPORTANCES);
    return study.figure(
        "feature-importances",
        "Importances of the random forest on "
            + study.dataName()
            + ", added up by band and lead (a, mean of the nine classes) and by class and lead (b). A lead without any advantage would"
            + " have 8.3 %.",
        FeatureNumbers.maps(FeatureNumbers.read(file), 100, "% of importance", 1, 1),
        provenance.input(study.results(), file));
  }
}
