package org.ecgworkbench.contents;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ecgworkbench.paper.claims.Claims;
import org.ecgworkbench.paper.claims.PaperVersusReproduced;
import org.ecgworkbench.paper.data.ClassCoOccurrence;
import org.ecgworkbench.paper.data.DataQuality;
import org.ecgworkbench.paper.data.DevelopmentAndEvaluation;
import org.ecgworkbench.paper.data.Figure1ExampleEcg;
import org.ecgworkbench.paper.data.Figure1Gallery;
import org.ecgworkbench.paper.data.FigureAgeSexByClass;
import org.ecgworkbench.paper.data.FigureRecordLengths;
import org.ecgworkbench.paper.data.RecordFlow;
import org.ecgworkbench.paper.data.RecordIndex;
import org.ecgworkbench.paper.data.Table1DataProfile;
import org.ecgworkbench.paper.faithfulness.AttributionFaithfulness;
import org.ecgworkbench.paper.faithfulness.AttributionGroundTruth;
import org.ecgworkbench.paper.faithfulness.AttributionTrials;
import org.ecgworkbench.paper.faithfulness.AttributionVerdict;
import org.ecgworkbench.paper.faithfulness.FigureFaithfulness;
import org.ecgworkbench.paper.faithfulness.KnownAmplitude;
import org.ecgworkbench.paper.faithfulness.SignalOrNoise;
import org.ecgworkbench.paper.leads.Figure5SingleLeads;
import org.ecgworkbench.paper.leads.LeadStudy;
import org.ecgworkbench.paper.leads.LimbLeadNetworks;
import org.ecgworkbench.paper.leads.LimbLeads;
import org.ecgworkbench.paper.leads.Table4Comparisons;
import org.ecgworkbench.paper.leads.Table4Ranking;
import org.ecgworkbench.paper.leads.Table4SingleLeads;
import org.ecgworkbench.paper.leads.TableLeadSets;
import org.ecgworkbench.paper.patients.Completeness;
import org.ecgworkbench.paper.patients.ExplanationSets;
import org.ecgworkbench.paper.patients.Figure6PatientPaper;
import org.ecgworkbench.paper.patients.Figure6PatientShap;
import org.ecgworkbench.paper.patients.PatientExplanations;
import org.ecgworkbench.paper.patients.PatientLeadSums;
import org.ecgworkbench.paper.performance.CalibrationOfScores;
import org.ecgworkbench.paper.performance.DecisionCurves;
import org.ecgworkbench.paper.performance.FeatureImportances;
import org.ecgworkbench.paper.performance.FeatureTreeShap;
import org.ecgworkbench.paper.performance.Figure2Architecture;
import org.ecgworkbench.paper.performance.Figure3ConfusionMatrices;
import org.ecgworkbench.paper.performance.Figure4Baselines;
import org.ecgworkbench.paper.performance.FigureRocPr;
import org.ecgworkbench.paper.performance.FigureTrainingHistory;
import org.ecgworkbench.paper.performance.Rotation;
import org.ecgworkbench.paper.performance.SplitAudit;
import org.ecgworkbench.paper.performance.Table2TestPerformance;
import org.ecgworkbench.paper.performance.Table3Baselines;
import org.ecgworkbench.paper.performance.Table3Comparisons;
import org.ecgworkbench.paper.performance.Table3Thresholds;
import org.ecgworkbench.paper.population.Figure7PopulationShap;
import org.ecgworkbench.paper.population.FigureLeadsAsPlayers;
import org.ecgworkbench.paper.population.LeadsAsPlayers;
import org.ecgworkbench.paper.questions.DoseResponse;
import org.ecgworkbench.paper.questions.LearningCurve;
import org.ecgworkbench.paper.questions.PtbXlOrigin;
import org.ecgworkbench.paper.questions.Robustness;
import org.ecgworkbench.paper.questions.Subgroups;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.real.BaselineTuning;
import org.ecgworkbench.recording.ExternalValidation;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.SplitName;

/**
 * Every table and figure once: its name, its title, what makes it, whether git keeps it, and how it
 * is made again from saved runs. What lists results is made from here: the manifest of {@code
 * codecheck.yml}, the table of {@code results/README.md}, the contents of the report; {@code
 * environment/workbench contents} writes the first two.
 */
public final class Results {
  /** Who keeps a result. */
  public enum Kept {
    /** Git. */
    IN_GIT,
    /** Git, too, but {@code environment/workbench rotate} makes it: it takes longer than {@code environment/reproduce} may. */
    BY_A_VERB,
    /** Nobody: {@code environment/reproduce} makes it, and it is too large for git. */
    NOWHERE,
    /** The folder of a model, which {@code environment/workbench external} fills. */
    WITH_A_MODEL,
    /** The folders of real recordings, which notebook 08 fills beside the usual results. */
    REAL
  }

  /**
   * A table or figure.
   *
   * @param folder {@code tables} or {@code figures}
   * @param id the name of its files without ending
   * @param title its short name
   * @param maker the class that makes it, as its sidecar says
   * @param kept who keeps it
   * @param again how it is made from what is saved; empty for a figure, and for what needs other
   *     recordings
   */
  public record Entry(
      String folder,
      String id,
      String title,
      Class<?> maker,
      Kept kept,
      Optional<Function<Sources, TableResult>> again) {
    /** {@return the file that shows it, relative to the folder of results} */
    public String file() {
      return folder + "/" + id + (folder.equals(TABLES) ? ".csv" : ".png");
    }
  }

  private static final String TABLES = "tables";
  private static final String FIGURES = "figures";

  /** All of them, in the order of the report: what is compared with the paper first. */
  public static final List<Entry> ALL =
      new Listing()
          .by(Claims.class)
          .ofLeads("claims", "The five claims of the abstract: evidence and verdicts", Claims::of)
          .by(PaperVersusReproduced.class)
          .table(
              "paper-vs-reproduced",
              "The paper's numbers beside those of this run",
              PaperVersusReproduced::of)
          .figure("paper-vs-reproduced", "The paper's test performance beside that of this run")
          // 01: the data
          .by(Table1DataProfile.class)
          .table("table1-data-profile", "Table 1. Data profile", Table1DataProfile::of)
          .by(RecordIndex.class)
          .table("records", "The records, one by one", RecordIndex::of)
          .by(RecordFlow.class)
          .table("record-flow", "What becomes of the records", RecordFlow::table)
          .figure("figure-record-flow", "What becomes of the records")
          .by(DevelopmentAndEvaluation.class)
          .table(
              "development-evaluation",
              "Development and evaluation data side by side",
              DevelopmentAndEvaluation::of)
          .by(Figure1ExampleEcg.class)
          .figure("figure1-example-ecg", "Figure 1. A 12-lead ECG")
          .by(Figure1Gallery.class)
          .tooLarge("figure1-gallery", "An ECG of every class")
          .by(ClassCoOccurrence.class)
          .table("table1-cooccurrence", "Classes that occur together", ClassCoOccurrence::table)
          .figure("figure-class-cooccurrence", "Classes that occur together")
          .by(FigureRecordLengths.class)
          .figure("figure-record-lengths", "Lengths of the recordings")
          .by(FigureAgeSexByClass.class)
          .figure("figure-age-sex-by-class", "Age and sex by class")
          .by(DataQuality.class)
          .from("quality-summary", "Checks of the recordings", s -> s.quality().summary())
          .from("quality-report", "Findings in the recordings", s -> s.quality().findings())
          .from(
              "exclusions", "Recordings that are left out, and why", s -> s.quality().exclusions())
          // 02: learners on expert features
          .by(Table3Baselines.class)
          .table(
              "table3-baselines",
              "Table 3. Learners on expert features against the network",
              Table3Baselines::of)
          .by(Figure4Baselines.class)
          .figure("figure4-baselines", "Figure 4. Learners against the network")
          .by(Table3Comparisons.class)
          .table("table3-tests", "Each learner tested against the network", Table3Comparisons::of)
          .by(Table3Thresholds.class)
          .table(
              "table3-thresholds",
              "Intervals of F1 that hold the choice of thresholds",
              Table3Thresholds::of)
          .by(FigureRocPr.class)
          .figure("figure-roc-pr", "ROC and precision-recall curves by class")
          .by(CalibrationOfScores.class)
          .table(
              "calibration",
              "Calibration before and after temperature scaling",
              CalibrationOfScores::table)
          .figure("figure-calibration", "Reliability diagrams")
          .by(DecisionCurves.class)
          .table("decision-curves", "Net benefit of acting on the scores", DecisionCurves::table)
          .figure("figure-decision-curves", "Decision curves by class")
          .by(Rotation.class)
          .from("table3-rotation", "Rotation over ten folds", s -> s.rotation().table())
          .add(
              TABLES,
              "table3-rotation-network",
              "Rotation of the network over ten folds",
              Kept.BY_A_VERB,
              Optional.of(s -> s.rotation().table()))
          .by(SplitAudit.class)
          .from(
              "split-audit",
              "How much the averages move from split to split",
              s -> s.audit().table())
          .from("split-audit-splits", "The split audit, split by split", s -> s.audit().splits())
          .by(FeatureImportances.class)
          .table(
              "feature-importances",
              "Importances of the random forest's features",
              FeatureImportances::table)
          .figure("feature-importances", "Importances of the features by band and lead")
          .by(FeatureTreeShap.class)
          .table(
              "feature-tree-shap",
              "Tree SHAP of the random forest by lead and band",
              s -> treeShap(s, "random-forest"))
          .figure("feature-tree-shap", "Tree SHAP of the random forest by band and lead")
          .table(
              "feature-tree-shap-gradient-boosting",
              "Tree SHAP of gradient boosting by lead and band",
              s -> treeShap(s, "gradient-boosting"))
          .figure(
              "feature-tree-shap-gradient-boosting",
              "Tree SHAP of gradient boosting by band and lead")
          // 03: the network
          .by(Table2TestPerformance.class)
          .table(
              "table2-test-performance",
              "Table 2. Test performance of the 12-lead network",
              Table2TestPerformance::of)
          .by(Figure2Architecture.class)
          .figure("figure2-architecture", "Figure 2. Architecture of the network")
          .by(Figure3ConfusionMatrices.class)
          .figure("figure3-confusion-matrices", "Figure 3. Confusion matrices")
          .by(FigureTrainingHistory.class)
          .figure("training-history", "Training of the 12-lead network")
          // 04: fewer leads
          .by(Table4SingleLeads.class)
          .ofLeads("table4-single-leads", "Table 4. Single-lead networks", Table4SingleLeads::of)
          .by(Figure5SingleLeads.class)
          .figure("figure5-single-leads", "Figure 5. Single-lead networks")
          .by(Table4Ranking.class)
          .ofLeads("table4-ranking", "Ranks of the leads, and how sure they are", Table4Ranking::of)
          .by(Table4Comparisons.class)
          .ofLeads(
              "table4-tests",
              "Each lead tested against all twelve and against the best",
              Table4Comparisons::of)
          .by(TableLeadSets.class)
          .ofLeads("table-lead-sets", "Reduced sets of leads", TableLeadSets::of)
          .figure("figure-lead-sets", "Reduced sets of leads")
          .ofLeads(
              "table-lead-sets-tests",
              "Reduced sets tested against all twelve",
              TableLeadSets::tests)
          .by(LimbLeads.class)
          .from(
              "limb-lead-residuals",
              "Limb leads against their combinations of I and II",
              s -> s.limbLeads().residuals())
          .from(
              "limb-lead-information",
              "How much of the frontal plane one limb lead sees",
              s -> s.limbLeads().information())
          .by(LimbLeadNetworks.class)
          .ofLeads(
              "limb-lead-tests",
              "Limb leads that hold the same information, tested",
              LimbLeadNetworks::tests)
          .ofLeads(
              "limb-lead-folding",
              "Networks folded to read I and II alone",
              LimbLeadNetworks::folding)
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
              FIGURES,
              "subgroups-device-site",
              "Performance by sex, age, device and site",
              Kept.REAL,
              Optional.empty())
          .entries();

  private Results() {}

  /** Takes entries down; each is made by the class that was named last. */
  private static final class Listing {
    private final List<Entry> entries = new ArrayList<>();
    private Class<?> maker;

    List<Entry> entries() {
      return List.copyOf(entries);
    }

    Listing by(Class<?> maker) {
      this.maker = maker;
      return this;
    }

    Listing table(String id, String title, Function<Study, TableResult> again) {
      return from(id, title, sources -> again.apply(sources.study()));
    }

    Listing ofLeads(String id, String title, Function<LeadStudy, TableResult> again) {
      return from(id, title, sources -> again.apply(sources.leads()));
    }

    Listing from(String id, String title, Function<Sources, TableResult> again) {
      return add(TABLES, id, title, Kept.IN_GIT, Optional.of(again));
    }

    Listing figure(String id, String title) {
      return add(FIGURES, id, title, Kept.IN_GIT, Optional.empty());
    }

    Listing tooLarge(String id, String title) {
      return add(FIGURES, id, title, Kept.NOWHERE, Optional.empty());
    }

    Listing ofAModel(String folder, String id, String title) {
      return add(folder, id, title, Kept.WITH_A_MODEL, Optional.empty());
    }

    Listing ofRecordings(String id, String title, Optional<Function<Sources, TableResult>> again) {
      return add(TABLES, id, title, Kept.REAL, again);
    }

    private Listing add(
        String folder,
        String id,
        String title,
        Kept kept,
        Optional<Function<Sources, TableResult>> again) {
      entries.add(new Entry(folder, id, title, maker, kept, again));
      return this;
    }
  }

  /**
   * {@return a result of the list; empty for one that is not on it}
   *
   * @param sidecar of the result
   */
  public static Optional<Entry> of(Sidecar sidecar) {
    String folder = sidecar.file().getParent().getFileName().toString();
    return ALL.stream()
        .filter(e -> e.id().equals(sidecar.id()) && e.folder().equals(folder))
        .findFirst();
  }

  /** {@return those that git keeps, which {@code environment/reproduce} makes} */
  public static List<Entry> inGit() {
    return ALL.stream().filter(e -> e.kept() == Kept.IN_GIT).toList();
  }

  private static TableResult treeShap(Study study, String learner) {
    return FeatureTreeShap.table(study, study.runs(learner, List.of(SplitName.OWN)).get(0));
  }
}
