/**
 * The embedded data: a seeded generator of 12-lead ECG cohorts from a model of the heart's electric dipole.
 *
 * <p>The way of a record: {@link org.ecgworkbench.dataset.synthetic.SyntheticCohort} draws its labels; a subject (age, sex, electrical
 * axes, intervals, noise), a rhythm (the times of P waves and QRS complexes) and the dipole's course over time follow; lead vectors
 * project the dipole to the electrodes; noise joins there; leads are formed as in an amplifier and rounded to 1 &#181;V. Each record
 * knows where the evidence of its labels is ({@link org.ecgworkbench.dataset.synthetic.EvidenceMask}).
 *
 * <p>Signals are {@code double[lead][sample]} in mV at 500 Hz; the dipole's axes are Frank's: X to the left, Y to the feet, Z to the
 * back. Times inside the model are seconds from the first sample. {@code datasets/synthetic.md} lists equations, parameters and
 * sources. The cohort is designed from physiology; no parameter was chosen by looking at a model's score.
 */
package org.ecgworkbench.dataset.synthetic;
