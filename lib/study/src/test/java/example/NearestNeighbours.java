package example;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.FittedBaseline;

/** A researcher's own learner: the share of each class among the nearest training records. */
final class NearestNeighbours implements Baseline {
  /** How many neighbours. */
  record Options(int neighbours) {}

  /** Is called once, by the next fit. */
  static Runnable whileFitting = () -> {};

  private final Options options;

  NearestNeighbours(int neighbours) {
    this.options = new Options(neighbours);
  }

  @Override
  public String displayName() {
    return options.neighbours + " nearest neighbours";
  }

  @Override
  public Options options() {
    return options;
  }

  @Override
  public FittedBaseline fit(double[][] x, boolean[][] y) {
    Runnable once = whileFitting;
    whileFitting = () -> {};
    once.run();
    return new Fitted(x, y, options.neighbours);
  }

  private record Fitted(double[][] x, boolean[][] y, int neighbours) implements FittedBaseline {
    @Override
    public double[][] scores(double[][] records) {
      double[][] scores = new double[records.length][classes()];
      for (int i = 0; i < records.length; i++) {
        double[] record = records[i];
        List<Integer> nearest =
            IntStream.range(0, x.length)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> distance(record, x[k])))
                .limit(neighbours)
                .toList();
        for (int k : nearest) {
          for (int c = 0; c < classes(); c++) {
            scores[i][c] += y[k][c] ? 1.0 / neighbours : 0;
          }
        }
      }
      return scores;
    }

    private static double distance(double[] a, double[] b) {
      double squares = 0;
      for (int j = 0; j < a.length; j++) {
        squares += (a[j] - b[j]) * (a[j] - b[j]);
      }
      return squares;
    }

    @Override
    public int features() {
      return x[0].length;
    }

    @Override
    public int classes() {
      return y[0].length;
    }
  }
}
