package org.ecgworkbench.study.store;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.dataset.RecordSplit;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.provenance.Provenance;

/**
 * Saved runs: one folder a learner, named after what it is and a hash of everything it depends on. A folder is there whole or not at
 * all: it is filled as {@code NAME.partial} and moved into place.
 */
public final class RunStore {
  /** The file with the scores of the validation fold. */
  static final String VALIDATION = "predictions-validation.csv";

  /** The file with the scores of the test fold. */
  static final String TEST = "predictions-test.csv";

  /** The end of the name of a folder that is not complete. */
  public static final String PARTIAL = ".partial";

  static final String NOTES = "notes.txt";

  private final Path folder;
  private final Map<String, Object> common;
  private final Map<Path, Run> known;
  private final Set<Path> anew;
  private final boolean savedOnly;

  /** What was asked for is not saved, and nothing may be made anew. */
  public static final class NotSaved extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private NotSaved(Path directory) {
      super(directory.getFileName() + " is not saved");
    }
  }

  /** Writes what else a run's folder holds. */
  public interface Extra {
    /**
     * Writes them.
     *
     * @param folder of the run, which is not yet complete
     * @throws IOException if one cannot be written
     */
    void write(Path folder) throws IOException;
  }

  /**
   * A store.
   *
   * @param parameters profile, seed, and where results go
   * @param manifestSha256 of the recordings
   * @param split of the recordings
   * @param savedOnly whether what is not saved is refused with {@link NotSaved} instead of made
   */
  public RunStore(
      Parameters parameters, String manifestSha256, RecordSplit split, boolean savedOnly) {
    this(
        parameters.out().resolve("runs"),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        ConcurrentHashMap.newKeySet(),
        savedOnly);
    common.put("data", manifestSha256);
    common.put("seed", parameters.seed());
    common.put("resample", parameters.resample());
    common.put("split", fingerprint(split));
  }

  private RunStore(
      Path folder,
      Map<String, Object> common,
      Map<Path, Run> known,
      Set<Path> anew,
      boolean savedOnly) {
    this.anew = anew;
    this.savedOnly = savedOnly;
    this.folder = folder;
    this.common = common;
    this.known = known;
  }

  /**
   * {@return the same store for runs on another split}
   *
   * @param split of the same recordings
   */
  public RunStore forSplit(RecordSplit split) {
    Map<String, Object> other = new LinkedHashMap<>(common);
    other.put("split", fingerprint(split));
    return new RunStore(folder, other, known, anew, savedOnly);
  }

  /**
   * {@return the same store for runs that depend on something else, too}
   *
   * @param name of what they depend on
   * @param value of it
   */
  public RunStore with(String name, String value) {
    Map<String, Object> other = new LinkedHashMap<>(common);
    other.put(name, value);
    return new RunStore(folder, other, known, anew, savedOnly);
  }

  private static String fingerprint(RecordSplit split) {
    return Provenance.sha256(
        split.trainIds() + " " + split.validationIds() + " " + split.testIds());
  }

  /**
   * {@return the folder of what depends on these settings, data, seed and split}
   *
   * @param name how the folder's name begins
   * @param depends settings by name, in order
   */
  public Path directory(String name, Map<String, String> depends) {
    return folder.resolve(name + "-" + Provenance.sha256(json(depends)).substring(0, 12));
  }

  /**
   * Called before something is made.
   *
   * @param directory where it is going to be saved
   * @throws NotSaved if nothing may be made
   */
  public void requireMaking(Path directory) {
    if (savedOnly) {
      throw new NotSaved(directory);
    }
  }

  /**
   * {@return what a run depends on, in order, as its {@code run.json} says it}
   *
   * @param depends settings by name, in order
   */
  public Map<String, String> settings(Map<String, String> depends) {
    Map<String, String> all = new LinkedHashMap<>();
    common.forEach((name, value) -> all.put(name, String.valueOf(value)));
    all.putAll(depends);
    return all;
  }

  /** {@return the folder of all runs} */
  public Path folder() {
    return folder;
  }

  /**
   * {@return where a run lies while it is made}
   *
   * @param directory where it lies when it is complete
   */
  public static Path partial(Path directory) {
    return directory.resolveSibling(directory.getFileName() + PARTIAL);
  }

  private String json(Map<String, String> depends) {
    Map<String, Object> all = new LinkedHashMap<>(common);
    all.putAll(depends);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(all) + "\n";
  }

  /**
   * Saves a run; until the last step nothing looks like one.
   *
   * @param trained what it is of
   * @param directory of {@link #directory}
   * @param depends settings by name, in order
   * @param notes what a reader must know, a sentence each
   * @param validation scores of the validation fold
   * @param test scores of the test fold
   * @param extra writes further files into the folder
   * @return the run as it is saved
   */
  public Run save(
      Trained trained,
      Path directory,
      Map<String, String> depends,
      List<String> notes,
      Predictions validation,
      Predictions test,
      Extra extra) {
    Path partial = partial(directory);
    try {
      Files.createDirectories(partial);
      validation.save(partial.resolve(VALIDATION));
      test.save(partial.resolve(TEST));
      WholeFile.write(partial.resolve(NOTES), String.join("\n", notes));
      WholeFile.write(partial.resolve(RunFiles.SETTINGS), json(depends));
      extra.write(partial);
      RunFiles.seal(partial);
      Files.move(partial, directory);
    } catch (IOException e) {
      // Another process with the same work may have been first; the same key means the same scores.
      if (!Files.isDirectory(directory)) {
        throw new UncheckedIOException("cannot save " + directory, e);
      }
      RunFiles.delete(partial);
      return find(trained, directory).orElseThrow();
    }
    return remember(new Run(trained, directory, validation, test, false, notes));
  }

  /**
   * {@return a saved run; empty where there is none}
   *
   * @param trained what it is of
   * @param directory of {@link #directory}
   */
  public Optional<Run> find(Trained trained, Path directory) {
    synchronized (known) {
      if (known.containsKey(directory)) {
        return Optional.of(known.get(directory));
      }
    }
    if (!Files.isDirectory(directory) && !isPutBack(directory)) {
      requireMaking(directory);
      return Optional.empty();
    }
    try {
      return Optional.of(
          remember(
              new Run(
                  trained,
                  directory,
                  Predictions.load(directory.resolve(VALIDATION)),
                  Predictions.load(directory.resolve(TEST)),
                  true,
                  Files.readAllLines(directory.resolve(NOTES), StandardCharsets.UTF_8))));
    } catch (IOException e) {
      throw new EcgDataException(
          "the saved run %s cannot be read (%s); delete the folder to make it again"
              .formatted(directory, WholeFile.reason(e)),
          e);
    }
  }

  /** Whether a run was kept by its scores and is here now; whoever only reads puts nothing back. */
  private boolean isPutBack(Path directory) {
    return !savedOnly
        && !anew.contains(directory)
        && KeptScores.restore(folder.toAbsolutePath().getParent(), directory);
  }

  /**
   * Forgets a run that is here by its scores alone, so that it is trained when it is asked for.
   *
   * @param run of this store
   * @throws NotSaved if nothing may be made
   */
  public void forget(Run run) {
    requireMaking(run.directory());
    anew.add(run.directory());
    synchronized (known) {
      known.remove(run.directory());
    }
    KeptScores.delete(run.directory());
  }

  private Run remember(Run run) {
    synchronized (known) {
      known.put(run.directory(), run);
    }
    return run;
  }
}
