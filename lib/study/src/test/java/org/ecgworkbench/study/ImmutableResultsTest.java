package org.ecgworkbench.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ecgworkbench.baseline.TreeShap;
import org.ecgworkbench.baseline.feature.FeatureTable;
import org.ecgworkbench.beat.MeanBeat;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.CpscScore;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.evaluation.inference.SeedBootstrap;
import org.ecgworkbench.figure.Estimates;
import org.ecgworkbench.figure.chart.CoOccurrence;
import org.ecgworkbench.figure.chart.CurvePanels;
import org.ecgworkbench.figure.chart.FlowDiagram;
import org.ecgworkbench.figure.chart.ForestPlot;
import org.ecgworkbench.figure.chart.GroupedBars;
import org.ecgworkbench.figure.chart.GroupedBoxes;
import org.ecgworkbench.figure.chart.HeatMap;
import org.ecgworkbench.figure.chart.Histogram;
import org.ecgworkbench.figure.chart.LeadComparison;
import org.ecgworkbench.figure.chart.LineChart;
import org.ecgworkbench.figure.chart.TrainingHistory;
import org.ecgworkbench.figure.ecg.AttributionBeats;
import org.ecgworkbench.figure.ecg.AttributionOverlay;
import org.ecgworkbench.figure.ecg.AttributionPaper;
import org.ecgworkbench.figure.page.PatientPage;
import org.ecgworkbench.model.format.SafeTensors;
import org.ecgworkbench.paper.performance.CurveBand;
import org.ecgworkbench.recording.RecordingPrediction;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.LeadGame;
import org.ecgworkbench.shap.PopulationImportance;
import org.ecgworkbench.shap.evaluation.PerturbationCurve;
import org.ecgworkbench.study.store.ExplainedRecord;
import org.junit.jupiter.api.Test;

/**
 * Nobody can change a result through an array that it was made from or that it gave out. What is not copied, because it is as large as a
 * signal, is listed here and says so in its Javadoc.
 */
class ImmutableResultsTest {
  /** Signals, gradients and attributions, {@code [lead][sample]}, and what one pass of a network makes for its caller alone. */
  private static final Set<String> READ_ONLY =
      Set.of(
          "Attributed.millivolts",
          "EcgRecord.millivolts",
          "Explanation.attributions",
          "Gradients.gradients",
          "Gradients.outputs",
          "InputGradients.gradients",
          "InputGradients.logits",
          "Layer.attributions",
          "LeadsPage.numbers",
          "PatientPage.millivolts",
          "PatientSignal.attribution",
          "PatientSignal.millivolts",
          "Prepared.millivolts",
          "RecordingPrediction.input",
          "Reference.millivolts",
          "WfdbSignals.physical",
          "WideInputGradients.gradients",
          "WideInputGradients.logits");

  private static final double[][] MATRIX = {{0.1, 0.2}, {0.3, 0.4}};
  private static final double[] ROW = {0.25, 0.5};
  private static final List<String> NAMES = List.of("a", "b");

  private static double[][] matrix() {
    return Arrays.stream(MATRIX).map(double[]::clone).toArray(double[][]::new);
  }

  private static double[] row() {
    return ROW.clone();
  }

  private static Predictions predictions() {
    return new Predictions(NAMES, NAMES, new boolean[][] {{true, false}, {false, true}}, matrix());
  }

  /** One of each; whatever is missing fails the test. */
  private static List<Record> examples() {
    MetricValue value = MetricValue.of(0.5);
    PatientPage.Layer layer =
        new PatientPage.Layer(
            "AF", "m", "s", "u", new float[1][2], 0, 0, 0, 0, 0, 1, 1, row(), row());
    return List.of(
        new FeatureTable(NAMES, NAMES, matrix()),
        new TreeShap.Explanation(row(), 0, 0.75),
        new MeanBeat(500, 1, new int[] {1, 2}, matrix(), matrix(), matrix()),
        predictions(),
        new SeedBootstrap.Model(predictions(), new boolean[2][2]),
        new Thresholds(
            NAMES, row(), List.of(value, value), Comparison.GREATER, ScorePrecision.DOUBLE),
        new CurveBand(row(), row(), row()),
        SafeTensors.Tensor.ofFloats(new long[] {2}, new float[2]),
        new CpscScore(new int[9][9], List.of(value), value, value, value, value, value),
        new AttributionBeats.Lead("I", row(), row(), row()),
        new AttributionOverlay.Trace("I", row(), row(), new boolean[] {true, false}),
        new FlowDiagram.Part("test", 2, NAMES, new int[] {1, 1}),
        new AttributionPaper.Row("I", row(), row(), 0, 0),
        new CoOccurrence(NAMES, new int[][] {{1, 0}, {0, 1}}, new int[] {1, 1}),
        new CurvePanels.Curve(row(), row(), row(), row()),
        new Estimates(matrix(), matrix(), matrix()),
        new ForestPlot.Panel("t", row(), row(), row(), row()),
        new GroupedBars.Series("s", row(), row(), row()),
        new GroupedBoxes.Series("s", matrix()),
        HeatMap.of(NAMES, NAMES, matrix(), "v"),
        new Histogram(row(), 1, "v", "c", Double.NaN, List.of()),
        new LeadComparison.Panel("F1", matrix(), row(), row(), matrix()),
        new LineChart.Series("s", row(), row(), LineChart.Line.values()[0]),
        layer,
        new PatientPage(
            "h",
            "d",
            "n",
            500,
            0,
            List.of("I"),
            new float[1][2],
            new int[] {1},
            List.of(),
            List.of(layer),
            "AF"),
        new TrainingHistory(row(), row(), row(), row(), 1),
        new Explanation(
            "A0001",
            0,
            "SNR",
            List.of(Lead.I, Lead.II),
            new float[2][2],
            0,
            0,
            0,
            0,
            row(),
            1,
            0,
            0),
        new LeadGame(List.of(Lead.V1), row()),
        new PerturbationCurve(row(), row()),
        new PopulationImportance(List.of(Lead.I, Lead.II), new int[] {1, 1}, matrix(), matrix()),
        new ExplainedRecord("A0001", Diagnosis.AF, 0, 0, 0, 0, row(), row(), row()),
        new RecordingPrediction(
            null, row(), row(), List.of(), new float[1][2], new float[2], List.of()));
  }

  private static Object copy(Object array) {
    Object copy = Array.newInstance(array.getClass().getComponentType(), Array.getLength(array));
    for (int i = 0; i < Array.getLength(array); i++) {
      Object element = Array.get(array, i);
      Array.set(copy, i, element.getClass().isArray() ? copy(element) : element);
    }
    return copy;
  }

  /** Changes the first number or truth value of the first row. */
  private static void spoil(Object array) {
    Object first = Array.get(array, 0);
    if (first.getClass().isArray()) {
      spoil(first);
    } else if (first instanceof Boolean yes) {
      Array.set(array, 0, !yes);
    } else if (first instanceof Integer count) {
      Array.set(array, 0, count + 7);
    } else if (first instanceof Long count) {
      Array.set(array, 0, count + 7);
    } else {
      Array.set(array, 0, array instanceof float[] ? (Object) 7f : (Object) 7.0);
    }
  }

  private static boolean isCopied(Class<?> type, RecordComponent component) {
    return component.getType().isArray()
        && !READ_ONLY.contains(type.getSimpleName() + "." + component.getName());
  }

  @Test
  void aChangedArrayChangesNoResult() throws ReflectiveOperationException {
    for (Record example : examples()) {
      Class<?> type = example.getClass();
      RecordComponent[] components = type.getRecordComponents();
      Object[] arguments = new Object[components.length];
      Map<String, Object> before = new HashMap<>();
      for (int i = 0; i < components.length; i++) {
        arguments[i] = components[i].getAccessor().invoke(example);
        if (isCopied(type, components[i])) {
          arguments[i] = copy(arguments[i]);
          before.put(components[i].getName(), copy(arguments[i]));
        }
      }
      Constructor<?> canonical =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      canonical.setAccessible(true);
      Object made = canonical.newInstance(arguments);
      for (int i = 0; i < components.length; i++) {
        if (isCopied(type, components[i])) {
          String name = type.getSimpleName() + "." + components[i].getName();
          spoil(arguments[i]);
          Object given = components[i].getAccessor().invoke(made);
          assertNotSame(given, components[i].getAccessor().invoke(made), name);
          spoil(given);
          assertTrue(
              Arrays.deepEquals(
                  new Object[] {before.get(components[i].getName())},
                  new Object[] {components[i].getAccessor().invoke(made)}),
              name);
        }
      }
    }
  }

  @Test
  void everyPublicRecordWithAnArrayIsLookedAt() {
    Set<String> wanted = new TreeSet<>();
    for (JavaClass each :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.ecgworkbench")) {
      // Records below dataset hold no array but those of signals.
      if (each.isRecord() && !each.getPackageName().startsWith("org.ecgworkbench.dataset.")) {
        Class<?> type = each.reflect();
        if (isPublic(type)
            && Arrays.stream(type.getRecordComponents()).anyMatch(c -> isCopied(type, c))) {
          wanted.add(type.getName());
        }
      }
    }
    // Public for a neighbouring package alone, and as large as a signal.
    wanted.removeIf(name -> name.endsWith(".PatientSignal"));
    assertTrue(wanted.size() > 20, wanted::toString);
    assertEquals(
        wanted,
        examples().stream()
            .map(e -> e.getClass().getName())
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static boolean isPublic(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
      if (!Modifier.isPublic(c.getModifiers())) {
        return false;
      }
    }
    return true;
  }
}
