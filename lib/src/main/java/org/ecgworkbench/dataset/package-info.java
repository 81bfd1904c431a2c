/**
 * Where recordings come from and how they are split: readers and writers, the data sets, folds, and the seeded random streams that
 * every other package draws from. Signals are {@code double[lead][sample]} in mV.
 */
package org.ecgworkbench.dataset;
