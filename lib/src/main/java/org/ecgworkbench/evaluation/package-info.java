/**
 * From scores to numbers. {@link org.ecgworkbench.evaluation.Predictions} of the validation fold give {@link
 * org.ecgworkbench.evaluation.Thresholds}; those and the predictions of the test fold give {@link
 * org.ecgworkbench.evaluation.Performance}, {@link org.ecgworkbench.evaluation.Bootstrap} intervals and tests between models. Labels
 * are {@code boolean[record][class]}, scores {@code double[record][class]} in [0, 1]. What cannot be computed is a value with its
 * reason, {@link org.ecgworkbench.evaluation.MetricValue} or {@link org.ecgworkbench.evaluation.Interval}.
 */
package org.ecgworkbench.evaluation;
