package org.ecgworkbench.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.paper.claims.Claims;
import org.ecgworkbench.paper.claims.PaperVersusReproduced;
import org.ecgworkbench.paper.data.ClassCoOccurrence;
import org.ecgworkbench.paper.data.DataQuality;
import org.ecgworkbench.paper.data.Table1DataProfile;
import org.ecgworkbench.paper.faithfulness.AttributionFaithfulness;
import org.ecgworkbench.paper.faithfulness.AttributionGroundTruth;
import org.ecgworkbench.paper.faithfulness.AttributionTrials;
import org.ecgworkbench.paper.faithfulness.AttributionVerdict;
import org.ecgworkbench.paper.leads.LeadPlan;
import org.ecgworkbench.paper.leads.LeadStudy;
import org.ecgworkbench.paper.leads.LimbLeadNetworks;
import org.ecgworkbench.paper.leads.LimbLeads;
import org.ecgworkbench.paper.leads.Table4Comparisons;
import org.ecgworkbench.paper.leads.Table4Ranking;
import org.ecgworkbench.paper.leads.Table4SingleLeads;
import org.ecgworkbench.paper.leads.TableLeadSets;
import org.ecgworkbench.paper.patients.Completeness;
import org.ecgworkbench.paper.patients.ExplanationSets;
import org.ecgworkbench.paper.patients.PatientExplanations;
import org.ecgworkbench.paper.patients.PatientLeadSums;
import org.ecgworkbench.paper.performance.CalibrationOfScores;
import org.ecgworkbench.paper.performance.FeatureImportances;
import org.ecgworkbench.paper.performance.FeatureTreeShap;
import org.ecgworkbench.paper.performance.Rotation;
import org.ecgworkbench.paper.performance.SplitAudit;
import org.ecgworkbench.paper.performance.Table2TestPerformance;
import org.ecgworkbench.paper.performance.Table3Baselines;
import org.ecgworkbench.paper.performance.Table3Comparisons;
import org.ecgworkbench.paper.performance.Table3Thresholds;
import org.ecgworkbench.paper.population.Figure7PopulationShap;
import org.ecgworkbench.paper.population.LeadsAsPlayers;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunStore;
import org.ecgworkbench.study.store.SplitName;

/** Makes tables again from what one study has saved, and says why one is stale. Nothing is trained and nothing is written. */
final class Rederivation {
  private static final Map<String, Function<Study, TableResult>> TABLES =
      Map.ofEntries(
          Map.entry("table1-data-profile", Table1DataProfile::of),
          Map.entry("table1-cooccurrence", ClassCoOccurrence::table),
          Map.entry("table2-test-performance", Table2TestPerformance::of),
          Map.entry("table3-baselines", Table3Baselines::of),
          Map.entry("table3-tests", Table3Comparisons::of),
          Map.entry("table3-thresholds", Table3Thresholds::of),
          Map.entry("calibration", CalibrationOfScores::table),
          Map.entry("paper-vs-reproduced", PaperVersusReproduced::of),
          Map.entry("claims", Claims::of),
          Map.entry("feature-importances", FeatureImportances::table),
          Map.entry("feature-tree-shap", study -> treeShap(study, "random-forest")),
          Map.entry(
              "feature-tree-shap-gradient-boosting", study -> treeShap(study, "gradient-boosting")),
          Map.entry("patient-explanations", PatientExplanations::of));

  /** Made from the networks of a plan, which the sidecar names. */
  private static final Map<String, Function<LeadStudy, TableResult>> LEADS =
      Map.of(
          "table4-single-leads", Table4SingleLeads::of,
          "table4-ranking", Table4Ranking::of,
          "table4-tests", Table4Comparisons::of,
          "table-lead-sets", TableLeadSets::of,
          "table-lead-sets-tests", TableLeadSets::tests,
          "limb-lead-tests", LimbLeadNetworks::tests,
          "limb-lead-folding", LimbLeadNetworks::folding);

  private static final Set<String> FROM_MORE =
      Set.of(
          "figure7-population-shap",
          "limb-lead-residuals",
          "limb-lead-information",
          "attribution-ground-truth",
          "attribution-faithfulness",
          "attribution-ranking",
          "lead-shapley",
          "lead-shapley-records",
          "lead-groups",
          "lead-agreement",
          "lead-interactions",
          "patient-explanations-test",
          "patient-lead-sums",
          "shap-sets",
          "shap-completeness",
          "table3-rotation",
          "split-audit",
          "split-audit-splits",
          "quality-summary",
          "quality-report",
          "exclusions");

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final Study study;
  private final Map<LeadPlan, LeadStudy> leads = new HashMap<>();
  private DataQuality.Tables quality;
  private LimbLeads limbLeads;

  Rederivation(Study study) {
    this.study = study;
  }

  /** Whether a table can be made again. */
  static boolean knows(Sidecar sidecar) {
    return sidecar.file().getParent().endsWith("tables")
        && (TABLES.containsKey(sidecar.id())
            || LEADS.containsKey(sidecar.id())
            || FROM_MORE.contains(sidecar.id()));
  }

  /**
   * Makes a table again and compares it with its sidecar.
   *
   * @return why it is stale; empty where it is what its sidecar says
   */
  Optional<String> staleness(Sidecar sidecar) {
    String manifest = study.dataset().manifestSha256();
    if (!manifest.equals(sidecar.data().get("manifestSha256"))) {
      return Optional.of(
          "made from other data: expected SHA-256 %s, found %s"
              .formatted(sidecar.data().get("manifestSha256"), manifest));
    }
    TableResult table;
    try {
      table = table(sidecar);
    } catch (RunStore.NotSaved e) {
      return Optional.of(
          "code or settings differ: it would now be made from another run, " + e.getMessage());
    }
    List<String> differences = new ArrayList<>();
    Provenance now = table.provenance();
    difference("made by", sidecar.madeBy(), now.madeBy()).ifPresent(differences::add);
    sidecar
        .caption()
        .flatMap(caption -> difference("caption", caption, table.caption()))
        .ifPresent(differences::add);
    differences.addAll(differences("setting", sidecar.settings(), now.settings()));
    if (!sidecar.seeds().isEmpty()) { // older sidecars have none
      differences.addAll(differences("seed of", sidecar.seeds(), now.seeds()));
    }
    differences.addAll(differences("input", sidecar.inputs(), now.inputs()));
    String expected = sidecar.outputs().get(table.file().getFileName().toString());
    String found = Provenance.sha256(table.csv());
    if (!found.equals(expected)) {
      differences.add(
          "made again from its inputs it has other bytes, so the code differs: expected SHA-256 %s, found %s"
              .formatted(expected, found));
    }
    return differences.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", differences));
  }

  private TableResult table(Sidecar sidecar) {
    if (LEADS.containsKey(sidecar.id())) {
      return LEADS.get(sidecar.id()).apply(leads(sidecar));
    }
    return switch (sidecar.id()) {
      case "limb-lead-residuals" -> limbLeads().residuals();
      case "limb-lead-information" -> limbLeads().information();
      case "figure7-population-shap" -> Figure7PopulationShap.table(study);
      case "attribution-ground-truth" ->
          AttributionGroundTruth.of(study, faithfulness(sidecar).options().trials());
      case "attribution-faithfulness" -> faithfulness(sidecar).table();
      case "attribution-ranking" -> AttributionVerdict.of(faithfulness(sidecar)).table();
      case "lead-shapley" -> players(sidecar).table();
      case "lead-shapley-records" -> players(sidecar).records();
      case "lead-groups" -> players(sidecar).groups();
      case "lead-agreement" -> players(sidecar).agreement();
      case "lead-interactions" -> players(sidecar).interactions();
      case "patient-explanations-test" ->
          PatientExplanations.of(study, ExplanationProtocol.separate(), sidecar.id());
      case "patient-lead-sums" -> PatientLeadSums.of(study, ExplanationProtocol.separate());
      case "shap-sets" -> ExplanationSets.of(study, ExplanationProtocol.compared());
      case "shap-completeness" -> Completeness.of(study, ExplanationProtocol.compared());
      case "table3-rotation" ->
          Rotation.of(
                  study,
                  runs(
                      sidecar,
                      numbers(sidecar, "test folds").stream().map(SplitName::ofFold).toList()))
              .table();
      case "split-audit" -> audit(sidecar).table();
      case "split-audit-splits" -> audit(sidecar).splits();
      case "quality-summary" -> quality().summary();
      case "quality-report" -> quality().findings();
      case "exclusions" -> quality().exclusions();
      default -> TABLES.get(sidecar.id()).apply(study);
    };
  }

  private LimbLeads limbLeads() {
    if (limbLeads == null) {
      limbLeads = LimbLeads.of(study);
    }
    return limbLeads;
  }

  private LeadStudy leads(Sidecar sidecar) {
    Map<String, String> settings = sidecar.settings();
    LeadPlan plan =
        new LeadPlan(
            LeadPlan.parseLeadSets(settings.getOrDefault("lead sets", "")),
            LeadPlan.parseFolds(settings.getOrDefault("folds", "")),
            LeadPlan.parseSeeds(settings.getOrDefault("seeds", "")));
    return leads.computeIfAbsent(plan, p -> LeadStudy.of(study, p));
  }

  private AttributionFaithfulness faithfulness(Sidecar sidecar) {
    AttributionFaithfulness.Options options = AttributionFaithfulness.Options.defaults();
    AttributionTrials.Options trials = options.trials();
    for (int records : numbers(sidecar, "records a class")) {
      trials = trials.withPairsPerClass(records);
    }
    for (int records : numbers(sidecar, "records a class with randomised weights")) {
      options = options.withCascadePairsPerClass(records);
    }
    return AttributionFaithfulness.of(study, options.withTrials(trials));
  }

  private LeadsAsPlayers players(Sidecar sidecar) {
    LeadsAsPlayers.Options options = LeadsAsPlayers.Options.defaults();
    for (int records : numbers(sidecar, "explained a class")) {
      options = options.withRecordsPerClass(records);
    }
    for (int references : numbers(sidecar, "references")) {
      options = options.withReferences(references);
    }
    return LeadsAsPlayers.of(study, options);
  }

  private DataQuality.Tables quality() {
    if (quality == null) {
      quality = DataQuality.of(study);
    }
    return quality;
  }

  private SplitAudit audit(Sidecar sidecar) {
    List<Integer> seeds = numbers(sidecar, "split seeds");
    if (seeds.size() != 2) {
      throw new IllegalArgumentException("setting 'split seeds' is not a range");
    }
    int count = seeds.get(1) - seeds.get(0) + 1;
    return SplitAudit.of(study, runs(sidecar, study.splits(count)));
  }

  private static List<Integer> numbers(Sidecar sidecar, String setting) {
    List<Integer> numbers = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(sidecar.settings().getOrDefault(setting, ""));
    while (matcher.find()) {
      numbers.add(Integer.parseInt(matcher.group()));
    }
    return numbers;
  }

  private static TableResult treeShap(Study study, String learner) {
    return FeatureTreeShap.table(study, study.runs(learner, List.of(SplitName.OWN)).get(0));
  }

  /** The runs of the learners that a sidecar names. */
  private List<Run> runs(Sidecar sidecar, List<SplitName> splits) {
    List<Run> runs = new ArrayList<>();
    for (String learner : sidecar.settings().getOrDefault("learners", "").split(", ")) {
      runs.addAll(study.runs(learner, splits));
    }
    return runs;
  }

  private static List<String> differences(
      String what, Map<String, String> expected, Map<String, String> found) {
    Set<String> names = new LinkedHashSet<>(expected.keySet());
    names.addAll(found.keySet());
    Map<String, String> differences = new LinkedHashMap<>();
    for (String name : names) {
      difference(what + " " + name, expected.get(name), found.get(name))
          .ifPresent(text -> differences.put(name, text));
    }
    return new ArrayList<>(new TreeMap<>(differences).values());
  }

  private static Optional<String> difference(String what, String expected, String found) {
    if (expected != null && expected.equals(found)) {
      return Optional.empty();
    }
    return Optional.of(
        "%s: expected %s, found %s"
            .formatted(what, expected == null ? "none" : expected, found == null ? "none" : found));
  }
}
