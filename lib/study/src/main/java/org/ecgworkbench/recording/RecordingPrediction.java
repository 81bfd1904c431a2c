package org.ecgworkbench.recording;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.ecgworkbench.base.CsvText;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.dataset.quality.QualityFinding;
import org.ecgworkbench.dataset.quality.SignalQuality;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.figure.page.PatientPage;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.NetworkGradientModel;
import org.ecgworkbench.shap.Sampling;

/**
 * What a trained network says about one recording of a user's own, and why.
 *
 * @param record the recording
 * @param scores {@code [9]}, 0 to 1
 * @param thresholds {@code [9]}, of the network's validation fold; NaN for a class of which that holds no record
 * @param warnings what a reader should know before believing the scores; empty is the best case
 * @param input {@code [12][windowSamples]}, what the network saw, in mV; not copied, to be treated as read-only
 * @param logits {@code [9]}
 * @param explanations expected gradients, for the classes that the network says yes to; where there is none, for the class whose score is
 *     nearest to its threshold
 */
public record RecordingPrediction(
    EcgRecord record,
    double[] scores,
    double[] thresholds,
    List<String> warnings,
    float[][] input,
    float[] logits,
    List<Explanation> explanations) {
  /** The names of the columns of {@link #csv()}, a line. */
  public static final String CSV_HEADER = "record,class,score,threshold,predicted,labelled\n";

  private static final int SAMPLING_RATE_HZ = EcgDataset.SAMPLING_RATE_HZ;
  private static final int DRAWS = 80;
  private static final int MOST_EXPLAINED = 3;
  private static final int MOST_JOBS = 2;

  /** Copies the lists. */
  public RecordingPrediction {
    warnings = List.copyOf(warnings);
    explanations = List.copyOf(explanations);
    scores = scores.clone();
    thresholds = thresholds.clone();
    logits = logits.clone();
  }

  /** {@return {@code [9]}, a copy} */
  @Override
  public double[] scores() {
    return scores.clone();
  }

  /** {@return {@code [9]}, a copy} */
  @Override
  public double[] thresholds() {
    return thresholds.clone();
  }

  /** {@return {@code [9]}, a copy} */
  @Override
  public float[] logits() {
    return logits.clone();
  }

  /**
   * Scores and explains a recording of 500 Hz; {@link #of(EcgRecord, ShippedModel, boolean, Diagnosis)} with the usual choice of classes.
   *
   * @param record the recording, twelve leads at 500 Hz
   * @param shipped the network
   * @return scores, thresholds and explanations
   * @throws EcgDataException if the recording has another rate or lacks a sample, or the network has not twelve leads
   */
  public static RecordingPrediction of(EcgRecord record, ShippedModel shipped) {
    return of(record, shipped, false, null);
  }

  /**
   * Scores and explains a recording. The background is {@value GeneratedRecords#SIZE} records of
   * the generated cohort (seed 42, balanced), so that no data set has to be at hand; so an
   * attribution says what sets this recording apart from those.
   *
   * @param record the recording, twelve leads
   * @param shipped the network
   * @param resample whether a recording of another rate than 500 Hz is accepted
   * @param explained the class to explain; null for the choice above
   * @return scores, thresholds and explanations
   * @throws EcgDataException if the rate is another and is not accepted, or a sample is missing
   */
  public static RecordingPrediction of(
      EcgRecord record, ShippedModel shipped, boolean resample, Diagnosis explained) {
    return of(record, shipped, resample, explained, new GeneratedRecords());
  }

  /**
   * As {@link #of(EcgRecord, ShippedModel, boolean, Diagnosis)}, with a background that may have
   * been begun before the network was there.
   *
   * @param record the recording, twelve leads
   * @param shipped the network
   * @param resample whether a recording of another rate than 500 Hz is accepted
   * @param explained the class to explain; null for the choice above
   * @param background the background's records
   * @return scores, thresholds and explanations
   * @throws EcgDataException if the rate is another and is not accepted, or a sample is missing
   */
  public static RecordingPrediction of(
      EcgRecord record,
      ShippedModel shipped,
      boolean resample,
      Diagnosis explained,
      GeneratedRecords background) {
    if (record.samplingRateHz() != SAMPLING_RATE_HZ && !resample) {
      throw new EcgDataException(
          "record %s: expected %d Hz, found %d Hz; --resample accepts it (polyphase filter)"
              .formatted(record.id(), SAMPLING_RATE_HZ, record.samplingRateHz()));
    }
    NetworkInput input = shipped.model().input();
    if (!input.leads().equals(Lead.ALL)) {
      throw new EcgDataException(
          "%s: expected a network of twelve leads, found %s"
              .formatted(shipped.folder(), input.leads()));
    }
    List<QualityFinding> findings = SignalQuality.usable(record);
    NetworkInput.Prepared prepared = input.prepare(record);
    float[] logits = shipped.model().logits(new float[][][] {prepared.millivolts()})[0];
    double[] scores = TrainedModel.scores(logits);
    if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
      throw new EcgDataException(
          "record %s: the output of the network in %s is no number"
              .formatted(record.id(), shipped.folder()));
    }
    double[] thresholds = decided(shipped.thresholds());
    ExpectedGradients explainer =
        new ExpectedGradients(
            new NetworkGradientModel(shipped.model(), 0),
            Lead.ALL,
            background.prepared(input),
            ExpectedGradients.Options.paper()
                .withDraws(DRAWS)
                .withSeed(GeneratedRecords.SEED)
                .withSampling(Sampling.STRATIFIED),
            jobs());
    int[] classes =
        explained == null ? chosen(scores, thresholds) : new int[] {explained.ordinal()};
    return new RecordingPrediction(
        record,
        scores,
        thresholds,
        RecordingWarnings.of(record, shipped, findings),
        prepared.millivolts(),
        logits,
        explainer.explain(record.id(), prepared.millivolts(), prepared.paddedSamples(), classes));
  }

  /**
   * Each takes as much memory as one; where an operation has several threads, there is nothing left
   * for another.
   */
  private static int jobs() {
    return NetworkEngine.defaultThreads() == 1
        ? Math.min(MOST_JOBS, Runtime.getRuntime().availableProcessors())
        : 1;
  }

  private static int[] chosen(double[] scores, double[] thresholds) {
    Comparator<Integer> byMargin = Comparator.comparingDouble(c -> scores[c] / thresholds[c]);
    List<Integer> ordered =
        IntStream.range(0, scores.length)
            .filter(c -> !Double.isNaN(thresholds[c]))
            .boxed()
            .sorted(byMargin.reversed())
            .toList();
    int yes =
        (int)
            IntStream.range(0, scores.length)
                .filter(c -> (float) scores[c] >= (float) thresholds[c])
                .count();
    return ordered.stream()
        .limit(Math.max(1, Math.min(MOST_EXPLAINED, yes)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * {@return the same with what is to be known of the recording's file before the warnings}
   *
   * @param notes one sentence each, as {@link RecordingFile#open} tells them
   */
  public RecordingPrediction withNotes(List<String> notes) {
    List<String> all = new ArrayList<>();
    // Warnings stand in one sentence.
    notes.forEach(note -> all.add(note.replaceFirst("\\.$", "")));
    all.addAll(warnings);
    return new RecordingPrediction(record, scores, thresholds, all, input, logits, explanations);
  }

  /**
   * {@return whether the network says yes to a class: its score is at least the threshold}
   *
   * @param diagnosis one of the nine classes
   */
  public boolean says(Diagnosis diagnosis) {
    return (float) scores[diagnosis.ordinal()] >= (float) thresholds[diagnosis.ordinal()];
  }

  /**
   * {@return the scores as CSV: class, score, threshold, predicted (1 yes, 0 no; both empty where the class is not decided), labelled (1
   * yes, 0 no; empty where the file states no label)}
   */
  public String csv() {
    return CSV_HEADER + csv(record.id(), scores, thresholds, record.diagnoses());
  }

  /**
   * {@return one line a class, as {@link #csv()} has them below its names}
   *
   * @param record its id
   * @param scores {@code [9]}
   * @param thresholds {@code [9]}, NaN where the class is not decided
   * @param labels the classes that are stated; empty where none is
   */
  public static String csv(
      String record, double[] scores, double[] thresholds, Set<Diagnosis> labels) {
    StringBuilder text = new StringBuilder();
    for (Diagnosis d : Diagnosis.ALL) {
      float threshold = (float) thresholds[d.ordinal()];
      float score = (float) scores[d.ordinal()];
      text.append(CsvText.cell(record)).append(',').append(d).append(',').append(score).append(',');
      text.append(Float.isNaN(threshold) ? "," : threshold + "," + (score >= threshold ? 1 : 0));
      text.append(',').append(labels.isEmpty() ? "" : labels.contains(d) ? "1" : "0").append('\n');
    }
    return text.toString();
  }

  /**
   * {@return {@code [9]}, NaN for a class that is not decided}
   *
   * @param thresholds chosen on a validation fold
   */
  public static double[] decided(Thresholds thresholds) {
    return IntStream.range(0, thresholds.classes().size())
        .mapToDouble(c -> thresholds.isDecided(c) ? thresholds.value(c) : Double.NaN)
        .toArray();
  }

  /**
   * {@return the page to look at: what the network saw, with the attribution along each lead; scores, thresholds and warnings beside it}
   *
   * @param shipped the network that was asked
   */
  public PatientPage page(ShippedModel shipped) {
    return RecordingPage.of(this, shipped);
  }

  @Override
  public String toString() {
    return csv().stripTrailing();
  }
}
