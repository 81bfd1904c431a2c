package org.ecgworkbench.paper.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Variance;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;

/**
 * Are the records that test like those that train? Age, sex, length and classes of training, validation and test, each with the
 * standardised difference of test from training: the difference over the root of the mean variance of the two (Austin 2009, doi
 * 10.1002/sim.3697), which does not depend on the number of records. What TRIPOD+AI (20c) and STARD-AI (25) ask for. Not in the paper.
 */
public final class DevelopmentAndEvaluation {
  private DevelopmentAndEvaluation() {}

  /** A characteristic: NaN for a record where it is not known. */
  private record Trait(String name, String unit, ToDoubleFunction<RecordSummary> of) {}

  private static final ToDoubleFunction<RecordSummary> AGE =
      r -> r.ageYears().isPresent() ? r.ageYears().getAsInt() : Double.NaN;
  private static final ToDoubleFunction<RecordSummary> MALE =
      r -> r.sex() == Sex.UNKNOWN ? Double.NaN : r.sex() == Sex.MALE ? 1 : 0;

  private static List<Trait> traits() {
    List<Trait> traits = new ArrayList<>();
    traits.add(new Trait("age", "mean, years", AGE));
    traits.add(new Trait("male", "share", MALE));
    traits.add(new Trait("length", "mean, s", RecordSummary::seconds));
    traits.add(new Trait("sampling rate", "mean, Hz", RecordSummary::samplingRateHz));
    for (Diagnosis d : Diagnosis.ALL) {
      traits.add(new Trait(d.name(), "share", r -> r.diagnoses().contains(d) ? 1 : 0));
    }
    traits.add(new Trait("several classes", "share", r -> r.diagnoses().size() > 1 ? 1 : 0));
    return traits;
  }

  /** {@return a row a characteristic} */
  public static TableResult of(Study study) {
    var provenance = study.provenance(DevelopmentAndEvaluation.class);
    Map<String, List<String>> ids = RecordFlow.parts(study);
    List<String> names = List.copyOf(ids.keySet());
    List<List<RecordSummary>> parts =
        names.stream().map(name -> RecordFlow.records(study, ids.get(name))).toList();
    List<RecordSummary> training = parts.get(0);
    List<RecordSummary> test = parts.get(parts.size() - 1);
    Rows<Trait> rows =
        Rows.of(traits()).text("of the records", Trait::name).text("is", Trait::unit);
    for (int p = 0; p < parts.size(); p++) {
      List<RecordSummary> part = parts.get(p);
      rows.number(names.get(p), t -> mean(known(part, t)));
    }
    rows.number("standardised difference", t -> difference(known(training, t), known(test, t)))
        .note(t -> note(names, parts, t));
    return study.table(
        "development-evaluation",
        String.format(
            Locale.ROOT,
            "Training (%d records), validation (%d) and test (%d) of %s beside one another; the standardised difference is that of test from training, in standard deviations.",
            parts.get(0).size(),
            parts.get(1).size(),
            parts.get(2).size(),
            study.dataName()),
        rows.table(),
        provenance);
  }

  private static double[] known(List<RecordSummary> records, Trait trait) {
    return records.stream().mapToDouble(trait.of()).filter(v -> !Double.isNaN(v)).toArray();
  }

  private static double mean(double[] values) {
    return values.length == 0 ? Double.NaN : Mean.of(values).getAsDouble();
  }

  /** Test less training over the root of the mean of their variances; NaN where both are constant. */
  static double difference(double[] training, double[] test) {
    if (training.length < 2 || test.length < 2) {
      return Double.NaN;
    }
    double variance = (Variance.of(training).getAsDouble() + Variance.of(test).getAsDouble()) / 2;
    double difference = mean(test) - mean(training);
    return variance > 0 ? difference / Math.sqrt(variance) : difference == 0 ? 0 : Double.NaN;
  }

  private static String note(List<String> names, List<List<RecordSummary>> parts, Trait trait) {
    List<String> notes = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      int missing = parts.get(p).size() - known(parts.get(p), trait).length;
      if (missing > 0) {
        notes.add("%s: not known of %d".formatted(names.get(p), missing));
      }
    }
    return String.join("; ", notes);
  }
}
