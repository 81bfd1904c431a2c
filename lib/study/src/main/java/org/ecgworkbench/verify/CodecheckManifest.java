package org.ecgworkbench.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * The manifest of a {@code codecheck.yml} (<a href="https://codecheck.org.uk/spec/config/1.0/">configuration file 1.0</a>): the files that
 * a run must make. Read in the form it is written in here: after {@code manifest:}, a line {@code - file: PATH} each.
 */
final class CodecheckManifest {
  /** The file's name. */
  static final String NAME = "codecheck.yml";

  private static final Pattern FILE = Pattern.compile("\\s*-\\s+file:\\s+(results/\\S+)\\s*");
  private static final Pattern NOTHING = Pattern.compile("\\s*(#.*)?");

  private CodecheckManifest() {}

  /**
   * The files of the manifest, relative to the folder of results.
   *
   * @throws EcgDataException if the file cannot be read, a line of its manifest is neither a file below {@code results} nor its one
   *     comment, or a file is listed twice
   */
  static List<String> read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new EcgDataException(file + ": cannot be read (" + WholeFile.reason(e) + ")", e);
    }
    int start = lines.indexOf("manifest:");
    if (start < 0) {
      throw new EcgDataException(file + ": expected a manifest, found none");
    }
    List<String> files = new ArrayList<>();
    boolean commented = true;
    for (int i = start + 1; i < lines.size(); i++) {
      if (lines.get(i).matches("\\S.*")) {
        break; // the next key
      }
      Matcher matcher = FILE.matcher(lines.get(i));
      if (matcher.matches()) {
        String name = matcher.group(1).substring("results/".length());
        if (files.contains(name)) {
          throw new EcgDataException(
              "%s: line %d: %s is listed a second time".formatted(file, i + 1, name));
        }
        files.add(name);
        commented = false;
      } else if (lines.get(i).strip().startsWith("comment:")) {
        if (commented) {
          throw new EcgDataException(
              "%s: line %d: expected one comment for a file, found another: '%s'"
                  .formatted(file, i + 1, lines.get(i).strip()));
        }
        commented = true;
      } else if (!NOTHING.matcher(lines.get(i)).matches()) {
        throw new EcgDataException(
            "%s: line %d: expected '- file: results/...' or a comment, found '%s'"
                .formatted(file, i + 1, lines.get(i).strip()));
      }
    }
    return files;
  }
}
