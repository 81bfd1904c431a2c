package org.ecgworkbench.paper.leads;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.evaluation.inference.SeedBootstrap;
import org.ecgworkbench.paper.performance.Rotation;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;

/** What is measured of the networks of a {@link LeadStudy}: their folds pooled, all sets of leads on the same resamples of the records. */
final class LeadMeasurement {
  private LeadMeasurement() {}

  /**
   * What is measured of each set of leads, in the order of the plan.
   *
   * @param runs {@code [set of leads][job]}
   */
  static List<SeedBootstrap> of(Study study, LeadPlan plan, List<List<Run>> runs) {
    List<List<SeedBootstrap.Model>> models = runs.stream().map(of -> models(plan, of)).toList();
    int records = models.get(0).get(0).scores().size();
    Resamples resamples =
        plan.isOwnSplit()
            ? study.resamples()
            : Resamples.plain(records, Resamples.DEFAULT_COUNT, study.parameters().seed());
    List<SeedBootstrap> measured = new ArrayList<>();
    try {
      Parallel.inOrder(
          models,
          Runtime.getRuntime().availableProcessors(),
          of -> SeedBootstrap.of(of, resamples),
          (i, result) -> {
            measured.add(result);
            study
                .progress()
                .update("intervals of %d of %d sets of leads".formatted(i + 1, models.size()));
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    study
        .progress()
        .done(
            "%d sets of leads compared on %d test records, %d training%s each"
                .formatted(
                    runs.size(),
                    records,
                    plan.seeds().size(),
                    plan.seeds().size() == 1 ? "" : "s"));
    return measured;
  }

  /** One a seed. */
  private static List<SeedBootstrap.Model> models(LeadPlan plan, List<Run> of) {
    int folds = plan.folds().size();
    List<SeedBootstrap.Model> models = new ArrayList<>();
    for (int s = 0; s < plan.seeds().size(); s++) {
      models.add(pooled(of.subList(s * folds, (s + 1) * folds)));
    }
    return models;
  }

  private static SeedBootstrap.Model pooled(List<Run> folds) {
    if (folds.size() == 1) {
      Run run = folds.get(0);
      return new SeedBootstrap.Model(run.test(), run.thresholds().apply(run.test()));
    }
    Predictions scores = Rotation.pool(folds.stream().map(Run::test).toList());
    Predictions yes = Rotation.pool(folds.stream().map(Rotation::decisions).toList());
    boolean[][] decisions = new boolean[yes.size()][yes.classes().size()];
    for (int i = 0; i < decisions.length; i++) {
      for (int c = 0; c < decisions[i].length; c++) {
        decisions[i][c] = yes.score(i, c) > 0.5;
      }
    }
    return new SeedBootstrap.Model(scores, decisions);
  }
}
