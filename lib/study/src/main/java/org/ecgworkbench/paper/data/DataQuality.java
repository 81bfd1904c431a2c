package org.ecgworkbench.paper.data;

import org.ecgworkbench.dataset.quality.QualityReport;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;

/**
 * The quality of the recordings: every check's count, every finding, and the records that are not fit for an experiment, each with the
 * reason; not in the paper.
 */
public final class DataQuality {
  private DataQuality() {}

  /**
   * The three tables of one pass over the recordings.
   *
   * @param summary {@code quality-summary}: findings counted by check
   * @param findings {@code quality-report}: one row a finding
   * @param exclusions {@code exclusions}: the records left out, each with its reason
   */
  public record Tables(TableResult summary, TableResult findings, TableResult exclusions) {
    /** The numbers of findings and of recordings left out; the tables show them. */
    @Override
    public String toString() {
      return "%d checks of the recordings: %d findings, %d recordings left out"
          .formatted(
              summary.table().rowCount(),
              findings.table().rowCount(),
              exclusions.table().rowCount());
    }
  }

  /**
   * Reads every recording once and checks it.
   *
   * @return findings, their summary and the exclusions
   */
  public static Tables of(Study study) {
    Provenance.Builder provenance = study.provenance(DataQuality.class);
    QualityReport report = QualityReport.of(study.dataset(), study.progress()::update);
    study
        .progress()
        .done(
            "%d recordings checked: %d findings"
                .formatted(report.records(), report.findings().size()));
    String name = study.dataName();
    return new Tables(
        study.table(
            "quality-summary",
            "Checks of the recordings of " + name + ".",
            report.summaryTable(),
            provenance),
        study.table(
            "quality-report",
            "Findings in the recordings of " + name + ".",
            report.table(),
            provenance),
        study.table(
            "exclusions",
            "Recordings of " + name + " that are left out of experiments, and why.",
            report.exclusions().table(),
            provenance));
  }
}
