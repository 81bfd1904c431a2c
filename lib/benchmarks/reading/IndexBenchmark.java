import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.Datasets;

/**
 * Writes a folder of challenge headers with sample files of the right length and no content, or opens such a folder and prints one line:
 * records, seconds since the process began, seconds in Datasets.open, seconds of CPU of the process, MB of heap in use afterwards.
 */
final class IndexBenchmark {
  private static final String[] LEADS = "I II III aVR aVL aVF V1 V2 V3 V4 V5 V6".split(" ");
  private static final String[] CODES = "426783006 164889003 270492004 164909002 59118001".split(" ");

  private IndexBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[1]);
    if (arguments[0].equals("write")) {
      write(folder, Integer.parseInt(arguments[2]));
    } else {
      open(folder);
    }
  }

  private static void open(Path folder) {
    long begin = System.nanoTime();
    EcgDataset dataset = Datasets.open(folder);
    double seconds = (System.nanoTime() - begin) / 1e9;
    double sinceStart =
        (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1e3;
    double cpu =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime()
            / 1e9;
    System.gc();
    double megabytes =
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024.0 / 1024.0;
    System.out.printf(
        Locale.ROOT,
        "%d %.3f %.3f %.3f %.1f%n",
        dataset.records().size(),
        sinceStart,
        seconds,
        cpu,
        megabytes);
  }

  private static void write(Path folder, int records) throws Exception {
    for (int k = 1; k <= records; k++) {
      String id = String.format(Locale.ROOT, records < 10_000 ? "A%04d" : "B%05d", k);
      Path g = folder.resolve("g" + (1 + (k - 1) / 1000));
      Files.createDirectories(g);
      int samples = 4500 + 37 * (k % 700);
      StringBuilder text = new StringBuilder();
      text.append(id).append(" 12 500 ").append(samples).append(" 12-May-2020 12:33:59\n");
      for (int lead = 0; lead < LEADS.length; lead++) {
        text.append(id).append(".mat 16+24 1000/mV 16 0 ").append(k * (lead + 1) % 200 - 100);
        text.append(' ').append(k * 7919L * (lead + 1) % 65536 - 32768).append(" 0 ");
        text.append(LEADS[lead]).append('\n');
      }
      text.append("#Age: ").append(20 + k % 70).append("\n#Sex: ").append(k % 2 == 0 ? "Male" : "Female");
      text.append("\n#Dx: ").append(CODES[k % CODES.length]);
      text.append("\n#Rx: Unknown\n#Hx: Unknown\n#Sx: Unknown\n");
      Files.writeString(g.resolve(id + ".hea"), text, StandardCharsets.US_ASCII);
      try (RandomAccessFile mat = new RandomAccessFile(g.resolve(id + ".mat").toFile(), "rw")) {
        mat.setLength(24 + 24L * samples);
      }
    }
  }
}
