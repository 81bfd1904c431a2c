package org.ecgworkbench.dataset;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;

/** One recording as a table in text, of the form that {@link RecordingFile} describes. */
final class CsvRecording {
  static final String TIME = "seconds";
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d{1,4})?");

  private static final int LONGEST_FIRST_LINE = 4096;
  private static final long LONGEST_BYTES = 1L << 28;
  // A time may be off by this part of a step: 0.0028 for 1/360 s.
  private static final double TOLERATED_STEP = 0.4;
  // Rounded times may rise by twice the step, from 0.0028 to 0.006.
  private static final double LONGEST_STEPS = 2.5;

  private final String name;
  private final List<String> columns = new ArrayList<>();

  private CsvRecording(String name) {
    this.name = name;
  }

  static EcgRecord read(Path file) {
    String text =
        new String(DataFiles.read("", file, LONGEST_BYTES), StandardCharsets.UTF_8).strip();
    return new CsvRecording(file.getFileName().toString())
        .parse(RecordingFile.id(file), text.split("\\R", -1));
  }

  /** Whether a file's first line has the name of the time's column among others. */
  static boolean recognises(Path file) {
    String first =
        new String(DataFiles.head(file, LONGEST_FIRST_LINE), StandardCharsets.UTF_8)
            .replace("\uFEFF", "")
            .stripLeading();
    int end = first.indexOf('\n');
    String[] names = (end < 0 ? first : first.substring(0, end)).split(",", -1);
    return names.length > 1
        && Arrays.stream(names).anyMatch(name -> name.strip().equalsIgnoreCase(TIME));
  }

  private EcgRecord parse(String id, String[] lines) {
    for (String column : lines[0].replace("\uFEFF", "").split(",", -1)) {
      columns.add(column.strip().toLowerCase(Locale.ROOT));
    }
    int time = index(TIME);
    int[] leads = Lead.ALL.stream().mapToInt(lead -> index(lead.label())).toArray();
    if (columns.size() != leads.length + 1) {
      throw new EcgDataException(
          "%s: expected 13 columns, seconds and the twelve leads, found %d: %s"
              .formatted(name, columns.size(), known()));
    }
    int samples = lines.length - 1;
    if (samples < 2) {
      throw new EcgDataException(name + ": expected at least two samples, found " + samples);
    }
    double[] seconds = new double[samples];
    double[][] millivolts = new double[leads.length][samples];
    for (int row = 0; row < samples; row++) {
      String[] cells = lines[row + 1].split(",", -1);
      if (cells.length != columns.size()) {
        throw new EcgDataException(
            "%s: line %d: expected %d cells, found %d"
                .formatted(name, row + 2, columns.size(), cells.length));
      }
      seconds[row] = number(cells, time, row);
      for (int lead = 0; lead < leads.length; lead++) {
        millivolts[lead][row] = number(cells, leads[lead], row);
      }
    }
    return new EcgRecord(id, rate(seconds), millivolts, OptionalInt.empty(), Sex.UNKNOWN, Set.of());
  }

  private int index(String column) {
    String wanted = column.toLowerCase(Locale.ROOT);
    int first = columns.indexOf(wanted);
    if (first < 0 || first != columns.lastIndexOf(wanted)) {
      throw new EcgDataException(
          "%s: expected one column '%s' in the first line, found %s: %s"
              .formatted(name, column, first < 0 ? "none" : "several", known()));
    }
    return first;
  }

  /** The columns, but for such as are none of these: a line of another table may name a patient. */
  private String known() {
    Set<String> names = new LinkedHashSet<>(List.of(TIME));
    Lead.ALL.forEach(lead -> names.add(lead.label().toLowerCase(Locale.ROOT)));
    List<String> known = columns.stream().filter(names::contains).toList();
    int others = columns.size() - known.size();
    return String.join(",", known)
        + (others == 0 ? "" : (known.isEmpty() ? "" : " and ") + others + " others");
  }

  private double number(String[] cells, int column, int row) {
    String cell = cells[column].strip();
    if (cell.isEmpty() || cell.equalsIgnoreCase("NaN")) {
      return Double.NaN;
    }
    // Not whatever Java reads as a number, such as 0x1p32 or one with control characters around it.
    if (DECIMAL.matcher(cell).matches() && Double.isFinite(Double.parseDouble(cell))) {
      return Double.parseDouble(cell);
    }
    throw new EcgDataException(
        "%s: line %d, column %s: expected a number, found %d characters that are none"
            .formatted(name, row + 2, columns.get(column), cell.length()));
  }

  /** Times are those of the file: a gap is named by what stands before and behind it, not by a rate that it would make. */
  private void requireNoGap(double[] seconds) {
    double[] steps = new double[seconds.length - 1];
    int longest = 0;
    for (int i = 0; i < steps.length; i++) {
      steps[i] = seconds[i + 1] - seconds[i];
      longest = steps[i] > steps[longest] ? i : longest;
    }
    double[] sorted = steps.clone();
    Arrays.sort(sorted);
    double usual = sorted[sorted.length / 2];
    if (usual > 0 && steps[longest] > LONGEST_STEPS * usual) {
      throw new EcgDataException(
          "%s: line %d: expected the time to rise by %s s as mostly, found a gap from %s to %s s; an empty cell in a line of its own is a missing sample"
              .formatted(name, longest + 3, (float) usual, seconds[longest], seconds[longest + 1]));
    }
  }

  private int rate(double[] seconds) {
    int last = seconds.length - 1;
    double step = (seconds[last] - seconds[0]) / last;
    int rate = (int) Math.rint(1 / step);
    boolean isEven = true;
    for (int i = 0; i <= last; i++) {
      isEven &= Math.abs(seconds[i] - seconds[0] - (double) i / rate) <= TOLERATED_STEP / rate;
    }
    if (!isEven) {
      requireNoGap(seconds);
    }
    if (!(step > 0) || rate < 1 || Math.abs(rate * step - 1) > 1e-3) {
      throw new EcgDataException(
          "%s: expected times that rise by a whole number of samples a second, found %s s for %d samples"
              .formatted(name, seconds[last] - seconds[0], seconds.length));
    }
    for (int i = 0; i <= last; i++) {
      if (!(Math.abs(seconds[i] - seconds[0] - (double) i / rate) <= TOLERATED_STEP / rate)) {
        throw new EcgDataException(
            "%s: line %d: expected the time %s s at %d Hz, found %s"
                .formatted(name, i + 2, seconds[0] + (double) i / rate, rate, seconds[i]));
      }
    }
    return rate;
  }
}
