package org.ecgworkbench.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ecgworkbench.base.Sha256;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.TimeWindow;
import org.ecgworkbench.model.SignalCache;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.recording.ShippedModel;
import org.ecgworkbench.verify.Finding;
import org.ecgworkbench.verify.Verification;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tech.tablesaw.api.Table;

/** Tables over an archive have the values of the single-machine path, and the same bytes however the work was spread. */
class ArchiveTest {
  private static final int RECORDS = 9;

  @TempDir static Path shared;
  @TempDir Path temp;

  private static Path data;

  /** Nine generated records, in two folders; one of them is cut short. */
  @BeforeAll
  static void records() throws IOException {
    data = shared.resolve("cohort");
    SyntheticCohort cohort =
        new SyntheticCohort(SyntheticCohort.Options.defaults().withSize(RECORDS));
    for (int i = 0; i < RECORDS; i++) {
      Path folder = Files.createDirectories(data.resolve("g" + i % 2));
      WfdbWriter.write(folder, cohort.record(i).record());
    }
  }

  /** An array of recordings, 12 leads at 500 Hz, as NumPy writes it. */
  private static final class NumpyFile {
    static Path write(Path file, int records, int samples) throws IOException {
      String header =
          "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d, 12), }"
              .formatted(records, samples);
      header += " ".repeat(63 - (10 + header.length()) % 64) + "\n";
      var bytes =
          java.nio.ByteBuffer.allocate(10 + header.length() + 4 * 12 * records * samples)
              .order(java.nio.ByteOrder.LITTLE_ENDIAN);
      bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
      bytes.putShort((short) header.length());
      bytes.put(header.getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 12 * records * samples; i++) {
        bytes.putFloat((float) StrictMath.sin(i * 0.37 + i / 977.0));
      }
      return Files.write(file, bytes.array());
    }
  }

  private static Progress silent() {
    return Progress.on(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));
  }

  private static Archive make(
      ArchiveKind kind, Path out, String master, int part, Path... folders) {
    return Archive.make(
        kind,
        List.of(folders),
        out,
        Archive.Options.defaults().withMaster(master).withPartSize(part),
        silent());
  }

  /** The sums of all files of a table. */
  private static Map<String, String> bytes(Path out, ArchiveKind kind) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    for (String folder : List.of(kind.folder(), kind.folder() + "-failures")) {
      try (Stream<Path> files = Files.list(out.resolve("archive").resolve(folder))) {
        for (Path file : files.toList()) {
          sums.put(folder + "/" + file.getFileName(), Sha256.of(file));
        }
      }
    }
    return sums;
  }

  private static List<Row> rows(Path out, ArchiveKind kind, boolean failures) {
    SparkSession spark =
        SparkSession.builder()
            .config(Archive.conf(Archive.Options.defaults().withMaster("local[1]")))
            .getOrCreate();
    try {
      return (failures ? Archive.readFailures(spark, out, kind) : Archive.read(spark, out, kind))
          .collectAsList();
    } finally {
      spark.stop();
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copied = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copied);
        } else {
          Files.copy(file, copied);
        }
      }
    }
    return to;
  }

  @Test
  void featuresAreThoseOfTheSingleMachinePath() throws IOException {
    Map<String, Map<String, String>> byPart = new TreeMap<>();
    for (int part : new int[] {1, 7, 32}) {
      for (String master : List.of("local[1]", "local[*]")) {
        Path out = temp.resolve(part + master.replaceAll("\\W", "-"));
        Archive made = make(ArchiveKind.FEATURES, out, master, part, data);
        assertEquals(RECORDS, made.recordings());
        byPart.put(part + " " + master, bytes(out, ArchiveKind.FEATURES));
        EcgDataset single = Datasets.open(data);
        List<Row> rows = rows(out, ArchiveKind.FEATURES, false);
        assertEquals(
            single.records().stream().map(RecordSummary::id).sorted().toList(),
            rows.stream().map(r -> r.getString(1)).sorted().toList());
        List<String> names = rows.stream().map(r -> r.getString(0)).toList();
        assertEquals(names.stream().sorted().toList(), names);
        for (Row row : rows) {
          double[] expected = ExpertFeatures.of(single.read(row.getString(1)));
          double[] found = new double[expected.length];
          for (int i = 0; i < found.length; i++) {
            found[i] = row.getDouble(3 + i);
          }
          assertArrayEquals(expected, found); // To the last bit.
        }
      }
      assertEquals(byPart.get(part + " local[*]"), byPart.get(part + " local[1]"));
    }
  }

  @Test
  void scoresAreThoseOfTheSingleMachinePath() throws IOException {
    EcgDataset single = Datasets.open(data);
    List<String> ids = single.records().stream().map(RecordSummary::id).toList();
    for (int part : new int[] {1, 7, 32}) {
      Path out = temp.resolve("out" + part);
      make(ArchiveKind.SCORES, out, "local[1]", part, data);
      Path side = temp.resolve("side" + part);
      make(ArchiveKind.SCORES, side, "local[*]", part, data);
      assertEquals(bytes(out, ArchiveKind.SCORES), bytes(side, ArchiveKind.SCORES));
      Map<String, Row> rows =
          rows(out, ArchiveKind.SCORES, false).stream()
              .collect(Collectors.toMap(r -> r.getString(1), r -> r));
      assertEquals(new HashSet<>(ids), rows.keySet());
      try (ShippedModel shipped = ShippedModel.load()) {
        double[][] inBatches =
            shipped.model().predict(single, ids, SignalCache.ofMegabytes(0), part).scores();
        for (int i = 0; i < ids.size(); i++) {
          double[] alone = shipped.model().scores(single.read(ids.get(i)));
          for (Diagnosis d : Diagnosis.ALL) {
            double found = rows.get(ids.get(i)).getAs("score_" + d);
            assertEquals(alone[d.ordinal()], found);
            // A batch pads its records to one length, which may move the last digit of a score of
            // single precision.
            assertEquals(inBatches[i][d.ordinal()], found, 1e-6);
          }
        }
      }
    }
  }

  /** A table of one part of each recording, three seconds from the second on, longest 5 s. */
  private static Archive windowed(ArchiveKind kind, Path folder, Path out, double rateHz) {
    Archive.Options options =
        new Archive.Options(
            "local[2]", "1g", 2, false, rateHz, 5, Optional.of(new TimeWindow(1, 3)), null, null);
    return Archive.make(kind, List.of(folder), out, options, silent());
  }

  @Test
  void ofALongRecordingAPartIsReadWhereOneIsNamed() {
    Path out = temp.resolve("out");
    assertEquals(RECORDS, windowed(ArchiveKind.FEATURES, data, out, Double.NaN).recordings());
    EcgDataset single = Datasets.open(data);
    for (Row row : rows(out, ArchiveKind.FEATURES, false)) {
      EcgRecord whole = single.read(row.getString(1));
      int rate = whole.samplingRateHz();
      double[][] part = new double[12][];
      for (int lead = 0; lead < 12; lead++) {
        part[lead] = java.util.Arrays.copyOfRange(whole.millivolts()[lead], rate, 4 * rate);
      }
      double[] expected =
          ExpertFeatures.of(
              new EcgRecord(whole.id(), rate, part, whole.ageYears(), whole.sex(), Set.of()));
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], row.getDouble(3 + i));
      }
    }
    assertEquals(RECORDS, windowed(ArchiveKind.INDEX, data, out, Double.NaN).recordings());
    rows(out, ArchiveKind.INDEX, false)
        .forEach(r -> assertEquals(3.0, (double) r.getAs("seconds")));
    assertEquals(RECORDS, windowed(ArchiveKind.QUALITY, data, out, Double.NaN).recordings());
  }

  @Test
  void ofSeveralInAFileAPartOfEachIsRead() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("arrays"));
    Path file = NumpyFile.write(folder.resolve("exams.npy"), 3, 2500);
    Path out = temp.resolve("out");
    assertEquals(3, windowed(ArchiveKind.FEATURES, folder, out, 500).recordings());
    List<Row> rows = rows(out, ArchiveKind.FEATURES, false);
    for (int place = 0; place < 3; place++) {
      double[][] whole =
          RecordingFile.open(
                  file.resolveSibling("exams.npy#" + place),
                  RecordingFile.Options.defaults()
                      .withStatedRateHz(java.util.OptionalDouble.of(500)))
              .record()
              .millivolts();
      double[][] part = new double[12][];
      for (int lead = 0; lead < 12; lead++) {
        part[lead] = java.util.Arrays.copyOfRange(whole[lead], 500, 2000);
      }
      EcgRecord record =
          new EcgRecord(
              "part",
              500,
              part,
              java.util.OptionalInt.empty(),
              org.ecgworkbench.ecg.Sex.UNKNOWN,
              Set.of());
      assertEquals(ExpertFeatures.of(record)[17], rows.get(place).getDouble(3 + 17));
    }
    // Three recordings of 2.4 s end before the part does.
    Path shorter = Files.createDirectories(temp.resolve("shorter"));
    NumpyFile.write(shorter.resolve("exams.npy"), 3, 1200);
    assertEquals(3, windowed(ArchiveKind.FEATURES, shorter, temp.resolve("none"), 500).failures());
    Row failure = rows(temp.resolve("none"), ArchiveKind.FEATURES, true).get(0);
    assertEquals("a window within the recording's 2.4 s", failure.getString(4));
    assertEquals("1.0 to 4.0 s", failure.getString(5));
  }

  @Test
  void oneOfSeveralIsWhatItsPlaceGives() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("arrays"));
    int records = 3;
    NumpyFile.write(folder.resolve("exams.npy"), records, 600);
    Path out = temp.resolve("out");
    Archive.Options options =
        new Archive.Options("local[2]", "1g", 2, false, 500, 600, Optional.empty(), null, null);
    Archive made = Archive.make(ArchiveKind.FEATURES, List.of(folder), out, options, silent());
    List<Row> failed = rows(out, ArchiveKind.FEATURES, true);
    assertEquals(List.of(), failed);
    assertEquals(records, made.recordings());
    assertEquals(2, made.parts());
    List<Row> rows = rows(out, ArchiveKind.FEATURES, false);
    for (int place = 0; place < records; place++) {
      assertEquals("arrays/exams.npy#%06d".formatted(place), rows.get(place).getString(0));
      EcgRecord record =
          RecordingFile.open(
                  folder.resolve("exams.npy#" + place),
                  RecordingFile.Options.defaults()
                      .withStatedRateHz(java.util.OptionalDouble.of(500)))
              .record();
      assertEquals(record.id(), rows.get(place).getString(1));
      assertEquals(ExpertFeatures.of(record)[17], rows.get(place).getDouble(3 + 17));
    }
  }

  @Test
  void aDamagedRecordingIsARowAndTheJobGoesOn() throws IOException {
    Path folder = copy(data, temp.resolve("damaged"));
    Path signals;
    try (Stream<Path> files = Files.list(folder.resolve("g1"))) {
      signals = files.filter(f -> f.toString().endsWith(".mat")).sorted().findFirst().get();
    }
    Files.write(signals, java.util.Arrays.copyOf(Files.readAllBytes(signals), 5000));
    Path out = temp.resolve("out");
    Archive made = make(ArchiveKind.FEATURES, out, "local[2]", 4, folder);
    assertEquals(RECORDS - 1, made.recordings());
    assertEquals(1, made.failures());
    Row failure = rows(out, ArchiveKind.FEATURES, true).get(0);
    String name = signals.getFileName().toString().replace(".mat", ".hea");
    assertEquals("damaged/g1/" + name, failure.getString(0));
    assertEquals("g1/" + name, failure.getString(2));
    assertTrue(failure.getString(6).contains(signals.getFileName().toString()), failure.toString());
    assertEquals("recording", failure.getString(7));
  }

  @Test
  void aRecordingThatIsTooLongIsARow() {
    Path out = temp.resolve("out");
    Archive.Options options =
        new Archive.Options(
            "local[1]", "1g", 0, false, Double.NaN, 5, Optional.empty(), null, null);
    Archive made = Archive.make(ArchiveKind.INDEX, List.of(data), out, options, silent());
    assertEquals(RECORDS, made.failures());
    Row failure = rows(out, ArchiveKind.INDEX, true).get(0);
    assertEquals("a recording of at most 5.0 s (--longest)", failure.getString(4));
    assertTrue(failure.getString(5).endsWith(" s"), failure.toString());
  }

  @Test
  void aSecondCallGoesOnByContent() throws IOException {
    Path folder = copy(data, temp.resolve("growing"));
    Path out = temp.resolve("out");
    make(ArchiveKind.FEATURES, out, "local[2]", 2, folder);
    Map<String, String> first = bytes(out, ArchiveKind.FEATURES);
    assertEquals(5, make(ArchiveKind.FEATURES, out, "local[2]", 2, folder).partsFound());
    assertEquals(first, bytes(out, ArchiveKind.FEATURES));
    // A part that was lost, one that is damaged, and what a killed process left.
    Path parts = out.resolve("archive").resolve("features");
    Files.delete(parts.resolve("part-000001.parquet"));
    Files.write(parts.resolve("part-000002.parquet"), new byte[] {1, 2, 3});
    Files.write(parts.resolve(".part-000003.parquet.x.tmp"), new byte[] {1});
    assertEquals(3, make(ArchiveKind.FEATURES, out, "local[2]", 2, folder).partsFound());
    assertEquals(first, bytes(out, ArchiveKind.FEATURES));
    // One byte of a signal: only its part is made anew.
    Path signals;
    try (Stream<Path> files = Files.walk(folder)) {
      signals = files.filter(f -> f.toString().endsWith(".mat")).sorted().findFirst().get();
    }
    byte[] bytes = Files.readAllBytes(signals);
    bytes[2000]++;
    Files.write(signals, bytes);
    assertEquals(4, make(ArchiveKind.FEATURES, out, "local[2]", 2, folder).partsFound());
    // Fewer recordings: the parts behind the last go.
    try (Stream<Path> files = Files.walk(folder.resolve("g1"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    assertEquals(3, make(ArchiveKind.FEATURES, out, "local[2]", 2, folder).parts());
    // Five are left; the checksum of the changed one is wrong.
    assertEquals(4, rows(out, ArchiveKind.FEATURES, false).size());
    assertEquals(1, rows(out, ArchiveKind.FEATURES, true).size());
  }

  @ParameterizedTest
  @EnumSource(
      value = ArchiveKind.class,
      names = {"FEATURES", "SCORES"})
  void aTaskThatIsTriedAgainLeavesTheSameBytes(ArchiveKind kind) throws IOException {
    Path once = temp.resolve("once");
    make(kind, once, "local[1]", 2, data);
    Path again = temp.resolve("again");
    Map<String, String> expected = bytes(once, kind);
    try (ShippedModel shipped = ShippedModel.load();
        JavaSparkContext spark =
            new JavaSparkContext(
                Archive.conf(Archive.Options.defaults().withMaster("local[2,3]")))) {
      ModelFiles model = kind.usesModel() ? ModelFiles.of(shipped) : null;
      ArchiveSettings settings =
          new ArchiveSettings(
              kind,
              new ArrayList<>(List.of(data.toString())),
              again.toString(),
              false,
              Double.NaN,
              600,
              0,
              Double.NaN,
              "",
              model == null ? "" : model.sha256(),
              ArchiveSettings.codeOf(kind),
              Runtime.version().feature());
      List<PartTask.Part> parts =
          ArchiveListing.parts(ArchiveListing.of(settings, spark).pieces(), 2);
      PartTask task = new PartTask(settings, model == null ? null : spark.broadcast(model));
      List<Integer> attempts =
          spark
              .parallelize(parts, parts.size())
              .map(
                  part -> {
                    task.make(part);
                    if (TaskContext.get().attemptNumber() < part.number() % 3) {
                      Files.delete(PartTask.rowsFolder(settings).resolve(part.fileName()));
                      throw new IllegalStateException("lost at the end of its work");
                    }
                    return TaskContext.get().attemptNumber();
                  })
              .collect();
      assertEquals(List.of(0, 1, 2, 0, 1), attempts);
    }
    assertEquals(expected, bytes(again, kind));
  }

  private static ArchiveSettings settings(Path folder, Path out, int java, String code) {
    return new ArchiveSettings(
        ArchiveKind.INDEX,
        new ArrayList<>(List.of(folder.toString())),
        out.toString(),
        false,
        Double.NaN,
        600,
        0,
        Double.NaN,
        "",
        "",
        code,
        java);
  }

  @Test
  void aMachineThatCannotDoItsPartIsOneSentence() {
    int java = Runtime.version().feature();
    String code = ArchiveSettings.codeOf(ArchiveKind.INDEX);
    PartTask.Part part =
        new PartTask.Part(0, new ArrayList<>(List.of(Piece.whole(0, "g0/absent.hea"))));
    for (Map.Entry<String, ArchiveSettings> each :
        Map.of(
                "expected " + data.resolve("g0/absent.hea") + ", which was there",
                settings(data, temp, java, code),
                "expected Java 99, which the job was started with, found Java " + java,
                settings(data, temp, 99, code),
                "expected the workbench that the job was started with, another, found " + code,
                settings(data, temp, java, "another"))
            .entrySet()) {
      String message =
          assertThrows(WorkerTrouble.class, () -> new PartTask(each.getValue(), null).make(part))
              .getMessage();
      assertTrue(message.startsWith("machine "), message);
      assertTrue(message.contains(each.getKey()), message);
    }
  }

  @Test
  void verifyKnowsAnArchive() throws IOException {
    Path out = temp.resolve("out");
    make(ArchiveKind.INDEX, out, "local[1]", 4, data);
    assertTrue(verify(out).isFine(), () -> verify(out).toString());
    Path part = out.resolve("archive/index/part-000000.parquet");
    byte[] bytes = Files.readAllBytes(part);
    bytes[100]++;
    Files.write(part, bytes);
    assertEquals(
        List.of("archive/index/part-000000.parquet"),
        verify(out).findings().stream().map(Finding::file).toList());
  }

  private static Verification verify(Path out) {
    return Verification.of(out, Verification.Options.defaults(), silent());
  }

  @Test
  void aFileOfAnotherTableInTheFolderAddsNoColumn() throws IOException {
    Path out = temp.resolve("out");
    make(ArchiveKind.INDEX, out, "local[1]", 4, data);
    make(ArchiveKind.FEATURES, out, "local[1]", 4, data);
    Path features = out.resolve("archive/features");
    // It is the first by its name, which is what Spark would take the schema from.
    Files.copy(out.resolve("archive/index/part-000000.parquet"), features.resolve("a.parquet"));
    SparkSession spark = Archive.open(out, "local[1]");
    try {
      assertEquals(
          ArchiveKind.FEATURES.columns().stream().map(Column::name).toList(),
          List.of(spark.table("features").columns()));
      assertEquals(
          RECORDS, spark.sql("SELECT * FROM features WHERE V5_cD3_sd IS NOT NULL").count());
    } finally {
      spark.stop();
    }
  }

  @Test
  void rowsOfSqlAreATableOfTablesaw() {
    Path out = temp.resolve("out");
    make(ArchiveKind.INDEX, out, "local[1]", 4, data);
    SparkSession spark = Archive.open(out, "local[1]");
    try {
      Table table =
          Archive.table(
              spark.sql(
                  "SELECT record, samples, seconds, seconds > 0 AS long, IF(record = (SELECT max(record) FROM index), NULL, age_years) AS age"
                      + " FROM index ORDER BY record"));
      assertEquals(RECORDS, table.rowCount());
      assertEquals(
          List.of("STRING", "INTEGER", "DOUBLE", "BOOLEAN", "INTEGER"),
          table.types().stream().map(Object::toString).toList());
      assertTrue(table.column("age").isMissing(RECORDS - 1));
      assertEquals(
          Datasets.open(data).records().stream().map(RecordSummary::id).sorted().toList(),
          table.stringColumn("record").asList());
      assertEquals(
          Archive.table(spark.sql("SELECT count(*) AS n FROM index_failures"))
              .longColumn("n")
              .get(0),
          0);
      assertTrue(
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Archive.table(spark.sql("SELECT current_date() AS day")))
              .getMessage()
              .contains("column day: expected string"));
    } finally {
      spark.stop();
    }
  }

  @Test
  void besideAnOpenSessionATableIsMadeAndTheSessionGoesOn() throws IOException {
    Path alone = temp.resolve("alone");
    make(ArchiveKind.INDEX, alone, "local[1]", 4, data);
    make(ArchiveKind.SCORES, alone, "local[1]", 4, data);
    Path out = temp.resolve("out");
    SparkSession spark = Archive.open(alone, "local[2]");
    try {
      for (ArchiveKind kind : List.of(ArchiveKind.INDEX, ArchiveKind.SCORES)) {
        assertEquals(RECORDS, make(kind, out, "local[1]", 4, data).recordings());
        assertEquals(bytes(alone, kind), bytes(out, kind));
      }
      // A job that fails does not end the session either.
      assertThrows(
          EcgDataException.class,
          () -> make(ArchiveKind.INDEX, out, "local[1]", 4, temp.resolve("absent")));
      assertFalse(spark.sparkContext().isStopped());
      assertEquals(RECORDS, spark.sql("SELECT * FROM index JOIN scores USING (recording)").count());
    } finally {
      spark.stop();
    }
    make(ArchiveKind.INDEX, out, "local[1]", 4, data);
    assertTrue(
        org.apache.spark.SparkContext$.MODULE$.getActive().isEmpty(),
        "the context of the call is still there");
  }

  @Test
  void foldersOfOneNameAreRefused() {
    assertTrue(
        assertThrows(
                EcgDataException.class,
                () ->
                    make(
                        ArchiveKind.INDEX,
                        temp.resolve("out"),
                        "local[1]",
                        1,
                        data,
                        temp.resolve("cohort")))
            .getMessage()
            .contains("expected folders of different names"));
  }

  @Test
  void namesOfColumnsDifferByMoreThanCaseAndNeedNoQuotes() {
    for (ArchiveKind kind : ArchiveKind.values()) {
      Set<String> lower = new HashSet<>();
      for (Column column : kind.columns()) {
        assertTrue(column.name().matches("[A-Za-z][A-Za-z0-9_]*"), column.name());
        assertTrue(lower.add(column.name().toLowerCase(Locale.ROOT)), column.name());
      }
    }
  }

  @Test
  void aSampleBelongsToItsNearestPeak() {
    // At 100 Hz with peaks at 0.5 and 1.0 s: sample 75 is as near to both and goes to the earlier.
    float[][] ones = new float[Lead.ALL.size()][160];
    ones[0][75] = 1; // 0.25 s behind the first: T
    ones[0][76] = 2; // 0.24 s before the second: P
    ones[0][50] = 4; // QRS
    ones[0][59] = 8; // 0.09 s: ST
    ones[0][155] = 16; // 0.55 s: REST
    ones[0][10] = 32; // 0.40 s before the first: REST
    double[] sums = BeatWindow.sums(ones, new int[] {50, 100}, 100)[0];
    assertArrayEquals(new double[] {2, 4, 8, 1, 48}, sums);
    assertEquals(63, BeatWindow.sums(ones, new int[0], 100)[0][BeatWindow.REST.ordinal()]);
  }

  @Test
  void aReadersSentenceIsTakenApart() {
    Failure failure =
        Failure.of(new EcgDataException("A0001.hea: lead aVR: expected 7500 samples, found 7499"));
    assertEquals("aVR", failure.lead());
    assertEquals("7500 samples", failure.expected());
    assertEquals("7499", failure.found());
    assertEquals("recording", failure.faultOf());
    assertEquals("program", Failure.of(new IllegalStateException("x")).faultOf());
  }
}
