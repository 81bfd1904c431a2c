/**
 * Heart beats: where their R peaks are ({@link org.ecgworkbench.beat.RPeaks}), and what a signal or an attribution looks like on average
 * around them ({@link org.ecgworkbench.beat.MeanBeat}).
 *
 * <p>Signals are {@code [lead][sample]} in mV; peaks are samples from the start of the signal.
 */
package org.ecgworkbench.beat;
