package org.ecgworkbench.paper.data;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.paper.Published;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Table 1: the data profile. For each class the number of records, the share of men, age and length as mean and standard deviation (ddof
 * = 1). A record with several labels counts in each of its classes; shares are of the records that carry at least one of the nine.
 *
 * <p>Where the recordings are CPSC2018's, {@link Published#TABLE1} stands beside them in the columns {@code published_...}; elsewhere these
 * are empty.
 */
public final class Table1DataProfile {
  private Table1DataProfile() {}

  /** {@return the table, from the data set's index; no signal is read} */
  public static TableResult of(Study study) {
    var provenance = study.provenance(Table1DataProfile.class);
    List<RecordSummary> labelled =
        study.dataset().records().stream().filter(r -> !r.diagnoses().isEmpty()).toList();
    StringColumn name = StringColumn.create("class");
    IntColumn n = IntColumn.create("records");
    DoubleColumn share = DoubleColumn.create("records_percent");
    IntColumn male = IntColumn.create("male");
    DoubleColumn malePercent = DoubleColumn.create("male_percent");
    DoubleColumn ageMean = DoubleColumn.create("age_mean_years");
    DoubleColumn ageSd = DoubleColumn.create("age_sd_years");
    DoubleColumn lengthMean = DoubleColumn.create("length_mean_seconds");
    DoubleColumn lengthSd = DoubleColumn.create("length_sd_seconds");
    StringColumn note = StringColumn.create("note");
    PublishedColumns published = new PublishedColumns();
    boolean comparable = study.isCpsc2018();
    for (Diagnosis diagnosis : Diagnosis.ALL) {
      row(
          diagnosis.name(),
          labelled.stream().filter(r -> r.diagnoses().contains(diagnosis)).toList(),
          labelled.size(),
          name,
          n,
          share,
          male,
          malePercent,
          ageMean,
          ageSd,
          lengthMean,
          lengthSd,
          note);
      published.append(comparable ? Published.TABLE1.get(diagnosis) : null);
    }
    row(
        "all",
        labelled,
        labelled.size(),
        name,
        n,
        share,
        male,
        malePercent,
        ageMean,
        ageSd,
        lengthMean,
        lengthSd,
        note);
    published.appendTotal(comparable);
    Table table =
        Table.create(name, n, share, male, malePercent, ageMean, ageSd, lengthMean, lengthSd);
    published.addTo(table);
    table.addColumns(note);
    return new TableResult(
        "table1-data-profile",
        "Table 1. Data profile of " + study.dataName() + ".",
        table,
        provenance.finish(),
        study.results());
  }

  /** The paper's own numbers of each row, empty where there is none. */
  private static final class PublishedColumns {
    private final IntColumn records = IntColumn.create("published_records");
    private final DoubleColumn malePercent = DoubleColumn.create("published_male_percent");
    private final DoubleColumn ageMean = DoubleColumn.create("published_age_mean_years");
    private final DoubleColumn ageSd = DoubleColumn.create("published_age_sd_years");

    void append(Published.ClassProfile row) {
      if (row == null) {
        appendTotal(false);
        return;
      }
      records.append(row.records());
      malePercent.append(row.malePercent());
      ageMean.append(row.ageMean());
      ageSd.append(row.ageSd());
    }

    void appendTotal(boolean known) {
      if (known) {
        records.append(Published.RECORDS);
      } else {
        records.appendMissing();
      }
      malePercent.appendMissing();
      ageMean.appendMissing();
      ageSd.appendMissing();
    }

    void addTo(Table table) {
      table.addColumns(records, malePercent, ageMean, ageSd);
    }
  }

  private static void row(
      String className,
      List<RecordSummary> records,
      int total,
      StringColumn name,
      IntColumn n,
      DoubleColumn share,
      IntColumn male,
      DoubleColumn malePercent,
      DoubleColumn ageMean,
      DoubleColumn ageSd,
      DoubleColumn lengthMean,
      DoubleColumn lengthSd,
      StringColumn note) {
    name.append(className);
    n.append(records.size());
    append(share, 100.0 * records.size() / total);
    long sexed = records.stream().filter(r -> r.sex() != Sex.UNKNOWN).count();
    int men = (int) records.stream().filter(r -> r.sex() == Sex.MALE).count();
    male.append(men);
    append(malePercent, 100.0 * men / sexed);
    List<RecordSummary> aged = records.stream().filter(r -> r.ageYears().isPresent()).toList();
    meanAndSd(aged, r -> r.ageYears().getAsInt(), ageMean, ageSd);
    meanAndSd(records, RecordSummary::seconds, lengthMean, lengthSd);
    StringBuilder why = new StringBuilder();
    if (records.isEmpty()) {
      why.append("no record of this class");
    } else if (records.size() == 1) {
      why.append("one record: no standard deviation");
    }
    say(why, records.size() - aged.size(), "without age");
    say(why, (int) (records.size() - sexed), "without sex");
    note.append(why.toString());
  }

  private static void say(StringBuilder why, int count, String what) {
    if (count > 0) {
      why.append(why.isEmpty() ? "" : "; ").append(count).append(' ').append(what);
    }
  }

  private static void meanAndSd(
      List<RecordSummary> records,
      ToDoubleFunction<RecordSummary> value,
      DoubleColumn mean,
      DoubleColumn sd) {
    double[] values = records.stream().mapToDouble(value).toArray();
    append(mean, values.length == 0 ? Double.NaN : Mean.of(values).getAsDouble());
    append(sd, values.length < 2 ? Double.NaN : StandardDeviation.of(values).getAsDouble());
  }

  private static void append(DoubleColumn column, double value) {
    if (Double.isNaN(value)) {
      column.appendMissing();
    } else {
      column.append(value);
    }
  }
}
