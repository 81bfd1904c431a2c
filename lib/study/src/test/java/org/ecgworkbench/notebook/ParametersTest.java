package org.ecgworkbench.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.ecgworkbench.dataset.LeaveOut;
import org.ecgworkbench.model.ComputeDevice;
import org.ecgworkbench.model.NetworkEngine;
import org.junit.jupiter.api.Test;

class ParametersTest {
  @Test
  void whatANotebookDeclaresByDefaultAreTheDefaults() {
    // As in the cell "parameters" of every notebook.
    assertEquals(
        Parameters.defaults(), Parameters.of("", "demo", 42, "", false, false, "", "cpu", false));
  }

  @Test
  void resultsLieBesideTheNotebooks() {
    assertEquals(
        Path.of("/home/me/project/results"),
        Parameters.results(Path.of("/home/me/project/notebooks")));
    assertEquals(
        Path.of("/home/me/project/results"), Parameters.results(Path.of("/home/me/project")));
  }

  @Test
  void everyValueArrives() {
    assertEquals(
        new Parameters(
            Optional.of(Path.of("/data/cpsc2018")),
            "paper",
            7,
            Path.of("/tmp/out"),
            true,
            true,
            LeaveOut.parse("A0007,A0012"),
            ComputeDevice.GPU,
            NetworkEngine.Mode.FAST),
        Parameters.of(
            "/data/cpsc2018", "paper", 7, "/tmp/out", true, true, "A0007,A0012", "gpu", true));
  }

  @Test
  void aSeedOutOfRangeAndAnUnknownDeviceAreRefusedByName() {
    for (long seed : new long[] {-1, 4294967296L}) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Parameters.of("", "demo", seed, "x", false, false, "", "cpu", false))
              .getMessage();
      assertTrue(message.contains(String.valueOf(seed)), message);
    }
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Parameters.of("", "demo", 42, "x", false, false, "", "tpu", false))
            .getMessage();
    assertEquals("device must be cpu, gpu or auto, found 'tpu'", message);
  }
}
