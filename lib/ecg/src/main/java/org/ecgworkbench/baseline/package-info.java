/**
 * The paper's comparison methods: 636 expert features of a recording and five classical learners on them.
 *
 * <p>Signals are {@code double[lead][sample]} in mV, features {@code double[record][feature]}, labels {@code
 * boolean[record][class]}, scores {@code double[record][class]} in [0, 1]. {@link org.ecgworkbench.baseline.feature.ExpertFeatures} says
 * what each feature is, {@link org.ecgworkbench.baseline.feature.FeatureTable} holds and stores them, {@link
 * org.ecgworkbench.baseline.Baselines} lists the learners in the order of the paper, {@link org.ecgworkbench.baseline.TreeShap}
 * explains what their trees say of a record.
 *
 * <p>A learner of one's own implements {@link org.ecgworkbench.baseline.Baseline}; {@link
 * org.ecgworkbench.baseline.LearnerContract} checks it where it is used.
 */
package org.ecgworkbench.baseline;
