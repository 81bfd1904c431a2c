package org.ecgworkbench.paper.questions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ecgworkbench.baseline.FittedBaseline;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.dataset.synthetic.EvidenceMask;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.NetworkGradientModel;
import org.ecgworkbench.shap.evaluation.GroundTruth;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.SavedItems;

/** One answer, as it is saved; the attribution is NaN for what is not a network. */
record DoseAnswer(
    Diagnosis label,
    String record,
    double dose,
    String learner,
    double training,
    double score,
    double inside,
    double outside) {
  static final List<Double> DOSES = List.of(0.0, 0.5, 1.0, 1.5, 2.0);
  static final int RECORDS = 8;
  static final int DRAWS = 25;

  /** The classes whose evidence can be scaled. */
  static List<Diagnosis> scaled() {
    return Diagnosis.ALL.stream().filter(d -> d != Diagnosis.SNR).toList();
  }

  /** The answers of all learners; saved as they are made. */
  static List<DoseAnswer> make(
      Study study,
      SyntheticCohort cohort,
      List<QuestionRuns.Learner> runs,
      SavedItems<DoseAnswer> saved) {
    study.requireMaking(saved.file().getParent());
    SyntheticCohort beyond =
        new SyntheticCohort(cohort.options().withSize(SyntheticCohort.MAX_SIZE));
    Map<String, Integer> items = new LinkedHashMap<>();
    Map<String, Diagnosis> labels = new LinkedHashMap<>();
    chosen(beyond, cohort.options().size())
        .forEach(
            (label, records) ->
                records.forEach(
                    k -> {
                      items.put(SyntheticCohort.id(k), k);
                      labels.put(SyntheticCohort.id(k), label);
                    }));
    try (QuestionRuns.Opened opened = new QuestionRuns.Opened(study, runs)) {
      NetworkInput input = study.input(Lead.ALL);
      float[][][] background =
          study.explanations().background().stream()
              .map(id -> input.prepare(study.dataset().read(id)).millivolts())
              .toArray(float[][][]::new);
      List<ExpectedGradients> explainers =
          opened.networks().stream()
              .map(
                  model ->
                      new ExpectedGradients(
                          new NetworkGradientModel(model, study.profile().threads()),
                          Lead.ALL,
                          background,
                          ExpectedGradients.Options.paper()
                              .withDraws(DRAWS)
                              .withSeed(study.parameters().seed())))
              .toList();
      return saved.make(
          List.copyOf(items.keySet()),
          id ->
              answers(
                  study,
                  runs,
                  opened.networks(),
                  explainers,
                  beyond,
                  items.get(id),
                  labels.get(id)),
          study.profile().jobs(),
          study.progress(),
          "generated records at %d doses".formatted(DOSES.size()));
    }
  }

  /** The first records behind the cohort's end that carry a class alone. */
  private static Map<Diagnosis, List<Integer>> chosen(SyntheticCohort beyond, int first) {
    Map<Diagnosis, List<Integer>> chosen = new TreeMap<>();
    scaled().forEach(label -> chosen.put(label, new ArrayList<>()));
    for (int k = first; chosen.values().stream().anyMatch(of -> of.size() < RECORDS); k++) {
      var diagnoses = beyond.record(k).record().diagnoses();
      List<Integer> of = diagnoses.size() == 1 ? chosen.get(diagnoses.iterator().next()) : null;
      if (of != null && of.size() < RECORDS) {
        of.add(k);
      }
    }
    return chosen;
  }

  private static List<DoseAnswer> answers(
      Study study,
      List<QuestionRuns.Learner> runs,
      List<TrainedModel> networks,
      List<ExpectedGradients> explainers,
      SyntheticCohort beyond,
      int k,
      Diagnosis label) {
    NetworkInput input = study.input(Lead.ALL);
    List<DoseAnswer> answers = new ArrayList<>();
    for (double dose : DOSES) {
      SyntheticRecord synthetic = beyond.record(k, dose);
      EcgRecord record = synthetic.record();
      NetworkInput.Prepared prepared = input.prepare(record);
      boolean[][] mask =
          GroundTruth.mask(
              synthetic.evidence().get(label),
              record.samplingRateHz(),
              record.samples(),
              input,
              EvidenceMask.Strength.DEFINING);
      double[] features = ExpertFeatures.of(record);
      for (QuestionRuns.Learner learner : runs) {
        for (int t = 0; t < learner.runs().size(); t++) {
          Run run = learner.runs().get(t);
          double score;
          double[] sums = {Double.NaN, Double.NaN};
          if (run.learner().isEmpty()) {
            score = networks.get(t).scores(record)[label.ordinal()];
            Explanation why =
                explainers
                    .get(t)
                    .explain(
                        record.id(),
                        prepared.millivolts(),
                        prepared.paddedSamples(),
                        label.ordinal())
                    .get(0);
            sums = sums(why.attributions(), mask);
          } else {
            FittedBaseline fitted = study.fitted(run);
            score = fitted.scores(new double[][] {features})[0][label.ordinal()];
          }
          answers.add(
              new DoseAnswer(label, record.id(), dose, learner.name(), t, score, sums[0], sums[1]));
        }
      }
    }
    return answers;
  }

  /** The attribution inside a mask and outside of it. */
  private static double[] sums(float[][] attributions, boolean[][] mask) {
    double[] sums = new double[2];
    for (int lead = 0; lead < mask.length; lead++) {
      for (int i = 0; i < mask[lead].length; i++) {
        sums[mask[lead][i] ? 0 : 1] += attributions[lead][i];
      }
    }
    return sums;
  }
}
