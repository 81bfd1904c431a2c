package org.ecgworkbench.dataset.synthetic;

/**
 * One generated heart beat and its fiducial points as samples from the record's start. Points of a beat at an edge may lie before 0 or
 * after the last sample; its QRS onset lies inside.
 *
 * @param kind where the beat arose
 * @param pOnset start of the P wave, or {@link #NONE}
 * @param pEnd end of the P wave, or {@link #NONE}
 * @param qrsOnset start of the QRS complex
 * @param qrsEnd end of the QRS complex, the J point
 * @param tOnset start of the T wave
 * @param tPeak the T wave's maximum
 * @param tEnd end of the T wave, where the tangent at its steepest descent meets the baseline
 */
public record Beat(
    Kind kind, int pOnset, int pEnd, int qrsOnset, int qrsEnd, int tOnset, int tPeak, int tEnd) {

  /** In place of a point that the beat does not have. */
  public static final int NONE = Integer.MIN_VALUE;

  /** Where a beat arose. */
  public enum Kind {
    /** In the sinus node. */
    SINUS,
    /** Conducted from fibrillating atria. */
    FIBRILLATION,
    /** Early, elsewhere in the atria. */
    PREMATURE_ATRIAL,
    /** Early, in a ventricle. */
    PREMATURE_VENTRICULAR
  }

  /** {@return whether a P wave belongs to the beat; if not, {@link #pOnset()} and {@link #pEnd()} are {@link #NONE}} */
  public boolean hasP() {
    return pOnset != NONE;
  }
}
