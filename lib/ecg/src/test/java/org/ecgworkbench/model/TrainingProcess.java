package org.ecgworkbench.model;

import java.io.IOException;
import java.nio.file.Path;
import org.ecgworkbench.ecg.Lead;

/** A small training in a process of its own, to be killed: prints a line after each batch, saves the model at the end. */
final class TrainingProcess {
  private TrainingProcess() {}

  static final Training.Options OPTIONS =
      Training.Options.paper().withEpochs(6).withBatchSize(8).withLearningRate(1e-3).withThreads(1);

  /** Arguments: checkpoint file, folder of the model. */
  public static void main(String[] args) throws IOException {
    MemoryDataset data = new MemoryDataset(40, 100, 200);
    try (Training.Result result =
        new Training(data, new NetworkInput(100, 200, Lead.ALL), TrainingTest.network(12), OPTIONS)
            .withCheckpoint(Path.of(args[0]))
            .run(data.ids(0, 30), data.ids(30, 40), System.out::println)) {
      result.model().save(Path.of(args[1]));
    }
  }
}
