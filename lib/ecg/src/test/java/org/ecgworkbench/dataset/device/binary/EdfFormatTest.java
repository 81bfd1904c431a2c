package org.ecgworkbench.dataset.device.binary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.ecgworkbench.dataset.device.array.CartExpected;
import org.ecgworkbench.dataset.device.binary.EdfBytes.Signal;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdfFormatTest {
  private final EdfFormat format = new EdfFormat();

  @TempDir Path folder;

  private DeviceSource file(byte[] bytes) {
    try {
      return new DeviceSource(Files.write(folder.resolve("a.edf"), bytes));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private DeviceRecording read(EdfBytes edf) {
    DeviceSource source = file(edf.bytes());
    assertTrue(format.recognises(source));
    return format.read(source);
  }

  private String refusal(EdfBytes edf) {
    DeviceSource source = file(edf.bytes());
    return assertThrows(EcgDataException.class, () -> format.read(source)).getMessage();
  }

  private static EdfBytes of(Signal... signals) {
    EdfBytes edf = new EdfBytes();
    edf.signals.addAll(List.of(signals));
    return edf;
  }

  @Test
  void readsContecsOneSampleRecords() {
    DeviceRecording read = format.read(CartExpected.sample("edf", "contec_0000050.edf"));
    assertEquals(800, read.samplingRateHz());
    assertEquals("EDF", read.version());
    CartExpected.assertSame(CartExpected.of("contec_0000050.edf"), read, 0, 0, 0);
    assertTrue(read.notes().isEmpty(), read.notes().toString());
  }

  @Test
  void cutsThePaddingOfMit2edf() {
    for (String name : new String[] {"ptbxl_00022_mit2edf.edf", "ptbxl_00022_biosig.bdf"}) {
      DeviceRecording read = format.read(CartExpected.sample("edf", name));
      assertEquals(500, read.samplingRateHz());
      CartExpected.assertSame(CartExpected.of(name), read, 500, -32.768, 0);
      assertTrue(read.notes().get(0).startsWith("The last 500 samples"), read.notes().toString());
    }
  }

  @Test
  void refusesAnEegThoughItsUnitIsOfVoltage() {
    DeviceSource eeg = CartExpected.sample("edf", "pyedflib_test_utf8.edf");
    assertTrue(format.recognises(eeg));
    String message = assertThrows(EcgDataException.class, () -> format.read(eeg)).getMessage();
    assertEquals(
        "pyedflib_test_utf8.edf: expected signals that are labelled as leads of an ECG, found none among 2",
        message);
  }

  @Test
  void labelsOfManyWritersAreStandardised() {
    int[] none = {0, 1};
    DeviceRecording read =
        read(
            of(
                Signal.lead("ECG I", "mV", none),
                Signal.lead("EKG AVR", "mV", none),
                Signal.lead("Lead V3R", "mV", none),
                Signal.lead("v6", "mV", none),
                Signal.lead("DII", "mV", none),
                Signal.lead("EKG2", "mV", none),
                Signal.lead("MLII", "mV", none)));
    assertEquals(
        List.of("I", "aVR", "V3R", "V6", "II", "EKG2", "MLII"),
        read.leads().stream().map(StoredLead::name).toList());
  }

  @Test
  void unitsAreReadInBothCharsetsAndRangesMayBeInverted() {
    // By hand: 1000 uV for the digital minimum, -1000 for the maximum, 20 steps of 100 uV.
    for (Charset charset : new Charset[] {StandardCharsets.ISO_8859_1, StandardCharsets.UTF_8}) {
      EdfBytes edf =
          of(
              new Signal(
                  "I",
                  "\u00b5V",
                  "1000",
                  "-1000",
                  "-10",
                  "10",
                  "HP:0.05Hz LP:150Hz",
                  new int[][] {{-9, 0, 10, 3}},
                  null));
      edf.charset = charset;
      DeviceRecording read = read(edf);
      assertArrayEquals(new double[] {0.9, 0, -1, -0.3}, read.leads().get(0).millivolts(), 1e-12);
      assertTrue(
          read.notes().contains("Filters stated: HP:0.05Hz LP:150Hz."), read.notes().toString());
      assertTrue(read.notes().get(0).startsWith("Lead I: 1 samples stand at a limit"));
    }
  }

  @Test
  void aLeadWithoutUnitIsRefused() {
    assertEquals(
        "a.edf: lead II: expected a unit, V, mV, uV or nV, found ''",
        refusal(of(Signal.lead("II", "", new int[] {1}))));
    assertEquals(
        "a.edf: lead II: expected a unit, V, mV, uV or nV, found 'mmHg'",
        refusal(of(Signal.lead("II", "mmHg", new int[] {1}))));
  }

  @Test
  void otherSignalsAndOtherRatesAreLeftOutWithANote() {
    DeviceRecording read =
        read(
            of(
                Signal.lead("Resp", "Ohm", new int[] {5}),
                Signal.lead("I", "mV", new int[] {100, 200}),
                Signal.lead("V1", "mV", new int[] {7}),
                Signal.lead("II", "mV", new int[] {300, 400})));
    assertEquals(2, read.samplingRateHz());
    assertArrayEquals(new double[] {0.1, 0.2}, read.leads().get(0).millivolts(), 1e-12);
    assertArrayEquals(new double[] {0.3, 0.4}, read.leads().get(1).millivolts(), 1e-12);
    assertEquals(
        List.of(
            "1 of the file's signals are labelled as no ECG and were left out.",
            "Lead V1 has another rate than most (1.0 Hz, not 2.0 Hz) and was left out."),
        read.notes());
    assertEquals(
        "a.edf: expected leads of one rate, found 1 leads at 1.0 Hz and as many at 2.0 Hz",
        refusal(
            of(Signal.lead("I", "mV", new int[] {5}), Signal.lead("II", "mV", new int[] {5, 6}))));
  }

  @Test
  void anOpenRecordCountFollowsFromTheSize() {
    EdfBytes edf = of(Signal.lead("I", "mV", new int[] {1, 2}, new int[] {3, 4}));
    edf.records = "-1";
    DeviceRecording read = read(edf);
    assertArrayEquals(
        new double[] {0.001, 0.002, 0.003, 0.004}, read.leads().get(0).millivolts(), 1e-12);
    assertTrue(read.notes().get(0).contains("2 follow from the file's size"));
    edf.records = "3";
    assertEquals(
        "a.edf: expected 3 data records of 4 bytes, found 8 bytes after the header", refusal(edf));
    edf.records = "1";
    assertTrue(read(edf).notes().get(0).startsWith("The last 4 bytes belong to no data record"));
  }

  @Test
  void fractionalRatesAreKept() {
    EdfBytes edf = of(Signal.lead("I", "mV", new int[] {1}));
    edf.seconds = "0.001667";
    assertEquals(1 / 0.001667, read(edf).samplingRateHz(), 1e-9);
    edf.seconds = "0.008";
    edf.signals.set(0, Signal.lead("I", "mV", new int[] {1, 2, 3, 4, 5}));
    assertEquals(625, read(edf).samplingRateHz());
    edf.seconds = "0";
    assertEquals(
        "a.edf: expected a rate above 0, at most 1000000 Hz, found 5 samples in 0 s", refusal(edf));
  }

  @Test
  void aGapIsRefusedAndAnUnbrokenDiscontinuousFileIsRead() {
    Signal lead = Signal.lead("I", "mV", new int[] {1, 2}, new int[] {3, 4}, new int[] {5, 6});
    EdfBytes edf =
        of(lead, Signal.annotations("+0\u0014\u0014", "+1\u0014\u0014", "+2\u0014\u0014"));
    edf.kind = "EDF+D";
    DeviceRecording read = read(edf);
    assertEquals("EDF+D", read.version());
    assertEquals(1, read.leads().size());
    assertEquals(6, read.leads().get(0).millivolts().length);
    assertEquals(
        List.of("The file is marked as discontinuous, but its records follow without gaps."),
        read.notes());
    edf.signals.set(1, Signal.annotations("+0\u0014\u0014", "+1\u0014\u0014", "+7.5\u0014\u0014"));
    assertTrue(refusal(edf).startsWith("a.edf: record 3: expected it to follow"), refusal(edf));
    edf.kind = "EDF+C";
    assertTrue(refusal(edf).startsWith("a.edf: record 3: expected it to follow"), refusal(edf));
    edf.kind = "EDF+D";
    edf.signals.remove(1);
    assertTrue(refusal(edf).contains("expected annotations with the onset"), refusal(edf));
  }

  @Test
  void bdfHasNumbersOfThreeBytes() {
    EdfBytes edf =
        of(
            new Signal(
                "I",
                "uV",
                "-8388608",
                "8388607",
                "-8388608",
                "8388607",
                "",
                new int[][] {{-8388607, 8388606, -1, 70000}},
                null));
    edf.bdf = true;
    DeviceRecording read = read(edf);
    assertEquals("BDF", read.version());
    assertArrayEquals(
        new double[] {-8388.607, 8388.606, -0.001, 70}, read.leads().get(0).millivolts(), 1e-9);
  }

  @Test
  void ageAndSexComeFromEdfPlusAlone() {
    EdfBytes edf = of(Signal.lead("I", "mV", new int[] {1}), Signal.annotations("+0\u0014\u0014"));
    edf.patient = "12345 F 02-MAY-1951 Doe_Jane";
    edf.recording = "Startdate 01-MAY-2001 X X X";
    DeviceRecording plain = read(edf);
    assertEquals(OptionalInt.empty(), plain.ageYears());
    assertEquals(Sex.UNKNOWN, plain.sex());
    edf.kind = "EDF+C";
    DeviceRecording plus = read(edf);
    assertEquals(OptionalInt.of(49), plus.ageYears());
    assertEquals(Sex.FEMALE, plus.sex());
    assertFalse(plus.toString().contains("Doe") || plus.toString().contains("12345"));
  }

  @Test
  void stepsThatDifferAreNoted() {
    DeviceRecording read =
        read(
            of(
                Signal.lead("I", "mV", new int[] {1}),
                new Signal(
                    "II", "uV", "-5000", "5000", "-5000", "5000", "", new int[][] {{1}}, null),
                new Signal("V1", "mV", "-5", "5", "-2500", "2500", "", new int[][] {{1}}, null)));
    assertEquals(
        List.of("The leads are stored in different steps, 0.001 to 0.002 mV."), read.notes());
    assertArrayEquals(new double[] {0.002}, read.leads().get(2).millivolts(), 1e-12);
  }

  @Test
  void aLeadThatOccursTwiceIsRefused() {
    assertEquals(
        "a.edf: lead aVF: expected one signal, found two",
        refusal(
            of(
                Signal.lead("aVF", "mV", new int[] {1}),
                Signal.lead("ECG AVF", "mV", new int[] {1}))));
  }

  @Test
  void aRangeWithoutExtentIsRefused() {
    assertEquals(
        "a.edf: lead I: expected a range of values, found 5 to 5 stored as -10 to 10",
        refusal(of(new Signal("I", "mV", "5", "5", "-10", "10", "", new int[][] {{1}}, null))));
    assertEquals(
        "a.edf: lead I: expected the physical maximum as a number, found 'NaN'",
        refusal(of(new Signal("I", "mV", "5", "NaN", "-10", "10", "", new int[][] {{1}}, null))));
  }

  /** Expected: the formula of EDF, sample by sample; from the fourth reading on amplitudes are looked up in a table. */
  @Test
  void amplitudesAreThoseOfTheFormulaToTheBitHoweverTheyAreStored() {
    for (int perRecord : new int[] {1, 7}) {
      int[][] digital = new int[21_000 / perRecord][perRecord];
      for (int i = 0; i < 21_000; i++) {
        digital[i / perRecord][i % perRecord] = (int) (1990 * Math.sin(i / 70.0));
      }
      for (boolean atLimit : new boolean[] {false, true}) {
        digital[5][0] = atLimit ? 2000 : 1999;
        EdfBytes edf =
            of(
                new Signal("I", "uV", "-1000.3", "1700", "-2000", "2000", "", digital, null),
                new Signal("II", "mV", "-1", "1.7", "-2000", "2000", "", digital, null));
        for (int reading = 0; reading < 8; reading++) {
          DeviceRecording read = read(edf);
          double[] one = read.leads().get(0).millivolts();
          double[] two = read.leads().get(1).millivolts();
          assertEquals(21_000, one.length);
          for (int i = 0; i < one.length; i++) {
            double count = digital[i / perRecord][i % perRecord] + 2000.0;
            assertEquals((-1000.3 + count * (1700 + 1000.3) / 4000) / 1000, one[i]);
            assertEquals(-1 + count * (1.7 + 1) / 4000, two[i]);
          }
          assertEquals(
              atLimit ? 2 : 0,
              read.notes().stream()
                  .filter(note -> note.contains(": 1 samples stand at a limit"))
                  .count());
        }
      }
    }
  }
}
