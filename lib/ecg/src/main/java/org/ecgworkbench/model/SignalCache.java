package org.ecgworkbench.model;

import java.util.HashMap;
import java.util.Map;
import org.ecgworkbench.dataset.EcgDataset;

/**
 * Recordings cut to the network's length, kept in memory up to a limit, so that epochs and single-lead networks after the first need
 * no reading and no resampling. All twelve leads are kept. Records beyond the limit are read again each time, so memory does not grow
 * with the number of records. Results do not depend on it. Safe for several threads.
 */
public final class SignalCache {
  private final long limitBytes;
  private final Map<Key, double[][]> windows = new HashMap<>();
  private long usedBytes;

  private SignalCache(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /**
   * {@return an empty cache of limited size}
   *
   * @param megabytes at most so many million bytes of samples are kept; 0 keeps nothing. Twelve leads of 30 s at 500 Hz are 1.44 MB
   * @throws IllegalArgumentException if the number is negative
   */
  public static SignalCache ofMegabytes(int megabytes) {
    if (megabytes < 0) {
      throw new IllegalArgumentException("megabytes must not be negative, found " + megabytes);
    }
    return new SignalCache(megabytes * 1_000_000L);
  }

  /** The window of a record, {@code [12][at most windowSamples]} in mV; to be treated as read-only. */
  double[][] window(EcgDataset dataset, String id, NetworkInput input) {
    Key key = new Key(dataset, id, input.samplingRateHz(), input.windowSamples());
    synchronized (windows) {
      double[][] kept = windows.get(key);
      if (kept != null) {
        return kept;
      }
    }
    double[][] window = input.window(dataset.read(id));
    long bytes = 8L * window.length * window[0].length;
    synchronized (windows) {
      if (usedBytes + bytes <= limitBytes && windows.putIfAbsent(key, window) == null) {
        usedBytes += bytes;
      }
    }
    return window;
  }

  private record Key(EcgDataset dataset, String id, int samplingRateHz, int windowSamples) {}
}
