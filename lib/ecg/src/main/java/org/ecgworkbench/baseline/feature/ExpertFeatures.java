package org.ecgworkbench.baseline.feature;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;

/**
 * The paper's 636 expert features of a 12-lead recording.
 *
 * <p>Lead after lead, in the order of {@link Lead}: the eight statistics p5, p25, p75, p95, median, mean, standard deviation and
 * variance of the signal in mV, then for each of the bands cA4, cD4, cD3, cD2, cD1 of {@link WaveletTransform} the entropy and the
 * same eight statistics. Percentiles are interpolated linearly (NumPy's default), deviations and variances divide by n. The whole
 * record is used: no crop, no filter, no scaling.
 *
 * <p>The entropy is a tenth of -sum p ln p over the distinct values of the band, p being the share of coefficients that are exactly
 * equal to that value. Coefficients are hardly ever equal, so it is almost always ln(number of coefficients) / 10 and says how long
 * the record is; the authors' code does the same, and the feature is kept as it is.
 *
 * <p>Values are those of PyWavelets 1.1.1, NumPy 1.24 and SciPy 1.10 to the last bit on the 140 real records they were compared on, but
 * for 14 of 8,400 entropies, which differ in the last digit ({@code lib/benchmarks}); sums, products and interpolations are taken in
 * the order of these libraries, without fused multiply-add.
 */
public final class ExpertFeatures {
  /** What each feature is, in order. */
  public static final List<Feature> FEATURES = features();

  /** How many features a record has: 636. */
  public static final int COUNT = FEATURES.size();

  /** Of a longer recording a thread does not keep the buffers: clearing new ones takes little of its time. */
  private static final int LONGEST_KEPT = 1 << 16;

  private static final ThreadLocal<Workspace> WORKSPACES = ThreadLocal.withInitial(Workspace::new);

  private ExpertFeatures() {}

  private static List<Feature> features() {
    List<Feature> features = new ArrayList<>();
    for (Lead lead : Lead.ALL) {
      for (Band band : Band.ALL) {
        for (Statistic statistic : band.statistics()) {
          features.add(new Feature(lead, band, statistic));
        }
      }
    }
    return List.copyOf(features);
  }

  /** {@return the names of the features, in order, for example {@code V5.cD3.p75}} */
  public static List<String> names() {
    return FEATURES.stream().map(Feature::name).toList();
  }

  /**
   * The features of a recording.
   *
   * @param record a recording of any length and rate; the paper's are 500 Hz
   * @return {@code [636]}
   * @throws EcgDataException if a sample is missing (NaN) or not finite; names record, lead and sample
   */
  public static double[] of(EcgRecord record) {
    return of(record.id(), record.millivolts());
  }

  /**
   * The features of a recording's samples.
   *
   * @param id the record's name, for error messages
   * @param millivolts {@code [12][samples]} in mV
   * @return {@code [636]}
   * @throws EcgDataException if there are not twelve leads of at least one sample, or a sample is missing (NaN) or not finite; names
   *     record, lead and sample
   */
  public static double[] of(String id, double[][] millivolts) {
    boolean isLong = millivolts.length > 0 && millivolts[0].length > LONGEST_KEPT;
    return (isLong ? new Workspace() : WORKSPACES.get()).of(id, millivolts);
  }

  /**
   * {@return the features of every record of a data set, several records at a time}. Each thread holds one recording, so memory does not
   * grow with the number of records.
   *
   * @param dataset the recordings
   * @param ids the records wanted, in the order of the rows
   * @param threads how many records at a time, at least 1
   * @param progress told how many records are done, after each; may be called from several threads, one at a time
   * @throws EcgDataException if a record cannot be read or has a missing sample: the first such record's in the order of ids
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  public static FeatureTable of(
      EcgDataset dataset, List<String> ids, int threads, IntConsumer progress) {
    double[][] values = new double[ids.size()][];
    int[] done = {0};
    Parallel.run(
        ids.size(),
        threads,
        i -> {
          EcgRecord record = dataset.read(ids.get(i));
          values[i] = of(record);
          synchronized (done) {
            progress.accept(++done[0]);
          }
        });
    return new FeatureTable(ids, names(), values);
  }

  /**
   * {@return the features of every record of a data set, on all processors; see {@link #of(EcgDataset, List, int, IntConsumer)}}
   *
   * @param dataset the recordings; each is read once
   */
  public static FeatureTable of(EcgDataset dataset) {
    return of(
        dataset,
        dataset.records().stream().map(RecordSummary::id).toList(),
        Runtime.getRuntime().availableProcessors(),
        done -> {});
  }

  /** All buffers of one record's features, kept from record to record. */
  private static final class Workspace {
    private final WaveletTransform.Workspace wavelets = new WaveletTransform.Workspace();
    private final BandStatistics statistics = new BandStatistics();
    private final double[][] low = new double[WaveletTransform.LEVELS][0];
    private final double[][] high = new double[WaveletTransform.LEVELS][0];

    double[] of(String id, double[][] millivolts) {
      if (millivolts.length != Lead.ALL.size()) {
        throw new EcgDataException(
            "record " + id + ": expected 12 leads, found " + millivolts.length);
      }
      double[] features = new double[COUNT];
      int at = 0;
      for (Lead lead : Lead.ALL) {
        double[] signal = millivolts[lead.ordinal()];
        if (signal.length == 0) {
          throw new EcgDataException("record " + id + ": lead " + lead + " has no samples");
        }
        statistics.describe(signal, signal.length, features, at);
        // The last is the variance, which is finite only if all samples are.
        int bands = at + Band.SIGNAL.statistics().size();
        if (!Double.isFinite(features[bands - 1])) {
          check(id, lead, signal);
        }
        at = bands(signal, features, bands);
      }
      return features;
    }

    private static void check(String id, Lead lead, double[] signal) {
      for (int i = 0; i < signal.length; i++) {
        if (!Double.isFinite(signal[i])) {
          throw new EcgDataException(
              "record %s: lead %s: sample %d is %s; the expert features need every sample"
                  .formatted(
                      id, lead, i, Double.isNaN(signal[i]) ? "missing (NaN)" : signal[i] + " mV"));
        }
      }
    }

    private int bands(double[] signal, double[] features, int from) {
      double[] x = signal;
      int n = signal.length;
      int[] length = new int[WaveletTransform.LEVELS];
      for (int level = 0; level < WaveletTransform.LEVELS; level++) {
        int half = WaveletTransform.length(n);
        if (low[level].length < half) {
          low[level] = new double[half];
          high[level] = new double[half];
        }
        wavelets.level(x, n, low[level], high[level]);
        x = low[level];
        n = half;
        length[level] = half;
      }
      int at = band(x, n, features, from);
      for (int level = WaveletTransform.LEVELS - 1; level >= 0; level--) {
        at = band(high[level], length[level], features, at);
      }
      return at;
    }

    private int band(double[] values, int n, double[] features, int at) {
      features[at] = statistics.entropy(values, n) / 10;
      statistics.describe(values, n, features, at + 1);
      return at + Statistic.ALL.size();
    }
  }
}
