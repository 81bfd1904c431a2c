package org.ecgworkbench.cli;

import static org.ecgworkbench.cli.Outcome.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Sealed;
import org.ecgworkbench.result.TableResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Exit codes and lines of verify, diff and report. */
class ResultCommandsTest {
  @TempDir private Path above;
  private Path folder;
  private Path table;

  @BeforeEach
  void saveATable() {
    folder = above.resolve("results"); // with nothing beside it
    TableResult result =
        new TableResult(
            "table9-test",
            "A table.",
            Table.create(
                "t", StringColumn.create("name", "a"), IntColumn.create("n", new int[] {7})),
            Provenance.start(getClass()).setting("seed", 42).finish(),
            folder);
    table = result.save().file();
  }

  @Test
  void verifySaysThatAllIsWellAndInALineEachWhatItCannotCheck() {
    Outcome outcome = run("verify", "--results", folder.toString());
    assertEquals(0, outcome.exitCode());
    assertTrue(outcome.out().startsWith("verified; 1 results, 1 files"), outcome.out());
    assertEquals(
        List.of(
            "not checkable here: making again table9-test: no way is known to make it from saved predictions"),
        outcome.out().lines().skip(1).toList());
  }

  @Test
  void verifyNamesAChangedFileAndFails() throws IOException {
    Files.writeString(table, "name,n\na,8\n");
    Outcome outcome = run("verify", "--results", folder.toString());
    assertEquals(1, outcome.exitCode());
    assertTrue(
        outcome.out().startsWith("changed    tables/table9-test.csv: expected SHA-256 "),
        outcome.out());
    assertEquals(3, outcome.out().lines().count());
  }

  @Test
  void aFolderWithoutResultsIsWrongInput() {
    for (String verb : new String[] {"verify", "report"}) {
      Outcome outcome = run(verb, "--results", folder.resolve("nowhere").toString());
      assertEquals(2, outcome.exitCode());
      assertEquals(1, outcome.err().lines().count(), outcome.err());
    }
    assertEquals(2, run("diff", table.toString(), folder.toString()).exitCode());
  }

  @Test
  void diffPrintsWhatDiffers() throws IOException {
    Path sidecar = table.resolveSibling("table9-test.json");
    Path other = Files.createDirectories(folder.resolve("other")).resolve("table9-test.json");
    Files.copy(sidecar, other);
    Outcome same = run("diff", sidecar.toString(), other.toString());
    assertEquals(0, same.exitCode());
    assertEquals("no difference", same.out().strip());
    Files.writeString(
        other,
        Sealed.again(Files.readString(sidecar).replace("\"seed\": \"42\"", "\"seed\": \"43\"")));
    Outcome differs = run("diff", sidecar.toString(), other.toString());
    assertEquals(1, differs.exitCode());
    assertEquals(
        "what differs  A   B\nsetting seed  42  43\nthe outputs are the same all the same",
        differs.out().strip());
  }

  @Test
  void reportSaysWhereItIs() {
    Outcome outcome = run("report", "--results", folder.toString());
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertTrue(outcome.out().contains(folder.resolve("index.html").toString()), outcome.out());
    assertTrue(Files.isRegularFile(folder.resolve("index.html")));
  }
}
