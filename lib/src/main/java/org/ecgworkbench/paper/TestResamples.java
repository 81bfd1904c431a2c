package org.ecgworkbench.paper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.ecgworkbench.evaluation.Resamples;
import org.ecgworkbench.notebook.Provenance;

/** The one set of resamples of a study's test fold, saved, and the intervals made with it. */
final class TestResamples {
  private final Study study;
  private final RunStore store;
  private final Map<Path, TestIntervals> intervals = new HashMap<>();
  private Resamples resamples;

  TestResamples(Study study, RunStore store) {
    this.study = study;
    this.store = store;
  }

  /** The resamples, drawn and saved on first use. */
  synchronized Resamples get() {
    if (resamples == null) {
      resamples =
          Resamples.plain(
              study.split().testIds().size(), Resamples.DEFAULT_COUNT, study.parameters().seed());
      Path file = file();
      try {
        if (!Files.exists(file)) {
          store.requireMaking(file.getParent());
          resamples.save(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + file, e);
      }
    }
    return resamples;
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
        .input(study.results(), file());
  }
}
