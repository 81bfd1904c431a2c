package org.ecgworkbench.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.real.RealStudy;
import org.ecgworkbench.result.ResultsFolder;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.KeptScores;

/**
 * Results of real recordings verified in a checkout, which holds their scores and no runs: where the recordings are at hand, in a
 * temporary copy in which the runs are put back from the scores, so that their tables are made again without training.
 */
final class PutBack {
  private PutBack() {}

  /** Of one folder of results. */
  static Verification verify(Path folder, Verification.Options options, Progress progress) {
    Verification.Options own =
        new Verification.Options(options.data(), options.test(), false, options.only());
    if (own.data().isEmpty() || Files.isDirectory(folder.resolve("runs"))) {
      return new VerificationWork(folder, own, progress).folder();
    }
    try {
      Path copy = Files.createTempDirectory("real-results").toRealPath();
      try {
        for (Path each : ResultsFolder.list(folder.getParent())) {
          copy(each, copy.resolve(each.getFileName()));
        }
        Path there = copy.resolve(folder.getFileName());
        putBack(there, own, progress);
        Verification found = new VerificationWork(there, own, progress).folder();
        return new Verification(
            folder,
            found.findings(),
            found.sidecars(),
            found.outputs(),
            found.inputs(),
            found.derived(),
            found.notCheckable());
      } finally {
        delete(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a temporary folder", e);
    }
  }

  private static void putBack(Path results, Verification.Options options, Progress progress)
      throws IOException {
    for (Path scores : ResultsFolder.list(results.resolve(KeptScores.FOLDER))) {
      String name = scores.getFileName().toString();
      if (name.endsWith(".csv") && !name.endsWith("-history.csv")) {
        Path runs = Files.createDirectories(results.resolve("runs"));
        KeptScores.restore(results, runs.resolve(name.replaceFirst("\\.csv$", "")));
      }
    }
    List<Path> sidecars = ResultsFolder.sidecars(results);
    if (!sidecars.isEmpty()) {
      // The resamples are drawn from the seed: nothing is kept of them.
      Sidecar first = Sidecar.read(sidecars.get(0));
      RealStudy.drawing(
              first,
              Study.parameters(new Settings(first.settings()), options.data(), results),
              options.test(),
              progress)
          .ifPresent(Study::resamples);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (!file.startsWith(from.resolve("runs"))) {
          Files.copy(file, target);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
