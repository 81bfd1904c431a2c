package org.ecgworkbench.dataset.synthetic;

import static org.ecgworkbench.dataset.synthetic.SyntheticCohort.OPTIONS_FILE;
import static org.ecgworkbench.dataset.synthetic.SyntheticCohort.SUMS_FILE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.Sha256;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.EcgDataException;

/** A {@link SyntheticCohort} on disk: written so that a break costs nothing, or verified. */
record CohortFolder(SyntheticCohort cohort) {
  /** What {@link SyntheticCohort#writeTo} does. */
  boolean writeTo(Path directory, IntConsumer progress) {
    Path target = directory.toAbsolutePath().normalize();
    try {
      if (Files.exists(target) && !isEmpty(target)) {
        verify(target, progress);
        return false;
      }
      Path partial = target.resolveSibling(target.getFileName() + ".partial");
      Map<String, String> sums = resume(partial);
      for (int k = 0; k < cohort.options().size(); k++) {
        Parallel.stopIfInterrupted();
        if (!complete(partial, SyntheticCohort.id(k), sums)) {
          write(partial, cohort.record(k), sums);
        }
        progress.accept(k + 1);
      }
      finish(partial, target);
      return true;
    } catch (IOException e) {
      throw new EcgDataException(
          "%s: the cohort cannot be written (%s)"
              .formatted(
                  target,
                  e instanceof AccessDeniedException
                      ? "permission denied: " + e.getMessage()
                      : e.getMessage()),
          e);
    }
  }

  /** Makes or takes up the partial folder; returns the checksums of files that an earlier call finished. */
  private Map<String, String> resume(Path partial) throws IOException {
    Files.createDirectories(partial);
    Path draft = partial.resolve(OPTIONS_FILE + ".partial");
    if (Files.exists(draft)
        && Files.readString(draft, StandardCharsets.ISO_8859_1).equals(text())
        && Files.exists(partial.resolve(SUMS_FILE))) {
      return sums(partial, false);
    }
    empty(partial);
    Files.writeString(draft, text(), StandardCharsets.US_ASCII);
    Files.writeString(partial.resolve(SUMS_FILE), "", StandardCharsets.US_ASCII);
    return new LinkedHashMap<>();
  }

  private static List<String> files(String id) {
    return List.of(id + ".mat", id + ".evidence.csv", id + ".hea");
  }

  private static boolean complete(Path folder, String id, Map<String, String> sums)
      throws IOException {
    for (String name : files(id)) {
      Path file = folder.resolve(name);
      if (!sums.containsKey(name)
          || !Files.isRegularFile(file)
          || !Sha256.of(file).equals(sums.get(name))) {
        return false;
      }
    }
    return true;
  }

  private static void write(Path folder, SyntheticRecord synthetic, Map<String, String> sums)
      throws IOException {
    String id = synthetic.record().id();
    Files.writeString(
        EvidenceMask.file(folder, id),
        EvidenceMask.format(synthetic.evidence()),
        StandardCharsets.US_ASCII);
    WfdbWriter.write(folder, synthetic.record());
    StringBuilder lines = new StringBuilder();
    for (String name : files(id)) {
      String sum = Sha256.of(folder.resolve(name));
      sums.put(name, sum);
      lines.append(sum).append("  ").append(name).append('\n');
    }
    Files.writeString(
        folder.resolve(SUMS_FILE), lines, StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
  }

  private void finish(Path partial, Path target) throws IOException {
    // The sums may hold a record twice or a cut line after a break: written anew.
    Map<String, String> sums = sums(partial, false);
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < cohort.options().size(); k++) {
      for (String name : files(SyntheticCohort.id(k))) {
        text.append(sums.get(name)).append("  ").append(name).append('\n');
      }
    }
    Path draft = partial.resolve(SUMS_FILE + ".draft");
    Files.writeString(draft, text, StandardCharsets.US_ASCII);
    Files.move(draft, partial.resolve(SUMS_FILE), StandardCopyOption.REPLACE_EXISTING);
    Files.move(partial.resolve(OPTIONS_FILE + ".partial"), partial.resolve(OPTIONS_FILE));
    Files.deleteIfExists(target);
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private void verify(Path folder, IntConsumer progress) throws IOException {
    Path file = folder.resolve(OPTIONS_FILE);
    if (!Files.isRegularFile(file)) {
      throw new EcgDataException(
          folder
              + ": expected an empty folder or a cohort, found other files and no "
              + OPTIONS_FILE);
    }
    String found = Files.readString(file, StandardCharsets.ISO_8859_1);
    if (!found.equals(text())) {
      throw new EcgDataException(
          "%s: holds another cohort: expected '%s', found '%s'"
              .formatted(
                  folder, text().strip().replace("\n", ", "), found.strip().replace("\n", ", ")));
    }
    Map<String, String> sums = sums(folder, true);
    for (int k = 0; k < cohort.options().size(); k++) {
      Parallel.stopIfInterrupted();
      for (String name : files(SyntheticCohort.id(k))) {
        Path each = folder.resolve(name);
        if (!Files.isRegularFile(each)) {
          throw new EcgDataException(each + ": the cohort's file is missing");
        }
        String sum = Sha256.of(each);
        if (!sum.equals(sums.get(name))) {
          throw new EcgDataException(
              each + ": expected SHA-256 " + sums.get(name) + ", found " + sum);
        }
      }
      progress.accept(k + 1);
    }
  }

  private static Map<String, String> sums(Path folder, boolean strict) throws IOException {
    Path file = folder.resolve(SUMS_FILE);
    Map<String, String> sums = new LinkedHashMap<>();
    if (strict && !Files.isRegularFile(file)) {
      throw new EcgDataException(file + ": the cohort's file is missing");
    }
    for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
      if (line.length() > 66 && line.startsWith("  ", 64)) {
        sums.put(line.substring(66), line.substring(0, 64));
      } else if (strict) {
        throw new EcgDataException(
            file + ": expected a SHA-256, two spaces and a file, found '" + line + "'");
      }
    }
    return sums;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new EcgDataException(folder + ": expected a folder, found a file");
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      return !entries.iterator().hasNext();
    }
  }

  /** Removes what an earlier, different or broken attempt left in the partial folder, and only that. */
  private static void empty(Path partial) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(partial)) {
      stream.forEach(entries::add);
    }
    for (Path entry : entries) {
      String name = entry.getFileName().toString();
      boolean own =
          name.matches("S\\d{5}\\.(mat|hea|evidence\\.csv)|\\.S\\d{5}\\..*\\.(part|tmp)")
              || name.startsWith(SUMS_FILE)
              || name.startsWith(OPTIONS_FILE);
      if (!own) {
        throw new EcgDataException(
            partial + ": expected an unfinished cohort, found '" + name + "'; move it away");
      }
      Files.delete(entry);
    }
  }

  private String text() {
    return String.format(
        Locale.ROOT,
        "ecgworkbench synthetic cohort\nversion %d\nseed %d\nsize %d\nmix %s\n",
        SyntheticCohort.VERSION,
        cohort.options().seed(),
        cohort.options().size(),
        cohort.options().mix().name());
  }
}
