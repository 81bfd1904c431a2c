package org.ecgworkbench.paper.leads;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class LimbLeadsTest {
  private static final Progress SILENT =
      Progress.on(new PrintStream(OutputStream.nullOutputStream()));

  @TempDir private Path out;

  /** Einthoven's triangle: I, II and III look along 0, 60 and 120 degrees, aVR, aVL and aVF along -150, -30 and 90. */
  @Test
  void coefficientsAreThoseOfEinthovensTriangle() {
    double[] angles = {0, 60, 120, -150, -30, 90};
    for (int l = 0; l < 6; l++) {
      Lead lead = Lead.ALL.get(l);
      // Augmented leads are shorter by cos 30 degrees.
      double length = l < 3 ? 1 : Math.cos(Math.toRadians(30));
      for (double heart : new double[] {0, 37, 140, 260}) {
        double one = Math.cos(Math.toRadians(heart));
        double two = Math.cos(Math.toRadians(heart - 60));
        double[] factors = LimbLeadFolding.coefficients(lead);
        assertEquals(
            length * Math.cos(Math.toRadians(heart - angles[l])),
            factors[0] * one + factors[1] * two,
            1e-12,
            lead + " at " + heart);
      }
    }
    assertThrows(IllegalArgumentException.class, () -> LimbLeadFolding.coefficients(Lead.V1));
    assertEquals(
        List.of(Lead.I, Lead.II, Lead.V1, Lead.V2, Lead.V3, Lead.V4, Lead.V5, Lead.V6),
        LimbLeadFolding.independent(Lead.ALL));
  }

  /** A heart vector that turns in the frontal plane once, wide along its axis and narrow across it. */
  private static double[][] turning(double axisDegrees, double across) {
    int n = 5000;
    double[][] leads = new double[12][n];
    double axis = Math.toRadians(axisDegrees);
    for (int t = 0; t < n; t++) {
      double along = Math.cos(2 * Math.PI * t / n);
      double beside = across * Math.sin(2 * Math.PI * t / n);
      double x = along * Math.cos(axis) - beside * Math.sin(axis);
      double y = along * Math.sin(axis) + beside * Math.cos(axis);
      leads[0][t] = x;
      leads[1][t] = x / 2 + Math.sqrt(3) / 2 * y;
      for (Lead derived : LimbLeads.DERIVED) {
        double[] factors = LimbLeadFolding.coefficients(derived);
        leads[derived.ordinal()][t] = factors[0] * leads[0][t] + factors[1] * leads[1][t];
      }
      for (int v = 6; v < 12; v++) {
        leads[v][t] = along;
      }
    }
    return leads;
  }

  private static EcgRecord record(double[][] leads) {
    return new EcgRecord(
        "X",
        500,
        leads,
        java.util.OptionalInt.empty(),
        org.ecgworkbench.ecg.Sex.UNKNOWN,
        Set.of(Diagnosis.SNR));
  }

  /**
   * A vector that only moves along 60 degrees: every lead sees all of it but aVL, perpendicular to it, which sees nothing. One that moves on
   * a circle: every lead sees half.
   */
  @Test
  void aLeadSeesWhatMovesAlongIt() {
    double[] line = LimbLeads.seen(record(turning(60, 0)));
    for (int l = 0; l < 6; l++) {
      if (l != Lead.AVL.ordinal()) {
        assertEquals(1, line[l], 1e-9, Lead.ALL.get(l).label());
      }
    }
    for (double share : LimbLeads.seen(record(turning(20, 1)))) {
      assertEquals(0.5, share, 1e-9);
    }
    // Axes 1 and 0.5: variances 1/2 and 1/8; lead II along the long axis sees 1/(1 + 1/4) of it.
    assertEquals(0.8, LimbLeads.seen(record(turning(60, 0.5)))[1], 1e-9);
    assertEquals(0.2, LimbLeads.seen(record(turning(60, 0.5)))[4], 1e-9);
  }

  /** aVL off by 0.1 mV in one record of two, written and read as a data set. */
  @Test
  void aRecordWhoseLeadDoesNotFitIsNamed() {
    double[][] wrong = turning(45, 0.3);
    for (int t = 0; t < wrong[4].length; t++) {
      wrong[4][t] += 0.1;
    }
    Path data = out.resolve("data");
    WfdbWriter.write(data, named("B0001", turning(45, 0.3)));
    WfdbWriter.write(data, named("B0002", wrong));
    Study study =
        Study.open(
            Parameters.defaults()
                .withProfile("smoke")
                .withData(data)
                .withOut(out.resolve("results")),
            SILENT);
    LimbLeads limb = LimbLeads.of(study);
    assertEquals(1, limb.exactRecords());
    Table table = limb.residuals().table();
    assertEquals(1, table.intColumn("within resolution").get(2));
    assertEquals(2, table.intColumn("within resolution").get(0));
    assertEquals("B0002", table.stringColumn("in record").get(2));
    assertEquals(100, table.doubleColumn("RMS uV largest").getDouble(2), 0.1);
    assertTrue(limb.toString().startsWith("In 1 of 2 records"), limb.toString());
  }

  private static EcgRecord named(String id, double[][] leads) {
    return new EcgRecord(
        id,
        500,
        leads,
        java.util.OptionalInt.empty(),
        org.ecgworkbench.ecg.Sex.UNKNOWN,
        Set.of(Diagnosis.SNR));
  }

  /**
   * What NumPy 1.24 finds in the same 135 files: {@code abs(III - (II - I)).max()} and so on in uV, the median over the records of the root
   * mean square, and 1 minus the residual variance of {@code numpy.polyfit(lead, coordinate, 1)} over the variance of the plane.
   */
  @Test
  void inCpsc2018TheLimbLeadsFollowFromTwo() {
    Path data = Golden.real("data/cpsc2018");
    Assumptions.assumeTrue(data.resolve("A0135.hea").toFile().exists());
    Study study =
        Study.open(
            Parameters.of(
                data.toString(), "smoke", 42, out.toString(), true, false, "", "cpu", false),
            SILENT);
    LimbLeads limb = LimbLeads.of(study);
    assertEquals(135, limb.exactRecords());
    Table table = limb.residuals().table();
    assertArrayEquals(
        new double[] {0.49759421, 0.56617135, 0.6182637, 0.61880351},
        table.doubleColumn("RMS uV median").asDoubleArray(),
        1e-8);
    assertArrayEquals(
        new double[] {1, 2, 2, 2},
        table.doubleColumn("difference uV largest").asDoubleArray(),
        1e-9);
    Table seen = limb.information().table();
    assertArrayEquals(
        new double[] {0.69463879, 0.79926151, 0.64773229, 0.82223661, 0.5657156, 0.74295699},
        seen.doubleColumn("seen median").asDoubleArray(),
        1e-8);
    assertArrayEquals(
        new double[] {0.06563633, 0.15517498, 0.08046694, 0.10394304, 0.07974174, 0.08923201},
        seen.doubleColumn("seen lowest").asDoubleArray(),
        1e-8);
  }

  /** A comma in the name of a column would shift all others in the CSV file. */
  @Test
  void noColumnsNameHoldsAComma() {
    Study study = Study.open(Parameters.defaults().withProfile("smoke").withOut(out), SILENT);
    LimbLeads limb = LimbLeads.of(study);
    for (TableResult result : List.of(limb.residuals(), limb.information())) {
      result.table().columnNames().forEach(name -> assertFalse(name.contains(","), name));
    }
  }
}
