/**
 * From scores to numbers: thresholds, per-class metrics, averages. Labels are {@code boolean[record][class]}, scores {@code
 * double[record][class]} in [0, 1].
 */
package org.ecgworkbench.evaluation;
