package org.ecgworkbench.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.quality.QualityReport;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.study.store.SplitName;

/**
 * The 12-lead network trained on one data set and tested unchanged on another, with the thresholds of the first: several seeds, and the
 * one with the best validation F1 becomes the model that {@code environment/workbench predict FILE} uses. Nothing of the other data set,
 * and nothing of the test folds, takes part in any choice.
 */
public final class ExternalValidation {
  /** The file with the other data set's scores, in the model's folder. */
  static final String EXTERNAL = "predictions-external.csv";

  private final Study study;
  private final EcgDataset external;
  private final List<String> known;
  private final List<Trained> trained;
  private final Trained chosen;

  /**
   * One seed.
   *
   * @param seed of every stream of the training
   * @param run on the first data set's own split
   * @param external scores of the other data set's records that carry one of the nine labels
   */
  public record Trained(long seed, Run run, Predictions external) {
    /** Mean validation F1, by which the seed is chosen. */
    double validationF1() {
      return Performance.of(run.validation(), run.thresholds())
          .average(PerformanceMetric.F1)
          .value();
    }

    Performance externalPerformance() {
      return Performance.of(external, run.thresholds());
    }
  }

  private ExternalValidation(
      Study study, EcgDataset external, List<String> known, List<Trained> trained) {
    this.study = study;
    this.known = List.copyOf(known);
    this.external = external;
    this.trained = List.copyOf(trained);
    this.chosen =
        trained.stream()
            .max(Comparator.comparingDouble(Trained::validationF1).thenComparing(t -> -t.seed()))
            .orElseThrow();
  }

  /**
   * Trains a network a seed, or finds it saved, and scores the other data set; records of it whose signal is in the first are left out
   * and named.
   *
   * @param parameters data to train on, profile, and the folder below which runs and the model are saved
   * @param external the data to test on
   * @param seeds at least one
   * @param progress where long work says how far it is
   * @return the networks, in the order of the seeds, with their scores of both data sets
   * @throws EcgDataException if a recording of either is not usable, or no record is left that tests
   * @throws java.util.concurrent.CancellationException if interrupted; what is done is saved
   */
  public static ExternalValidation of(
      Parameters parameters, EcgDataset external, List<Long> seeds, Progress progress) {
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("at least one seed is needed");
    }
    Study first = Study.open(parameters.withSeed(seeds.get(0)), progress);
    QualityReport own = first.recordings().check();
    first.recordings().sayOverlaps(own, List.of(SplitName.OWN));
    Map<String, String> contents = first.recordings().check(external).contents();
    Set<String> seen = Set.copyOf(own.contents().values());
    List<String> labelled =
        external.records().stream()
            .filter(r -> !r.diagnoses().isEmpty())
            .map(RecordSummary::id)
            .toList();
    List<String> known =
        labelled.stream().filter(id -> seen.contains(contents.get(id))).sorted().toList();
    List<String> ids = labelled.stream().filter(id -> !known.contains(id)).toList();
    String left =
        left(external.records().size(), external.records().size() - labelled.size(), known);
    if (ids.isEmpty()) {
      throw new EcgDataException(
          "%s: expected records that %s does not have, found none; %s"
              .formatted(external.name(), first.dataName(), left));
    }
    progress.done("%s: %d records test; %s".formatted(external.name(), ids.size(), left));
    List<Callable<Trained>> jobs = new ArrayList<>();
    for (long seed : seeds) {
      jobs.add(
          () -> {
            Study study = Study.of(parameters.withSeed(seed), first.dataset(), progress);
            Run run = study.networkRun(Lead.ALL);
            try (TrainedModel model = study.model(run)) {
              return new Trained(seed, run, model.predict(external, ids));
            }
          });
    }
    List<Trained> trained = new ArrayList<>();
    try {
      Parallel.inOrder(
          jobs, first.profile().jobs(), Callable::call, (i, result) -> trained.add(result));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ExternalValidation(first, external, known, trained);
  }

  /** What becomes of the records that do not test. */
  private static String left(int all, int unlabelled, List<String> known) {
    return "of %d, %d state none of the nine classes and %d hold a signal of the data that was trained on%s"
        .formatted(
            all,
            unlabelled,
            known.size(),
            known.isEmpty() ? "" : " (" + String.join(", ", known) + ")");
  }

  /** {@return what became of the records that do not test, in words without names} */
  String leftOut() {
    int all = external.records().size();
    return left(all, all - known.size() - chosen.external().size(), known);
  }

  /** {@return the networks, in the order of the seeds} */
  public List<Trained> trained() {
    return trained;
  }

  /** {@return the network with the best mean validation F1; of equal ones that of the smaller seed} */
  public Trained chosen() {
    return chosen;
  }

  /** {@return the folder of the model: {@code models/DATA-PROFILE} in the results} */
  public Path folder() {
    String data = study.dataset().name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return study.results().resolve("models").resolve(data + "-" + study.profile().name());
  }

  private ExternalResults results() {
    return new ExternalResults(study, external, trained, chosen, folder());
  }

  /** {@return precision, recall, F1, AUC, average precision by class on both data sets, with 95 % intervals, for the chosen network} */
  public TableResult table() {
    return results().table();
  }

  /** {@return F1 and AUC of every seed on validation fold, test folds and the other data set} */
  public TableResult seedsTable() {
    return results().seedsTable();
  }

  /**
   * Fills {@link #folder()}: the weights, the scores from which thresholds, tables and figures come, tables, figure, the model card,
   * and {@code SHA256SUMS} of all that no sidecar vouches for.
   *
   * @return the folder
   * @throws EcgDataException if it holds another result: of other data, another test or other seeds
   */
  public Path publish() {
    ExternalResults results = results();
    results.requireOwn();
    try {
      Files.createDirectories(folder());
      for (String file : ShippedModel.FILES) {
        Path target = folder().resolve(file);
        if (file.equals(EXTERNAL)) {
          chosen.external().save(target);
        } else {
          WholeFile.write(target, part -> Files.copy(chosen.run().directory().resolve(file), part));
        }
      }
      TableResult table = results.table().save();
      TableResult seeds = results.seedsTable().save();
      results.figure().save();
      WholeFile.write(
          folder().resolve(ModelCard.FILE_NAME),
          new ModelCard(study, external, leftOut(), chosen, results.common(), table, seeds)
              .markdown());
      RunFiles.seal(folder());
      return folder();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the model to " + folder(), e);
    }
  }

  @Override
  public String toString() {
    return "%d networks trained on %s, tested unchanged on %s; chosen: seed %d"
        .formatted(trained.size(), study.dataName(), external.name(), chosen.seed());
  }
}
