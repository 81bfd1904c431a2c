package org.ecgworkbench.dataset.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.ecgworkbench.dataset.device.binary.DicomWriter;
import org.ecgworkbench.dataset.device.binary.EdfBytes;
import org.ecgworkbench.dataset.device.binary.IshneBytes;
import org.ecgworkbench.dataset.device.binary.ScpWriter;
import org.ecgworkbench.dataset.device.xml.XmlFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What other readers refuse or get wrong, as found with files of carts, in files that are made
 * here; what the tests of the formats have already is not here again. Expected values by hand.
 */
class WrongElsewhereTest {
  @TempDir private Path folder;

  private Recording read(byte[] bytes) throws IOException {
    return DeviceFile.read(Files.write(folder.resolve("x"), bytes), OptionalDouble.empty());
  }

  private Recording read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static double[] lead(Recording recording, int k) {
    return recording.leads().get(k).millivolts();
  }

  private static void says(Recording recording, String part) {
    assertTrue(recording.notes().stream().anyMatch(n -> n.contains(part)), recording.toString());
  }

  /** ECGToolkit refuses four of five. */
  @Test
  void museWithoutDemographicsIsRead() throws IOException {
    String muse =
        XmlFiles.muse(
            XmlFiles.museWaveform(
                "Rhythm",
                XmlFiles.museLead("I", new int[] {1, 2, 3}),
                XmlFiles.museLead("II", new int[] {4, 5, 6})));
    Recording bare =
        read(
            muse.replaceAll("(?s)<(Patient|Test)Demographics>.*</(Patient|Test)Demographics>", ""));
    assertEquals(OptionalInt.empty(), bare.ageYears());
    assertArrayEquals(lead(read(muse), 1), lead(bare, 1));
  }

  /**
   * biosig refuses what begins without an XML declaration, aecg 0.1.3 what has no UUID of the series
   * and no derived series.
   */
  @Test
  void annotatedEcgNeedsNoDeclarationNoIdAndNoDerivedSeries() throws IOException {
    String aecg =
        XmlFiles.aecg(
            XmlFiles.aecgSeries(
                "RHYTHM",
                XmlFiles.aecgSet(
                    XmlFiles.aecgTime("TIME_ABSOLUTE", "1", "ms"),
                    XmlFiles.aecgLead(
                        "MDC_ECG_LEAD_V3",
                        "value=\"0\" unit=\"uV\"",
                        "value=\"2.5\" unit=\"uV\"",
                        "4 -2 0"))));
    assertTrue(aecg.startsWith("<AnnotatedECG") && !aecg.contains("<id"), aecg);
    Recording read = read(aecg);
    assertEquals(1000, read.samplingRateHz());
    assertArrayEquals(new double[] {0.01, -0.005, 0}, lead(read, 0));
  }

  /** ECGDataKit refuses a section 11 of text, and a section 2 that states no table. */
  @Test
  void scpWithATextWhereCodesAreExpectedIsRead() throws IOException {
    byte[] text = "Sinus rhythm\0".getBytes(StandardCharsets.US_ASCII);
    ScpWriter file = new ScpWriter().section(2, ScpWriter.content().u16(0));
    // 4: all leads were recorded together; 1 is lead I.
    file.leads(4 | 1 << 3, 3, 1);
    file.data(6, 2500, 1667, 0, ScpWriter.plain(1, -2, 32767));
    file.section(11, ScpWriter.content().bytes(text));
    Recording read = read(file.bytes());
    // PixelMed cuts 2.5 uV to 2, and cut 1,667 us become 600 Hz elsewhere.
    assertArrayEquals(new double[] {0.0025, -0.005, 81.9175}, lead(read, 0));
    assertEquals(599.880024, read.samplingRateHz(), 1e-6);
  }

  /** Counts of 16 bits times a resolution leave 16 and 32 bits: 75 x 1000 became 9464. */
  @Test
  void productsOfCountsAreWide() throws IOException {
    IshneBytes ishne = new IshneBytes();
    ishne.nanovolts = new int[] {1000, 32767};
    ishne.samples = new short[][] {{75, 32767}, {-32768, -32768}};
    Recording read = read(ishne.bytes());
    assertArrayEquals(new double[] {0.075, -32.768}, lead(read, 0), 1e-12);
    assertArrayEquals(new double[] {1073.676289, -1073.709056}, lead(read, 1), 1e-9);

    ScpWriter scp = new ScpWriter();
    scp.leads(4 | 1 << 3, 2, 1);
    scp.data(6, 65535, 2000, 0, ScpWriter.plain(32767, -32768));
    assertArrayEquals(new double[] {2147.385345, -2147.45088}, lead(read(scp.bytes()), 0), 1e-9);

    String muse =
        XmlFiles.muse(
            XmlFiles.museWaveform("Rhythm", XmlFiles.museLead("I", new int[] {32767, -32768})));
    assertArrayEquals(new double[] {159.90296, -159.90784}, lead(read(muse), 0), 1e-9);
  }

  /** pydicom up to 2.3 gave (raw + baseline) x sensitivity. */
  @Test
  void theBaselineIsAddedAfterTheSensitivity() throws IOException {
    DicomWriter file = new DicomWriter(true, false);
    file.head("1.2.840.10008.5.1.4.1.1.9.1.1");
    List<DicomWriter> channels =
        List.of(
            file.channel("x", null, "Lead I", "2.5", "uV", "1", "100"),
            file.channel("x", null, "Lead II", "2.5", "uV", "2", "0"));
    int[][] samples = {{10, 10}, {-10, 32767}};
    file.sequence(
        0x54000100, file.group("RHYTHM", "ORIGINAL", "500", "SS", null, channels, samples));
    Recording read = read(file.file(DicomWriter.Syntax.EXPLICIT));
    assertArrayEquals(new double[] {0.125, 0.075}, lead(read, 0), 1e-15);
    assertArrayEquals(new double[] {0.05, 163.835}, lead(read, 1), 1e-12);
  }

  /** ECGDataKit rounds 128.5 Hz to 128; pyEDFlib writes NaN as the least value. */
  @Test
  void edfKeepsItsRateAndSaysWhatStandsAtItsLimits() throws IOException {
    EdfBytes file = new EdfBytes();
    file.seconds = "2";
    int[] counts = new int[257];
    counts[100] = -32768;
    file.signals.add(EdfBytes.Signal.lead("ECG II", "mV", counts));
    Recording read = read(file.bytes());
    assertEquals(128.5, read.samplingRateHz());
    assertEquals(257, read.samples());
    says(read, "Lead II: 1 samples stand at a limit of the stored range or beyond (0 beyond)");
  }
}
