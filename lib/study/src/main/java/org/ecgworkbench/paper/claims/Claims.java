package org.ecgworkbench.paper.claims;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.descriptive.Median;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.paper.Published;
import org.ecgworkbench.paper.faithfulness.AttributionFaithfulness;
import org.ecgworkbench.paper.faithfulness.AttributionVerdict;
import org.ecgworkbench.paper.leads.BestLeads;
import org.ecgworkbench.paper.leads.LeadPlan;
import org.ecgworkbench.paper.leads.LeadStudy;
import org.ecgworkbench.paper.population.Figure7PopulationShap;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.ExplainedRecord;
import org.ecgworkbench.study.store.Run;
import tech.tablesaw.api.Table;

/**
 * The five claims of the abstract: what the paper says, what this run shows, and a verdict in words, from the runs of Tables 2 to 4. A claim
 * about an order is supported or contradicted only where neither the test records nor the training explain what is seen, corrected by Holm;
 * on generated recordings no claim about patients is. In a run that is not the paper's the verdict is about its recordings alone.
 */
public final class Claims {
  private static final List<PerformanceMetric> METRICS =
      List.of(PerformanceMetric.F1, PerformanceMetric.AUC);

  private Claims() {}

  /**
   * What a run shows of a claim.
   *
   * @param verdict what follows for recordings of patients
   * @param here what can be said of generated ones; empty for nothing
   */
  record Finding(String evidence, String verdict, String here) {}

  /** {@return the table, {@code claims}; trains, fits and explains what is not saved} */
  public static TableResult of(Study study) {
    return of(LeadStudy.of(study, LeadPlan.of(study, "own", "")));
  }

  /**
   * {@return the table from networks that are there}
   *
   * @param leads the rows of Table 4 on the study's own split
   */
  public static TableResult of(LeadStudy leads) {
    Study study = leads.study();
    var provenance = leads.comparison(Claims.class);
    List<Run> learners = Compared.paperLearners(study);
    AttributionFaithfulness faithfulness = AttributionFaithfulness.of(study);
    List<Finding> findings =
        List.of(
            performance(leads),
            learners(leads, learners),
            singleLeads(leads),
            bestLeads(leads),
            explanations(study, faithfulness));
    return study.table(
        "claims",
        "The claims of the abstract and what this run shows on "
            + study.dataName()
            + "; intervals and p-values of differences include the spread of test records and of training, p corrected by Holm's method.",
        rows(study, findings, "this run shows", "verdict"),
        faithfulness.sources(
            study
                .explanations()
                .addTo(study.withInputs(provenance, learners.toArray(Run[]::new)))));
  }

  /**
   * {@return the first four claims, {@code claims-performance}: those that follow from scores alone, without an explanation}
   *
   * @param leads the rows of Table 4 on the study's own split
   */
  public static TableResult ofPerformance(LeadStudy leads) {
    Study study = leads.study();
    var provenance = leads.comparison(Claims.class);
    List<Run> learners = study.baselineRuns();
    List<Finding> findings =
        List.of(
            performance(leads), learners(leads, learners), singleLeads(leads), bestLeads(leads));
    return study.table(
        "claims-performance",
        "The abstract's claims about performance and what these recordings show, "
            + study.dataName()
            + "; intervals and p-values of differences include the spread of test records and of training, p corrected by Holm's method.",
        rows(study, findings, "these recordings show", "of these recordings"),
        study.withInputs(provenance, learners.toArray(Run[]::new)));
  }

  private static Table rows(Study study, List<Finding> findings, String shown, String judged) {
    String not = Comparability.reasonAgainst(study);
    return Rows.of(IntStream.range(0, findings.size()).boxed().toList())
        .text("claim", i -> Published.CLAIMS.get(i).id())
        .text("the paper says", i -> Published.CLAIMS.get(i).text())
        .text(shown, i -> findings.get(i).evidence())
        .text(judged, i -> verdict(i, findings.get(i), not, study.isGenerated()))
        .table();
  }

  /** The first claim is about numbers, which other data do not bear on at all; the last about the method, which any data may judge. */
  static String verdict(int claim, Finding finding, String not, boolean generated) {
    if (claim == 4) {
      return finding.verdict();
    }
    if (generated) {
      return ClaimVerdicts.untestable(finding.here());
    }
    if (not.isEmpty()) {
      return finding.verdict() + " One split.";
    }
    return claim == 0
        ? "Not comparable: %s. The difference says nothing about the paper.".formatted(not)
        : "Not comparable: %s. Of these recordings alone: %s"
            .formatted(not, lowerFirst(finding.verdict()));
  }

  private static int all(LeadStudy leads) {
    return leads.plan().leadSets().indexOf(Lead.ALL);
  }

  /** C1: the averages of AUC and F1, those of Table 2, and how far other trainings move them. */
  private static Finding performance(LeadStudy leads) {
    var intervals = leads.study().intervals(leads.runs(all(leads)).get(0));
    int average = leads.measured(all(leads)).averageColumn();
    Interval auc = intervals.interval(PerformanceMetric.AUC, average);
    Interval f1 = intervals.interval(PerformanceMetric.F1, average);
    return new Finding(
        String.format(
            Locale.ROOT,
            "average AUC %s, average F1 %s, of the training of Table 2; SD over %d trainings %.3f and %.3f",
            Compared.text(auc),
            Compared.text(f1),
            leads.plan().seeds().size(),
            leads.trainingSd(PerformanceMetric.AUC),
            leads.trainingSd(PerformanceMetric.F1)),
        ClaimVerdicts.averages(auc, f1),
        "");
  }

  /** C2: the learners of Table 3 against its network. */
  private static Finding learners(LeadStudy leads, List<Run> learners) {
    return finding("learner", List.of(Compared.learners(leads, learners)));
  }

  /** C3: the single leads of Table 4 against all twelve, by both of its metrics. */
  private static Finding singleLeads(LeadStudy leads) {
    return finding(
        "single lead", METRICS.stream().map(metric -> Compared.singles(leads, metric)).toList());
  }

  private static Finding finding(String what, List<List<Compared>> byMetric) {
    List<String> shown = new ArrayList<>();
    List<String> verdicts = new ArrayList<>();
    List<String> here = new ArrayList<>();
    for (int m = 0; m < byMetric.size(); m++) {
      List<Compared> compared = byMetric.get(m);
      String metric = METRICS.get(m).label();
      shown.add(
          "average %s less that of the network, 95 %% interval, p by Holm: %s"
              .formatted(
                  metric,
                  compared.stream().map(Compared::toString).collect(Collectors.joining("; "))));
      List<String> above = names(compared.stream().filter(Compared::isAbove));
      List<String> below = names(compared.stream().filter(Compared::isBelow));
      List<String> open = names(compared.stream().filter(c -> !c.isAbove() && !c.isBelow()));
      String by = byMetric.size() == 1 ? "" : "By %s: ".formatted(metric);
      String verdict = ClaimVerdicts.order(what, compared.size(), above, open);
      verdicts.add(by.isEmpty() ? verdict : by + lowerFirst(verdict));
      here.add(
          "by %s, %s"
              .formatted(metric, ClaimVerdicts.counted(what, compared.size(), below, above)));
    }
    return new Finding(
        String.join(". ", shown), String.join(" ", verdicts), String.join("; ", here));
  }

  private static List<String> names(Stream<Compared> of) {
    return of.map(Compared::name).toList();
  }

  /** C4: which leads of Table 4 are the best three. */
  private static Finding bestLeads(LeadStudy leads) {
    List<BestLeads> best = METRICS.stream().map(m -> BestLeads.of(leads, m)).toList();
    return new Finding(
        best.stream().map(b -> b.evidence().strip()).collect(Collectors.joining(" ")),
        upperFirst(
            best.stream()
                    .map(b -> "by %s %s".formatted(b.metric().label(), b.verdict()))
                    .collect(Collectors.joining(", "))
                + "."),
        best.stream()
            .map(b -> "by %s %s lead".formatted(b.metric().label(), String.join(", ", b.here())))
            .collect(Collectors.joining(", ")));
  }

  /** C5: whether the maps add up, and whether they find what is known to make the disease. */
  private static Finding explanations(Study study, AttributionFaithfulness faithfulness) {
    List<ExplainedRecord> explained = study.explanations().records();
    long complete =
        explained.stream()
            .filter(e -> Math.abs(e.residual()) <= 2 * Math.max(e.standardError(), 1e-12))
            .count();
    Set<String> training = Set.copyOf(study.split().trainIds());
    Set<String> background = Set.copyOf(study.explanations().background());
    double[] cancellation = Figure7PopulationShap.shares(study).importance().cancellation();
    String cohort = study.isGenerated() ? "On this cohort" : "On these recordings";
    return new Finding(
        String.format(
            Locale.ROOT,
            "Figures 6 and 7 are made. Of %d explained records (%d trained on, %d in the background) the sum of the attributions misses what it should be by"
                + " %.0f %% of it in the median, with a standard error of %.0f %%; %d agree within two standard errors. Leads of opposite sign cancel up to %.0f"
                + " %% of a row of Figure 7.",
            explained.size(),
            explained.stream().filter(e -> training.contains(e.id())).count(),
            explained.stream().filter(e -> background.contains(e.id())).count(),
            100 * median(explained, e -> e.residual()),
            100 * median(explained, ExplainedRecord::standardError),
            complete,
            100 * Arrays.stream(cancellation).filter(v -> !Double.isNaN(v)).max().orElse(0)),
        "%s the maps add up; %s. Shares of single limb leads are not identifiable: four of the six follow from the other two."
            .formatted(cohort, AttributionVerdict.of(faithfulness).onTheDisease()),
        "");
  }

  /** The median over records of a number's size, as a part of what the attributions should add up to. */
  static double median(List<ExplainedRecord> explained, ToDoubleFunction<ExplainedRecord> of) {
    return Median.withDefaults()
        .evaluate(
            explained.stream()
                .mapToDouble(
                    e -> Math.abs(of.applyAsDouble(e)) / Math.abs(e.output() - e.expectedOutput()))
                .toArray());
  }

  private static String lowerFirst(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  private static String upperFirst(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
