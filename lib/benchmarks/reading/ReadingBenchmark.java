import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.wfdb.WfdbReader;

/** CPU time of reading one record, and the time of opening the folder; one line of numbers for {@code run}. */
final class ReadingBenchmark {
  /** As many as CPSC2018 has. */
  private static final int RECORDS = 6877;

  private ReadingBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    long begin = System.nanoTime();
    int records = Datasets.open(folder).records().size();
    double indexSeconds = (System.nanoTime() - begin) / 1e9;
    Path header;
    try (Stream<Path> files = Files.walk(folder)) {
      header = files.filter(f -> f.toString().endsWith(".hea")).sorted().findFirst().orElseThrow();
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[] millis = new double[RECORDS + 1000];
    double sum = 0;
    for (int i = 0; i < millis.length; i++) {
      long start = threads.getCurrentThreadCpuTime();
      double[][] millivolts = WfdbReader.read(header).millivolts();
      millis[i] = (threads.getCurrentThreadCpuTime() - start) / 1e6;
      sum += millivolts[1][100];
    }
    double all = Arrays.stream(millis, 0, RECORDS).average().orElseThrow();
    // The compiler is at work for some thousands of records.
    double[] warm = Arrays.copyOfRange(millis, RECORDS, millis.length);
    Arrays.sort(warm);
    System.out.println(
        String.join(
            " ",
            List.of(
                Double.toString(millis[0]),
                Double.toString(warm[warm.length / 2]),
                Double.toString(indexSeconds),
                Integer.toString(records),
                Double.toString(sum / millis.length),
                Double.toString(all))));
  }
}
