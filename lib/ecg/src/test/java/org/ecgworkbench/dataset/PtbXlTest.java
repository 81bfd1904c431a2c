package org.ecgworkbench.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.quality.QualityCheck;
import org.ecgworkbench.dataset.quality.QualityReport;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected values: counts made with Python's csv and ast modules from the database; by hand elsewhere. */
class PtbXlTest {
  @TempDir Path folder;

  @Test
  void the1027RealRecordsAreReadWithEveryChecksum() {
    Path real = Golden.real("data/ptbxl");
    EcgDataset dataset = Datasets.open(real);
    assertInstanceOf(PtbXl.class, dataset);
    assertTrue(
        dataset
            .description()
            .startsWith(
                "PTB-XL, 1027 records at 500 Hz in "
                    + real
                    + "; classes from SCP codes: SNR = NORM, AF = AFIB, IAVB = 1AVB, LBBB = CLBBB, "
                    + "RBBB = CRBBB, PAC = PAC, PVC = PVC, STD = STD_, STE = STE_; "),
        dataset.description());
    Map<Diagnosis, Integer> counts = new EnumMap<>(Diagnosis.class);
    for (RecordSummary summary : dataset.records()) {
      summary.diagnoses().forEach(d -> counts.merge(d, 1, Integer::sum));
      EcgRecord record = dataset.read(summary.id());
      assertEquals(5000, record.samples());
      assertEquals(summary.diagnoses(), record.diagnoses());
    }
    assertEquals(
        Map.of(
            Diagnosis.SNR,
            478,
            Diagnosis.AF,
            178,
            Diagnosis.IAVB,
            94,
            Diagnosis.LBBB,
            60,
            Diagnosis.RBBB,
            48,
            Diagnosis.PAC,
            49,
            Diagnosis.PVC,
            138,
            Diagnosis.STD,
            118,
            Diagnosis.STE,
            5),
        counts);
    assertEquals(530, dataset.records().stream().filter(r -> r.sex() == Sex.MALE).count());
    // 00022_hr.hea: initial value of AVR -100 at 1000/mV.
    assertEquals(-0.1, dataset.read("00022").millivolts(Lead.AVR)[0]);
    assertEquals(
        682, dataset.unknownCodes().values().stream().filter(c -> c.contains("SR")).count());
  }

  @Test
  void noPatientIsInTwoOfThePublishedFolds() {
    PtbXl dataset = PtbXl.open(Golden.real("data/ptbxl"), PtbXl.Options.defaults());
    Folds folds = dataset.publishedFolds().orElseThrow();
    Map<String, Integer> foldOfPatient = new HashMap<>();
    folds
        .foldOf()
        .forEach(
            (id, fold) -> {
              Integer before = foldOfPatient.put(dataset.patients().get(id), fold);
              assertTrue(before == null || before.equals(fold), id);
            });
    assertEquals(1027, folds.foldOf().size() + folds.dropped().size());
    for (String id : folds.dropped()) {
      assertTrue(dataset.read(id).diagnoses().isEmpty());
    }
  }

  @Test
  void statedLikelihoodsBelowTheOptionDoNotCountAndUnstatedOnesDo() {
    Path real = Golden.real("data/ptbxl");
    PtbXl strict = PtbXl.open(real, PtbXl.Options.defaults().withMinimumLikelihood(80));
    // NORM: 329 at 100, 108 at 80, 38 at 50, 3 at 15; AFIB: 169 not stated, 9 at 100.
    assertEquals(437, count(strict, Diagnosis.SNR));
    assertEquals(178, count(strict, Diagnosis.AF));
    assertTrue(strict.description().contains("of likelihood 80.0 % or more (or not stated)"));
  }

  private static long count(EcgDataset dataset, Diagnosis diagnosis) {
    return dataset.records().stream().filter(r -> r.diagnoses().contains(diagnosis)).count();
  }

  private static final String COLUMNS =
      "ecg_id,patient_id,age,sex,report,scp_codes,strat_fold,filename_lr,filename_hr\n";

  private void database(String... rows) throws IOException {
    Files.writeString(folder.resolve("ptbxl_database.csv"), COLUMNS + String.join("\n", rows));
    Files.writeString(
        folder.resolve("scp_statements.csv"), ",description\nNORM,normal\nSR,rhythm\nAFIB,af\n");
    double[][] millivolts = new double[12][100];
    millivolts[6][2] = 1.5;
    WfdbWriter.write(
        folder.resolve("records100/00000"),
        new EcgRecord("00007_lr", 100, millivolts, OptionalInt.empty(), Sex.UNKNOWN, Set.of()));
    WfdbWriter.write(
        folder.resolve("records500/00000"),
        new EcgRecord(
            "00007_hr", 500, new double[12][50], OptionalInt.empty(), Sex.UNKNOWN, Set.of()));
  }

  private static String row(String age, String sex, String codes, String fold) {
    return "7,15709.0,"
        + age
        + ","
        + sex
        + ",\"report, with a comma and a\nline break\",\""
        + codes
        + "\","
        + fold
        + ",records100/00000/00007_lr,records500/00000/00007_hr";
  }

  private void assertRefused(String message) {
    EcgDataException e = assertThrows(EcgDataException.class, () -> Datasets.open(folder));
    assertEquals(message, e.getMessage());
  }

  @Test
  void bothRatesAreReadUnderOneId() throws IOException {
    database(row("300.0", "1", "{'NORM': 80.0, 'SR': 0.0}", "9"));
    PtbXl slow = PtbXl.open(folder, PtbXl.Options.defaults().withSamplingRateHz(100));
    EcgRecord record = slow.read("00007");
    assertEquals(100, record.samplingRateHz());
    assertEquals(1.5, record.millivolts(Lead.V1)[2]);
    assertEquals(Set.of(Diagnosis.SNR), record.diagnoses());
    assertEquals(Sex.FEMALE, record.sex());
    assertEquals(OptionalInt.empty(), record.ageYears());
    assertEquals(500, Datasets.open(folder).read("00007").samplingRateHz());
    assertEquals(Map.of("00007", List.of("SR")), slow.unknownCodes());
    assertEquals(Map.of("00007", 9), slow.publishedFolds().orElseThrow().foldOf());
    assertThrows(
        IllegalArgumentException.class, () -> PtbXl.Options.defaults().withSamplingRateHz(250));
  }

  @Test
  void records100AloneAreRefusedUnlessResamplingWasAskedFor() throws IOException {
    database(row("56.0", "1", "{'NORM': 80.0, 'SR': 0.0}", "9"));
    try (Stream<Path> fast = Files.walk(folder.resolve("records500"))) {
      for (Path file : fast.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    assertRefused(
        folder
            + ": expected PTB-XL at 500 Hz (records500), found it at 100 Hz (records100) alone; --resample brings it to 500 Hz");
    EcgDataset resampled = Datasets.open(folder, WfdbFolder.Options.defaults().withResample(true));
    assertInstanceOf(PtbXl.class, resampled);
    assertTrue(
        resampled.description().contains("at 100 Hz (resampled to 500 Hz)"),
        resampled.description());
    EcgRecord record = resampled.read("00007");
    assertEquals(500, record.samplingRateHz());
    PtbXl slow = PtbXl.open(folder, PtbXl.Options.defaults().withSamplingRateHz(100));
    assertEquals(5 * slow.records().get(0).samples(), record.samples());
    assertEquals(record.samples(), resampled.records().get(0).samples());
    // What the quality report says of such a folder, with resampling and without.
    QualityReport plain = QualityReport.of(folder, line -> {});
    assertEquals(QualityCheck.SAMPLING_RATE, plain.exclusions().all().get(0).check());
    assertEquals(List.of(), QualityReport.of(folder, true, line -> {}).exclusions().all());
  }

  @Test
  void damagedRowsAreRefusedWithTheirLine() throws IOException {
    database(row("56.0", "2", "{'NORM': 80.0}", "9"));
    assertRefused("ptbxl_database.csv: line 2: sex: expected 0 (male) or 1 (female), found '2'");
    database(row("old", "1", "{'NORM': 80.0}", "9"));
    assertRefused(
        "ptbxl_database.csv: line 2: age: expected a number of years or NaN, found 'old'");
    database(row("56.0", "1", "{'NORM': 80.0}", "11"));
    assertRefused("ptbxl_database.csv: line 2: strat_fold: expected a fold from 1 to 10, found 11");
    database(row("56.0", "1", "{'NORM': 80.0", "1"));
    assertRefused(
        "ptbxl_database.csv: line 2: scp_codes: expected codes with likelihoods such as {'NORM': 100.0}, found '{'NORM': 80.0'");
    database(row("56.0", "1", "{'NORN': 80.0}", "1"));
    assertRefused(
        "ptbxl_database.csv: line 2: scp_codes: expected codes of scp_statements.csv, found 'NORN'");
    String row = row("56.0", "1", "{'NORM': 80.0}", "1");
    database(row, row);
    assertRefused("ptbxl_database.csv: line 4: expected ecg_id 7 once, found it twice");
    database(row.replace("records500/00000/00007_hr", "../elsewhere"));
    assertRefused(
        "ptbxl_database.csv: line 2: filename_hr: expected the path of a record inside the folder, found '../elsewhere'");
    database(row.replace("records500/00000/00007_hr", "records500/00000/00008_hr"));
    assertRefused("ptbxl_database.csv: record 00007: 00008_hr.hea does not exist");
    database(row.replace("records500/00000/00007_hr", "records100/00000/00007_lr"));
    assertRefused("00007_lr.hea: expected a sampling rate of 500 Hz, found 100 Hz");
    database();
    assertRefused("ptbxl_database.csv: expected a row a record, found none");
    Files.delete(folder.resolve("scp_statements.csv"));
    assertRefused("scp_statements.csv does not exist");
  }
}
