package org.ecgworkbench.paper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.synthetic.EvidenceFile;
import org.ecgworkbench.dataset.synthetic.EvidenceMask;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.shap.Baseline;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.GroundTruth;
import org.ecgworkbench.shap.NetworkGradientModel;
import org.ecgworkbench.shap.PerturbationCurve;
import org.ecgworkbench.shap.PerturbationCurve.Direction;

/**
 * Test records of the 12-lead network explained for their own labels by every method and control ({@link AttributionMethods}), and what
 * each explanation is worth: its scores against the known evidence where recordings are generated, its deletion and insertion curves, and
 * how much of it falls on padding. Each pair of a record and a label is done once and saved below {@code results/runs}; after a break the
 * work goes on with the next pair.
 */
public final class AttributionTrials {
  private static final String HEADER = "kind,method,record,class,lead,values";
  static final String ALL = "all";

  private final Study study;
  private final Options options;

  /**
   * What to do.
   *
   * @param pairsPerClass test records explained for a class, the first by id, fewer where there are fewer
   * @param integrationSteps steps of integrated gradients from the baseline zero
   * @param occlusionSeconds length of the windows of one lead that occlusion sets to zero
   * @param strength {@code DEFINING} for the defining evidence alone, {@code SUPPORTING} for both
   * @param windowSeconds length of the windows of one lead that deletion and insertion set to zero
   * @param steps points of a deletion or insertion curve after the first
   */
  public record Options(
      int pairsPerClass,
      int integrationSteps,
      double occlusionSeconds,
      Strength strength,
      double windowSeconds,
      int steps) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number is not positive
     */
    public Options {
      Objects.requireNonNull(strength, "strength");
      if (pairsPerClass <= 0
          || integrationSteps <= 0
          || !(occlusionSeconds > 0)
          || !(windowSeconds > 0)
          || steps <= 0) {
        throw new IllegalArgumentException(
            "records per class, steps and seconds must be positive, found %d, %d, %s, %s, %d"
                .formatted(
                    pairsPerClass, integrationSteps, occlusionSeconds, windowSeconds, steps));
      }
    }

    /** Three records a class, 50 steps of integration, windows of 0.2 s, defining evidence, curves of 20 steps. */
    public static Options defaults() {
      return new Options(3, 50, 0.2, Strength.DEFINING, 0.2, 20);
    }

    /** With another number of records. */
    public Options withPairsPerClass(int pairsPerClass) {
      return new Options(
          pairsPerClass, integrationSteps, occlusionSeconds, strength, windowSeconds, steps);
    }

    /** With another number of steps of integration. */
    public Options withIntegrationSteps(int integrationSteps) {
      return new Options(
          pairsPerClass, integrationSteps, occlusionSeconds, strength, windowSeconds, steps);
    }

    /** With windows of occlusion of another length. */
    public Options withOcclusionSeconds(double occlusionSeconds) {
      return new Options(
          pairsPerClass, integrationSteps, occlusionSeconds, strength, windowSeconds, steps);
    }

    /** With other evidence. */
    public Options withStrength(Strength strength) {
      return new Options(
          pairsPerClass, integrationSteps, occlusionSeconds, strength, windowSeconds, steps);
    }
  }

  /** What a line tells. */
  enum Kind {
    /** {@code [pointing, positive share, AUC, coverage]}, of a lead or all. */
    TRUTH,
    /** As {@link #TRUTH}, over all leads, of the method's map of another class against the same evidence. */
    OTHER_CLASS,
    /** {@code [score after each step]}. */
    DELETION,
    /** {@code [score after each step]}. */
    INSERTION,
    /** {@code [share of |phi| on padding, padding's share of the samples]}. */
    PADDING,
    /** {@code [score of the class, 1 if the network says yes]}; of the record, whatever the method. */
    SCORE
  }

  /** A result of one explanation; the lead is a lead's label or {@value #ALL}. */
  record Trial(
      Kind kind, String method, String record, Diagnosis explained, String lead, double[] values) {
    String toCsv() {
      return "%s,\"%s\",%s,%s,%s,%s"
          .formatted(
              kind,
              method,
              record,
              explained,
              lead,
              Arrays.stream(values).mapToObj(String::valueOf).collect(Collectors.joining(";")));
    }

    static Trial parse(String line, Path file) {
      int open = line.indexOf('"');
      int close = line.indexOf('"', open + 1);
      String[] cells = close < 0 ? new String[0] : line.substring(close + 1).split(",", -1);
      if (open < 1 || cells.length != 5) {
        throw new EcgDataException("%s: not a line of trials: '%s'".formatted(file, line));
      }
      try {
        return new Trial(
            Kind.valueOf(line.substring(0, open - 1)),
            line.substring(open + 1, close),
            cells[1],
            Diagnosis.valueOf(cells[2]),
            cells[3],
            Arrays.stream(cells[4].split(";")).mapToDouble(Double::parseDouble).toArray());
      } catch (IllegalArgumentException e) {
        throw new EcgDataException("%s: not a line of trials: '%s'".formatted(file, line), e);
      }
    }

    GroundTruth truth() {
      return new GroundTruth(values[0], values[1], values[2], values[3]);
    }
  }

  /** A record to explain for one of its labels. */
  record Pair(String id, Diagnosis explained) {
    String name() {
      return id + " " + explained;
    }
  }

  AttributionTrials(Study study, Options options) {
    this.study = study;
    this.options = options;
  }

  Options options() {
    return options;
  }

  /** Where the lines are saved. */
  Path file() {
    return study
        .explanationFolder(
            "attribution-trials",
            "%s, %s, generator %d"
                .formatted(
                    options,
                    AttributionMethods.settings(
                        study, options.integrationSteps(), options.occlusionSeconds()),
                    SyntheticCohort.VERSION))
        .resolve("trials.csv");
  }

  /** The settings in words, for a provenance. */
  String settings() {
    return AttributionMethods.settings(
        study, options.integrationSteps(), options.occlusionSeconds());
  }

  /** Test records of each class, the first by id. */
  static List<Pair> pairs(Study study, int perClass) {
    Map<String, RecordSummary> byId = byId(study);
    List<String> testIds = study.split().testIds().stream().sorted().toList();
    List<Pair> pairs = new ArrayList<>();
    for (Diagnosis d : Diagnosis.ALL) {
      testIds.stream()
          .filter(id -> byId.get(id).diagnoses().contains(d))
          .limit(perClass)
          .forEach(id -> pairs.add(new Pair(id, d)));
    }
    return pairs;
  }

  private static Map<String, RecordSummary> byId(Study study) {
    Map<String, RecordSummary> byId = new HashMap<>();
    study.dataset().records().forEach(r -> byId.put(r.id(), r));
    return byId;
  }

  /** All trials, from disk where they are saved. */
  List<Trial> all() {
    Path file = file();
    Map<String, Pair> pairs = new LinkedHashMap<>();
    pairs(study, options.pairsPerClass()).forEach(p -> pairs.put(p.name(), p));
    List<String> lines;
    if (Files.exists(file)) {
      lines = lines(file, pairs, name -> List.of());
    } else {
      study.requireMaking(file.getParent());
      Run run = study.networkRun(Lead.ALL);
      Map<String, RecordSummary> byId = byId(study);
      try (TrainedModel model = study.model(run);
          AttributionMethods methods =
              new AttributionMethods(
                  study, model, options.integrationSteps(), options.occlusionSeconds())) {
        NetworkGradientModel network = new NetworkGradientModel(model, study.profile().threads());
        lines =
            lines(
                file,
                pairs,
                name -> {
                  Pair pair = pairs.get(name);
                  return trials(run, network, methods, pair, byId.get(pair.id())).stream()
                      .map(Trial::toCsv)
                      .toList();
                });
      }
    }
    return lines.stream().map(line -> Trial.parse(line, file)).toList();
  }

  private List<String> lines(
      Path file, Map<String, Pair> pairs, Function<String, List<String>> maker) {
    return ItemLines.of(
        file,
        HEADER,
        List.copyOf(pairs.keySet()),
        maker,
        study.profile().jobs(),
        study.progress(),
        "pairs of a record and its label explained by every method");
  }

  private List<Trial> trials(
      Run run,
      NetworkGradientModel network,
      AttributionMethods methods,
      Pair pair,
      RecordSummary summary) {
    NetworkInput input = study.input(Lead.ALL);
    NetworkInput.Prepared record = input.prepare(study.dataset().read(pair.id()));
    int c = pair.explained().ordinal();
    boolean[][] mask = mask(pair, summary, input);
    Baseline zero = Baseline.zero(input.leads().size(), input.windowSamples());
    PerturbationCurve.Options curve =
        new PerturbationCurve.Options(
            (int) Math.max(1, Math.round(options.windowSeconds() * input.samplingRateHz())),
            options.steps(),
            25);
    List<Trial> found = new ArrayList<>();
    int row = run.test().ids().indexOf(pair.id());
    double score = run.test().scores()[row][c];
    boolean yes = run.comparison().test(score, run.thresholds().values()[c], run.precision());
    found.add(trial(Kind.SCORE, "network", pair, ALL, score, yes ? 1 : 0));
    AttributionMethods.Maps maps = methods.explain(record, c, otherClass(run, row));
    if (mask != null) {
      maps.other()
          .forEach(
              (method, explanation) ->
                  found.add(
                      truth(
                          Kind.OTHER_CLASS, method, pair, ALL, GroundTruth.of(explanation, mask))));
    }
    maps.own()
        .forEach(
            (method, explanation) -> {
              if (mask != null) {
                found.add(truth(Kind.TRUTH, method, pair, ALL, GroundTruth.of(explanation, mask)));
                for (Lead lead : input.leads()) {
                  found.add(
                      truth(
                          Kind.TRUTH,
                          method,
                          pair,
                          lead.label(),
                          GroundTruth.of(explanation, mask, lead)));
                }
              }
              for (Direction direction : Direction.values()) {
                PerturbationCurve curveOf =
                    PerturbationCurve.of(
                        network,
                        explanation,
                        record.millivolts(),
                        zero,
                        direction,
                        curve,
                        logit -> 1 / (1 + StrictMath.exp(-logit)));
                found.add(
                    trial(Kind.valueOf(direction.name()), method, pair, ALL, curveOf.values()));
              }
              if (record.paddedSamples() > 0) {
                found.add(padding(method, pair, explanation, input.windowSamples()));
              }
            });
    return found;
  }

  private static Trial padding(
      String method, Pair pair, Explanation explanation, int windowSamples) {
    return trial(
        Kind.PADDING,
        method,
        pair,
        ALL,
        explanation.paddingShare(),
        (double) explanation.paddedSamples() / windowSamples);
  }

  /** The class with the highest score among those that the record does not have. */
  private static int otherClass(Run run, int row) {
    double[] scores = run.test().scores()[row];
    boolean[] labels = run.test().labels()[row];
    int other = -1;
    for (int c = 0; c < scores.length; c++) {
      other = !labels[c] && (other < 0 || scores[c] > scores[other]) ? c : other;
    }
    return other;
  }

  private static Trial truth(Kind kind, String method, Pair pair, String lead, GroundTruth truth) {
    return trial(
        kind,
        method,
        pair,
        lead,
        truth.pointing(),
        truth.positiveShare(),
        truth.auc(),
        truth.coverage());
  }

  private static Trial trial(Kind kind, String method, Pair pair, String lead, double... values) {
    return new Trial(kind, method, pair.id(), pair.explained(), lead, values);
  }

  /** Null where the evidence is not known or none of it lies in the window. */
  private boolean[][] mask(Pair pair, RecordSummary summary, NetworkInput input) {
    if (!evidenceIsKnown(study)) {
      return null;
    }
    EvidenceMask evidence = evidence(study, pair.id()).get(pair.explained());
    if (evidence == null) {
      return null;
    }
    boolean[][] mask =
        GroundTruth.mask(
            evidence, summary.samplingRateHz(), summary.samples(), input, options.strength());
    for (boolean[] lead : mask) {
      for (boolean in : lead) {
        if (in) {
          return mask;
        }
      }
    }
    return null;
  }

  /** Whether the recordings are generated ones, which alone know where their evidence is. */
  static boolean evidenceIsKnown(Study study) {
    return study.parameters().data().isEmpty()
        || Files.exists(
            study
                .parameters()
                .data()
                .get()
                .resolve(study.dataset().records().get(0).id() + ".evidence.csv"));
  }

  /** The evidence of a generated record. */
  static Map<Diagnosis, EvidenceMask> evidence(Study study, String id) {
    if (study.parameters().data().isPresent()) {
      return EvidenceFile.read(study.parameters().data().get(), id);
    }
    SyntheticCohort cohort = study.cohort().orElseThrow();
    int k = Integer.parseInt(id.substring(1)) - 1;
    if (!SyntheticCohort.id(k).equals(id)) {
      throw new EcgDataException("record " + id + ": not a name of the embedded cohort");
    }
    return cohort.record(k).evidence();
  }
}
