package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.paper.faithfulness.MapMeasures.Value;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.evaluation.DelineatedEvidence;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.NetworkExplainer;
import org.ecgworkbench.study.RecordMeans;
import org.ecgworkbench.study.Study;
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
        study
            .explanations(ExplanationProtocol.separate())
            .folder(ID, "%s, network %s, %d records".formatted(options, network, ids.size()))
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
      NetworkExplainer explainer =
          study.explanations(ExplanationProtocol.separate()).explainer(network);
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
    EvidenceWindows.of(study, record, pair.explained(), input).ifPresent(measures::addWindows);
    if (pair.hasMetrics()) {
      measures.addMetrics();
    }
    return measures.found();
  }

  /** The rows of the table. */
  List<MapRow> rows() {
    return MapRow.of(values(), study.parameters().seed());
  }

  /** {@return the table, {@code signal-or-noise}} */
  public TableResult table() {
    Provenance.Builder provenance = study.provenance(SignalOrNoise.class);
    return study.table(
        ID,
        "Maps of the 12-lead network on test records of %s: how much lies in the waves that define the label, beside the signal's amplitude and energy; and how alike methods, trainings and networks are. Intervals are over patients; differences are paired within records."
            .formatted(study.dataName()),
        MapRow.table(rows(), "against", MapRow::against),
        sources(provenance));
  }

  /** {@return the figure, {@code signal-or-noise}: shares in the windows against those of the signal's energy, and methods against methods} */
  public FigureResult figure() {
    Provenance.Builder provenance = study.provenance(SignalOrNoise.class);
    List<MapRow> rows = rows();
    requireWindows(rows);
    return study.figure(
        ID,
        """
        Maps of the 12-lead network on test records of %s. (a) The share of the positive attribution that lies in the waves that define the \
        label, less that of the signal's energy in the same records, with 95 %% intervals over patients: 0 is what a map reaches that only \
        follows the signal; in brackets the patients, grey where they are fewer than %d. (b) Spearman's \
        correlation of the absolute values of two methods' maps, sample by sample. EG: expected gradients; IG: integrated gradients; GxI: \
        gradient x input; CAM: Grad-CAM."""
            .formatted(study.dataName(), AttributionGroundTruth.FEWEST),
        MapPanels.of(rows),
        sources(provenance));
  }

  private void requireWindows(List<MapRow> rows) {
    if (rows.stream().noneMatch(r -> r.isShare(MapRow.ALL_CLASSES))) {
      throw new EcgDataException(
          "%s: expected a test record that shows where its label's evidence is, found none among %d"
              .formatted(study.dataName(), ids.size()));
    }
  }

  /** {@return what the table says in one sentence, with its numbers} */
  public String sentence() {
    List<MapRow> rows = rows();
    requireWindows(rows);
    return MapRow.sentence(rows, study.dataName());
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
