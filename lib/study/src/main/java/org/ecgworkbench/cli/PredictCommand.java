package org.ecgworkbench.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.recording.GeneratedRecords;
import org.ecgworkbench.recording.RecordingPrediction;
import org.ecgworkbench.recording.ShippedModel;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The nine scores of records on standard output. */
@Command(
    name = "predict",
    description =
        "Prints the scores of the nine classes as CSV: record,class,score,threshold,predicted,labelled (1 yes, 0 no; threshold and"
            + " predicted empty: the class is not decided; labelled empty: none of the nine is stated). With FILE, one"
            + " recording of your own, scored by the shipped network (or --model), with a page that explains it in OUT/predictions;"
            + " without, records of --data and the network of that data.",
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  @Mixin private RecordingOptions recording;

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description =
          "With FILE: the class to explain, ${COMPLETION-CANDIDATES}. Default: the classes above their thresholds, at most three.")
  private Diagnosis explained;

  @Mixin private RunOptions options;
  @Mixin private ModelOptions network;

  @Option(
      names = "--record",
      paramLabel = "ID",
      split = ",",
      description = "Records, separated by commas; default: the split's test fold.")
  private List<String> ids;

  @Override
  public Integer call() {
    recording.requireFileOfRate();
    return recording.isGiven() ? predictFile() : predictRecords();
  }

  private int predictFile() {
    if (ids != null) {
      throw new IllegalArgumentException("give either FILE or --record, not both");
    }
    RecordingFile.Opened opened =
        recording.open(recording.reading(options.parameters().resample()));
    EcgRecord record = opened.record();
    Path page = options.parameters().out().resolve("predictions").resolve(record.id() + ".html");
    try {
      // Before the network works for seconds.
      WholeFile.check(page);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + page, e);
    }
    NetworkEngine.load();
    GeneratedRecords background = new GeneratedRecords().begin();
    try (ShippedModel shipped = network.shipped()) {
      RecordingPrediction prediction =
          RecordingPrediction.of(
              record, shipped, options.parameters().resample(), explained, background);
      System.out.print(prediction.csv());
      prediction.warnings().forEach(warning -> System.err.println("note: " + warning));
      try {
        prediction.withNotes(opened.notes()).page(shipped).save(page);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + page, e);
      }
      System.err.println("network " + shipped.folder());
      System.err.println("wrote " + page);
    }
    return 0;
  }

  private int predictRecords() {
    Study study = options.study();
    List<String> wanted = ids == null ? study.split().testIds() : ids;
    for (String id : wanted) {
      requireRecord(study, id);
    }
    study.recordings().check(wanted);
    try (ModelOptions.Loaded loaded = network.load(study)) {
      Predictions predictions = loaded.model().predict(study.dataset(), wanted);
      double[] thresholds = RecordingPrediction.decided(loaded.thresholds());
      double[][] scores = predictions.scores();
      StringBuilder text = new StringBuilder(RecordingPrediction.CSV_HEADER);
      for (int i = 0; i < scores.length; i++) {
        String id = wanted.get(i);
        text.append(
            RecordingPrediction.csv(id, scores[i], thresholds, study.record(id).diagnoses()));
      }
      System.out.print(text);
      loaded.notes().forEach(note -> System.err.println("note: " + note));
    }
    return 0;
  }

  static void requireRecord(Study study, String id) {
    if (study.dataset().records().stream().map(RecordSummary::id).noneMatch(id::equals)) {
      throw new org.ecgworkbench.ecg.EcgDataException(
          "record %s is not in %s".formatted(id, study.dataset().description()));
    }
  }

  /** Which network a verb uses. */
  static final class ModelOptions {
    @Option(
        names = "--leads",
        paramLabel = "LEADS",
        defaultValue = "all",
        description = "Leads of the network: all, or names separated by commas. Default: all.")
    private String leads;

    @Option(
        names = "--model",
        paramLabel = "DIR",
        description =
            "Folder of a trained network, as 'train' names it; default: the network of this data, profile, seed and leads, trained if"
                + " it is not there.")
    private Path folder;

    /**
     * A network and its thresholds.
     *
     * @param model to be closed
     * @param thresholds from its validation fold
     * @param notes what is to be known of them
     */
    record Loaded(TrainedModel model, Thresholds thresholds, List<String> notes)
        implements AutoCloseable {
      @Override
      public void close() {
        model.close();
      }
    }

    Loaded load(Study study) {
      if (folder == null) {
        Run run = study.networkRun(Lead.parseList(leads));
        return new Loaded(study.model(run), run.thresholds(), run.thresholds().notes());
      }
      ShippedModel shipped = ShippedModel.load(folder);
      return new Loaded(shipped.model(), shipped.thresholds(), shipped.notes());
    }

    /** The network of --model, or the one that is shipped. */
    ShippedModel shipped() {
      return folder == null ? ShippedModel.load() : ShippedModel.load(folder);
    }
  }
}
