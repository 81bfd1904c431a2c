package org.ecgworkbench.baseline.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class FeatureTableTest {
  /** Noise of 40 records; record {@code missing} lacks a sample in lead V2. */
  private record Noise(int missing) implements EcgDataset {
    @Override
    public String name() {
      return "noise";
    }

    @Override
    public String description() {
      return "noise";
    }

    @Override
    public List<RecordSummary> records() {
      return IntStream.range(0, 40)
          .mapToObj(
              i ->
                  new RecordSummary(
                      "N%02d".formatted(i), 500, 300, OptionalInt.empty(), Sex.UNKNOWN, Set.of()))
          .toList();
    }

    @Override
    public EcgRecord read(String id) {
      NumpyRandom random = NumpyRandom.stream(5, id);
      double[][] millivolts = new double[12][300];
      for (double[] lead : millivolts) {
        for (int i = 0; i < lead.length; i++) {
          lead[i] = random.nextNormal();
        }
      }
      if (Integer.parseInt(id.substring(1)) >= missing) {
        millivolts[7][3] = Double.NaN;
      }
      return new EcgRecord(id, 500, millivolts, OptionalInt.empty(), Sex.UNKNOWN, Set.of());
    }

    @Override
    public String manifestSha256() {
      return "";
    }
  }

  @Test
  void tableHoldsTheFeaturesOfEachRecordWhateverTheThreads() {
    Noise noise = new Noise(100);
    FeatureTable table = ExpertFeatures.of(noise);
    assertEquals(40, table.size());
    assertEquals(ExpertFeatures.names(), table.names());
    assertArrayEquals(ExpertFeatures.of(noise.read("N17")), table.values()[17], 0);
    AtomicInteger last = new AtomicInteger();
    FeatureTable chosen =
        ExpertFeatures.of(noise, List.of("N31", "N02"), 1, done -> last.set(done));
    assertEquals(2, last.get());
    assertArrayEquals(table.values()[31], chosen.values()[0], 0);
    assertArrayEquals(table.values()[2], chosen.values()[1], 0);
  }

  @Test
  void theFirstRecordWithAMissingSampleIsNamed() {
    EcgDataException e =
        assertThrows(EcgDataException.class, () -> ExpertFeatures.of(new Noise(6)));
    assertTrue(e.getMessage().contains("N06") && e.getMessage().contains("V2"), e.getMessage());
  }

  @Test
  void anInterruptEndsTheComputation() {
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> ExpertFeatures.of(new Noise(100)));
    assertFalse(Thread.interrupted());
  }

  @Test
  void savedFeaturesReadBackToTheSameBits(@TempDir Path folder) throws IOException {
    double[][] values = {{0.1, -0.0, 1e-300}, {1.0 / 3, Double.MIN_VALUE, 5}};
    FeatureTable table = new FeatureTable(List.of("a", "b"), List.of("x", "y", "z"), values);
    Path file = folder.resolve("sub/features.csv");
    table.save(file);
    assertEquals("id,x,y,z", Files.readAllLines(file).get(0));
    assertEquals("a,0.1,-0.0,1.0E-300", Files.readAllLines(file).get(1));
    FeatureTable read = FeatureTable.load(file);
    assertEquals(table.ids(), read.ids());
    assertEquals(table.names(), read.names());
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        assertEquals(
            Double.doubleToRawLongBits(values[i][j]),
            Double.doubleToRawLongBits(read.values()[i][j]));
      }
    }
    try (var files = Files.list(file.getParent())) {
      assertEquals(1, files.count(), "no temporary file is left");
    }
  }

  @Test
  void aDamagedFileIsRefusedByLine(@TempDir Path folder) throws IOException {
    List<String> messages = new ArrayList<>();
    for (String text : List.of("", "name,x\n", "id,x,y\na,1\n", "id,x,y\na,1,2\nb,1,two\n")) {
      Path file = folder.resolve("f.csv");
      Files.writeString(file, text);
      messages.add(
          assertThrows(EcgDataException.class, () -> FeatureTable.load(file)).getMessage());
    }
    assertTrue(messages.get(2).contains("line 2 has 2 cells, expected 3"), messages.get(2));
    assertTrue(messages.get(3).contains("line 3, y: expected a number, found 'two'"));
  }

  @Test
  void selectingTakesRowsInTheOrderAsked() {
    FeatureTable table =
        new FeatureTable(List.of("a", "b"), List.of("x"), new double[][] {{1}, {2}});
    assertArrayEquals(new double[] {2, 1}, table.select(List.of("b", "a")).column(0), 0);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> table.select(List.of("c")));
    assertTrue(e.getMessage().contains("record c"));
  }

  @Test
  void asATableItHasAColumnAFeature() {
    Table table =
        new FeatureTable(List.of("a", "b"), List.of("x"), new double[][] {{1}, {2}}).toTable();
    assertEquals(List.of("id", "x"), table.columnNames());
    assertEquals(2, table.doubleColumn("x").get(1));
  }
}
