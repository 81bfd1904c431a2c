package org.ecgworkbench.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.Golden;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.model.format.SafeTensors;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Expected values: PyTorch 1.13.1 in double precision, golden/resnet34_1d.json, whose weights come from a formula. */
class ResNet1dTest {
  private static final JsonObject GOLDEN = Golden.json("resnet34_1d.json");
  private static final double TOLERANCE = 1e-5;

  /** With one thread the time does not explode where the machine is busy with something else. */
  @BeforeAll
  static void oneThread() {
    NetworkEngine.defaultThreads();
    JniUtils.setNumThreads(1);
  }

  @AfterAll
  static void threadsAsBefore() {
    JniUtils.setNumThreads(NetworkEngine.defaultThreads());
  }

  @Test
  void stateHasTheNamesAndShapesOfPyTorch() {
    JsonArray expected = GOLDEN.getAsJsonArray("state_dict");
    Map<String, long[]> shapes = ResNet1d.stateShapes(ResNet1d.Options.paper());
    assertEquals(expected.size(), shapes.size());
    int i = 0;
    for (Map.Entry<String, long[]> entry : shapes.entrySet()) {
      JsonArray pair = expected.get(i++).getAsJsonArray();
      assertEquals(pair.get(0).getAsString(), entry.getKey());
      assertArrayEquals(
          Arrays.stream(Golden.ints(pair.get(1))).asLongStream().toArray(), entry.getValue());
    }
  }

  @Test
  void parametersAreAsManyAsInThePaper() {
    ResNet1d.Options options = ResNet1d.Options.paper();
    assertEquals(GOLDEN.get("params").getAsLong(), ResNet1d.parameterCount(options));
    assertEquals(16_610_185, ResNet1d.parameterCount(options));
    assertEquals(16_599_625, ResNet1d.parameterCount(options.withLeads(1)));
    assertEquals(
        16_610_185,
        ResNet1d.layers(options, 15000).stream().mapToLong(ResNet1d.Layer::parameters).sum());
  }

  @Test
  void layersHaveTheLengthsOfTheGolden() {
    for (int samples : new int[] {1000, 15000}) {
      List<Integer> lengths = new ArrayList<>();
      for (ResNet1d.Layer layer : ResNet1d.layers(ResNet1d.Options.paper(), samples)) {
        if (layer.kind().equals("max pooling")
            || List.of("layer1.2", "layer2.3", "layer3.5", "layer4.2").contains(layer.name())) {
          lengths.add(layer.samples());
        }
      }
      List<Integer> expected = new ArrayList<>();
      GOLDEN
          .getAsJsonArray("shapes_T" + samples)
          .forEach(shape -> expected.add(shape.getAsJsonArray().get(2).getAsInt()));
      assertEquals(expected, lengths);
    }
  }

  @Test
  void logitsInSinglePrecisionAreThoseOfPyTorch() {
    try (ResNet1d net = formulaNetwork(DataType.FLOAT32, 0.2)) {
      for (int samples : new int[] {1000, 15000}) {
        double[][] logits = logits(net, 2, samples);
        JsonArray expected = GOLDEN.getAsJsonArray("eval_logits_T" + samples);
        for (int b = 0; b < 2; b++) {
          assertArrayEquals(Golden.doubles(expected.get(b)), logits[b], TOLERANCE);
        }
      }
    }
  }

  @Test
  void inputGradientInSinglePrecisionIsThatOfPyTorch() {
    // The model owns the network and closes it.
    ResNet1d net = formulaNetwork(DataType.FLOAT32, 0.2);
    NetworkInput input = new NetworkInput(500, 1000, org.ecgworkbench.ecg.Lead.ALL);
    try (TrainedModel model = new TrainedModel(net, input, Map.of())) {
      float[][][] batch = new float[2][12][1000];
      double[] flat = formulaInput(2, 1000);
      for (int i = 0; i < flat.length; i++) {
        batch[i / 12000][i / 1000 % 12][i % 1000] = (float) flat[i];
      }
      double[][][] wide = Golden.widened(batch);
      TrainedModel.InputGradients found = model.inputGradientsFrom(0, wide, 5, 3);
      assertEquals(
          batch.length + " records: logits of 9 classes, gradients of 2 of them", found.toString());
      double[][][] gradient = found.gradients()[1];
      JsonObject expected = GOLDEN.getAsJsonObject("eval_input_grad_class3_T1000");
      double sum = 0;
      double absolute = 0;
      for (double[][] record : gradient) {
        for (double[] lead : record) {
          for (double value : lead) {
            sum += value;
            absolute += Math.abs(value);
          }
        }
      }
      assertEquals(expected.get("sum").getAsDouble(), sum, 1e-5 * absolute);
      assertEquals(expected.get("abs_sum").getAsDouble(), absolute, 1e-5 * absolute);
      double[] first = Golden.doubles(expected.get("g[0,0,:5]"));
      double[] last = Golden.doubles(expected.get("g[1,11,-5:]"));
      for (int i = 0; i < 5; i++) {
        assertEquals(first[i], gradient[0][0][i], TOLERANCE);
        assertEquals(last[i], gradient[1][11][995 + i], TOLERANCE);
      }
      // Several classes share one forward pass: each alone gives the same.
      double[][][] alone = model.inputGradientsFrom(0, wide, 3).gradients()[0];
      assertArrayEquals(alone[1][7], gradient[1][7]);
      assertArrayEquals(model.logits(batch)[1], found.logits()[1], 1e-5f);
    }
  }

  @Test
  void parameterGradientsAndThreeAdamStepsAreThoseOfPyTorch() {
    threeSteps(DataType.FLOAT64, 1e-9);
    threeSteps(DataType.FLOAT32, TOLERANCE);
  }

  /**
   * Double precision follows PyTorch to the end and is the proof. In single precision this case is badly conditioned: moving the input by
   * 1e-7 in double precision moves the gradients by up to 9e-3 of their norm, the second loss by 5e-4 and the third by 2e-3, because
   * Adam's first steps take the sign of gradients close to 0. So there the first loss is held to 1e-5 and the rest to what that allows.
   */
  private static void threeSteps(DataType type, double tolerance) {
    int samples = 1000;
    double laterTolerance = type == DataType.FLOAT64 ? tolerance : 5e-3;
    boolean[][] labels = formulaLabels(4);
    try (ResNet1d net = formulaNetwork(type, 0);
        NDManager moments = net.manager().newSubManager()) {
      net.trainedWeights().values().forEach(w -> w.setRequiresGradient(true));
      Adam adam = new Adam(1e-4, net.trainedWeights(), moments);
      JsonArray steps = GOLDEN.getAsJsonArray("train_dropout0_B4_T1000_adam1e-4");
      for (int step = 0; step < 3; step++) {
        JsonObject expected = steps.get(step).getAsJsonObject();
        boolean first = step == 0;
        Gradients.on(
            () -> {
              try (NDManager scope = net.manager().newSubManager()) {
                PtNDArray logits =
                    net.forwardInTraining(tensor(scope, type, 4, samples), new NumpyRandom(0));
                double loss = TrainingStep.backward(net, scope, logits, labels);
                assertEquals(
                    expected.get("loss").getAsDouble(), loss, first ? tolerance : laterTolerance);
                if (first) {
                  gradientNorms(net, type == DataType.FLOAT32 ? 2e-3 : 1e-9);
                }
                adam.step();
                return null;
              }
            });
      }
      JsonObject after = GOLDEN.getAsJsonObject("after3");
      for (Map.Entry<String, JsonElement> entry : after.entrySet()) {
        String name = entry.getKey().replaceFirst("\\[.*", "");
        if (!name.startsWith("eval")) {
          double[] expected = Golden.doubles(entry.getValue());
          double[] found = Arrays.copyOf(values(net.value(name)), expected.length);
          assertArrayEquals(expected, found, laterTolerance, name);
        }
      }
    }
  }

  private static double[] values(SafeTensors.Tensor tensor) {
    if (tensor.type().equals("F64")) {
      return tensor.doubles();
    }
    float[] floats = tensor.floats();
    double[] wide = new double[floats.length];
    Arrays.setAll(wide, i -> floats[i]);
    return wide;
  }

  private static void gradientNorms(ResNet1d net, double relative) {
    for (Map.Entry<String, JsonElement> entry :
        GOLDEN.getAsJsonObject("train_step0_grad_norms").entrySet()) {
      double[] expected = Golden.doubles(entry.getValue());
      double norm = 0;
      double sum = 0;
      double absolute = 0;
      try (PtNDArray gradient = JniUtils.getGradient(net.weight(entry.getKey()))) {
        for (double value : values(gradient)) {
          norm += value * value;
          sum += value;
          absolute += Math.abs(value);
        }
      }
      assertEquals(expected[0], Math.sqrt(norm), relative * expected[0], entry.getKey());
      assertEquals(expected[1], sum, relative * absolute, entry.getKey());
    }
  }

  @Test
  void initialWeightsHaveTheDistributionOfPyTorchsDefaults() {
    ResNet1d.Options options = ResNet1d.Options.paper().withWidth(8);
    try (ResNet1d net =
            new ResNet1d(options, NumpyRandom.stream(1, "initialisation"), ComputeDevice.CPU);
        ResNet1d again =
            new ResNet1d(options, NumpyRandom.stream(1, "initialisation"), ComputeDevice.CPU)) {
      // U(-b, b) with b = 1/sqrt(fan-in): variance b^2/3, all values inside, the largest near b.
      double[] weights = values(net.value("layer4.1.conv1.weight"));
      double bound = 1 / Math.sqrt(64 * 7);
      double largest = Arrays.stream(weights).map(Math::abs).max().orElseThrow();
      double variance = Arrays.stream(weights).map(w -> w * w).average().orElseThrow();
      assertTrue(largest <= bound * (1 + 1e-6) && largest > 0.999 * bound);
      assertEquals(bound * bound / 3, variance, 0.02 * bound * bound);
      double[] bias = values(net.value("fc.bias"));
      assertTrue(Arrays.stream(bias).allMatch(b -> b != 0 && Math.abs(b) <= 1 / Math.sqrt(128)));
      assertTrue(Arrays.stream(values(net.value("layer2.0.bn1.weight"))).allMatch(w -> w == 1));
      assertTrue(Arrays.stream(values(net.value("layer2.0.bn1.bias"))).allMatch(w -> w == 0));
      assertTrue(
          Arrays.stream(values(net.value("layer2.0.bn1.running_var"))).allMatch(w -> w == 1));
      assertArrayEquals(weights, values(again.value("layer4.1.conv1.weight")));
    }
  }

  /** By hand: the share dropped has standard deviation sqrt(p (1 - p) / n), bounds at 5 of it; what is kept keeps the mean at 1. */
  @Test
  void dropoutDropsTheShareAskedForAndKeepsTheMean() {
    int n = 1_000_001;
    java.nio.FloatBuffer mask = java.nio.FloatBuffer.allocate(n);
    Dropout.fillMask(mask, 0.2, NumpyRandom.stream(1, "dropout"));
    int dropped = 0;
    int pairs = 0;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      float value = mask.get(i);
      assertTrue(value == 0 || Math.abs(value - 1.25) < 1e-5);
      dropped += value == 0 ? 1 : 0;
      pairs += value == 0 && i > 0 && mask.get(i - 1) == 0 ? 1 : 0;
      sum += value;
    }
    assertEquals(0.2, (double) dropped / n, 5 * Math.sqrt(0.16 / n));
    assertEquals(0.04, (double) pairs / n, 5 * Math.sqrt(0.05 / n), "neighbours independent");
    assertEquals(1, sum / n, 5 * 1.25 * Math.sqrt(0.16 / n));
  }

  @Test
  void aWeightOfAnotherShapeIsRefusedByName() {
    try (ResNet1d net =
        new ResNet1d(ResNet1d.Options.paper().withWidth(4), ComputeDevice.CPU, DataType.FLOAT32)) {
      EcgDataException error =
          assertThrows(
              EcgDataException.class,
              () -> net.set("fc.bias", SafeTensors.Tensor.ofFloats(new long[] {3}, new float[3])));
      assertEquals("weight fc.bias: expected shape [9], found [3]", error.getMessage());
    }
  }

  static ResNet1d formulaNetwork(DataType type, double dropout) {
    ResNet1d.Options options = ResNet1d.Options.paper().withDropout(dropout);
    ResNet1d net = new ResNet1d(options, ComputeDevice.CPU, type);
    int p = 0;
    for (Map.Entry<String, long[]> entry : ResNet1d.stateShapes(options).entrySet()) {
      net.set(entry.getKey(), formulaWeight(entry.getKey(), entry.getValue(), p++, type));
    }
    return net;
  }

  private static SafeTensors.Tensor formulaWeight(String name, long[] shape, int p, DataType type) {
    if (name.endsWith("tracked")) {
      return SafeTensors.Tensor.ofLongs(shape, new long[1]);
    }
    int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    double[] values = new double[size];
    for (int k = 0; k < size; k++) {
      if (shape.length > 1) {
        int v = k * (int) 2654435761L + (p + 1) * 97531;
        v ^= v >>> 15;
        v *= (int) 2246822519L;
        v ^= v >>> 13;
        double u = (v & 0xFFFFFFFFL) / 4294967296.0;
        values[k] = Math.sqrt(3.0 / (size / shape[0])) * (2 * u - 1);
      } else if (name.endsWith("running_mean")) {
        values[k] = 0.02 * Math.sin(k + p);
      } else if (name.endsWith("running_var")) {
        values[k] = 1 + 0.2 * Math.cos(0.3 * k + p);
      } else if (name.endsWith("weight")) {
        values[k] = 1 + 0.1 * Math.sin(0.5 * k + p);
      } else {
        values[k] = 0.05 * Math.cos(0.9 * k + p);
      }
    }
    if (type == DataType.FLOAT64) {
      return SafeTensors.Tensor.ofDoubles(shape, values);
    }
    float[] floats = new float[size];
    for (int k = 0; k < size; k++) {
      floats[k] = (float) values[k];
    }
    return SafeTensors.Tensor.ofFloats(shape, floats);
  }

  private static double[] formulaInput(int records, int samples) {
    double[] x = new double[records * 12 * samples];
    for (int i = 0; i < x.length; i++) {
      int b = i / (12 * samples);
      int l = i / samples % 12;
      int t = i % samples;
      x[i] = 0.5 * Math.sin(0.02 * (l + 1) * t + b) + 0.2 * Math.cos(0.31 * t - l);
    }
    return x;
  }

  static boolean[][] formulaLabels(int records) {
    boolean[][] labels = new boolean[records][9];
    for (int b = 0; b < records; b++) {
      for (int c = 0; c < 9; c++) {
        labels[b][c] = (9 * b + c) % 3 == 0;
      }
    }
    return labels;
  }

  static PtNDArray tensor(NDManager scope, DataType type, int records, int samples) {
    Shape shape = new Shape(records, 12, samples);
    PtNDArray wide = (PtNDArray) scope.create(formulaInput(records, samples), shape);
    return type == DataType.FLOAT64 ? wide : wide.toType(type, false);
  }

  private static double[][] logits(ResNet1d net, int records, int samples) {
    return Gradients.off(
        () -> {
          try (NDManager scope = net.manager().newSubManager()) {
            PtNDArray logits = net.forward(tensor(scope, net.type(), records, samples));
            double[] flat = values(logits);
            double[][] rows = new double[records][];
            for (int i = 0; i < records; i++) {
              rows[i] = Arrays.copyOfRange(flat, 9 * i, 9 * i + 9);
            }
            return rows;
          }
        });
  }

  static double[] values(PtNDArray array) {
    if (array.getDataType() == DataType.FLOAT64) {
      return array.toDoubleArray();
    }
    float[] floats = array.toFloatArray();
    double[] values = new double[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[i];
    }
    return values;
  }
}
