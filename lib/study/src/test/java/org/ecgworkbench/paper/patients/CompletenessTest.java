package org.ecgworkbench.paper.patients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.shap.Weighting;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.Study;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletenessTest {
  /** By hand: 0.5, 1.5, 2.5, 3.5 standard errors, and a residual of 0 without a standard error. */
  @Test
  void sharesCountResidualsInUnitsOfTheirStandardErrors() {
    Completeness.Residuals r =
        Completeness.Residuals.of(new double[] {1, -3, 5, -7, 0}, new double[] {2, 2, 2, 2, 0});
    assertEquals(5, r.pairs());
    assertEquals(0.4, r.within1(), 1e-12);
    assertEquals(0.6, r.within2(), 1e-12);
    assertEquals(0.8, r.within3(), 1e-12);
    assertEquals(Math.sqrt((0.25 + 2.25 + 6.25 + 12.25) / 5), r.rootMeanSquare(), 1e-12);
  }

  /** Calibrated draws add up whatever they are; their residuals say nothing, so nothing is made of them. */
  @Test
  void calibratedDrawsAreNoCheck(@TempDir Path folder) {
    Study study =
        Study.open(
            Parameters.defaults().withProfile("smoke").withOut(folder),
            Progress.on(new PrintStream(OutputStream.nullOutputStream())));
    ExplanationProtocol calibrated =
        ExplanationProtocol.paper().withWeighting(Weighting.CALIBRATED);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Completeness.of(study, Map.of("mine", calibrated)))
            .getMessage();
    assertTrue(message.contains("'mine'") && message.contains("calibrated"), message);
  }

  @Test
  void aBackgroundThatIsDrawnNamesItsStream(@TempDir Path folder) {
    Study study =
        Study.open(
            Parameters.defaults().withProfile("smoke").withOut(folder),
            Progress.on(new PrintStream(OutputStream.nullOutputStream())));
    Map<String, ExplanationProtocol> protocols =
        new LinkedHashMap<>(Map.of("paper", ExplanationProtocol.paper()));
    assertNull(seedOfTheBackground(study, protocols));
    protocols.put("separate", ExplanationProtocol.separate());
    assertEquals("42", seedOfTheBackground(study, protocols));
  }

  private static String seedOfTheBackground(
      Study study, Map<String, ExplanationProtocol> protocols) {
    return ExplanationSets.of(study, protocols).provenance().seeds().get("balanced background");
  }

  @Test
  void aResidualWithoutAnErrorOfItsOwnIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Completeness.Residuals.of(new double[2], new double[1]));
    assertThrows(
        IllegalArgumentException.class,
        () -> Completeness.Residuals.of(new double[0], new double[0]));
  }
}
