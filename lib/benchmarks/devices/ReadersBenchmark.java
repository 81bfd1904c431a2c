import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.device.DeviceFile;
import org.ecgworkbench.dataset.device.RecordedLead;
import org.ecgworkbench.dataset.device.Recording;

/**
 * Reads what {@code compare.py} asks for, a line a question and a line an answer, fields between tabs:
 *
 * <pre>
 * values FILE RATE OUT      rate, then name and length of each stored lead; the samples go to OUT as float64
 * time FILE RATE SECONDS    processor seconds of a reading, all threads of the process, and how many there were
 * index FOLDER              seconds of Datasets.open by the clock and of the processor, records, their samples, sum of ages
 * </pre>
 */
final class ReadersBenchmark {
  private static final com.sun.management.OperatingSystemMXBean SYSTEM =
      (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private ReadersBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      String[] q = line.split("\t", -1);
      String answer;
      try {
        answer =
            switch (q[0]) {
              case "values" -> values(Path.of(q[1]), rate(q[2]), Path.of(q[3]));
              case "time" -> time(Path.of(q[1]), rate(q[2]), Double.parseDouble(q[3]));
              default -> index(Path.of(q[1]));
            };
      } catch (RuntimeException e) {
        answer = "refused\t" + e.getMessage();
      }
      System.out.println(answer);
    }
  }

  private static OptionalDouble rate(String text) {
    return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
  }

  private static String values(Path file, OptionalDouble rate, Path out) throws Exception {
    Recording recording = DeviceFile.read(file, rate);
    List<RecordedLead> stored =
        recording.leads().stream()
            .filter(lead -> lead.origin() == RecordedLead.Origin.STORED)
            .toList();
    ByteBuffer bytes =
        ByteBuffer.allocate(8 * stored.size() * recording.samples())
            .order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder answer = new StringBuilder().append(recording.samplingRateHz());
    for (RecordedLead lead : stored) {
      answer.append('\t').append(lead.name()).append('\t').append(lead.millivolts().length);
      for (double value : lead.millivolts()) {
        bytes.putDouble(value);
      }
    }
    Files.write(out, bytes.array());
    return answer.toString();
  }

  private static String time(Path file, OptionalDouble rate, double seconds) {
    double sum = 0;
    int count = 0;
    long cpu = SYSTEM.getProcessCpuTime();
    for (long begin = System.nanoTime(); count < 3 || System.nanoTime() - begin < seconds * 1e9; ) {
      sum += DeviceFile.read(file, rate).leads().get(0).millivolts()[0];
      count++;
    }
    return (SYSTEM.getProcessCpuTime() - cpu) / 1e9 / count + "\t" + count + "\t" + sum / count;
  }

  private static String index(Path folder) {
    long cpu = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    EcgDataset dataset = Datasets.open(folder);
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
    long samples = dataset.records().stream().mapToLong(RecordSummary::samples).sum();
    int ages = dataset.records().stream().mapToInt(r -> r.ageYears().orElse(0)).sum();
    return seconds + "\t" + cpuSeconds + "\t" + dataset.records().size() + "\t" + samples + "\t" + ages;
  }
}
