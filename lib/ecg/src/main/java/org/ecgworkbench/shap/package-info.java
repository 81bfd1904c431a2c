/**
 * From a model and a recording to an explanation: expected gradients and what they are compared with ({@link
 * org.ecgworkbench.shap.AttributionMethod}), what they add up to over leads and over records, and whether they find evidence whose place
 * is known ({@link org.ecgworkbench.shap.evaluation.GroundTruth}); leads as players of a game ({@link org.ecgworkbench.shap.LeadShapley}, {@link
 * org.ecgworkbench.shap.LeadGame}); controls, moving means, similarities, and what deleting and inserting windows does.
 *
 * <p>{@link org.ecgworkbench.shap.Explainer} is one call for networks and for learners on expert features, whoever
 * wrote them ({@link org.ecgworkbench.shap.LearnerShap}).
 *
 * <p>Shapes: an attribution is {@code [lead][sample]} in units of the model's output, here the logit, without a physical unit; the
 * leads are those that the model reads. Padding takes part, as in the paper; every explanation says how many samples it was.
 */
package org.ecgworkbench.shap;
