package org.ecgworkbench.recording;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.PtbXl;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Profile;
import org.ecgworkbench.study.Study;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** A model card (Mitchell et al. 2019, doi 10.1145/3287560.3287596) as Markdown, filled in from the run. */
final class ModelCard {
  static final String FILE_NAME = "MODEL_CARD.md";

  private static final int FEW = 10;

  private final Study study;
  private final EcgDataset external;
  private final String leftOut;
  private final ExternalValidation.Trained chosen;
  private final String common;
  private final TableResult table;
  private final TableResult seeds;

  ModelCard(
      Study study,
      EcgDataset external,
      String leftOut,
      ExternalValidation.Trained chosen,
      String common,
      TableResult table,
      TableResult seeds) {
    this.study = study;
    this.external = external;
    this.leftOut = leftOut;
    this.chosen = chosen;
    this.common = common;
    this.table = table;
    this.seeds = seeds;
  }

  String markdown() {
    ResNet1d.Options network = study.network(Lead.ALL);
    Profile profile = study.profile();
    String data = study.dataset().name();
    List<String> lines = new ArrayList<>();
    lines.add("# Model card: 12-lead ECG, nine classes, trained on " + data);
    lines.add("");
    lines.add("## The model");
    lines.add(
        String.format(
            Locale.ROOT,
            "- ResNet-34-1D of the paper arXiv:2010.10328 with width %d instead of 64: %,d trained values, single precision.",
            network.width(),
            ResNet1d.parameterCount(network)));
    lines.add(
        """
        - Input: the last %.0f s of a 12-lead recording in mV at %d Hz (decimated from its own \
        rate), zeros before it where it is shorter; no filter, no normalisation."""
            .formatted(profile.windowSeconds(), profile.samplingRateHz()));
    lines.add(
        "- Output: nine scores from 0 to 1, not exclusive, not calibrated: "
            + Diagnosis.ALL.stream()
                .map(d -> d.name() + " (" + d.fullName() + ")")
                .collect(Collectors.joining(", "))
            + ".");
    lines.add(
        """
        - Training: mean binary cross-entropy, Adam with rate %s, batches of %d, %d epochs, \
        augmentation and dropout as in the paper; seed %d. Kept is the epoch with the best mean \
        F1 of the validation fold, which also gives the thresholds."""
            .formatted(
                profile.learningRate(), profile.batchSize(), profile.epochs(), chosen.seed()));
    lines.add(
        "- Files: `model.safetensors` (names of PyTorch's `state_dict`), `history.csv`, scores of the validation fold, the test folds and the other data set.");
    lines.add("");
    lines.add("## For what, and for what not");
    lines.add(
        "- For research: trying the workbench on recordings of one's own, teaching, a starting point for methods.");
    lines.add(
        "- **Not a medical device.** Not for diagnosis, triage or any decision about a patient.");
    lines.add(
        "- It knows nine labels and nothing else; a recording of anything else still gets nine scores.");
    lines.add("");
    lines.add("## Data");
    lines.add(
        "- Training, validation, test: %s, %d, %d and %d of its %d records here (%s)."
            .formatted(
                data,
                study.split().trainIds().size(),
                study.split().validationIds().size(),
                study.split().testIds().size(),
                study.dataset().records().size(),
                folds()));
    lines.add("- Training records by class: " + counts(study.dataset(), study.split().trainIds()));
    lines.add("- Test records by class: " + counts(study.dataset(), study.split().testIds()));
    if (study.dataset() instanceof PtbXl || external instanceof PtbXl) {
      lines.add(
          "- Classes of PTB-XL from SCP codes: "
              + PtbXl.CLASS_OF_SCP_CODE.entrySet().stream()
                  .map(e -> e.getKey() + " is " + e.getValue())
                  .collect(Collectors.joining(", "))
              + ". NORM (normal ECG) is narrower than sinus rhythm, STD_ and STE_ are non-specific ST changes.");
    }
    lines.add(
        "- External test: %s, %d records. None has the samples of a record of %s; whether they share patients is not known. Not tested: %s."
            .formatted(external.name(), chosen.external().size(), data, leftOut));
    lines.add("- External records by class: " + counts(external, chosen.external().ids()));
    lines.add("");
    lines.add("## How good");
    lines.add(table.caption());
    lines.add("");
    lines.add(markdown(TableResult.shown(onlyMain(table.table()))));
    lines.add("");
    lines.add(
        "Average AUC of the classes with five records or more, on both data: " + common + ".");
    lines.add("");
    lines.add(seeds.caption());
    lines.add("");
    lines.add(markdown(TableResult.shown(seeds.table())));
    lines.add("");
    lines.add(
        "Women and men, younger and older: all classes' decisions of a group together, with 95 % intervals (Wilson's). Other classes in another share"
            + " make other numbers: a difference between groups need not be the network's.");
    lines.add("");
    lines.add("| data | group | records | recall | precision | F1 |\n|---|---|---|---|---|---|");
    lines.add(
        GroupPerformance.rows(
            data + ", test folds",
            study.dataset(),
            chosen.run().test(),
            chosen.run().thresholds()));
    lines.add(
        GroupPerformance.rows(
            external.name(), external, chosen.external(), chosen.run().thresholds()));
    lines.add("");
    lines.add("![AUC by class](figures/external-validation.png)");
    lines.add("");
    lines.add("## What to know");
    lines.add(
        few(study.dataset(), study.split().trainIds())
            + "The training set is small: classes with a few dozen records are learned badly, and intervals of rare classes are wide.");
    if (study.dataset() instanceof PtbXl != external instanceof PtbXl) {
      lines.add(
          """
          - Sinus rhythm is the class that changes its meaning between the data sets (see above); \
          its external scores say more about labels than about the network.""");
    }
    lines.add(
        "- Performance by sex and age stands above, of all classes together: groups are too small to tell classes apart. By device or origin it is not known.");
    lines.add(
        "- Thresholds are the validation fold's; with other prevalences others are better. The external test keeps them on purpose.");
    lines.add("");
    return String.join("\n", lines);
  }

  private String folds() {
    var split = study.split();
    return study.dataset().publishedFolds().isEmpty()
        ? "folds drawn by record; patients are not known"
        : ownFolds(
            study.dataset().patients(),
            List.of(split.trainIds(), split.validationIds(), split.testIds()));
  }

  /** Counts the patients, as a folder may hold other folds than were published. */
  static String ownFolds(Map<String, String> patients, List<List<String>> parts) {
    Map<String, Integer> seen = new HashMap<>();
    for (List<String> part : parts) {
      part.stream()
          .map(patients::get)
          .filter(Objects::nonNull)
          .distinct()
          .forEach(patient -> seen.merge(patient, 1, Integer::sum));
    }
    long torn = seen.values().stream().filter(count -> count > 1).count();
    return "the data set's own folds, %s of %d patients in two parts"
        .formatted(torn == 0 ? "none" : torn, seen.size());
  }

  /** Names the classes that nobody should take from this network. */
  private static String few(EcgDataset dataset, List<String> ids) {
    String classes =
        Diagnosis.ALL.stream()
            .filter(d -> count(dataset, ids, d) < FEW)
            .map(Diagnosis::name)
            .collect(Collectors.joining(", "));
    return classes.isEmpty()
        ? "- "
        : "- **Not to be used for %s**: fewer than %d training records. ".formatted(classes, FEW);
  }

  private static long count(EcgDataset dataset, List<String> ids, Diagnosis d) {
    var wanted = java.util.Set.copyOf(ids);
    return dataset.records().stream()
        .filter(r -> wanted.contains(r.id()) && r.diagnoses().contains(d))
        .count();
  }

  private static String counts(EcgDataset dataset, List<String> ids) {
    return Diagnosis.ALL.stream()
        .map(d -> d + " " + count(dataset, ids, d))
        .collect(Collectors.joining(", ", "", "."));
  }

  /** Without accuracy, which says little for rare classes, and without notes, which the CSV has. */
  private static Table onlyMain(Table all) {
    Table kept = all.where(all.stringColumn("metric").isNotEqualTo("accuracy"));
    kept.removeColumns(TableResult.NOTE);
    return kept;
  }

  private static String markdown(Table table) {
    StringBuilder text = new StringBuilder();
    text.append("| ").append(String.join(" | ", table.columnNames())).append(" |\n|");
    text.append("---|".repeat(table.columnCount())).append('\n');
    for (int r = 0; r < table.rowCount(); r++) {
      text.append("|");
      for (Column<?> column : table.columns()) {
        text.append(' ').append(cell(column, r)).append(" |");
      }
      text.append('\n');
    }
    return text.toString().stripTrailing();
  }

  private static String cell(Column<?> column, int row) {
    if (column.isMissing(row)) {
      return "";
    }
    Object value = column.get(row);
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.3f", number)
        : String.valueOf(value);
  }
}
