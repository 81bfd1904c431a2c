package org.ecgworkbench.contents;

import java.util.List;
import java.util.Optional;
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
import org.ecgworkbench.paper.leads.Figure5SingleLeads;
import org.ecgworkbench.paper.leads.LimbLeadNetworks;
import org.ecgworkbench.paper.leads.LimbLeads;
import org.ecgworkbench.paper.leads.Table4Comparisons;
import org.ecgworkbench.paper.leads.Table4Ranking;
import org.ecgworkbench.paper.leads.Table4SingleLeads;
import org.ecgworkbench.paper.leads.TableLeadSets;
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
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.SplitName;

/** What is compared with the paper, the data, performance and single leads. */
final class DataResults {
  static final List<Entry> ALL =
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
              Entry.TABLES,
              "table3-rotation-network",
              "Rotation of the network over ten folds",
              Entry.Kept.BY_A_VERB,
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
          .entries();

  private DataResults() {}

  private static TableResult treeShap(Study study, String learner) {
    return FeatureTreeShap.table(study, study.runs(learner, List.of(SplitName.OWN)).get(0));
  }
}
