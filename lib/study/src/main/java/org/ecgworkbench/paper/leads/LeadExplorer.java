package org.ecgworkbench.paper.leads;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.figure.page.LeadsPage;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;

/**
 * The explorer of the single-lead study, {@value #FILE} in the folder of results: one page made of the scores and of the tables' numbers, without training.
 * Attributions need weights; they are made where the networks' weights are at hand, and taken from the page that is there where it is of
 * the same networks.
 */
public final class LeadExplorer {
  /** The page's name in the folder of results. */
  public static final String FILE = "single-leads.html";

  private static final List<PerformanceMetric> METRICS =
      List.of(PerformanceMetric.F1, PerformanceMetric.AUC);
  private static final int CLASSES = Diagnosis.ALL.size();

  private final LeadStudy leads;
  private final Study study;
  private final Predictions test;
  private final int seeds;

  private LeadExplorer(LeadStudy leads) {
    if (!leads.plan().isOwnSplit() || leads.plan().indexOf(Lead.ALL) < 0) {
      throw new EcgDataException(
          "the explorer is of one split, with the 12-lead network beside the others; found folds %s, sets of leads %s"
              .formatted(leads.plan().foldNames(), leads.plan().leadSetNames()));
    }
    this.leads = leads;
    study = leads.study();
    test = leads.runs(0).get(0).test();
    seeds = leads.plan().seeds().size();
  }

  /**
   * Writes the page.
   *
   * @param leads the networks, on the study's own split, the 12-lead network among them
   * @return the page's file
   * @throws EcgDataException if they are of other folds, or the 12-lead network is missing
   */
  public static Path save(LeadStudy leads) {
    return new LeadExplorer(leads).save();
  }

  private Path save() {
    Path file = study.results().resolve(FILE);
    try {
      LeadExamples examples = new LeadExamples(leads);
      Map<String, Object> facts = facts(examples);
      LeadExamples.Attributions attributions = examples.attributions(file);
      facts.put("scales", attributions.scales());
      facts.put("sums", attributions.sums());
      byte[] made = attributions.values();
      byte[] scores = scores();
      byte[] signals = examples.signals();
      int own = scores.length + signals.length;
      facts.put("attributionsAt", own);
      byte[] all =
          ByteBuffer.allocate(own + made.length).put(scores).put(signals).put(made).array();
      new LeadsPage("Single-lead networks: " + study.dataName(), answer(), facts, all).save(file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or write " + file, e);
    }
  }

  /** What the page begins with. */
  private String answer() {
    int all = leads.plan().indexOf(Lead.ALL);
    List<String> parts = new ArrayList<>();
    for (PerformanceMetric metric : METRICS) {
      int best =
          IntStream.of(leads.plan().singles())
              .boxed()
              .max(Comparator.comparingDouble(set -> leads.average(set, metric)))
              .orElseThrow();
      parts.add(
          "by average %s lead %s is the best single lead: %s against %s of all twelve"
              .formatted(
                  metric.label(),
                  leads.label(best),
                  leads.interval(best, metric, CLASSES).format(3),
                  leads.interval(all, metric, CLASSES).format(3)));
    }
    return "On %d test records of %s, %s. In brackets 95 %% intervals over the test records; means of %d training%s of each network."
        .formatted(
            test.size(), study.dataName(), String.join("; ", parts), seeds, seeds == 1 ? "" : "s");
  }

  private Map<String, Object> facts(LeadExamples examples) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("data", study.dataName());
    facts.put("profile", study.profile().name());
    facts.put("seeds", leads.plan().seeds());
    List<Object> classes = new ArrayList<>();
    for (Diagnosis d : Diagnosis.ALL) {
      long positives =
          IntStream.range(0, test.size()).filter(i -> test.label(i, d.ordinal())).count();
      classes.add(List.of(d.name(), d.fullName(), positives));
    }
    facts.put("classes", classes);
    facts.put("metrics", METRICS.stream().map(PerformanceMetric::label).toList());
    List<Object> sets = new ArrayList<>();
    for (int set = 0; set < leads.plan().leadSets().size(); set++) {
      sets.add(set(set));
    }
    facts.put("sets", sets);
    facts.put("all", leads.plan().indexOf(Lead.ALL));
    facts.put("leads", Lead.ALL.stream().map(Lead::label).toList());
    facts.put("ids", test.ids());
    facts.put(
        "labels",
        IntStream.range(0, test.size())
            .mapToObj(i -> IntStream.range(0, CLASSES).filter(c -> test.label(i, c)).toArray())
            .toList());
    examples.addTo(facts);
    return facts;
  }

  private Map<String, Object> set(int set) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("label", leads.label(set));
    facts.put("leads", leads.plan().leadSets().get(set).stream().map(Lead::ordinal).toList());
    List<Object> values = new ArrayList<>();
    for (PerformanceMetric metric : METRICS) {
      List<Object> columns = new ArrayList<>();
      for (int c = 0; c <= CLASSES; c++) {
        Interval interval = leads.interval(set, metric, c);
        DoubleStream cell =
            DoubleStream.of(interval.estimate(), interval.lower(), interval.upper());
        DoubleStream single = Arrays.stream(leads.measured(set).bySeed(metric, c));
        columns.add(DoubleStream.concat(cell, single).mapToObj(LeadExplorer::number).toArray());
      }
      values.add(columns);
    }
    facts.put("values", values);
    facts.put(
        "thresholds", leads.runs(set).stream().map(run -> run.thresholds().values()).toList());
    return facts;
  }

  /** As the tables' files have it. */
  private static BigDecimal number(double value) {
    return Double.isNaN(value)
        ? null
        : new BigDecimal(value).setScale(6, RoundingMode.HALF_EVEN).stripTrailingZeros();
  }

  /** Scores, then decisions, {@code [set][seed][record][class]}. */
  private byte[] scores() {
    int cells = leads.plan().leadSets().size() * seeds * test.size() * CLASSES;
    ByteBuffer bytes = ByteBuffer.allocate(5 * cells).order(ByteOrder.LITTLE_ENDIAN);
    int place = 0;
    for (int set = 0; set < leads.plan().leadSets().size(); set++) {
      for (Run run : leads.runs(set)) {
        boolean[][] yes = run.thresholds().apply(run.test());
        for (int i = 0; i < test.size() * CLASSES; i++, place++) {
          bytes.putFloat(4 * place, (float) run.test().score(i / CLASSES, i % CLASSES));
          bytes.put(4 * cells + place, (byte) (yes[i / CLASSES][i % CLASSES] ? 1 : 0));
        }
      }
    }
    return bytes.array();
  }
}
