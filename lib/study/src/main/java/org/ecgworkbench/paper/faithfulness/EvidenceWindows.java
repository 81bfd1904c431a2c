package org.ecgworkbench.paper.faithfulness;

import java.util.Optional;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.shap.evaluation.DelineatedEvidence;
import org.ecgworkbench.shap.evaluation.GroundTruth;
import org.ecgworkbench.study.Study;

/** Where the waves are that define a label: the generator's where recordings are generated, else the delineated ones. */
final class EvidenceWindows {
  private EvidenceWindows() {}

  /** Where the evidence is in what the network sees; empty where it is nowhere, or everywhere. */
  static Optional<boolean[][]> of(
      Study study, EcgRecord record, Diagnosis label, NetworkInput input) {
    if (label == Diagnosis.SNR) {
      return Optional.empty();
    }
    if (study.isGenerated()) {
      return study.recordings().evidence(record.id(), label, input, Strength.DEFINING);
    }
    return DelineatedEvidence.of(record, label)
        .map(
            evidence ->
                GroundTruth.mask(
                    evidence, record.samplingRateHz(), record.samples(), input, Strength.DEFINING))
        .filter(
            mask -> {
              for (boolean[] lead : mask) {
                for (boolean in : lead) {
                  if (in) {
                    return true;
                  }
                }
              }
              return false;
            });
  }
}
