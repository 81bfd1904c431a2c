/**
 * Notebook 10: what the paper does not answer. How much data the networks need ({@link org.ecgworkbench.paper.questions.LearningCurve}), whether
 * score and attribution follow the evidence ({@link org.ecgworkbench.paper.questions.DoseResponse}), what disturbances of the recording do
 * ({@link org.ecgworkbench.paper.questions.Robustness}), and whether all groups of patients are served alike ({@link
 * org.ecgworkbench.paper.questions.Subgroups}). The last two also take a model and recordings of the user's.
 */
package org.ecgworkbench.paper.questions;
