package org.ecgworkbench.paper.claims;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ecgworkbench.baseline.SvmBaseline;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.inference.Bootstrap;
import org.ecgworkbench.paper.Published;
import org.ecgworkbench.paper.population.Figure7PopulationShap;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.ExplainedRecord;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;

/**
 * The five claims of the abstract: what the paper says, what this run shows, and a verdict in words. A claim about an order is supported
 * only where resampling the test records does not overturn it; where the point estimates alone agree, the verdict says just that. In a
 * run that is not the paper's the verdict is about this run and says that it is no evidence for or against the paper.
 */
public final class Claims {
  private static final Set<Lead> BEST_LEADS = Set.of(Lead.I, Lead.AVR, Lead.V5);

  /** Why the numbers are not those of Table 4. */
  private static final String ONE_TRAINING =
      " (one training each; Table 4 has the means of several)";

  private Claims() {}

  /** What a run shows of a claim, and what follows for the claim in this run. */
  record Finding(String evidence, String verdict) {}

  /** {@return the table, {@code claims}; trains, fits and explains what is not saved} */
  public static TableResult of(Study study) {
    var provenance = study.provenance(Claims.class);
    Run network = study.networkRun(Lead.ALL);
    // The support vector machine is none of the paper's four.
    List<Run> learners =
        study.baselineRuns().stream()
            .filter(r -> !(r.learner().orElseThrow() instanceof SvmBaseline))
            .toList();
    List<Run> leads =
        study.singleLeadRuns().stream()
            .filter(r -> !r.directory().equals(network.directory()))
            .toList();
    List<Finding> findings =
        List.of(
            performance(study, network),
            better(study, network, learners, "learner", ""),
            better(study, network, leads, "single lead", ONE_TRAINING),
            bestLeads(study, leads),
            explanations(study));
    String not = Comparability.reasonAgainst(study);
    Run[] used =
        Stream.of(List.of(network), learners, leads).flatMap(List::stream).toArray(Run[]::new);
    return study.table(
        "claims",
        "The claims of the abstract and what this run shows on " + study.dataName() + ".",
        Rows.of(IntStream.range(0, findings.size()).boxed().toList())
            .text("claim", i -> Published.CLAIMS.get(i).id())
            .text("the paper says", i -> Published.CLAIMS.get(i).text())
            .text("this run shows", i -> findings.get(i).evidence())
            .text("verdict", i -> verdict(i, findings.get(i), not))
            .table(),
        study.withExplanations(study.withIntervals(study.withInputs(provenance, used))));
  }

  /** The first claim is about numbers, which other data do not bear on at all. */
  private static String verdict(int claim, Finding finding, String not) {
    if (not.isEmpty()) {
      return finding.verdict() + " One split and one seed.";
    }
    return claim == 0
        ? "Not comparable: %s. The difference says nothing about the paper.".formatted(not)
        : "Not comparable: %s. Of this run alone: %s".formatted(not, lowerFirst(finding.verdict()));
  }

  /** C1: the averages of AUC and F1. */
  private static Finding performance(Study study, Run network) {
    Interval auc = average(study, network, PerformanceMetric.AUC);
    Interval f1 = average(study, network, PerformanceMetric.F1);
    return new Finding(
        "average AUC %s, average F1 %s".formatted(text(auc), text(f1)),
        ClaimVerdicts.averages(auc, f1));
  }

  /** C2 and C3: the network against each of some others, average F1 by the paired bootstrap. */
  private static Finding better(
      Study study, Run network, List<Run> others, String what, String of) {
    Bootstrap reference = study.intervals(network).bootstrap();
    double corrected = 1 - (1 - TestIntervals.LEVEL) / Math.max(1, others.size());
    List<String> shown = new ArrayList<>();
    List<String> above = new ArrayList<>();
    List<String> undecided = new ArrayList<>();
    for (Run other : others) {
      Bootstrap resampled = study.intervals(other).bootstrap();
      Interval difference =
          Bootstrap.compare(resampled, reference, PerformanceMetric.F1, TestIntervals.LEVEL)
              .interval();
      shown.add("%s %s".formatted(other.label(), signed(difference)));
      if (Bootstrap.compare(resampled, reference, PerformanceMetric.F1, corrected)
              .interval()
              .lower()
          > 0) {
        above.add(other.label());
      } else if (!(difference.upper() < 0)) {
        undecided.add(other.label());
      }
    }
    return new Finding(
        "average F1 of the network %s%s; less than it by, with 95 %% interval: %s"
            .formatted(average(network, PerformanceMetric.F1), of, String.join(", ", shown)),
        ClaimVerdicts.order(what, others.size(), above, undecided));
  }

  /** C4: which leads are the best three, and how often they are in resamples of the test fold. */
  private static Finding bestLeads(Study study, List<Run> leads) {
    List<double[]> replicates =
        leads.stream()
            .map(r -> study.intervals(r).bootstrap().averageReplicates(PerformanceMetric.F1))
            .toList();
    double[] now =
        leads.stream()
            .mapToDouble(r -> r.performance().average(PerformanceMetric.F1).value())
            .toArray();
    int resamples = replicates.get(0).length;
    int claimed = 0;
    int[] amongThree = new int[leads.size()];
    for (int b = 0; b < resamples; b++) {
      int resample = b;
      List<Integer> best = best(replicates.stream().mapToDouble(r -> r[resample]).toArray());
      best.forEach(i -> amongThree[i]++);
      claimed += isClaimed(best) ? 1 : 0;
    }
    List<Integer> order = order(now);
    String shares =
        order.stream()
            .map(
                i ->
                    "%s %s (%.0f %%)"
                        .formatted(
                            leads.get(i).label(),
                            average(leads.get(i), PerformanceMetric.F1),
                            100.0 * amongThree[i] / resamples))
            .collect(Collectors.joining(", "));
    return new Finding(
        "average F1%s, and in how many of %d resamples of the test fold the lead is among the best three: %s"
            .formatted(ONE_TRAINING, resamples, shares),
        ClaimVerdicts.bestThree(isClaimed(best(now)), (double) claimed / resamples));
  }

  private static boolean isClaimed(List<Integer> leads) {
    return new HashSet<>(leads.stream().map(Lead.ALL::get).toList()).equals(BEST_LEADS);
  }

  /** Indices of the best three; of more where others are as good as the third, so that no order of the leads decides. */
  static List<Integer> best(double[] values) {
    List<Integer> order = order(values);
    double third = values[order.get(BEST_LEADS.size() - 1)];
    return order.stream()
        .filter(i -> values[i] >= third || Double.isNaN(third) && !Double.isNaN(values[i]))
        .toList();
  }

  /** Indices, the greatest value first, undefined ones last, ties in the order of leads. */
  private static List<Integer> order(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(
            Comparator.comparingDouble(
                (Integer i) -> Double.isNaN(values[i]) ? Double.POSITIVE_INFINITY : -values[i]))
        .toList();
  }

  /** C5: what can be checked of the explanations without knowing the truth. */
  private static Finding explanations(Study study) {
    List<ExplainedRecord> explained = study.explanations();
    long complete =
        explained.stream()
            .filter(e -> Math.abs(e.residual()) <= 2 * Math.max(e.standardError(), 1e-12))
            .count();
    Set<String> training = Set.copyOf(study.split().trainIds());
    Set<String> background = Set.copyOf(study.background());
    long trained = explained.stream().filter(e -> training.contains(e.id())).count();
    long inBackground = explained.stream().filter(e -> background.contains(e.id())).count();
    double[] cancellation = Figure7PopulationShap.shares(study).importance().cancellation();
    double greatest =
        java.util.Arrays.stream(cancellation)
            .filter(v -> !Double.isNaN(v))
            .max()
            .orElse(Double.NaN);
    return new Finding(
        String.format(
            Locale.ROOT,
            "Figures 6 and 7 are made. Of %d explained records %d have attributions whose sum agrees with the network's output within two"
                + " standard errors; %d of them were trained on and %d are in the background. Leads of opposite sign cancel up to %.0f %% of a"
                + " row of Figure 7.",
            explained.size(),
            complete,
            trained,
            inBackground,
            100 * greatest),
        "Shown, not proved: the attributions add up, which says that they belong to this network, not that they are the reasons a"
            + " cardiologist would accept; shares of single limb leads are not identifiable, since four of the six follow from the other"
            + " two.");
  }

  private static Interval average(Study study, Run run, PerformanceMetric metric) {
    return study
        .intervals(run)
        .bootstrap()
        .average(metric, TestIntervals.METHOD, TestIntervals.LEVEL);
  }

  private static String average(Run run, PerformanceMetric metric) {
    MetricValue value = run.performance().average(metric);
    return value.hasValue() ? String.format(Locale.ROOT, "%.3f", value.value()) : "undefined";
  }

  private static String text(Interval interval) {
    return interval.isDefined()
        ? String.format(
            Locale.ROOT,
            "%.3f (%.3f to %.3f)",
            interval.estimate(),
            interval.lower(),
            interval.upper())
        : interval.format(3);
  }

  private static String signed(Interval interval) {
    String text =
        String.format(
            Locale.ROOT,
            "%.3f (%.3f to %.3f)",
            -interval.estimate(),
            -interval.upper(),
            -interval.lower());
    return text.replaceAll("-(0\\.000)\\b", "$1"); // no negative zeros
  }

  private static String lowerFirst(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
