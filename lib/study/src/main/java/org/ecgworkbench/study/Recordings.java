package org.ecgworkbench.study;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.LeaveOut;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.quality.QualityReport;
import org.ecgworkbench.dataset.synthetic.EvidenceMask;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.shap.evaluation.GroundTruth;
import org.ecgworkbench.study.store.SplitName;

/** What is asked of a study's recordings besides their signals: checks, accounts, known evidence, names for pictures. */
public final class Recordings {
  private final Setup study;

  Recordings(Setup study) {
    this.study = study;
  }

  /**
   * Reads every recording once with all checks of the quality gate and tries the output folder, so that a long run does not fail half
   * way; warnings go where progress goes.
   *
   * @return what was found, no error among it
   * @throws EcgDataException for the first thing that is not as it must be
   */
  public QualityReport check() {
    StudyData.requireWritable(study.results());
    return check(study.dataset().records().stream().map(RecordSummary::id).toList());
  }

  /**
   * As {@link #check()}, of some recordings, and without a look at the output folder.
   *
   * @param ids records of the data set
   * @return what was found
   * @throws EcgDataException for the first that is not as it must be
   */
  public QualityReport check(Collection<String> ids) {
    return StudyData.check(study.dataset(), ids, study.progress());
  }

  /**
   * Says, where progress goes, which records of one signal or patient stand in two parts of a split.
   *
   * @param report of these recordings
   * @param splits of them
   */
  public void sayOverlaps(QualityReport report, List<SplitName> splits) {
    new Overlaps(report.contents(), study.dataset().patients())
        .sentences(splits.stream().map(study::split).toList())
        .forEach(study.progress()::done);
  }

  /**
   * {@return other recordings, opened as these were: with the same stand on diagnoses outside the nine and on resampling}
   *
   * @param folder where they lie
   * @throws EcgDataException as when a study is opened
   */
  public EcgDataset other(Path folder) {
    return StudyData.open(
        study.parameters().withLeaveOut(LeaveOut.none()).withData(folder),
        study.profile(),
        study.progress());
  }

  /**
   * As {@link #check()}, of other recordings.
   *
   * @param other not this study's
   * @return what was found, no error among it
   */
  public QualityReport check(EcgDataset other) {
    return StudyData.check(
        other, other.records().stream().map(RecordSummary::id).toList(), study.progress());
  }

  /** {@return what became of every file and every recording, up to the parts of the split} */
  public Accounting accounting() {
    return Accounting.of(study);
  }

  /**
   * {@return where the evidence of a record's label lies in what the network sees, {@code [lead][sample]}; empty where nobody knows, as of a
   * patient's recording, or none of it lies in the window}
   *
   * @param id of the data set
   * @param label of the record
   * @param input what the network sees
   * @param strength the weakest evidence that counts
   */
  public Optional<boolean[][]> evidence(
      String id, Diagnosis label, NetworkInput input, EvidenceMask.Strength strength) {
    if (!study.isGenerated()) {
      return Optional.empty();
    }
    EvidenceMask evidence = evidence(id).get(label);
    if (evidence == null) {
      return Optional.empty();
    }
    RecordSummary summary = study.record(id);
    boolean[][] mask =
        GroundTruth.mask(evidence, summary.samplingRateHz(), summary.samples(), input, strength);
    boolean seen =
        Arrays.stream(mask)
            .anyMatch(lead -> IntStream.range(0, lead.length).anyMatch(sample -> lead[sample]));
    return seen ? Optional.of(mask) : Optional.empty();
  }

  /** Of the embedded cohort, or of a folder with {@code ID.evidence.csv} files. */
  private Map<Diagnosis, EvidenceMask> evidence(String id) {
    if (study.parameters().data().isPresent()) {
      return EvidenceMask.read(study.parameters().data().get(), id);
    }
    SyntheticCohort cohort = study.cohort().orElseThrow();
    int k = Integer.parseInt(id.substring(1)) - 1;
    if (!SyntheticCohort.id(k).equals(id)) {
      throw new EcgDataException("record " + id + ": not a name of the embedded cohort");
    }
    return cohort.record(k).evidence();
  }

  /** {@return what stands beside a recording in pictures: that it is generated; empty for a patient's} */
  public String remark() {
    return study.isGenerated() ? "generated recording" : "";
  }

  /**
   * {@return a recording's name for titles of pictures, with {@link #remark()}}
   *
   * @param id of the data set
   */
  public String titleOf(String id) {
    return study.isGenerated() ? remark() + " " + id : id;
  }

  /** {@return whether the recordings are CPSC2018's own: of the challenge's names, not generated ones} */
  public boolean isCpsc2018() {
    return study.dataset().records().stream().allMatch(r -> r.id().matches("A\\d{4}"));
  }

  @Override
  public String toString() {
    return "%d recordings of %s".formatted(study.dataset().records().size(), study.dataName());
  }
}
