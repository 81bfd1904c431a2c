package org.ecgworkbench.dataset.synthetic;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;

/**
 * A generated recording and the truth about it.
 *
 * @param record the recording, exactly as a reader of its files would return it
 * @param evidence where the evidence of each of the record's labels is
 * @param beats the beats whose QRS onset lies in the record, in order of time
 * @param lookalikes what the record shows that resembles a label it does not have; empty for most
 * @param scenario what was drawn, in words, for example {@code [IAVB] (hard): PR 206 ms} or {@code [SNR]: lookalike of RBBB:
 *     incomplete right bundle branch block; QRS 108 ms}
 */
public record SyntheticRecord(
    EcgRecord record,
    Map<Diagnosis, EvidenceMask> evidence,
    List<Beat> beats,
    Set<Lookalike> lookalikes,
    String scenario) {

  /** Copies the collections. */
  public SyntheticRecord {
    EnumMap<Diagnosis, EvidenceMask> copy = new EnumMap<>(Diagnosis.class);
    copy.putAll(evidence);
    evidence = Collections.unmodifiableMap(copy);
    beats = List.copyOf(beats);
    EnumSet<Lookalike> seen = EnumSet.noneOf(Lookalike.class);
    seen.addAll(lookalikes);
    lookalikes = Collections.unmodifiableSet(seen);
  }

  /** {@return the recording, what was drawn for it, and the number of its beats} */
  @Override
  public String toString() {
    return record + "; " + scenario + "; " + beats.size() + " beats";
  }

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

  /**
   * A finding that resembles one of the nine diagnoses and is none of them: what makes the diagnoses hard in an ECG department. Sources
   * and frequencies are in {@code datasets/synthetic.md}.
   */
  public enum Lookalike {
    /** QRS 100 to 118 ms, r' in V1, small terminal S in I and V6. */
    INCOMPLETE_RIGHT_BUNDLE_BRANCH_BLOCK("incomplete right bundle branch block", Diagnosis.RBBB),

    /** QRS 100 to 118 ms, no septal q, slurred R in I and V6. */
    INCOMPLETE_LEFT_BUNDLE_BRANCH_BLOCK("incomplete left bundle branch block", Diagnosis.LBBB),

    /** Tall R in V5, V6 and aVL, deep S in V1 and V2, QRS 95 to 116 ms. */
    LEFT_VENTRICULAR_HYPERTROPHY("left ventricular hypertrophy", Diagnosis.LBBB),

    /** Hypertrophy with T inverted in the lateral leads and an ST segment sagging there by less than 0.05 mV. */
    LEFT_VENTRICULAR_STRAIN(
        "left ventricular hypertrophy with strain", Diagnosis.LBBB, Diagnosis.STD),

    /** QRS 112 to 130 ms with septal q and without terminal forces to the right: the shape of neither bundle branch block. */
    NONSPECIFIC_CONDUCTION_DELAY(
        "nonspecific intraventricular conduction delay", Diagnosis.LBBB, Diagnosis.RBBB),

    /** Frontal axis about -45 to -75 degrees, qR in I and aVL, rS in II, III and aVF, QRS below 112 ms. */
    LEFT_ANTERIOR_FASCICULAR_BLOCK("left anterior fascicular block", Diagnosis.LBBB),

    /** The sinus rate swings with respiration by 11 to 28 % of RR from its shortest to its longest. */
    SINUS_ARRHYTHMIA("sinus arrhythmia", Diagnosis.AF, Diagnosis.PAC),

    /** The P wave changes its shape over some beats and back, without an early beat. */
    WANDERING_PACEMAKER("wandering atrial pacemaker", Diagnosis.PAC, Diagnosis.AF),

    /** One P wave and its QRS are missing; no early beat before the pause. */
    SINUS_PAUSE("sinus pause", Diagnosis.PAC, Diagnosis.PVC),

    /** Low P waves under muscle tremor and a wandering baseline. */
    OBSCURED_P("P waves obscured by noise", Diagnosis.AF),

    /** PR 188 to 199 ms. */
    LONG_NORMAL_PR("PR near the upper limit", Diagnosis.IAVB),

    /** J point raised, ST concave, T tall. */
    EARLY_REPOLARISATION("early repolarisation", Diagnosis.STE),

    /** J point lowered at a fast rate, ST rising back within 80 ms. */
    UPSLOPING_J_DEPRESSION("upsloping J point depression", Diagnosis.STD),

    /** Premature atrial beats that find the right bundle refractory: wide, and labelled PAC. */
    ABERRANT_PREMATURE_ATRIAL_BEAT("aberrantly conducted premature atrial beats", Diagnosis.PVC);

    private final String words;
    private final Set<Diagnosis> imitates;

    Lookalike(String words, Diagnosis first, Diagnosis... more) {
      this.words = words;
      this.imitates = Collections.unmodifiableSet(EnumSet.of(first, more));
    }

    /** {@return the finding's name in words, as {@link SyntheticRecord#scenario()} uses it} */
    public String words() {
      return words;
    }

    /**
     * {@return the diagnoses that it can be mistaken for, one or two; a record that shows it has at least one of them not as a label;
     * immutable}
     */
    public Set<Diagnosis> imitates() {
      return imitates;
    }
  }
}
