/**
 * The 636 expert features of a recording: statistics of the samples and wavelet bands of each lead, age and sex. For the library's own
 * use, but for {@link org.ecgworkbench.baseline.feature.FeatureTable}.
 */
package org.ecgworkbench.baseline.feature;
