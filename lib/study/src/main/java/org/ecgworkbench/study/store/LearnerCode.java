package org.ecgworkbench.study.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.provenance.Provenance;

/** The code of a learner that is not this library's: a part of what a saved run depends on. */
public final class LearnerCode {
  private static final ClassValue<Optional<String>> KNOWN =
      new ClassValue<>() {
        @Override
        protected Optional<String> computeValue(Class<?> type) {
          return compute(type);
        }
      };

  private LearnerCode() {}

  /**
   * {@return whether a learner is one of the library's own}
   *
   * @param learner anybody's
   */
  public static boolean isOfTheLibrary(Baseline learner) {
    return learner.getClass().getPackage() == Baseline.class.getPackage();
  }

  /**
   * {@return the SHA-256 of the jar, or of all classes of the folder, that a learner's class came from, in hexadecimal; empty where it
   * came from neither, as a class of a notebook}
   *
   * @param type of the learner
   */
  public static Optional<String> sha256(Class<?> type) {
    return KNOWN.get(type);
  }

  private static Optional<String> compute(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      if (!"file".equals(source.getLocation().getProtocol())) {
        return Optional.empty();
      }
      Path path = Path.of(source.getLocation().toURI());
      return Files.isDirectory(path)
          ? Optional.of(Provenance.sha256(classes(path)))
          : Files.isRegularFile(path) ? Optional.of(Provenance.sha256(path)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the code of " + type.getName(), e);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** A line a class file with its SHA-256, in the order of names. */
  private static String classes(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .forEach(file -> lines.add(folder.relativize(file) + " " + Provenance.sha256(file)));
    }
    lines.sort(null);
    return String.join("\n", lines);
  }
}
