package org.ecgworkbench.study;

import java.nio.file.Path;
import java.util.Optional;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunStore;
import tech.tablesaw.api.Table;

/** Tables and figures of a study: where they come from, and the intervals of their numbers. */
public abstract class StudyResults extends StudyFacts {
  /** The setting that names the recordings that trained what is tested on others. */
  public static final String TRAINED_ON = StudyProvenance.TRAINED_ON;

  final RunStore store;
  final StudyProvenance provenance;
  private final TestResamples resamples;

  /**
   * Of a study.
   *
   * @param savedOnly whether nothing may be made
   * @param trainer what trained that which is tested here; empty where it is trained here
   */
  StudyResults(Setup setup, boolean savedOnly, Optional<Setup> trainer) {
    super(setup);
    RunStore own =
        new RunStore(
            setup.parameters(), setup.dataset().manifestSha256(), setup.split(), savedOnly);
    this.store =
        trainer.map(other -> own.with(TRAINED_ON, other.dataset().manifestSha256())).orElse(own);
    this.resamples = new TestResamples(setup, store);
    this.provenance = new StudyProvenance(setup, trainer);
  }

  /**
   * Starts the provenance of a result of this run.
   *
   * @param maker the class that makes the result
   * @return what collects the rest; data, settings and seeds of this run are in it
   */
  public Provenance.Builder provenance(Class<?> maker) {
    return provenance.start(maker);
  }

  /**
   * {@return the parameters of the study that made a result, which {@link #provenance} wrote}
   *
   * @param settings of the result's sidecar
   * @param data the recordings; empty for the embedded cohort
   * @param out the folder of results
   * @throws IllegalArgumentException if a setting is not there or is not what it must be
   */
  public static Parameters parameters(Settings settings, Optional<Path> data, Path out) {
    return StudyProvenance.parameters(settings, data, out);
  }

  /**
   * {@return a table of this study}
   *
   * @param id its file name without ending
   * @param caption what a journal would print above it
   * @param table the values
   * @param provenance where it comes from; its clock is stopped here
   */
  public TableResult table(String id, String caption, Table table, Provenance.Builder provenance) {
    return new TableResult(id, caption, table, provenance.finish(), results());
  }

  /**
   * {@return a figure of this study}
   *
   * @param id its file name without ending
   * @param caption what a journal would print below it
   * @param figure the picture
   * @param provenance where it comes from; its clock is stopped here
   */
  public FigureResult figure(
      String id, String caption, Figure figure, Provenance.Builder provenance) {
    return new FigureResult(id, caption, figure, provenance.finish(), results());
  }

  /**
   * {@return a provenance with the seeds of the streams that some runs drew from}
   *
   * @param provenance of a result; changed
   * @param used runs of this study
   */
  public Provenance.Builder withSeeds(Provenance.Builder provenance, Run... used) {
    return StudyProvenance.withSeeds(provenance, used);
  }

  /**
   * {@return a provenance with the saved predictions of runs}
   *
   * @param provenance of a result; changed
   * @param used runs of this study
   */
  public Provenance.Builder withInputs(Provenance.Builder provenance, Run... used) {
    return this.provenance.withInputs(provenance, used);
  }

  /**
   * {@return the intervals of a run's test fold}
   *
   * @param run of this study
   */
  public TestIntervals intervals(Run run) {
    return resamples.intervals(run);
  }

  /**
   * {@return the resamples of the test fold that all intervals and paired tests of one run use: plain ones, {@value
   * Resamples#DEFAULT_COUNT}, from the stream {@code bootstrap} of the seed}. They are saved beside the runs. Not stratified
   * ones: the next test fold would have other numbers of each class, and in the simulation of {@code lib/benchmarks} intervals of precision
   * and F1 that hold these numbers fixed cover the truth too rarely.
   */
  public Resamples resamples() {
    return resamples.get();
  }

  /**
   * {@return a provenance with the resamples}
   *
   * @param provenance of a result; changed
   */
  public Provenance.Builder withIntervals(Provenance.Builder provenance) {
    return resamples.addTo(provenance);
  }

  /**
   * Called before something is made; see {@link RunStore#requireMaking}.
   *
   * @param directory of what is made
   */
  public void requireMaking(Path directory) {
    store.requireMaking(directory);
  }
}
