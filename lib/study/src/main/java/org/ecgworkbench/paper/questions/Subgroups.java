package org.ecgworkbench.paper.questions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.inference.Holm;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.figure.chart.DotPanels;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Learners;
import org.ecgworkbench.study.Study;

/**
 * Performance by sex and age band, and by whatever else is known of the records, such as device or site. A group has few records of a
 * class, so F1 and AUC are those of all its answers together, one a record and class (micro-averaged); they are not the averages over the
 * classes of the other tables. Whether the groups of a factor differ is tested by Cochran's Q, the interaction of group and performance:
 * the squared distances of the groups from their mean, each weighted by what is known of it (records by resampling, trainings by their SD).
 */
public final class Subgroups extends Question<Subgroups.Row> {
  private static final String ID = "subgroups";
  private static final int FEWEST_LABELS = 5;
  private final String where;
  private final List<Row> rows;

  /**
   * A group of a factor as one learner serves it.
   *
   * @param values by metric; null where there are too few labels
   * @param p by metric: whether the groups of the factor differ, corrected by Holm over the factors of the learner
   */
  record Row(
      String factor,
      String group,
      int records,
      int labels,
      String learner,
      int trainings,
      Interval[] values,
      double[] p) {}

  private Subgroups(
      Study study,
      String id,
      String where,
      Map<Examined, List<Predictions>> answers,
      Map<String, Map<String, String>> factors,
      Provenance.Builder provenance) {
    super(
        study,
        id,
        answers.keySet().stream().map(Examined::name).toList(),
        provenance
            .seed(RandomStream.BOOTSTRAP, study.parameters().seed())
            .seed(RandomStream.TRAINING_DEVIATES, study.parameters().seed()));
    this.where = where;
    List<Row> made = new ArrayList<>();
    answers.forEach((examined, scores) -> made.addAll(rows(examined, scores, factors)));
    this.rows = List.copyOf(made);
  }

  /**
   * {@return the 12-lead network, logistic regression and the MLP of a study on its test records, by sex and age}
   *
   * @param study of any recordings
   */
  public static Subgroups of(Study study) {
    return of(study, Map.of());
  }

  /**
   * {@return the same, and by further factors}
   *
   * @param study of any recordings
   * @param more by the factor's name the group of each record, by id; records that are not in it are not stated
   */
  public static Subgroups of(Study study, Map<String, Map<String, String>> more) {
    List<QuestionRuns.Learner> runs = QuestionRuns.of(study);
    Map<Examined, List<Predictions>> answers = new LinkedHashMap<>();
    runs.forEach(learner -> answers.put(learner.examined(), learner.tests()));
    return new Subgroups(
        study,
        more.isEmpty()
            ? ID
            : ID + "-" + Learners.slug(String.join("-", new TreeSet<>(more.keySet()))),
        "test fold of " + study.dataName(),
        answers,
        RecordGroups.factors(study, more),
        QuestionRuns.addTo(study.provenance(Subgroups.class), study, runs));
  }

  /**
   * {@return models of one's own, for example a shipped one, on recordings of one's own}
   *
   * @param study of the recordings; nothing of it is trained
   * @param examined models, each with a name of its own
   * @param ids records of the study's data set that test
   * @param more further factors as in {@link #of(Study, Map)}; may be empty
   * @throws IllegalArgumentException if there is no model or no record
   */
  public static Subgroups of(
      Study study,
      List<Examined> examined,
      List<String> ids,
      Map<String, Map<String, String>> more) {
    Examined.requireSome(examined, ids);
    Provenance.Builder provenance = study.provenance(Subgroups.class);
    Map<Examined, List<Predictions>> answers = new LinkedHashMap<>();
    for (Examined one : examined) {
      answers.put(one, one.scores(study.dataset(), ids));
      provenance.setting("model " + one.name(), one.source());
    }
    return new Subgroups(
        study,
        ID + "-" + Learners.slug(examined.get(0).name()),
        "%d records of %s".formatted(ids.size(), study.dataName()),
        answers,
        RecordGroups.factors(study, more),
        provenance);
  }

  private List<Row> rows(
      Examined examined, List<Predictions> scores, Map<String, Map<String, String>> factors) {
    List<String> ids = scores.get(0).ids();
    Resamples resamples =
        Resamples.plain(ids.size(), Resamples.DEFAULT_COUNT, study.parameters().seed());
    GroupMeter meter = new GroupMeter(examined, scores, study.parameters().seed());
    double[][] p = new double[METRICS.size()][factors.size()];
    List<List<Row>> byFactor = new ArrayList<>();
    int f = 0;
    for (Map.Entry<String, Map<String, String>> factor : factors.entrySet()) {
      Map<String, boolean[]> members =
          RecordGroups.members(factor.getKey(), factor.getValue(), ids);
      List<Row> of = new ArrayList<>();
      List<List<GroupMeter.Measured>> comparable = List.of(new ArrayList<>(), new ArrayList<>());
      members.forEach(
          (group, in) -> {
            int labels = meter.labels(in);
            Interval[] values = new Interval[METRICS.size()];
            if (labels >= FEWEST_LABELS) {
              GroupMeter.Measured[] measured =
                  meter.measured(in, resamples, factor.getKey() + " " + group);
              for (int m = 0; m < values.length; m++) {
                values[m] = Spread.ofShare(measured[m].estimate(), measured[m].replicates());
                if (!group.equals(RecordGroups.UNKNOWN)) {
                  comparable.get(m).add(measured[m]);
                }
              }
            }
            of.add(
                new Row(
                    factor.getKey(),
                    group,
                    RecordGroups.count(in),
                    labels,
                    examined.name(),
                    scores.size(),
                    values,
                    new double[METRICS.size()]));
          });
      for (int m = 0; m < METRICS.size(); m++) {
        p[m][f] = GroupMeter.cochran(comparable.get(m));
      }
      byFactor.add(of);
      f++;
    }
    List<Row> all = new ArrayList<>();
    for (int m = 0; m < METRICS.size(); m++) {
      double[] known = Arrays.stream(p[m]).filter(v -> !Double.isNaN(v)).toArray();
      double[] adjusted = Holm.adjust(known);
      int next = 0;
      for (int i = 0; i < p[m].length; i++) {
        double value = Double.isNaN(p[m][i]) ? Double.NaN : adjusted[next++];
        for (Row row : byFactor.get(i)) {
          row.p()[m] = value;
        }
      }
    }
    byFactor.forEach(all::addAll);
    return all;
  }

  /** {@return F1 and AUC of each group, a row a learner and group} */
  public TableResult table() {
    return table(
        "Performance by group of records, %s: F1 and AUC of all answers of a group together (one a record and class), mean over the trainings, with 95 %% intervals of records and trainings; empty where a group has fewer than %d labels. p: whether the groups of a factor differ (Cochran's Q), corrected by Holm's method over the factors of a learner."
            .formatted(where, FEWEST_LABELS),
        Rows.of(rows)
            .text("factor", Row::factor)
            .text("group", Row::group)
            .count("records", Row::records)
            .count("labels", Row::labels)
            .text("learner", Row::learner)
            .count("trainings", Row::trainings)
            .interval("F1", r -> r.values()[0])
            .number("p of F1 (Holm)", r -> r.p()[0])
            .interval("AUC", r -> r.values()[1])
            .number("p of AUC (Holm)", r -> r.p()[1])
            .note(
                r ->
                    r.values()[0] == null
                        ? "fewer than %d labels".formatted(FEWEST_LABELS)
                        : note(r.values()))
            .table());
  }

  /** {@return F1 and AUC of each group with their intervals} */
  public FigureResult figure() {
    List<DotPanels.Panel> panels = new ArrayList<>();
    for (int m = 0; m < METRICS.size(); m++) {
      int metric = m;
      panels.add(
          new DotPanels.Panel(
              (char) ('a' + m) + "  " + METRICS.get(m).label() + " of all answers",
              METRICS.get(m).label(),
              estimates(r -> true, r -> r.values()[metric]),
              Double.NaN));
    }
    return figure(
        "F1 (a) and AUC (b) by group of records, all answers of a group together, %s, mean over the trainings, with 95 %% intervals of records and trainings; in brackets the records of a group. %s"
            .formatted(where, sentence()),
        new DotPanels(
            of(learners.get(0)).stream()
                .map(r -> "%s: %s (%d)".formatted(r.factor(), r.group(), r.records()))
                .toList(),
            learners,
            panels));
  }

  @Override
  public String sentence() {
    int tests = 0;
    List<String> clear = new ArrayList<>();
    double widest = 0;
    for (String learner : learners) {
      Map<String, Row> byFactor = new LinkedHashMap<>();
      for (Row row : of(learner)) {
        byFactor.putIfAbsent(row.factor(), row);
        if (row.values()[0] != null && row.values()[0].isDefined()) {
          widest = Math.max(widest, row.values()[0].upper() - row.values()[0].lower());
        }
      }
      for (Row row : byFactor.values()) {
        for (int m = 0; m < METRICS.size(); m++) {
          tests += Double.isNaN(row.p()[m]) ? 0 : 1;
          if (row.p()[m] < 0.05) {
            clear.add(
                "%s by %s (%s)".formatted(row.learner(), row.factor(), METRICS.get(m).label()));
          }
        }
      }
    }
    return String.format(
        java.util.Locale.ROOT,
        "Of %d tests %s; with intervals of F1 up to %.2f wide, a difference smaller than that could not have been seen.",
        tests,
        clear.isEmpty()
            ? "none shows that groups differ"
            : "%d show that groups differ (their patients and labels do, too, so it need not be the learner): %s"
                .formatted(clear.size(), String.join("; ", clear)),
        widest);
  }

  @Override
  List<Row> rows() {
    return rows;
  }

  @Override
  String learnerOf(Row row) {
    return row.learner();
  }
}
