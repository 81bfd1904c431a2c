/**
 * The vocabulary of the workbench: recordings, leads, diagnoses; and files that are there whole or not at all.
 *
 * <p>Units and shapes, here and everywhere else: a signal is {@code double[lead][sample]} in millivolts (mV), the twelve
 * leads in the order of {@link org.ecgworkbench.ecg.Lead}; rates are in hertz (Hz), durations in seconds (s), ages in years. A
 * missing sample is {@code NaN}. This package depends on nothing.
 */
package org.ecgworkbench.ecg;
