package org.ecgworkbench.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.ecgworkbench.contents.Results;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Progress;

/**
 * Whether a folder of results is what its sidecars say. Every file in {@code tables} and {@code
 * figures} needs a sidecar and every sidecar its files; SHA-256 of outputs, of inputs, and of every
 * other file of the saved runs are computed anew; {@code index.html} must be the page of these
 * results, and every notebook and its page what {@code notebooks.sha256} names; tables are made
 * again from the saved predictions and compared byte for byte. Each model in {@code models} is
 * verified in the same way. Nothing is trained and nothing is written.
 *
 * <p>In a fresh checkout the saved runs and the PDF files are absent: outputs are then checked
 * against their sidecars, and the rest is counted as not checkable, which is no fault; {@link
 * #notCheckable} says of each table that is not made again why. Where a whole run is expected,
 * {@link Results} says what there must be, so that a result whose files and sidecar are both gone
 * is found.
 *
 * @param results the folder that was verified
 * @param findings what is wrong, in the order of kinds
 * @param sidecars the number of tables and figures
 * @param outputs the number of files whose SHA-256 was compared
 * @param inputs the number of inputs whose SHA-256 was compared
 * @param derived the number of tables made again
 * @param notCheckable what could not be checked here, and why
 */
public record Verification(
    Path results,
    List<Finding> findings,
    int sidecars,
    int outputs,
    int inputs,
    int derived,
    List<String> notCheckable) {

  /**
   * What a verification may be told.
   *
   * @param data the recordings of results that were made with {@code --data}; those of the embedded
   *     cohort are found in {@code runs}
   * @param test the recordings that only test, of results that say what they were trained on; {@code data} then trained
   * @param complete whether every result must be there; a checkout's folder, beside {@code
   *     codecheck.yml}, must have them anyway
   * @param only the id of the one result to look at, without the rest of the folder; empty means
   *     all
   */
  public record Options(
      Optional<Path> data, Optional<Path> test, boolean complete, Optional<String> only) {
    /** {@return the default options: no recordings; what is there, and in a checkout all of it} */
    public static Options defaults() {
      return new Options(Optional.empty(), Optional.empty(), false, Optional.empty());
    }

    /**
     * {@return the same for one result: its files against its sidecar, and a table made again}
     *
     * @param id for example {@code table1-data-profile}
     */
    public Options withOnly(String id) {
      return new Options(data, test, complete, Optional.of(id));
    }

    /**
     * {@return the same with recordings}
     *
     * @param folder the recordings that the results were made from
     */
    public Options withData(Path folder) {
      return new Options(Optional.of(folder), test, complete, only);
    }
  }

  /** Keeps its own copies. */
  public Verification {
    findings = findings.stream().sorted(Comparator.comparing(Finding::kind)).toList();
    notCheckable = List.copyOf(notCheckable);
  }

  /**
   * Verifies a folder of results.
   *
   * @param results holds {@code tables}, {@code figures} and, where there are saved runs, {@code runs}
   * @param options where recordings and manifest are
   * @param progress where long work says how far it is
   * @return every finding, and what could not be checked
   * @throws EcgDataException if there is no such folder, or neither tables nor figures in it
   * @throws CancellationException if the calling thread is interrupted
   */
  public static Verification of(Path results, Options options, Progress progress) {
    return new VerificationWork(results.toAbsolutePath().normalize(), options, progress).verify();
  }

  /** One of several folders, the others below the first; what is in those is named with their folder. */
  static Verification together(Path results, List<Verification> parts) {
    List<Finding> findings = new ArrayList<>();
    List<String> not = new ArrayList<>();
    int[] counts = new int[4];
    for (Verification part : parts) {
      String folder = results.relativize(part.results()).toString().replace('\\', '/');
      String at = folder.isEmpty() ? "" : folder + "/";
      part.findings().forEach(f -> findings.add(new Finding(f.kind(), at + f.file(), f.what())));
      part.notCheckable().forEach(n -> not.add(folder.isEmpty() ? n : "in " + folder + ": " + n));
      counts[0] += part.sidecars();
      counts[1] += part.outputs();
      counts[2] += part.inputs();
      counts[3] += part.derived();
    }
    return new Verification(results, findings, counts[0], counts[1], counts[2], counts[3], not);
  }

  /** {@return whether nothing is wrong} */
  public boolean isFine() {
    return findings.isEmpty();
  }

  /** {@return a summary of one line: the counts, and what could not be checked} */
  public String summary() {
    return counts()
        + (notCheckable.isEmpty()
            ? ""
            : "; not checkable here: " + String.join("; ", notCheckable));
  }

  private String counts() {
    StringBuilder text = new StringBuilder();
    if (isFine()) {
      text.append("verified");
    } else {
      Map<Finding.Kind, Integer> counts = new TreeMap<>();
      findings.forEach(f -> counts.merge(f.kind(), 1, Integer::sum));
      text.append("NOT verified: ");
      text.append(
          String.join(
              ", ",
              counts.entrySet().stream()
                  .map(e -> e.getValue() + " " + e.getKey().name().toLowerCase(Locale.ROOT))
                  .toList()));
    }
    return text.append(
            "; %d results, %d files and %d inputs compared, %d tables made again"
                .formatted(sidecars, outputs, inputs, derived))
        .toString();
  }

  /** A line a finding, the counts, and a line for each thing that could not be checked. */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    findings.forEach(f -> lines.add(f.toString()));
    lines.add(counts());
    notCheckable.forEach(n -> lines.add("not checkable here: " + n));
    return String.join("\n", lines);
  }
}
