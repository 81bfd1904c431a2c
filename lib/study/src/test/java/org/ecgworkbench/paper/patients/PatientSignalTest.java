package org.ecgworkbench.paper.patients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.OptionalInt;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;

class PatientSignalTest {
  private static EcgRecord record(int samples) {
    double[][] millivolts = new double[Lead.ALL.size()][samples];
    for (double[] lead : millivolts) {
      Arrays.setAll(lead, i -> i / 1000.0);
    }
    return new EcgRecord(
        "R", 500, millivolts, OptionalInt.empty(), Sex.UNKNOWN, EnumSet.noneOf(Diagnosis.class));
  }

  /** By hand: the network saw the last four samples at 100 Hz of 30 at 500 Hz, from 20 ms on; an attribution of 1 a sample is 100 a second. */
  @Test
  void atTheRateOfTheRecordingTheDensityStaysAndTheSignalIsTheOneRead() {
    float[][] seen = new float[Lead.ALL.size()][4];
    float[][] phi = new float[Lead.ALL.size()][];
    Arrays.setAll(phi, lead -> new float[] {1, 3, 3, -2});
    PatientSignal signal = new PatientSignal("R", 100, 0.02, seen, phi);
    PatientSignal fine = signal.atRateOf(record(30));
    assertEquals(500, fine.samplingRateHz());
    assertEquals(20, fine.samples());
    assertEquals(0.010f, fine.millivolts()[3][0]);
    assertEquals(0.029f, fine.millivolts()[3][19]);
    float[] perSecond = new float[20];
    for (int i = 0; i < 20; i++) {
      perSecond[i] = fine.attribution()[3][i] * 500;
    }
    assertArrayEquals(
        new float[] {
          100, 140, 180, 220, 260, 300, 300, 300, 300, 300, 300, 200, 100, 0, -100, -200, -200,
          -200, -200, -200
        },
        perSecond,
        1e-4f);
    PatientSignal same = new PatientSignal("R", 500, 0, seen, phi);
    assertSame(same, same.atRateOf(record(4)));
  }
}
