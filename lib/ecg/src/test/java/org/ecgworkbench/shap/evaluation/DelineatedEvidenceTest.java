package org.ecgworkbench.shap.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.ecgworkbench.dataset.synthetic.EvidenceMask;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord;
import org.ecgworkbench.ecg.Diagnosis;
import org.junit.jupiter.api.Test;

class DelineatedEvidenceTest {
  /** Samples in both masks, in that of the generator, and in that of the delineation; records without the latter. */
  private static final class Overlap {
    long both;
    long known;
    long found;
    int records;
    int unseen;
  }

  /** The generator knows its evidence: what is found without knowing it covers most of it, and little else. */
  @Test
  void theEvidenceOfGeneratedRecordsIsFoundWhereTheGeneratorPutIt() {
    Map<Diagnosis, Overlap> overlaps = new EnumMap<>(Diagnosis.class);
    new SyntheticCohort(SyntheticCohort.Options.defaults().withSize(150))
        .stream().forEach(record -> add(overlaps, record));
    assertEquals(8, overlaps.size());
    overlaps.forEach(
        (label, o) -> {
          double recall = (double) o.both / o.known;
          double precision = (double) o.both / o.found;
          String text =
              "%s: %d records, %d unseen, recall %.2f, precision %.2f"
                  .formatted(label, o.records, o.unseen, recall, precision);
          System.out.println(text);
          assertTrue(recall >= 0.6 && precision >= 0.6, text);
          assertTrue(o.unseen <= 0.2 * o.records, text);
        });
  }

  private static void add(Map<Diagnosis, Overlap> overlaps, SyntheticRecord record) {
    record
        .evidence()
        .forEach(
            (label, evidence) -> {
              if (label == Diagnosis.SNR) {
                return;
              }
              Overlap o = overlaps.computeIfAbsent(label, d -> new Overlap());
              o.records++;
              Optional<EvidenceMask> found = DelineatedEvidence.of(record.record(), label);
              if (found.isEmpty()) {
                o.unseen++;
                return;
              }
              int samples = record.record().samples();
              boolean[][] a = evidence.toArray(samples, Strength.DEFINING);
              boolean[][] b = found.get().toArray(samples, Strength.DEFINING);
              for (int lead = 0; lead < a.length; lead++) {
                for (int t = 0; t < samples; t++) {
                  o.both += a[lead][t] && b[lead][t] ? 1 : 0;
                  o.known += a[lead][t] ? 1 : 0;
                  o.found += b[lead][t] ? 1 : 0;
                }
              }
            });
  }
}
