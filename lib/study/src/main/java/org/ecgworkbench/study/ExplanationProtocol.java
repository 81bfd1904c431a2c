package org.ecgworkbench.study;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.Sampling;
import org.ecgworkbench.shap.Weighting;

/**
 * Which records are explained, against which background, and how the draws are made. The paper's explained records hold its
 * background, and nearly all of them were trained on; {@link #separate} keeps the three apart.
 *
 * @param background what a record is compared with
 * @param records which records are explained
 * @param sampling how the draws are made
 * @param weighting how much each draw counts; with calibrated draws the attributions add up by construction, which is then no check
 * @param drawsOfItsOwn draws a record; empty for as many as the profile says
 */
public record ExplanationProtocol(
    Background background,
    Records records,
    Sampling sampling,
    Weighting weighting,
    OptionalInt drawsOfItsOwn) {

  /** What a record is compared with; as many records as the profile says. */
  public enum Background {
    /** The first records by id, as in the paper. */
    FIRST("the first %d records by id"),
    /**
     * Training records outside the first that the paper explains, of each class as many as of any other while there are: class by
     * class in turn, in an order drawn from the seed, records with one label before those with several.
     */
    BALANCED("%d training records, classes in turn, none of them explained");

    private final String text;

    Background(String text) {
      this.text = text;
    }

    /**
     * {@return the background in words}
     *
     * @param records how many it has
     */
    public String describe(int records) {
      return text.formatted(records);
    }
  }

  /** Which records are explained. */
  public enum Records {
    /** The first records by id, as many as the profile says, as in the paper. */
    FIRST("the first %d records by id"),
    /** The test fold, which neither trained the network nor is in a background of training records. */
    TEST("the %d records of the test fold");

    private final String text;

    Records(String text) {
      this.text = text;
    }

    /**
     * {@return which records these are, in words}
     *
     * @param records how many there are
     */
    public String describe(int records) {
      return text.formatted(records);
    }
  }

  /**
   * Checks that nothing is missing.
   *
   * @throws IllegalArgumentException if the draws are not positive
   */
  public ExplanationProtocol {
    if (drawsOfItsOwn.isPresent() && drawsOfItsOwn.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "draws must be at least 1, found " + drawsOfItsOwn.getAsInt());
    }
    Objects.requireNonNull(background, "background");
    Objects.requireNonNull(records, "records");
    Objects.requireNonNull(sampling, "sampling");
    Objects.requireNonNull(weighting, "weighting");
  }

  /** {@return the paper's protocol: first records explained against first records, independent draws that count the same} */
  public static ExplanationProtocol paper() {
    return new ExplanationProtocol(
        Background.FIRST, Records.FIRST, Sampling.PAPER, Weighting.EQUAL, OptionalInt.empty());
  }

  /** {@return the other protocol: test records explained against balanced training records, stratified draws that count the same} */
  public static ExplanationProtocol separate() {
    return new ExplanationProtocol(
        Background.BALANCED,
        Records.TEST,
        Sampling.STRATIFIED,
        Weighting.EQUAL,
        OptionalInt.empty());
  }

  /** {@return the paper's protocol and {@link #separate}, by name, as the notebook compares them} */
  public static Map<String, ExplanationProtocol> compared() {
    Map<String, ExplanationProtocol> compared = new LinkedHashMap<>();
    compared.put("paper", paper());
    compared.put("separate", separate());
    return compared;
  }

  /**
   * {@return the same with another background}
   *
   * @param background the records whose mean output an explanation starts from
   */
  public ExplanationProtocol withBackground(Background background) {
    return new ExplanationProtocol(background, records, sampling, weighting, drawsOfItsOwn);
  }

  /**
   * {@return the same with other records}
   *
   * @param records which are explained
   */
  public ExplanationProtocol withRecords(Records records) {
    return new ExplanationProtocol(background, records, sampling, weighting, drawsOfItsOwn);
  }

  /**
   * {@return the same with another way of drawing}
   *
   * @param sampling how background records and positions on the path are drawn
   */
  public ExplanationProtocol withSampling(Sampling sampling) {
    return new ExplanationProtocol(background, records, sampling, weighting, drawsOfItsOwn);
  }

  /**
   * {@return the same with other weights of the draws}
   *
   * @param weighting equal, or calibrated, which needs at least {@value ExpectedGradients.Options#LEAST_CALIBRATED} draws a record
   */
  public ExplanationProtocol withWeighting(Weighting weighting) {
    return new ExplanationProtocol(background, records, sampling, weighting, drawsOfItsOwn);
  }

  /**
   * {@return the same with another number of draws than the profile's}
   *
   * @param draws a record, at least 1
   */
  public ExplanationProtocol withDraws(int draws) {
    return new ExplanationProtocol(background, records, sampling, weighting, OptionalInt.of(draws));
  }

  /**
   * {@return how many draws a record gets}
   *
   * @param profile says how many where this does not
   */
  public int draws(Profile profile) {
    return drawsOfItsOwn.orElse(profile.shapDraws());
  }

  /**
   * Finds out before anything is trained whether a profile draws enough for these weights.
   *
   * @param profile says how many draws a record gets
   * @throws EcgDataException if they are to be calibrated and are fewer than {@value ExpectedGradients.Options#LEAST_CALIBRATED}
   */
  public void requireEnoughDraws(Profile profile) {
    int least = ExpectedGradients.Options.LEAST_CALIBRATED;
    if (weighting == Weighting.CALIBRATED && draws(profile) < least) {
      throw new EcgDataException(
          "calibrated weights need at least %d draws a record, %s takes %d"
              .formatted(
                  least,
                  drawsOfItsOwn.isPresent() ? "the protocol" : "profile " + profile.name(),
                  draws(profile)));
    }
  }

  /** The draws in words: how they are made, and that they are calibrated where they are. */
  String describeDraws() {
    return (sampling == Sampling.PAPER ? "independent" : "stratified")
        + (weighting == Weighting.CALIBRATED ? ", calibrated" : "");
  }

  /** {@return what to know where explanations are shown beside what they add up to; empty where that is a check} */
  public String caution() {
    return weighting == Weighting.CALIBRATED
        ? " The draws of expected gradients are calibrated: that the attributions add up holds by construction and checks nothing."
        : "";
  }
}
