package org.ecgworkbench.paper.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoryTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();

  @TempDir private Path folder;

  @Test
  void withoutTablesOfRealRecordingsItSaysSo() {
    List<String> real = StoryOfReal.of(folder.resolve("models"));
    assertEquals(5, real.size());
    real.forEach(each -> assertEquals("Not yet run on real recordings.", each));
  }

  /** The numbers are those of the committed table, read by eye. */
  @Test
  void theShippedNetworksNumbersAreThoseOfItsTable() throws IOException {
    Path models = ROOT.resolve("results/models");
    Files.createDirectories(folder.resolve("models"));
    Path model = folder.resolve("models/m/tables");
    Files.createDirectories(model);
    Files.copy(
        models.resolve("ptb-xl-ten-seconds/tables/external-validation.csv"),
        model.resolve("external-validation.csv"));
    List<String> real = StoryOfReal.of(folder.resolve("models"));
    assertEquals("Not yet run on real recordings.", real.get(4));
    String first = real.get(0);
    assertTrue(first.startsWith("The shipped network on PTB-XL, test folds: average AUC "), first);
    assertTrue(first.contains("The shipped network on CPSC2018: average AUC "), first);
    assertTrue(
        first.matches("(?s).*average F1 0\\.\\d{3} \\(0\\.\\d{3} to 0\\.\\d{3}\\)\\..*"), first);
  }

  @Test
  void tablesOfRealRecordingsAreRead() {
    List<String> real = StoryOfReal.of(ROOT.resolve("results/models"));
    assertTrue(
        real.get(0)
            .matches(
                "(?s).*CPSC2018[^:]*: average AUC 0\\.\\d{3} \\(0\\.\\d{3} to 0\\.\\d{3}\\).*PTB-XL.*The shipped network.*"),
        real.get(0));
    assertTrue(real.get(1).contains("PTB-XL: supported: every learner is below"), real.get(1));
    assertTrue(real.get(3).contains("the best by F1 are "), real.get(3));
    assertTrue(
        real.get(4)
            .startsWith(
                "PTB-XL, 43 patients: of the marks that raise the score 0.089 (0.056 to 0.125) more than of the signal's energy lies in the"
                    + " waves that define the label; among samples of equal amplitude they find these waves with an AUC of 0.530 (0.518 to"
                    + " 0.542)"),
        real.get(4));
  }

  @Test
  void thePageIsWordsWithoutTheTermsOfTheCode() {
    Story story =
        new Story(
            List.of(new Story.Row("It is good.", "0.9 (0.8 to 0.95)", "none", "the split")), true);
    String text = story.toString();
    assertTrue(text.contains("Found on generated recordings: 0.9 (0.8 to 0.95)"), text);
    assertFalse(new Story(story.rows(), false).toString().contains("generated"));
  }
}
