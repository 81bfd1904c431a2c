package org.ecgworkbench.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.random.NumpyRandom;

/** Made-up recordings in memory: each class is a sine of its own frequency in all leads, with noise; lengths vary. */
class MemoryDataset implements EcgDataset {
  private final Map<String, EcgRecord> records = new LinkedHashMap<>();
  private final List<RecordSummary> summaries = new ArrayList<>();

  MemoryDataset(int n, int samplingRateHz, int samples) {
    NumpyRandom random = new NumpyRandom(5);
    for (int i = 0; i < n; i++) {
      Set<Diagnosis> diagnoses = EnumSet.of(Diagnosis.ALL.get(i % 9));
      int length = samples / 2 + random.nextInt(samples);
      double[][] signal = new double[12][length];
      for (int lead = 0; lead < 12; lead++) {
        for (int t = 0; t < length; t++) {
          signal[lead][t] =
              0.3 * Math.sin((0.05 + 0.08 * (i % 9)) * t + lead) + 0.05 * random.nextNormal();
        }
      }
      add(
          new EcgRecord(
              "R%04d".formatted(i),
              samplingRateHz,
              signal,
              OptionalInt.empty(),
              Sex.UNKNOWN,
              diagnoses));
    }
  }

  void add(EcgRecord record) {
    records.put(record.id(), record);
    summaries.add(
        new RecordSummary(
            record.id(),
            record.samplingRateHz(),
            record.samples(),
            record.ageYears(),
            record.sex(),
            record.diagnoses()));
  }

  List<String> ids(int from, int to) {
    return summaries.subList(from, to).stream().map(RecordSummary::id).toList();
  }

  @Override
  public String name() {
    return "made up";
  }

  @Override
  public String description() {
    return "sines in memory";
  }

  @Override
  public List<RecordSummary> records() {
    return Collections.unmodifiableList(summaries);
  }

  @Override
  public EcgRecord read(String id) {
    EcgRecord record = records.get(id);
    if (record == null) {
      throw new EcgDataException("no record " + id);
    }
    return record;
  }

  @Override
  public String manifestSha256() {
    return "0".repeat(64);
  }
}
