package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.inference.Holm;
import org.ecgworkbench.paper.faithfulness.Trial.Kind;
import org.ecgworkbench.shap.GroundTruth.Score;
import org.ecgworkbench.study.RecordMeans;
import org.ecgworkbench.study.TestIntervals;

/** The numbers of {@link AttributionFaithfulness}, from trials and similarities: means over records, paired differences and their tests. */
final class FaithfulnessRows {
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
      String method,
      String measure,
      String against,
      int records,
      Interval value,
      Interval difference,
      double p) {
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
    List<Row> all = new ArrayList<>(localisation(trials));
    all.addAll(perturbation(trials));
    all.addAll(similarities());
    all.addAll(padding(trials));
    return List.copyOf(all);
  }

  private List<Row> localisation(List<Trial> trials) {
    List<Row> found = new ArrayList<>();
    List<Trial> truths =
        trials.stream().filter(t -> t.kind() == Kind.TRUTH && t.lead().equals(Trial.ALL)).toList();
    if (truths.isEmpty()) {
      return found;
    }
    // Controls that are maps of the method itself.
    Map<String, Kind> own =
        Map.of(
            AttributionMethods.OTHER_CLASS,
            Kind.OTHER_CLASS,
            AttributionMethods.SAME_UNTRAINED,
            Kind.UNTRAINED);
    for (Score score : List.of(Score.LOCALISATION_AUC, Score.MATCHED_AUC)) {
      List<String> controls = new ArrayList<>(AttributionMethods.CONTROLS);
      controls.add(AttributionMethods.SAME_UNTRAINED);
      controls.add(AttributionMethods.OTHER_CLASS);
      for (String control : controls) {
        List<Trial> ofControls =
            own.containsKey(control)
                ? trials.stream().filter(t -> t.kind() == own.get(control)).toList()
                : ofMethod(truths, control);
        List<Row> family = new ArrayList<>();
        for (String method : AttributionMethods.METHODS) {
          family.add(
              paired(
                  LOCALISATION,
                  ofMethod(truths, method),
                  own.containsKey(control) ? ofMethod(ofControls, method) : ofControls,
                  method,
                  control,
                  score.label(),
                  t -> t.truth().value(score)));
        }
        found.addAll(adjusted(family));
      }
    }
    return found;
  }

  private List<Row> perturbation(List<Trial> trials) {
    List<Row> found = new ArrayList<>();
    for (Kind kind : List.of(Kind.DELETION, Kind.INSERTION)) {
      if (trials.stream().noneMatch(t -> t.kind() == kind)) {
        continue;
      }
      List<Trial> curves = detected(trials, kind);
      for (String control : List.of(AttributionMethods.RANDOM, AttributionMethods.AMPLITUDE)) {
        List<Row> family = new ArrayList<>();
        List<String> methods = new ArrayList<>(AttributionMethods.METHODS);
        if (!control.equals(AttributionMethods.AMPLITUDE)) {
          methods.add(AttributionMethods.AMPLITUDE);
        }
        for (String method : methods) {
          family.add(
              paired(
                  PERTURBATION,
                  ofMethod(curves, method),
                  ofMethod(curves, control),
                  method,
                  control,
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
    Map<String, Boolean> yes = new HashMap<>();
    trials.stream()
        .filter(t -> t.kind() == Kind.SCORE)
        .forEach(t -> yes.put(t.record() + t.explained(), t.values()[1] == 1));
    return trials.stream()
        .filter(t -> t.kind() == kind && yes.getOrDefault(t.record() + t.explained(), false))
        .toList();
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

  private List<Row> similarities() {
    List<WeightCascade.Similarity> all = similarities;
    List<Row> found = new ArrayList<>();
    Map<String, ToDoubleFunction<WeightCascade.Similarity>> measures = measures();
    for (String against : changes) {
      String question =
          against.startsWith("other") || against.equals(WeightCascade.OTHER_SEED)
              ? SEED
              : RANDOMISED;
      for (String method : all.stream().map(WeightCascade.Similarity::method).distinct().toList()) {
        for (var measure : measures.entrySet()) {
          List<RecordMeans.Value> values =
              all.stream()
                  .filter(s -> s.method().equals(method) && s.against().equals(against))
                  .map(s -> new RecordMeans.Value(s.record(), measure.getValue().applyAsDouble(s)))
                  .toList();
          if (!values.isEmpty()) {
            found.add(
                new Row(
                    question,
                    method,
                    measure.getKey(),
                    against,
                    RecordMeans.records(values),
                    means.mean(values),
                    none(),
                    Double.NaN));
          }
        }
      }
    }
    return found;
  }

  /** The measures of similarity by name, in the order of the table. */
  static Map<String, ToDoubleFunction<WeightCascade.Similarity>> measures() {
    Map<String, ToDoubleFunction<WeightCascade.Similarity>> measures = new LinkedHashMap<>();
    measures.put("rank correlation", WeightCascade.Similarity::spearman);
    measures.put("rank correlation of magnitudes", WeightCascade.Similarity::magnitudes);
    measures.put("structural similarity", WeightCascade.Similarity::structural);
    return measures;
  }

  private List<Row> padding(List<Trial> trials) {
    List<Row> family = new ArrayList<>();
    for (String method : AttributionMethods.METHODS) {
      List<Trial> shares =
          trials.stream()
              .filter(t -> t.kind() == Kind.PADDING && t.method().equals(method))
              .toList();
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

  private static List<Trial> ofMethod(List<Trial> trials, String method) {
    return trials.stream().filter(t -> t.method().equals(method)).toList();
  }

  /** A method's values and its differences to a control in the same record and class. */
  private Row paired(
      String question,
      List<Trial> own,
      List<Trial> ofControl,
      String method,
      String control,
      String measure,
      ToDoubleFunction<Trial> value) {
    Map<String, Double> controls = new HashMap<>();
    ofControl.forEach(t -> controls.put(t.record() + t.explained(), value.applyAsDouble(t)));
    List<RecordMeans.Value> values = values(own, value);
    List<RecordMeans.Value> differences =
        values(
            own,
            t ->
                value.applyAsDouble(t)
                    - controls.getOrDefault(t.record() + t.explained(), Double.NaN));
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

  private static Interval none() {
    return Interval.undefined(Double.NaN, TestIntervals.LEVEL, "there is no control");
  }

  private static List<Row> adjusted(List<Row> family) {
    double[] p = family.stream().mapToDouble(Row::p).toArray();
    boolean[] known = new boolean[p.length];
    int n = 0;
    for (int i = 0; i < p.length; i++) {
      known[i] = !Double.isNaN(p[i]);
      n += known[i] ? 1 : 0;
    }
    double[] defined = new double[n];
    for (int i = 0, k = 0; i < p.length; i++) {
      if (known[i]) {
        defined[k++] = p[i];
      }
    }
    double[] holm = Holm.adjust(defined);
    List<Row> rows = new ArrayList<>();
    for (int i = 0, k = 0; i < p.length; i++) {
      Row r = family.get(i);
      rows.add(
          new Row(
              r.question(),
              r.method(),
              r.measure(),
              r.against(),
              r.records(),
              r.value(),
              r.difference(),
              known[i] ? holm[k++] : Double.NaN));
    }
    return rows;
  }
}
