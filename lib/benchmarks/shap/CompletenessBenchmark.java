import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.paper.patients.Completeness;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.NetworkGradientModel;
import org.ecgworkbench.shap.Sampling;

/**
 * Do attributions of real records add up within their standard errors? Every record of the folders is explained for all classes against
 * the first 100 records of the first folder.
 *
 * <p>Arguments: folder of a trained network, number of draws, sampling, folders of recordings.
 */
public final class CompletenessBenchmark {
  private static final int BACKGROUND = 100;

  public static void main(String[] arguments) throws Exception {
    int draws = Integer.parseInt(arguments[1]);
    Sampling sampling = Sampling.valueOf(arguments[2]);
    try (TrainedModel model = TrainedModel.load(Path.of(arguments[0]))) {
      List<NetworkInput.Prepared> records = new ArrayList<>();
      for (String folder : Arrays.asList(arguments).subList(3, arguments.length)) {
        EcgDataset data = Datasets.open(Path.of(folder));
        data.records().stream()
            .map(RecordSummary::id)
            .sorted()
            .forEach(id -> records.add(model.input().prepare(data.read(id))));
      }
      ExpectedGradients explainer =
          new ExpectedGradients(
              new NetworkGradientModel(model),
              model.input().leads(),
              records.subList(0, BACKGROUND).stream()
                  .map(NetworkInput.Prepared::millivolts)
                  .toArray(float[][][]::new),
              ExpectedGradients.Options.paper().withDraws(draws).withSampling(sampling));
      int[] classes = IntStream.range(0, model.options().classes()).toArray();
      // Two at a time: the explanations do not depend on it.
      List<Explanation> all =
          records.parallelStream()
              .flatMap(
                  r -> explainer.explain(r.id(), r.millivolts(), r.paddedSamples(), classes).stream())
              .toList();
      Completeness.Residuals found =
          Completeness.Residuals.of(
              all.stream().mapToDouble(Explanation::completenessResidual).toArray(),
              all.stream().mapToDouble(Explanation::standardError).toArray());
      System.out.printf(
          Locale.ROOT,
          "%s, %d draws: %d (record, class) pairs of %d records; within 1, 2, 3 standard errors: %.2f %%, %.2f %%, %.2f %%; root mean square %.3f%n",
          sampling,
          draws,
          found.pairs(),
          records.size(),
          100 * found.within1(),
          100 * found.within2(),
          100 * found.within3(),
          found.rootMeanSquare());
    }
  }
}
