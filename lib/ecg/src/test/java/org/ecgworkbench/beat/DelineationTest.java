package org.ecgworkbench.beat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord.Beat;
import org.junit.jupiter.api.Test;

class DelineationTest {
  private final Map<String, List<Double>> milliseconds = new LinkedHashMap<>();
  private int seen;
  private int missed;
  private int invented;
  private int absent;

  private void add(String point, int found, int truth, double rate) {
    milliseconds
        .computeIfAbsent(point, name -> new ArrayList<>())
        .add((found - truth) * 1000 / rate);
  }

  private void add(SyntheticRecord truth) {
    int rate = truth.record().samplingRateHz();
    List<HeartBeat> beats = Delineation.of(truth.record());
    for (Beat beat : truth.beats()) {
      if (beat.qrsOnset() < rate / 2 || beat.tEnd() > truth.record().samples() - rate / 5) {
        continue;
      }
      for (HeartBeat found : beats) {
        if (found.rPeak() < beat.qrsOnset() - rate / 20
            || found.rPeak() > beat.qrsEnd() + rate / 20) {
          continue;
        }
        add("QRS onset", found.qrsOnset(), beat.qrsOnset(), rate);
        add("QRS end", found.qrsEnd(), beat.qrsEnd(), rate);
        if (found.hasT()) {
          add("T end", found.tEnd(), beat.tEnd(), rate);
        }
        if (beat.hasP() && found.hasP()) {
          add("P onset", found.pOnset(), beat.pOnset(), rate);
          add("P end", found.pEnd(), beat.pEnd(), rate);
        }
        seen += beat.hasP() && found.hasP() ? 1 : 0;
        missed += beat.hasP() && !found.hasP() ? 1 : 0;
        absent += beat.hasP() ? 0 : 1;
        invented += !beat.hasP() && found.hasP() ? 1 : 0;
      }
    }
  }

  /**
   * The generator knows its points. The limits of the spread are twice the tolerances of two readers that the CSE working party found (1985,
   * doi 10.1093/oxfordjournals.eurheartj.a061733: 2 SD of 10.2, 6.5, 11.6 and 30.6 ms for P onset, QRS onset, QRS end and T end), as the
   * generator's noise and conduction are of all kinds; the median has to lie within 12 ms.
   */
  @Test
  void thePointsOfGeneratedRecordsAreFound() {
    new SyntheticCohort(SyntheticCohort.Options.defaults().withSize(120))
        .stream().forEach(this::add);
    Map<String, Double> most =
        Map.of("P onset", 20.4, "P end", 25.4, "QRS onset", 13.0, "QRS end", 23.2, "T end", 61.2);
    milliseconds.forEach(
        (point, errors) -> {
          double[] sorted = errors.stream().mapToDouble(e -> e).sorted().toArray();
          double median = sorted[sorted.length / 2];
          double mean = Arrays.stream(sorted).average().orElseThrow();
          double sd =
              Math.sqrt(
                  Arrays.stream(sorted).map(e -> (e - mean) * (e - mean)).average().orElseThrow());
          String text =
              "%s: %d beats, median %.1f, mean %.1f, SD %.1f ms"
                  .formatted(point, sorted.length, median, mean, sd);
          System.out.println(text);
          assertTrue(Math.abs(median) <= 12 && sd <= most.get(point), text);
        });
    String text =
        "P waves: %d found, %d missed; without one %d beats, in %d of them one was found"
            .formatted(seen, missed, absent, invented);
    System.out.println(text);
    assertTrue(seen > 0.97 * (seen + missed), text);
    assertTrue(invented < 0.08 * absent, text);
  }

  /** Gaussian bumps whose places were put there: P 160 ms before the R peak, T 280 ms after it. */
  @Test
  void wavesOfKnownPlacesAreFoundInOneLead() {
    int rate = 500;
    double[][] signal = new double[1][10 * rate];
    for (int beat = 0; beat < 10; beat++) {
      for (int t = 0; t < signal[0].length; t++) {
        double s = t / (double) rate - 0.5 - beat;
        signal[0][t] +=
            0.15 * bump(s + 0.16, 0.02) + 1.2 * bump(s, 0.012) + 0.3 * bump(s - 0.28, 0.04);
      }
    }
    List<HeartBeat> beats = Delineation.of(signal, rate);
    assertEquals(10, beats.size());
    for (HeartBeat beat : beats.subList(1, 9)) {
      double r = beat.rPeak();
      // A bump of width s has its inflection at s and the tangent there meets 0 at 2 s.
      assertEquals(-0.16 - 0.04, (beat.pOnset() - r) / rate, 0.02);
      assertEquals(-0.16 + 0.04, (beat.pEnd() - r) / rate, 0.02);
      assertEquals(-0.03, (beat.qrsOnset() - r) / rate, 0.02);
      assertEquals(0.03, (beat.qrsEnd() - r) / rate, 0.02);
      assertEquals(0.28, (beat.tPeak() - r) / rate, 0.006);
      assertEquals(0.28 + 0.08, (beat.tEnd() - r) / rate, 0.02);
    }
  }

  /** Expected values: NeuroKit2, {@code lib/interop/make_delineation.py}; another definition of an edge, so the middle of the differences counts. */
  @Test
  void neuroKitFindsTheSameWaves() {
    JsonObject golden = Golden.json("neurokit.json");
    double rate = golden.get("rate").getAsDouble();
    Map<String, List<Double>> differences = new LinkedHashMap<>();
    for (JsonElement element : golden.getAsJsonArray("signals")) {
      JsonObject made = element.getAsJsonObject();
      List<HeartBeat> beats = Delineation.of(formula(made, rate), rate);
      double[] pOnset = Golden.doubles(made.get("pOnset"));
      assertEquals(pOnset.length, beats.size());
      double[] pEnd = Golden.doubles(made.get("pEnd"));
      double[] tPeak = Golden.doubles(made.get("tPeak"));
      double[] tEnd = Golden.doubles(made.get("tEnd"));
      for (int k = 1; k < beats.size() - 1; k++) {
        HeartBeat beat = beats.get(k);
        assertTrue(beat.hasP() && beat.hasT());
        addDifference(differences, "P onset", beat.pOnset(), pOnset[k], rate);
        addDifference(differences, "P end", beat.pEnd(), pEnd[k], rate);
        addDifference(differences, "T peak", beat.tPeak(), tPeak[k], rate);
        addDifference(differences, "T end", beat.tEnd(), tEnd[k], rate);
      }
    }
    differences.forEach(
        (point, all) -> {
          all.sort(null);
          double median = all.get(all.size() / 2);
          String text = "%s: %d beats, median %.1f ms".formatted(point, all.size(), median);
          System.out.println(text);
          assertTrue(all.size() >= 20 && Math.abs(median) <= 25, text);
        });
  }

  private static void addDifference(
      Map<String, List<Double>> all, String point, int ours, double theirs, double rate) {
    if (!Double.isNaN(theirs)) {
      all.computeIfAbsent(point, p -> new ArrayList<>()).add((ours - theirs) * 1000 / rate);
    }
  }

  private static double[][] formula(JsonObject made, double rate) {
    double[] p = Golden.doubles(made.get("p"));
    double[] t = Golden.doubles(made.get("t"));
    double interval = made.get("interval").getAsDouble();
    double[][] signal = new double[1][(int) (10 * rate)];
    for (int beat = 0; beat < (int) (9 / interval); beat++) {
      for (int i = 0; i < signal[0].length; i++) {
        double s = i / rate - 0.5 - beat * interval;
        signal[0][i] +=
            p[2] * bump(s - p[0], p[1]) + 1.2 * bump(s, 0.012) + t[2] * bump(s - t[0], t[1]);
      }
    }
    return signal;
  }

  private static double bump(double seconds, double width) {
    return StrictMath.exp(-seconds * seconds / (2 * width * width));
  }

  @Test
  void aFlatSignalHasNoBeats() {
    assertEquals(List.of(), Delineation.of(new double[12][5000], 500));
  }
}
