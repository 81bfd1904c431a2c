package org.ecgworkbench.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.study.store.RunStore;

/** The one set of resamples of a study's test fold, saved, and the intervals made with it. */
final class TestResamples {
  private final Setup study;
  private final RunStore store;
  private final Map<Path, TestIntervals> intervals = new HashMap<>();
  private Resamples resamples;

  TestResamples(Setup study, RunStore store) {
    this.study = study;
    this.store = store;
  }

  /** The resamples, drawn and saved on first use, read from there afterwards. */
  synchronized Resamples get() {
    if (resamples == null) {
      Path file = file();
      try {
        resamples = Files.exists(file) ? load(file) : make(file);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read or write " + file, e);
      }
    }
    return resamples;
  }

  private Resamples load(Path file) throws IOException {
    Resamples saved = Resamples.load(file);
    int records = study.split().testIds().size();
    if (saved.records() != records || saved.count() != Resamples.DEFAULT_COUNT) {
      throw new EcgDataException(
          "%s: expected %d resamples of %d records, found %d of %d; delete the file to make it again"
              .formatted(file, Resamples.DEFAULT_COUNT, records, saved.count(), saved.records()));
    }
    return saved;
  }

  private Resamples make(Path file) throws IOException {
    store.requireMaking(file.getParent());
    Resamples drawn =
        Resamples.plain(
            study.split().testIds().size(), Resamples.DEFAULT_COUNT, study.parameters().seed());
    drawn.save(file);
    RunFiles.seal(file.getParent());
    return drawn;
  }

  /** Where their indices lie. */
  Path file() {
    return store
        .directory("bootstrap", Map.of("resamples", "plain, " + Resamples.DEFAULT_COUNT))
        .resolve("indices.csv");
  }

  /** The intervals of a run's test fold. */
  synchronized TestIntervals intervals(Run run) {
    return intervals.computeIfAbsent(run.directory(), d -> TestIntervals.of(run, get()));
  }

  /** Adds the resamples to a provenance. */
  Provenance.Builder addTo(Provenance.Builder provenance) {
    get();
    return provenance
        .setting(
            "intervals", TestIntervals.SETTING.formatted(Resamples.DEFAULT_COUNT, "the test fold"))
        .seed(RandomStream.BOOTSTRAP, study.parameters().seed())
        .input(study.results(), file());
  }
}
