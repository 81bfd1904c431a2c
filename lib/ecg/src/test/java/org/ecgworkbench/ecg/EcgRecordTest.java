package org.ecgworkbench.ecg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EcgRecordTest {
  private static EcgRecord record(Set<Diagnosis> diagnoses) {
    return new EcgRecord(
        "A0001", 500, new double[12][5250], OptionalInt.of(74), Sex.MALE, diagnoses);
  }

  @Test
  void aRecordSaysTheSameInEveryLanguage() {
    Locale before = Locale.getDefault();
    try {
      for (Locale locale :
          List.of(Locale.ENGLISH, Locale.GERMANY, Locale.forLanguageTag("ar-EG"))) {
        Locale.setDefault(locale);
        assertEquals(
            "A0001: 10.5 s at 500 Hz, 74 years, male, [AF, PVC]",
            record(Set.of(Diagnosis.PVC, Diagnosis.AF)).toString());
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void theDiagnosesAreACopyInTheOrderOfTheClasses() {
    Set<Diagnosis> own = EnumSet.of(Diagnosis.STE, Diagnosis.SNR);
    EcgRecord record = record(own);
    own.clear();
    assertEquals(List.of(Diagnosis.SNR, Diagnosis.STE), List.copyOf(record.diagnoses()));
    assertThrows(UnsupportedOperationException.class, () -> record.diagnoses().clear());
    record.labels()[1] = true;
    assertArrayEquals(
        new boolean[] {true, false, false, false, false, false, false, false, true},
        record.labels());
  }
}
