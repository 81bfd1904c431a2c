package org.ecgworkbench.study;

import java.util.Map;
import java.util.Optional;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.synthetic.EvidenceMask;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.shap.evaluation.GroundTruth;

/** Where the evidence of generated recordings lies: those of the embedded cohort, or of a folder with {@code ID.evidence.csv} files. */
final class KnownEvidence {
  private KnownEvidence() {}

  /** The evidence of a record's label in what the network sees; empty where it is not known or none of it lies in the window. */
  static Optional<boolean[][]> mask(
      Setup study, String id, Diagnosis label, NetworkInput input, EvidenceMask.Strength strength) {
    if (!study.isGenerated()) {
      return Optional.empty();
    }
    EvidenceMask evidence = of(study, id).get(label);
    if (evidence == null) {
      return Optional.empty();
    }
    RecordSummary summary = study.record(id);
    boolean[][] mask =
        GroundTruth.mask(evidence, summary.samplingRateHz(), summary.samples(), input, strength);
    for (boolean[] lead : mask) {
      for (boolean in : lead) {
        if (in) {
          return Optional.of(mask);
        }
      }
    }
    return Optional.empty();
  }

  private static Map<Diagnosis, EvidenceMask> of(Setup study, String id) {
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
}
