/**
 * Where recordings come from and how they are split: readers and writers, the data sets, folds, and the seeded random streams that
 * every other package draws from. Signals are {@code double[lead][sample]} in mV.
 *
 * <p>{@link org.ecgworkbench.dataset.Datasets#open(java.nio.file.Path)} opens a folder as what it holds: CPSC2018 in WFDB or in its
 * original MATLAB form, PTB-XL, any 12-lead WFDB records, or files of carts and archives ({@link
 * org.ecgworkbench.dataset.device}). An index is in memory, signals are read one record at a time. What a file says is compared with what it
 * holds, and the first thing that does not fit is thrown as one sentence; nothing is repaired.
 */
package org.ecgworkbench.dataset;
