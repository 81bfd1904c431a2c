package org.ecgworkbench.paper.data;

import java.util.List;
import java.util.Locale;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.figure.chart.Histogram;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.study.Study;

/** How long the recordings are, beside the window of the network, which sees the last part of a longer one and pads a shorter one. */
public final class FigureRecordLengths {
  /** Bins a figure can hold before they become too thin to see. */
  private static final int MAX_BINS = 150;

  private FigureRecordLengths() {}

  /** {@return the histogram, from the data set's index} */
  public static FigureResult of(Study study) {
    var provenance = study.provenance(FigureRecordLengths.class);
    double window = study.profile().windowSeconds();
    double[] seconds =
        study.dataset().records().stream().mapToDouble(RecordSummary::seconds).toArray();
    double longest = java.util.Arrays.stream(seconds).max().orElseThrow();
    double shortest = java.util.Arrays.stream(seconds).min().orElseThrow();
    int longer = count(study.dataset().records(), window, 1);
    int shorter = count(study.dataset().records(), window, -1);
    double bin = 1;
    while (longest / bin > MAX_BINS) {
      bin = bin == 1 ? 2 : bin == 2 ? 5 : bin * 2;
    }
    Histogram histogram =
        new Histogram(
            seconds,
            bin,
            "length of the recording, s",
            "records",
            window,
            List.of(
                "window of the network: the last " + number(window) + " s",
                records(shorter) + " shorter: padded with zeros",
                records(longer) + " longer: the start is not seen"));
    return study.figure(
        "figure-record-lengths",
        "Lengths of the %d recordings of %s, %s to %s s, in bins of %s s. Dashed: the window of the network in the profile %s, %s s."
            .formatted(
                seconds.length,
                study.dataName(),
                number(shortest),
                number(longest),
                number(bin),
                study.profile().name(),
                number(window)),
        histogram,
        provenance);
  }

  /** Records longer (sign 1) or shorter (sign -1) than the window, by more than a tenth of a sample. */
  private static int count(List<RecordSummary> records, double window, int sign) {
    return (int)
        records.stream()
            .filter(r -> sign * (r.samples() - window * r.samplingRateHz()) > 0.1)
            .count();
  }

  private static String records(int count) {
    return count == 1 ? "1 record is" : count + " records are";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
  }
}
