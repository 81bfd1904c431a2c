package org.ecgworkbench.paper.questions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.ecgworkbench.dataset.Resampler;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;

/**
 * What goes wrong when a recording is taken, done to a recording. Everything is computed, nothing drawn. Interference comes in at the
 * electrodes, so that the limb leads still add up: potentials of the nine electrodes are sines of one frequency and size, each a ninth of a
 * turn later than the one before it.
 *
 * @param name in tables and figures, without commas
 * @param change makes the disturbed recording; the one given is not changed
 */
record Disturbance(String name, UnaryOperator<EcgRecord> change) {
  private static final int ELECTRODES = 9;

  /** All of them, in the order of the figure. */
  static List<Disturbance> all() {
    List<Disturbance> all = new ArrayList<>();
    all.add(leads("arms swapped (RA and LA)", Disturbance::armsSwapped));
    all.add(leads("right arm and left leg swapped", Disturbance::rightArmAndLegSwapped));
    all.add(leads("left arm and left leg swapped", Disturbance::leftArmAndLegSwapped));
    all.add(leads("V1 and V2 swapped", x -> order(x, 0, 1, 2, 3, 4, 5, 7, 6, 8, 9, 10, 11)));
    for (Lead lead : List.of(Lead.II, Lead.V1, Lead.V5)) {
      all.add(leads("lead " + lead.label() + " lost (0 mV)", x -> lost(x, lead)));
    }
    all.add(interference("50 Hz of 0.1 mV", 50, 0.1));
    all.add(interference("60 Hz of 0.1 mV", 60, 0.1));
    all.add(interference("wander of 0.3 Hz and 0.5 mV", 0.3, 0.5));
    all.add(leads("gain 10 % too low", x -> each(x, v -> 0.9 * v)));
    all.add(leads("gain 10 % too high", x -> each(x, v -> 1.1 * v)));
    for (int rate : new int[] {100, 125, 250, 1000}) {
      all.add(new Disturbance("taken at %d Hz".formatted(rate), r -> takenAt(r, rate)));
    }
    all.add(leads("clipped at 1 mV", x -> each(x, v -> Math.max(-1, Math.min(1, v)))));
    all.add(leads("clipped at 0.5 mV", x -> each(x, v -> Math.max(-0.5, Math.min(0.5, v)))));
    return List.copyOf(all);
  }

  private static Disturbance leads(String name, UnaryOperator<double[][]> change) {
    return new Disturbance(name, r -> with(r, change.apply(r.millivolts())));
  }

  private static EcgRecord with(EcgRecord record, double[][] millivolts) {
    return new EcgRecord(
        record.id(),
        record.samplingRateHz(),
        millivolts,
        record.ageYears(),
        record.sex(),
        record.diagnoses());
  }

  private static double[][] order(double[][] x, int... rows) {
    return Arrays.stream(rows).mapToObj(row -> x[row]).toArray(double[][]::new);
  }

  private static double[] negative(double[] lead) {
    return Arrays.stream(lead).map(v -> -v).toArray();
  }

  /** I = LA - RA turns round, II = LL - RA and III = LL - LA change places, and so do aVR and aVL. */
  static double[][] armsSwapped(double[][] x) {
    double[][] y = order(x, 0, 2, 1, 4, 3, 5, 6, 7, 8, 9, 10, 11);
    y[0] = negative(y[0]);
    return y;
  }

  /** I becomes -III, II turns round, III becomes -I; aVR and aVF change places. */
  static double[][] rightArmAndLegSwapped(double[][] x) {
    double[][] y = order(x, 2, 1, 0, 5, 4, 3, 6, 7, 8, 9, 10, 11);
    for (int lead = 0; lead < 3; lead++) {
      y[lead] = negative(y[lead]);
    }
    return y;
  }

  /** I and II change places, III turns round; aVL and aVF change places. */
  static double[][] leftArmAndLegSwapped(double[][] x) {
    double[][] y = order(x, 1, 0, 2, 3, 5, 4, 6, 7, 8, 9, 10, 11);
    y[2] = negative(y[2]);
    return y;
  }

  private static double[][] lost(double[][] x, Lead lead) {
    double[][] y = x.clone();
    y[lead.ordinal()] = new double[x[0].length];
    return y;
  }

  private interface Sample {
    double of(double millivolts);
  }

  private static double[][] each(double[][] x, Sample change) {
    return Arrays.stream(x)
        .map(lead -> Arrays.stream(lead).map(change::of).toArray())
        .toArray(double[][]::new);
  }

  private static Disturbance interference(String name, double hz, double millivolts) {
    return new Disturbance(
        name,
        record -> {
          double[][] x = record.millivolts();
          double[][] y = new double[x.length][record.samples()];
          double[] potentials = new double[ELECTRODES];
          for (int i = 0; i < record.samples(); i++) {
            for (int e = 0; e < ELECTRODES; e++) {
              double turns = hz * i / record.samplingRateHz() + (double) e / ELECTRODES;
              potentials[e] =
                  millivolts * StrictMath.sin(2 * Math.PI * (turns - Math.floor(turns)));
            }
            double[] leads = leadsOf(potentials);
            for (int lead = 0; lead < y.length; lead++) {
              y[lead][i] = x[lead][i] + leads[lead];
            }
          }
          return with(record, y);
        });
  }

  /** The twelve leads of the electrodes RA, LA, LL, V1 to V6. */
  static double[] leadsOf(double[] potentials) {
    double ra = potentials[0];
    double la = potentials[1];
    double ll = potentials[2];
    double terminal = (ra + la + ll) / 3;
    double[] leads = new double[Lead.ALL.size()];
    leads[0] = la - ra;
    leads[1] = ll - ra;
    leads[2] = ll - la;
    leads[3] = ra - (la + ll) / 2;
    leads[4] = la - (ra + ll) / 2;
    leads[5] = ll - (ra + la) / 2;
    for (int v = 0; v < 6; v++) {
      leads[6 + v] = potentials[3 + v] - terminal;
    }
    return leads;
  }

  /** Brought to a rate and back: what a device of that rate leaves of it, read as this workbench reads other rates. */
  private static EcgRecord takenAt(EcgRecord record, int rate) {
    if (rate == record.samplingRateHz()) {
      return record;
    }
    Resampler there = Resampler.of(record.samplingRateHz(), rate);
    Resampler back = Resampler.of(rate, record.samplingRateHz());
    double[][] y =
        Arrays.stream(record.millivolts())
            .map(lead -> Arrays.copyOf(back.apply(there.apply(lead)), record.samples()))
            .toArray(double[][]::new);
    return with(record, y);
  }
}
