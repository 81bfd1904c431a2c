package org.ecgworkbench.paper.leads;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.figure.page.LeadsPage;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.shap.Explainer;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.KeptScores;
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
  private static final List<String> CHOICE = List.of("surest", "middle", "least sure");
  private static final double SHOWN_SECONDS = 10;
  private static final int SHOWN_RATE_HZ = 100;
  private static final double MILLIVOLT_SCALE = 0.002;

  private final LeadStudy leads;
  private final Study study;
  private final Predictions test;
  private final int seeds;
  private final int bin;
  private final int bins;

  /** A recording that is shown. */
  private record Example(int record, int diagnosis, String why) {}

  private LeadExplorer(LeadStudy leads) {
    if (!leads.plan().folds().equals(List.of(OptionalInt.empty()))
        || leads.plan().indexOf(Lead.ALL) < 0) {
      throw new EcgDataException(
          "the explorer is of one split, with the 12-lead network beside the others; found folds %s, sets of leads %s"
              .formatted(leads.plan().foldNames(), leads.plan().leadSetNames()));
    }
    this.leads = leads;
    study = leads.study();
    test = leads.runs(0).get(0).test();
    seeds = leads.plan().seeds().size();
    bin = Math.max(1, study.profile().samplingRateHz() / SHOWN_RATE_HZ);
    int shown =
        (int)
            Math.min(
                SHOWN_SECONDS * study.profile().samplingRateHz(), study.profile().windowSamples());
    bins = shown / bin;
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
      List<Example> examples = examples();
      String key = key(examples);
      Map<String, Object> facts = facts(examples, key);
      Attributions attributions = before(file, key);
      if (attributions == null) {
        attributions =
            IntStream.range(0, leads.plan().leadSets().size())
                    .allMatch(set -> !KeptScores.isAll(leads.runs(set).get(0)))
                ? explain(examples)
                : new Attributions(null, null, null);
      }
      facts.put("scales", attributions.scales);
      facts.put("sums", attributions.sums);
      byte[] made = attributions.values == null ? new byte[0] : attributions.values;
      byte[] own = numbers(examples);
      facts.put("attributionsAt", own.length);
      byte[] all = ByteBuffer.allocate(own.length + made.length).put(own).put(made).array();
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

  /** Of each class the labelled test record that the 12-lead network is surest of, one in the middle, and the one that it is least sure of. */
  private List<Example> examples() {
    Predictions all = leads.runs(leads.plan().indexOf(Lead.ALL)).get(0).test();
    List<Example> examples = new ArrayList<>();
    for (int c = 0; c < CLASSES; c++) {
      int diagnosis = c;
      List<Integer> order =
          IntStream.range(0, test.size())
              .boxed()
              .filter(i -> test.label(i, diagnosis))
              .sorted(Comparator.comparingDouble((Integer i) -> -all.score(i, diagnosis)))
              .toList();
      int n = order.size();
      List<Integer> places =
          n < 3 ? IntStream.range(0, n).boxed().toList() : List.of(0, n / 2, n - 1);
      for (int k = 0; k < places.size(); k++) {
        examples.add(new Example(order.get(places.get(k)), c, CHOICE.get(k)));
      }
    }
    return examples;
  }

  private String key(List<Example> examples) {
    StringBuilder text = new StringBuilder(examples.toString());
    for (int set = 0; set < leads.plan().leadSets().size(); set++) {
      text.append(leads.runs(set).get(0).directory().getFileName());
    }
    return Provenance.sha256(
        text
            + " "
            + study.explanations().background()
            + " "
            + Provenance.codeSha256(List.of("shap")));
  }

  private Map<String, Object> facts(List<Example> examples, String key) {
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
    facts.put(
        "examples",
        examples.stream().map(e -> List.of(e.record(), e.diagnosis(), e.why())).toList());
    facts.put("draws", study.profile().shapDraws());
    facts.put("rate", study.profile().samplingRateHz() / bin);
    facts.put("samples", bins);
    facts.put("millivoltScale", MILLIVOLT_SCALE);
    facts.put("key", key);
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

  /** Scores and decisions, {@code [set][seed][record][class]}, then signals, {@code [example][lead][sample]}. */
  private byte[] numbers(List<Example> examples) {
    int cells = leads.plan().leadSets().size() * seeds * test.size() * CLASSES;
    ByteBuffer bytes =
        ByteBuffer.allocate(5 * cells + 2 * examples.size() * Lead.ALL.size() * bins)
            .order(ByteOrder.LITTLE_ENDIAN);
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
    bytes.position(5 * cells);
    NetworkInput input = study.input(Lead.ALL);
    for (Example example : examples) {
      for (float[] row : input.prepare(read(example)).millivolts()) {
        for (double value : binned(row, 1.0 / bin)) {
          bytes.putShort(
              (short) Math.max(-32767, Math.min(32767, Math.rint(value / MILLIVOLT_SCALE))));
        }
      }
    }
    return bytes.array();
  }

  private EcgRecord read(Example example) {
    return study.dataset().read(test.ids().get(example.record()));
  }

  /** The last seconds of a row, samples added up. */
  private double[] binned(float[] row, double factor) {
    double[] sums = new double[bins];
    int first = row.length - bins * bin;
    for (int i = 0; i < bins * bin; i++) {
      sums[i / bin] += row[first + i] * factor;
    }
    return sums;
  }

  /** In 127ths of a scale for each set and example, with the sum of each lead; null where there are none. */
  private record Attributions(byte[] values, double[][] scales, double[][][] sums) {}

  private Attributions before(Path file, String key) throws IOException {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    String html = Files.readString(file);
    JsonObject facts = new Gson().fromJson(LeadsPage.factsOf(html), JsonObject.class);
    if (!key.equals(facts.get("key").getAsString()) || facts.get("scales").isJsonNull()) {
      return null;
    }
    byte[] numbers = LeadsPage.numbersOf(html);
    int start = facts.get("attributionsAt").getAsInt();
    return new Attributions(
        Arrays.copyOfRange(numbers, start, numbers.length),
        new Gson().fromJson(facts.get("scales"), double[][].class),
        new Gson().fromJson(facts.get("sums"), double[][][].class));
  }

  /** By the first training of each set of leads. */
  private Attributions explain(List<Example> examples) {
    int sets = leads.plan().leadSets().size();
    List<Callable<List<Explanation>>> work = new ArrayList<>();
    for (int set = 0; set < sets; set++) {
      Run run = leads.runs(set).get(0);
      work.add(() -> explain(run, examples));
    }
    int rows = leads.plan().leadSets().stream().mapToInt(List::size).sum();
    ByteBuffer bytes = ByteBuffer.allocate(rows * examples.size() * bins);
    double[][] scales = new double[sets][examples.size()];
    double[][][] sums = new double[sets][examples.size()][];
    try {
      Parallel.inOrder(
          work,
          study.profile().jobs(),
          Callable::call,
          (set, found) -> {
            for (int e = 0; e < found.size(); e++) {
              Explanation why = found.get(e);
              sums[set][e] =
                  Arrays.stream(why.leadSums()).map(v -> Math.rint(v * 1000) / 1000).toArray();
              double[][] shown =
                  Arrays.stream(why.attributions())
                      .map(row -> binned(row, 1))
                      .toArray(double[][]::new);
              double greatest =
                  Arrays.stream(shown)
                      .flatMapToDouble(Arrays::stream)
                      .map(Math::abs)
                      .max()
                      .orElseThrow();
              scales[set][e] = (float) (greatest == 0 ? 1 : greatest / 127);
              for (double[] row : shown) {
                for (double value : row) {
                  bytes.put((byte) Math.rint(value / scales[set][e]));
                }
              }
            }
            study
                .progress()
                .update("recordings explained by %d of %d networks".formatted(set + 1, sets));
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    study
        .progress()
        .done("%d recordings explained by %d networks".formatted(examples.size(), sets));
    return new Attributions(bytes.array(), scales, sums);
  }

  private List<Explanation> explain(Run run, List<Example> examples) {
    List<Explanation> found = new ArrayList<>();
    try (Explainer explainer = study.explainer(run)) {
      for (Example example : examples) {
        Parallel.stopIfInterrupted();
        found.addAll(explainer.explain(read(example), example.diagnosis()));
      }
    }
    return found;
  }
}
