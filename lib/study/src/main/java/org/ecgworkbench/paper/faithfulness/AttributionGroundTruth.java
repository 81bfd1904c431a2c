package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.figure.Panels;
import org.ecgworkbench.figure.chart.IntervalHeatMap;
import org.ecgworkbench.paper.faithfulness.AttributionTrials.Options;
import org.ecgworkbench.paper.faithfulness.Trial.Kind;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.shap.evaluation.GroundTruth;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.RecordMeans;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import tech.tablesaw.api.Table;

/**
 * Do attributions point where the evidence is? Generated records know which leads and samples carry
 * each of their labels ({@link org.ecgworkbench.dataset.synthetic.EvidenceMask}). Test records of
 * the 12-lead network are explained for their own labels by each method, and each explanation is
 * scored against the mask ({@link GroundTruth}), over all leads and in each lead alone.
 *
 * <p>A record is taken for its label, whether or not the network finds it; so a weak score may be
 * the network's fault, which may look elsewhere, as well as the method's. Where evidence lies in
 * large waves, a map that follows the size of the signal scores well without knowing any network;
 * so the controls {@code signal amplitude} and {@code untrained network} stand beside, and only
 * what a method has more than they have says something about the network. What holds on generated
 * records need not hold on real ones.
 */
public final class AttributionGroundTruth {
  private static final String ALL = Trial.ALL;

  private AttributionGroundTruth() {}

  /** {@return the table, {@code attribution-ground-truth}, with the default options} */
  public static TableResult of(Study study) {
    return of(study, Options.defaults());
  }

  /**
   * {@return the table: a row for each method, class (or all of them), lead (or all of them) and score, with a 95 % interval over records
   * and what attributions that know nothing would have}. {@code above chance} is the mean of each explanation's score less its own chance
   * level, so that records whose evidence fills more of the signal do not widen its interval; {@code above amplitude} is the mean of its
   * score less that of the signal's amplitude in the same record, class and lead. {@code finding} says which of the two intervals lie above
   * 0: what is above chance alone may be owed to the size of the waves, and has not been shown to owe anything to the network. Explanations
   * are made once and their scores saved below {@code results/runs}.
   *
   * @param options which records, windows and steps
   * @throws EcgDataException if the recordings are not generated ones, which alone know where their evidence is
   * @throws CancellationException if the calling thread is interrupted
   */
  public static TableResult of(Study study, Options options) {
    Provenance.Builder provenance = study.provenance(AttributionGroundTruth.class);
    requireEvidence(study);
    AttributionTrials trials = new AttributionTrials(study, options);
    List<Trial> scores = truths(trials);
    return study.table(
        "attribution-ground-truth",
        caption("Attributions against", study, options, scores),
        table(scores, study.parameters().seed()),
        sources(study, trials, provenance));
  }

  /**
   * What a notebook's cell calls: saves and shows figure and table with the default options, or says that nobody knows the evidence where
   * the recordings are not generated ones.
   */
  public static void publish(Study study) {
    if (!study.isGenerated()) {
      System.out.println(
          "Nobody knows where the evidence lies in these recordings; run the embedded cohort to see this part.");
      return;
    }
    figure(study, Options.defaults()).publish();
    of(study).publish(12);
  }

  /**
   * {@return the figure, {@code attribution-ground-truth}: the localisation AUC by method and class, over all leads, among all samples and
   * among those of equal amplitude}
   *
   * @param options which records, windows and steps
   */
  public static FigureResult figure(Study study, Options options) {
    Provenance.Builder provenance = study.provenance(AttributionGroundTruth.class);
    requireEvidence(study);
    AttributionTrials trials = new AttributionTrials(study, options);
    List<Trial> scores = truths(trials);
    return study.figure(
        "attribution-ground-truth",
        caption(
                "Localisation AUC, with 95 % intervals, of attributions against",
                study, options, scores)
            + """
               (a) All samples; (b) only samples where the signal is equally large are compared, so that \
              following the large waves is of no use; each panel has its own colour scale. White is chance; \
              below the line are controls that know nothing, the signal alone, and a network that learnt \
              nothing.""",
        Panels.vertical(
            List.of(
                map("All samples", scores, GroundTruth::auc, study.parameters().seed()),
                map(
                    "At equal amplitude",
                    scores,
                    GroundTruth::matchedAuc,
                    study.parameters().seed()))),
        sources(study, trials, provenance));
  }

  private static void requireEvidence(Study study) {
    if (!study.isGenerated()) {
      throw new EcgDataException(
          "%s: expected generated recordings with ID.evidence.csv beside them; nobody knows where the evidence is in others"
              .formatted(study.dataName()));
    }
  }

  private static List<Trial> truths(AttributionTrials trials) {
    return trials.all().stream().filter(t -> t.kind() == Kind.TRUTH).toList();
  }

  private static String caption(String what, Study study, Options options, List<Trial> scores) {
    return "%s the known evidence (%s) of %d test records of %s, at most %d a class."
        .formatted(
            what,
            options.strength() == Strength.DEFINING ? "defining" : "defining and supporting",
            scores.stream().map(Trial::record).distinct().count(),
            study.dataName(),
            options.pairsPerClass());
  }

  static Provenance.Builder sources(
      Study study, AttributionTrials trials, Provenance.Builder provenance) {
    return trials
        .options()
        .addTo(study.withInputs(provenance, study.networkRun(Lead.ALL)))
        .setting("methods", trials.settings())
        .setting("intervals", RecordMeans.SETTING)
        .seed(RandomStream.ATTRIBUTION, study.parameters().seed())
        .seed(RandomStream.RANDOM_ATTRIBUTION, study.parameters().seed())
        .seed(RandomStream.WEIGHT_RANDOMISATION, study.parameters().seed())
        .seed(RandomStream.BOOTSTRAP, study.parameters().seed())
        .input(study.results(), trials.file());
  }

  private static IntervalHeatMap map(
      String title, List<Trial> scores, ToDoubleFunction<GroundTruth> score, long seed) {
    RecordMeans means = new RecordMeans(seed);
    List<String> columns = new ArrayList<>(Diagnosis.ALL.stream().map(Diagnosis::name).toList());
    columns.add(ALL);
    List<List<Interval>> intervals = new ArrayList<>();
    for (Method method : Method.values()) {
      List<Interval> row = new ArrayList<>();
      for (String name : columns) {
        List<Trial> cell =
            scores.stream()
                .filter(t -> t.method() == method && t.lead().equals(ALL))
                .filter(t -> name.equals(ALL) || t.explained().name().equals(name))
                .toList();
        row.add(means.mean(values(cell, score)));
      }
      intervals.add(row);
    }
    return IntervalHeatMap.of(
            title,
            Arrays.stream(Method.values()).map(Method::label).toList(),
            columns,
            TestIntervals.estimates(intervals),
            "localisation AUC")
        .withCentre(0.5)
        .withLastRowsApart(Method.CONTROLS.size());
  }

  private static List<RecordMeans.Value> values(
      List<Trial> cell, ToDoubleFunction<GroundTruth> value) {
    return cell.stream()
        .map(t -> new RecordMeans.Value(t.record(), value.applyAsDouble(t.truth())))
        .toList();
  }

  /** The rows, from scores in any order. */
  static Table table(List<Trial> scores, long seed) {
    RecordMeans means = new RecordMeans(seed);
    List<String> classes = new ArrayList<>(Diagnosis.ALL.stream().map(Diagnosis::name).toList());
    classes.add(ALL);
    List<String> leads = new ArrayList<>(List.of(ALL));
    Lead.ALL.forEach(l -> leads.add(l.label()));
    Map<Cell, List<Trial>> cells = new HashMap<>();
    Set<Method> methods = new LinkedHashSet<>();
    Map<Place, Trial> ofAmplitude = new HashMap<>();
    for (Trial s : scores) {
      if (s.method() == Method.AMPLITUDE) {
        ofAmplitude.put(Place.of(s), s);
      }
      methods.add(s.method());
      for (String c : List.of(s.explained().name(), ALL)) {
        cells.computeIfAbsent(new Cell(s.method(), c, s.lead()), k -> new ArrayList<>()).add(s);
      }
    }
    List<Row> rows = new ArrayList<>();
    for (Method m : methods) {
      for (String c : classes) {
        for (String l : leads) {
          Cell at = new Cell(m, c, l);
          List<Trial> cell = cells.getOrDefault(at, List.of());
          for (GroundTruth.Score which : GroundTruth.Score.values()) {
            List<RecordMeans.Value> found = values(cell, t -> t.value(which));
            rows.add(
                new Row(
                    at,
                    which,
                    found,
                    means.mean(found),
                    means.mean(values(cell, t -> t.value(which) - t.chance(which))),
                    m == Method.AMPLITUDE
                        ? null
                        : means.mean(
                            cell.stream()
                                .map(
                                    t ->
                                        new RecordMeans.Value(
                                            t.record(), more(t, which, ofAmplitude)))
                                .toList())));
          }
        }
      }
    }
    return Rows.of(rows)
        .text("method", r -> r.cell().method().label())
        .text("class", r -> r.cell().name())
        .text("lead", r -> r.cell().lead())
        .text("score", r -> r.score().label())
        .count("records", r -> RecordMeans.records(r.found()))
        .interval("value", Row::value)
        .number("chance", r -> r.value().estimate() - r.excess().estimate())
        .interval("above chance", Row::excess)
        .interval("above amplitude", Row::more)
        .text("finding", r -> finding(r.excess(), r.more()))
        .note(
            r ->
                r.found().stream().allMatch(v -> Double.isNaN(v.value()))
                    ? "no record has evidence to find here"
                    : r.value().note())
        .table();
  }

  /** A method in a class and a lead, or in all of them. */
  private record Cell(Method method, String name, String lead) {}

  /** A lead of a record and its label, whatever the method. */
  private record Place(AttributionTrials.Pair pair, String lead) {
    static Place of(Trial trial) {
      return new Place(trial.pair(), trial.lead());
    }
  }

  /**
   * A score of a cell.
   *
   * @param excess above chance
   * @param more than the signal's amplitude has; null for that itself
   */
  private record Row(
      Cell cell,
      GroundTruth.Score score,
      List<RecordMeans.Value> found,
      Interval value,
      Interval excess,
      Interval more) {}

  /** A score less that of the signal's amplitude in the same record, class and lead; NaN where that is not known. */
  private static double more(Trial trial, GroundTruth.Score score, Map<Place, Trial> amplitudes) {
    Trial amplitude = amplitudes.get(Place.of(trial));
    return amplitude == null
        ? Double.NaN
        : trial.truth().value(score) - amplitude.truth().value(score);
  }

  /** In words what the intervals say; nothing where one has no bounds. */
  private static String finding(Interval aboveChance, Interval aboveAmplitude) {
    if (Double.isNaN(aboveChance.lower())) {
      return "";
    }
    if (!(aboveChance.lower() > 0)) {
      return "not above chance";
    }
    return aboveAmplitude != null && aboveAmplitude.lower() > 0
        ? "above chance and amplitude"
        : "above chance only";
  }
}
