package org.ecgworkbench.dataset;

import java.nio.file.Path;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.wfdb.WfdbListing;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.ecg.EcgRecord;

/**
 * CPSC2018 in the WFDB form of the PhysioNet/CinC Challenge 2020 (Alday et al. 2020, doi 10.1088/1361-6579/abc960): a flat folder or
 * folders {@code g1} to {@code g7} of {@code A0001.hea} and {@code A0001.mat}, diagnoses as SNOMED CT codes or, in the first release
 * of those files, as text.
 *
 * <p>The rate must be 500 Hz, since the protocol's window of 15,000 samples means 30 s. Diagnoses outside the nine are no labels;
 * {@link #unknownCodes()} lists them.
 */
final class Cpsc2018 extends WfdbIndex.Records {
  private Cpsc2018(WfdbIndex index) {
    super(index);
  }

  static Cpsc2018 open(Path folder, WfdbListing files, LeaveOut leftOut) {
    return new Cpsc2018(WfdbIndex.of(folder, files, leftOut, SAMPLING_RATE_HZ, ""));
  }

  @Override
  public String name() {
    return "CPSC2018";
  }

  @Override
  public String description() {
    return "CPSC2018 in WFDB form, %s at %s Hz in %s%s%s"
        .formatted(
            Words.records(index.records().size()),
            SAMPLING_RATE_HZ,
            folder,
            WfdbIndex.unknownCodesNote(index.unknownCodes()),
            leftOut.note());
  }

  @Override
  public EcgRecord read(String id) {
    return WfdbReader.read(index.header(id));
  }
}
