package org.ecgworkbench.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSplit;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.file.FolderAccount;

/**
 * What became of the files of a folder and of its recordings, from what was found to the parts of the split: the one place for the numbers
 * that Table 1's note and the flow diagram give.
 *
 * @param files what became of each file of the folder; empty for the embedded cohort
 * @param leftOut the recordings that were left out by name, each with its reason; immutable
 * @param indexed recordings that were read, with or without a label of the nine
 * @param withoutLabel those of them that state none of the nine, in the order of ids; no experiment uses them; immutable
 * @param withOtherDiagnoses how many state a diagnosis outside the nine as well, or alone
 * @param training recordings that train
 * @param validation recordings that choose the epoch and the thresholds
 * @param test recordings that test
 */
public record Accounting(
    Optional<FolderAccount> files,
    SortedMap<String, String> leftOut,
    int indexed,
    List<String> withoutLabel,
    int withOtherDiagnoses,
    int training,
    int validation,
    int test) {
  /** Copies the map and the list. */
  public Accounting {
    leftOut = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(leftOut));
    withoutLabel = List.copyOf(withoutLabel);
  }

  static Accounting of(Setup setup) {
    EcgDataset dataset = setup.dataset();
    RecordSplit split = setup.split();
    return new Accounting(
        setup.parameters().data().map(folder -> StudyData.account(folder, dataset)),
        new TreeMap<>(dataset.leftOut()),
        dataset.records().size(),
        dataset.records().stream()
            .filter(r -> r.diagnoses().isEmpty())
            .map(RecordSummary::id)
            .sorted()
            .toList(),
        dataset.unknownCodes().size(),
        split.trainIds().size(),
        split.validationIds().size(),
        split.testIds().size());
  }

  /** {@return recordings that were found: those read and those left out} */
  public int found() {
    return indexed + leftOut.size();
  }

  /** {@return recordings with at least one of the nine: those of Table 1} */
  public int labelled() {
    return indexed - withoutLabel.size();
  }

  /** {@return what a table of the labelled recordings is to say of the others; empty where there are none} */
  public String note() {
    List<String> parts = new ArrayList<>();
    if (!leftOut.isEmpty()) {
      parts.add(leftOut.size() + " left out by name");
    }
    if (!withoutLabel.isEmpty()) {
      parts.add(withoutLabel.size() + " without any of the nine");
    }
    long lost = files.map(account -> account.ofRecordings()).orElse(0L);
    if (lost > 0) {
      parts.add(lost + (lost == 1 ? " file" : " files") + " of recordings not read");
    }
    return String.join("; ", parts);
  }

  /** {@return the way from what was found to what is used, a line each} */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    files.ifPresent(account -> lines.addAll(account.lines()));
    lines.add(
        "recordings: %d found, %d left out by name, %d without any of the nine, %d used: %d train, %d validate, %d test"
            .formatted(
                found(),
                leftOut.size(),
                withoutLabel.size(),
                labelled(),
                training,
                validation,
                test));
    return String.join("\n", lines);
  }
}
