package org.ecgworkbench.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.ComputeDevice;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.model.Training;
import org.ecgworkbench.random.NumpyRandom;

/**
 * Run by hand where a GPU is: does it compute what the CPU computes, and how long is an epoch of the paper's network?
 *
 * <pre>{@code
 * lib/benchmarks/compare DeviceBenchmark DIR agreement     # DIR: a folder of recordings
 * lib/benchmarks/compare DeviceBenchmark DIR cohort 6877   # writes a generated cohort of the challenge's size and class mix there
 * lib/benchmarks/compare DeviceBenchmark DIR epoch 3       # three epochs of the paper's training on 80 % of them, on the GPU
 * }</pre>
 *
 * <p>{@code NVIDIA_TF32_OVERRIDE=0} in the environment makes the GPU use single precision throughout; without it cuDNN's convolutions
 * round their inputs to 10 bits.
 */
public final class DeviceBenchmark {
  private DeviceBenchmark() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    if (arguments[1].equals("cohort")) {
      new SyntheticCohort(
              new SyntheticCohort.Options(42, Integer.parseInt(arguments[2]), ClassMix.CPSC2018))
          .writeTo(Path.of(arguments[0]), done -> {});
      return;
    }
    EcgDataset dataset = Datasets.open(Path.of(arguments[0]));
    List<String> ids = dataset.records().stream().map(RecordSummary::id).toList();
    if (arguments[1].equals("agreement")) {
      agreement(dataset, ids);
    } else {
      ComputeDevice device =
          arguments.length > 3 ? ComputeDevice.valueOf(arguments[3]) : ComputeDevice.GPU;
      epochs(dataset, ids, Integer.parseInt(arguments[2]), device);
    }
  }

  private static void agreement(EcgDataset dataset, List<String> ids) throws IOException {
    NetworkInput input = NetworkInput.paper();
    float[][][] batch =
        ids.stream()
            .limit(4)
            .map(id -> input.prepare(dataset.read(id)).millivolts())
            .toArray(float[][][]::new);
    TrainedModel.InputGradients cpu = gradients(ComputeDevice.CPU, input, batch);
    TrainedModel.InputGradients gpu = gradients(ComputeDevice.GPU, input, batch);
    double logit = 0;
    double gradient = 0;
    double largest = 0;
    for (int i = 0; i < batch.length; i++) {
      for (int c = 0; c < 9; c++) {
        logit = Math.max(logit, Math.abs(cpu.logits()[i][c] - gpu.logits()[i][c]));
      }
      for (int lead = 0; lead < 12; lead++) {
        for (int t = 0; t < input.windowSamples(); t++) {
          double here = cpu.gradients()[0][i][lead][t];
          largest = Math.max(largest, Math.abs(here));
          gradient = Math.max(gradient, Math.abs(here - gpu.gradients()[0][i][lead][t]));
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d records, 12 x %d, width 64: logits differ by at most %.2e, input gradients by %.2e (largest %.2e)%n",
        batch.length,
        input.windowSamples(),
        logit,
        gradient,
        largest);
    int n = Math.min(64, ids.size() - 16);
    for (ComputeDevice device : List.of(ComputeDevice.CPU, ComputeDevice.GPU)) {
      Training.Options options =
          Training.Options.paper().withBatchSize(16).withEpochs(3).withDevice(device);
      try (Training.Result result =
          new Training(dataset, input, ResNet1d.Options.paper().withDropout(0), options)
              .run(ids.subList(0, n), ids.subList(n, n + 16), p -> {})) {
        System.out.println(
            device
                + ", dropout 0, "
                + n
                + " records:\n"
                + Training.historyCsv(result.history(), result.keptEpoch()));
      }
    }
  }

  private static TrainedModel.InputGradients gradients(
      ComputeDevice device, NetworkInput input, float[][][] batch) {
    try (TrainedModel model =
        new TrainedModel(
            new ResNet1d(
                ResNet1d.Options.paper(), NumpyRandom.stream(42, "initialisation"), device),
            input.withLeads(Lead.ALL),
            Map.of())) {
      return model.inputGradientsFrom(0, Golden.widened(batch), 0);
    }
  }

  private static void epochs(EcgDataset dataset, List<String> ids, int epochs, ComputeDevice device)
      throws IOException {
    int training = ids.size() * 8 / 10;
    int validation = ids.size() / 10;
    Training.Options options = Training.Options.paper().withEpochs(epochs).withDevice(device);
    long[] shown = {System.nanoTime()};
    try (Training.Result result =
        new Training(dataset, NetworkInput.paper(), ResNet1d.Options.paper(), options)
            .run(
                ids.subList(0, training),
                ids.subList(training, training + validation),
                p -> {
                  if (System.nanoTime() - shown[0] > 10_000_000_000L) {
                    shown[0] = System.nanoTime();
                    System.out.println(p);
                  }
                })) {
      System.out.printf(
          "%s, %d training and %d validation records%n%s",
          device, training, validation, Training.historyCsv(result.history(), result.keptEpoch()));
    }
  }
}
