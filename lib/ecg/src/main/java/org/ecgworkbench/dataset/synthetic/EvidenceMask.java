package org.ecgworkbench.dataset.synthetic;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;

/**
 * Where in a recording the evidence of one label is: intervals of samples in named leads.
 *
 * <p>The definition by class, with the fiducial points of the generated beats:
 *
 * <ul>
 *   <li>SNR: defining, P onset to T end in all leads. A normal ECG is normal everywhere, so this mask covers most of the record and
 *       says little about the quality of an explanation.
 *   <li>AF: defining, T end to the next QRS onset in all leads (no P wave, fibrillatory waves instead); supporting, the QRS complexes
 *       (their irregular times).
 *   <li>IAVB: defining, P onset to QRS onset in all leads.
 *   <li>LBBB: defining, the QRS in I, aVL, V1, V2, V5, V6; supporting, the QRS in the other leads and ST and T in all.
 *   <li>RBBB: defining, the QRS in I, V1, V2, V6; supporting, the QRS in the other leads and ST and T in V1 to V3.
 *   <li>PAC: defining, P onset to QRS end of the premature beats in all leads; supporting, from there to the next P onset (or QRS onset, if
 *       it has none): the pause.
 *   <li>PVC: defining, QRS onset to T end of the premature beats in all leads; supporting, from there to the next QRS onset: the pause.
 *   <li>STD, STE: defining, J point to T onset (at least 80 ms) in the leads where the label's own ST vector shifts the signal in the label's
 *       direction by at least half as much as in the lead where it does so most; supporting, T in those leads, and ST in the leads that it
 *       shifts as much in the other direction (reciprocal change).
 * </ul>
 *
 * @param intervals the evidence, in order of time within each rule; intervals may overlap
 */
public record EvidenceMask(List<Interval> intervals) {
  private static final String HEADER = "label,strength,leads,startSample,endSample";

  /** How much a stretch of signal says about the label. */
  public enum Strength {
    /** What the textbook's definition of the class refers to. */
    DEFINING,
    /** What usually accompanies it. */
    SUPPORTING
  }

  /**
   * A stretch of samples in some leads.
   *
   * @param strength how much it says
   * @param leads the leads, at least one
   * @param startSample first sample, 0 or more
   * @param endSample one past the last sample, more than the first
   */
  public record Interval(Strength strength, Set<Lead> leads, int startSample, int endSample) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if there is no lead or no sample
     */
    public Interval {
      Objects.requireNonNull(strength, "strength");
      if (leads.isEmpty() || startSample < 0 || endSample <= startSample) {
        throw new IllegalArgumentException(
            "an interval needs a lead and 0 <= start < end, found %s, %s to %s"
                .formatted(leads, startSample, endSample));
      }
      leads = Collections.unmodifiableSet(EnumSet.copyOf(leads));
    }
  }

  /** Copies the list. */
  public EvidenceMask {
    intervals = List.copyOf(intervals);
  }

  /**
   * The mask as an array.
   *
   * @param samples length of the record
   * @param weakest {@code DEFINING} for the defining evidence alone, {@code SUPPORTING} for both
   * @return {@code [12][samples]}, true where the evidence is
   * @throws IllegalArgumentException if an interval ends after the last sample
   */
  public boolean[][] toArray(int samples, Strength weakest) {
    boolean[][] mask = new boolean[Lead.ALL.size()][samples];
    for (Interval interval : intervals) {
      if (interval.endSample() > samples) {
        throw new IllegalArgumentException(
            "evidence ends at sample " + interval.endSample() + " of " + samples);
      }
      if (interval.strength().compareTo(weakest) <= 0) {
        for (Lead lead : interval.leads()) {
          Arrays.fill(mask[lead.ordinal()], interval.startSample(), interval.endSample(), true);
        }
      }
    }
    return mask;
  }

  /** {@return how many intervals of each strength there are} */
  @Override
  public String toString() {
    long defining = intervals.stream().filter(i -> i.strength() == Strength.DEFINING).count();
    return "evidence in %d intervals, %d of them defining".formatted(intervals.size(), defining);
  }

  /**
   * {@return the file of a record, {@code ID.evidence.csv}, whether it is there or not}
   *
   * @param directory the cohort's folder
   * @param id the record's name, for example {@code S00001}
   */
  public static Path file(Path directory, String id) {
    return directory.resolve(id + ".evidence.csv");
  }

  /**
   * Reads the evidence of one record, a table with the columns {@code label,strength,leads,startSample,endSample}. Leads are {@code all} or
   * names joined by a space; the end is one past the last sample. A label without evidence inside the record has no row.
   *
   * @param directory the cohort's folder
   * @param id the record's name, for example {@code S00001}
   * @return the mask of each label that has a row, in the order of {@link Diagnosis}
   * @throws EcgDataException if the file is missing or a line is not as it must be; names file, line, expected and found
   */
  public static Map<Diagnosis, EvidenceMask> read(Path directory, String id) {
    Path file = file(directory, id);
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
