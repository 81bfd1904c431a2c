package org.ecgworkbench.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.dataset.quality.QualityCheck;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;

/** The tables of an archive; each has one row a recording, in the order of the column {@code recording}. */
public enum ArchiveKind {
  /** What each recording is: rate, length, patient, diagnoses as its file states them. */
  INDEX("index", 1000, List.of()),
  /** What the quality gate finds. */
  QUALITY("quality", 1000, List.of("dataset.quality")),
  /** The 636 expert features. */
  FEATURES("features", 1000, List.of("baseline.feature")),
  /** The nine scores of a network, its thresholds, and the sum of its weights. */
  SCORES("scores", 200, List.of("dataset.quality", "evaluation", "model", "model.format")),
  /** What the network's score is made of, by lead and by the part of the beat. */
  ATTRIBUTIONS(
      "attributions",
      20,
      List.of(
          "beat",
          "dataset.quality",
          "dataset.synthetic",
          "evaluation",
          "model",
          "model.format",
          "random",
          "shap"));

  private static final List<String> READERS =
      List.of(
          "base",
          "ecg",
          "dataset",
          "dataset.file",
          "dataset.wfdb",
          "dataset.matlab",
          "dataset.device",
          "dataset.device.file",
          "dataset.device.xml",
          "dataset.device.binary",
          "dataset.device.array");

  /** What a recording that failed is, in every table of failures. */
  static final List<Column> FAILURES =
      List.of(
          Column.text("recording"),
          Column.text("record"),
          Column.text("file"),
          Column.text("lead"),
          Column.text("expected"),
          Column.text("found"),
          Column.text("message"),
          Column.text("fault_of"));

  private final String folder;
  private final int partSize;
  private final List<String> packages;

  ArchiveKind(String folder, int partSize, List<String> packages) {
    this.folder = folder;
    this.partSize = partSize;
    this.packages = packages;
  }

  /** {@return the table's name, that of its folder below {@code archive}} */
  public String folder() {
    return folder;
  }

  /** Recordings of one task where nobody says otherwise: about a minute's work, and at most a few megabytes of rows. */
  int partSize() {
    return partSize;
  }

  /** Goes up where columns, their meaning or the way in which they are written change. */
  int version() {
    return 2;
  }

  List<String> code() {
    List<String> all = new ArrayList<>(READERS);
    all.addAll(packages);
    return all;
  }

  boolean usesModel() {
    return this == SCORES || this == ATTRIBUTIONS;
  }

  /** Whether another rate than 500 Hz is refused or resampled; index and quality take each recording as it is. */
  boolean needsRate() {
    return this != INDEX && this != QUALITY;
  }

  /** {@return the columns in their order; the first three are {@code recording}, {@code record} and {@code file_sha256}} */
  List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("recording"));
    columns.add(Column.text("record"));
    columns.add(Column.text("file_sha256"));
    switch (this) {
      case INDEX -> {
        columns.add(Column.integer("sampling_rate_hz"));
        columns.add(Column.integer("samples"));
        columns.add(Column.number("seconds"));
        columns.add(Column.integer("age_years"));
        columns.add(Column.text("sex"));
        columns.add(Column.text("diagnoses"));
        columns.add(Column.text("notes"));
      }
      case QUALITY -> {
        columns.add(Column.integer("errors"));
        columns.add(Column.integer("warnings"));
        columns.add(Column.integer("notes"));
        for (QualityCheck check : QualityCheck.values()) {
          columns.add(Column.integer(check.name().toLowerCase(Locale.ROOT)));
        }
        columns.add(Column.text("details"));
        columns.add(Column.text("signal_sha256"));
      }
      case FEATURES ->
          ExpertFeatures.names().forEach(n -> columns.add(Column.number(n.replace('.', '_'))));
      case SCORES -> {
        columns.add(Column.text("model_sha256"));
        Diagnosis.ALL.forEach(d -> columns.add(Column.number("score_" + d)));
        Diagnosis.ALL.forEach(d -> columns.add(Column.number("threshold_" + d)));
        Diagnosis.ALL.forEach(d -> columns.add(Column.truth("predicted_" + d)));
      }
      default -> {
        columns.add(Column.text("model_sha256"));
        columns.add(Column.text("class"));
        columns.add(Column.number("output"));
        columns.add(Column.number("expected_output"));
        columns.add(Column.number("standard_error"));
        columns.add(Column.integer("beats"));
        for (Lead lead : Lead.ALL) {
          for (BeatWindow window : BeatWindow.values()) {
            columns.add(Column.number(lead + "_" + window.name().toLowerCase(Locale.ROOT)));
          }
        }
      }
    }
    return columns;
  }
}
