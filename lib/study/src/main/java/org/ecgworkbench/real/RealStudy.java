package org.ecgworkbench.real;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.quality.QualityReport;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.leads.LeadPlan;
import org.ecgworkbench.paper.leads.LeadStudy;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.result.ResultsFolder;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.KeptScores;
import org.ecgworkbench.study.store.SplitName;

/**
 * The protocol on recordings of two sources: all is trained and chosen on the first, and tested on the first's own test folds and,
 * unchanged, on the second. Each has a folder of results of its own, named after its recordings; no result names a folder of recordings.
 *
 * @param trained the study that trains, with its own test folds
 * @param tested the same networks and learners on the other recordings
 * @param tuning how the learners' settings were chosen
 * @param plan the networks of Table 4: twelve leads alone and all twelve, with so many seeds
 */
public record RealStudy(Study trained, Study tested, BaselineTuning tuning, LeadPlan plan) {
  /** Where the results of both lie below the folder of results. */
  public static final String FOLDER = "real";

  /** The profile of the committed results: for recordings of ten seconds, within an hour of one processor. */
  public static final String PROFILE = "ten-seconds, width=8, epochs=30, shapDraws=200";

  /**
   * Opens both data sets, looks at every recording, and chooses the learners' settings.
   *
   * @param training the folder of the recordings that train, validate and test
   * @param test the folder of the recordings that only test
   * @param profile its name, for example {@link #PROFILE}
   * @param seed of everything random, 0 to 2^32 - 1
   * @param seeds how many trainings of each network, from the seed on; at least 1
   * @param out where a folder of results for each is made
   * @return both studies
   * @throws EcgDataException if a recording is not usable, or a signal is in both
   */
  public static RealStudy open(
      Path training, Path test, String profile, long seed, int seeds, Path out) {
    Progress progress = Progress.onStandardOutput();
    return open(
        Parameters.defaults().withProfile(profile).withSeed(seed).withData(training).withOut(out),
        test,
        seeds,
        TuningGrid.here(seed, progress),
        progress);
  }

  /** As above, with the learners' settings that are tried. */
  static RealStudy open(
      Parameters parameters, Path test, int seeds, List<List<Baseline>> grid, Progress progress) {
    Path out = parameters.out();
    Study opened = Study.open(parameters, progress);
    Study plain =
        Study.of(parameters.withOut(out.resolve(slug(opened))), opened.dataset(), progress);
    EcgDataset other = plain.recordings().other(test);
    QualityReport own = plain.recordings().check();
    plain.recordings().sayOverlaps(own, List.of(SplitName.OWN));
    requireApart(plain, own, other, plain.recordings().check(other));
    BaselineTuning tuning = BaselineTuning.of(plain, grid);
    Study study = plain.withBaselines(tuning.chosen());
    return new RealStudy(
        study,
        study.testedOn(other, test, out.resolve(slug(other.name()))),
        tuning,
        LeadPlan.own(study, LeadPlan.table4(), seeds));
  }

  /**
   * {@return the folder that a parameter names, or the environment where it names none: a notebook that is saved with its outputs then
   * holds no folder of its reader's}
   *
   * @param given may be blank
   * @param variable of the environment
   * @throws EcgDataException if neither names one
   */
  public static Path folder(String given, String variable) {
    String named = given.isBlank() ? System.getenv().getOrDefault(variable, "") : given;
    if (named.isBlank()) {
      throw new EcgDataException(
          "expected a folder of recordings as a parameter of the notebook or in %s, found none; environment/reproduce --real --data DIR --test DIR sets it"
              .formatted(variable));
    }
    return Path.of(named);
  }

  /**
   * {@return the study that made a result, which makes and writes nothing}
   *
   * @param sidecar of the result
   * @param parameters of the study that trained, with the folder of its recordings and that of the result
   * @param test the folder of the recordings that only test; empty where they are not at hand
   * @param progress where long work says how far it is
   * @throws EcgDataException if recordings or the learners' settings cannot be read
   */
  public static Optional<Study> saved(
      Sidecar sidecar, Parameters parameters, Optional<Path> test, Progress progress) {
    boolean onOther = sidecar.settings().containsKey(Study.TRAINED_ON);
    if (onOther && test.isEmpty()) {
      return Optional.empty();
    }
    return saved(parameters, progress)
        .map(
            study ->
                onOther
                    ? study.testedOn(
                        study.recordings().other(test.get()), test.get(), parameters.out())
                    : study);
  }

  /**
   * As {@link #saved(Sidecar, Parameters, Optional, Progress)}, of a study that makes what is missing.
   *
   * @param sidecar of a result of it
   * @param parameters as the sidecar states them
   * @param test the recordings that only test; empty where none do or they are not at hand
   * @param progress where long work says how far it is
   * @return the study; empty where its recordings are not at hand
   */
  public static Optional<Study> drawing(
      Sidecar sidecar, Parameters parameters, Optional<Path> test, Progress progress) {
    return saved(sidecar, parameters, test, progress).map(Study::making);
  }

  private static Optional<Study> saved(Parameters parameters, Progress progress) {
    Study named = Study.saved(parameters, progress).orElseThrow();
    Path own = parameters.out().resolveSibling(slug(named));
    if (!Files.exists(own.resolve("tables").resolve(BaselineTuning.ID + ".csv"))) {
      return Optional.of(named);
    }
    return Study.saved(parameters.withOut(own), progress)
        .map(study -> study.withBaselines(BaselineTuning.chosen(own, parameters.seed())));
  }

  private static String slug(Study study) {
    return slug(study.dataset().name());
  }

  private static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private static void requireApart(
      Study study, QualityReport own, EcgDataset other, QualityReport theirs) {
    Set<String> signals = Set.copyOf(own.contents().values());
    Set<String> both = new TreeSet<>();
    for (Map.Entry<String, String> each : theirs.contents().entrySet()) {
      if (signals.contains(each.getValue())) {
        both.add(each.getKey());
      }
    }
    if (!both.isEmpty()) {
      throw new EcgDataException(
          "%s: expected recordings that %s does not have, found the signals of %s in both"
              .formatted(other.name(), study.dataName(), String.join(", ", both)));
    }
  }

  /** {@return both, the one that trains first} */
  public List<Study> both() {
    return List.of(trained, tested);
  }

  /**
   * {@return the networks of Table 4 on the test records of one of both; what is missing is trained}
   *
   * @param study one of {@link #both()}
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted; what is done is saved
   */
  public LeadStudy leads(Study study) {
    return LeadStudy.of(study, plan);
  }

  /**
   * Writes the scores of all runs that the saved results of both were made from into {@code scores} of their folders, as text.
   *
   * @return how many runs are kept
   */
  public int keepScores() {
    int kept = 0;
    for (Study study : both()) {
      kept +=
          KeptScores.keep(
              study.results(),
              ResultsFolder.sidecars(study.results()).stream()
                  .map(Sidecar::read)
                  .flatMap(sidecar -> sidecar.inputs().keySet().stream())
                  .toList());
    }
    return kept;
  }
}
