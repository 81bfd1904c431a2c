package org.ecgworkbench.paper.population;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.shap.LeadGame;
import org.ecgworkbench.shap.LeadShapley;
import org.ecgworkbench.shap.NetworkGradientModel;
import org.ecgworkbench.shap.Reference;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.ExplainedRecord;

/**
 * The 12-lead network's outputs for every set of leads of explained records, {@link LeadShapley}: for each record a few background
 * records drawn for it, and the zero baseline. Each pair of a record and a reference is saved as soon as it is done, below {@code
 * results/runs}; after a break the work goes on with the next pair.
 */
final class LeadGames {
  private static final String ZERO = "zero";
  private static final int BATCH = 32;

  private final Study study;
  private final int recordsPerClass;
  private final int references;

  /**
   * A record's games for the class with its highest score.
   *
   * @param explained the record with its class and its expected gradients
   * @param background one game a background record: together the interventional value function
   * @param zero the game of the zero baseline
   */
  record RecordGames(ExplainedRecord explained, List<LeadGame> background, LeadGame zero) {
    /** The game of the interventional value function. */
    LeadGame interventional() {
      return LeadGame.meanOf(background);
    }
  }

  private record Task(ExplainedRecord record, String reference, Path file) {}

  /**
   * Games of explained records.
   *
   * @param recordsPerClass so many for each class, the first by id
   * @param references background records a record
   * @throws IllegalArgumentException if a number is not positive
   */
  LeadGames(Study study, int recordsPerClass, int references) {
    if (recordsPerClass <= 0 || references <= 0) {
      throw new IllegalArgumentException(
          "records per class and references must be positive, found %d and %d"
              .formatted(recordsPerClass, references));
    }
    this.study = study;
    this.recordsPerClass = recordsPerClass;
    this.references = references;
  }

  /** The folder of the saved values. */
  Path folder() {
    // The games depend on nothing else: more records or references add files.
    return study.explanations().folder("lead-games", "all sets of leads");
  }

  /** The explained records: of each class, the first by id whose highest score it is. */
  List<ExplainedRecord> records() {
    List<ExplainedRecord> chosen = new ArrayList<>();
    for (Diagnosis d : Diagnosis.ALL) {
      study.explanations().records().stream()
          .filter(e -> e.explained() == d)
          .sorted(Comparator.comparing(ExplainedRecord::id))
          .limit(recordsPerClass)
          .forEach(chosen::add);
    }
    return chosen;
  }

  /** The references of a record: background records other than itself, drawn from the stream {@code lead references} of the record. */
  List<String> references(String id) {
    List<String> others =
        new ArrayList<>(
            study.explanations().background().stream().filter(b -> !b.equals(id)).toList());
    NumpyRandom random = RandomStream.LEAD_REFERENCES.stream(study.parameters().seed(), id);
    int[] order = random.permutation(others.size());
    List<String> drawn = new ArrayList<>();
    for (int i = 0; i < Math.min(references, order.length); i++) {
      drawn.add(others.get(order[i]));
    }
    return drawn;
  }

  /** All games, from disk where they are saved. */
  List<RecordGames> all() {
    List<ExplainedRecord> records = records();
    List<Task> missing = new ArrayList<>();
    for (ExplainedRecord record : records) {
      List<String> needed = new ArrayList<>(references(record.id()));
      needed.add(ZERO);
      for (String reference : needed) {
        Path file = file(record.id(), reference);
        if (!Files.exists(file)) {
          missing.add(new Task(record, reference, file));
        }
      }
    }
    if (!missing.isEmpty()) {
      make(missing);
    }
    return records.stream()
        .map(
            r ->
                new RecordGames(
                    r,
                    references(r.id()).stream().map(ref -> read(r, ref)).toList(),
                    read(r, ZERO)))
        .toList();
  }

  /** The files of all games, for a provenance. */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (ExplainedRecord record : records()) {
      references(record.id()).forEach(reference -> files.add(file(record.id(), reference)));
      files.add(file(record.id(), ZERO));
    }
    return files;
  }

  private Path file(String id, String reference) {
    return folder().resolve(id + "-" + reference + ".csv");
  }

  private void make(List<Task> missing) {
    study.requireMaking(folder());
    NetworkInput input = study.input(Lead.ALL);
    try (TrainedModel model = study.model(study.networkRun(Lead.ALL))) {
      LeadShapley values =
          new LeadShapley(
              new NetworkGradientModel(model, study.profile().threads()), Lead.ALL, BATCH);
      List<Callable<String>> jobs = new ArrayList<>();
      for (Task task : missing) {
        jobs.add(() -> csv(games(values, input, task)));
      }
      Parallel.inOrder(
          jobs,
          study.profile().jobs(),
          Callable::call,
          (index, csv) -> {
            WholeFile.write(missing.get(index).file(), csv);
            study
                .progress()
                .update("all sets of leads: %d of %d games".formatted(index + 1, missing.size()));
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + folder(), e);
    }
    study
        .progress()
        .done(
            String.format(
                Locale.ROOT,
                "all sets of leads: %d games of %,d forward passes",
                missing.size(),
                1 << Lead.ALL.size()));
  }

  private List<LeadGame> games(LeadShapley values, NetworkInput input, Task task) {
    float[][] record = input.prepare(study.dataset().read(task.record().id())).millivolts();
    Reference reference =
        task.reference().equals(ZERO)
            ? Reference.zero(input.leads().size(), input.windowSamples())
            : new Reference(
                task.reference(),
                input.prepare(study.dataset().read(task.reference())).millivolts());
    return values.games(record, reference);
  }

  /** A line a set: bit i of its number is lead i. The network's outputs are of single precision. */
  private static String csv(List<LeadGame> games) {
    StringBuilder text =
        new StringBuilder("set,")
            .append(Diagnosis.ALL.stream().map(Diagnosis::name).collect(Collectors.joining(",")))
            .append('\n');
    int sets = games.get(0).values().length;
    for (int s = 0; s < sets; s++) {
      text.append(s);
      for (LeadGame game : games) {
        text.append(',').append((float) game.values()[s]);
      }
      text.append('\n');
    }
    return text.toString();
  }

  private LeadGame read(ExplainedRecord record, String reference) {
    Path file = file(record.id(), reference);
    int column = record.explained().ordinal() + 1;
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      double[] values = new double[1 << Lead.ALL.size()];
      if (lines.size() != values.length + 1) {
        throw new EcgDataException(
            "%s: expected %d lines, found %d; delete the file to make it again"
                .formatted(file, values.length + 1, lines.size()));
      }
      for (int s = 0; s < values.length; s++) {
        values[s] = Float.parseFloat(lines.get(s + 1).split(",", -1)[column]);
      }
      return new LeadGame(Lead.ALL, values);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new EcgDataException(file + ": a line is damaged; delete the file to make it again", e);
    }
  }
}
