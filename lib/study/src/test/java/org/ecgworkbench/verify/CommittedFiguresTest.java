package org.ecgworkbench.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.SvgTexts;
import org.junit.jupiter.api.Test;

/**
 * The committed figures as a journal prints them, at most 180 mm wide. Where one fails after a change of the code, results/ is older than
 * the code: environment/reproduce makes it anew.
 */
class CommittedFiguresTest {
  private static final Path RESULTS =
      Path.of("").toAbsolutePath().getParent().getParent().resolve("results");

  /** A page of 297 mm less its margins and a short caption. */
  private static final double HIGHEST_MM = 235;

  /** Too high for a page, at true scale, and in no repository. */
  private static final String GALLERY = "figure1-gallery.svg";

  private static final Pattern CASES = Pattern.compile(".* \\((\\d+)\\)");
  private static final String GREY = "fill:rgb(107,107,107)";

  private static List<Path> figures() throws IOException {
    try (Stream<Path> files = Files.walk(RESULTS)) {
      return files
          .filter(f -> f.toString().endsWith(".svg") && !f.startsWith(RESULTS.resolve("runs")))
          .filter(f -> !f.getFileName().toString().equals(GALLERY))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyFigureFitsAPageAndItsTextsAreReadableAndApart() throws IOException {
    List<String> faults = new ArrayList<>();
    List<Path> figures = figures();
    assertTrue(figures.size() > 40, figures.toString());
    for (Path figure : figures) {
      SvgTexts texts = SvgTexts.of(Files.readAllBytes(figure));
      String name = RESULTS.relativize(figure) + ": ";
      assertTrue(!texts.texts().isEmpty(), name);
      texts.faults().forEach(fault -> faults.add(name + fault));
      double high = texts.heightMm() * Math.min(1, 180 / texts.widthMm());
      if (high > HIGHEST_MM) {
        faults.add(name + "%.0f mm high".formatted(high));
      }
    }
    assertEquals(List.of(), faults);
  }

  /** A row or a column of heat maps whose name says that it has fewer than five cases is grey, and only such. */
  @Test
  void whatRestsOnFewerThanFiveIsGrey() throws IOException {
    int few = 0;
    for (Path figure : figures()) {
      if (!figure
          .getFileName()
          .toString()
          .matches(
              "(figure5|figure-lead-sets|figure7|attribution-ground-truth|signal-or-noise).*")) {
        continue;
      }
      List<SvgTexts.Text> texts = SvgTexts.of(Files.readAllBytes(figure)).texts();
      for (SvgTexts.Text name : texts) {
        Matcher cases = CASES.matcher(name.content());
        if (!cases.matches()) {
          continue;
        }
        boolean isFew = Integer.parseInt(cases.group(1)) < 5;
        List<SvgTexts.Text> numbers =
            texts.stream().filter(t -> isNumber(t) && isBeside(t, name, texts)).toList();
        for (SvgTexts.Text number : numbers) {
          boolean isGrey = number.style().contains(GREY);
          String where = figure + ": " + name.content() + ", " + number.content();
          assertTrue(!isFew || isGrey, where);
        }
        few += isFew ? numbers.size() : 0;
      }
    }
    assertTrue(few > 50, few + " grey numbers");
  }

  /** In a cell: what stands at the right edge are the ticks of the key. */
  private static boolean isNumber(SvgTexts.Text text) {
    return text.box().getMaxX() < Pen.points(161) && text.content().matches("\u2212?\\d\\.\\d\\d");
  }

  /** In the row to the right of its name, or in the column below its name, of the same map. */
  private static boolean isBeside(
      SvgTexts.Text number, SvgTexts.Text name, List<SvgTexts.Text> texts) {
    double dx = number.box().getCenterX() - name.box().getCenterX();
    double dy = number.box().getCenterY() - name.box().getCenterY();
    boolean isColumn = Math.abs(dx) < 5 && dy > 0;
    // The next head of the same name begins another map, and so does the next panel's letter.
    boolean isSame =
        texts.stream()
            .filter(
                t ->
                    t != name && t.content().equals(name.content()) || t.content().matches("[a-z]"))
            .mapToDouble(t -> t.box().getCenterY() - name.box().getCenterY())
            .filter(below -> below > 0)
            .noneMatch(below -> below < dy);
    return (isColumn && isSame) || (dx > 0 && Math.abs(dy) < 6 && number.points() == 7);
  }
}
