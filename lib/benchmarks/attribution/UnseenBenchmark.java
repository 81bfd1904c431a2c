import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.inference.Holm;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.evaluation.inference.SignFlips;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.recording.ShippedModel;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.Reference;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.GradientTimesInput;
import org.ecgworkbench.shap.IntegratedGradients;
import org.ecgworkbench.shap.NetworkGradientModel;
import org.ecgworkbench.shap.Occlusion;
import org.ecgworkbench.shap.evaluation.PerturbationCurve.Direction;
import org.ecgworkbench.shap.evaluation.PerturbationCurve;

/**
 * Deletion and insertion on recordings of a data set that no step of a network's training has seen: every record, for each of its labels to
 * which the network says yes; the background is of the data set that the network was trained on.
 *
 * <p>Windows, steps, methods and tests are those of {@code environment/workbench faithfulness}; a record with several labels counts with
 * their mean. Arguments: folder of a model, folder of the background's recordings, folder of the recordings to explain.
 */
public final class UnseenBenchmark {
  private static final int BACKGROUND = 100;
  private static final int DRAWS = 50;
  private static final double WINDOW_SECONDS = 0.2;
  private static final int STEPS = 20;
  private static final int BATCH = 25;
  private static final long SEED = 42;
  private static final String RANDOM = "random";

  /** Curves of one record, means over its labels: by method {@code [deletion, insertion][step]}. */
  private record Curves(int labels, Map<String, double[][]> byMethod) {
    double area(String method, Direction direction) {
      double[] values = byMethod.get(method)[direction.ordinal()];
      double[] fractions = new double[values.length];
      Arrays.setAll(fractions, i -> (double) i / (values.length - 1));
      return new PerturbationCurve(fractions, values).area();
    }
  }

  public static void main(String[] arguments) {
    EcgDataset background = Datasets.open(Path.of(arguments[1]));
    EcgDataset data = Datasets.open(Path.of(arguments[2]));
    try (ShippedModel shipped = ShippedModel.load(Path.of(arguments[0]))) {
      NetworkInput input = shipped.model().input();
      Map<String, AttributionMethod> methods = methods(shipped, background);
      Reference zero = Reference.zero(input.leads().size(), input.windowSamples());
      // Several at a time: the explanations do not depend on it.
      List<Curves> all =
          data.records().parallelStream()
              .map(summary -> curves(shipped, methods, zero, data, summary))
              .filter(curves -> curves.labels() > 0)
              .toList();
      System.out.printf(
          "%s; %d records of %s, %d (record, label) pairs to which it says yes%n%n",
          shipped.model(),
          all.size(),
          data.name(),
          all.stream().mapToInt(Curves::labels).sum());
      print(List.copyOf(methods.keySet()), all);
    }
  }

  private static Map<String, AttributionMethod> methods(ShippedModel shipped, EcgDataset background) {
    NetworkInput input = shipped.model().input();
    NetworkGradientModel model = new NetworkGradientModel(shipped.model());
    Reference zero = Reference.zero(input.leads().size(), input.windowSamples());
    float[][][] rows =
        background.records().stream()
            .map(RecordSummary::id)
            .sorted()
            .limit(BACKGROUND)
            .map(id -> input.prepare(background.read(id)).millivolts())
            .toArray(float[][][]::new);
    Map<String, AttributionMethod> methods = new LinkedHashMap<>();
    for (AttributionMethod method :
        List.of(
            new ExpectedGradients(
                model, input.leads(), rows, ExpectedGradients.Options.paper().withDraws(DRAWS)),
            new IntegratedGradients(
                model, input.leads(), zero, IntegratedGradients.Options.defaults()),
            new GradientTimesInput(model, input.leads()),
            new Occlusion(model, input.leads(), zero, Occlusion.Options.ofWindow(window(input))),
            AttributionMethod.amplitude(input.leads()),
            AttributionMethod.random(input.leads(), SEED))) {
      methods.put(method.label(), method);
    }
    return methods;
  }

  private static int window(NetworkInput input) {
    return (int) Math.round(WINDOW_SECONDS * input.samplingRateHz());
  }

  private static Curves curves(
      ShippedModel shipped,
      Map<String, AttributionMethod> methods,
      Reference zero,
      EcgDataset data,
      RecordSummary summary) {
    NetworkInput input = shipped.model().input();
    NetworkInput.Prepared record = input.prepare(data.read(summary.id()));
    double[] scores = shipped.model().scores(data.read(summary.id()));
    List<Diagnosis> yes =
        summary.diagnoses().stream()
            .filter(d -> !shipped.undecided().contains(d))
            .filter(d -> (float) scores[d.ordinal()] >= shipped.thresholds().value(d.ordinal()))
            .toList();
    NetworkGradientModel model = new NetworkGradientModel(shipped.model());
    PerturbationCurve.Options options =
        new PerturbationCurve.Options(window(input), STEPS, BATCH);
    Map<String, double[][]> byMethod = new LinkedHashMap<>();
    for (Diagnosis d : yes) {
      methods.forEach(
          (name, method) -> {
            Explanation explanation =
                method
                    .explain(
                        record.id(), record.millivolts(), record.paddedSamples(), d.ordinal())
                    .get(0);
            double[][] sums = byMethod.computeIfAbsent(name, n -> new double[2][STEPS + 1]);
            for (Direction direction : Direction.values()) {
              double[] values =
                  PerturbationCurve.of(
                          model,
                          explanation,
                          record.millivolts(),
                          zero,
                          direction,
                          options,
                          logit -> 1 / (1 + Math.exp(-logit)))
                      .values();
              for (int i = 0; i < values.length; i++) {
                sums[direction.ordinal()][i] += values[i] / yes.size();
              }
            }
          });
    }
    return new Curves(yes.size(), byMethod);
  }

  private static void print(List<String> methods, List<Curves> all) {
    Resamples resamples = Resamples.plain(all.size(), Resamples.DEFAULT_COUNT, SEED);
    System.out.println(
        "| method | deletion area | less random | insertion area | less random | largest p of the two (Holm) |");
    System.out.println("|---|---|---|---|---|---|");
    double[] p = new double[2 * methods.size()];
    String[][] cells = new String[methods.size()][4];
    for (Direction direction : Direction.values()) {
      for (int m = 0; m < methods.size(); m++) {
        String method = methods.get(m);
        double[] areas = all.stream().mapToDouble(c -> c.area(method, direction)).toArray();
        double[] less =
            all.stream()
                .mapToDouble(c -> c.area(method, direction) - c.area(RANDOM, direction))
                .toArray();
        int column = 2 * direction.ordinal();
        cells[m][column] = interval(areas, resamples);
        cells[m][column + 1] = method.equals(RANDOM) ? "" : interval(less, resamples);
        p[column / 2 * methods.size() + m] =
            method.equals(RANDOM) ? Double.NaN : SignFlips.pValue(less, SEED);
      }
    }
    int n = methods.size();
    double[] deletion = Holm.adjust(Arrays.copyOf(p, n));
    double[] insertion = Holm.adjust(Arrays.copyOfRange(p, n, 2 * n));
    for (int m = 0; m < n; m++) {
      double largest = Math.max(deletion[m], insertion[m]);
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s |%n",
          methods.get(m),
          String.join(" | ", cells[m]),
          Double.isNaN(largest) ? "" : String.format(Locale.ROOT, "%.4f", largest));
    }
    System.out.println();
    for (Direction direction : Direction.values()) {
      for (String method : methods) {
        List<String> points = new ArrayList<>();
        for (int step : new int[] {0, 1, 2, 4, 10, 19, 20}) {
          double mean =
              all.stream()
                  .mapToDouble(c -> c.byMethod().get(method)[direction.ordinal()][step])
                  .average()
                  .orElseThrow();
          points.add(String.format(Locale.ROOT, "%d %% %.2f", 100 * step / STEPS, mean));
        }
        System.out.printf(
            "%s, %s: %s%n",
            direction.name().toLowerCase(Locale.ROOT), method, String.join(", ", points));
      }
    }
  }

  /** The mean over records with its 95 % percentile interval. */
  private static String interval(double[] values, Resamples resamples) {
    double[] means = new double[resamples.count()];
    for (int b = 0; b < means.length; b++) {
      means[b] =
          Arrays.stream(resamples.indices(b)).mapToDouble(i -> values[i]).average().orElseThrow();
    }
    Arrays.sort(means);
    return String.format(
        Locale.ROOT,
        "%.3f (%.3f to %.3f)",
        Arrays.stream(values).average().orElseThrow(),
        means[(int) (0.025 * means.length)],
        means[(int) (0.975 * means.length)]);
  }
}
