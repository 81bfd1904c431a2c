package org.ecgworkbench.random;

import java.util.List;

/**
 * The random streams of a run, one a purpose. Each is a generator of its own for every seed, so one
 * draw more in one of them shifts no other. Results keep the seed of every stream that they depend
 * on, under {@link #pattern()}.
 *
 * <p>A name is what its stream is made from ({@link NumpyRandom#stream}): another letter is another
 * stream, and other numbers.
 */
public enum RandomStream {
  /** Generates a record of the embedded cohort; one part, the record's number from 0. */
  COHORT("cohort/record/*"),
  /** Assigns records to folds. */
  FOLDS("folds"),
  /**
   * Chooses the folds that train, validate and test: {@code RandomState(seed)} itself, as in the
   * authors' code.
   */
  SPLIT("split: RandomState(seed)") {
    @Override
    public NumpyRandom stream(long seed, Object... parts) {
      text(parts);
      return new NumpyRandom(seed);
    }
  },
  /** Draws the weights of a network before its training. */
  INITIALISATION("initialisation"),
  /** Draws the order of the training records. */
  SHUFFLING("shuffling"),
  /** Scales and shifts training records. */
  AUGMENTATION("augmentation"),
  /** Switches activations off during training. */
  DROPOUT("dropout"),
  /** Draws a tree's records and candidate features; two parts, the class and the tree, from 0. */
  RANDOM_FOREST("random forest, class *, tree *"),
  /** Deals out the folds in which scores become probabilities; one part, the class, from 0. */
  SVM_FOLDS("SVM folds, class *"),
  /** Seeds the order of the training; two parts, the class and the part of the records, from 0. */
  SVM_ORDER("SVM order, class *, part *"),
  /** Draws first weights and batches of the perceptron. */
  MLP("MLP"),
  /** Draws resamples of records. */
  BOOTSTRAP("bootstrap"),
  /** Draws resamples of the validation fold where thresholds are chosen again in each. */
  VALIDATION_BOOTSTRAP("bootstrap, validation fold"),
  /** Flips signs of paired differences where there are too many to try all. */
  SIGN_FLIPS("sign flips"),
  /** Draws what other trainings would change; one part, the metric's label. */
  TRAINING_DEVIATES("training deviates *"),
  /** Draws positions and background records of an explanation; one part, the record's id. */
  ATTRIBUTION("attribution:*"),
  /**
   * Draws background records and orders of features of a learner's explanation; one part, the
   * record's id.
   */
  LEARNER_ATTRIBUTION("learner attribution:*"),
  /**
   * Draws attributions that know nothing, for comparison; two parts, the record's id and the class,
   * from 0.
   */
  RANDOM_ATTRIBUTION("random attribution:*:class *"),
  /** Chooses the training records of a class-balanced background. */
  BALANCED_BACKGROUND("balanced background"),
  /** Chooses the records that stand in for absent leads; one part, the record's id. */
  LEAD_REFERENCES("lead references:*"),
  /** Draws weights in place of trained ones. */
  WEIGHT_RANDOMISATION("weight randomisation");

  /** What the training of a network draws from. */
  public static final List<RandomStream> NETWORK =
      List.of(INITIALISATION, SHUFFLING, AUGMENTATION, DROPOUT);

  private final String pattern;

  RandomStream(String pattern) {
    this.pattern = pattern;
  }

  /**
   * {@return the name, in which a {@code *} stands for each part, for example {@code
   * attribution:*}}
   */
  public String pattern() {
    return pattern;
  }

  /**
   * {@return the generator at its beginning, the same for the same seed and parts}
   *
   * @param seed of the run; any number, of {@link #SPLIT} 0 to 2^32 - 1
   * @param parts what stands in the name for each {@code *}, in order
   * @throws IllegalArgumentException if there are more or fewer parts than the name has
   */
  public NumpyRandom stream(long seed, Object... parts) {
    return NumpyRandom.stream(seed, text(parts));
  }

  /** The name with its parts. */
  String text(Object... parts) {
    String[] fixed = pattern.split("\\*", -1);
    if (parts.length != fixed.length - 1) {
      throw new IllegalArgumentException(
          "stream '%s': expected %d parts, found %d"
              .formatted(pattern, fixed.length - 1, parts.length));
    }
    StringBuilder text = new StringBuilder(fixed[0]);
    for (int i = 0; i < parts.length; i++) {
      text.append(parts[i]).append(fixed[i + 1]);
    }
    return text.toString();
  }
}
