package org.ecgworkbench.paper.claims;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.paper.Published;
import org.ecgworkbench.real.RealResults;
import org.ecgworkbench.result.CsvTable;
import org.ecgworkbench.result.ResultsFolder;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.TestIntervals;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** What real recordings say of each claim in a {@link Story}, from the tables that are saved; nothing is trained. */
final class StoryOfReal {
  private static final String NOT_RUN = "Not yet run on real recordings.";
  private static final String ALONE = "Of these recordings alone: ";

  private StoryOfReal() {}

  /** What the tables of real recordings say of each claim; that they were not made where they are not there. */
  static List<String> of(Path models) {
    List<RealResults.Source> sources =
        RealResults.read(models.toAbsolutePath().getParent()).sources();
    List<String> said = new ArrayList<>();
    for (Published.Claim claim : Published.CLAIMS) {
      List<String> found =
          sources.stream()
              .filter(source -> source.claims().containsKey(claim.id()))
              .map(source -> source.data() + ": " + alone(source.claims().get(claim.id())))
              .toList();
      said.add(found.isEmpty() ? NOT_RUN : String.join(" ", found));
    }
    List<String> averages = new ArrayList<>();
    for (RealResults.Source source : sources) {
      averages.add(
          "%s, %d test recordings: average AUC %s, average F1 %s (mean of the trainings)."
              .formatted(
                  source.data(),
                  source.records(),
                  TestIntervals.words(source.auc()),
                  TestIntervals.words(source.f1())));
    }
    averages.addAll(shipped(models));
    if (!averages.isEmpty()) {
      said.set(0, String.join(" ", averages));
    }
    List<String> best = new ArrayList<>();
    for (RealResults.Source source : sources) {
      best.add(
          "%s: the best by F1 are %s; the claim is, %s"
              .formatted(
                  source.data(),
                  source.bestLeads().entrySet().stream()
                      .map(lead -> lead.getKey() + " " + TestIntervals.words(lead.getValue()))
                      .collect(Collectors.joining(", ")),
                  alone(source.claims().get("C4"))));
    }
    if (!best.isEmpty()) {
      said.set(3, String.join(" ", best));
    }
    String marks =
        sources.stream()
            .flatMap(source -> source.marks().map(m -> marks(source.data(), m)).stream())
            .collect(Collectors.joining(" "));
    if (!marks.isEmpty()) {
      said.set(4, marks);
    }
    return said;
  }

  private static String marks(String data, RealResults.Marks marks) {
    return "%s, %d patients: of the marks that raise the score %s more than of the signal's energy lies in the waves that define the label; among samples of equal amplitude they find these waves with an AUC of %s, where 0.5 is chance: %s."
        .formatted(
            data,
            marks.patients(),
            TestIntervals.words(marks.overEnergy()),
            TestIntervals.words(marks.matched()),
            marks.areMoreThanSignal()
                ? "more than the size of the waves explains"
                : "as an explanation of the disease not supported");
  }

  /** What follows for the recordings themselves, without why the paper's number is another. */
  private static String alone(String claim) {
    int at = claim.indexOf(ALONE);
    return at < 0 ? claim : claim.substring(at + ALONE.length());
  }

  /** The shipped network, of the first folder by name: on its own test records and on those of another data set. */
  private static List<String> shipped(Path models) {
    List<String> said = new ArrayList<>();
    Optional<Path> file =
        ResultsFolder.list(models).stream()
            .map(folder -> folder.resolve("tables/external-validation.csv"))
            .filter(Files::isRegularFile)
            .findFirst();
    if (file.isEmpty()) {
      return said;
    }
    Table table;
    try {
      table = CsvTable.read(file.get());
    } catch (IOException e) {
      throw new EcgDataException(file.get() + ": cannot be read (" + WholeFile.reason(e) + ")", e);
    }
    for (Row auc : table) {
      for (Row f1 : table) {
        if (auc.getString("metric").equals("AUC")
            && f1.getString("metric").equals("F1")
            && f1.getString("data").equals(auc.getString("data"))) {
          said.add(
              "The shipped network on %s: average AUC %s, average F1 %s."
                  .formatted(auc.getString("data"), average(auc), average(f1)));
        }
      }
    }
    return said;
  }

  private static String average(Row row) {
    return TestIntervals.words(
        new Interval(
            row.getDouble("average"),
            row.getDouble("average" + TableResult.LOW),
            row.getDouble("average" + TableResult.HIGH),
            TestIntervals.LEVEL,
            ""));
  }
}
