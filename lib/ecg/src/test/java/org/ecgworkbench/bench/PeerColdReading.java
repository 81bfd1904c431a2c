package org.ecgworkbench.bench;

import java.nio.file.Path;
import org.ecgworkbench.dataset.wfdb.WfdbReader;

/** Reads one WFDB record and prints the sum of its second lead: the whole of a process, for {@code lib/benchmarks/peers}. */
public final class PeerColdReading {
  private PeerColdReading() {}

  /**
   * Reads and prints.
   *
   * @param arguments the header file
   */
  public static void main(String[] arguments) {
    double sum = 0;
    for (double value : WfdbReader.read(Path.of(arguments[0])).millivolts()[1]) {
      sum += value;
    }
    System.out.println(sum);
  }
}
