package org.ecgworkbench.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.ecgworkbench.Golden;
import org.ecgworkbench.base.Logistic;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.model.format.SafeTensors;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

/** Expected values: the same network without the shortcut, which the golden values prove. */
class PaddingShortcutTest {
  private static final ResNet1d.Options NARROW = ResNet1d.Options.paper().withWidth(8);
  private static final double TOLERANCE = 3e-5;

  /** Running means and variances that make every channel's value over zeros another, and none of them zero everywhere. */
  private static TrainedModel model(ResNet1d.Options options, int samples) {
    ResNet1d net =
        new ResNet1d(options, NumpyRandom.stream(3, "initialisation"), ComputeDevice.CPU);
    NumpyRandom random = new NumpyRandom(9);
    ResNet1d.stateShapes(options)
        .forEach(
            (name, shape) -> {
              if (name.contains("running")) {
                float[] values = new float[(int) shape[0]];
                for (int i = 0; i < values.length; i++) {
                  values[i] =
                      (float) (name.endsWith("mean") ? 0.3 * random.nextNormal() : 0.1 + 0.05 * i);
                }
                net.set(name, SafeTensors.Tensor.ofFloats(shape, values));
              }
            });
    return new TrainedModel(net, new NetworkInput(500, samples, Lead.ALL), Map.of());
  }

  /** A window with a made-up recording of so many samples at its end. */
  private static float[][][] window(int samples, int recorded, long seed) {
    NumpyRandom random = new NumpyRandom(seed);
    float[][][] batch = new float[1][12][samples];
    for (float[] lead : batch[0]) {
      for (int t = samples - recorded; t < samples; t++) {
        lead[t] = (float) (0.5 * random.nextNormal());
      }
    }
    return batch;
  }

  private static float[] whole(TrainedModel model, float[][][] batch) {
    return Inference.logits(
        Forward.of(model.network()),
        Rows.fill(ByteBuffer.allocateDirect(Rows.bytes(batch, 0)), batch, 0),
        batch.length,
        model.input().windowSamples(),
        PaddingShortcut.NONE);
  }

  /** By hand for the paper's network; see the recursion in the class: 42 columns of edge and the recording's reach of as many. */
  @Test
  void onlyLongPaddingIsTakenAwayAndInStepsOfTheWholeStride() {
    ResNet1d.Options paper = ResNet1d.Options.paper();
    assertEquals(32, PaddingShortcut.wholeStride(paper));
    assertEquals(PaddingShortcut.NONE, PaddingShortcut.of(paper, 0));
    assertEquals(PaddingShortcut.NONE, PaddingShortcut.of(paper, 2000));
    for (int padded : new int[] {4000, 10_000, 12_345, 15_000}) {
      PaddingShortcut found = PaddingShortcut.of(paper, padded);
      assertEquals(0, found.removed() % 32);
      assertEquals(found.removed(), 32 * found.columns());
      assertTrue(padded - found.removed() < 3000, padded + " " + found);
    }
  }

  @Test
  void logitsAreThoseOfTheWholeWindowForEveryLength() {
    try (TrainedModel model = model(NARROW, 15_000)) {
      for (int recorded : new int[] {15_000, 14_999, 12_201, 9_000, 7_500, 5_001, 3_000, 7, 1, 0}) {
        float[][][] batch = window(15_000, recorded, recorded);
        float[] expected = whole(model, batch);
        assertArrayEquals(
            widened(expected), widened(model.logits(batch)[0]), TOLERANCE, recorded + " samples");
      }
    }
  }

  @Test
  void otherWindowsAndFewerStagesKeepTheirLogits() {
    for (int samples : new int[] {15_001, 14_997, 8_191}) {
      for (List<Integer> blocks : List.of(List.of(1), List.of(2, 1, 1), List.of(3, 4, 6, 3))) {
        try (TrainedModel model = model(NARROW.withWidth(4).withBlocks(blocks), samples)) {
          float[][][] batch = window(samples, 3_333, 1);
          assertTrue(PaddingShortcut.of(model.options(), samples - 3_333).columns() > 0);
          assertArrayEquals(
              widened(whole(model, batch)),
              widened(model.logits(batch)[0]),
              TOLERANCE,
              samples + " " + blocks);
        }
      }
    }
  }

  @Test
  void gradientsFromTheFirstSampleOnAreThoseOfTheWholeWindow() {
    try (TrainedModel model = model(NARROW, 15_000)) {
      int first = 9_800;
      double[][][] batch = Golden.widened(window(15_000, 15_000 - first, 2));
      TrainedModel.InputGradients whole = model.inputGradientsFrom(0, batch, 3, 7);
      TrainedModel.InputGradients part = model.inputGradientsFrom(first, batch, 3, 7);
      assertArrayEquals(widened(whole.logits()[0]), widened(part.logits()[0]), TOLERANCE);
      double largest = 0;
      for (int k = 0; k < 2; k++) {
        for (int lead = 0; lead < 12; lead++) {
          double[] expected = whole.gradients()[k][0][lead];
          double[] found = part.gradients()[k][0][lead];
          for (int t = 0; t < 15_000; t++) {
            assertEquals(t < first ? 0 : expected[t], found[t], TOLERANCE);
            largest = Math.max(largest, Math.abs(expected[t]));
          }
        }
      }
      // Otherwise the comparison above would say nothing.
      assertTrue(largest > 100 * TOLERANCE, "largest gradient " + largest);
      IllegalArgumentException error =
          assertThrows(
              IllegalArgumentException.class, () -> model.inputGradientsFrom(9_801, batch, 3));
      assertTrue(error.getMessage().contains("0 to 9800"), error.getMessage());
    }
  }

  /** The paper's width, real recordings of 6 to 60 s. */
  @Test
  void realRecordingsKeepTheirLogits() {
    EcgDataset data = Datasets.open(Golden.real("data/cpsc2018"));
    try (TrainedModel model = model(ResNet1d.Options.paper(), 15_000)) {
      // Of 10 s, 14.8 s, 36 s and 15 s: the third fills the window.
      for (String id : List.of("A0002", "A0008", "A0011", "A0001")) {
        float[][][] batch = {model.input().prepare(data.read(id)).millivolts()};
        assertArrayEquals(
            widened(whole(model, batch)), widened(model.logits(batch)[0]), TOLERANCE, id);
      }
    }
  }

  @Test
  void aDataSetOfManyLengthsIsScoredInTheOrderAskedFor() {
    MemoryDataset data = new MemoryDataset(0, 100, 10);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int length = 300 + 1000 * (i * 5 % 9);
      double[][] signal = new double[12][length];
      NumpyRandom random = new NumpyRandom(i);
      for (double[] lead : signal) {
        Arrays.setAll(lead, t -> random.nextNormal());
      }
      ids.add("L" + i);
      data.add(
          new EcgRecord(
              "L" + i, 100, signal, OptionalInt.empty(), Sex.UNKNOWN, EnumSet.of(Diagnosis.AF)));
    }
    ResNet1d.Options small = NARROW.withWidth(4);
    try (TrainedModel wide = model(small, 8_000);
        TrainedModel model =
            new TrainedModel(wide.network(), new NetworkInput(100, 8_000, Lead.ALL), Map.of())) {
      double[][] scores = model.predict(data, ids, SignalCache.ofMegabytes(0), 4).scores();
      for (int i = 0; i < ids.size(); i++) {
        float[][][] one = {model.input().prepare(data.read(ids.get(i))).millivolts()};
        float[] logits = whole(model, one);
        for (int c = 0; c < 9; c++) {
          assertEquals(Logistic.of(logits[c]), scores[i][c], TOLERANCE, ids.get(i));
        }
      }
    }
  }

  @Test
  void aBatchSizeThatIsNotPositiveIsRefusedAndNoRecordIsNoRow() {
    MemoryDataset data = new MemoryDataset(0, 100, 10);
    SignalCache cache = SignalCache.ofMegabytes(0);
    try (TrainedModel model = model(NARROW.withWidth(4), 8_000)) {
      for (int size : new int[] {0, -1}) {
        IllegalArgumentException e =
            assertThrows(
                IllegalArgumentException.class,
                () -> model.predict(data, List.of("L0"), cache, size));
        assertEquals("the batch size must be positive, found " + size, e.getMessage());
      }
      assertEquals(0, model.predict(data, List.of()).size());
    }
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }
}
