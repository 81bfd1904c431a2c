package org.ecgworkbench.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.dataset.device.xml.XmlFiles;
import org.ecgworkbench.dataset.quality.QualityCheck;
import org.ecgworkbench.dataset.quality.QualityFinding;
import org.ecgworkbench.dataset.quality.QualityReport;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of files that each hold a recording by themselves. */
class DeviceFolderTest {
  private static final SyntheticCohort COHORT =
      new SyntheticCohort(new SyntheticCohort.Options(7, 4, ClassMix.BALANCED));

  @TempDir private Path folder;

  private static EcgRecord record(int k) {
    return COHORT.record(k).record();
  }

  /** A table of the first two seconds of a record. */
  private Path table(String name, int k, int rate) throws IOException {
    EcgRecord record = record(k);
    StringBuilder text = new StringBuilder("seconds,I,II,III,aVR,aVL,aVF,V1,V2,V3,V4,V5,V6\n");
    for (int i = 0; i < 2 * rate; i++) {
      text.append(String.format(Locale.ROOT, "%.4f", (double) i / rate));
      for (Lead lead : Lead.ALL) {
        text.append(',').append(record.millivolts(lead)[i]);
      }
      text.append('\n');
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void threeRecordings() throws IOException {
    table("b.csv", 1, 500);
    table("deep/er/a.txt", 0, 500);
    table("c", 2, 500);
    Files.writeString(folder.resolve("README.txt"), "seconds pass");
    Files.writeString(folder.resolve("expected.json"), "{}");
  }

  private void refused(String... parts) {
    String message = assertThrows(EcgDataException.class, () -> Datasets.open(folder)).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  /** The index of MUSE files looks at how many samples there are; reading one compares its checksum, as with WFDB records. */
  @Test
  void theIndexOfMuseFilesLeavesTheChecksumsToTheReading() throws IOException {
    String[] leads = new String[8];
    String[] names = {"I", "II", "V1", "V2", "V3", "V4", "V5", "V6"};
    for (int i = 0; i < 8; i++) {
      leads[i] = XmlFiles.museLead(names[i], XmlFiles.ramp(i, 1, 1000));
    }
    String text = XmlFiles.muse(XmlFiles.museWaveform("Rhythm", leads));
    Path file = Files.writeString(folder.resolve("m.xml"), text);
    int[] whole = {
      Datasets.open(folder).records().get(0).samples(), RecordingFile.read(file).samples()
    };
    assertEquals(1000, whole[0]);
    assertEquals(1000, whole[1]);
    int at = text.indexOf("<WaveFormData>") + 40;
    char other = text.charAt(at) == 'A' ? 'B' : 'A';
    Files.writeString(file, text.substring(0, at) + other + text.substring(at + 1));
    EcgDataset damaged = Datasets.open(folder);
    assertEquals(1000, damaged.records().get(0).samples());
    assertTrue(
        assertThrows(EcgDataException.class, () -> damaged.read("m"))
            .getMessage()
            .contains("the CRC-32 of its bytes"));
    // A character less is a sample less than stated, which the index sees.
    Files.writeString(file, text.substring(0, at) + text.substring(at + 4));
    refused("m.xml: lead I: expected");
  }

  @Test
  void filesOfAnyNameAreRecordsInTheOrderOfIds() throws IOException {
    threeRecordings();
    EcgDataset data = Datasets.open(folder);
    assertInstanceOf(DeviceFolder.class, data);
    assertEquals(List.of("a", "b", "c"), data.records().stream().map(RecordSummary::id).toList());
    assertEquals(folder.getFileName().toString(), data.name());
    assertTrue(data.description().contains("3 records at 500 Hz"), data.description());
    assertTrue(data.description().contains("without labels"), data.description());
    RecordSummary first = data.records().get(0);
    assertEquals(1000, first.samples());
    assertEquals(Set.of(), first.diagnoses());
    EcgRecord read = data.read("a");
    assertEquals("a", read.id());
    for (int i = 0; i < 1000; i++) {
      assertEquals(record(0).millivolts(Lead.V2)[i], read.millivolts(Lead.V2)[i]);
    }
    assertArrayEquals(
        read.millivolts(Lead.I),
        Datasets.read(folder, "a", WfdbFolder.Options.defaults()).millivolts(Lead.I));
    String unknown = assertThrows(EcgDataException.class, () -> data.read("d")).getMessage();
    assertTrue(unknown.contains("record d does not exist; there are 3, from a to c"), unknown);
    String sum = data.manifestSha256();
    assertEquals(sum, Datasets.open(folder).manifestSha256());
    table("b.csv", 3, 500);
    assertTrue(!sum.equals(Datasets.open(folder).manifestSha256()));
  }

  @Test
  void labelsComeFromATableOfOneOfTwoForms() throws IOException {
    threeRecordings();
    Path labels =
        Files.writeString(
            folder.resolve("labels.csv"),
            "record,labels\na,AF; 59118001\nb,\nc,Normal 10370003\nd,PVC\n");
    EcgDataset data = Datasets.open(folder);
    assertEquals(Set.of(Diagnosis.AF, Diagnosis.RBBB), data.read("a").diagnoses());
    assertEquals(Set.of(), data.read("b").diagnoses());
    assertEquals(Set.of(Diagnosis.SNR), data.records().get(2).diagnoses());
    assertEquals(Map.of("c", List.of("10370003")), data.unknownCodes());
    String reference =
        "Recording,First_label,Second_label,Third_label\na,9,,\nb,2,5,\nc,1,,\nA0001,1,,\n";
    Files.writeString(folder.resolve("REFERENCE.csv"), reference);
    refused("expected one table of labels, found labels.csv and REFERENCE.csv");
    Files.delete(labels);
    data = Datasets.open(folder);
    assertEquals(Set.of(Diagnosis.AF, Diagnosis.RBBB), data.read("b").diagnoses());
    Files.writeString(folder.resolve("REFERENCE.csv"), reference.replace("b,2,5,\n", ""));
    refused("b.csv: expected a row in REFERENCE.csv, found none");
    Files.delete(folder.resolve("REFERENCE.csv"));
    Files.writeString(labels, "record,labels\na,AF\na,AF\n");
    refused("labels.csv: line 3", "record a once, found it twice");
    Files.writeString(labels, "record,labels,sampling_rate_hz\na,AF,many\n");
    refused("labels.csv: line 2: sampling_rate_hz: expected a number, found 'many'");
  }

  @Test
  void aDamagedFileIsNamedAndCanBeLeftOutByName() throws IOException {
    threeRecordings();
    Files.writeString(folder.resolve("b.csv"), "seconds,I\n0,0\n");
    refused("b.csv: expected one column 'II'");
    EcgDataset others = Datasets.open(folder, WfdbFolder.Options.defaults(), LeaveOut.parse("b"));
    assertEquals(2, others.records().size());
    assertEquals(Set.of("b"), others.leftOut().keySet());
    assertEquals(1000, Datasets.read(folder, "c", WfdbFolder.Options.defaults()).samples());
    QualityReport report = QualityReport.of(folder, state -> {});
    assertEquals(3, report.records());
    QualityFinding worst =
        report.findings().stream()
            .filter(f -> f.check() == QualityCheck.FILE)
            .findFirst()
            .orElseThrow();
    assertEquals("b", worst.record());
    assertTrue(worst.detail().contains("expected one column 'II'"), worst.detail());
  }

  @Test
  void anotherRateIsRefusedUnlessResamplingIsAskedFor() throws IOException {
    threeRecordings();
    table("b.csv", 1, 250);
    refused("b.csv: expected a sampling rate of 500 Hz, found 250 Hz; --resample brings it");
    EcgDataset data = Datasets.open(folder, WfdbFolder.Options.defaults().withResample(true));
    assertEquals(1000, data.records().get(1).samples());
    assertArrayEquals(
        Resampler.of(250, 500).apply(RecordingFile.read(folder.resolve("b.csv")).millivolts()[4]),
        data.read("b").millivolts()[4]);
  }

  /** Files are read by several threads; the first in the order of ids is told, whichever is met first. */
  @Test
  void ofSeveralDamagedFilesTheFirstIsNamed() throws IOException {
    for (int k = 0; k < 40; k++) {
      Files.writeString(folder.resolve("z" + (k + 10)), "seconds,I\n0,0\n");
    }
    table("a#7", 1, 500);
    refused("z10: expected one column 'II'");
    for (int k = 1; k < 40; k++) {
      Files.delete(folder.resolve("z" + (k + 10)));
    }
    Files.delete(folder.resolve("z10"));
    // A number sign is part of a name where such a file is there.
    assertEquals("a#7", Datasets.open(folder).records().get(0).id());
  }

  @Test
  void aFileWithoutRateSaysWhereTheRateOfAFolderStands() throws IOException {
    String header = "{'descr': '<i2', 'fortran_order': False, 'shape': (12, 1000), }\n";
    ByteBuffer file =
        ByteBuffer.allocate(10 + header.length() + 24_000).order(ByteOrder.LITTLE_ENDIAN);
    file.put("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
    file.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 12_000; i++) {
      file.putShort((short) (i % 1000));
    }
    Files.write(folder.resolve("n.npy"), file.array());
    refused("n.npy: expected a sampling rate", "sampling_rate_hz in its labels.csv");
    Files.writeString(folder.resolve("labels.csv"), "record,labels,sampling_rate_hz\nn,AF,500\n");
    assertEquals(0.999, Datasets.open(folder).read("n").millivolts(Lead.V6)[999]);
  }

  @Test
  void oneIdInTwoFilesIsRefused() throws IOException {
    threeRecordings();
    table("deep/b.table", 2, 500);
    refused("record b: expected once, found b.csv and deep/b.table");
  }

  @Test
  void wfdbRecordsAndThoseOfCpsc2018StayWhatTheyWere() throws IOException {
    threeRecordings();
    WfdbWriter.write(folder, record(3));
    assertInstanceOf(WfdbFolder.class, Datasets.open(folder));
  }

  @Test
  void aFormatThatIsKnownAndNotReadIsARecordThatCannotBeRead() throws IOException {
    threeRecordings();
    Files.writeString(folder.resolve("d.mwf"), "@ MFR Standard 12 leads ECG");
    Files.writeString(folder.resolve("table.parquet"), "PAR1");
    refused("d.mwf: found MFER (ISO 22077), which is known and not read");
  }
}
