package org.ecgworkbench.dataset.synthetic;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;

/**
 * A generated recording and the truth about it.
 *
 * @param record the recording, exactly as a reader of its files would return it
 * @param evidence where the evidence of each of the record's labels is
 * @param beats the beats whose QRS onset lies in the record, in order of time
 * @param lookalikes what the record shows that resembles a label it does not have; empty for most
 * @param scenario what was drawn, in words, for example {@code [IAVB] (hard): PR 206 ms} or {@code [SNR]: lookalike of RBBB:
 *     incomplete right bundle branch block; QRS 108 ms}
 */
public record SyntheticRecord(
    EcgRecord record,
    Map<Diagnosis, EvidenceMask> evidence,
    List<Beat> beats,
    Set<Lookalike> lookalikes,
    String scenario) {

  /** Copies the collections. */
  public SyntheticRecord {
    EnumMap<Diagnosis, EvidenceMask> copy = new EnumMap<>(Diagnosis.class);
    copy.putAll(evidence);
    evidence = Collections.unmodifiableMap(copy);
    beats = List.copyOf(beats);
    EnumSet<Lookalike> seen = EnumSet.noneOf(Lookalike.class);
    seen.addAll(lookalikes);
    lookalikes = Collections.unmodifiableSet(seen);
  }

  /** {@return the recording, what was drawn for it, and the number of its beats} */
  @Override
  public String toString() {
    return record + "; " + scenario + "; " + beats.size() + " beats";
  }
}
