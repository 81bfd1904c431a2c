package org.ecgworkbench.paper.questions;

import java.util.List;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.EcgRecord;

/** A data set whose recordings are disturbed when they are read. */
record Disturbed(EcgDataset data, Disturbance disturbance) implements EcgDataset {
  @Override
  public String name() {
    return data.name() + ", " + disturbance.name();
  }

  @Override
  public String description() {
    return data.description() + ", " + disturbance.name();
  }

  @Override
  public List<RecordSummary> records() {
    return data.records();
  }

  @Override
  public EcgRecord read(String id) {
    return disturbance.change().apply(data.read(id));
  }

  @Override
  public String manifestSha256() {
    return data.manifestSha256();
  }
}
