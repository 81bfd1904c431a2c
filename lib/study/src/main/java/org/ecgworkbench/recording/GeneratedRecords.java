package org.ecgworkbench.recording;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.model.NetworkInput;

/**
 * The generated records that a recording of a user's own is compared with: the first {@value #SIZE}
 * of the cohort (seed 42, balanced). Their generation can be begun before there is a network, which
 * takes as long to load; whoever then asks for them helps with the rest. They are the same on any
 * number of threads.
 */
public final class GeneratedRecords {
  static final int SIZE = 40;
  static final long SEED = 42;

  private final SyntheticCohort cohort =
      new SyntheticCohort(new SyntheticCohort.Options(SEED, SIZE, ClassMix.BALANCED));
  private final AtomicInteger next = new AtomicInteger();
  private final EcgRecord[] records = new EcgRecord[SIZE];
  private final Optional<KeptBackground> kept = KeptBackground.ofProcess();
  private Thread ahead;

  /** None is generated yet. */
  public GeneratedRecords() {}

  /**
   * {@return these, which a thread of its own begins to generate, unless they are likely to be kept
   * from an earlier process}
   */
  public GeneratedRecords begin() {
    if (kept.filter(KeptBackground::isLikely).isEmpty()) {
      start();
    }
    return this;
  }

  private synchronized void start() {
    if (ahead == null) {
      ahead = new Thread(this::work, "background");
      ahead.setDaemon(true);
      ahead.start();
    }
  }

  private void work() {
    int k = next.getAndIncrement();
    while (k < SIZE) {
      records[k] = cohort.record(k).record();
      k = next.getAndIncrement();
    }
  }

  /** The records as a network sees them, {@code [record][lead][sample]} in mV. */
  float[][][] prepared(NetworkInput input) {
    return kept.flatMap(k -> k.read(cohort.toString(), SIZE, input))
        .orElseGet(
            () -> {
              float[][][] generated = generated(input);
              kept.ifPresent(k -> k.write(cohort.toString(), input, generated));
              return generated;
            });
  }

  private float[][][] generated(NetworkInput input) {
    start();
    work();
    join();
    return Arrays.stream(records)
        .parallel()
        .map(record -> input.prepare(record).millivolts())
        .toArray(float[][][]::new);
  }

  private void join() {
    boolean interrupted = false;
    while (ahead.isAlive()) {
      try {
        ahead.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
