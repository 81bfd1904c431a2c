package org.ecgworkbench.dataset.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ecgworkbench.ecg.EcgDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
  @TempDir private Path folder;

  private Csv csv(String text) throws IOException {
    return new Csv(Files.writeString(folder.resolve("a.csv"), text), List.of("id"));
  }

  @Test
  void cellsInQuotationMarksHoldCommasMarksAndLineEnds() throws IOException {
    List<Csv.Row> rows =
        csv("\ufeffid,note\r\nA1,\"one, \"\"two\"\"\nthree\"\r\n\r\n A2 ,\nA3,x").rows();
    assertEquals(List.of("A1", "A2", "A3"), rows.stream().map(r -> r.get("id")).toList());
    assertEquals("one, \"two\"\nthree", rows.get(0).get("note"));
    assertEquals("", rows.get(1).get("note"));
    assertEquals(
        List.of("a.csv: line 2", "a.csv: line 5", "a.csv: line 6"),
        rows.stream().map(Csv.Row::place).toList());
  }

  @Test
  void aMarkThatIsNotClosedIsToldWithTheFile() {
    for (String text : List.of("id,note\nA1,\"open\nA2,b\n", "id,note\nA1,\"closed\" and more\n")) {
      assertEquals(
          "a.csv: line 2: expected a closing quotation mark before a comma or the end of the line, found none",
          assertThrows(EcgDataException.class, () -> csv(text)).getMessage());
    }
  }

  @Test
  void rowsOfAnotherLengthAndNamesThatRepeatAreTold() {
    assertEquals(
        "a.csv: line 3: expected 2 fields, found 1",
        assertThrows(EcgDataException.class, () -> csv("id,note\nA1,\nA2\n")).getMessage());
    assertEquals(
        "a.csv: expected each column name once, found one repeated",
        assertThrows(EcgDataException.class, () -> csv("id,id\n")).getMessage());
    assertEquals(
        "a.csv: expected a column id, found note",
        assertThrows(EcgDataException.class, () -> csv("note\n")).getMessage());
    assertEquals(
        "a.csv: expected a line of column names, found none",
        assertThrows(EcgDataException.class, () -> csv("\n")).getMessage());
  }
}
