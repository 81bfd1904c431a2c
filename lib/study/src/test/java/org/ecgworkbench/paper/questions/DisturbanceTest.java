package org.ecgworkbench.paper.questions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;

class DisturbanceTest {
  private static final double[] POTENTIALS = {
    -0.31, 0.22, 0.57, 0.11, -0.42, 0.83, 0.29, 0.35, -0.17
  };

  private static double[][] column(double[] leads) {
    return Arrays.stream(leads).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
  }

  private static EcgRecord record(double[][] millivolts, int rate) {
    return new EcgRecord(
        "R1", rate, millivolts, OptionalInt.of(50), Sex.MALE, Set.of(Diagnosis.AF));
  }

  private static EcgRecord disturbed(String name, EcgRecord record) {
    return Disturbance.all().stream()
        .filter(d -> d.name().equals(name))
        .findFirst()
        .orElseThrow()
        .change()
        .apply(record);
  }

  /** Electrodes that change places give the leads that their potentials at the other place give. */
  @Test
  void swappedElectrodesAreSwappedPotentials() {
    double[][] right = column(Disturbance.leadsOf(POTENTIALS));
    int[][] swaps = {{0, 1}, {0, 2}, {1, 2}};
    List<double[][]> found =
        List.of(
            Disturbance.armsSwapped(right),
            Disturbance.rightArmAndLegSwapped(right),
            Disturbance.leftArmAndLegSwapped(right));
    for (int s = 0; s < swaps.length; s++) {
      double[] wrong = POTENTIALS.clone();
      wrong[swaps[s][0]] = POTENTIALS[swaps[s][1]];
      wrong[swaps[s][1]] = POTENTIALS[swaps[s][0]];
      double[] expected = Disturbance.leadsOf(wrong);
      for (int lead = 0; lead < 12; lead++) {
        assertEquals(expected[lead], found.get(s)[lead][0], 1e-12, s + ", " + Lead.ALL.get(lead));
      }
    }
    double[][] swapped = disturbed("V1 and V2 swapped", record(right, 500)).millivolts();
    assertEquals(right[7][0], swapped[6][0]);
    assertEquals(right[6][0], swapped[7][0]);
  }

  @Test
  void interferenceHasItsFrequencyAndSizeAndLimbLeadsStillAddUp() {
    EcgRecord flat = record(new double[12][5000], 500);
    for (String name : List.of("50 Hz of 0.1 mV", "wander of 0.3 Hz and 0.5 mV")) {
      double hz = name.startsWith("50") ? 50 : 0.3;
      double[][] x = disturbed(name, flat).millivolts();
      for (int i = 0; i < 5000; i += 97) {
        assertEquals(x[1][i], x[0][i] + x[2][i], 1e-12);
        assertEquals(0, x[3][i] + x[4][i] + x[5][i], 1e-12);
      }
      // I is the difference of two sines a ninth of a turn apart: 2 sin(20 degrees) of the size.
      double size = (name.startsWith("50") ? 0.1 : 0.5) * 2 * Math.sin(Math.toRadians(20));
      double re = 0;
      double im = 0;
      for (int i = 0; i < 5000; i++) {
        re += x[0][i] * Math.cos(2 * Math.PI * hz * i / 500) / 2500;
        im += x[0][i] * Math.sin(2 * Math.PI * hz * i / 500) / 2500;
      }
      assertEquals(size, Math.hypot(re, im), 1e-9, name);
    }
  }

  @Test
  void gainLossAndClippingDoWhatTheySay() {
    double[][] x = new double[12][3];
    for (double[] lead : x) {
      lead[0] = 1.5;
      lead[1] = -0.7;
    }
    EcgRecord record = record(x, 500);
    assertArrayEquals(
        new double[] {1.65, -0.77, 0},
        disturbed("gain 10 % too high", record).millivolts()[4],
        1e-12);
    assertArrayEquals(
        new double[] {1, -0.7, 0}, disturbed("clipped at 1 mV", record).millivolts()[4], 1e-12);
    assertArrayEquals(new double[3], disturbed("lead V1 lost (0 mV)", record).millivolts()[6]);
    assertEquals(1.5, record.millivolts()[6][0], "the recording itself stays");
  }

  /** A sine far below half the rate survives the way there and back; one above it does not. */
  @Test
  void aLowerRateTakesWhatLiesAboveHalfOfIt() {
    double[][] slow = new double[12][5000];
    double[][] fast = new double[12][5000];
    for (int i = 0; i < 5000; i++) {
      for (int lead = 0; lead < 12; lead++) {
        slow[lead][i] = Math.sin(2 * Math.PI * 5 * i / 500);
        fast[lead][i] = Math.sin(2 * Math.PI * 120 * i / 500);
      }
    }
    double[] kept = disturbed("taken at 100 Hz", record(slow, 500)).millivolts()[0];
    double[] gone = disturbed("taken at 100 Hz", record(fast, 500)).millivolts()[0];
    assertEquals(5000, kept.length);
    for (int i = 500; i < 4500; i++) {
      assertEquals(slow[0][i], kept[i], 0.02);
      assertTrue(Math.abs(gone[i]) < 0.05);
    }
  }

  @Test
  void everyNameIsThereOnce() {
    List<String> names = Disturbance.all().stream().map(Disturbance::name).toList();
    assertEquals(18, names.stream().distinct().count());
    assertTrue(names.stream().noneMatch(n -> n.contains(",")), names.toString());
  }
}
