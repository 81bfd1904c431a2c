package org.ecgworkbench.paper.leads;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.descriptive.Quantile;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;

/**
 * What the six limb leads hold, measured on every record: how exactly III, aVR, aVL and aVF are the combinations of I and II that they
 * are by definition, and how much of the heart vector's movement in the frontal plane a single limb lead sees.
 */
public final class LimbLeads {
  /** The leads that are combinations of I and II. */
  static final List<Lead> DERIVED = List.of(Lead.III, Lead.AVR, Lead.AVL, Lead.AVF);

  /**
   * CPSC2018 and PTB-XL store each lead in whole microvolts, rounded or cut off on its own: a combination of three leads can be off by one
   * step for each. Hence not half a step: the leads of CPSC2018 are cut off.
   */
  static final double RESOLUTION_MICROVOLTS = 3;

  private static final double PER_MILLIVOLT = 1000;
  private static final List<Lead> LIMB = Lead.ALL.subList(0, 6);
  private static final Map<Lead, String> FORMULAS =
      Map.of(
          Lead.III, "II - I",
          Lead.AVR, "-(I + II)/2",
          Lead.AVL, "I - II/2",
          Lead.AVF, "II - I/2");

  private final Study study;
  private final List<Measured> records;

  private LimbLeads(Study study, List<Measured> records) {
    this.study = study;
    this.records = records;
  }

  /**
   * A record.
   *
   * @param rms {@code [III, aVR, aVL, aVF]}, the root of the mean squared difference from the
   *     combination, in uV
   * @param largest {@code [III, aVR, aVL, aVF]}, the largest difference, in uV
   * @param seen {@code [I, II, III, aVR, aVL, aVF]}, the share of the variance of the frontal plane
   *     that a linear prediction from this lead alone explains, 0 to 1; NaN for a flat record
   */
  private record Measured(String id, double[] rms, double[] largest, double[] seen) {
    static Measured of(EcgRecord record) {
      double[] rms = new double[DERIVED.size()];
      double[] largest = new double[DERIVED.size()];
      for (int d = 0; d < rms.length; d++) {
        double[] difference = difference(record, DERIVED.get(d));
        rms[d] =
            PER_MILLIVOLT
                * Math.sqrt(Arrays.stream(difference).map(v -> v * v).average().orElse(0));
        largest[d] = PER_MILLIVOLT * Arrays.stream(difference).map(Math::abs).max().orElse(0);
      }
      return new Measured(record.id(), rms, largest, LimbLeads.seen(record));
    }

    double worst() {
      return Arrays.stream(largest).max().orElse(0);
    }
  }

  /**
   * Reads every record once.
   *
   * @return one row a record, in the order of the data set
   * @throws CancellationException if the calling thread is interrupted
   */
  public static LimbLeads of(Study study) {
    List<Measured> records = new ArrayList<>();
    int count = study.dataset().records().size();
    for (RecordSummary summary : study.dataset().records()) {
      Parallel.stopIfInterrupted();
      records.add(Measured.of(study.dataset().read(summary.id())));
      study.progress().update("limb leads of record %d of %d".formatted(records.size(), count));
    }
    study.progress().done("limb leads of %d records".formatted(count));
    return new LimbLeads(study, records);
  }

  /** A derived lead minus its combination of I and II, in mV. */
  static double[] difference(EcgRecord record, Lead derived) {
    double[] factors = LimbLeadFolding.coefficients(derived);
    double[] one = record.millivolts(Lead.I);
    double[] two = record.millivolts(Lead.II);
    double[] difference = record.millivolts(derived).clone();
    for (int t = 0; t < difference.length; t++) {
      difference[t] -= factors[0] * one[t] + factors[1] * two[t];
    }
    return difference;
  }

  /**
   * The frontal plane has the perpendicular coordinates I and (2 II - I)/sqrt 3 of Einthoven's triangle. A lead is a combination of them; a
   * linear prediction of both from it explains (cov(x, lead)^2 + cov(y, lead)^2) / (var(lead) (var x + var y)) of their variance.
   */
  static double[] seen(EcgRecord record) {
    double[] one = record.millivolts(Lead.I);
    double[] two = record.millivolts(Lead.II);
    double[] y = new double[one.length];
    for (int t = 0; t < y.length; t++) {
      y[t] = (2 * two[t] - one[t]) / Math.sqrt(3);
    }
    double plane = covariance(one, one) + covariance(y, y);
    return LIMB.stream()
        .mapToDouble(
            lead -> {
              double[] values = record.millivolts(lead);
              double variance = covariance(values, values);
              double withX = covariance(one, values);
              double withY = covariance(y, values);
              return (withX * withX + withY * withY) / (variance * plane);
            })
        .toArray();
  }

  private static double covariance(double[] a, double[] b) {
    double meanA = Arrays.stream(a).sum() / a.length;
    double meanB = Arrays.stream(b).sum() / b.length;
    double sum = 0;
    for (int t = 0; t < a.length; t++) {
      sum += (a[t] - meanA) * (b[t] - meanB);
    }
    return sum / a.length;
  }

  /** {@return the number of records in which all four leads are within the resolution of their combinations} */
  public int exactRecords() {
    return (int) records.stream().filter(r -> isExact(r.worst())).count();
  }

  private static boolean isExact(double microvolts) {
    return microvolts <= RESOLUTION_MICROVOLTS + 1e-6;
  }

  /** {@return a row a derived lead: how far it is from its combination of I and II} */
  public TableResult residuals() {
    return study.table(
        "limb-lead-residuals",
        """
        Four limb leads against the combinations of I and II that they are by definition, record \
        by record, on %s. Within resolution: never more than %.0f uV off, one step of 1 uV for \
        each of the three leads."""
            .formatted(study.dataName(), RESOLUTION_MICROVOLTS),
        Rows.of(DERIVED)
            .text("lead", Lead::label)
            .text("combination", FORMULAS::get)
            .count("records", lead -> records.size())
            .count(
                "within resolution", lead -> (int) largest(lead).filter(LimbLeads::isExact).count())
            .number("RMS uV median", lead -> quantile(rms(lead), 0.5))
            .number("RMS uV largest", lead -> Arrays.stream(rms(lead)).max().orElse(Double.NaN))
            .number("difference uV largest", lead -> largest(lead).max().orElse(Double.NaN))
            .text("in record", lead -> worst(DERIVED.indexOf(lead)).id())
            .table(),
        study.provenance(LimbLeads.class));
  }

  private double[] rms(Lead lead) {
    return records.stream().mapToDouble(r -> r.rms()[DERIVED.indexOf(lead)]).toArray();
  }

  private DoubleStream largest(Lead lead) {
    return records.stream().mapToDouble(r -> r.largest()[DERIVED.indexOf(lead)]);
  }

  /** The record with the largest difference, the first of equal ones. */
  private Measured worst(int derived) {
    return records.stream()
        .reduce((a, b) -> b.largest()[derived] > a.largest()[derived] ? b : a)
        .orElseThrow();
  }

  /** {@return a row a limb lead: how much of the frontal plane it sees alone; median and quartiles over the records} */
  public TableResult information() {
    return study.table(
        "limb-lead-information",
        "Share of the variance of the frontal plane that one limb lead alone explains, over the records of %s; I and II together explain all of it."
            .formatted(study.dataName()),
        Rows.of(LIMB)
            .text("lead", Lead::label)
            .count("records", lead -> shares(lead).length)
            .number("seen median", lead -> quantile(shares(lead), 0.5))
            .number("lower quartile", lead -> quantile(shares(lead), 0.25))
            .number("upper quartile", lead -> quantile(shares(lead), 0.75))
            .number("seen lowest", lead -> quantile(shares(lead), 0))
            .table(),
        study.provenance(LimbLeads.class));
  }

  /** What a limb lead sees in the records that are not flat. */
  private double[] shares(Lead lead) {
    return records.stream()
        .mapToDouble(r -> r.seen()[LIMB.indexOf(lead)])
        .filter(v -> !Double.isNaN(v))
        .toArray();
  }

  private static double quantile(double[] values, double level) {
    return values.length == 0
        ? Double.NaN
        : Quantile.withDefaults().with(Quantile.EstimationMethod.HF7).evaluate(values, level);
  }

  /** In words: in how many records the four leads follow from I and II. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        """
        In %d of %d records III, aVR, aVL and aVF follow from I and II to within the resolution \
        of the recordings (%.0f uV); the largest difference anywhere is %.1f uV.""",
        exactRecords(),
        records.size(),
        RESOLUTION_MICROVOLTS,
        records.stream().mapToDouble(Measured::worst).max().orElse(Double.NaN));
  }
}
