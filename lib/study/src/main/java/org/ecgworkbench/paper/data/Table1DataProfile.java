package org.ecgworkbench.paper.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.paper.Published;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;

/**
 * Table 1: the data profile. For each class the number of records, the share of men, age and length as mean and standard deviation (ddof
 * = 1), and how many records state no sex or no age. A record with several labels counts in each of its classes; shares are of the records that carry at least one of the nine. The
 * note of the last row says what else was found, with the numbers of {@link org.ecgworkbench.study.Accounting}.
 *
 * <p>Where the recordings are CPSC2018's, {@link Published#TABLE1} stands beside them in the columns {@code published_...}; elsewhere these
 * are empty.
 */
public final class Table1DataProfile {
  private static final Published.ClassProfile ALL =
      new Published.ClassProfile(Published.RECORDS, Double.NaN, Double.NaN, Double.NaN);

  private Table1DataProfile() {}

  /** {@return the table, from the data set's index; no signal is read} */
  public static TableResult of(Study study) {
    var provenance = study.provenance(Table1DataProfile.class);
    List<RecordSummary> labelled =
        study.dataset().records().stream().filter(r -> !r.diagnoses().isEmpty()).toList();
    boolean comparable = study.recordings().isCpsc2018();
    List<Row> rows = new ArrayList<>();
    for (Diagnosis d : Diagnosis.ALL) {
      rows.add(
          new Row(
              d.name(),
              labelled.stream().filter(r -> r.diagnoses().contains(d)).toList(),
              comparable ? Published.TABLE1.get(d) : null,
              ""));
    }
    rows.add(
        new Row("all", labelled, comparable ? ALL : null, study.recordings().accounting().note()));
    return study.table(
        "table1-data-profile",
        "Table 1. Data profile of " + study.dataName() + ".",
        Rows.of(rows)
            .text("class", Row::name)
            .count("records", r -> r.records().size())
            .number("records_percent", r -> 100.0 * r.records().size() / labelled.size())
            .count("male", Row::men)
            .number("male_percent", r -> 100.0 * r.men() / r.sexed())
            .count("sex_missing", r -> r.records().size() - r.sexed())
            .number("age_mean_years", r -> mean(r.ages()))
            .number("age_sd_years", r -> sd(r.ages()))
            .count("age_missing", r -> r.records().size() - r.ages().length)
            .number("length_mean_seconds", r -> mean(r.seconds()))
            .number("length_sd_seconds", r -> sd(r.seconds()))
            .number("published_records", r -> r.published(Published.ClassProfile::records))
            .number("published_male_percent", r -> r.published(Published.ClassProfile::malePercent))
            .number("published_age_mean_years", r -> r.published(Published.ClassProfile::ageMean))
            .number("published_age_sd_years", r -> r.published(Published.ClassProfile::ageSd))
            .note(Row::note)
            .table(),
        provenance);
  }

  /**
   * A row.
   *
   * @param published the paper's own numbers of it; null where there are none
   * @param others what is to be said of records that are in no row
   */
  private record Row(
      String name, List<RecordSummary> records, Published.ClassProfile published, String others) {
    int men() {
      return (int) records.stream().filter(r -> r.sex() == Sex.MALE).count();
    }

    int sexed() {
      return (int) records.stream().filter(r -> r.sex() != Sex.UNKNOWN).count();
    }

    double[] ages() {
      return records.stream()
          .filter(r -> r.ageYears().isPresent())
          .mapToDouble(r -> r.ageYears().getAsInt())
          .toArray();
    }

    double[] seconds() {
      return records.stream().mapToDouble(RecordSummary::seconds).toArray();
    }

    double published(ToDoubleFunction<Published.ClassProfile> number) {
      return published == null ? Double.NaN : number.applyAsDouble(published);
    }

    String note() {
      List<String> why = new ArrayList<>();
      if (records.size() < 2) {
        why.add(
            records.isEmpty() ? "no record of this class" : "one record: no standard deviation");
      }
      if (!others.isEmpty()) {
        why.add(others);
      }
      return String.join("; ", why);
    }
  }

  private static double mean(double[] values) {
    return values.length == 0 ? Double.NaN : Mean.of(values).getAsDouble();
  }

  private static double sd(double[] values) {
    return values.length < 2 ? Double.NaN : StandardDeviation.of(values).getAsDouble();
  }
}
