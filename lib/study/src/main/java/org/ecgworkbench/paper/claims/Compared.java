package org.ecgworkbench.paper.claims;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.ecgworkbench.baseline.SvmBaseline;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.inference.Holm;
import org.ecgworkbench.evaluation.inference.Replicates;
import org.ecgworkbench.paper.leads.LeadStudy;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;

/** Somebody compared with the network, p before and after Holm's correction. */
record Compared(String name, Replicates.Difference difference, double holm) {
  private static final double LEVEL = 0.05;

  static List<Compared> of(List<String> names, IntFunction<Replicates.Difference> test) {
    List<Replicates.Difference> tests = IntStream.range(0, names.size()).mapToObj(test).toList();
    double[] holm =
        Holm.adjust(tests.stream().mapToDouble(Replicates.Difference::pValue).toArray());
    return IntStream.range(0, names.size())
        .mapToObj(i -> new Compared(names.get(i), tests.get(i), holm[i]))
        .toList();
  }

  /** The paper's four; the support vector machine is none of them. */
  static List<Run> paperLearners(Study study) {
    return study.baselineRuns().stream()
        .filter(r -> !(r.learner().orElseThrow() instanceof SvmBaseline))
        .toList();
  }

  /** Learners of Table 3, by average F1. */
  static List<Compared> learners(LeadStudy leads, List<Run> learners) {
    return of(
        learners.stream().map(Run::label).toList(),
        i -> leads.toNetwork(leads.study().intervals(learners.get(i)), PerformanceMetric.F1));
  }

  /** The single leads of Table 4. */
  static List<Compared> singles(LeadStudy leads, PerformanceMetric metric) {
    int all = leads.plan().leadSets().indexOf(Lead.ALL);
    int[] singles = leads.plan().singles();
    List<String> names = Arrays.stream(singles).mapToObj(leads::label).toList();
    return of(names, i -> leads.difference(singles[i], all, metric));
  }

  boolean isBelow() {
    return holm < LEVEL && difference.interval().estimate() < 0;
  }

  boolean isAbove() {
    return holm < LEVEL && difference.interval().estimate() > 0;
  }

  @Override
  public String toString() {
    return "%s %s, p %s"
        .formatted(
            name,
            text(difference.interval()),
            holm < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", holm));
  }

  /** An interval for a sentence. */
  static String text(Interval interval) {
    return interval.isDefined()
        ? TestIntervals.words(interval).replaceAll("-(0\\.000)\\b", "$1") // no negative zeros
        : interval.format(3);
  }
}
