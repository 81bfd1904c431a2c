package org.ecgworkbench.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.random.NumpyRandom;

/**
 * This side of {@code lib/benchmarks/peers --only network}. Arguments: a folder to write a model of a width to, {@code write WIDTH}; or the
 * folder of a model and {@code forward|step SAMPLES BATCH THREADS REPEATS}, which prints median clock seconds, mean processor seconds (their clock ticks in 10 ms), peak
 * resident megabytes, and the mean absolute logit or the last loss.
 */
final class NetworkBenchmark {
  private NetworkBenchmark() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    if (args[1].equals("write")) {
      write(folder, Integer.parseInt(args[2]));
      return;
    }
    int samples = Integer.parseInt(args[2]);
    int batch = Integer.parseInt(args[3]);
    int threads = Integer.parseInt(args[4]);
    int repeats = Integer.parseInt(args[5]);
    NetworkEngine.withThreads(
        threads,
        () -> {
          measure(folder, args[1].equals("step"), samples, batch, repeats);
          return null;
        });
  }

  private static void write(Path folder, int width) throws IOException {
    ResNet1d.Options options = ResNet1d.Options.paper().withWidth(width);
    ResNet1d net =
        new ResNet1d(options, NumpyRandom.stream(1, "initialisation"), ComputeDevice.CPU);
    try (TrainedModel model = new TrainedModel(net, NetworkInput.paper(), Map.of("seed", "1"))) {
      Files.createDirectories(folder);
      model.save(folder);
    }
  }

  private static void measure(Path folder, boolean step, int samples, int batch, int repeats) {
    double[] clock = new double[repeats + 1];
    double[] processor = new double[repeats + 1];
    double value = 0;
    ByteBuffer input = input(batch, samples);
    boolean[][] labels = labels(batch);
    NetworkInput shape = new NetworkInput(500, samples, Lead.ALL);
    try (ResNet1d net = network(folder)) {
      Adam adam = null;
      if (step) {
        net.trainedWeights().values().forEach(w -> w.setRequiresGradient(true));
        adam = new Adam(1e-4, net.trainedWeights(), net.manager());
      }
      Forward fixed = step ? null : new FoldedNetwork(net).forInference();
      NumpyRandom dropout = NumpyRandom.stream(1, "dropout");
      for (int repeat = 0; repeat <= repeats; repeat++) {
        long wall = System.nanoTime();
        long cpu = cpuNanos();
        value =
            step
                ? step(net, adam, input, labels, samples, dropout)
                : forward(fixed, input, batch, shape);
        clock[repeat] = (System.nanoTime() - wall) / 1e9;
        processor[repeat] = (cpuNanos() - cpu) / 1e9;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%.5f %.5f %.1f %.7f%n",
        median(clock),
        Arrays.stream(processor).skip(1).average().orElseThrow(),
        peakMegabytes(),
        value);
  }

  private static ResNet1d network(Path folder) {
    try {
      return TrainedModel.load(folder).network();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static double forward(Forward net, ByteBuffer input, int batch, NetworkInput shape) {
    return Gradients.off(
        () -> {
          try (NDManager scope = net.manager().newSubManager()) {
            PtNDArray x =
                Inference.tensor(scope, input, batch, shape.leads().size(), shape.windowSamples());
            float[] logits = net.logits(x, PaddingShortcut.NONE).toFloatArray();
            double sum = 0;
            for (float logit : logits) {
              sum += Math.abs(logit);
            }
            return sum / logits.length;
          }
        });
  }

  private static double step(
      ResNet1d net,
      Adam adam,
      ByteBuffer input,
      boolean[][] labels,
      int samples,
      NumpyRandom dropout) {
    return Gradients.on(
        () -> {
          try (NDManager scope = net.manager().newSubManager()) {
            Shape shape = new Shape(labels.length, 12, samples);
            PtNDArray x = (PtNDArray) scope.create(input, shape, DataType.FLOAT32);
            return TrainingStep.on(net, scope, x, labels, dropout, adam);
          }
        });
  }

  private static ByteBuffer input(int records, int samples) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(4 * records * 12 * samples).order(ByteOrder.nativeOrder());
    FloatBuffer floats = buffer.asFloatBuffer();
    for (int b = 0; b < records; b++) {
      for (int l = 0; l < 12; l++) {
        for (int t = 0; t < samples; t++) {
          floats.put(
              (float) (0.5 * Math.sin(0.02 * (l + 1) * t + b) + 0.2 * Math.cos(0.31 * t - l)));
        }
      }
    }
    return buffer;
  }

  private static boolean[][] labels(int records) {
    boolean[][] labels = new boolean[records][9];
    for (int b = 0; b < records; b++) {
      for (int c = 0; c < 9; c++) {
        labels[b][c] = (9 * b + c) % 3 == 0;
      }
    }
    return labels;
  }

  /** Without the first, which is warming up. */
  private static double median(double[] values) {
    double[] sorted = Arrays.copyOfRange(values, 1, values.length);
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  static double peakMegabytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.startsWith("VmHWM"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElseThrow()
          / 1024.0;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
