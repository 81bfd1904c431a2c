package org.ecgworkbench.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.PtbXl;
import org.ecgworkbench.dataset.WfdbFolder;
import org.ecgworkbench.dataset.file.FolderAccount;
import org.ecgworkbench.dataset.quality.QualityReport;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.study.store.RunLock;

/** The recordings of a study: those of a folder, or the embedded cohort, generated on first use by one process at a time. */
final class StudyData {
  private StudyData() {}

  /**
   * Opens the recordings.
   *
   * @throws EcgDataException if they are not usable, a diagnosis is none of the nine, or the output folder cannot be written
   */
  static EcgDataset open(Parameters parameters, Profile profile, Progress progress) {
    if (parameters.data().isPresent()) {
      EcgDataset dataset = given(parameters);
      requireNineClasses(dataset, parameters.ignoreOtherDiagnoses());
      account(parameters.data().get(), dataset).lines().forEach(progress::done);
      return dataset;
    }
    if (!parameters.leaveOut().isEmpty()) {
      throw new EcgDataException(
          "recordings can be left out of a folder of recordings only (--data DIR), not of the embedded cohort");
    }
    requireWritable(parameters.out());
    return embedded(parameters, profile, progress);
  }

  /** What became of each file of the folder that a data set lies in. */
  static FolderAccount account(Path folder, EcgDataset dataset) {
    return FolderAccount.of(
        folder,
        dataset.files(),
        dataset.records().size(),
        dataset.leftOut().keySet(),
        dataset instanceof PtbXl ? PtbXl.DATABASE : "");
  }

  /** The recordings, generating nothing: empty where the embedded cohort is asked for and is not there. */
  static Optional<EcgDataset> saved(Parameters parameters, Profile profile, Progress progress) {
    if (parameters.data().isPresent()) {
      return Optional.of(given(parameters));
    }
    return Files.isDirectory(cohortFolder(parameters, profile))
        ? Optional.of(embedded(parameters, profile, progress))
        : Optional.empty();
  }

  private static EcgDataset given(Parameters parameters) {
    return Datasets.open(
        parameters.data().orElseThrow(),
        WfdbFolder.Options.defaults().withResample(parameters.resample()),
        parameters.leaveOut());
  }

  private static EcgDataset embedded(Parameters parameters, Profile profile, Progress progress) {
    SyntheticCohort.Options options = cohortOptions(parameters, profile);
    Path folder = cohortFolder(parameters, profile);
    boolean written;
    if (Files.isDirectory(folder)) {
      written = write(options, folder, progress);
    } else {
      RunLock lock = RunLock.acquire(folder, progress);
      try {
        written = write(options, folder, progress);
      } finally {
        lock.close();
      }
    }
    progress.done(
        "embedded cohort: %d records %s"
            .formatted(options.size(), written ? "generated" : "found and verified"));
    return Datasets.open(folder);
  }

  private static boolean write(SyntheticCohort.Options options, Path folder, Progress progress) {
    return new SyntheticCohort(options)
        .writeTo(
            folder,
            done ->
                progress.update(
                    "embedded cohort: record %d of %d".formatted(done, options.size())));
  }

  private static Path cohortFolder(Parameters parameters, Profile profile) {
    SyntheticCohort.Options options = cohortOptions(parameters, profile);
    return parameters
        .out()
        .resolve("runs")
        .resolve(
            "cohort-v%d-%s-%d-seed%d"
                .formatted(
                    SyntheticCohort.VERSION,
                    options.mix().name().toLowerCase(Locale.ROOT),
                    options.size(),
                    options.seed()));
  }

  /** What the embedded cohort of these parameters is made from. */
  static SyntheticCohort.Options cohortOptions(Parameters parameters, Profile profile) {
    ClassMix mix =
        profile.base().equals(Profile.PAPER.name()) ? ClassMix.CPSC2018 : ClassMix.BALANCED;
    return new SyntheticCohort.Options(parameters.seed(), profile.cohortRecords(), mix);
  }

  private static void requireNineClasses(EcgDataset dataset, boolean ignoreOthers) {
    // PTB-XL's mapping says which of its codes are labels; nearly every record has others beside
    // them.
    if (ignoreOthers || dataset instanceof PtbXl || dataset.unknownCodes().isEmpty()) {
      return;
    }
    Map.Entry<String, List<String>> first = dataset.unknownCodes().entrySet().iterator().next();
    throw new EcgDataException(
        "record %s: diagnosis code %s is none of the nine classes (records with such codes: %d; --ignore-other-diagnoses accepts them)"
            .formatted(
                first.getKey(),
                String.join(", ", first.getValue()),
                dataset.unknownCodes().size()));
  }

  /** @throws EcgDataException if no file can be written into the folder, which is made if need be */
  static void requireWritable(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".write", ".test"));
    } catch (IOException e) {
      throw new EcgDataException(
          "cannot write to the output folder " + folder + " (" + WholeFile.reason(e) + ")", e);
    }
  }

  /**
   * Looks at recordings with every check of the quality gate, and says what it warns of.
   *
   * @return what was found, no error among it
   * @throws EcgDataException for the first error
   */
  static QualityReport check(EcgDataset dataset, Collection<String> ids, Progress progress) {
    QualityReport report = QualityReport.of(dataset, ids, progress::update);
    progress.done("checked %d records".formatted(report.records()));
    report.usable().forEach(progress::done);
    return report;
  }
}
