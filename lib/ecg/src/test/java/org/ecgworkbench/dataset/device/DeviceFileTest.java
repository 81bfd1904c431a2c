package org.ecgworkbench.dataset.device;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.ecgworkbench.dataset.device.RecordedLead.Origin;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the door does with any format: the formats here are made up. Expected values by hand. */
class DeviceFileTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();
  private static final List<String> EIGHT = List.of("I", "II", "V1", "V2", "V3", "V4", "V5", "V6");

  @TempDir private Path folder;

  /** A file that begins with a mark. */
  private record Marked(String name, String mark, Map<String, double[]> leads, double rate)
      implements DeviceFormat {
    @Override
    public boolean recognises(DeviceSource source) {
      return new String(source.head(), StandardCharsets.ISO_8859_1).startsWith(mark);
    }

    @Override
    public DeviceRecording read(DeviceSource source) {
      List<StoredLead> stored = new ArrayList<>();
      leads.forEach((lead, values) -> stored.add(new StoredLead(lead, values)));
      return new DeviceRecording(
          name, "1", "", rate, stored, OptionalInt.of(50), Sex.FEMALE, List.of("Of the format."));
    }
  }

  private DeviceSource file(String name, String content) throws IOException {
    return new DeviceSource(Files.writeString(folder.resolve(name), content));
  }

  private Recording read(Map<String, double[]> leads) throws IOException {
    return read(leads, 500, NONE);
  }

  private Recording read(Map<String, double[]> leads, double rate, OptionalDouble given)
      throws IOException {
    return DeviceFile.read(file("x", "A"), given, List.of(new Marked("A", "A", leads, rate)));
  }

  /** A wave of its own in each lead, of about 1 mV. */
  private static Map<String, double[]> waves(List<String> names) {
    Map<String, double[]> leads = new LinkedHashMap<>();
    for (String name : names) {
      double[] values = new double[2000];
      double phase = leads.size();
      Arrays.setAll(values, i -> 0.6 * Math.sin(i * 0.02 + phase));
      leads.put(name, values);
    }
    return leads;
  }

  private static double[] lead(Recording recording, String name) {
    return recording.leads().stream()
        .filter(lead -> lead.name().equals(name))
        .findFirst()
        .orElseThrow()
        .millivolts();
  }

  private static void says(Recording recording, String... parts) {
    String notes = String.join("\n", recording.notes());
    for (String part : parts) {
      assertTrue(notes.contains(part), notes);
    }
  }

  private static void saysNot(Recording recording, String... parts) {
    String notes = String.join("\n", recording.notes());
    for (String part : parts) {
      assertFalse(notes.contains(part), notes);
    }
  }

  @Test
  void fourLimbLeadsAreDerivedFromEightStored() throws IOException {
    Map<String, double[]> leads = waves(EIGHT);
    leads.get("I")[7] = 0.3;
    leads.get("II")[7] = 1.1;
    Recording found = read(leads);
    assertEquals(
        List.of("I", "II", "V1", "V2", "V3", "V4", "V5", "V6", "III", "aVR", "aVL", "aVF"),
        found.leads().stream().map(RecordedLead::name).toList());
    assertEquals(8, found.leads().stream().filter(lead -> lead.origin() == Origin.STORED).count());
    assertEquals(0.8, lead(found, "III")[7], 1e-15);
    assertEquals(-0.7, lead(found, "aVR")[7], 1e-15);
    assertEquals(-0.25, lead(found, "aVL")[7], 1e-15);
    assertEquals(0.95, lead(found, "aVF")[7], 1e-15);
    says(found, "Of the format.", "III, aVR, aVL and aVF are derived from I and II.");
    assertArrayEquals(lead(found, "V6"), found.twelveLeads()[11]);
    assertArrayEquals(lead(found, "aVR"), found.twelveLeads()[3]);
  }

  @Test
  void whatIsMissingStaysMissingAndIsCounted() throws IOException {
    Map<String, double[]> leads = waves(EIGHT);
    leads.get("I")[7] = Double.NaN;
    Arrays.fill(leads.get("V2"), Double.NaN);
    Recording found = read(leads);
    assertTrue(Double.isNaN(lead(found, "aVF")[7]));
    assertFalse(Double.isNaN(lead(found, "aVF")[8]));
    says(found, "Lead I misses 1 of 2000 samples.", "Lead aVF misses 1 of 2000 samples.");
    says(found, "Lead V2 misses 2000 of 2000 samples.");
    saysNot(found, "flat");
    RecordedLead none = found.leads().get(3);
    assertEquals(2000, none.missing());
    assertEquals(0, none.lowest());
    assertEquals(0, none.highest());
    assertEquals(0, none.sum());
  }

  @Test
  void limbLeadsThatDoNotAddUpAreSaidAndNotRepaired() throws IOException {
    Map<String, double[]> leads = waves(EIGHT);
    Recording derived = read(leads);
    List.of("III", "aVR", "aVL", "aVF").forEach(n -> leads.put(n, lead(derived, n).clone()));
    leads.get("aVL")[1000] += 0.04;
    Recording good = read(leads);
    says(good, "The limb leads add up: at most |II - I - III| 0.0000, ", "(I - II/2)| 0.0400");
    saysNot(good, "do not add up", "derived");
    leads.get("III")[500] += 0.16;
    Recording odd = read(leads);
    says(odd, "do not add up: |II - I - III| reaches 0.160 mV at 1.000 s, more than 0.05 mV");
    assertEquals(leads.get("III")[500], lead(odd, "III")[500]);
  }

  @Test
  void aLeadUnderAnothersNameIsSaidToBeLikeIt() throws IOException {
    Map<String, double[]> leads = waves(EIGHT);
    Recording derived = read(leads);
    // As in a public data set of OpenTSLM#45, and in a cart's file whose aVR is Cabrera's.
    leads.put("III", lead(derived, "III"));
    leads.put("aVL", lead(derived, "aVF"));
    leads.put("aVF", lead(derived, "aVL"));
    leads.put("aVR", Arrays.stream(lead(derived, "aVR")).map(v -> -v).toArray());
    Recording swapped = read(leads);
    says(swapped, "|aVL - (I - II/2)| reaches", "its samples are like those of aVF (0.000 mV)");
    says(swapped, "its samples are like those of aVL (0.000 mV)");
    says(swapped, "its samples are like those of aVR with the other sign (0.000 mV)");
    assertArrayEquals(lead(derived, "aVF"), swapped.twelveLeads()[4]);
  }

  @Test
  void leadsAreMatchedByNameWhereverTheyStand() throws IOException {
    Map<String, double[]> leads =
        waves(
            List.of(
                "V6",
                "AVF",
                "aVL",
                "Lead aVR",
                "III",
                "ECG II",
                "I",
                "V1",
                "V2",
                "V3",
                "V4",
                "V5"));
    Recording found = read(leads);
    assertArrayEquals(leads.get("AVF"), found.twelveLeads()[5]);
    assertArrayEquals(leads.get("I"), found.twelveLeads()[0]);
    assertArrayEquals(leads.get("V6"), found.twelveLeads()[11]);
  }

  @Test
  void aNeighbourTakesNoLeadsPlace() throws IOException {
    Recording found = read(waves(List.of("I", "II", "V1", "V2", "V3R", "V4", "V7", "V6")));
    says(found, "V3R and V7 are none of the twelve leads", "V3 and V5 of the twelve leads are not");
    String message = assertThrows(EcgDataException.class, found::twelveLeads).getMessage();
    assertEquals(
        "x: expected the twelve leads, found I, II, V1, V2, V3R, V4, V7 and V6; missing: V3 and V5",
        message);
  }

  @Test
  void theReversedLeadGivesItsOppositeAndNothingElse() throws IOException {
    Map<String, double[]> leads = waves(List.of("aVL", "I", "-aVR", "II", "aVF", "III"));
    leads.get("-aVR")[3] = 0.25;
    Recording found = read(leads);
    assertEquals(-0.25, lead(found, "aVR")[3]);
    assertEquals(0.25, lead(found, "-aVR")[3]);
    says(found, "aVR is the stored lead -aVR with the other sign.");
    // -aVR is compared as such: these waves are of no heart.
    says(found, "|-aVR - (I + II)/2| reaches");
  }

  @Test
  void theThirdOfThreeLimbLeadsFollowsFromTheOthers() throws IOException {
    Map<String, double[]> leads = waves(List.of("I", "III", "V1", "V2", "V3", "V4", "V5", "V6"));
    leads.get("I")[1] = 0.25;
    leads.get("III")[1] = 0.5;
    Recording found = read(leads);
    assertEquals(0.75, lead(found, "II")[1]);
    assertEquals(0.625, lead(found, "aVF")[1]);
    says(found, "II is derived from I and III.", "aVR, aVL and aVF are derived from I and II.");
    assertEquals(1, read(waves(List.of("II"))).leads().size());
  }

  @Test
  void implausibleAmplitudesAndFlatLeadsAreSaid() throws IOException {
    Map<String, double[]> leads = waves(EIGHT);
    saysNot(read(leads), "plausibly", "median", "flat");
    leads.get("II")[44] = 7.2;
    leads.get("V4")[44] = 7.2;
    Arrays.fill(leads.get("V1"), 0.015);
    Arrays.fill(leads.get("V3"), 0);
    Recording odd = read(leads);
    says(odd, "Lead II spans 7.8", "V1 and V3 are flat, one value throughout");
    saysNot(odd, "Lead V4 spans");
    Map<String, double[]> small = waves(EIGHT);
    small.values().forEach(v -> Arrays.setAll(v, i -> v[i] / 1000));
    says(read(small), "The median range of a lead is 0.0012", "unit or gain");
  }

  @Test
  void aRateIsTheFilesOwnOrTheGivenOneAndNeverGuessed() throws IOException {
    Map<String, double[]> leads = waves(EIGHT);
    double cart = 1e6 / 1667;
    assertEquals(cart, read(leads, cart, NONE).samplingRateHz());
    // Rounded as a user would type it.
    assertEquals(cart, read(leads, cart, OptionalDouble.of(599.88)).samplingRateHz());
    Recording given = read(leads, Double.NaN, OptionalDouble.of(400));
    assertEquals(400, given.samplingRateHz());
    says(given, "The file states no sampling rate; 400 Hz was given.");
    refused(leads, Double.NaN, NONE, "x: expected a sampling rate, found none", "--rate");
    refused(leads, 500, OptionalDouble.of(600), "x: ", "given, 600 Hz, found 500 Hz in the file");
    refused(leads, cart, OptionalDouble.of(600), "given, 600 Hz, found 599.880024 Hz");
    refused(leads, 0, NONE, "x: expected a sampling rate above 0");
    refused(leads, -5, NONE, "above 0");
    refused(leads, Double.POSITIVE_INFINITY, NONE, "above 0");
    for (double wrong : new double[] {0, -1, Double.NaN, 1e9}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> read(leads, Double.NaN, OptionalDouble.of(wrong)),
          "" + wrong);
    }
  }

  private void refused(
      Map<String, double[]> leads, double rate, OptionalDouble given, String... parts) {
    String message =
        assertThrows(EcgDataException.class, () -> read(leads, rate, given)).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void whatIsNoRecordingIsRefusedWithItsReason() {
    refused(Map.of(), 500, NONE, "x: expected leads, found none");
    refused(Map.of("I", new double[0]), 500, NONE, "x: lead I: expected samples, found 0");
    Map<String, double[]> uneven = waves(List.of("I", "II"));
    uneven.put("II", new double[3]);
    refused(uneven, 500, NONE, "x: lead II: expected 2000 samples as in lead I, found 3");
    refused(waves(List.of("V1", "Lead V1")), 500, NONE, "x: lead V1: expected once");
    Map<String, double[]> infinite = waves(List.of("V1"));
    infinite.get("V1")[9] = Double.NEGATIVE_INFINITY;
    refused(infinite, 500, NONE, "lead V1: expected finite values", "sample 9");
  }

  @Test
  void theContentDecidesAndTheFirstFormatThatKnowsIt() throws IOException {
    List<DeviceFormat> formats =
        List.of(
            new Marked("First", "AB", waves(EIGHT), 500),
            new Marked("Second", "A", waves(EIGHT), 500));
    assertEquals("First", DeviceFile.read(file("x.scp", "ABC"), NONE, formats).format());
    assertEquals("Second", DeviceFile.read(file("x.xml", "AC"), NONE, formats).format());
    String message =
        assertThrows(
                EcgDataException.class, () -> DeviceFile.read(file("first.AB", "B"), NONE, formats))
            .getMessage();
    assertTrue(
        message.matches("first.AB: expected .*First, Second.*, found none of these"), message);
  }

  @Test
  void aReaderThatStumblesIsOneSentence() throws IOException {
    for (Throwable thrown :
        List.of(
            new ArrayIndexOutOfBoundsException(7),
            new NegativeArraySizeException(),
            new OutOfMemoryError(),
            new StackOverflowError())) {
      DeviceFormat stumbling =
          new DeviceFormat() {
            @Override
            public String name() {
              return "A";
            }

            @Override
            public boolean recognises(DeviceSource source) {
              return true;
            }

            @Override
            public DeviceRecording read(DeviceSource source) {
              if (thrown instanceof Error error) {
                throw error;
              }
              throw (RuntimeException) thrown;
            }
          };
      DeviceSource source = file("x", "");
      String message =
          assertThrows(
                  EcgDataException.class, () -> DeviceFile.read(source, NONE, List.of(stumbling)))
              .getMessage();
      assertTrue(message.startsWith("x: expected a "), message);
    }
  }

  @Test
  void knownFormatsThatAreNotReadAreRefusedByName() throws IOException {
    Map<String, String> known =
        Map.of(
            "MFER", "@ MFR Standard 12 leads ECG",
            "Mortara ELI XML", "<?xml version='1.0'?>\n<ECG ><CHANNEL UNITS_PER_MV='400'/></ECG>",
            "GE CardioSoft XML", "<!-- > --><CardiologyXML xmlns='x'>",
            "GE Sapphire XML", "<sapphire xmlns='urn:ge:sapphire:dcar_1'>",
            "Schiller XML", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b '>'>]><examdescript>",
            "GDF", "GDF 2.20");
    for (Map.Entry<String, String> one : known.entrySet()) {
      for (Charset charset :
          one.getValue().startsWith("<")
              ? List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16, StandardCharsets.UTF_16LE)
              : List.of(StandardCharsets.ISO_8859_1)) {
        Path file = Files.write(folder.resolve("y.dcm"), one.getValue().getBytes(charset));
        assertTrue(DeviceFile.format(file).orElseThrow().startsWith(one.getKey()), one.getKey());
        String message =
            assertThrows(EcgDataException.class, () -> DeviceFile.read(file, NONE)).getMessage();
        assertTrue(message.startsWith("y.dcm: found " + one.getKey()), message);
        assertTrue(message.contains("send us one"), message);
      }
    }
    // Of these nothing is gained by sending them: a user can help himself.
    Map<String, String> others =
        Map.of(
            "Parquet: PAR1\1\2", "write its recordings as NumPy, HDF5 or CSV files",
            "gzip: \u001f\u008b\b", "unpack it, and give the file that is in it",
            "ZIP: PK\u0003\u0004", "unpack it, and give the file that is in it",
            "PDF, a picture of a recording: %PDF-1.7", "export the samples of the recording",
            "PNG, a picture: \u0089PNG\r\n", "export the samples of the recording",
            "JPEG, a picture: \u00ff\u00d8\u00ff\u00e0", "export the samples of the recording");
    for (Map.Entry<String, String> one : others.entrySet()) {
      String[] titleAndHead = one.getKey().split(": ");
      Path file =
          Files.write(folder.resolve("o"), titleAndHead[1].getBytes(StandardCharsets.ISO_8859_1));
      assertEquals(
          "o: found %s, which is known and not read; %s".formatted(titleAndHead[0], one.getValue()),
          assertThrows(EcgDataException.class, () -> DeviceFile.read(file, NONE)).getMessage());
      assertEquals(0, DeviceFile.recordings(file));
    }
    Path gzip = Files.write(folder.resolve("z"), new byte[] {0x1f, (byte) 0x8b, 8});
    assertEquals("gzip", DeviceFile.format(gzip).orElseThrow());
    assertEquals(0, DeviceFile.recordings(gzip));
  }

  @Test
  void anyOtherXmlIsToldByItsRoot() throws IOException {
    Path file = Files.writeString(folder.resolve("page.xml"), "<?xml?><!-- a --><x:html lang=''>");
    assertTrue(DeviceFile.format(file).isEmpty());
    String message =
        assertThrows(EcgDataException.class, () -> DeviceFile.read(file, NONE)).getMessage();
    assertTrue(message.endsWith("found XML of another kind, <html>"), message);
    Path empty = Files.writeString(folder.resolve("empty.xml"), "");
    message = assertThrows(EcgDataException.class, () -> DeviceFile.read(empty, NONE)).getMessage();
    assertTrue(message.endsWith("found an empty file"), message);
  }

  @Test
  void aLongPrologIsLookedThroughInNoTime() {
    Stream.of("<!--", "<!-- -->", " ", "<?", "<!DOCTYPE [", "<")
        .forEach(
            piece ->
                assertEquals(
                    "",
                    UnreadFormat.root(
                        piece.repeat(65_536 / piece.length()).getBytes(StandardCharsets.UTF_8)),
                    piece));
  }
}
