package org.ecgworkbench.study.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.provenance.Provenance;

/**
 * The scores of runs as they are kept in git: {@code scores/RUN.csv} in the folder of results, one file a run, named after the run's
 * folder and so after everything that it depends on. From them a run is put back, all but what its training left beside the scores
 * (weights, trees), so that tables and figures are made again without training. Scores are written in the shortest form that reads back
 * to the same number, in single precision where all of them have it, as those of networks have; {@code fold} is {@code v} for a record of the validation fold, {@code t} for one of the test fold.
 */
public final class KeptScores {
  /** The folder's name. */
  public static final String FOLDER = "scores";

  /** In the folder of a run that was put back: says that there is nothing else in it. */
  private static final String MARK = "scores-only.txt";

  private static final String HISTORY = "history.csv";
  private static final String SINGLE = "# single precision";
  private static final String DOUBLE = "# double precision";

  /** By how much the average AUC may differ after the same training on another kind of processor in the fast mode. */
  static final double FAST_TOLERANCE = 0.06;

  private static final List<String> PARTS = List.of("v", "t");
  private static final Pattern INPUT =
      Pattern.compile("runs/([^/]+)/(predictions-(?:validation|test)\\.csv|history\\.csv)");

  private KeptScores() {}

  /**
   * {@return the file with the scores that an input of a result can be put back from; null where it is
   * no such input}
   *
   * @param results the folder of results
   * @param input as a sidecar names it
   */
  public static Path fileFor(Path results, String input) {
    Matcher matcher = INPUT.matcher(input);
    return matcher.matches() ? file(results, matcher.group(1), matcher.group(2)) : null;
  }

  private static Path file(Path results, String run, String name) {
    return results.resolve(FOLDER).resolve(run + (name.equals(HISTORY) ? "-" + HISTORY : ".csv"));
  }

  /**
   * Writes the scores of the runs that results were made from, in place of those that were kept before.
   *
   * @param results the folder of results
   * @param inputs of its tables and figures, as their sidecars name them
   * @return how many runs are kept
   */
  public static int keep(Path results, Collection<String> inputs) {
    Path folder = results.resolve(FOLDER);
    Set<Path> kept = new TreeSet<>();
    int runs = 0;
    try {
      Files.createDirectories(folder);
      for (String input : new TreeSet<>(inputs)) {
        Path file = fileFor(results, input);
        if (file == null || !kept.add(file)) {
          continue;
        }
        Path source = results.resolve(input);
        if (input.endsWith(HISTORY)) {
          WholeFile.write(file, Files.readString(source));
        } else {
          WholeFile.write(file, text(source.getParent()));
          runs++;
        }
      }
      for (Path old : RunFiles.files(folder)) {
        if (!kept.contains(old)) {
          Files.delete(old);
        }
      }
      RunFiles.seal(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep scores in " + folder, e);
    }
    return runs;
  }

  private static String text(Path run) throws IOException {
    List<Predictions> parts =
        List.of(
            Predictions.load(run.resolve(RunStore.VALIDATION)),
            Predictions.load(run.resolve(RunStore.TEST)));
    boolean single =
        parts.stream()
            .flatMap(part -> Arrays.stream(part.scores()))
            .flatMapToDouble(Arrays::stream)
            .allMatch(score -> score == (float) score);
    StringBuilder text = new StringBuilder(single ? SINGLE : DOUBLE).append('\n');
    for (String note : Files.readAllLines(run.resolve(RunStore.NOTES))) {
      text.append("# ").append(note).append('\n');
    }
    text.append("fold,id,labels,").append(String.join(",", parts.get(0).classes())).append('\n');
    for (int p = 0; p < PARTS.size(); p++) {
      Predictions part = parts.get(p);
      for (int i = 0; i < part.size(); i++) {
        List<String> labels = new ArrayList<>();
        StringBuilder scores = new StringBuilder();
        for (int c = 0; c < part.classes().size(); c++) {
          if (part.label(i, c)) {
            labels.add(part.classes().get(c));
          }
          double score = part.score(i, c);
          scores.append(',').append(short_(single ? "" + (float) score : "" + score));
        }
        text.append(PARTS.get(p)).append(',').append(part.ids().get(i)).append(',');
        text.append(String.join(" ", labels)).append(scores).append('\n');
      }
    }
    return text.toString();
  }

  /** Without a leading or a trailing zero. */
  private static String short_(String number) {
    return number
        .replaceFirst("^0\\.", ".")
        .replaceFirst("\\.0(?=E|$)", "")
        .replaceFirst("^$", "0");
  }

  /**
   * Puts back what was kept of a run.
   *
   * @param results the folder of results
   * @param directory where the run's files are written; its name is the run's
   * @return whether something was kept
   * @throws EcgDataException if it is not what was kept; names the file
   */
  public static boolean restore(Path results, Path directory) {
    String run = directory.getFileName().toString();
    Path file = file(results, run, "");
    if (!Files.isRegularFile(file)) {
      return false;
    }
    requireUnchanged(file);
    Path partial = directory.resolveSibling(run + ".restored");
    try {
      List<String> lines = Files.readAllLines(file);
      List<String> notes =
          lines.stream().filter(line -> line.startsWith("# ")).map(l -> l.substring(2)).toList();
      boolean single = lines.get(0).equals(SINGLE);
      Files.createDirectories(partial);
      List<String> rows = lines.subList(notes.size(), lines.size());
      predictions(rows, PARTS.get(0), single).save(partial.resolve(RunStore.VALIDATION));
      predictions(rows, PARTS.get(1), single).save(partial.resolve(RunStore.TEST));
      WholeFile.write(
          partial.resolve(RunStore.NOTES), String.join("\n", notes.subList(1, notes.size())));
      Path history = file(results, run, HISTORY);
      if (Files.isRegularFile(history)) {
        requireUnchanged(history);
        WholeFile.write(partial.resolve(HISTORY), Files.readString(history));
      }
      WholeFile.write(
          partial.resolve(MARK), "Put back from " + FOLDER + ": no weights, no trees.\n");
      RunFiles.seal(partial);
      Files.move(partial, directory);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot put back " + file, e);
    } catch (RuntimeException e) {
      throw new EcgDataException(file + ": not of the form in which scores are kept", e);
    }
  }

  private static double auc(Run run) {
    return run.performance().average(PerformanceMetric.AUC).value();
  }

  private static void requireUnchanged(Path file) {
    String expected = RunFiles.sums(file.getParent()).get(file.getFileName().toString());
    String found = Provenance.sha256(file);
    if (!found.equals(expected)) {
      throw new EcgDataException(
          "%s: changed: expected SHA-256 %s, found %s; check it out again, or delete it to train"
              .formatted(file, expected, found));
    }
  }

  private static Predictions predictions(List<String> rows, String part, boolean single) {
    String[] header = rows.get(0).split(",", -1);
    List<String> classes = List.of(header).subList(3, header.length);
    List<String[]> own =
        rows.stream().map(r -> r.split(",", -1)).filter(r -> r[0].equals(part)).toList();
    boolean[][] labels = new boolean[own.size()][classes.size()];
    double[][] scores = new double[own.size()][classes.size()];
    for (int i = 0; i < labels.length; i++) {
      String[] row = own.get(i);
      for (String label : row[2].isEmpty() ? new String[0] : row[2].split(" ")) {
        labels[i][classes.indexOf(label)] = true;
      }
      for (int c = 0; c < classes.size(); c++) {
        scores[i][c] = single ? Float.parseFloat(row[3 + c]) : Double.parseDouble(row[3 + c]);
      }
    }
    return new Predictions(own.stream().map(r -> r[1]).toList(), classes, labels, scores);
  }

  /**
   * {@return whether a run is here by its scores alone}
   *
   * @param run of a study
   */
  public static boolean isAll(Run run) {
    return Files.exists(run.directory().resolve(MARK));
  }

  /** Deletes a run that was put back. */
  static void delete(Path directory) {
    if (Files.exists(directory.resolve(MARK))) {
      RunFiles.delete(directory);
    }
  }

  /**
   * Compares a run that was trained again with what was kept of it. In the reproducible mode, and for every learner that is no network,
   * each score is the same. In the fast mode another kind of processor trains another network: there the average area under the ROC curve
   * of the test records may differ by {@value #FAST_TOLERANCE}: two trainings of the default study that differ in their seed alone are up
   * to 0.051 apart (17 pairs, root mean square 0.024).
   *
   * @param kept by its scores alone
   * @param again trained again
   * @param mode of the engine
   * @throws EcgDataException if a score differs, or in the fast mode the area by more; names the file
   */
  public static void requireSame(Run kept, Run again, NetworkEngine.Mode mode) {
    if (Arrays.deepEquals(kept.validation().scores(), again.validation().scores())
        && Arrays.deepEquals(kept.test().scores(), again.test().scores())) {
      return;
    }
    if (mode == NetworkEngine.Mode.FAST && kept.learner().isEmpty()) {
      double before = auc(kept);
      double after = auc(again);
      if (!(Math.abs(before - after) <= FAST_TOLERANCE)) {
        throw new EcgDataException(
            String.format(
                Locale.ROOT,
                "%s/%s.csv: trained again here in the fast mode, the average AUC is %.3f, expected within %.2f of %.3f; delete the file to use that",
                FOLDER,
                kept.directory().getFileName(),
                after,
                FAST_TOLERANCE,
                before));
      }
    } else {
      throw new EcgDataException(
          "%s/%s.csv: trained again here, the run has other scores; delete the file to use those"
              .formatted(FOLDER, kept.directory().getFileName()));
    }
  }
}
