import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.ComputeDevice;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.model.Training;

/** Trains a network with a window of any length on a folder of recordings, for ShapBenchmark; see README.md beside it. */
public final class TrainNetwork {
  private static final int RATE_HZ = 100;
  private static final int WIDTH = 8;
  private static final int EPOCHS = 14;
  private static final double LEARNING_RATE = 3e-3;

  public static void main(String[] arguments) throws Exception {
    EcgDataset data = Datasets.open(Path.of(arguments[0]));
    int seconds = Integer.parseInt(arguments[1]);
    List<String> training = new ArrayList<>();
    List<String> validation = new ArrayList<>();
    List<String> ids = data.records().stream().map(RecordSummary::id).sorted().toList();
    for (int i = 0; i < ids.size(); i++) {
      (i % 10 == 9 ? validation : training).add(ids.get(i));
    }
    NetworkInput input = new NetworkInput(RATE_HZ, seconds * RATE_HZ, Lead.ALL);
    ResNet1d.Options network = ResNet1d.Options.paper().withWidth(WIDTH);
    Training.Options options =
        Training.Options.paper()
            .withLearningRate(LEARNING_RATE)
            .withEpochs(EPOCHS)
            .withThreads(1)
            .withDevice(ComputeDevice.CPU);
    Path folder = Path.of(arguments[2]);
    java.nio.file.Files.createDirectories(folder);
    try (Training.Result result =
        new Training(data, input, network, options).run(training, validation, p -> {})) {
      result.model().save(folder);
      System.out.printf(
          "%s: window of %d s, %d training records, epoch %d kept%n",
          folder, seconds, training.size(), result.keptEpoch());
    }
  }
}
