package org.ecgworkbench.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.baseline.feature.FeatureTable;
import org.ecgworkbench.dataset.Datasets;

/**
 * The 636 features of every record of some folders against PyWavelets, NumPy and SciPy. Run by hand: {@code lib/benchmarks/compare
 * FeaturesOfRecords FOLDER [FOLDER ...]}; the other side is {@code lib/benchmarks/features.py}.
 */
public final class FeaturesOfRecords {
  private FeaturesOfRecords() {}

  /**
   * Computes, runs the other side, and ends with its exit status: 1 if a feature differs by more than 1e-9 of its size.
   *
   * @param arguments the path of {@code features.py}, then the folders
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    for (String folder : Arrays.copyOfRange(arguments, 1, arguments.length)) {
      FeatureTable one = ExpertFeatures.of(Datasets.open(Path.of(folder)));
      ids.addAll(one.ids());
      rows.addAll(Arrays.asList(one.values()));
    }
    Path file = Files.createTempFile("features", ".csv");
    try {
      new FeatureTable(ids, ExpertFeatures.names(), rows.toArray(new double[0][])).save(file);
      List<String> command = new ArrayList<>(List.of("/usr/bin/python3"));
      command.addAll(List.of(arguments));
      command.add(2, file.toString());
      System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
