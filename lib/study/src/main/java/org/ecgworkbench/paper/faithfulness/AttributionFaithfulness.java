package org.ecgworkbench.paper.faithfulness;

import java.util.List;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.paper.faithfulness.FaithfulnessRows.Row;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.Study;

/**
 * Do the attributions mean anything? Five questions to every method, each beside a control:
 *
 * <ul>
 *   <li>localisation: is the evidence found, better than by nothing, by the signal's size alone, by an untrained network, and by the method's own
 *       map for another class? (generated recordings only)
 *   <li>deletion and insertion: does the score fall when the windows with the greatest attributions are set to zero, and rise when they come
 *       back, sooner than in a random order, or in the order of the signal's size? Only pairs to which the network says yes; areas under the score, of records and not of samples.
 *   <li>randomised weights: does the map change when the layers lose what they learnt?
 *   <li>training seed: do two trainings of one network give the same map?
 *   <li>padding: how much of the map lies where there is no recording?
 * </ul>
 *
 * <p>Differences are paired within a record; p-values are of the paired randomisation test ({@link org.ecgworkbench.evaluation.inference.SignFlips})
 * and adjusted by Holm's method over all rows of one question and measure.
 */
public final class AttributionFaithfulness {
  private final Study study;
  private final Options options;
  private FaithfulnessRows numbers;
  private List<Row> rows;

  /**
   * What to do.
   *
   * @param trials how methods are tried
   * @param cascadePairsPerClass test records of a class whose explanations are made again with randomised weights and another seed
   */
  public record Options(AttributionTrials.Options trials, int cascadePairsPerClass) {
    private static final String CASCADE = "records a class with randomised weights";

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Options {
      if (cascadePairsPerClass <= 0) {
        throw new IllegalArgumentException(
            "records per class must be positive, found " + cascadePairsPerClass);
      }
    }

    /** {@return the default options: the default trials, and two records a class with randomised weights} */
    public static Options defaults() {
      return new Options(AttributionTrials.Options.defaults(), 2);
    }

    /**
     * {@return the options of a result, as its settings say}
     *
     * @param settings of its sidecar
     * @throws IllegalArgumentException if one is not there or cannot be read
     */
    public static Options of(Settings settings) {
      return new Options(AttributionTrials.Options.of(settings), settings.count(CASCADE));
    }

    /**
     * {@return the same with other trials}
     *
     * @param trials which records, windows and steps
     */
    public Options withTrials(AttributionTrials.Options trials) {
      return new Options(trials, cascadePairsPerClass);
    }

    /**
     * {@return the same with another number of records whose explanations are made again}
     *
     * @param cascadePairsPerClass records of each class, positive
     */
    public Options withCascadePairsPerClass(int cascadePairsPerClass) {
      return new Options(trials, cascadePairsPerClass);
    }
  }

  private AttributionFaithfulness(Study study, Options options) {
    this.study = study;
    this.options = options;
  }

  /**
   * {@return the questions put to the explanations of a study's 12-lead network; nothing is computed before it is asked for, and what was
   * is saved below {@code results/runs}}
   *
   * @param options trials and records
   */
  public static AttributionFaithfulness of(Study study, Options options) {
    return new AttributionFaithfulness(study, options);
  }

  /** {@return as {@link #of(Study, Options)}, with the default options} */
  public static AttributionFaithfulness of(Study study) {
    return of(study, Options.defaults());
  }

  Study study() {
    return study;
  }

  /** {@return how it was measured} */
  public Options options() {
    return options;
  }

  AttributionTrials trials() {
    return new AttributionTrials(study, options.trials());
  }

  WeightCascade cascade() {
    return new WeightCascade(study, options.cascadePairsPerClass());
  }

  /** All rows of the table. */
  synchronized List<Row> rows() {
    if (rows == null) {
      numbers =
          new FaithfulnessRows(
              trials().all(), cascade().all(), cascade().changes(), study.parameters().seed());
      rows = numbers.all();
    }
    return rows;
  }

  /** In how many classes the method finds the evidence better than the amplitude does, and in how many that was asked. */
  int[] classesAboveAmplitude(Method method) {
    rows();
    List<Interval> found = numbers.aboveAmplitude(method);
    return new int[] {(int) found.stream().filter(i -> i.lower() > 0).count(), found.size()};
  }

  /** {@return the table, {@code attribution-faithfulness}} */
  public TableResult table() {
    Provenance.Builder provenance = study.provenance(AttributionFaithfulness.class);
    return study.table(
        "attribution-faithfulness",
        """
        Faithfulness of the attributions of the 12-lead network to test records of %s. \
        Differences are paired within records; p-values of the paired randomisation test, \
        adjusted by Holm's method."""
            .formatted(study.dataName()),
        Rows.of(rows())
            .text("question", Row::question)
            .text("method", r -> r.method().label())
            .text("measure", Row::measure)
            .text("against", Row::against)
            .count("records", Row::records)
            .interval("value", Row::value)
            .interval("difference", Row::difference)
            .number("p_holm", Row::p)
            .note(r -> r.value().note())
            .table(),
        sources(provenance));
  }

  /**
   * {@return a provenance with what the trials were made from}
   *
   * @param provenance of a result of these trials; changed
   */
  public Provenance.Builder sources(Provenance.Builder provenance) {
    provenance
        .seed(RandomStream.SIGN_FLIPS, study.parameters().seed())
        .seed(RandomStream.ATTRIBUTION, WeightCascade.otherSeed(study))
        .setting(Options.CASCADE, options.cascadePairsPerClass())
        .setting("second training seed", WeightCascade.otherSeed(study))
        .input(study.results(), cascade().file());
    study.withInputs(provenance, study.train(WeightCascade.otherJob(study)));
    return AttributionGroundTruth.sources(study, trials(), provenance);
  }

  @Override
  public String toString() {
    return """
        faithfulness of the attributions of the 12-lead network to test records of %s: %d a \
        class, %d with randomised weights and another seed; table() tests them"""
        .formatted(
            study.dataName(), options.trials().pairsPerClass(), options.cascadePairsPerClass());
  }
}
