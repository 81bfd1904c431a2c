package org.ecgworkbench.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.result.TableResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/** Saved runs and tables that differ in one thing, which is named, and nothing else. */
class DifferenceTest {
  @TempDir private Path folder;

  private Path run(String name, String data, String training, String code, String scores)
      throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        run.resolve("run.json"),
        """
        {"data": "%s", "seed": 42, "training": "%s", "code": "%s"}
        """
            .formatted(data, training, code));
    Files.writeString(run.resolve("predictions-test.csv"), scores);
    return run;
  }

  private static String options(int epochs, long seed, String folds) {
    return "Options[learningRate=0.003, epochs=%d, seed=%d, folds=%s]"
        .formatted(epochs, seed, folds);
  }

  @Test
  void theSettingInsideTheOptionsIsNamedAndNotTheWholeText() throws IOException {
    Path a = run("a", "d", options(14, 42, "[1, 2]"), "c", "0.1");
    assertEquals(
        List.of(new Difference.Row("setting training, seed", "42", "43")),
        Difference.of(a, run("seed", "d", options(14, 43, "[1, 2]"), "c", "0.2")).causes());
    assertEquals(
        List.of(new Difference.Row("setting training, epochs", "14", "40")),
        Difference.of(a, run("epochs", "d", options(40, 42, "[1, 2]"), "c", "0.2")).causes());
    assertEquals(
        List.of(new Difference.Row("setting training, folds", "[1, 2]", "[1, 3]")),
        Difference.of(a, run("folds", "d", options(14, 42, "[1, 3]"), "c", "0.2")).causes());
  }

  @Test
  void otherDataAndOtherCodeAreNamedWithTheirHashes() throws IOException {
    Path a = run("a", "1".repeat(64), options(14, 42, "[1]"), "3".repeat(64), "0.1");
    Path b = run("b", "2".repeat(64), options(14, 42, "[1]"), "3".repeat(64), "0.2");
    Path c = run("c", "1".repeat(64), options(14, 42, "[1]"), "4".repeat(64), "0.1");
    assertEquals(
        "what differs  A             B\nsetting data  111111111111  222222222222\n"
            + "outputs that differ: predictions-test.csv",
        Difference.of(a, b).toString());
    assertEquals(
        "what differs  A             B\nsetting code  333333333333  444444444444\n"
            + "the outputs are the same all the same",
        Difference.of(a, c).toString());
  }

  @Test
  void numbersThatDifferAreSaidWithTheirDistance() throws IOException {
    Path a = run("a", "d", options(1, 1, "[1]"), "c", "id,AF,PAC\nx,0.5,0.25\ny,0.125,0.75\n");
    Path b = run("b", "d", options(1, 1, "[1]"), "c", "id,AF,PAC\nx,0.5,0.2\ny,0.12,0.75\n");
    Path other = run("e", "d", options(1, 1, "[1]"), "c", "id,AF,PAC\nz,0.5,0.2\ny,0.12,0.75\n");
    assertEquals(
        "predictions-test.csv (only numbers, by at most 0.050: PAC, row 1)",
        Difference.of(a, b).effects().get(0).what());
    assertEquals("predictions-test.csv", Difference.of(a, other).effects().get(0).what());
  }

  @Test
  void optionsOfAnotherFormStayWhole() throws IOException {
    Path a = run("a", "d", "Options[epochs=14]", "c", "0.1");
    Path b = run("b", "d", "Options[epochs=14, patience=3]", "c", "0.1");
    assertEquals(
        List.of(
            new Difference.Row(
                "setting training", "Options[epochs=14]", "Options[epochs=14, patience=3]")),
        Difference.of(a, b).causes());
  }

  private Path table(String name) {
    return new TableResult(
            "table9-test",
            "A table.",
            Table.create("t", IntColumn.create("n", new int[] {7})),
            Provenance.start(getClass()).setting("seed", 42).finish(),
            folder.resolve(name))
        .save()
        .file();
  }

  /** Its sidecar still says what it was; a comparison of sidecars alone would find nothing. */
  @Test
  void aTableThatWasChangedAfterItWasMadeDiffersThoughNothingRecordedExplainsIt()
      throws IOException {
    Path a = table("a");
    Path b = table("b");
    assertEquals("no difference", Difference.of(a, b).toString(), "named by one of its files");
    Files.writeString(b, "n\n8\n");
    for (Difference difference :
        List.of(Difference.of(a, b), Difference.of(folder.resolve("a"), folder.resolve("b")))) {
      assertEquals(List.of(), difference.causes());
      assertTrue(
          difference.toString().startsWith("nothing recorded explains it"), difference.toString());
      assertTrue(difference.toString().contains("'verify' says"), difference.toString());
      assertTrue(
          difference
              .toString()
              .contains("table9-test.csv (only numbers, by at most 1.0: n, row 1)"),
          difference.toString());
    }
  }

  /** Machines are a last resort: where something else explains it, or nothing differs, they are not named. */
  @Test
  void theMachineIsNamedOnlyWhereNothingElseExplainsOtherOutputs() throws IOException {
    Path a = run("a", "d", options(14, 42, "[1]"), "c", "0.1");
    Path same = run("same", "d", options(14, 42, "[1]"), "c", "0.1");
    Path output = run("output", "d", options(14, 42, "[1]"), "c", "0.2");
    Path setting = run("setting", "d", options(14, 43, "[1]"), "c", "0.2");
    assertEquals(List.of(), Difference.of(a, output).causes());
    for (Path run : List.of(same, output, setting)) {
      Files.writeString(
          run.resolve("machine.json"),
          "{\"operating system\": \"Plan 9\", \"processors\": \"4\", \"epoch seconds\": [1.5]}");
    }
    assertEquals(List.of(), Difference.of(a, output).causes(), "only one is known");
    Files.writeString(a.resolve("machine.json"), "{\"operating system\": \"Linux\"}");
    assertEquals("no difference", Difference.of(a, same).toString());
    assertEquals(
        List.of(
            new Difference.Row(
                "machine", "operating system Linux", "operating system Plan 9, processors 4")),
        Difference.of(a, output).causes());
    assertEquals(
        List.of(new Difference.Row("setting training, seed", "42", "43")),
        Difference.of(a, setting).causes());
    Path one = table("one");
    Path other = table("other");
    Path sidecar = other.resolveSibling("table9-test.json");
    Files.writeString(
        sidecar,
        Files.readString(sidecar)
            .replaceFirst("\"processors\": \"\\d+\"", "\"processors\": \"4096\""));
    assertEquals("no difference", Difference.of(one, other).toString());
    Files.writeString(other, "n\n8\n");
    List<Difference.Row> causes =
        Difference.of(folder.resolve("one"), folder.resolve("other")).causes();
    assertEquals(List.of("machine"), causes.stream().map(Difference.Row::what).toList());
    assertTrue(causes.get(0).b().contains("processors 4096"), causes.toString());
  }

  @Test
  void whatIsNotThereIsNamedAndWhatIsOfAnotherKindRefused() throws IOException {
    Path a = run("a", "d", "t", "c", "0.1");
    Path nowhere = folder.resolve("nowhere");
    EcgDataException e = assertThrows(EcgDataException.class, () -> Difference.of(a, nowhere));
    assertTrue(e.getMessage().startsWith(nowhere + ": expected"), e.getMessage());
    assertTrue(e.getMessage().endsWith("found nothing there"), e.getMessage());
    Path table = table("b");
    e = assertThrows(EcgDataException.class, () -> Difference.of(a, table));
    assertTrue(e.getMessage().endsWith("expected two of one kind"), e.getMessage());
  }
}
