package org.ecgworkbench.dataset.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ecgworkbench.cli.Main;
import org.ecgworkbench.dataset.device.array.NumpyBytes;
import org.ecgworkbench.dataset.device.binary.DicomWriter;
import org.ecgworkbench.dataset.device.binary.EdfBytes;
import org.ecgworkbench.dataset.device.binary.IshneBytes;
import org.ecgworkbench.dataset.device.binary.IshneFormat;
import org.ecgworkbench.dataset.device.binary.ScpWriter;
import org.ecgworkbench.dataset.device.xml.XmlFiles;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing that names a patient comes out: files of every format are made with a name, numbers and a
 * date of birth in every place that a format has for them, and all that the verbs print and write
 * is searched.
 */
class NoIdentifierTest {
  private static final String NAME = "SECRET";
  private static final List<String> PLANTED =
      List.of("secret", "19530508", "1953-05-08", "08-may-1953", "08.05.53", "4711-0815");

  private static final String[] LEADS = {"I", "II", "V1", "V2", "V3", "V4", "V5", "V6"};
  private static final int SAMPLES = 1000;

  /** {@code -Decg.predicted=all} explains one of each format. */
  private static final List<String> PREDICTED =
      System.getProperty("ecg.predicted", "").equals("all") ? List.of() : List.of("dicom");

  private static final int DAMAGED = Integer.getInteger("ecg.identifierMutations", 100);

  @TempDir private Path folder;

  /** Counts of 5 uV: another wave in each lead. */
  private static int[] counts(int lead) {
    int[] counts = new int[SAMPLES];
    Arrays.setAll(
        counts,
        i -> (int) Math.rint(150 * Math.sin(i * 0.031 * (lead + 3)) + 40 * (i % 97) / 97.0));
    return counts;
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("muse", muse().getBytes(StandardCharsets.ISO_8859_1));
    files.put("sierra", sierra().getBytes(StandardCharsets.UTF_8));
    files.put("aecg", aecg().getBytes(StandardCharsets.UTF_8));
    files.put("dicom", dicom());
    files.put("scp", scp());
    files.put("edf", edf());
    files.put("ishne", ishne());
    files.put("npz", numpy());
    files.put("hdf5", hdf5(folder));
    files.put("bdf", bdf());
    files.put("csv", csv().getBytes(StandardCharsets.UTF_8));
    return files;
  }

  private static String muse() {
    String[] leads = new String[LEADS.length];
    for (int i = 0; i < leads.length; i++) {
      leads[i] = XmlFiles.museLead(LEADS[i], counts(i));
    }
    return XmlFiles.muse(XmlFiles.museWaveform("Rhythm", leads))
        .replace(
            "</PatientDemographics>",
            "<DateofBirth>1953-05-08</DateofBirth>"
                + "<PatientFirstName>SECRET</PatientFirstName></PatientDemographics>"
                + "<Order><OrderNumber>4711-0815</OrderNumber></Order>"
                + "<Diagnosis><DiagnosisStatement><StmtText>SECRET</StmtText>"
                + "</DiagnosisStatement></Diagnosis>")
        .replace(
            "</TestDemographics>",
            "<AcquisitionDate>1953-05-08</AcquisitionDate><CartNumber>4711-0815</CartNumber>"
                + "<OverreaderLastName>SECRET</OverreaderLastName></TestDemographics>");
  }

  private static String sierra() {
    int[][] channels = new int[12][];
    for (int i = 0; i < channels.length; i++) {
      channels[i] = counts(i);
    }
    // What is stored for III, aVR, aVL and aVF are differences from their derivation.
    return XmlFiles.sierra("I II III aVR aVL aVF V1 V2 V3 V4 V5 V6", channels)
        .replace(
            "</generalpatientdata>",
            "<dateofbirth>1953-05-08</dateofbirth>"
                + "<patientid>4711-0815</patientid></generalpatientdata>")
        .replace(
            "</documentinfo>",
            "<filename>SECRET.xml</filename><editor>SECRET</editor></documentinfo>")
        .replace(
            "<waveforms>",
            "<reportinfo date=\"1953-05-08\""
                + " reporttitle=\"SECRET\"/><userdefines><userdefine><label>Id</label>"
                + "<value>4711-0815</value></userdefine></userdefines><waveforms>");
  }

  private static String aecg() {
    List<String> sequences = new ArrayList<>();
    sequences.add(XmlFiles.aecgTime("TIME_RELATIVE", "2", "ms"));
    for (int i = 0; i < LEADS.length; i++) {
      sequences.add(
          XmlFiles.aecgLead(
              "MDC_ECG_LEAD_" + LEADS[i],
              "value=\"0\" unit=\"uV\"",
              "value=\"5\" unit=\"uV\"",
              XmlFiles.words(counts(i))));
    }
    return XmlFiles.aecg(
            XmlFiles.aecgSeries("RHYTHM", XmlFiles.aecgSet(sequences.toArray(String[]::new))))
        .replace(
            "<componentOf>",
            "<id root=\"4711-0815\" extension=\"SECRET\"/><effectiveTime><low"
                + " value=\"19530508\"/></effectiveTime><componentOf>")
        .replace("</name>", "</name><birthTime value=\"19530508\"/>");
  }

  private static byte[] dicom() {
    DicomWriter file = new DicomWriter(true, false);
    file.text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.9.1.1");
    file.text(0x00080020, "DA", "19530508");
    file.text(0x00080050, "SH", "4711-0815");
    file.text(0x00080060, "CS", "ECG");
    file.text(0x00080070, "LO", "Maker");
    file.text(0x00080080, "LO", "SECRET HOSPITAL");
    file.text(0x00080090, "PN", "SECRET^DOCTOR");
    file.text(0x00081010, "SH", "SECRET");
    file.text(0x00081090, "LO", "Model 1");
    file.text(0x00100010, "PN", "SECRET^NAME");
    file.text(0x00100020, "LO", "4711-0815");
    file.text(0x00100030, "DA", "19530508");
    file.text(0x00100040, "CS", "F");
    file.text(0x00104000, "LT", "SECRET comment");
    file.text(0x00181000, "LO", "4711-0815");
    int[][] samples = new int[SAMPLES][LEADS.length];
    List<DicomWriter> channels = new ArrayList<>();
    for (int lead = 0; lead < LEADS.length; lead++) {
      int[] counts = counts(lead);
      for (int i = 0; i < SAMPLES; i++) {
        samples[i][lead] = counts[i];
      }
      channels.add(file.channel("x", null, "Lead " + LEADS[lead], "5", "uV", "1", "0"));
    }
    file.sequence(
        0x54000100, file.group("RHYTHM", "ORIGINAL", "500", "SS", null, channels, samples));
    return file.file(DicomWriter.Syntax.EXPLICIT);
  }

  private static byte[] scp() {
    ScpWriter.Content patient = ScpWriter.content();
    for (int tag : new int[] {0, 1, 2, 3, 20, 21, 23, 30, 31}) {
      byte[] text = "SECRET\0".getBytes(StandardCharsets.US_ASCII);
      patient.u8(tag).u16(text.length).bytes(text);
    }
    patient.u8(5).u16(4).u16(1953).u8(5, 8);
    patient.u8(255).u16(0);
    byte[][] leads = new byte[LEADS.length][];
    for (int i = 0; i < leads.length; i++) {
      leads[i] = ScpWriter.plain(counts(i));
    }
    ScpWriter file = new ScpWriter().section(1, patient);
    // 4: all leads were recorded together; I, II, V1 to V6 are 1 to 8.
    file.leads(4 | LEADS.length << 3, SAMPLES, 1, 2, 3, 4, 5, 6, 7, 8);
    return file.data(6, 5000, 2000, 0, leads).bytes();
  }

  private static byte[] edf() {
    return edf(new EdfBytes());
  }

  private static byte[] bdf() {
    EdfBytes file = new EdfBytes();
    file.bdf = true;
    return edf(file);
  }

  /** What a cart's software writes above the table. */
  private static String csv() {
    StringBuilder text =
        new StringBuilder(
            "Patient;SECRET NAME\nBorn;08.05.53\nNumber;4711-0815\nSampling rate: 500 Hz\n"
                + "I [mV];II [mV];V1 [mV];V2 [mV];V3 [mV];V4 [mV];V5 [mV];V6 [mV];SECRET\n");
    for (int i = 0; i < SAMPLES; i++) {
      for (int lead = 0; lead < LEADS.length; lead++) {
        text.append(counts(lead)[i] / 200.0).append(';');
      }
      text.append("1953-05-08\n");
    }
    return text.toString();
  }

  private static byte[] edf(EdfBytes file) {
    file.patient = "4711-0815 F 08-MAY-1953 SECRET_Name";
    file.recording = "Startdate 08-MAY-1953 SECRET SECRET SECRET";
    file.kind = "EDF+C";
    for (int i = 0; i < LEADS.length; i++) {
      int[] counts = counts(i);
      file.signals.add(
          EdfBytes.Signal.lead(
              "ECG " + LEADS[i],
              "mV",
              Arrays.copyOf(counts, SAMPLES / 2),
              Arrays.copyOfRange(counts, SAMPLES / 2, SAMPLES)));
    }
    file.signals.add(
        EdfBytes.Signal.annotations("+0\u0014\u0014\0+0\u0014SECRET\u0014", "+1\u0014\u0014"));
    return file.bytes();
  }

  private static byte[] ishne() {
    IshneBytes file = new IshneBytes();
    file.block = "SECRET 4711-0815";
    file.born = new short[] {8, 5, 1953};
    file.recorded = new short[] {8, 5, 1953};
    file.codes = new int[] {5, 6, 11, 12, 13, 14, 15, 16};
    file.nanovolts = new int[] {5000, 5000, 5000, 5000, 5000, 5000, 5000, 5000};
    file.samples = new short[SAMPLES][LEADS.length];
    for (int lead = 0; lead < LEADS.length; lead++) {
      int[] counts = counts(lead);
      for (int i = 0; i < SAMPLES; i++) {
        file.samples[i][lead] = (short) counts[i];
      }
    }
    byte[] bytes = file.bytes();
    // First name, last name, number.
    for (int at : new int[] {28, 68, 108}) {
      System.arraycopy(NAME.getBytes(StandardCharsets.US_ASCII), 0, bytes, at, NAME.length());
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putShort(8, (short) IshneFormat.crc(bytes, 10, buffer.getInt(22)));
    return bytes;
  }

  private static double[] twelve() {
    double[] values = new double[12 * SAMPLES];
    for (int lead = 0; lead < 12; lead++) {
      int[] counts = counts(lead);
      for (int i = 0; i < SAMPLES; i++) {
        values[lead * SAMPLES + i] = counts[i] / 200.0;
      }
    }
    return values;
  }

  private static byte[] numpy() {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("ecg", NumpyBytes.array(1, "<f4", false, "(12, " + SAMPLES + ")", twelve()));
    arrays.put("fs", NumpyBytes.array(1, "<i8", false, "()", 500));
    arrays.put("patient_name", NumpyBytes.texts(6, NAME));
    arrays.put("SECRET", NumpyBytes.texts(9, "4711-0815"));
    return NumpyBytes.archive(arrays);
  }

  private static byte[] hdf5(Path folder) throws IOException {
    Path path = folder.resolve("made.h5");
    double[][] values = new double[12][];
    for (int lead = 0; lead < 12; lead++) {
      values[lead] = Arrays.copyOfRange(twelve(), lead * SAMPLES, (lead + 1) * SAMPLES);
    }
    try (WritableHdfFile file = HdfFile.write(path)) {
      file.putAttribute("patient", NAME);
      file.putAttribute("birth", "1953-05-08");
      var data = file.putDataset("ecg", values);
      data.putAttribute("fs", 500);
      data.putAttribute("number", "4711-0815");
    }
    byte[] bytes = Files.readAllBytes(path);
    Files.delete(path);
    return bytes;
  }

  private record Outcome(int code, String text) {}

  private static Outcome run(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(all, true, StandardCharsets.UTF_8);
    try {
      System.setOut(both);
      System.setErr(both);
      return new Outcome(Main.run(arguments), all.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static void searched(String text, String where) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (String planted : PLANTED) {
      int at = lower.indexOf(planted);
      assertTrue(
          at < 0,
          () ->
              where
                  + ": "
                  + text.substring(Math.max(0, at - 100), Math.min(text.length(), at + 50)));
    }
  }

  @Test
  void noOutputOfAnyVerbNamesThePatient() throws IOException {
    for (Map.Entry<String, byte[]> made : files(folder).entrySet()) {
      String bytes = new String(made.getValue(), StandardCharsets.ISO_8859_1);
      assertTrue(
          made.getKey().equals("npz") || bytes.contains(NAME), made.getKey() + " has the name");
      String file = Files.write(folder.resolve("x." + made.getKey()), made.getValue()).toString();
      searchedVerbs(file, folder.resolve("out-" + made.getKey()));
    }
  }

  private void searchedVerbs(String file, Path out) throws IOException {
    for (String[] verb :
        List.of(
            new String[] {"recording", file},
            new String[] {"recording", file, "--json"},
            new String[] {"view", file, "--out", out.resolve("x.html").toString()},
            new String[] {"features", file, "--out", out.toString()},
            new String[] {"check", file, "--out", out.toString()},
            new String[] {"quality", file, "--out", out.toString()})) {
      searchedRun(verb);
    }
    assertTrue(searchedFiles(out) >= 5);
  }

  private static void searchedRun(String... verb) {
    Outcome outcome = run(verb);
    String where = String.join(" ", verb);
    assertEquals(0, outcome.code(), where + ": " + outcome.text());
    searched(outcome.text(), where);
  }

  /** Searches all that was written, and what is packed inside pictures too. */
  private static int searchedFiles(Path out) throws IOException {
    try (Stream<Path> written = Files.walk(out)) {
      List<Path> all = written.filter(Files::isRegularFile).toList();
      for (Path each : all) {
        String text = Files.readString(each, StandardCharsets.ISO_8859_1);
        searched(text, each.toString());
        assertFalse(text.contains("zTXt") || text.contains("iTXt"), each + " has packed texts");
      }
      return all.size();
    }
  }

  /** One network, one explanation each: the page, the scores, the notes. */
  @Test
  void noPredictionNamesThePatient() throws IOException {
    String model = Path.of("..", "..", "results", "models", "ptb-xl-ten-seconds").toString();
    Map<String, byte[]> files = files(folder);
    for (String format : PREDICTED.isEmpty() ? files.keySet() : PREDICTED) {
      String file = Files.write(folder.resolve("p." + format), files.get(format)).toString();
      Path out = folder.resolve("predicted-" + format);
      searchedRun("predict", file, "--model", model, "--out", out.toString());
      assertTrue(searchedFiles(out) >= 1);
    }
  }

  @Test
  void noTableOfAFolderNamesThePatient() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    for (Map.Entry<String, byte[]> made : files(folder).entrySet()) {
      Files.write(data.resolve(made.getKey() + ".x"), made.getValue());
    }
    Path out = folder.resolve("tables");
    searchedRun("quality", "--data", data.toString(), "--out", out.toString());
    assertTrue(searchedFiles(out) >= 3);
  }

  @Test
  void noErrorAboutADamagedFileNamesThePatient() throws IOException {
    for (Map.Entry<String, byte[]> made : files(folder).entrySet()) {
      byte[] whole = made.getValue();
      for (int k = 1; k <= 24; k++) {
        byte[] cut = Arrays.copyOf(whole, k < 13 ? k * 60 : whole.length * (k - 12) / 13);
        String file = Files.write(folder.resolve("x." + made.getKey()), cut).toString();
        Outcome outcome = run("recording", file);
        searched(outcome.text(), made.getKey() + " cut to " + cut.length);
        assertFalse(outcome.text().contains("\tat "), outcome.text());
      }
      SplittableRandom random = new SplittableRandom(1953);
      for (int k = 0; k < DAMAGED; k++) {
        int at = random.nextInt(Math.min(whole.length, k % 2 == 0 ? 2000 : whole.length));
        int gone = k % 3 == 0 ? 0 : Math.min(random.nextInt(100), whole.length - at);
        byte[] damaged = Arrays.copyOf(whole, whole.length - gone);
        System.arraycopy(whole, at + gone, damaged, at, whole.length - at - gone);
        if (at < damaged.length) {
          damaged[at] = (byte) random.nextInt(256);
        }
        Path file = Files.write(folder.resolve("x." + made.getKey()), damaged);
        String text;
        try {
          text = DeviceFile.read(file, OptionalDouble.empty()).toString();
        } catch (EcgDataException e) {
          text = e.getMessage();
        }
        searched(text, "%s damaged %d, %d bytes from %d on".formatted(made.getKey(), k, gone, at));
      }
    }
  }

  @Test
  void noOutputAboutAWfdbRecordNamesThePatient() throws IOException {
    EcgRecord record =
        new SyntheticCohort(new SyntheticCohort.Options(1, 1, ClassMix.BALANCED))
            .record(0)
            .record();
    WfdbWriter.write(folder, record);
    Path header = folder.resolve("S00001.hea");
    Files.writeString(
        header,
        Files.readString(header) + "#Name: SECRET\n#Born: 1953-05-08\n#Number: 4711-0815\n");
    searchedVerbs(header.toString(), folder.resolve("out-wfdb"));
    assertTrue(run("recording", header.toString()).text().contains(Lead.AVR.label()));
  }
}
