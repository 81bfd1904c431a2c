package org.ecgworkbench.figure.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.FigureFiles;
import org.ecgworkbench.figure.SvgTexts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads the texts back from the SVG file: text stays text, lies within the figure, is large enough to read, and none covers another. */
class TextOverlapTest {
  static Stream<String> names() {
    return FigureSamples.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void textsAreReadableAndApart(String name) throws IOException {
    Figure figure = FigureSamples.all().get(name).get();
    SvgTexts texts = SvgTexts.of(FigureFiles.svg(figure).getBytes(StandardCharsets.UTF_8));
    assertFalse(texts.texts().isEmpty(), name);
    assertEquals(List.of(), texts.faults(), name);
  }
}
