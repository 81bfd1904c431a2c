package org.ecgworkbench.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.random.NumpyRandom;

/**
 * Peak resident memory of one epoch of the demo profile's network by the number of records, which are made up when they are read, as
 * files would be. Argument: the number of records. A cache of 64 MB is full long before the last record.
 */
final class MemoryBenchmark {
  private MemoryBenchmark() {}

  public static void main(String[] args) throws IOException {
    int records = Integer.parseInt(args[0]);
    EcgDataset data = new Made(records);
    List<String> ids = data.records().stream().map(RecordSummary::id).toList();
    Training.Options options =
        Training.Options.paper().withEpochs(1).withThreads(1).withLearningRate(3e-3);
    NetworkInput input = new NetworkInput(100, 1500, Lead.ALL);
    try (Training.Result result =
        new Training(data, input, ResNet1d.Options.paper().withWidth(8), options)
            .withCache(SignalCache.ofMegabytes(64))
            .run(ids, ids.subList(0, 50), p -> {})) {
      result.model().predict(data, ids);
    }
    System.out.printf(
        Locale.ROOT, "%d records: peak %.0f MB%n", records, NetworkBenchmark.peakMegabytes());
  }

  private static final class Made implements EcgDataset {
    private final List<RecordSummary> summaries = new ArrayList<>();

    Made(int records) {
      for (int i = 0; i < records; i++) {
        summaries.add(
            new RecordSummary(
                "M%05d".formatted(i),
                100,
                600 + i % 9 * 150,
                OptionalInt.empty(),
                Sex.UNKNOWN,
                Set.of(Diagnosis.ALL.get(i % 9))));
      }
    }

    @Override
    public EcgRecord read(String id) {
      int i = Integer.parseInt(id.substring(1));
      RecordSummary summary = summaries.get(i);
      NumpyRandom random = new NumpyRandom(i);
      double[][] signal = new double[12][summary.samples()];
      for (double[] lead : signal) {
        for (int t = 0; t < lead.length; t++) {
          lead[t] = Math.sin((0.05 + 0.08 * (i % 9)) * t) + 0.1 * random.nextDouble();
        }
      }
      return new EcgRecord(id, 100, signal, OptionalInt.empty(), Sex.UNKNOWN, summary.diagnoses());
    }

    @Override
    public String name() {
      return "made up";
    }

    @Override
    public String description() {
      return "sines, made when read";
    }

    @Override
    public List<RecordSummary> records() {
      return Collections.unmodifiableList(summaries);
    }

    @Override
    public String manifestSha256() {
      return "0".repeat(64);
    }
  }
}
