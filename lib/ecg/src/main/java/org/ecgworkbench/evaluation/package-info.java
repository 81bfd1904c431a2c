/**
 * From scores to numbers. {@link org.ecgworkbench.evaluation.Predictions} of the validation fold give {@link
 * org.ecgworkbench.evaluation.Thresholds}; those and the predictions of the test fold give {@link
 * org.ecgworkbench.evaluation.Performance}, {@link org.ecgworkbench.evaluation.inference.Bootstrap} intervals and tests between models. Labels
 * are {@code boolean[record][class]}, scores {@code double[record][class]} in [0, 1]. What cannot be computed is a value with its
 * reason, {@link org.ecgworkbench.evaluation.MetricValue} or {@link org.ecgworkbench.evaluation.Interval}.
 *
 * <p>How often the intervals hold a known truth, and whether the tests reject as often as they say, is in {@code
 * lib/benchmarks/README.md}: at 300 records BCa over plain resamples holds the truth in 93 to 95 %, stratified percentiles in 87 to 94
 * %. Of a class with few positive records only formulas ({@link org.ecgworkbench.evaluation.inference.ClassInterval}) keep 95 %.
 */
package org.ecgworkbench.evaluation;
