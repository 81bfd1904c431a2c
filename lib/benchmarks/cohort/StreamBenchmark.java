import java.lang.management.ManagementFactory;
import java.util.Iterator;
import java.util.Locale;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord;

/** Generates a cohort in a stream and prints, at each tenth of it, the heap in use after a collection and the CPU time so far. */
final class StreamBenchmark {
  private StreamBenchmark() {}

  public static void main(String[] arguments) {
    int size = Integer.parseInt(arguments[0]);
    Iterator<SyntheticRecord> records =
        new SyntheticCohort(new SyntheticCohort.Options(42, size, ClassMix.BALANCED))
            .stream().iterator();
    double seconds = 0;
    System.out.printf("heap limit %d MB%n", Runtime.getRuntime().maxMemory() >> 20);
    for (int k = 1; records.hasNext(); k++) {
      seconds += records.next().record().seconds();
      if (k % (size / 10) == 0) {
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        double cpu =
            ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
        System.out.printf(
            Locale.ROOT,
            "%,7d records, %,9.0f s of recording, %5.1f MB in use, %5.1f s of CPU%n",
            k,
            seconds,
            used / 1048576.0,
            cpu);
      }
    }
  }
}
