package org.ecgworkbench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.provenance.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class TableResultTest {
  @TempDir private Path folder;

  private TableResult result() {
    return result(folder);
  }

  private static TableResult result(Path folder) {
    IntColumn count = IntColumn.create("n", new int[] {7, 8});
    count.appendMissing();
    Table table =
        Table.create(
            "t",
            StringColumn.create("name", "a", "b, c", "d \"e\""),
            DoubleColumn.create("value", 0.1234564999, Double.NaN, -2.5e-9),
            count);
    return new TableResult(
        "table9-test", "A table.", table, Provenance.start(TableResultTest.class).finish(), folder);
  }

  @Test
  void numbersHaveSixDecimalsAndUndefinedCellsAreEmpty() {
    assertEquals("name,value,n\na,0.123456,7\n\"b, c\",,8\n\"d \"\"e\"\"\",0,\n", result().csv());
  }

  /** By the rules of printed tables: as many decimals in every row of a column of small numbers; counts and years keep theirs. */
  @Test
  void smallNumbersAreShownWithThreeDecimalsEachAndOthersAsShortAsTheyAre() {
    DoubleColumn shares = DoubleColumn.create("logit", 0.333333, -0.04, 2.02, Double.NaN);
    DoubleColumn years = DoubleColumn.create("years", 41.6, 67, 0.5, 70.52941);
    DoubleColumn counts = DoubleColumn.create("counts", 0, 1, 1, 0);
    Table shown = TableResult.shown(Table.create("t", shares, years, counts));
    List<String> rows = new ArrayList<>();
    for (int r = 0; r < shown.rowCount(); r++) {
      rows.add(shown.getString(r, 0) + " " + shown.getString(r, 1) + " " + shown.getString(r, 2));
    }
    assertEquals(List.of("0.333 41.6 0", "-0.040 67 1", "2.020 0.5 1", " 70.529 0"), rows);
  }

  @Test
  void percentagesAndYearsHaveOneDecimalAndPublishedNumbersStandWhereOneIsKnown() {
    Table table =
        Table.create(
            "t",
            DoubleColumn.create("male_percent", 37.931034, 40),
            DoubleColumn.create("age_mean_years", 45.741379, 7),
            DoubleColumn.create("published_records", Double.NaN, Double.NaN),
            DoubleColumn.create("published_age", 41.6, Double.NaN));
    Table shown = TableResult.shown(table);
    assertEquals(List.of("male percent", "age mean years", "published age"), shown.columnNames());
    assertEquals("37.9 45.7", shown.getString(0, 0) + " " + shown.getString(0, 1));
    assertEquals("40.0 7.0", shown.getString(1, 0) + " " + shown.getString(1, 1));
  }

  private static String seen(Path results) {
    return ResultsFolder.fromNotebooks(results, result(results).file());
  }

  /** A notebook's link to a table of one of two sets led nowhere. */
  @Test
  void aNotebookFindsTheTableWhereverItLies() throws IOException {
    Path results = folder.resolve("results");
    Path ofTwo = results.resolve("real/ptb-xl");
    assertEquals("../tables/table9-test.csv", seen(results));
    assertEquals("../real/ptb-xl/tables/table9-test.csv", seen(ofTwo));
    Files.createDirectories(folder.resolve("notebooks"));
    assertEquals("../results/tables/table9-test.csv", seen(results));
    assertEquals("../results/real/ptb-xl/tables/table9-test.csv", seen(ofTwo));
  }

  /** What travels with a table or figure of generated recordings says so, once; of others nothing is said. */
  @Test
  void captionsOfGeneratedRecordingsSaySo() {
    Provenance generated =
        Provenance.start(getClass()).data("the embedded synthetic cohort", "00").finish();
    assertEquals(
        "A table. Generated recordings, of no patient.",
        new TableResult("t", "A table.", Table.create("t"), generated, folder).caption());
    assertEquals("Of the synthetic cohort.", generated.caption("Of the synthetic cohort."));
    assertEquals(
        "A table.",
        Provenance.start(getClass()).data("CPSC2018", "00").finish().caption("A table."));
  }

  /** Whether 0 lies inside decides, so it is never rounded away. */
  @Test
  void theEndOfAnIntervalIsNotShownAsZeroWhereItIsNot() {
    Table table =
        Table.create(
            "t",
            DoubleColumn.create("d", -0.1, 0.5),
            DoubleColumn.create("d low", -0.21, 0),
            DoubleColumn.create("d high", -0.0023, 1));
    Table shown = TableResult.shown(table);
    assertEquals("-0.100 (-0.21 to -0.002)", shown.getString(0, 0));
    assertEquals("0.500 (0.00 to 1.00)", shown.getString(1, 0));
  }

  /** RFC 4180, section 2: what holds a comma, a quotation mark or either end of a line is quoted. */
  @Test
  void aNameWithACommaIsQuotedAsACellIs() {
    Table table =
        Table.create(
            "t",
            DoubleColumn.create("F1, again", 0.5),
            StringColumn.create("note", "said\r\"so\""));
    assertEquals(
        "\"F1, again\",note\n0.5,\"said\r\"\"so\"\"\"\n",
        new TableResult("t", "", table, Provenance.start(getClass()).finish(), folder).csv());
  }

  @Test
  void theSidecarHoldsTheHashOfTheTable() throws IOException {
    TableResult result = result().save();
    String sidecar = Files.readString(folder.resolve("tables/table9-test.json"));
    assertTrue(sidecar.contains(Provenance.sha256(result.file())), sidecar);
    assertTrue(sidecar.contains(getClass().getName()), sidecar);
  }

  @Test
  void whatIsSaidOfSeveralRowsIsSaidOnce() {
    List<TableResult.Note> notes =
        List.of(
            new TableResult.Note("F1 SNR", "from 5 records"),
            new TableResult.Note("F1 AF", "no <positive> record"),
            new TableResult.Note("F1 SNR", "from 5 records"),
            new TableResult.Note("AUC SNR", "from 5 records"));
    assertEquals(
        "<details><summary>2 notes</summary>\n<ul>\n"
            + "<li><b>F1 SNR; AUC SNR</b>: from 5 records</li>\n"
            + "<li><b>F1 AF</b>: no &lt;positive&gt; record</li>\n"
            + "</ul>\n</details>",
        TableResult.notesHtml(notes));
  }
}
