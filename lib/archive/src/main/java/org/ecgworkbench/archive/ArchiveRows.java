package org.ecgworkbench.archive;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.beat.RPeaks;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.dataset.Resampler;
import org.ecgworkbench.dataset.device.Recording;
import org.ecgworkbench.dataset.quality.QualityCheck;
import org.ecgworkbench.dataset.quality.QualityFinding;
import org.ecgworkbench.dataset.quality.QualityReport;
import org.ecgworkbench.dataset.quality.SignalQuality;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.recording.GeneratedRecords;
import org.ecgworkbench.recording.RecordingPrediction;
import org.ecgworkbench.recording.ShippedModel;
import org.ecgworkbench.shap.Explanation;

/** A recording's row, by the same calls as for a single recording. */
final class ArchiveRows {
  /** What all recordings of this process are compared with; generated once. */
  private static final GeneratedRecords BACKGROUND = new GeneratedRecords();

  private ArchiveRows() {}

  /**
   * Where a row comes from.
   *
   * @param name the recording's name in the archive
   * @param id the record's id
   * @param sha256 of its file or files
   * @param path what {@link RecordingFile} finds it by
   */
  record Source(String name, String id, String sha256, Path path) {}

  /** The values in the order of the columns; throws {@link EcgDataException} for what is wrong with the recording. */
  static Object[] row(
      ArchiveSettings settings,
      ModelFiles model,
      Source source,
      Supplier<RecordingFile.Opened> reading) {
    List<Object> row = new ArrayList<>(Arrays.asList(source.name(), source.id(), source.sha256()));
    switch (settings.kind()) {
      case INDEX -> index(reading.get(), row);
      case QUALITY -> quality(settings, source, reading, row);
      case FEATURES -> {
        for (double feature : ExpertFeatures.of(reading.get().record())) {
          row.add(feature);
        }
      }
      case SCORES -> scores(reading.get().record(), model, row);
      default -> attributions(settings, reading.get().record(), model, row);
    }
    return row.toArray();
  }

  private static void index(RecordingFile.Opened opened, List<Object> row) {
    EcgRecord record = opened.record();
    row.add(record.samplingRateHz());
    row.add(record.samples());
    row.add(record.seconds());
    row.add(record.ageYears().isPresent() ? record.ageYears().getAsInt() : null);
    row.add(record.sex().name().toLowerCase(Locale.ROOT));
    row.add(names(record.diagnoses()));
    row.add(String.join(" ", opened.notes()));
  }

  private static String names(Set<Diagnosis> diagnoses) {
    return diagnoses.stream().map(Diagnosis::name).collect(Collectors.joining(";"));
  }

  private static void quality(
      ArchiveSettings settings,
      Source source,
      Supplier<RecordingFile.Opened> reading,
      List<Object> row) {
    reading.get(); // What cannot be read, or is too long, fails.
    QualityReport report = QualityReport.of(source.path(), settings.reading());
    List<QualityFinding> findings = report.findings();
    for (QualityCheck.Severity severity : QualityCheck.Severity.values()) {
      row.add((int) findings.stream().filter(f -> f.check().severity() == severity).count());
    }
    for (QualityCheck check : QualityCheck.values()) {
      row.add((int) findings.stream().filter(f -> f.check() == check).count());
    }
    row.add(findings.stream().map(QualityFinding::line).collect(Collectors.joining("; ")));
    Map<String, String> contents = report.contents();
    row.add(contents.isEmpty() ? null : contents.values().iterator().next());
  }

  private static void scores(EcgRecord record, ModelFiles files, List<Object> row) {
    SignalQuality.usable(record);
    ShippedModel shipped = files.load();
    // A task has one core; in the fast mode the engine would take all for each.
    double[] scores = NetworkEngine.withThreads(1, () -> shipped.model().scores(record));
    double[] thresholds = RecordingPrediction.decided(shipped.thresholds());
    row.add(files.sha256());
    for (double score : scores) {
      row.add(score);
    }
    for (double threshold : thresholds) {
      row.add(Double.isNaN(threshold) ? null : threshold);
    }
    for (int c = 0; c < scores.length; c++) {
      row.add(Double.isNaN(thresholds[c]) ? null : (float) scores[c] >= (float) thresholds[c]);
    }
  }

  private static void attributions(
      ArchiveSettings settings, EcgRecord record, ModelFiles files, List<Object> row) {
    ShippedModel shipped = files.load();
    Diagnosis wanted =
        settings.explained().isEmpty() ? null : Diagnosis.valueOf(settings.explained());
    RecordingPrediction prediction =
        RecordingPrediction.of(record, shipped, settings.resample(), wanted, BACKGROUND);
    Explanation explanation = prediction.explanations().get(0);
    int rate = shipped.model().input().samplingRateHz();
    int[] peaks = RPeaks.of(prediction.input(), explanation.paddedSamples(), rate);
    row.add(files.sha256());
    row.add(Diagnosis.ALL.get(explanation.classIndex()).name());
    row.add(explanation.output());
    row.add(explanation.expectedOutput());
    row.add(explanation.standardError());
    row.add(peaks.length);
    for (double[] lead : BeatWindow.sums(explanation.attributions(), peaks, rate)) {
      for (double sum : lead) {
        row.add(sum);
      }
    }
  }

  /** One of a file's several recordings, as {@link RecordingFile#open} gives it for its path and place. */
  static RecordingFile.Opened opened(String id, Recording recording, ArchiveSettings settings) {
    RecordingFile.Options options = settings.reading();
    double rate = recording.samplingRateHz();
    boolean isWhole = rate == Math.rint(rate);
    int wanted = options.wantedRateHz().orElse(ArchiveSettings.SAMPLING_RATE_HZ);
    double[][] millivolts = recording.twelveLeads();
    List<String> notes = new ArrayList<>(recording.notes());
    List<String> changes = new ArrayList<>();
    if (!isWhole || options.wantedRateHz().isPresent() && wanted != rate) {
      if (!options.resample()) {
        throw new EcgDataException(
            "%s: expected a sampling rate of %d Hz, found %s Hz; --resample brings it to %d Hz (polyphase filter)"
                .formatted(recording.fileName(), wanted, Words.number(rate), wanted));
      }
      Resampler resampler = Resampler.of(rate, wanted);
      millivolts = Arrays.stream(millivolts).map(resampler::apply).toArray(double[][]::new);
      changes.add(
          "Resampled from %s Hz to %d Hz by a polyphase filter."
              .formatted(Words.number(rate), wanted));
      notes.addAll(changes);
      rate = wanted;
    }
    return new RecordingFile.Opened(
        new EcgRecord(id, (int) rate, millivolts, recording.ageYears(), recording.sex(), Set.of()),
        notes,
        changes,
        List.of());
  }
}
