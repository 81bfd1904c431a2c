package org.ecgworkbench.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.ecgworkbench.dataset.LeaveOut;
import org.junit.jupiter.api.Test;

class ParametersTest {
  @Test
  void withoutAnyVariableTheyAreTheDefaultsAndResultsLieBesideTheNotebooks() {
    Parameters found = Parameters.from(Map.of(), Path.of("/home/me/project/notebooks"));
    assertEquals(
        new Parameters(
            Optional.empty(),
            "demo",
            42,
            Path.of("/home/me/project/results"),
            false,
            false,
            LeaveOut.none()),
        found);
  }

  @Test
  void variablesOverrideThem() {
    Parameters found =
        Parameters.from(
            Map.of(
                "ECG_DATA", "/data/cpsc2018",
                "ECG_PROFILE", "paper",
                "ECG_SEED", "7",
                "ECG_OUT", "/tmp/out",
                "ECG_IGNORE_OTHER_DIAGNOSES", "true"),
            Path.of("/anywhere"));
    assertEquals(
        new Parameters(
            Optional.of(Path.of("/data/cpsc2018")),
            "paper",
            7,
            Path.of("/tmp/out"),
            true,
            false,
            LeaveOut.none()),
        found);
  }

  @Test
  void anEmptyFolderNameMeansTheEmbeddedCohort() {
    assertTrue(Parameters.from(Map.of("ECG_DATA", ""), Path.of("/x")).data().isEmpty());
  }

  @Test
  void aSeedThatIsNoNumberOrOutOfRangeIsRefusedByName() {
    for (String seed : new String[] {"abc", "-1", "4294967296"}) {
      IllegalArgumentException error =
          assertThrows(
              IllegalArgumentException.class,
              () -> Parameters.from(Map.of("ECG_SEED", seed), Path.of("/x")));
      assertTrue(error.getMessage().contains(seed), error.getMessage());
    }
  }
}
