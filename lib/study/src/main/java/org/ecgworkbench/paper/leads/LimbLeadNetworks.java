package org.ecgworkbench.paper.leads;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.ecgworkbench.base.Logistic;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.LeadSet;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.inference.Replicates;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;

/**
 * What the dependence of the limb leads means for networks: sets that hold the same information compared, one limb lead compared with I and
 * II together, and trained networks folded so that they read I and II alone and answer as before.
 */
public final class LimbLeadNetworks {
  private static final int BATCH = 32;
  private static final double MILLIONTHS = 1e6;

  private LimbLeadNetworks() {}

  /**
   * {@return the tests: six limb leads against I and II, and I, II, III, V2 against I, II, V2, which is no new information, so that a
   * difference is one of training; each limb lead against I and II, which is what it loses}. Each limb lead against I and II: what it
   * loses.
   *
   * @throws EcgDataException if the network on I and II is not among the sets
   */
  public static TableResult tests(LeadStudy leads) {
    int two = two(leads);
    DifferenceRows rows = new DifferenceRows(leads);
    List<DifferenceRows.Pair> same = new ArrayList<>();
    add(same, leads, LeadSet.SIX.leads(), LeadSet.TWO.leads());
    add(same, leads, LeadSet.FOUR.leads(), LeadSet.THREE.leads());
    List<DifferenceRows.Pair> single = new ArrayList<>();
    for (Lead lead : LeadSet.SIX.leads()) {
      add(single, leads, List.of(lead), leads.plan().leadSets().get(two));
    }
    for (PerformanceMetric metric : List.of(PerformanceMetric.F1, PerformanceMetric.AUC)) {
      rows.add("the same information", same, metric);
      rows.add("one limb lead against I, II", single, metric);
    }
    return rows.result(
        "limb-lead-tests",
        """
        Limb leads: sets that hold the same information, and one lead against I and II: %s. \
        Difference of the averages with its 95 %% interval, two-sided p, corrected by Holm within \
        question and metric.""",
        LimbLeadNetworks.class);
  }

  private static int two(LeadStudy leads) {
    int two = leads.plan().indexOf(LeadSet.TWO.leads());
    if (two < 0) {
      throw new EcgDataException(
          "the comparison needs the network on the leads I, II, found "
              + leads.plan().leadSetNames());
    }
    return two;
  }

  private static void add(
      List<DifferenceRows.Pair> pairs, LeadStudy leads, List<Lead> first, List<Lead> second) {
    int one = leads.plan().indexOf(first);
    int other = leads.plan().indexOf(second);
    if (one >= 0 && other >= 0) {
      pairs.add(new DifferenceRows.Pair(one, other));
    }
  }

  /**
   * {@return every network that reads more limb leads than I and II, folded ({@link LimbLeadFolding}) and asked again about its test
   * records: the largest difference of any score}. Once the folded network reads I and II as they are recorded and the whole one all leads
   * as recorded, so that the rounding of the recorded leads is in it; once the whole one reads limb leads that were computed from I and II,
   * which leaves the arithmetic alone.
   *
   * @throws CancellationException if the calling thread is interrupted
   */
  public static TableResult folding(LeadStudy leads) {
    List<Compared> rows = new ArrayList<>();
    List<List<Lead>> sets = leads.plan().leadSets();
    for (int set = 0; set < sets.size(); set++) {
      List<Lead> kept = LimbLeadFolding.independent(sets.get(set));
      if (kept.equals(sets.get(set)) || !kept.contains(Lead.I) || !kept.contains(Lead.II)) {
        continue;
      }
      Compared all = new Compared(set, kept);
      for (Run run : leads.runs(set)) {
        compare(leads.study(), run, all);
        leads.study().progress().update("folding " + run.name());
      }
      rows.add(all);
    }
    leads.study().progress().done("%d sets of leads folded".formatted(rows.size()));
    return leads
        .study()
        .table(
            "limb-lead-folding",
            "Networks folded to read I and II instead of all their limb leads, and the largest change of a score: %s."
                .formatted(leads.where()),
            Rows.of(rows)
                .text("network", r -> leads.label(r.set))
                .text("folded to", r -> LeadSet.label(r.kept))
                .count("networks", r -> leads.runs(r.set).size())
                .count("scores", r -> r.scores)
                .number("largest change x 1e6 (recorded leads)", r -> MILLIONTHS * r.recorded)
                .number("largest change x 1e6 (computed leads)", r -> MILLIONTHS * r.computed)
                .count("decisions changed", r -> r.changed)
                .table(),
            leads.provenance(LimbLeadNetworks.class));
  }

  /** What a set's folded networks, which read the leads that are kept, say otherwise. */
  private static final class Compared {
    private final int set;
    private final List<Lead> kept;
    private int scores;
    private double recorded;
    private double computed;
    private int changed;

    private Compared(int set, List<Lead> kept) {
      this.set = set;
      this.kept = kept;
    }
  }

  private static void compare(Study study, Run run, Compared all) {
    List<String> ids = run.test().ids();
    double[] thresholds = run.thresholds().values();
    boolean[][] before = run.thresholds().apply(run.test());
    try (TrainedModel whole = study.model(run);
        TrainedModel folded = LimbLeadFolding.fold(run.directory())) {
      for (int from = 0; from < ids.size(); from += BATCH) {
        Parallel.stopIfInterrupted();
        List<String> some = ids.subList(from, Math.min(ids.size(), from + BATCH));
        float[][][] twelve =
            some.stream()
                .map(id -> study.input(Lead.ALL).prepare(study.dataset().read(id)).millivolts())
                .toArray(float[][][]::new);
        float[][] asFolded = folded.logits(rows(twelve, folded.input()));
        float[][] asRecorded = whole.logits(rows(twelve, whole.input()));
        for (float[][] record : twelve) {
          computeLimbLeads(record);
        }
        float[][] asComputed = whole.logits(rows(twelve, whole.input()));
        for (int i = 0; i < some.size(); i++) {
          for (int c = 0; c < asFolded[i].length; c++) {
            double score = Logistic.of(asFolded[i][c]);
            all.scores++;
            all.recorded = Math.max(all.recorded, Math.abs(score - Logistic.of(asRecorded[i][c])));
            all.computed = Math.max(all.computed, Math.abs(score - Logistic.of(asComputed[i][c])));
            boolean yes = run.comparison().test(score, thresholds[c], run.precision());
            all.changed += yes == before[from + i][c] ? 0 : 1;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the weights in " + run.directory(), e);
    }
  }

  /** The leads of an input out of all twelve; {@code [record][lead][sample]}. */
  private static float[][][] rows(float[][][] twelve, NetworkInput input) {
    float[][][] rows = new float[twelve.length][][];
    for (int i = 0; i < rows.length; i++) {
      float[][] record = twelve[i];
      rows[i] = input.leads().stream().map(lead -> record[lead.ordinal()]).toArray(float[][]::new);
    }
    return rows;
  }

  private static void computeLimbLeads(float[][] record) {
    for (Lead lead : LimbLeads.DERIVED) {
      double[] factors = LimbLeadFolding.coefficients(lead);
      for (int t = 0; t < record[0].length; t++) {
        record[lead.ordinal()][t] =
            (float)
                (factors[0] * record[Lead.I.ordinal()][t]
                    + factors[1] * record[Lead.II.ordinal()][t]);
      }
    }
  }

  /**
   * {@return in words: what six limb leads add to two, and what one of them loses, with 95 % intervals}
   *
   * @param metric what is averaged over the classes
   */
  public static String conclusion(LeadStudy leads, PerformanceMetric metric) {
    int two = two(leads);
    List<String> sentences = new ArrayList<>();
    int six = leads.plan().indexOf(LeadSet.SIX.leads());
    if (six >= 0) {
      Replicates.Difference difference = leads.difference(six, two, metric);
      sentences.add(
          "Six limb leads instead of I and II change the average %s by %s: %s."
              .formatted(
                  metric.label(),
                  words(difference.interval()),
                  difference.interval().contains(0)
                      ? "a difference is not shown, and what these records leave possible is the interval"
                      : "since they hold the same information, this is one of training, not of information"));
    }
    List<String> lower = new ArrayList<>();
    List<String> open = new ArrayList<>();
    for (Lead lead : LeadSet.SIX.leads()) {
      int set = leads.plan().indexOf(List.of(lead));
      if (set >= 0) {
        Interval interval = leads.difference(set, two, metric).interval();
        (interval.upper() < 0 ? lower : open).add(lead.label() + " " + words(interval));
      }
    }
    if (!lower.isEmpty()) {
      sentences.add("One limb lead alone is worse than both: " + String.join(", ", lower) + ".");
    }
    if (!open.isEmpty()) {
      sentences.add("Not shown to be worse here: " + String.join(", ", open) + ".");
    }
    sentences.add(
        "All intervals are of 95 %, each on its own; the tests in the table are corrected by Holm.");
    if (!leads.oneSeedNote().isEmpty()) {
      sentences.add("With " + leads.oneSeedNote() + ".");
    }
    return String.join(" ", sentences);
  }

  private static String words(Interval interval) {
    return interval.isDefined()
        ? String.format(
            Locale.ROOT,
            "%+.3f (%+.3f to %+.3f)",
            interval.estimate(),
            interval.lower(),
            interval.upper())
        : "nothing that is defined";
  }
}
