package org.ecgworkbench.paper.patients;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.shap.Weighting;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.ExplainedRecord;

/**
 * Do the attributions add up? By definition they give, in expectation, the output less its mean over the background; what the finite
 * number of draws leaves is the residual, and it should lie within its standard error as often as a normal value does.
 */
public final class Completeness {
  private Completeness() {}

  /**
   * Residuals in units of their standard errors.
   *
   * @param pairs explanations
   * @param within1 share within one standard error; 68.3 % of normal values are
   * @param within2 within two; 95.4 %
   * @param within3 within three; 99.7 %
   * @param rootMeanSquare of residual over standard error; 1 for normal values
   */
  public record Residuals(
      int pairs, double within1, double within2, double within3, double rootMeanSquare) {

    /**
     * {@return how many residuals lie within one, two and three of their standard errors}
     *
     * @param residuals one an explanation
     * @param standardErrors of the same length; a residual of 0 with a standard error of 0 counts as within
     * @throws IllegalArgumentException if there is none, or the lengths differ
     */
    public static Residuals of(double[] residuals, double[] standardErrors) {
      if (residuals.length == 0 || residuals.length != standardErrors.length) {
        throw new IllegalArgumentException(
            "expected as many standard errors as residuals, found %d and %d"
                .formatted(standardErrors.length, residuals.length));
      }
      int n = residuals.length;
      double[] within = new double[3];
      double squares = 0;
      for (int i = 0; i < n; i++) {
        double z = residuals[i] == 0 ? 0 : Math.abs(residuals[i]) / standardErrors[i];
        for (int k = 0; k < 3; k++) {
          within[k] += z <= k + 1 ? 1.0 / n : 0;
        }
        squares += z * z / n;
      }
      return new Residuals(n, within[0], within[1], within[2], Math.sqrt(squares));
    }
  }

  /**
   * {@return one row a protocol: how often the residuals of its explained records lie within one, two and three standard errors}
   *
   * @param protocols by the name that stands in the table, with draws that count the same
   * @throws IllegalArgumentException if a protocol's draws are calibrated: they add up by construction, so there is nothing to find out
   */
  public static TableResult of(Study study, Map<String, ExplanationProtocol> protocols) {
    protocols.forEach(
        (label, protocol) -> {
          if (protocol.weighting() == Weighting.CALIBRATED) {
            throw new IllegalArgumentException(
                "protocol '%s': calibrated draws add up by construction, expected equal weights"
                    .formatted(label));
          }
        });
    var provenance = study.provenance(Completeness.class);
    List<Row> rows = new ArrayList<>();
    protocols.forEach(
        (label, protocol) -> {
          List<ExplainedRecord> found = study.explanations(protocol).records();
          rows.add(
              new Row(
                  label,
                  study.explanations(protocol).describe(),
                  found.stream().mapToDouble(ExplainedRecord::residual).toArray(),
                  found.stream().mapToDouble(ExplainedRecord::standardError).toArray()));
          study.explanations(protocol).addTo(provenance);
        });
    return study.table(
        "shap-completeness",
        """
        Do the attributions add up? Share of the explained records whose residual lies within 1, \
        2 and 3 of its standard errors; of normal values 0.683, 0.954 and 0.997 do. Root mean \
        square: of residual over standard error; above 1 the standard errors are too small, below \
        1 conservative.""",
        Rows.of(rows)
            .text("protocol", Row::protocol)
            .text("explained", Row::explained)
            .count("records", r -> r.residuals().length)
            .number("median |residual|", r -> median(r.residuals()))
            .number("median standard error", r -> median(r.errors()))
            .number("within 1", r -> Residuals.of(r.residuals(), r.errors()).within1())
            .number("within 2", r -> Residuals.of(r.residuals(), r.errors()).within2())
            .number("within 3", r -> Residuals.of(r.residuals(), r.errors()).within3())
            .number(
                "root mean square", r -> Residuals.of(r.residuals(), r.errors()).rootMeanSquare())
            .table(),
        provenance);
  }

  private record Row(String protocol, String explained, double[] residuals, double[] errors) {}

  private static double median(double[] values) {
    double[] sorted = java.util.Arrays.stream(values).map(Math::abs).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
