package org.ecgworkbench.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.Folds;
import org.ecgworkbench.dataset.RecordSplit;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.notebook.Show;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.study.store.SplitName;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What is open: the recordings, their split, profile and seed, and the folder of results; nothing here trains. A study is made of four
 * such layers, each of which needs those below alone: what is open, results and their provenance, trainings, and the study itself.
 * All are public because a notebook completes only what public classes declare.
 */
public abstract class StudyFacts {
  /** The name of the recordings that are generated here, in captions and provenances. */
  public static final String EMBEDDED = Setup.EMBEDDED;

  final Setup setup;

  StudyFacts(Setup setup) {
    NetworkEngine.use(setup.parameters().engine());
    this.setup = setup;
  }

  /** {@return the generator of the embedded cohort, which knows the truth about its records; empty where recordings were given} */
  public Optional<SyntheticCohort> cohort() {
    return setup.cohort();
  }

  /** {@return what is asked of the recordings besides their signals: checks, accounts, evidence, names for pictures} */
  public Recordings recordings() {
    return new Recordings(setup);
  }

  /** {@return the recordings} */
  public EcgDataset dataset() {
    return setup.dataset();
  }

  /**
   * {@return what the index says of a record}
   *
   * @param id of the data set
   * @throws EcgDataException if there is none of that name
   */
  public RecordSummary record(String id) {
    return setup.record(id);
  }

  /** {@return the recordings' name for captions} */
  public String dataName() {
    return setup.dataName();
  }

  /** {@return whether the recordings are generated ones, so that no number speaks of patients} */
  public boolean isGenerated() {
    return setup.isGenerated();
  }

  /** {@return how large the run is} */
  public Profile profile() {
    return setup.profile();
  }

  /** {@return what the user may change} */
  public Parameters parameters() {
    return setup.parameters();
  }

  /** {@return where long work says how far it is} */
  public Progress progress() {
    return setup.progress();
  }

  /** {@return which record belongs to which fold} */
  public Folds folds() {
    return setup.folds();
  }

  /** {@return which records train, validate and test} */
  public RecordSplit split() {
    return setup.split();
  }

  /** {@return the folder that holds {@code tables}, {@code figures} and {@code runs}} */
  public Path results() {
    return setup.results();
  }

  /**
   * {@return the input of this profile's network}
   *
   * @param leads in the order of {@link Lead#ALL}
   */
  public NetworkInput input(List<Lead> leads) {
    return setup.input(leads);
  }

  /**
   * {@return the shape of this profile's network}
   *
   * @param leads in the order of {@link Lead#ALL}
   */
  public ResNet1d.Options network(List<Lead> leads) {
    return setup.network(leads);
  }

  /** Shows, in a notebook, what is open. */
  public void show() {
    Map<String, String> facts = facts();
    StringColumn what = StringColumn.create("this run", facts.keySet());
    StringColumn value = StringColumn.create("value", facts.values());
    Show.table(Table.create("", what, value));
  }

  /** Shows, in a notebook, how many records of each class train, validate and test. */
  public void showSplit() {
    Folds folds = folds();
    RecordSplit split = split();
    List<Part> parts =
        List.of(
            new Part("training", split.trainFolds(), split.trainIds()),
            new Part("validation", split.validationFolds(), split.validationIds()),
            new Part("test", split.testFolds(), split.testIds()));
    Rows<Part> rows =
        Rows.of(parts)
            .text("part", Part::name)
            .text("folds", part -> part.folds().toString())
            .count("records", part -> part.ids().size());
    for (Diagnosis d : Diagnosis.ALL) {
      rows.count(
          d.name(),
          part ->
              (int) part.ids().stream().filter(id -> record(id).diagnoses().contains(d)).count());
    }
    Show.table(rows.table().setName("Records of each class by part of the split"));
    if (!folds.dropped().isEmpty()) {
      System.out.println(
          folds.dropped().size()
              + " records carry none of the nine labels and are left out: "
              + folds.dropped());
    }
  }

  /**
   * {@return which records train, validate and test}
   *
   * @param name which of the splits of these recordings
   */
  public RecordSplit split(SplitName name) {
    return setup.split(name);
  }

  /** {@return the ten turns of the rotation, each fold once the one that tests} */
  public List<SplitName> turns() {
    return IntStream.rangeClosed(1, Folds.COUNT).mapToObj(SplitName::ofFold).toList();
  }

  /**
   * {@return splits drawn from consecutive seeds, the study's own first}
   *
   * @param count how many, at least 1
   */
  public List<SplitName> splits(int count) {
    List<SplitName> names = new ArrayList<>(List.of(SplitName.OWN));
    for (int i = 1; i < count; i++) {
      names.add(SplitName.ofSeed(parameters().seed() + i & 0xFFFFFFFFL));
    }
    return List.copyOf(names);
  }

  /** What is open: recordings, profile, seed, split. */
  private Map<String, String> facts() {
    Profile profile = profile();
    RecordSplit split = split();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "recordings",
        parameters().data().isPresent()
            ? dataset().description()
            : "embedded cohort: %d generated 12-lead ECGs, see datasets/synthetic.md"
                .formatted(dataset().records().size()));
    facts.put(
        "profile",
        "%s: network of width %d, input %d samples at %d Hz (%.0f s), %d epochs"
            .formatted(
                profile.name(),
                profile.width(),
                profile.windowSamples(),
                profile.samplingRateHz(),
                profile.windowSeconds(),
                profile.epochs()));
    facts.put("seed", String.valueOf(parameters().seed()));
    facts.put(
        "split",
        "%d training, %d validation, %d test records"
            .formatted(
                split.trainIds().size(), split.validationIds().size(), split.testIds().size()));
    return facts;
  }

  private record Part(String name, List<Integer> folds, List<String> ids) {}

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    facts().forEach((k, v) -> text.append("%-10s %s%n".formatted(k, v)));
    return text.toString().stripTrailing();
  }
}
