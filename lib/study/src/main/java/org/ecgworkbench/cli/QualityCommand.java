package org.ecgworkbench.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ecgworkbench.dataset.quality.QualityCheck;
import org.ecgworkbench.dataset.quality.QualityReport;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.report.QualityPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks at every record of a folder and writes down what it finds. */
@Command(
    name = "quality",
    description =
        "Checks every record of a folder, damaged ones included, or one FILE: writes a table of findings, what an experiment leaves out and"
            + " why, and a page with pictures of the worst.",
    mixinStandardHelpOptions = true)
final class QualityCommand implements Callable<Integer> {
  @Mixin private RecordingOptions recording;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of recordings; in place of FILE.")
  private Path data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "results/quality",
      description =
          "Folder for tables/quality-report.csv, tables/quality-summary.csv, tables/exclusions.csv, tables/files-not-read.csv and quality-report.html;"
              + " refused where an experiment's own are. Default: results/quality.")
  private Path out;

  @Option(
      names = "--resample",
      description =
          "Other sampling rates than 500 Hz are no error, because the experiment is going to resample them.")
  private boolean resample;

  /** Whether any recording of the folder, or the one file, has its evidence beside it. */
  private boolean isGenerated() {
    Path folder = recording.isGiven() ? recording.file().toAbsolutePath().getParent() : data;
    String start =
        recording.isGiven()
            ? recording.file().getFileName().toString().replaceFirst("\\.[^.]*$", "")
            : "";
    try (DirectoryStream<Path> evidence =
        Files.newDirectoryStream(
            folder,
            file -> {
              String name = file.getFileName().toString();
              return name.startsWith(start) && name.endsWith(".evidence.csv");
            })) {
      return evidence.iterator().hasNext();
    } catch (IOException e) {
      return false; // what cannot be listed was said when it was read
    }
  }

  @Override
  public Integer call() {
    if (recording.isGiven() == (data != null)) {
      throw new IllegalArgumentException(
          data == null
              ? "expected --data DIR or FILE, found neither"
              : "give either --data or FILE, not both");
    }
    recording.requireFileOfRate();
    if (Files.exists(out.resolve("tables").resolve("quality-report.json"))) {
      throw new EcgDataException(
          out
              + ": expected a folder of its own for this report, found an experiment's results; --out DIR names another");
    }
    QualityReport report;
    try (Progress progress = Progress.onStandardError()) {
      report =
          recording.isGiven()
              ? QualityReport.of(recording.file(), recording.reading(resample))
              : QualityReport.of(data, resample, progress::update);
    }
    report.save(out.resolve("tables"));
    QualityPage.save(
        report,
        isGenerated() ? "These recordings are generated ones, no patient's." : "",
        out.resolve("quality-report.html"));
    System.out.println(report.description());
    report.account().ifPresent(account -> account.lines().forEach(System.out::println));
    for (QualityCheck check : QualityCheck.values()) {
      var found = report.findings().stream().filter(f -> f.check() == check).toList();
      int findings = found.size();
      long records = found.stream().map(f -> f.record()).distinct().count();
      if (findings > 0) {
        System.out.printf(
            "%-8s %-40s %6d %-8s %6d %s%n",
            check.severity(),
            check.title(),
            records,
            records == 1 ? "record," : "records,",
            findings,
            findings == 1 ? "finding" : "findings");
      }
    }
    Path exclusions = out.resolve("tables").resolve("exclusions.csv");
    System.out.printf(
        "%d of %d records are left out of an experiment (%s)%n",
        report.exclusions().all().size(), report.records(), exclusions);
    if (report.exclusions().all().stream().anyMatch(e -> e.check() != QualityCheck.NO_LABEL)) {
      System.out.println(
          "an experiment refuses this folder until those with errors are mended, or left out by name: --leave-out "
              + exclusions);
    }
    System.out.println("page with pictures: " + out.resolve("quality-report.html"));
    return 0;
  }
}
