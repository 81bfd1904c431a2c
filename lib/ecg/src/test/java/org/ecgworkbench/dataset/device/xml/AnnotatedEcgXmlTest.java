package org.ecgworkbench.dataset.device.xml;

import static org.ecgworkbench.dataset.device.xml.XmlFiles.aecg;
import static org.ecgworkbench.dataset.device.xml.XmlFiles.aecgLead;
import static org.ecgworkbench.dataset.device.xml.XmlFiles.aecgSeries;
import static org.ecgworkbench.dataset.device.xml.XmlFiles.aecgSet;
import static org.ecgworkbench.dataset.device.xml.XmlFiles.aecgTime;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnotatedEcgXmlTest {
  private static final AnnotatedEcgXml FORMAT = new AnnotatedEcgXml();
  private static final String TIME = aecgTime("TIME_ABSOLUTE", "0.002", "s");
  private static final String ZERO = "value=\"0\" unit=\"uV\"";
  private static final String SCALE = "value=\"2.5\" unit=\"uV\"";
  private static final String LEAD = aecgLead("MDC_ECG_LEAD_II", ZERO, SCALE, "-2 4\n\t+6 ");

  @TempDir Path folder;

  private DeviceRecording read(String file) {
    return XmlFiles.read(FORMAT, folder, file);
  }

  private String refusal(String file) {
    return XmlFiles.refusal(FORMAT, folder, file);
  }

  private static String rhythm(String... sequences) {
    return aecg(aecgSeries("RHYTHM", aecgSet(sequences)));
  }

  @Test
  void rhythmIsReadAndBeatsAreLeftAlone() {
    String beat = aecgLead("MDC_ECG_LEAD_II", ZERO, SCALE, "900 900");
    String derived =
        "<derivation><derivedSeries><code code=\"REPRESENTATIVE_BEAT\"/>"
            + aecgSet(TIME, beat)
            + "</derivedSeries></derivation>";
    String author =
        "<author><manufacturedSeriesDevice><id extension=\"SECRET\"/><manufacturerModelName>ELI"
            + "</manufacturerModelName></manufacturedSeriesDevice></author>";
    DeviceRecording recording =
        read(
            aecg(
                aecgSeries("REPRESENTATIVE_BEAT", aecgSet(TIME, beat)),
                aecgSeries("RHYTHM", author, aecgSet(TIME, LEAD), derived)));
    assertEquals(List.of("II"), XmlFiles.names(recording));
    // Digits x 2.5 uV, by hand.
    assertArrayEquals(new double[] {-0.005, 0.01, 0.015}, XmlFiles.lead(recording, "II"), 1e-12);
    assertEquals(500, recording.samplingRateHz());
    assertEquals("ELI", recording.maker());
    assertEquals(OptionalInt.of(46), recording.ageYears());
    assertEquals(Sex.FEMALE, recording.sex());
    assertEquals(List.of("left alone: REPRESENTATIVE_BEAT, derived series"), recording.notes());
    assertFalse(recording.toString().contains("SECRET"));
  }

  @Test
  void namespaceMayBeAbsentAPrefixOrUndeclared() {
    String file = rhythm(TIME, LEAD);
    assertEquals(1, read(file.replace(" xmlns=\"urn:hl7-org:v3\"", "")).leads().size());
    String prefixed = file.replaceAll("<(/?)", "<$1h:");
    assertEquals(1, read(prefixed).leads().size());
    assertEquals(1, read(prefixed.replace("xmlns=", "xmlns:h=")).leads().size());
  }

  @ParameterizedTest
  @CsvSource({
    "TIME_ABSOLUTE, 0.002, s, 500",
    "TIME_RELATIVE, 2, ms, 500",
    "TIME_RELATIVE, 1000, us, 1000",
    "TIME_ABSOLUTE, 1e-3, s, 1000",
    "TIME_ABSOLUTE, 0.01, s, 100",
  })
  void rateFollowsFromTheIncrement(String code, String value, String unit, double rate) {
    assertEquals(rate, read(rhythm(aecgTime(code, value, unit), LEAD)).samplingRateHz(), 1e-12);
  }

  @Test
  void recordingWithoutTimesHasNoRate() {
    assertTrue(Double.isNaN(read(rhythm(LEAD)).samplingRateHz()));
  }

  @ParameterizedTest
  @CsvSource({
    // Origin + 4 x scale in mV, by hand.
    "100, uV, 2.5, uV, 0.11",
    "1, mV, 2.5, uV, 1.01",
    "-50000, nV, 0.005, mV, -0.03",
    "0, '', 1250, nV, 0.005",
    "0, uV, -5, \u00b5V, -0.02",
    "0, uV, 0.00001, V, 0.04",
  })
  void originAndScaleHaveUnitsOfTheirOwn(
      String origin, String originUnit, String scale, String scaleUnit, double millivolts) {
    String lead =
        aecgLead(
            "MDC_ECG_LEAD_V1",
            "value=\"%s\" unit=\"%s\"".formatted(origin, originUnit),
            "value=\"%s\" unit=\"%s\"".formatted(scale, scaleUnit),
            "4");
    assertEquals(millivolts, XmlFiles.lead(read(rhythm(TIME, lead)), "V1")[0], 1e-12);
  }

  @Test
  void leadsHaveStandardNamesOrTheirOwn() {
    String[] codes =
        ("MDC_ECG_LEAD_I MDC_ECG_LEAD_AVR MDC_ECG_LEAD_aVL MDC_ECG_LEAD_V3R MDC_ECG_LEAD_V7"
                + " ACME_ECG_LEAD_ES")
            .split(" ");
    String[] leads =
        Arrays.stream(codes).map(code -> aecgLead(code, ZERO, SCALE, "1")).toArray(String[]::new);
    assertEquals(
        List.of("I", "aVR", "aVL", "V3R", "V7", "ES"), XmlFiles.names(read(rhythm(leads))));
  }

  @Test
  void sequenceThatIsNoLeadIsLeftAlone() {
    DeviceRecording recording =
        read(rhythm(TIME, aecgLead("MDC_PRESS_BLD_ART", ZERO, SCALE, "1"), LEAD));
    assertEquals(List.of("left alone: sequence MDC_PRESS_BLD_ART"), recording.notes());
  }

  @Test
  void severalSequenceSetsOrRhythmsAreRefused() {
    assertEquals(
        "x.xml: expected one sequence set in the rhythm series, found several: a recording in"
            + " segments is not read",
        refusal(aecg(aecgSeries("RHYTHM", aecgSet(TIME, LEAD), aecgSet(TIME, LEAD)))));
    String series = aecgSeries("RHYTHM", aecgSet(TIME, LEAD));
    assertEquals(
        "x.xml: expected one series of code RHYTHM, found several", refusal(aecg(series, series)));
  }

  @ParameterizedTest
  @CsvSource({
    "RHYTHM, MEDIAN, 'expected a series of code RHYTHM, found MEDIAN'",
    "<code code=\"RHYTHM\"/>, '', 'expected the code of a series before its sequences, found none'",
    "-2 4, -2 4x, 'sequence MDC_ECG_LEAD_II: expected a number as digit 2, found ''4x'''",
    "-2 4, -2 NaN, 'sequence MDC_ECG_LEAD_II: expected a number as digit 2, found ''NaN'''",
    "-2 4, -2 -, 'sequence MDC_ECG_LEAD_II: expected a number as digit 2, found ''-'''",
    "2.5\" unit=\"uV, 2.5\" unit=\"kg, 'lead II: expected a scale in V, mV, uV or nV, found ''2.5"
        + " kg'''",
    "2.5\" unit=\"uV, 0\" unit=\"uV, 'lead II: expected a scale other than 0 and an origin, found"
        + " ''0 uV'' and ''0 uV'''",
    "<scale, <scales, 'lead II: expected a scale in V, mV, uV or nV, found none'",
    "<origin value=\"0, <origin value=\"x, 'lead II: expected an origin in V, mV, uV or nV, found"
        + " ''x uV'''",
    "0.002, 0, 'expected an increment in s, ms or us in TIME_ABSOLUTE, found ''0 s'''",
    "0.002\" unit=\"s, 2\" unit=\"h, 'expected an increment in s, ms or us in TIME_ABSOLUTE, found"
        + " ''2 h'''",
    "MDC_ECG_LEAD_II, MDC_NONE, 'expected leads in the rhythm series, found none'",
  })
  void whatIsNotAsItMustBeIsRefused(String wanted, String instead, String message) {
    String file = rhythm(TIME, LEAD);
    assertTrue(file.contains(wanted), wanted);
    assertEquals("x.xml: " + message, refusal(file.replace(wanted, instead)));
  }

  @Test
  void incrementsThatDifferAreRefused() {
    assertEquals(
        "x.xml: expected one increment, found 500.0 Hz and 250.0 Hz",
        refusal(rhythm(TIME, aecgTime("TIME_RELATIVE", "4", "ms"), LEAD)));
  }

  @Test
  void leadOfAnotherLengthIsRefused() {
    assertEquals(
        "x.xml: lead V1: expected 3 samples as in lead II, found 1",
        refusal(rhythm(TIME, LEAD, aecgLead("MDC_ECG_LEAD_V1", ZERO, SCALE, "1"))));
  }

  @Test
  void digitsMayBeDecimalsAndLong() {
    String lead =
        aecgLead("MDC_ECG_LEAD_I", ZERO, SCALE, "1.5 -0.25e2 1234567890123 -000000000012");
    assertArrayEquals(
        new double[] {0.00375, -0.0625, 1234567890123.0 * 0.0025, -0.03},
        XmlFiles.lead(read(rhythm(TIME, lead)), "I"),
        1e-6);
  }
}
