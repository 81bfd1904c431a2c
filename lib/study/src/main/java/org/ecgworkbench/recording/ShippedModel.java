package org.ecgworkbench.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.study.store.RunFiles;

/**
 * A trained network in a folder, ready for recordings of a user's own: the weights, and the validation scores from which its thresholds
 * come. {@code results/models} holds the one that is shipped.
 *
 * @param folder where it lies
 * @param model to be closed
 * @param thresholds from its validation fold
 * @param undecided classes of which the validation fold holds no record: their threshold is a convention and decides nothing
 * @param verified whether weights and validation scores are those of the folder's {@code SHA256SUMS}; false where it has none
 */
public record ShippedModel(
    Path folder,
    TrainedModel model,
    Thresholds thresholds,
    Set<Diagnosis> undecided,
    boolean verified)
    implements AutoCloseable {

  /** Copies the set, in its order. */
  public ShippedModel {
    undecided = Collections.unmodifiableSet(new LinkedHashSet<>(undecided));
  }

  /** The property, set by {@code environment/workbench}, that names the folder of shipped models. */
  public static final String PROPERTY = "ecg.models";

  private static final String VALIDATION = "predictions-validation.csv";

  /** The files of a model's folder that are made by training and scoring. */
  static final List<String> FILES =
      List.of(
          TrainedModel.FILE_NAME,
          "history.csv",
          VALIDATION,
          "predictions-test.csv",
          ExternalValidation.EXTERNAL);

  /**
   * {@return the model that is shipped: of the folders in {@code results/models} the first by name}
   *
   * @throws EcgDataException if there is none
   */
  public static ShippedModel load() {
    return load(shipped());
  }

  /**
   * {@return a model from its folder}
   *
   * @param folder holds the weights and the validation scores
   * @throws EcgDataException if the folder does not hold a network with its validation scores, or they are damaged or were changed
   */
  public static ShippedModel load(Path folder) {
    Path scores = folder.resolve(VALIDATION);
    if (!Files.isRegularFile(folder.resolve(TrainedModel.FILE_NAME))
        || !Files.isRegularFile(scores)) {
      throw new EcgDataException(
          "%s: expected the folder of a trained network with %s and %s"
              .formatted(folder, TrainedModel.FILE_NAME, VALIDATION));
    }
    boolean verified = RunFiles.verify(folder, List.of(TrainedModel.FILE_NAME, VALIDATION));
    try {
      Predictions validation = Predictions.load(scores);
      Thresholds thresholds =
          Thresholds.select(validation, Comparison.GREATER_OR_EQUAL, ScorePrecision.SINGLE);
      Set<Diagnosis> undecided = EnumSet.allOf(Diagnosis.class);
      undecided.removeIf(d -> thresholds.isDecided(d.ordinal()));
      return new ShippedModel(folder, TrainedModel.load(folder), thresholds, undecided, verified);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model in " + folder, e);
    }
  }

  /** {@return what is to be known before its scores are believed, a sentence each} */
  public List<String> notes() {
    List<String> notes = new ArrayList<>(thresholds.notes());
    if (!verified) {
      notes.add(
          folder
              + " has no "
              + RunFiles.SUMS
              + ": whether weights and thresholds are those that were saved is not known");
    }
    return notes;
  }

  private static Path shipped() {
    String stated = System.getProperty(PROPERTY);
    List<Path> places =
        stated != null
            ? List.of(Path.of(stated))
            : List.of(Path.of("results", "models"), Path.of("..", "results", "models"));
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        try (Stream<Path> models = Files.list(place)) {
          List<Path> found =
              models
                  .filter(m -> Files.isRegularFile(m.resolve(TrainedModel.FILE_NAME)))
                  .sorted()
                  .toList();
          if (!found.isEmpty()) {
            return found.get(0);
          }
        } catch (IOException e) {
          throw new UncheckedIOException("cannot list " + place, e);
        }
      }
    }
    throw new EcgDataException(
        "no trained network in %s; name one with --model, or train one with 'external'"
            .formatted(places.get(0).toAbsolutePath().normalize()));
  }

  @Override
  public void close() {
    model.close();
  }

  @Override
  public String toString() {
    return model + " from " + folder + "; " + thresholds;
  }
}
