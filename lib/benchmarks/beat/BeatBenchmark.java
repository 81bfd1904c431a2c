import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ecgworkbench.beat.RPeaks;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord.Beat;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord;
import org.ecgworkbench.ecg.EcgRecord;

/** The R-peak detector on generated recordings, whose beats are known, and on real ones for agreement.py; see README.md beside it. */
public final class BeatBenchmark {
  private static final double TOLERANCE_SECONDS = 0.05;
  private static final double EDGE_SECONDS = 0.2;

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("known")) {
      known(Integer.parseInt(arguments[1]));
    } else {
      write(Datasets.open(Path.of(arguments[1])), Path.of(arguments[2]));
    }
  }

  /** Beats found, missed and made up, by class and over all. */
  private static void known(int size) {
    Map<String, int[]> counts = new TreeMap<>();
    new SyntheticCohort(SyntheticCohort.Options.defaults().withSize(size))
        .stream()
            .forEach(
                truth -> {
                  int[] found = counts(truth);
                  List<String> names =
                      truth.record().diagnoses().stream().map(Enum::name).collect(Collectors.toList());
                  names.add("all");
                  for (String name : names) {
                    int[] sum = counts.computeIfAbsent(name, k -> new int[4]);
                    for (int i = 0; i < 4; i++) {
                      sum[i] += found[i];
                    }
                  }
                });
    System.out.println("class  records  beats  missed  spurious  sensitivity  PPV");
    counts.forEach(
        (name, n) ->
            System.out.printf(
                "%-5s %8d %6d %7d %9d %12.4f %6.4f%n",
                name, n[3], n[0] + n[1], n[1], n[2],
                (double) n[0] / (n[0] + n[1]), (double) n[0] / (n[0] + n[2])));
  }

  /** A detection is a beat's if it lies in its QRS complex or 50 ms from it; the first and last 0.2 s do not count. */
  private static int[] counts(SyntheticRecord truth) {
    EcgRecord record = truth.record();
    int rate = record.samplingRateHz();
    int tolerance = (int) (TOLERANCE_SECONDS * rate);
    int edge = (int) (EDGE_SECONDS * rate);
    int[] peaks = RPeaks.of(record);
    boolean[] used = new boolean[peaks.length];
    int[] counts = {0, 0, 0, 1};
    for (Beat beat : truth.beats()) {
      int at = -1;
      for (int i = 0; i < peaks.length; i++) {
        if (!used[i] && peaks[i] >= beat.qrsOnset() - tolerance && peaks[i] <= beat.qrsEnd() + tolerance) {
          at = i;
        }
      }
      if (at >= 0) {
        used[at] = true;
      }
      if (beat.qrsOnset() >= edge && beat.qrsEnd() < record.samples() - edge) {
        counts[at >= 0 ? 0 : 1]++;
      }
    }
    for (int i = 0; i < peaks.length; i++) {
      counts[2] += used[i] || peaks[i] < edge || peaks[i] >= record.samples() - edge ? 0 : 1;
    }
    return counts;
  }

  /** The signals as 32-bit floats, [lead][sample], one file a record, and a line a record with its labels and detections. */
  private static void write(EcgDataset data, Path folder) throws Exception {
    Files.createDirectories(folder);
    try (PrintWriter lines = new PrintWriter(folder.resolve("peaks.csv").toFile())) {
      lines.println("record,diagnoses,rate,samples,peaks");
      for (RecordSummary summary : data.records()) {
        EcgRecord record = data.read(summary.id());
        ByteBuffer bytes =
            ByteBuffer.allocate(4 * 12 * record.samples()).order(ByteOrder.LITTLE_ENDIAN);
        for (double[] lead : record.millivolts()) {
          for (double value : lead) {
            bytes.putFloat((float) value);
          }
        }
        Files.write(folder.resolve(summary.id() + ".f32"), bytes.array());
        lines.printf(
            "%s,%s,%d,%d,%s%n",
            summary.id(),
            record.diagnoses().stream().map(Enum::name).collect(Collectors.joining(" ")),
            record.samplingRateHz(),
            record.samples(),
            Arrays.stream(RPeaks.of(record)).mapToObj(String::valueOf).collect(Collectors.joining(" ")));
      }
    }
  }
}
