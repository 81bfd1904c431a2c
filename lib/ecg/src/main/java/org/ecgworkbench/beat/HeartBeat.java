package org.ecgworkbench.beat;

/**
 * One beat and where its waves are, as samples from the start of the signal; starts are the first sample of a wave, ends are one past
 * the last. The points are those of all leads together: a wave starts where it does in the earliest lead that shows it.
 *
 * @param rPeak the R peak, see {@link RPeaks}
 * @param pOnset start of the P wave, or {@link #NONE}
 * @param pEnd end of the P wave, or {@link #NONE}
 * @param qrsOnset start of the QRS complex, 0 or more
 * @param qrsEnd end of the QRS complex, the J point, after its start
 * @param tOnset start of the T wave, or {@link #NONE} where the signal ends or the next beat begins before it could be seen
 * @param tPeak the T wave's top, or {@link #NONE}
 * @param tEnd end of the T wave, or {@link #NONE}
 */
public record HeartBeat(
    int rPeak, int pOnset, int pEnd, int qrsOnset, int qrsEnd, int tOnset, int tPeak, int tEnd) {

  /** In place of a point that was not found. */
  public static final int NONE = -1;

  /** {@return whether a P wave was found; if not, {@link #pOnset()} and {@link #pEnd()} are {@link #NONE}} */
  public boolean hasP() {
    return pOnset != NONE;
  }

  /** {@return whether a T wave was found; if not, its points are {@link #NONE}} */
  public boolean hasT() {
    return tPeak != NONE;
  }

  HeartBeat withP(int onset, int end) {
    return new HeartBeat(rPeak, onset, end, qrsOnset, qrsEnd, tOnset, tPeak, tEnd);
  }

  HeartBeat withT(int onset, int peak, int end) {
    return new HeartBeat(rPeak, pOnset, pEnd, qrsOnset, qrsEnd, onset, peak, end);
  }
}
