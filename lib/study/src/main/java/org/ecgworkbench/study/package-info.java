/**
 * The experiment behind the paper's tables: data, profile, folds, seeds, trainings, explanations. {@link org.ecgworkbench.study.Study}
 * is its face.
 */
package org.ecgworkbench.study;
