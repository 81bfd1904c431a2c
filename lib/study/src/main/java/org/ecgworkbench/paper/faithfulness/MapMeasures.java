package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.base.Logistic;
import org.ecgworkbench.beat.RPeaks;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.GradientModel;
import org.ecgworkbench.shap.evaluation.AttributionSimilarity;
import org.ecgworkbench.shap.evaluation.Complexity;
import org.ecgworkbench.shap.evaluation.GroundTruth;
import org.ecgworkbench.shap.evaluation.HarmlessChange;
import org.ecgworkbench.shap.evaluation.Imputation;
import org.ecgworkbench.shap.evaluation.MapScale;
import org.ecgworkbench.shap.evaluation.PerturbationCurve.Direction;
import org.ecgworkbench.shap.evaluation.SmoothedAttribution;
import org.ecgworkbench.study.Method;

/** What {@link SignalOrNoise} measures of the maps of one record and label. */
final class MapMeasures {
  static final String SHARE = "positive share in the windows";
  static final String CHANCE = "the windows' share of the samples";
  static final String AUC = "AUC of the windows";
  static final String MATCHED = "AUC at equal amplitude";
  static final String METHODS = "like another method, ";
  static final String TRAININGS = "like another training, ";
  static final String UNTRAINED = "like an untrained network, sample";
  static final String SMOOTH = "like an untrained network, mean over noise";
  static final String EFFICIENT = "rise of entropy when untrained";
  static final String DELETION = "area of deletion, imputed";
  static final String INSERTION = "area of insertion, imputed";
  static final String ENTROPY = "entropy";
  static final String GINI = "Gini";

  private static final String OCCLUSION = Method.OCCLUSION.label();
  private static final double WINDOW_SECONDS = 0.2;
  private static final int STEPS = 20;
  private static final double NOISE = 0.05;
  private static final double SIZE_SECONDS = 0.1;

  /** A number of a record's map; {@code against} is the other method or the change, or empty. */
  record Value(
      String record,
      String patient,
      Diagnosis explained,
      String question,
      String method,
      String against,
      double value) {}

  /** A network's methods, those of another training (empty where there is none) and those of the network with random weights. */
  record Networks(
      GradientModel model,
      List<AttributionMethod> own,
      List<List<AttributionMethod>> trainings,
      List<AttributionMethod> untrained,
      List<AttributionMethod> controls,
      int noisyDraws) {}

  private final Networks networks;
  private final NetworkInput.Prepared record;
  private final String patient;
  private final Diagnosis explained;
  private final NetworkInput input;
  private final long seed;
  private final List<Explanation> own = new ArrayList<>();
  private final List<Explanation> controls = new ArrayList<>();
  private final List<Value> found = new ArrayList<>();

  MapMeasures(
      Networks networks,
      NetworkInput input,
      NetworkInput.Prepared record,
      String patient,
      Diagnosis explained,
      long seed) {
    this.networks = networks;
    this.input = input;
    this.record = record;
    this.patient = patient;
    this.explained = explained;
    this.seed = seed;
    for (AttributionMethod method : networks.own()) {
      own.add(explain(method, record.millivolts()));
    }
    for (AttributionMethod method : networks.controls()) {
      controls.add(explain(method, record.millivolts()));
    }
  }

  private Explanation explain(AttributionMethod method, float[][] millivolts) {
    return method
        .explain(record.id(), millivolts, record.paddedSamples(), explained.ordinal())
        .get(0);
  }

  private void add(String question, String method, String against, double value) {
    found.add(new Value(record.id(), patient, explained, question, method, against, value));
  }

  private List<AttributionMethod> all() {
    List<AttributionMethod> all = new ArrayList<>(networks.own());
    all.addAll(networks.controls());
    return all;
  }

  private List<Explanation> maps() {
    List<Explanation> all = new ArrayList<>(own);
    all.addAll(controls);
    return all;
  }

  /** What lies in windows whose place is known, {@code [lead][sample]}. */
  void addWindows(boolean[][] mask) {
    float[][] size =
        SmoothedAttribution.ofSeconds(
                SmoothedAttribution.Kind.MAGNITUDE, SIZE_SECONDS, input.samplingRateHz())
            .of(controls.get(1))
            .attributions();
    for (int m = 0; m < all().size(); m++) {
      String method = all().get(m).label();
      GroundTruth truth = GroundTruth.of(maps().get(m), mask, size);
      add(SHARE, method, "", truth.positiveShare());
      add(CHANCE, method, "", truth.coverage());
      add(AUC, method, "", truth.auc());
      add(MATCHED, method, "", truth.matchedAuc());
    }
  }

  /** All that needs no known windows. */
  void addMetrics() {
    double rate = input.samplingRateHz();
    int[] peaks = RPeaks.of(record.millivolts(), record.paddedSamples(), rate);
    List<AttributionMethod> methods = all();
    List<Explanation> maps = maps();
    for (int a = 0; a < methods.size(); a++) {
      for (int b = 0; b < methods.size(); b++) {
        for (MapScale scale : MapScale.values()) {
          if (a != b && (scale != MapScale.SAMPLE || a < b)) {
            double alike = scale.similarity(maps.get(a), maps.get(b), peaks, rate);
            add(METHODS + scale.label(), methods.get(a).label(), methods.get(b).label(), alike);
            if (scale == MapScale.SAMPLE) {
              add(METHODS + scale.label(), methods.get(b).label(), methods.get(a).label(), alike);
            }
          }
        }
      }
      Complexity complexity = Complexity.of(maps.get(a));
      add(ENTROPY, methods.get(a).label(), "", complexity.entropy());
      add(GINI, methods.get(a).label(), "", complexity.gini());
    }
    for (int m = 0; m < own.size(); m++) {
      String method = networks.own().get(m).label();
      for (List<AttributionMethod> other : networks.trainings()) {
        Explanation map = explain(other.get(m), record.millivolts());
        for (MapScale scale : MapScale.values()) {
          add(
              TRAININGS + scale.label(),
              method,
              "",
              scale.similarity(own.get(m), map, peaks, rate));
        }
      }
      addUntrained(m);
      for (HarmlessChange change : HarmlessChange.values()) {
        HarmlessChange.Stability stability =
            change.compare(
                own.get(m),
                explain(
                    networks.own().get(m),
                    change.of(record.millivolts(), record.paddedSamples(), rate)));
        add(
            "rank correlation after a harmless change",
            method,
            change.label(),
            stability.spearman());
        add("distance after a harmless change", method, change.label(), stability.distance());
      }
    }
    Imputation imputation = new Imputation(record.millivolts(), record.paddedSamples());
    int window = (int) Math.max(1, Math.round(WINDOW_SECONDS * rate));
    for (int m = 0; m < maps.size(); m++) {
      for (Direction direction : Direction.values()) {
        add(
            direction == Direction.DELETION ? DELETION : INSERTION,
            methods.get(m).label(),
            "",
            imputation
                .curve(networks.model(), maps.get(m), direction, window, STEPS, Logistic::of)
                .area());
      }
    }
  }

  /**
   * Randomised weights: the maps themselves; their means over the record with noise (smooth MPRT, Hedström et al. 2024, arXiv:2401.06465), so
   * that the likeness is not decided by a map's own noise; and how much the entropy rises, over the trained map's (efficient MPRT, there of
   * a histogram of the map, here {@link Complexity#entropy()}).
   */
  private void addUntrained(int m) {
    AttributionMethod trained = networks.own().get(m);
    AttributionMethod random = networks.untrained().get(m);
    Explanation map = explain(random, record.millivolts());
    add(
        UNTRAINED,
        trained.label(),
        "",
        AttributionSimilarity.spearmanOfMagnitudes(own.get(m), map));
    double before = Complexity.of(own.get(m)).entropy();
    add(EFFICIENT, trained.label(), "", (Complexity.of(map).entropy() - before) / before);
    // Occlusion takes hundreds of passes a map, and its windows average already.
    if (networks.noisyDraws() > 0 && !trained.label().equals(OCCLUSION)) {
      List<float[][]> noisy = noisy();
      add(
          SMOOTH,
          trained.label(),
          "",
          AttributionSimilarity.spearmanOfMagnitudes(
              mean(trained, noisy, own.get(m)), mean(random, noisy, map)));
    }
  }

  /** The record with normal noise of 5 % of each lead's standard deviation, the same for both networks. */
  private List<float[][]> noisy() {
    NumpyRandom random =
        RandomStream.RANDOM_ATTRIBUTION.stream(seed, record.id() + " noise", explained.ordinal());
    float[][] x = record.millivolts();
    int first = record.paddedSamples();
    List<float[][]> noisy = new ArrayList<>();
    for (int draw = 0; draw < networks.noisyDraws(); draw++) {
      float[][] copy = new float[x.length][];
      for (int lead = 0; lead < x.length; lead++) {
        copy[lead] = x[lead].clone();
        double mean = 0;
        double squares = 0;
        int n = x[lead].length - first;
        for (int t = first; t < x[lead].length; t++) {
          mean += x[lead][t] / (double) n;
        }
        for (int t = first; t < x[lead].length; t++) {
          squares += (x[lead][t] - mean) * (x[lead][t] - mean) / n;
        }
        for (int t = first; t < x[lead].length; t++) {
          copy[lead][t] += (float) (NOISE * Math.sqrt(squares) * random.nextNormal());
        }
      }
      noisy.add(copy);
    }
    return noisy;
  }

  private Explanation mean(AttributionMethod method, List<float[][]> noisy, Explanation shape) {
    float[][] sums = new float[shape.leads().size()][shape.attributions()[0].length];
    for (float[][] draw : noisy) {
      float[][] phi = explain(method, draw).attributions();
      for (int lead = 0; lead < sums.length; lead++) {
        for (int t = 0; t < sums[lead].length; t++) {
          sums[lead][t] += phi[lead][t] / noisy.size();
        }
      }
    }
    return new Explanation(
        shape.recordId(),
        shape.classIndex(),
        shape.leads(),
        sums,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        0,
        0,
        shape.paddedSamples());
  }

  List<Value> found() {
    return List.copyOf(found);
  }
}
