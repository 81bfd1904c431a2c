package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.inference.Holm;
import org.ecgworkbench.paper.faithfulness.Trial.Kind;
import org.ecgworkbench.shap.evaluation.GroundTruth.Score;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.RecordMeans;

/** The numbers of {@link AttributionFaithfulness}, from trials and similarities: means over records, paired differences and their tests. */
final class FaithfulnessRows {
  /**
   * A control that every method has: its own map of the record by a network with random weights.
   */
  static final String SAME_UNTRAINED = "the same method, untrained network";

  /**
   * A control that every method has: its own map of the record for a class that the record does not
   * have.
   */
  static final String OTHER_CLASS = "its map of another class";

  static final String LOCALISATION = "localisation";
  static final String PERTURBATION = "perturbation";
  static final String RANDOMISED = "randomised weights";
  static final String SEED = "training seed";
  static final String PADDING = "padding";
  static final String DELETION = "deletion area";
  static final String INSERTION = "insertion area";
  static final String AUC = "localisation AUC";
  static final String MATCHED_AUC = "localisation AUC at equal amplitude";

  private final List<Trial> trials;
  private final List<WeightCascade.Similarity> similarities;
  private final List<String> changes;
  private final RecordMeans means;

  /**
   * One number of the table.
   *
   * @param question which of the five
   * @param against the control or the change
   * @param value of the method
   * @param difference paired, method less control; undefined where there is no control
   * @param p of the difference; NaN where there is none
   */
  record Row(
      String question,
      Method method,
      String measure,
      String against,
      int records,
      Interval value,
      Interval difference,
      double p) {
    Row withP(double p) {
      return new Row(question, method, measure, against, records, value, difference, p);
    }

    boolean clearlyAbove() {
      return difference.lower() > 0 && p < 0.05;
    }

    boolean clearlyBelow() {
      return difference.upper() < 0 && p < 0.05;
    }
  }

  /**
   * Rows to be computed.
   *
   * @param changes what was changed in the similarities, in the order of the table
   * @param seed of resamples and drawn signs
   */
  FaithfulnessRows(
      List<Trial> trials,
      List<WeightCascade.Similarity> similarities,
      List<String> changes,
      long seed) {
    this.trials = trials;
    this.similarities = similarities;
    this.changes = changes;
    this.means = new RecordMeans(seed);
  }

  /** All rows, question by question. */
  List<Row> all() {
    List<Row> all = new ArrayList<>(localisation());
    all.addAll(perturbation());
    all.addAll(SimilarityRows.of(similarities, changes, means));
    all.addAll(padding());
    return List.copyOf(all);
  }

  private List<Row> localisation() {
    List<Row> found = new ArrayList<>();
    List<Trial> truths =
        withEvidence(Kind.TRUTH).stream().filter(t -> t.lead().equals(Trial.ALL)).toList();
    if (truths.isEmpty()) {
      return found;
    }
    for (Score score : List.of(Score.LOCALISATION_AUC, Score.MATCHED_AUC)) {
      for (Method control : Method.CONTROLS) {
        List<Trial> ofControl = ofMethod(truths, control);
        found.addAll(localised(score, control.label(), truths, method -> ofControl));
      }
      // Controls that are maps of the method itself.
      List<Trial> untrained = withEvidence(Kind.UNTRAINED);
      found.addAll(localised(score, SAME_UNTRAINED, truths, method -> ofMethod(untrained, method)));
      List<Trial> others = withEvidence(Kind.OTHER_CLASS);
      found.addAll(localised(score, OTHER_CLASS, truths, method -> ofMethod(others, method)));
    }
    return found;
  }

  /** For each class with known evidence, by how much a method finds it better than the signal's amplitude does. */
  List<Interval> aboveAmplitude(Method method) {
    List<Trial> truths =
        ofKind(Kind.TRUTH).stream().filter(t -> t.lead().equals(Trial.ALL)).toList();
    return Diagnosis.ALL.stream()
        .map(d -> truths.stream().filter(t -> t.explained() == d).toList())
        .filter(of -> !of.isEmpty())
        .map(
            of ->
                paired(
                        LOCALISATION,
                        ofMethod(of, method),
                        ofMethod(of, Method.AMPLITUDE),
                        method,
                        Method.AMPLITUDE.label(),
                        AUC,
                        t -> t.truth().value(Score.LOCALISATION_AUC))
                    .difference())
        .toList();
  }

  /** All methods against one control. */
  private List<Row> localised(
      Score score, String control, List<Trial> truths, Function<Method, List<Trial>> ofControl) {
    return adjusted(
        Method.TESTED.stream()
            .map(
                method ->
                    paired(
                        LOCALISATION,
                        ofMethod(truths, method),
                        ofControl.apply(method),
                        method,
                        control,
                        score.label(),
                        t -> t.truth().value(score)))
            .toList());
  }

  /** Those of labels whose evidence lies somewhere and not everywhere. */
  private List<Trial> withEvidence(Kind kind) {
    return ofKind(kind).stream().filter(GroundTruthRows::isInAll).toList();
  }

  private List<Trial> ofKind(Kind kind) {
    return trials.stream().filter(t -> t.kind() == kind).toList();
  }

  private List<Row> perturbation() {
    List<Row> found = new ArrayList<>();
    for (Kind kind : List.of(Kind.DELETION, Kind.INSERTION)) {
      if (ofKind(kind).isEmpty()) {
        continue;
      }
      List<Trial> curves = detected(trials, kind);
      for (Method control : List.of(Method.RANDOM, Method.AMPLITUDE)) {
        List<Row> family = new ArrayList<>();
        List<Method> methods = new ArrayList<>(Method.TESTED);
        if (control != Method.AMPLITUDE) {
          methods.add(Method.AMPLITUDE);
        }
        for (Method method : methods) {
          family.add(
              paired(
                  PERTURBATION,
                  ofMethod(curves, method),
                  ofMethod(curves, control),
                  method,
                  control.label(),
                  kind == Kind.DELETION ? DELETION : INSERTION,
                  FaithfulnessRows::area));
        }
        found.addAll(adjusted(family));
      }
    }
    return found;
  }

  /** Curves of the pairs to which the network says yes: where it says no there is nothing to delete. */
  static List<Trial> detected(List<Trial> trials, Kind kind) {
    Set<Trial.Pair> yes =
        trials.stream()
            .filter(t -> t.kind() == Kind.SCORE && t.values()[1] == 1)
            .map(Trial::pair)
            .collect(Collectors.toSet());
    return trials.stream().filter(t -> t.kind() == kind && yes.contains(t.pair())).toList();
  }

  /** Steps are equal shares of the windows but for rounding. */
  static double area(Trial curve) {
    double[] values = curve.values();
    double area = 0;
    for (int i = 1; i < values.length; i++) {
      area += (values[i] + values[i - 1]) / 2 / (values.length - 1);
    }
    return area;
  }

  private List<Row> padding() {
    List<Row> family = new ArrayList<>();
    for (Method method : Method.TESTED) {
      List<Trial> shares = ofMethod(ofKind(Kind.PADDING), method);
      if (shares.isEmpty()) {
        continue;
      }
      List<RecordMeans.Value> values = values(shares, t -> t.values()[0]);
      List<RecordMeans.Value> less = values(shares, t -> t.values()[0] - t.values()[1]);
      family.add(
          new Row(
              PADDING,
              method,
              "share of |phi| on padding",
              "padding's share of the samples",
              RecordMeans.records(values),
              means.mean(values),
              means.mean(less),
              means.pValue(less)));
    }
    return adjusted(family);
  }

  private static List<Trial> ofMethod(List<Trial> trials, Method method) {
    return trials.stream().filter(t -> t.method() == method).toList();
  }

  /** A method's values and its differences to a control in the same record and class. */
  private Row paired(
      String question,
      List<Trial> own,
      List<Trial> ofControl,
      Method method,
      String control,
      String measure,
      ToDoubleFunction<Trial> value) {
    Map<Trial.Pair, Double> controls = new HashMap<>();
    ofControl.forEach(t -> controls.put(t.pair(), value.applyAsDouble(t)));
    List<RecordMeans.Value> values = values(own, value);
    List<RecordMeans.Value> differences =
        values(own, t -> value.applyAsDouble(t) - controls.getOrDefault(t.pair(), Double.NaN));
    return new Row(
        question,
        method,
        measure,
        control,
        RecordMeans.records(values),
        means.mean(values),
        means.mean(differences),
        means.pValue(differences));
  }

  private static List<RecordMeans.Value> values(List<Trial> trials, ToDoubleFunction<Trial> value) {
    return trials.stream()
        .map(t -> new RecordMeans.Value(t.record(), value.applyAsDouble(t)))
        .toList();
  }

  private static List<Row> adjusted(List<Row> family) {
    double[] holm = Holm.adjust(family.stream().mapToDouble(Row::p).toArray());
    return IntStream.range(0, holm.length).mapToObj(i -> family.get(i).withP(holm[i])).toList();
  }
}
