package org.ecgworkbench.paper.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Figure1ExampleEcgTest {
  /** Leads at their angles in the frontal plane: I, II, III, aVR, aVL, aVF; the augmented ones are shorter. */
  private static final double[] ANGLES = {0, 60, 120, -150, -30, 90};

  /** A QRS complex of one wave every {@code everySamples}, its vector at an angle of the frontal plane. */
  private static EcgRecord beats(int everySamples, double angle) {
    double[][] signal = new double[12][5000];
    for (int r = 400; r < 4800; r += everySamples) {
      for (int i = -25; i <= 25; i++) {
        double wave = Math.exp(-i * i / 128.0);
        for (int lead = 0; lead < 12; lead++) {
          double projected =
              lead < 6
                  ? Math.cos(Math.toRadians(angle - ANGLES[lead]))
                      * (lead < 3 ? 1 : Math.sqrt(3) / 2)
                  : 0.5;
          signal[lead][r + i] += projected * wave;
        }
      }
    }
    return new EcgRecord("A0001", 500, signal, OptionalInt.of(60), Sex.MALE, Set.of());
  }

  @ParameterizedTest
  @CsvSource({
    "500, 60, 60/min   QRS axis 60\u00b0",
    "375, -40, 80/min   QRS axis \u221240\u00b0",
    "300, 120, 100/min   QRS axis 120\u00b0"
  })
  void rateAndAxisAreThoseOfTheSignal(int everySamples, double angle, String expected) {
    assertEquals(expected, Figure1ExampleEcg.rateAndAxis(beats(everySamples, angle), 10));
  }

  @Test
  void withOneBeatOrAMissingSampleNothingIsMeasured() {
    assertEquals("", Figure1ExampleEcg.rateAndAxis(beats(4500, 0), 10));
    EcgRecord record = beats(500, 0);
    record.millivolts()[7][1000] = Double.NaN;
    assertEquals("", Figure1ExampleEcg.rateAndAxis(record, 10));
    // What is not shown is not measured.
    assertEquals("60/min   QRS axis 0\u00b0", Figure1ExampleEcg.rateAndAxis(record, 1.99));
  }
}
