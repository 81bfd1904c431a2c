package org.ecgworkbench.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The names of the random streams in the sidecars are those in the code. */
class SeedStreamsTest {
  private static final Pattern CALL =
      Pattern.compile(
          "NumpyRandom\\s*\\.stream\\(\\s*[\\w.()]+,\\s*((?:\"[^\"]*\"|\\w+|\\s*\\+\\s*)+)\\)");

  /** {@code "class " + c} as {@code class *}. */
  private static String pattern(String expression) {
    StringBuilder name = new StringBuilder();
    for (String part : expression.split("\\s*\\+\\s*")) {
      name.append(part.startsWith("\"") ? part.substring(1, part.length() - 1) : "*");
    }
    return name.toString();
  }

  @Test
  void everyStreamOfTheLibraryIsNamedAndNoOther() throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files =
        Stream.concat(
            Files.walk(Path.of("src/main/java")), Files.walk(Path.of("../ecg/src/main/java")))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        String code =
            Files.readString(file)
                .lines()
                .filter(line -> !line.strip().startsWith("*") && !line.strip().startsWith("/"))
                .collect(Collectors.joining("\n"));
        Matcher call = CALL.matcher(code);
        while (call.find()) {
          found.add(pattern(call.group(1).strip()));
        }
      }
    }
    assertTrue(found.contains("shuffling"), found.toString());
    Set<String> named = new TreeSet<>(SeedStreams.all());
    assertTrue(named.remove(SeedStreams.SPLIT)); // NumPy's own generator, no named stream
    assertEquals(found, named);
  }
}
