package org.ecgworkbench.verify;

import java.nio.file.Path;
import java.util.List;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * In what two runs differ: which input, setting or version of the software explains that their outputs are not the same. Times are not
 * compared. Machines are named only where outputs differ though data, settings and software are the same.
 *
 * @param causes what went in, where it differs, in the order: data, setting, software, source, input, machine
 * @param effects the outputs that differ
 */
public record Difference(List<Row> causes, List<Row> effects) {
  static final String NONE = "(none)";

  /**
   * Something that differs.
   *
   * @param what its kind and name
   * @param a its value in the first run
   * @param b its value in the second run
   */
  public record Row(String what, String a, String b) {}

  /** Keeps its own copies. */
  public Difference {
    causes = List.copyOf(causes);
    effects = List.copyOf(effects);
  }

  /**
   * Compares two runs of one kind: two sidecars, two saved runs (folders with {@code run.json}), or two folders of results, whose results
   * of the same name are compared.
   *
   * @param a the run that is compared
   * @param b the run it is compared with
   * @return the causes (inputs, settings, software) and the effects (outputs, numbers) in which they differ
   * @throws EcgDataException if one is neither, they are not of one kind, or one is damaged
   */
  public static Difference of(Path a, Path b) {
    return DifferenceWork.of(a, b);
  }

  /** {@return whether nothing differs} */
  public boolean isNone() {
    return causes.isEmpty() && effects.isEmpty();
  }

  /** A small table of what explains the difference, and a sentence about the outputs; {@code no difference} where there is none. */
  @Override
  public String toString() {
    if (isNone()) {
      return "no difference";
    }
    StringBuilder text = new StringBuilder();
    if (causes.isEmpty()
        && effects.stream().allMatch(e -> e.a().equals(NONE) || e.b().equals(NONE))) {
      text.append("what both have is the same\n");
    } else if (causes.isEmpty()) {
      text.append(
          "nothing recorded explains it: data, settings, inputs, software and source are the same; 'verify' says whether a file was changed"
              + " after it was made\n");
    } else {
      table(text, "what differs", causes);
    }
    if (effects.isEmpty()) {
      text.append("the outputs are the same all the same");
    } else {
      text.append("outputs that differ: ");
      text.append(String.join(", ", effects.stream().map(Difference::effect).toList()));
    }
    return text.toString();
  }

  private static String effect(Row row) {
    return row.b().equals(NONE)
        ? row.what() + " (only in A)"
        : row.a().equals(NONE) ? row.what() + " (only in B)" : row.what();
  }

  private static void table(StringBuilder text, String title, List<Row> rows) {
    int first =
        Math.max(title.length(), rows.stream().mapToInt(r -> r.what().length()).max().orElse(0));
    int second =
        Math.max(1, rows.stream().mapToInt(r -> brief(r.a(), r.b()).length()).max().orElse(0));
    String format = "%-" + first + "s  %-" + second + "s  %s%n";
    text.append(format.formatted(title, "A", "B"));
    for (Row row : rows) {
      text.append(format.formatted(row.what(), brief(row.a(), row.b()), brief(row.b(), row.a())));
    }
  }

  /** Twelve digits tell two hashes apart; long texts are shown from where they differ. */
  private static String brief(String value, String other) {
    if (value.matches("[0-9a-f]{40,64}")) {
      return value.substring(0, 12);
    }
    if (value.length() <= 60) {
      return value;
    }
    int same = 0;
    while (same < Math.min(value.length(), other.length())
        && value.charAt(same) == other.charAt(same)) {
      same++;
    }
    int from = Math.max(0, same - 20);
    String part = value.substring(from, Math.min(value.length(), from + 56));
    return (from > 0 ? "..." : "") + part + (from + 56 < value.length() ? "..." : "");
  }
}
