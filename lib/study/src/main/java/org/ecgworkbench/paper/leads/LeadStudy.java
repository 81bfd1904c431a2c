package org.ecgworkbench.paper.leads;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.LeadSet;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.inference.Replicates;
import org.ecgworkbench.evaluation.inference.SeedBootstrap;
import org.ecgworkbench.paper.performance.Rotation;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.TrainingJob;
import org.ecgworkbench.study.store.Run;

/**
 * Networks on different sets of leads compared: over folds, whose test records are pooled, and over seeds, whose metrics are averaged.
 * All are measured on the same test records and the same bootstrap resamples of them, so every comparison is paired.
 *
 * <p>Two sources of uncertainty. <b>Records</b>: the resamples; what another test set of the same kind would change, at these networks.
 * <b>Training</b>: what other seeds would change; the standard deviation over seeds, pooled over the sets of leads ({@link
 * #trainingSd}), divided by the root of their number, enters every comparison as a normal deviate of its own for each set and resample.
 * The deviation is seen on finitely many records, so a part of the records' uncertainty is in it, and comparisons come out rather too
 * careful than too sure: in the simulation {@code lib/benchmarks/lead_study_coverage.py} 95 % intervals of a difference cover the truth in
 * 95 to 97 of 100 studies with two or three seeds, those of the records alone in 81 to 92. With one seed the second source cannot be seen
 * and is left out, which every table says.
 *
 * <p>F1 pools the decisions of the folds, each at its own threshold; AUC pools their scores as they are, see {@link Rotation}.
 */
public final class LeadStudy {
  private final Study study;
  private final LeadPlan plan;
  private final List<List<Run>> runs; // [set of leads][job]
  private final List<SeedBootstrap> measured;
  private final Map<PerformanceMetric, double[][]> replicates = new HashMap<>();

  private LeadStudy(Study study, LeadPlan plan, List<List<Run>> runs) {
    this.study = study;
    this.plan = plan;
    this.runs = runs;
    this.measured = LeadMeasurement.of(study, plan, runs);
  }

  /**
   * {@return the networks of a plan, from disk where they are saved; what is missing is trained}
   *
   * @param plan sets of leads, folds and seeds
   * @throws CancellationException if the calling thread is interrupted; what is done is saved
   */
  public static LeadStudy of(Study study, LeadPlan plan) {
    List<TrainingJob> jobs = plan.jobs();
    List<Run> all = study.train(jobs);
    List<List<Run>> runs = new ArrayList<>();
    for (List<Lead> leads : plan.leadSets()) {
      List<Run> of = new ArrayList<>();
      for (int i = 0; i < jobs.size(); i++) {
        if (jobs.get(i).leads().equals(leads)) {
          of.add(all.get(i));
        }
      }
      runs.add(List.copyOf(of));
    }
    return new LeadStudy(study, plan, runs);
  }

  /** {@return the study the networks belong to} */
  public Study study() {
    return study;
  }

  /** {@return what is compared} */
  public LeadPlan plan() {
    return plan;
  }

  /** {@return the number of test records, all folds together} */
  public int records() {
    return runs.get(0).stream().limit(plan.folds().size()).mapToInt(run -> run.test().size()).sum();
  }

  /**
   * {@return the name of a set of leads in tables, for example {@code V5} or {@code all 12}}
   *
   * @param set from 0, in the order of the plan
   */
  public String label(int set) {
    return LeadSet.label(plan.leadSets().get(set));
  }

  /**
   * {@return the networks of a set of leads, seed by seed, in each fold by fold}
   *
   * @param set from 0, in the order of the plan
   */
  public List<Run> runs(int set) {
    return runs.get(set);
  }

  /**
   * {@return what is measured of a set of leads: means over the seeds, and their distribution over the records}
   *
   * @param set from 0, in the order of the plan
   */
  public SeedBootstrap measured(int set) {
    return measured.get(set);
  }

  /**
   * {@return the average over the classes, mean over the seeds; NaN where undefined}
   *
   * @param set from 0, in the order of the plan
   * @param metric what is averaged over the classes
   */
  public double average(int set, PerformanceMetric metric) {
    return measured.get(set).estimate(metric, measured.get(set).averageColumn());
  }

  /**
   * {@return the standard deviation of the average over seeds, pooled over all sets of leads (ddof = 1 in each); NaN with one seed}
   *
   * @param metric what is averaged over the classes
   */
  public double trainingSd(PerformanceMetric metric) {
    double squares = 0;
    int sets = 0;
    for (SeedBootstrap one : measured) {
      double sd = one.seedSd(metric, one.averageColumn());
      if (!Double.isNaN(sd)) {
        squares += sd * sd;
        sets++;
      }
    }
    return sets == 0 ? Double.NaN : Math.sqrt(squares / sets);
  }

  /** The average of a set of leads in each resample of the records, the networks as they are; {@code [resample]}. */
  double[] recordReplicates(int set, PerformanceMetric metric) {
    return measured.get(set).replicates(metric, measured.get(set).averageColumn());
  }

  /** As {@link #recordReplicates}, with the deviate for the training; the same at every call. */
  double[] replicates(int set, PerformanceMetric metric) {
    return replicates.computeIfAbsent(metric, this::withTraining)[set].clone();
  }

  private double[][] withTraining(PerformanceMetric metric) {
    double sd = trainingSd(metric);
    double error = Double.isNaN(sd) ? 0 : sd / Math.sqrt(plan.seeds().size());
    NumpyRandom random =
        RandomStream.TRAINING_DEVIATES.stream(study.parameters().seed(), metric.label());
    double[][] all = new double[runs.size()][];
    for (int set = 0; set < all.length; set++) {
      double[] values = recordReplicates(set, metric);
      for (int b = 0; b < values.length; b++) {
        values[b] += random.normal(0, 1) * error;
      }
      all[set] = values;
    }
    return all;
  }

  /**
   * {@return the ranks of the single leads}
   *
   * @param metric whose averages rank the leads
   * @param withTraining whether the uncertainty of the training enters
   * @throws EcgDataException if there are fewer than two single leads here
   */
  public RankDistribution ranks(PerformanceMetric metric, boolean withTraining) {
    int[] singles = plan.singles();
    if (singles.length < 2) {
      throw new EcgDataException(
          "a ranking needs at least two networks on one lead, found " + singles.length);
    }
    return RankDistribution.of(
        Arrays.stream(singles).mapToObj(this::label).toList(),
        Arrays.stream(singles).mapToDouble(set -> average(set, metric)).toArray(),
        Arrays.stream(singles)
            .mapToObj(set -> withTraining ? replicates(set, metric) : recordReplicates(set, metric))
            .toArray(double[][]::new));
  }

  /**
   * {@return the difference of the averages of two sets of leads, first minus second, with its 95 % interval and two-sided p-value, both of
   * records and training}
   *
   * @param first a set of leads, from 0, in the order of the plan
   * @param second another
   * @param metric what is averaged over the classes
   */
  public Replicates.Difference difference(int first, int second, PerformanceMetric metric) {
    return PairedDifference.of(
        average(first, metric) - average(second, metric),
        replicates(first, metric),
        replicates(second, metric),
        TestIntervals.LEVEL,
        "difference of average " + metric.label());
  }

  /**
   * {@return the difference of the averages of another learner and of the 12-lead network of the first seed, which Table 3 holds, as {@link
   * #difference}: the training's spread is the network's}
   *
   * @param learner tested on the study's own split, as the networks must be
   * @param metric what is averaged over the classes
   */
  public Replicates.Difference toNetwork(TestIntervals learner, PerformanceMetric metric) {
    Run network = runs.get(plan.indexOf(Lead.ALL)).get(0);
    Replicates of = study.intervals(network).bootstrap().ofAverage(metric);
    double sd = Double.isNaN(trainingSd(metric)) ? 0 : trainingSd(metric);
    NumpyRandom random =
        RandomStream.TRAINING_DEVIATES.stream(
            study.parameters().seed(), metric.label() + ", learners");
    Replicates other = learner.bootstrap().ofAverage(metric);
    return PairedDifference.of(
        other.estimate() - of.estimate(),
        other.values(),
        Arrays.stream(of.values()).map(v -> v + random.normal(0, 1) * sd).toArray(),
        TestIntervals.LEVEL,
        "difference of average " + metric.label());
  }

  /**
   * {@return the interval of a cell of Table 4: over the records, the networks as they are}
   *
   * @param set from 0, in the order of the plan
   * @param metric what is measured
   * @param column a class, from 0, or the number of classes for their average
   */
  public Interval interval(int set, PerformanceMetric metric, int column) {
    return measured.get(set).interval(metric, column, TestIntervals.LEVEL);
  }

  /** What a table says where there is one seed only; else empty. */
  String oneSeedNote() {
    return plan.seeds().size() == 1
        ? "one seed: what another training would change is not in it"
        : "";
  }

  /** Why the 12-lead network has other numbers here than in Table 2 and Figure 4; empty where it has the same. */
  String besideTable2() {
    return LeadWords.besideTable2(this);
  }

  /** How often and on what the networks were trained and tested, in words. */
  String where() {
    return LeadWords.where(this);
  }

  /** Starts the provenance of a result of these networks. */
  Provenance.Builder provenance(Class<?> maker) {
    return LeadWords.provenance(this, maker);
  }

  /**
   * As {@link #provenance}, of a result that sets of leads are compared in.
   *
   * @param maker the class that makes the result
   * @return what collects the rest
   */
  public Provenance.Builder comparison(Class<?> maker) {
    return provenance(maker).seed(RandomStream.TRAINING_DEVIATES, study.parameters().seed());
  }

  /** Adds the averages with their intervals and the spread of the trainings to a provenance, for whoever reads the sidecar alone. */
  Provenance.Builder withAverages(Provenance.Builder provenance, List<Integer> sets) {
    return LeadWords.withAverages(this, provenance, sets);
  }

  @Override
  public String toString() {
    return "%d sets of leads, seeds %s, folds %s, %d test records"
        .formatted(plan.leadSets().size(), plan.seedNames(), plan.foldNames(), records());
  }
}
