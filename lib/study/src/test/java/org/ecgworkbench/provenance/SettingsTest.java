package org.ecgworkbench.provenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SettingsTest {
  private static final Settings SETTINGS =
      new Settings(
          Map.of(
              "records",
              "5",
              "seconds",
              "0.2",
              "sex",
              "FEMALE",
              "seeds",
              "[42, 4294967295]",
              "range",
              "42 to 61"));

  @Test
  void settingsAreReadBackAsWhatTheyWere() {
    assertEquals(5, SETTINGS.count("records"));
    assertEquals(5L, SETTINGS.number("records"));
    assertEquals(0.2, SETTINGS.measure("seconds"));
    assertEquals(Sex.FEMALE, SETTINGS.choice("sex", Sex.class));
    assertEquals(List.of(42L, 4294967295L), SETTINGS.numbers("seeds"));
    assertEquals("42 to 61", SETTINGS.text("range"));
  }

  @Test
  void whatIsMissingOrSomethingElseIsRefusedByName() {
    refused("setting 'x': expected a text, found none", () -> SETTINGS.text("x"));
    refused(
        "setting 'seconds': expected a whole number, found '0.2'", () -> SETTINGS.count("seconds"));
    refused(
        "setting 'range': expected a list of whole numbers, found '42 to 61'",
        () -> SETTINGS.numbers("range"));
    refused(
        "setting 'records': expected a list of whole numbers, found '5'",
        () -> SETTINGS.numbers("records"));
    refused(
        "setting 'range': expected one of [FEMALE, MALE, UNKNOWN], found '42 to 61'",
        () -> SETTINGS.choice("range", Sex.class));
  }

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
