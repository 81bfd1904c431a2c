package org.ecgworkbench.dataset.synthetic;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Interval;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;

/**
 * The truth beside a generated record: {@code ID.evidence.csv} with the columns {@code label,strength,leads,startSample,endSample}.
 * Leads are {@code all} or names joined by a space; the end is one past the last sample. A label without evidence inside the record has no
 * row.
 */
public final class EvidenceFile {
  private static final String HEADER = "label,strength,leads,startSample,endSample";

  private EvidenceFile() {}

  /**
   * {@return the file of a record, {@code ID.evidence.csv}, whether it is there or not}
   *
   * @param directory the cohort's folder
   * @param id the record's name, for example {@code S00001}
   */
  public static Path of(Path directory, String id) {
    return directory.resolve(id + ".evidence.csv");
  }

  /**
   * Reads the evidence of one record.
   *
   * @param directory the cohort's folder
   * @param id the record's name, for example {@code S00001}
   * @return the mask of each label that has a row, in the order of {@link Diagnosis}
   * @throws EcgDataException if the file is missing or a line is not as it must be; names file, line, expected and found
   */
  public static Map<Diagnosis, EvidenceMask> read(Path directory, String id) {
    Path file = of(directory, id);
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    } catch (NoSuchFileException e) {
      throw new EcgDataException(
          file + ": no such file; only generated records know where their evidence is", e);
    } catch (MalformedInputException e) {
      throw new EcgDataException(file + ": expected plain text", e);
    } catch (IOException e) {
      throw new EcgDataException(file + " cannot be read (" + e.getMessage() + ")", e);
    }
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new EcgDataException(
          "%s: line 1: expected '%s', found %s"
              .formatted(file, HEADER, lines.isEmpty() ? "nothing" : "'" + lines.get(0) + "'"));
    }
    Map<Diagnosis, List<Interval>> found = new EnumMap<>(Diagnosis.class);
    for (int k = 1; k < lines.size(); k++) {
      String[] cells = lines.get(k).split(",", -1);
      try {
        if (cells.length != 5) {
          throw new IllegalArgumentException("expected 5 cells, found " + cells.length);
        }
        Set<Lead> leads = EnumSet.copyOf(Lead.parseList(cells[2].replace(' ', ',')));
        found
            .computeIfAbsent(Diagnosis.valueOf(cells[0]), d -> new ArrayList<>())
            .add(
                new Interval(
                    Strength.valueOf(cells[1]),
                    leads,
                    Integer.parseInt(cells[3]),
                    Integer.parseInt(cells[4])));
      } catch (IllegalArgumentException e) {
        throw new EcgDataException(file + ": line " + (k + 1) + ": " + e.getMessage(), e);
      }
    }
    Map<Diagnosis, EvidenceMask> masks = new EnumMap<>(Diagnosis.class);
    found.forEach((label, intervals) -> masks.put(label, new EvidenceMask(intervals)));
    return masks;
  }

  /** The file's text. */
  static String format(Map<Diagnosis, EvidenceMask> evidence) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    new EnumMap<>(evidence)
        .forEach(
            (label, mask) -> {
              for (Interval interval : mask.intervals()) {
                text.append(label.name())
                    .append(',')
                    .append(interval.strength())
                    .append(',')
                    .append(
                        interval.leads().size() == Lead.ALL.size()
                            ? "all"
                            : interval.leads().stream()
                                .map(Lead::label)
                                .collect(Collectors.joining(" ")))
                    .append(',')
                    .append(interval.startSample())
                    .append(',')
                    .append(interval.endSample())
                    .append('\n');
              }
            });
    return text.toString();
  }
}
