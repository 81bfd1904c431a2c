package org.ecgworkbench.paper.faithfulness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.GradientModel;
import org.ecgworkbench.shap.GradientTimesInput;
import org.junit.jupiter.api.Test;

/**
 * Randomised weights on linear models, of which gradient times input is the exact map: its value is the weight times the signal, so that
 * likeness and entropy can be written down.
 */
class MapMeasuresTest {
  private static final List<Lead> TWO = List.of(Lead.I, Lead.II);
  private static final int SAMPLES = 200;
  private static final NetworkInput INPUT = new NetworkInput(100, SAMPLES, TWO);
  private static final long SEED = 42;

  /** One output for each class, all the same: the sum of weights times signal. */
  private record Linear(double[][] weights) implements GradientModel {
    @Override
    public int classes() {
      return Diagnosis.ALL.size();
    }

    @Override
    public double[][] outputs(double[][][] batch) {
      double[][] outputs = new double[batch.length][classes()];
      for (int i = 0; i < batch.length; i++) {
        double sum = 0;
        for (int lead = 0; lead < weights.length; lead++) {
          for (int t = 0; t < SAMPLES; t++) {
            sum += weights[lead][t] * batch[i][lead][t];
          }
        }
        Arrays.fill(outputs[i], sum);
      }
      return outputs;
    }

    @Override
    public Gradients gradients(double[][][] batch, int[] classes) {
      double[][][][] gradients = new double[classes.length][batch.length][][];
      for (double[][][] of : gradients) {
        Arrays.fill(of, weights);
      }
      return new Gradients(outputs(batch), gradients);
    }
  }

  private interface Weight {
    double at(int lead, int sample);
  }

  private static Linear linear(Weight weight) {
    double[][] weights = new double[TWO.size()][SAMPLES];
    for (int lead = 0; lead < weights.length; lead++) {
      for (int t = 0; t < SAMPLES; t++) {
        weights[lead][t] = weight.at(lead, t);
      }
    }
    return new Linear(weights);
  }

  /** A place of its own for each sample, in an order that is not that of time. */
  private static int place(int lead, int sample) {
    return 1 + ((lead * SAMPLES + sample) * 137) % (TWO.size() * SAMPLES);
  }

  private static AttributionMethod exact(GradientModel model) {
    return new GradientTimesInput(model, TWO);
  }

  private static double measured(
      float[][] signal,
      AttributionMethod own,
      AttributionMethod untrained,
      int draws,
      String what) {
    MapMeasures measures =
        new MapMeasures(
            new MapMeasures.Networks(
                linear((lead, t) -> 1),
                List.of(own),
                List.of(),
                List.of(untrained),
                MapMethods.controls(TWO, SEED),
                draws),
            INPUT,
            new NetworkInput.Prepared("R", signal, 0),
            "P",
            Diagnosis.AF,
            SEED);
    measures.addMetrics();
    List<Double> found =
        measures.found().stream()
            .filter(v -> v.question().equals(what) && v.method().equals(own.label()))
            .map(MapMeasures.Value::value)
            .toList();
    assertEquals(1, found.size());
    return found.get(0);
  }

  /** 1 mV everywhere, so that a linear map is its weights, and noise, whose size is that of the signal's variation, is none. */
  private static float[][] flat() {
    float[][] x = new float[TWO.size()][SAMPLES];
    for (float[] lead : x) {
      Arrays.fill(lead, 1);
    }
    return x;
  }

  private static float[][] wave() {
    float[][] x = flat();
    for (int t = 0; t < SAMPLES; t++) {
      x[0][t] = (float) Math.sin(0.3 * t);
      x[1][t] = (float) (3 * Math.cos(0.2 * t));
    }
    return x;
  }

  /** Weights of the same order are like, of the opposite order opposite, whatever their signs and sizes; without noise the mean is the map. */
  @Test
  void likenessToRandomisedWeightsIsThatOfTheWeights() {
    AttributionMethod trained = exact(linear(MapMeasuresTest::place));
    AttributionMethod same = exact(linear((lead, t) -> -2.5 * place(lead, t)));
    AttributionMethod opposite = exact(linear((lead, t) -> 500 - place(lead, t)));
    for (String what : List.of(MapMeasures.UNTRAINED, MapMeasures.SMOOTH)) {
      assertEquals(1, measured(flat(), trained, same, 2, what), 1e-12, what);
      assertEquals(-1, measured(flat(), trained, opposite, 2, what), 1e-12, what);
    }
  }

  /** By hand: all on 20 of 400 samples has the entropy ln 20, all alike ln 400 = 2 ln 20: a rise of 1, or back a fall of a half. */
  @Test
  void entropyRisesByWhatTheMapIsSpread() {
    AttributionMethod narrow = exact(linear((lead, t) -> lead == 0 && t < 20 ? -3 : 0));
    AttributionMethod even = exact(linear((lead, t) -> 0.1));
    assertEquals(1, measured(flat(), narrow, even, 0, MapMeasures.EFFICIENT), 1e-6);
    assertEquals(-0.5, measured(flat(), even, narrow, 0, MapMeasures.EFFICIENT), 1e-6);
    assertEquals(0, measured(flat(), even, even, 0, MapMeasures.EFFICIENT), 1e-12);
  }

  /** What a method makes of a record: here of the noise that was added to it. */
  private record OfNoise(float[][] clean, double factor, List<float[][]> seen)
      implements AttributionMethod {
    @Override
    public String label() {
      return "of noise";
    }

    @Override
    public String settings() {
      return "";
    }

    @Override
    public List<Explanation> explain(String id, float[][] x, int padded, int... classes) {
      float[][] phi = new float[x.length][SAMPLES];
      for (int lead = 0; lead < x.length; lead++) {
        for (int t = 0; t < SAMPLES; t++) {
          phi[lead][t] = (float) (factor * (x[lead][t] - clean[lead][t]));
        }
      }
      seen.add(x);
      return List.of(new Explanation(id, classes[0], TWO, phi, 0, 0, 0, 0, 0, 0, padded));
    }
  }

  /**
   * Maps that are nothing but the noise: alike, since both networks see the same; each lead's noise has 5 % of its standard deviation (1 / sqrt 2
   * and 3 / sqrt 2 of a sine), as far as 600 values tell.
   */
  @Test
  void bothNetworksSeeTheSameNoiseOfFivePerCent() {
    List<float[][]> seen = new ArrayList<>();
    AttributionMethod own = new OfNoise(wave(), 1, seen);
    AttributionMethod other = new OfNoise(wave(), -7, new ArrayList<>());
    assertEquals(1, measured(wave(), own, other, 3, MapMeasures.SMOOTH), 1e-6);
    // First the record itself, then the draws, then the harmless changes.
    for (int lead = 0; lead < TWO.size(); lead++) {
      double squares = 0;
      for (float[][] x : seen.subList(1, 4)) {
        for (int t = 0; t < SAMPLES; t++) {
          double d = x[lead][t] - wave()[lead][t];
          squares += d * d / (3 * SAMPLES);
        }
      }
      double expected = 0.05 * (lead == 0 ? 1 : 3) / Math.sqrt(2);
      assertEquals(expected, Math.sqrt(squares), 0.1 * expected);
    }
    assertFalse(Arrays.deepEquals(seen.get(1), seen.get(2)), "a draw is drawn once");
  }

  /** A map of the draw: on sample k, and nowhere else, in the k-th. */
  private record OfDraw(List<Integer> seen) implements AttributionMethod {
    @Override
    public String label() {
      return "of the draw";
    }

    @Override
    public String settings() {
      return "";
    }

    @Override
    public List<Explanation> explain(String id, float[][] x, int padded, int... classes) {
      float[][] phi = new float[x.length][SAMPLES];
      phi[0][seen.size()] = 1;
      seen.add(seen.size());
      return List.of(new Explanation(id, classes[0], TWO, phi, 0, 0, 0, 0, 0, 0, padded));
    }
  }

  /** The mean of the maps of two draws has two samples (1 and 2, the record itself had 0), as a map of weights on these two alone has. */
  @Test
  void theSmoothTestComparesMeansOverAllDraws() {
    AttributionMethod both = exact(linear((lead, t) -> lead == 0 && (t == 1 || t == 2) ? 1 : 0));
    AttributionMethod first = exact(linear((lead, t) -> lead == 0 && t == 1 ? 1 : 0));
    assertEquals(
        1, measured(flat(), new OfDraw(new ArrayList<>()), both, 2, MapMeasures.SMOOTH), 1e-12);
    assertTrue(measured(flat(), new OfDraw(new ArrayList<>()), first, 2, MapMeasures.SMOOTH) < 0.8);
  }
}
