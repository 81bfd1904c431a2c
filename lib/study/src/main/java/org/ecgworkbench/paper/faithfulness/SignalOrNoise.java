package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.figure.Panels;
import org.ecgworkbench.figure.chart.HeatMap;
import org.ecgworkbench.figure.chart.IntervalHeatMap;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.model.WeightRandomisation;
import org.ecgworkbench.paper.faithfulness.MapMeasures.Value;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.evaluation.DelineatedEvidence;
import org.ecgworkbench.shap.evaluation.GroundTruth;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.NetworkExplainer;
import org.ecgworkbench.study.RecordMeans;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.SavedItems;

/**
 * Signal or noise? The question of Arends et al. 2026 (doi 10.1093/ehjdh/ztag038) put to the maps of a 12-lead network: are methods alike, are
 * trainings alike, do maps depend on weights, does the score depend on what they mark, do they stay under harmless changes; and, which that paper
 * could not ask, do they lie in the waves that define the label. The waves are those of the generator where recordings are generated, else
 * those of {@link DelineatedEvidence}; beside each share stands that of the signal's amplitude and energy. Intervals are over patients
 * where the data set knows them, else over records.
 */
public final class SignalOrNoise {
  private static final String ID = "signal-or-noise";
  private static final String ALL_CLASSES = "all classes";
  private static final String NOT_ASKED = "not asked";

  private final Study study;
  private final Optional<TrainedModel> model;
  private final List<String> ids;
  private final Options options;
  private List<Value> values;

  /**
   * How many records.
   *
   * @param recordsPerClass records of each class whose windows are looked at, at most, the first by id
   * @param metricRecordsPerClass of these, the first with all other metrics; 0 for none
   * @param noisyDraws noisy copies of a record for the smooth test of randomised weights; 0 leaves it out
   */
  public record Options(int recordsPerClass, int metricRecordsPerClass, int noisyDraws) {
    private static final String RECORDS = "records a class";
    private static final String METRIC_RECORDS = "records a class with all metrics";
    private static final String NOISY = "noisy copies";

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is no record, or a number is negative
     */
    public Options {
      if (recordsPerClass <= 0 || metricRecordsPerClass < 0 || noisyDraws < 0) {
        throw new IllegalArgumentException(
            "expected at least one record and no negative number, found %d, %d, %d"
                .formatted(recordsPerClass, metricRecordsPerClass, noisyDraws));
      }
    }

    /** {@return five records a class, the fewest whose mean is not grey, one of them with all metrics, two noisy copies} */
    public static Options defaults() {
      return new Options(5, 1, 2);
    }

    /**
     * {@return the options of a result, as its settings say}
     *
     * @param settings of its sidecar
     * @throws IllegalArgumentException if one is not there or cannot be read
     */
    public static Options of(Settings settings) {
      return new Options(
          settings.count(RECORDS), settings.count(METRIC_RECORDS), settings.count(NOISY));
    }
  }

  private SignalOrNoise(
      Study study, Optional<TrainedModel> model, List<String> ids, Options options) {
    this.study = study;
    this.model = model;
    this.ids = ids.stream().sorted().toList();
    this.options = options;
  }

  /**
   * {@return the question put to a study's own 12-lead network and its test records; nothing is computed before it is asked for, and what was
   * is saved below {@code results/runs}}
   *
   * @param options how many records
   */
  public static SignalOrNoise of(Study study, Options options) {
    return new SignalOrNoise(study, Optional.empty(), study.split().testIds(), options);
  }

  /**
   * {@return the same, with a network of the caller's, which is not closed here; another training is then not at hand}
   *
   * @param study the recordings, with a profile whose input is the network's
   * @param model the network, for example {@code ShippedModel.load().model()}
   * @param ids records that did not train it
   * @param options how many records
   */
  public static SignalOrNoise of(
      Study study, TrainedModel model, List<String> ids, Options options) {
    return new SignalOrNoise(study, Optional.of(model), ids, options);
  }

  private record Pair(String id, Diagnosis explained, boolean hasMetrics) {
    String name() {
      return id + " " + explained;
    }
  }

  private List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (Diagnosis d : Diagnosis.ALL) {
      int taken = 0;
      for (String id : ids) {
        if (taken < options.recordsPerClass() && study.record(id).diagnoses().contains(d)) {
          pairs.add(new Pair(id, d, taken < options.metricRecordsPerClass()));
          taken++;
        }
      }
    }
    return pairs;
  }

  private SavedItems<Value> saved() {
    String network = model.map(m -> Provenance.sha256(m + m.provenance().toString())).orElse("own");
    return new SavedItems<>(
        study.explanations(ExplanationProtocol.separate()).folder(ID, "%s, network %s, %d records".formatted(options, network, ids.size()))
            .resolve("values.csv"),
        Value.class);
  }

  /** All numbers, from disk where they are saved. */
  synchronized List<Value> values() {
    if (values == null) {
      SavedItems<Value> saved = saved();
      values = saved.isThere() ? saved.read() : made(saved);
    }
    return values;
  }

  private List<Value> made(SavedItems<Value> saved) {
    study.requireMaking(saved.file().getParent());
    Map<String, Pair> pairs = new LinkedHashMap<>();
    pairs().forEach(pair -> pairs.put(pair.name(), pair));
    List<TrainedModel> opened = new ArrayList<>();
    try {
      TrainedModel network =
          model.orElseGet(() -> opened(opened, study.model(study.networkRun(Lead.ALL))));
      NetworkExplainer explainer = study.explanations(ExplanationProtocol.separate()).explainer(network);
      List<List<AttributionMethod>> trainings = new ArrayList<>();
      if (model.isEmpty()) {
        Run other = study.train(WeightCascade.otherJob(study));
        trainings.add(MapMethods.of(explainer.on(opened(opened, study.model(other)))));
      }
      TrainedModel untrained =
          opened(
              opened,
              WeightRandomisation.cascade(
                  network,
                  WeightRandomisation.layers(network.options()).size(),
                  AttributionMethods.random(study)));
      MapMeasures.Networks networks =
          new MapMeasures.Networks(
              explainer.network(),
              MapMethods.of(explainer),
              trainings,
              MapMethods.of(explainer.on(untrained)),
              MapMethods.controls(Lead.ALL, study.parameters().seed()),
              options.noisyDraws());
      Map<String, String> patients = study.dataset().patients();
      return saved.make(
          List.copyOf(pairs.keySet()),
          name -> measured(networks, network.input(), pairs.get(name), patients),
          study.profile().jobs(),
          study.progress(),
          "pairs of a record and its label explained by every method");
    } finally {
      opened.forEach(TrainedModel::close);
    }
  }

  private static TrainedModel opened(List<TrainedModel> all, TrainedModel model) {
    all.add(model);
    return model;
  }

  private List<Value> measured(
      MapMeasures.Networks networks, NetworkInput input, Pair pair, Map<String, String> patients) {
    EcgRecord record = study.dataset().read(pair.id());
    MapMeasures measures =
        new MapMeasures(
            networks,
            input,
            input.prepare(record),
            patients.getOrDefault(pair.id(), pair.id()),
            pair.explained(),
            study.parameters().seed());
    windows(record, pair.explained(), input).ifPresent(measures::addWindows);
    if (pair.hasMetrics()) {
      measures.addMetrics();
    }
    return measures.found();
  }

  /** Where the evidence is in what the network sees; empty where it is nowhere, or everywhere. */
  private Optional<boolean[][]> windows(EcgRecord record, Diagnosis label, NetworkInput input) {
    if (label == Diagnosis.SNR) {
      return Optional.empty();
    }
    if (study.isGenerated()) {
      return study.recordings().evidence(record.id(), label, input, Strength.DEFINING);
    }
    return DelineatedEvidence.of(record, label)
        .map(
            evidence ->
                GroundTruth.mask(
                    evidence, record.samplingRateHz(), record.samples(), input, Strength.DEFINING))
        .filter(
            mask -> {
              for (boolean[] lead : mask) {
                for (boolean in : lead) {
                  if (in) {
                    return true;
                  }
                }
              }
              return false;
            });
  }

  /** A row: a mean over patients, and how much more it is than that of two controls in the same records. */
  record Row(
      String question,
      String method,
      String against,
      int patients,
      Interval value,
      Interval overAmplitude,
      Interval overEnergy) {
    /** Why an interval is not there, or rough. */
    String note() {
      return Stream.of(value, overAmplitude, overEnergy)
          .map(Interval::note)
          .filter(note -> !note.isEmpty() && !note.equals(NOT_ASKED))
          .findFirst()
          .orElse("");
    }
  }

  /** The rows of the table. */
  List<Row> rows() {
    return rows(values(), study.parameters().seed());
  }

  /** The rows that are made of some numbers. */
  static List<Row> rows(List<Value> values, long seed) {
    RecordMeans means = new RecordMeans(seed);
    List<Row> rows = new ArrayList<>();
    Map<String, List<Value>> groups = new LinkedHashMap<>();
    for (Value v : values) {
      boolean isWindow = isOfWindows(v);
      group(groups, v, isWindow ? ALL_CLASSES : Objects.requireNonNullElse(v.against(), ""));
      if (isWindow) {
        group(groups, v, v.explained().name());
      }
    }
    groups.forEach(
        (key, group) -> {
          Value first = group.get(0);
          String against = key.substring(key.lastIndexOf('\n') + 1);
          boolean isShare = isOfWindows(first) && !first.question().equals(MapMeasures.CHANCE);
          rows.add(
              new Row(
                  first.question(),
                  first.method(),
                  against,
                  RecordMeans.records(byPatient(group)),
                  means.mean(byPatient(group)),
                  over(means, values, group, MapMethods.AMPLITUDE, isShare),
                  over(means, values, group, MapMethods.ENERGY, isShare)));
        });
    // Questions in the order of their names; methods and classes keep their own.
    List<String> questions =
        values.stream().map(Value::question).distinct().sorted(Comparator.naturalOrder()).toList();
    rows.sort(Comparator.comparingInt(row -> questions.indexOf(row.question())));
    return rows;
  }

  private static void group(Map<String, List<Value>> groups, Value value, String against) {
    String key = value.question() + "\n" + value.method() + "\n" + against;
    groups.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
  }

  private static boolean isOfWindows(Value value) {
    return Stream.of(MapMeasures.SHARE, MapMeasures.CHANCE, MapMeasures.AUC, MapMeasures.MATCHED)
        .anyMatch(value.question()::equals);
  }

  private static List<RecordMeans.Value> byPatient(List<Value> group) {
    return group.stream().map(v -> new RecordMeans.Value(v.patient(), v.value())).toList();
  }

  private static Interval over(
      RecordMeans means, List<Value> values, List<Value> group, String control, boolean isAsked) {
    if (!isAsked || group.get(0).method().equals(control)) {
      return Interval.undefined(Double.NaN, TestIntervals.LEVEL, NOT_ASKED);
    }
    Map<String, Double> ofControl = new LinkedHashMap<>();
    for (Value v : values) {
      if (v.method().equals(control) && v.question().equals(group.get(0).question())) {
        ofControl.put(v.record() + " " + v.explained(), v.value());
      }
    }
    return means.mean(
        group.stream()
            .map(
                v ->
                    new RecordMeans.Value(
                        v.patient(), v.value() - ofControl.get(v.record() + " " + v.explained())))
            .toList());
  }

  /** {@return the table, {@code signal-or-noise}} */
  public TableResult table() {
    Provenance.Builder provenance = study.provenance(SignalOrNoise.class);
    return study.table(
        ID,
        "Maps of the 12-lead network on test records of %s: %s. Intervals are over patients; differences are paired within records."
            .formatted(study.dataName(), questions()),
        Rows.of(rows())
            .text("question", Row::question)
            .text("method", Row::method)
            .text("against", Row::against)
            .count("patients", Row::patients)
            .interval("value", Row::value)
            .interval("over amplitude", Row::overAmplitude)
            .interval("over energy", Row::overEnergy)
            .note(Row::note)
            .table(),
        sources(provenance));
  }

  private String questions() {
    return "how much lies in the waves that define the label, beside the signal's amplitude and energy; and how alike methods, trainings"
        + " and networks are";
  }

  /** {@return the figure, {@code signal-or-noise}: shares in the windows against those of the signal's energy, and methods against methods} */
  public FigureResult figure() {
    Provenance.Builder provenance = study.provenance(SignalOrNoise.class);
    List<Row> rows = rows();
    requireWindows(rows);
    List<String> methods = List.copyOf(names(rows, r -> r.question().equals(MapMeasures.SHARE)));
    double[][] alike = new double[methods.size()][methods.size()];
    for (int m = 0; m < methods.size(); m++) {
      for (int other = 0; other < methods.size(); other++) {
        String a = methods.get(m);
        String b = methods.get(other);
        alike[m][other] =
            m == other
                ? Double.NaN
                : value(
                    rows,
                    r ->
                        r.question().equals(MapMeasures.METHODS + "sample")
                            && r.method().equals(a)
                            && r.against().equals(b),
                    Row::value);
      }
    }
    List<String> names = methods.stream().map(SignalOrNoise::shortened).toList();
    return study.figure(
        ID,
        """
        Maps of the 12-lead network on test records of %s. (a) The share of the positive attribution that lies in the waves that define the \
        label, less that of the signal's energy in the same records, with 95 %% intervals over patients: 0 is what a map reaches that only \
        follows the signal; in brackets the patients, grey where they are fewer than %d. (b) Spearman's \
        correlation of the absolute values of two methods' maps, sample by sample. EG: expected gradients; IG: integrated gradients; GxI: \
        gradient x input; CAM: Grad-CAM."""
            .formatted(study.dataName(), AttributionGroundTruth.FEWEST),
        Panels.vertical(
            List.of(
                shares(rows, methods.subList(0, methods.indexOf(MapMethods.ENERGY))),
                HeatMap.of(names, names, alike, "rank correlation")
                    .withAxes("", "method")
                    .withDecimals(2))),
        sources(provenance));
  }

  private static IntervalHeatMap shares(List<Row> rows, List<String> methods) {
    Map<String, Integer> patients = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.question().equals(MapMeasures.SHARE)) {
        patients.put(row.against(), row.patients());
      }
    }
    List<String> classes =
        Stream.concat(Diagnosis.ALL.stream().map(Diagnosis::name), Stream.of(ALL_CLASSES))
            .filter(patients::containsKey)
            .toList();
    Function<String, String> named = c -> "%s (%d)".formatted(c, patients.get(c));
    return IntervalHeatMap.of(
            "Share over that of the energy",
            methods.stream().map(SignalOrNoise::shortened).toList(),
            classes.stream().map(named).toList(),
            TestIntervals.estimates(
                methods.stream()
                    .map(m -> classes.stream().map(c -> overEnergy(rows, m, c)).toList())
                    .toList()),
            "share over energy's")
        .withFew(
            classes.stream()
                .filter(c -> patients.get(c) < AttributionGroundTruth.FEWEST)
                .map(named)
                .collect(Collectors.toSet()));
  }

  private static Interval overEnergy(List<Row> rows, String method, String against) {
    return rows.stream()
        .filter(r -> isShare(r, against) && r.method().equals(method))
        .map(Row::overEnergy)
        .findFirst()
        .orElseThrow();
  }

  private void requireWindows(List<Row> rows) {
    if (rows.stream().noneMatch(r -> isShare(r, ALL_CLASSES))) {
      throw new EcgDataException(
          "%s: expected a test record that shows where its label's evidence is, found none among %d"
              .formatted(study.dataName(), ids.size()));
    }
  }

  private static String shortened(String method) {
    return method
        .replace("expected gradients", "EG")
        .replace("integrated gradients", "IG")
        .replace("gradient x input", "GxI")
        .replace("Grad-CAM", "CAM")
        .replace("signal ", "");
  }

  private static boolean isShare(Row row, String against) {
    return row.question().equals(MapMeasures.SHARE) && row.against().equals(against);
  }

  private static LinkedHashSet<String> names(List<Row> rows, Predicate<Row> which) {
    LinkedHashSet<String> names = new LinkedHashSet<>();
    rows.stream().filter(which).forEach(r -> names.add(r.method()));
    return names;
  }

  private static double value(List<Row> rows, Predicate<Row> which, Function<Row, Interval> of) {
    return rows.stream()
        .filter(which)
        .map(row -> of.apply(row).estimate())
        .findFirst()
        .orElse(Double.NaN);
  }

  /** {@return what the table says in one sentence, with its numbers} */
  public String sentence() {
    List<Row> rows = rows();
    requireWindows(rows);
    List<Row> overall =
        rows.stream()
            .filter(r -> isShare(r, ALL_CLASSES) && !isControl(r.method()))
            .sorted(Comparator.comparingDouble(r -> -r.overEnergy().estimate()))
            .toList();
    List<String> above =
        overall.stream()
            .filter(r -> r.overEnergy().lower() > 0 && isAboveChance(rows, r.method()))
            .map(Row::method)
            .toList();
    Row best = overall.get(0);
    return String.format(
        Locale.ROOT,
        "In the waves that define the labels of %s, %s more of the positive attribution than of the signal's energy and"
            + " %s them among samples of equal amplitude;"
            + " the greatest share over the energy's has %s (%+.2f of all, 95 %% %+.2f to %+.2f). Two methods' maps correlate by %.2f on average sample by sample%s.",
        study.dataName(),
        above.isEmpty()
            ? "no method clearly has"
            : "%d of %d methods clearly have (%s)"
                .formatted(above.size(), overall.size(), String.join(", ", above)),
        above.isEmpty() ? "finds" : "find",
        best.method(),
        best.overEnergy().estimate(),
        best.overEnergy().lower(),
        best.overEnergy().upper(),
        mean(rows, MapMeasures.METHODS + "sample"),
        rows.stream().anyMatch(r -> r.question().startsWith(MapMeasures.TRAININGS))
            ? String.format(
                Locale.ROOT,
                ", two trainings' maps by one method by %.2f (Arends et al. 2026: 0.41 to 0.65)",
                mean(rows, MapMeasures.TRAININGS + "sample"))
            : "");
  }

  private static boolean isAboveChance(List<Row> rows, String method) {
    return rows.stream()
        .filter(r -> r.question().equals(MapMeasures.MATCHED) && r.against().equals(ALL_CLASSES))
        .anyMatch(r -> r.method().equals(method) && r.value().lower() > 0.5);
  }

  private static double mean(List<Row> rows, String question) {
    return rows.stream()
        .filter(r -> r.question().equals(question))
        .filter(r -> !isControl(r.method()) && !isControl(r.against()))
        .mapToDouble(r -> r.value().estimate())
        .average()
        .orElse(Double.NaN);
  }

  private static boolean isControl(String method) {
    return List.of(MapMethods.RANDOM, MapMethods.AMPLITUDE, MapMethods.ENERGY).contains(method);
  }

  private Provenance.Builder sources(Provenance.Builder provenance) {
    provenance
        .seed(RandomStream.WEIGHT_RANDOMISATION, study.parameters().seed())
        .seed(RandomStream.RANDOM_ATTRIBUTION, study.parameters().seed())
        .setting(Options.RECORDS, options.recordsPerClass())
        .setting(Options.METRIC_RECORDS, options.metricRecordsPerClass())
        .setting(Options.NOISY, options.noisyDraws())
        .setting("intervals of means", RecordMeans.SETTING)
        .input(study.results(), saved().file());
    if (model.isPresent()) {
      return provenance.setting("network", model.get().toString());
    }
    study.withInputs(provenance, study.train(WeightCascade.otherJob(study)));
    return study.explanations(ExplanationProtocol.separate()).addExplainerTo(provenance);
  }

  @Override
  public String toString() {
    return "signal or noise? maps of the 12-lead network on %d test records of %s; table() and figure() make them"
        .formatted(ids.size(), study.dataName());
  }
}
