package org.ecgworkbench.paper.questions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.SavedItems;

/**
 * What a learner answers.
 *
 * @param clean predictions without disturbance, one a training
 * @param disturbed the same by disturbance
 */
record DisturbedAnswers(
    Examined examined, List<Predictions> clean, Map<String, List<Predictions>> disturbed) {
  /** The scores of a record under a disturbance, as they are saved. */
  record Scored(
      String disturbance, String learner, double training, String record, double[] scores) {}

  /** The answers of a study's learners, from disk where they are saved. */
  static List<DisturbedAnswers> of(
      Study study, List<QuestionRuns.Learner> runs, SavedItems<Scored> saved) {
    List<Scored> scored = saved.isThere() ? saved.read() : make(study, runs, saved);
    Map<String, Predictions> byKey = predictions(study.dataset(), scored);
    List<DisturbedAnswers> answers = new ArrayList<>();
    for (QuestionRuns.Learner learner : runs) {
      Map<String, List<Predictions>> disturbed = new LinkedHashMap<>();
      for (Disturbance disturbance : Disturbance.all()) {
        List<Predictions> of = new ArrayList<>();
        for (int t = 0; t < learner.runs().size(); t++) {
          of.add(byKey.get(key(disturbance.name(), learner.name(), t)));
        }
        disturbed.put(disturbance.name(), of);
      }
      answers.add(new DisturbedAnswers(learner.examined(), learner.tests(), disturbed));
    }
    return answers;
  }

  /** The answers of a model of the caller's. */
  static DisturbedAnswers of(Study study, Examined one, List<String> ids) {
    Map<String, List<Predictions>> disturbed = new LinkedHashMap<>();
    List<Predictions> clean = one.scores(study.dataset(), ids);
    for (Disturbance disturbance : Disturbance.all()) {
      study.progress().update(one.name() + ": " + disturbance.name());
      disturbed.put(
          disturbance.name(), one.scores(new Disturbed(study.dataset(), disturbance), ids));
    }
    study.progress().done("%s: %d disturbances".formatted(one.name(), disturbed.size()));
    return new DisturbedAnswers(one, clean, disturbed);
  }

  private static String key(String disturbance, String learner, double training) {
    return disturbance + ", " + learner + ", " + (int) training;
  }

  private static List<Scored> make(
      Study study, List<QuestionRuns.Learner> runs, SavedItems<Scored> saved) {
    study.requireMaking(saved.file().getParent());
    List<String> ids = study.split().testIds();
    Map<String, Disturbance> byName = new LinkedHashMap<>();
    Disturbance.all().forEach(d -> byName.put(d.name(), d));
    try (QuestionRuns.Opened opened = new QuestionRuns.Opened(study, runs)) {
      return saved.make(
          List.copyOf(byName.keySet()),
          name -> scored(study, opened.examined(), byName.get(name), ids),
          study.profile().jobs(),
          study.progress(),
          "disturbances of the test records");
    }
  }

  private static List<Scored> scored(
      Study study, List<Examined> examined, Disturbance disturbance, List<String> ids) {
    Disturbed data = new Disturbed(study.dataset(), disturbance);
    List<Scored> scored = new ArrayList<>();
    for (Examined one : examined) {
      List<Predictions> all = one.scores(data, ids);
      for (int t = 0; t < all.size(); t++) {
        double[][] scores = all.get(t).scores();
        for (int i = 0; i < ids.size(); i++) {
          scored.add(new Scored(disturbance.name(), one.name(), t, ids.get(i), scores[i]));
        }
      }
    }
    return scored;
  }

  private static Map<String, Predictions> predictions(EcgDataset data, List<Scored> scored) {
    Map<String, List<Scored>> grouped = new LinkedHashMap<>();
    for (Scored one : scored) {
      grouped
          .computeIfAbsent(
              key(one.disturbance(), one.learner(), one.training()), k -> new ArrayList<>())
          .add(one);
    }
    Map<String, Predictions> found = new LinkedHashMap<>();
    grouped.forEach(
        (key, of) -> {
          List<String> ids = of.stream().map(Scored::record).toList();
          found.put(
              key,
              new Predictions(
                  ids,
                  org.ecgworkbench.ecg.Diagnosis.ALL.stream().map(Enum::name).toList(),
                  data.labels(ids),
                  of.stream().map(Scored::scores).toArray(double[][]::new)));
        });
    return found;
  }

  /** The share of the decisions that a disturbance turns, over records, classes and trainings. */
  double turned(String disturbance) {
    List<Examined.Training> trainings = examined.trainings();
    int turned = 0;
    int all = 0;
    for (int t = 0; t < trainings.size(); t++) {
      boolean[][] before = trainings.get(t).thresholds().apply(clean.get(t));
      boolean[][] after = trainings.get(t).thresholds().apply(disturbed.get(disturbance).get(t));
      for (int i = 0; i < before.length; i++) {
        for (int c = 0; c < before[i].length; c++) {
          turned += before[i][c] != after[i][c] ? 1 : 0;
          all++;
        }
      }
    }
    return (double) turned / all;
  }
}
