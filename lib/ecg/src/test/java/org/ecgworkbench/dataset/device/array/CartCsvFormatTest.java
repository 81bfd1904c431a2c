package org.ecgworkbench.dataset.device.array;

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
import java.util.Locale;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CartCsvFormatTest {
  private final CartCsvFormat format = new CartCsvFormat();

  @TempDir Path folder;

  private DeviceSource file(String text, Charset charset) {
    try {
      return new DeviceSource(Files.write(folder.resolve("a.csv"), text.getBytes(charset)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private DeviceRecording read(String text) {
    DeviceSource source = file(text, StandardCharsets.UTF_8);
    assertTrue(format.recognises(source), text);
    return format.read(source);
  }

  private String refusal(String text) {
    return assertThrows(EcgDataException.class, () -> read(text)).getMessage();
  }

  private static void assertLead(DeviceRecording read, String name, double... millivolts) {
    StoredLead lead =
        read.leads().stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
    assertArrayEquals(millivolts, lead.millivolts(), 1e-12);
  }

  @Test
  void readsTheSample() {
    DeviceSource sample = CartExpected.sample("csv", "ptbxl_00022_semicolon_decimalcomma.csv");
    assertTrue(format.recognises(sample));
    DeviceRecording read = format.read(sample);
    assertTrue(Double.isNaN(read.samplingRateHz()));
    CartExpected.assertSame(CartExpected.of("ptbxl_00022_arrays"), read, 0, 0, 0);
    assertEquals(
        List.of("The file states no unit: mV is assumed, as for fractions mostly."), read.notes());
  }

  @Test
  void separatorsQuotesAndDecimalMarksAreTold() {
    for (String text :
        List.of(
            "I;II\n0,5;-1\n1e-3;0,25\n",
            "I\tII\r\n0,5\t-1\r\n1E-3\t0,25\r\n",
            "\"I\",\"II\"\n\"0,5\",\"-1\"\n\"1e-3\",\"0,25\"\n",
            "\ufeffI,II,\n0.5,-1,\n1e-3,0.25,\n\n",
            " I ; II \r0.5;-1\r1e-3;0.25;\r")) {
      DeviceRecording read = read(text);
      assertLead(read, "I", 0.5, 1e-3);
      assertLead(read, "II", -1, 0.25);
      assertEquals(1, read.notes().size(), read.notes().toString());
    }
  }

  @Test
  void unitsStandInNamesOrBelowThem() {
    for (String head :
        List.of(
            "I [mV];ECG V1 (\u00b5V)\n",
            "I_mV;V1/uV\n",
            "I;V1\nmV;uV\n",
            "Lead I (mV);V1\n;[uV]\n")) {
      DeviceRecording read = read(head + "1;500\n2;-250\n");
      assertLead(read, "I", 1, 2);
      assertLead(read, "V1", 0.5, -0.25);
      assertTrue(read.notes().isEmpty(), read.notes().toString());
    }
    assertEquals(
        "a.csv: lead V1: expected a unit, V, mV, uV or nV, found ''",
        refusal("I [mV];V1\n1;2\n3;4\n"));
    assertEquals(
        "a.csv: lead V1: expected a unit, V, mV, uV or nV, found 'bar'",
        refusal("I [mV];V1 [bar]\n1;2\n3;4\n"));
  }

  @Test
  void otherEncodingsAreRead() {
    String text = "I [\u00b5V];II [\u00b5V]\n1000;2000\n3000;4000\n";
    for (Charset charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16)) {
      DeviceSource source = file(text, charset);
      assertTrue(format.recognises(source));
      assertLead(format.read(source), "II", 2, 4);
    }
  }

  @Test
  void wholeNumbersWithoutUnitAreMicrovolts() {
    DeviceRecording read = read("I,II\n1000,-5\n20,7\n");
    assertLead(read, "I", 1, 0.02);
    assertEquals(
        List.of("The file states no unit: uV is assumed, as for whole numbers mostly."),
        read.notes());
  }

  @Test
  void theRateFollowsFromTheTimes() {
    for (double rate : new double[] {100, 240, 500, 599.88, 1000}) {
      for (String unit : List.of("seconds", "Time [ms]", "t (s)")) {
        StringBuilder text = new StringBuilder(unit + ";I [mV];II [mV]\n");
        for (int i = 0; i < 5000; i++) {
          double time = i / rate * (unit.contains("ms") ? 1000 : 1);
          text.append(String.format(Locale.ROOT, "%.6f;0.1;0.2\n", time));
        }
        assertEquals(rate, read(text.toString()).samplingRateHz(), unit);
      }
    }
    DeviceRecording unknown = read("time;I [mV];II [mV]\n0;1;2\n2;3;4\n");
    assertTrue(Double.isNaN(unknown.samplingRateHz()));
    assertEquals(
        List.of("The column of the time states no unit, s or ms: no rate was taken from it."),
        unknown.notes());
  }

  @Test
  void timesRoundedToMillisecondsGiveTheRoundRate() {
    StringBuilder text = new StringBuilder("Time [ms],I [mV],II [mV]\n");
    for (int i = 0; i < 3600; i++) {
      text.append(Math.round(i / 0.36)).append(",0.1,0.2\n");
    }
    assertEquals(360, read(text.toString()).samplingRateHz());
  }

  @Test
  void unevenTimesAreRefused() {
    assertEquals(
        "a.csv: row 2: expected the time 0.004 s at 250.0 Hz, found 0.002 s",
        refusal("s;I;II\n0.000;1.0;2\n0.002;1;2\n0.004;1;2\n0.010;1;2\n0.016;1;2\n"));
    assertEquals(
        "a.csv: expected times that rise, found -0.002 s from first to last",
        refusal("s;I;II\n0.002;1;2\n0.000;1;2\n"));
  }

  @Test
  void linesBeforeTheNamesGiveTheRateAndAreOtherwiseForgotten() {
    DeviceRecording read =
        read(
            "Patient;Doe, Jane\nID;12345\nSampling rate;500 Hz\n\nI [mV];II [mV];Comment\n0,1;0,2;x\n0,3;0,4;y\n");
    assertEquals(500, read.samplingRateHz());
    assertLead(read, "II", 0.2, 0.4);
    assertEquals(
        List.of(
            "1 columns are named after no lead and were left alone.", "The rate stands in line 3."),
        read.notes());
    assertFalse(read.toString().contains("Doe") || read.toString().contains("12345"));
    assertEquals(
        "a.csv: expected times at the stated rate of 250.0 Hz, found times at 500.0 Hz",
        refusal("fs: 250\ns;I;II\n0;1;2\n0.002;1;2\n0.004;1;2\n"));
  }

  @Test
  void anEmptyCellIsAMissingSample() {
    DeviceRecording read = read("I [mV];II [mV]\n;1\nNaN;2\n3;\n\n");
    assertLead(read, "I", Double.NaN, Double.NaN, 3);
    assertLead(read, "II", 1, 2, Double.NaN);
  }

  @Test
  void whatCannotBeReadIsSaidWithLineAndLead() {
    assertEquals(
        "a.csv: line 3: lead II: expected a number, found 4 characters that are none",
        refusal("I;II\n1;2\n3;0x10\n"));
    assertEquals(
        "a.csv: line 3: lead II: expected a number, found 7 characters that are none",
        refusal("I;II\n0,1;2\n3;1.000,5\n"));
    assertEquals(
        "a.csv: line 3: expected the decimal mark ',' of line 2, found '.'",
        refusal("I;II\n0,1;2\n3;1.5\n"));
    assertEquals("a.csv: line 3: expected 2 cells, found 3", refusal("I;II\n1;2\n3;4;5\n"));
    assertEquals(
        "a.csv: line 1: lead aVR: expected one column, found two", refusal("avr;aVR\n1;2\n3;4\n"));
    assertEquals(
        "a.csv: line 3: expected a closing quotation mark, found none",
        refusal("I;II\n1;2\n3;\"4\n"));
    assertEquals("a.csv: expected rows of samples below line 1, found 1", refusal("I;II\n1;2\n"));
  }

  @Test
  void aFileWithoutAnEndOfItsLastLineIsNoted() {
    assertTrue(
        read("I;II\n0.1;0.2\n0.3;0.4").notes().get(0).startsWith("The last line has no end"));
  }

  @Test
  void otherTextIsNotRecognised() {
    for (String text :
        List.of(
            "",
            "one lead is called I\n",
            "a;b;c\n1;2;3\n",
            "<xml>I;II</xml>\n",
            "{\"leads\": [\"I\", \"II\", \"III\"]}\n",
            "I\n1\n2\n")) {
      assertFalse(format.recognises(file(text, StandardCharsets.UTF_8)), text);
    }
  }
}
