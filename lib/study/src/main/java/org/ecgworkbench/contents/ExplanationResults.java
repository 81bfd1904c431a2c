package org.ecgworkbench.contents;

import java.util.List;
import java.util.Optional;
import org.ecgworkbench.paper.claims.Claims;
import org.ecgworkbench.paper.faithfulness.AttributionFaithfulness;
import org.ecgworkbench.paper.faithfulness.AttributionGroundTruth;
import org.ecgworkbench.paper.faithfulness.AttributionTrials;
import org.ecgworkbench.paper.faithfulness.AttributionVerdict;
import org.ecgworkbench.paper.faithfulness.FigureFaithfulness;
import org.ecgworkbench.paper.faithfulness.KnownAmplitude;
import org.ecgworkbench.paper.faithfulness.SignalOrNoise;
import org.ecgworkbench.paper.patients.Completeness;
import org.ecgworkbench.paper.patients.ExplanationSets;
import org.ecgworkbench.paper.patients.Figure6PatientPaper;
import org.ecgworkbench.paper.patients.Figure6PatientShap;
import org.ecgworkbench.paper.patients.PatientExplanations;
import org.ecgworkbench.paper.patients.PatientLeadSums;
import org.ecgworkbench.paper.population.Figure7PopulationShap;
import org.ecgworkbench.paper.population.FigureLeadsAsPlayers;
import org.ecgworkbench.paper.population.LeadsAsPlayers;
import org.ecgworkbench.paper.questions.DoseResponse;
import org.ecgworkbench.paper.questions.LearningCurve;
import org.ecgworkbench.paper.questions.PtbXlOrigin;
import org.ecgworkbench.paper.questions.Robustness;
import org.ecgworkbench.paper.questions.Subgroups;
import org.ecgworkbench.real.BaselineTuning;
import org.ecgworkbench.recording.ExternalValidation;
import org.ecgworkbench.study.ExplanationProtocol;

/** Explanations, what the paper does not answer, and recordings of patients. */
final class ExplanationResults {
  static final List<Entry> ALL =
      new Listing()
          // 05: patients
          .by(Figure6PatientShap.class)
          .figure("figure6-patient-shap", "Figure 6. SHAP of one patient")
          .figure("figure6-patient-shap-gallery", "SHAP of a patient of every class")
          .by(PatientExplanations.class)
          .table(
              "patient-explanations", "The explained patients of Figure 6", PatientExplanations::of)
          .table(
              "patient-explanations-test",
              "Explained patients of the test fold",
              s ->
                  PatientExplanations.of(
                      s, ExplanationProtocol.separate(), "patient-explanations-test"))
          .by(Figure6PatientPaper.class)
          .tooLarge("figure6-patient-paper", "One patient's attributions on ECG paper")
          .figure("figure6-patient-beats", "Mean beats and what they say")
          .figure("figure6-patient-methods", "One lead by four methods")
          .by(PatientLeadSums.class)
          .table(
              "patient-lead-sums",
              "One patient's sums of the leads, and how sure they are",
              s -> PatientLeadSums.of(s, ExplanationProtocol.separate()))
          .by(ExplanationSets.class)
          .table(
              "shap-sets",
              "Backgrounds and explained records",
              s -> ExplanationSets.of(s, ExplanationProtocol.compared()))
          .by(Completeness.class)
          .table(
              "shap-completeness",
              "Do the attributions add up?",
              s -> Completeness.of(s, ExplanationProtocol.compared()))
          // 06: the population
          .by(Figure7PopulationShap.class)
          .figure("figure7-population-shap", "Figure 7. SHAP of the population")
          .table("figure7-population-shap", "The numbers of Figure 7", Figure7PopulationShap::table)
          .by(LeadsAsPlayers.class)
          .from(
              "lead-shapley", "What each lead is worth, by four measures", s -> s.players().table())
          .by(FigureLeadsAsPlayers.class)
          .figure("lead-shapley", "What each lead is worth, by four measures")
          .by(LeadsAsPlayers.class)
          .from(
              "lead-shapley-records",
              "Lead Shapley values, record by record",
              s -> s.players().records())
          .from(
              "lead-groups",
              "Limb against precordial leads (Owen values)",
              s -> s.players().groups())
          .from(
              "lead-agreement",
              "Do the measures order the leads alike?",
              s -> s.players().agreement())
          .from(
              "lead-interactions",
              "Interactions of pairs of leads",
              s -> s.players().interactions())
          .by(FigureLeadsAsPlayers.class)
          .figure("lead-interactions", "Interactions of pairs of leads")
          .by(AttributionGroundTruth.class)
          .from(
              "attribution-ground-truth",
              "Attributions against known evidence",
              s -> AttributionGroundTruth.of(s.study(), AttributionTrials.Options.of(s.settings())))
          .figure("attribution-ground-truth", "Attributions against known evidence")
          .by(AttributionFaithfulness.class)
          .from(
              "attribution-faithfulness",
              "Attributions against controls",
              s -> s.faithfulness().table())
          .by(AttributionVerdict.class)
          .from(
              "attribution-ranking",
              "Methods ranked by the tests that they passed",
              s -> AttributionVerdict.of(s.faithfulness()).table())
          .by(FigureFaithfulness.class)
          .figure("attribution-deletion-insertion", "Deletion and insertion")
          .figure("attribution-randomisation", "Attributions of randomised networks")
          .by(SignalOrNoise.class)
          .from(
              "signal-or-noise",
              "Signal or noise? Maps against waves, methods and trainings",
              s -> SignalOrNoise.of(s.study(), SignalOrNoise.Options.of(s.settings())).table())
          .figure("signal-or-noise", "Signal or noise? Maps against waves and against each other")
          // 10: what the paper does not answer
          .by(LearningCurve.class)
          .table(
              "learning-curve",
              "F1 and AUC against the number of training records",
              s -> LearningCurve.of(s).table())
          .figure("learning-curve", "F1 and AUC against the number of training records")
          .by(DoseResponse.class)
          .table(
              "dose-response",
              "Score and attribution against the strength of the evidence",
              s -> DoseResponse.of(s).table())
          .figure("dose-response", "Score and attribution against the strength of the evidence")
          .by(Robustness.class)
          .table("robustness", "Performance on disturbed recordings", s -> Robustness.of(s).table())
          .figure("robustness", "Performance on disturbed recordings")
          .by(Subgroups.class)
          .table("subgroups", "Performance by sex and age", s -> Subgroups.of(s).table())
          .figure("subgroups", "Performance by sex and age")
          // A network tested on other recordings
          .by(ExternalValidation.class)
          .ofAModel(
              "tables", "external-validation", "Test performance on recordings of another source")
          .ofAModel("tables", "external-validation-seeds", "The same, training by training")
          .ofAModel("figures", "external-validation", "AUC on recordings of another source")
          // Recordings of patients
          .by(Claims.class)
          .ofRecordings(
              "claims-performance",
              "The abstract's claims about performance on these recordings",
              Optional.of(s -> Claims.ofPerformance(s.leads())))
          .by(BaselineTuning.class)
          .ofRecordings(
              "baseline-tuning",
              "Settings of the learners, chosen on inner folds",
              Optional.empty())
          .by(KnownAmplitude.class)
          .ofRecordings(
              "known-amplitude",
              "Maps of networks that say whether a wave is large",
              Optional.of(s -> KnownAmplitude.of(s.study()).table()))
          .by(Subgroups.class)
          .ofRecordings(
              "subgroups-device-site",
              "Performance by sex, age, device and site",
              Optional.of(
                  s -> Subgroups.of(s.study(), PtbXlOrigin.of(s.study().dataset())).table()))
          .add(
              Entry.FIGURES,
              "subgroups-device-site",
              "Performance by sex, age, device and site",
              Entry.Kept.REAL,
              Optional.empty())
          .entries();

  private ExplanationResults() {}
}
