package org.ecgworkbench.download;

import java.util.function.Consumer;

/** How far a download is, counted by its threads and told to a listener. */
final class Tally {
  private final Consumer<Download.State> listener;
  private int allFiles;
  private final long start = System.nanoTime();
  private int verified;
  private int alreadyThere;
  private long bytes;
  private long told;

  Tally(Consumer<Download.State> listener) {
    this.listener = listener;
  }

  /** So many files are wanted. */
  synchronized void expect(int files) {
    allFiles = files;
  }

  /** Bytes came in. */
  synchronized void received(int count) {
    bytes += count;
    tell(false);
  }

  /** A file is complete and verified. */
  synchronized void done(boolean wasThere) {
    verified++;
    alreadyThere += wasThere ? 1 : 0;
    tell(verified == allFiles);
  }

  private void tell(boolean always) {
    long now = System.nanoTime();
    if (!always && now - told < 100_000_000L) {
      return;
    }
    told = now;
    double seconds = (now - start) / 1e9;
    int got = verified - alreadyThere;
    double left = got == 0 ? Double.NaN : seconds / got * (allFiles - verified);
    listener.accept(new Download.State(verified, allFiles, bytes, bytes / seconds, left));
  }

  synchronized int allFiles() {
    return allFiles;
  }

  synchronized int verified() {
    return verified;
  }

  synchronized int alreadyThere() {
    return alreadyThere;
  }

  synchronized long bytes() {
    return bytes;
  }
}
