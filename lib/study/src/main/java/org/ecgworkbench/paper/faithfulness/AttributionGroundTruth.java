package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
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
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.shap.evaluation.GroundTruth;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.RecordMeans;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;

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
  private static final List<String> COLUMNS = GroundTruthRows.COLUMNS;

  /** What fewer records say of a class is drawn grey. */
  static final int FEWEST = 5;

  private static final List<Method> UNTRAINED = GroundTruthRows.UNTRAINED;

  private AttributionGroundTruth() {}

  /** {@return the table, {@code attribution-ground-truth}, with the default options} */
  public static TableResult of(Study study) {
    return of(study, Options.defaults());
  }

  /**
   * {@return the table: a row for each method, class (or all of them), lead (or all of them) and score, with a 95 % interval over records
   * and what attributions that know nothing would have; over all leads also against the supporting evidence with the defining one, and of the same methods on an untrained network}. {@code above chance} is the mean of each explanation's score less its own chance
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
        GroundTruthRows.table(scores, options.strength(), study.parameters().seed()),
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
    long seed = study.parameters().seed();
    return study.figure(
        "attribution-ground-truth",
        caption(
                "Localisation AUC, with 95 % intervals, of attributions against",
                study, options, scores)
            + """
               (a) All samples; (b) only samples where the signal is equally large are compared, so that \
              following the large waves is of no use; (c) all samples, where the supporting evidence counts, too, \
              as the QRS complexes of AF, whose times are irregular. One scale of colours; white is chance. Below the line are controls that know nothing, the signal alone, and in (a) the same methods on a \
              network that learnt nothing, of which the table has the rest. In brackets the explained records, grey where they are fewer than %d."""
                .formatted(FEWEST),
        Panels.vertical(
            List.of(
                map("All samples", "localisation AUC", scores, Kind.TRUTH, GroundTruth::auc, seed),
                map("At equal amplitude", "", scores, Kind.TRUTH, GroundTruth::matchedAuc, seed),
                map(
                    "With supporting evidence",
                    "",
                    scores,
                    Kind.WITH_SUPPORTING,
                    GroundTruth::auc,
                    seed))),
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
    return trials.all().stream()
        .filter(t -> Set.of(Kind.TRUTH, Kind.WITH_SUPPORTING, Kind.UNTRAINED).contains(t.kind()))
        .toList();
  }

  private static String caption(String what, Study study, Options options, List<Trial> scores) {
    return "%s the known evidence (%s) of %d test records of %s, at most %d a class. SNR, whose evidence covers most of the record, is not in 'all'."
        .formatted(
            what,
            GroundTruthRows.words(options.strength()),
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

  /** A map with the key of the colours stands for those without, and has the rows of the untrained network. */
  private static IntervalHeatMap map(
      String title,
      String key,
      List<Trial> scores,
      Kind kind,
      ToDoubleFunction<GroundTruth> score,
      long seed) {
    List<String> rows = new ArrayList<>();
    List<List<Interval>> intervals = new ArrayList<>();
    for (Method method : Method.values()) {
      rows.add(method.label());
      intervals.add(row(scores, kind, method, score, seed));
    }
    int controls = Method.CONTROLS.size();
    if (!key.isEmpty()) {
      for (Method method : UNTRAINED) {
        rows.add(GroundTruthRows.name(method, Kind.UNTRAINED).replace("expected gradients, ", ""));
        intervals.add(row(scores, Kind.UNTRAINED, method, score, seed));
        controls++;
      }
    }
    Map<String, Long> columns = new LinkedHashMap<>();
    for (String name : COLUMNS) {
      long n = records(scores, name);
      columns.put("%s (%d)".formatted(name, n), n);
    }
    return IntervalHeatMap.of(
            title, rows, List.copyOf(columns.keySet()), TestIntervals.estimates(intervals), key)
        .withCentre(0.5)
        .withSpan(0.5)
        .withFew(
            columns.keySet().stream()
                .filter(name -> columns.get(name) < FEWEST)
                .collect(Collectors.toSet()))
        .withLastRowsApart(controls);
  }

  private static List<Interval> row(
      List<Trial> scores,
      Kind kind,
      Method method,
      ToDoubleFunction<GroundTruth> score,
      long seed) {
    RecordMeans means = new RecordMeans(seed);
    return COLUMNS.stream()
        .map(
            name ->
                means.mean(
                    GroundTruthRows.values(
                        scores.stream()
                            .filter(t -> t.kind() == kind && t.method() == method)
                            .filter(t -> t.lead().equals(ALL) && isIn(t, name))
                            .toList(),
                        score)))
        .toList();
  }

  private static boolean isIn(Trial trial, String name) {
    return name.equals(ALL)
        ? GroundTruthRows.isInAll(trial)
        : trial.explained().name().equals(name);
  }

  private static long records(List<Trial> scores, String name) {
    return scores.stream().filter(t -> isIn(t, name)).map(Trial::record).distinct().count();
  }
}
