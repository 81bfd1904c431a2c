package org.ecgworkbench.cli;

import static org.ecgworkbench.cli.Outcome.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording, a folder or a model can have wrong is said, once, by every verb that it matters to. */
class NothingSilentTest {
  private static final String SHIPPED = "../../results/models/ptb-xl-ten-seconds";
  @TempDir private static Path made;
  @TempDir private Path folder;

  @BeforeAll
  static void generate() {
    new SyntheticCohort(new SyntheticCohort.Options(5, 12, ClassMix.BALANCED))
        .writeTo(made, done -> {});
  }

  /** A folder with the first records of the cohort. */
  private Path records(String name, int count) throws IOException {
    Path target = Files.createDirectories(folder.resolve(name));
    for (int i = 1; i <= count; i++) {
      copy(target, i, "S%05d".formatted(i));
    }
    return target;
  }

  private static void copy(Path target, int number, String id) throws IOException {
    String from = "S%05d".formatted(number);
    Files.copy(made.resolve(from + ".mat"), target.resolve(id + ".mat"));
    String header = Files.readString(made.resolve(from + ".hea"), StandardCharsets.ISO_8859_1);
    Files.writeString(target.resolve(id + ".hea"), header.replace(from, id));
  }

  private static void edit(Path file, String from, String to) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    String changed = text.replaceAll(from, to);
    assertFalse(changed.equals(text), text);
    Files.writeString(file, changed, StandardCharsets.ISO_8859_1);
  }

  private static List<String> lines(String text, String with) {
    return text.lines().filter(line -> line.contains(with)).toList();
  }

  /** The shipped network's validation fold holds no STE: it said yes to it for every record of a folder. */
  @Test
  void aClassThatIsNotDecidedIsNeitherYesNorNo() throws IOException {
    Path data = records("few", 2);
    Outcome all =
        run("predict", "--data", "" + data, "--model", SHIPPED, "--record", "S00001,S00002");
    assertEquals(0, all.exitCode(), all.err());
    List<String> ste = lines(all.out(), ",STE,");
    assertEquals(2, ste.size());
    ste.forEach(line -> assertTrue(line.matches("S0000\\d,STE,[^,]+,,,[01]"), line));
    assertEquals(1, lines(all.err(), "STE is not decided").size(), all.err());
    Outcome one =
        run("predict", data.resolve("S00001.hea") + "", "--model", SHIPPED, "--out", folder + "/o");
    assertEquals(lines(all.out(), "S00001,"), lines(one.out(), "S00001,"), "one rule for both");
  }
}
