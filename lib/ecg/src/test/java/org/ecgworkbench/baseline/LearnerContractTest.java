package org.ecgworkbench.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.ecgworkbench.baseline.feature.FeatureTable;
import org.ecgworkbench.ecg.EcgDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Learners that do one thing wrong each; what is expected is that the message names it. */
class LearnerContractTest {
  private static final FeatureTable RECORDS =
      new FeatureTable(
          List.of("A0001", "A0002"), List.of("p", "q"), new double[][] {{1, 2}, {3, 4}});
  private static final boolean[][] LABELS = {{true, false, true}, {false, true, true}};

  /** A learner whose fitted form scores as the function says. */
  private record Scripted(String displayName, Record options, Function<double[][], double[][]> how)
      implements Baseline {
    @Override
    public FittedBaseline fit(double[][] x, boolean[][] y) {
      return new Model(x[0].length, y[0].length, how);
    }
  }

  private record Model(int features, int classes, Function<double[][], double[][]> how)
      implements FittedBaseline {
    @Override
    public double[][] scores(double[][] x) {
      return how.apply(x);
    }
  }

  private record Neighbours(int k) {}

  private record Widths(int[] widths) {}

  private static Scripted scripted(Function<double[][], double[][]> how) {
    return new Scripted("my learner", new Neighbours(5), how);
  }

  private static double[][] scores(Function<double[][], double[][]> how) {
    Baseline learner = scripted(how);
    return LearnerContract.scores(
        learner.displayName(), LearnerContract.fit(learner, RECORDS, LABELS), RECORDS);
  }

  private static void refused(String expected, Executable what) {
    EcgDataException e = assertThrows(EcgDataException.class, what);
    assertTrue(e.getMessage().startsWith("learner 'my learner'"), e.getMessage());
    assertTrue(e.getMessage().endsWith(expected), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
  }

  @Test
  void whatIsAsItMustBePasses() {
    double[][] fine = {{0, 1, 0.5}, {0.25, 0, 1}};
    assertArrayEquals(fine, scores(x -> fine));
  }

  @Test
  void scoresOfAnotherShapeOrValueAreNamed() {
    refused("expected scores of 2 records, found none", () -> scores(x -> null));
    refused("expected scores of 2 records, found 1", () -> scores(x -> new double[1][3]));
    refused(
        "record A0002: expected 3 scores, found 2",
        () -> scores(x -> new double[][] {{0, 0, 0}, {0, 0}}));
    refused(
        "record A0001: expected 3 scores, found none",
        () -> scores(x -> new double[][] {null, {0, 0, 0}}));
    refused(
        "record A0002, class 1: expected a score from 0 to 1, found NaN",
        () -> scores(x -> new double[][] {{0, 0, 0}, {0, Double.NaN, 0}}));
    refused(
        "record A0001, class 2: expected a score from 0 to 1, found 1.5",
        () -> scores(x -> new double[][] {{0, 0, 1.5}, {0, 0, 0}}));
  }

  @Test
  void whatALearnerThrowsIsItsCauseAndIsNamed() {
    IllegalStateException own = new IllegalStateException("no neighbours");
    Executable fails =
        () ->
            scores(
                x -> {
                  throw own;
                });
    refused("could not score 2 records: java.lang.IllegalStateException: no neighbours", fails);
    assertEquals(own, assertThrows(EcgDataException.class, fails).getCause());
    Baseline endless =
        new Baseline() {
          @Override
          public String displayName() {
            return "my learner";
          }

          @Override
          public Record options() {
            return new Neighbours(1);
          }

          @Override
          public FittedBaseline fit(double[][] x, boolean[][] y) {
            return fit(x, y);
          }
        };
    refused(
        "could not learn from 2 records of 2 features: java.lang.StackOverflowError",
        () -> LearnerContract.fit(endless, RECORDS, LABELS));
  }

  @Test
  void aModelOfAnotherFormIsRefused() {
    for (Model wrong : List.of(new Model(3, 3, x -> x), new Model(2, 9, x -> x))) {
      Baseline learner = learning(wrong);
      refused(
          "expected a model of 2 features and 3 classes, found %d and %d"
              .formatted(wrong.features(), wrong.classes()),
          () -> LearnerContract.fit(learner, RECORDS, LABELS));
    }
    refused(
        "expected a model, found none", () -> LearnerContract.fit(learning(null), RECORDS, LABELS));
    FittedBaseline undefined =
        new FittedBaseline() {
          @Override
          public double[][] scores(double[][] x) {
            return x;
          }

          @Override
          public int features() {
            return 2;
          }

          @Override
          public int classes() {
            return 3;
          }

          @Override
          public List<Integer> undefinedClasses() {
            return List.of(3);
          }
        };
    refused(
        "expected undefined classes from 0 to 2, found [3]",
        () -> LearnerContract.fit(learning(undefined), RECORDS, LABELS));
  }

  private static Baseline learning(FittedBaseline what) {
    return new Baseline() {
      @Override
      public String displayName() {
        return "my learner";
      }

      @Override
      public Record options() {
        return new Neighbours(1);
      }

      @Override
      public FittedBaseline fit(double[][] x, boolean[][] y) {
        return what;
      }
    };
  }

  /** What is overwritten is the learner's own copy: another one sees the records as they were. */
  @Test
  void aLearnerCannotChangeWhatOthersLearnFrom() {
    scores(
        x -> {
          x[0][0] = Double.NaN;
          return new double[2][3];
        });
    boolean[][] labels = {{true, false, true}, {false, true, true}};
    Baseline vandal =
        new Baseline() {
          @Override
          public String displayName() {
            return "my learner";
          }

          @Override
          public Record options() {
            return new Neighbours(1);
          }

          @Override
          public FittedBaseline fit(double[][] x, boolean[][] y) {
            x[1][1] = 99;
            y[0][0] = false;
            return new Model(2, 3, any -> new double[2][3]);
          }
        };
    LearnerContract.fit(vandal, RECORDS, labels);
    assertArrayEquals(new double[][] {{1, 2}, {3, 4}}, RECORDS.values());
    assertTrue(labels[0][0]);
  }

  @Test
  void namesAndSettingsMustReadTheSameInEveryProcess() {
    for (String name : new String[] {null, "", " ", "two\nlines", " spaces "}) {
      Baseline learner = new Scripted(name, new Neighbours(1), x -> x);
      String message =
          assertThrows(EcgDataException.class, () -> LearnerContract.requireNamed(learner))
              .getMessage();
      assertTrue(message.contains("Scripted: expected a display name of one line"), message);
    }
    for (Record options : new Record[] {null, new Widths(new int[] {1})}) {
      Baseline learner = new Scripted("my learner", options, x -> x);
      String message =
          assertThrows(EcgDataException.class, () -> LearnerContract.requireNamed(learner))
              .getMessage();
      assertTrue(message.contains("settings that read the same in every process"), message);
    }
    for (Baseline learner : Baselines.all(1)) {
      LearnerContract.requireNamed(learner);
    }
  }

  @Test
  void anInterruptThatALearnerIgnoresEndsWhatAskedForIt() {
    assertThrows(
        CancellationException.class,
        () ->
            scores(
                x -> {
                  Thread.currentThread().interrupt();
                  return new double[2][3];
                }));
    assertFalse(Thread.interrupted());
  }
}
