package org.ecgworkbench.paper.faithfulness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.beat.Delineation;
import org.ecgworkbench.beat.HeartBeat;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.Folds;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.shap.evaluation.GroundTruth;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.NetworkExplainer;
import org.ecgworkbench.study.RecordMeans;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.SavedItems;

/**
 * Do maps point where the answer is, where that is known on real recordings? A network of the study's profile is trained on the study's
 * recordings and folds to say of nine waves whether they are large: the QRS complex in V1 to V6 and the T wave in V2, V4 and V6, larger
 * than in the median recording. Such a wave's size can be read in one lead between two points of time, so that is where a map should lie (the
 * idea of the regression checks of Wagner et al. 2023, arXiv:2305.17043). A neighbouring lead tells a part of the
 * same; so even a right map may lie outside.
 */
public final class KnownAmplitude {
  private static final String ID = "known-amplitude";
  private static final int RECORDS = 5;

  private final Study study;
  private List<MapMeasures.Value> values;
  private Study trained;

  private KnownAmplitude(Study study) {
    this.study = study;
  }

  /**
   * {@return the question put to a study's recordings; nothing is trained before it is asked for}
   *
   * @param study of any recordings
   */
  public static KnownAmplitude of(Study study) {
    return new KnownAmplitude(study);
  }

  /** The recordings with other labels: class k says that wave k is large. */
  record Labelled(EcgDataset data, Map<String, Set<Diagnosis>> large) implements EcgDataset {
    static Labelled of(EcgDataset data) {
      List<String> ids = data.records().stream().map(RecordSummary::id).toList();
      double[][] sizes = new double[Wave.ALL.size()][ids.size()];
      try {
        Parallel.inOrder(
            ids,
            Parallel.processors(),
            id -> {
              EcgRecord record = data.read(id);
              List<HeartBeat> beats = Delineation.of(record);
              return Wave.ALL.stream().mapToDouble(w -> w.amplitude(record, beats)).toArray();
            },
            (i, found) -> {
              for (int w = 0; w < found.length; w++) {
                sizes[w][i] = found[w];
              }
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Map<String, Set<Diagnosis>> large = new LinkedHashMap<>();
      ids.forEach(id -> large.put(id, EnumSet.noneOf(Diagnosis.class)));
      for (int w = 0; w < sizes.length; w++) {
        double[] known = Arrays.stream(sizes[w]).filter(v -> !Double.isNaN(v)).sorted().toArray();
        for (int i = 0; i < ids.size(); i++) {
          if (sizes[w][i] > known[known.length / 2]) {
            large.get(ids.get(i)).add(Diagnosis.ALL.get(w));
          }
        }
      }
      return new Labelled(data, large);
    }

    @Override
    public String name() {
      return data.name();
    }

    @Override
    public String description() {
      return data.description() + ", labelled by the size of waves";
    }

    @Override
    public List<RecordSummary> records() {
      return data.records().stream()
          .map(
              r ->
                  new RecordSummary(
                      r.id(),
                      r.samplingRateHz(),
                      r.samples(),
                      r.ageYears(),
                      r.sex(),
                      large.get(r.id())))
          .toList();
    }

    @Override
    public EcgRecord read(String id) {
      EcgRecord r = data.read(id);
      return new EcgRecord(
          id, r.samplingRateHz(), r.millivolts(), r.ageYears(), r.sex(), large.get(id));
    }

    @Override
    public Map<String, String> patients() {
      return data.patients();
    }

    @Override
    public Optional<Folds> publishedFolds() {
      return data.publishedFolds();
    }

    /** Of the recordings and of these labels, so that no run of other labels is taken for one of these. */
    @Override
    public String manifestSha256() {
      return Provenance.sha256(data.manifestSha256() + Wave.ALL + large);
    }
  }

  /** The study of the same recordings with these labels; its runs lie apart. */
  private synchronized Study trained() {
    if (trained == null) {
      trained =
          Study.of(
              study.parameters().withOut(study.results().resolve("runs").resolve(ID)),
              Labelled.of(study.dataset()),
              study.progress());
    }
    return trained;
  }

  private SavedItems<MapMeasures.Value> saved() {
    return new SavedItems<>(
        study
            .explanations(ExplanationProtocol.separate())
            .folder(ID, "%s, %d records".formatted(Wave.ALL, RECORDS))
            .resolve("values.csv"),
        MapMeasures.Value.class);
  }

  private static final String FOUND = "network's AUC";

  private synchronized List<MapMeasures.Value> values() {
    if (values == null) {
      SavedItems<MapMeasures.Value> saved = saved();
      values = saved.isThere() ? saved.read() : made(saved);
    }
    return values;
  }

  private List<MapMeasures.Value> made(SavedItems<MapMeasures.Value> saved) {
    study.requireMaking(saved.file().getParent());
    Study other = trained();
    Run run = other.networkRun(Lead.ALL);
    Map<String, Integer> waves = new LinkedHashMap<>();
    for (int w = 0; w < Wave.ALL.size(); w++) {
      int c = w;
      int wave = w;
      other.split().testIds().stream()
          .sorted()
          .filter(id -> other.record(id).labels()[c])
          .limit(RECORDS)
          .forEach(id -> waves.put(id + " " + wave, wave));
    }
    try (TrainedModel model = other.model(run)) {
      NetworkExplainer explainer =
          other.explanations(ExplanationProtocol.separate()).explainer(model);
      MapMeasures.Networks networks =
          new MapMeasures.Networks(
              explainer.network(),
              MapMethods.of(explainer),
              List.of(),
              List.of(),
              MapMethods.controls(Lead.ALL, study.parameters().seed()),
              0);
      Map<String, String> patients = study.dataset().patients();
      return saved.make(
          List.copyOf(waves.keySet()),
          name -> {
            String id = name.split(" ")[0];
            int wave = waves.get(name);
            List<MapMeasures.Value> found =
                new ArrayList<>(
                    measured(networks, model.input(), id, wave, patients.getOrDefault(id, id)));
            found.add(
                new MapMeasures.Value(
                    id,
                    patients.getOrDefault(id, id),
                    Diagnosis.ALL.get(wave),
                    FOUND,
                    "network",
                    "",
                    run.performance().classes().get(wave).value(PerformanceMetric.AUC).value()));
            return found;
          },
          study.profile().jobs(),
          study.progress(),
          "large waves explained by every method");
    }
  }

  private List<MapMeasures.Value> measured(
      MapMeasures.Networks networks, NetworkInput input, String id, int wave, String patient) {
    EcgRecord record = study.dataset().read(id);
    MapMeasures measures =
        new MapMeasures(
            networks,
            input,
            input.prepare(record),
            patient,
            Diagnosis.ALL.get(wave),
            study.parameters().seed());
    measures.addWindows(
        GroundTruth.mask(
            Wave.ALL.get(wave).places(Delineation.of(record)),
            record.samplingRateHz(),
            record.samples(),
            input,
            Strength.DEFINING));
    return measures.found();
  }

  /**
   * {@return how much of each method's map lies in the wave, all waves together and each by itself, beside the signal's amplitude and energy, and
   * how well the network knows the answer}
   */
  public TableResult table() {
    Provenance.Builder provenance = study.provenance(KnownAmplitude.class);
    List<MapRow> rows = MapRow.of(values(), study.parameters().seed());
    return study.table(
        ID,
        "Maps of a 12-lead network that was trained on %s to say whether a wave is large (%s), for test records in which it is, at most %d a wave: how much lies in that wave. Intervals are over patients; differences are paired within records."
            .formatted(study.dataName(), Wave.ALL, RECORDS),
        MapRow.table(rows, "wave", row -> wave(row.against())),
        provenance
            .setting("records a wave", RECORDS)
            .setting("intervals of means", RecordMeans.SETTING)
            .input(study.results(), saved().file()));
  }

  private static String wave(String against) {
    return Diagnosis.ALL.stream()
        .filter(d -> d.name().equals(against))
        .map(d -> Wave.ALL.get(d.ordinal()).toString())
        .findFirst()
        .orElse("all waves");
  }

  @Override
  public String toString() {
    return "maps of a network that says whether a wave is large, on %s; table() makes them"
        .formatted(study.dataName());
  }
}
