package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.base.Logistic;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.paper.faithfulness.Trial.Kind;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.NetworkGradientModel;
import org.ecgworkbench.shap.Reference;
import org.ecgworkbench.shap.evaluation.GroundTruth;
import org.ecgworkbench.shap.evaluation.PerturbationCurve;
import org.ecgworkbench.shap.evaluation.PerturbationCurve.Direction;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;

/** What {@link AttributionTrials} finds of one record and one of its labels: every method's explanation, scored. */
final class PairTrials {
  private final Study study;
  private final AttributionTrials.Options options;
  private final Run run;
  private final NetworkGradientModel network;
  private final AttributionMethods methods;

  PairTrials(
      Study study,
      AttributionTrials.Options options,
      NetworkGradientModel network,
      AttributionMethods methods) {
    this.study = study;
    this.options = options;
    this.run = study.networkRun(Lead.ALL);
    this.network = network;
    this.methods = methods;
  }

  /** All trials of a pair. */
  List<Trial> of(Trial.Pair pair) {
    NetworkInput input = study.input(Lead.ALL);
    NetworkInput.Prepared record = input.prepare(study.dataset().read(pair.id()));
    int c = pair.explained().ordinal();
    boolean[][] mask = evidence(pair, input, options.strength());
    boolean[][] wider = evidence(pair, input, Strength.SUPPORTING);
    Reference zero = Reference.zero(input.leads().size(), input.windowSamples());
    PerturbationCurve.Options curve =
        new PerturbationCurve.Options(
            (int) Math.max(1, Math.round(options.windowSeconds() * input.samplingRateHz())),
            options.steps(),
            25);
    List<Trial> found = new ArrayList<>();
    int row = run.test().ids().indexOf(pair.id());
    double score = run.test().score(row, c);
    boolean yes = run.comparison().test(score, run.thresholds().value(c), run.precision());
    found.add(trial(Kind.SCORE, null, pair, Trial.ALL, score, yes ? 1 : 0));
    AttributionMethods.Maps maps = methods.explain(record, c, otherClass(run, row));
    float[][] size = maps.own().get(Method.AMPLITUDE).attributions();
    if (mask != null) {
      addTruths(found, Kind.OTHER_CLASS, pair, maps.other(), mask, size);
      addTruths(found, Kind.UNTRAINED, pair, maps.untrained(), mask, size);
    }
    if (wider != null && options.strength() == Strength.DEFINING) {
      addTruths(found, Kind.WITH_SUPPORTING, pair, maps.own(), wider, size);
    }
    for (Map.Entry<Method, Explanation> own : maps.own().entrySet()) {
      Method method = own.getKey();
      Explanation map = own.getValue();
      if (mask != null) {
        found.add(truth(Kind.TRUTH, method, pair, Trial.ALL, GroundTruth.of(map, mask, size)));
        for (Lead lead : input.leads()) {
          GroundTruth truth = GroundTruth.of(map, mask, size, lead);
          found.add(truth(Kind.TRUTH, method, pair, lead.label(), truth));
        }
      }
      for (Direction direction : Direction.values()) {
        double[] values =
            PerturbationCurve.of(
                    network, map, record.millivolts(), zero, direction, curve, Logistic::of)
                .values();
        found.add(trial(Kind.valueOf(direction.name()), method, pair, Trial.ALL, values));
      }
      if (record.paddedSamples() > 0) {
        double padded = (double) map.paddedSamples() / input.windowSamples();
        found.add(trial(Kind.PADDING, method, pair, Trial.ALL, map.paddingShare(), padded));
      }
    }
    return found;
  }

  /** Where the evidence lies; null where nobody knows. */
  private boolean[][] evidence(Trial.Pair pair, NetworkInput input, Strength strength) {
    return study.recordings().evidence(pair.id(), pair.explained(), input, strength).orElse(null);
  }

  private static void addTruths(
      List<Trial> found,
      Kind kind,
      Trial.Pair pair,
      Map<Method, Explanation> maps,
      boolean[][] mask,
      float[][] size) {
    maps.forEach(
        (method, explanation) ->
            found.add(
                truth(kind, method, pair, Trial.ALL, GroundTruth.of(explanation, mask, size))));
  }

  /** The class with the highest score among those that the record does not have. */
  private static int otherClass(Run run, int row) {
    double[] scores = run.test().scores()[row];
    boolean[] labels = run.test().labels()[row];
    int other = -1;
    for (int c = 0; c < scores.length; c++) {
      other = !labels[c] && (other < 0 || scores[c] > scores[other]) ? c : other;
    }
    return other;
  }

  private static Trial truth(
      Kind kind, Method method, Trial.Pair pair, String lead, GroundTruth truth) {
    return trial(
        kind,
        method,
        pair,
        lead,
        truth.pointing(),
        truth.positiveShare(),
        truth.auc(),
        truth.coverage(),
        truth.matchedAuc());
  }

  private static Trial trial(
      Kind kind, Method method, Trial.Pair pair, String lead, double... values) {
    return new Trial(kind, method, pair.id(), pair.explained(), lead, values);
  }
}
