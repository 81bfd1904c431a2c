package org.ecgworkbench.dataset.quality;

import static org.ecgworkbench.dataset.quality.QualityCheck.*;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.ecgworkbench.dataset.wfdb.HeaderComments;
import org.ecgworkbench.dataset.wfdb.WfdbHeader;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.dataset.wfdb.WfdbSignals;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;

/** One WFDB record; what its reader warns of is a finding. */
final class WfdbReading {
  private WfdbReading() {}

  /** A record with what its header says of the patient. */
  static EcgRecord read(
      QualitySource source, String id, Path file, Consumer<QualityFinding> found) {
    WfdbHeader header = WfdbHeader.read(file);
    source.gains().put(id, WfdbReader.gains(header));
    List<String> problems = new ArrayList<>();
    HeaderComments comments = HeaderComments.of(header, problems);
    problems.forEach(p -> found.accept(QualityFinding.of(id, METADATA, p)));
    source.otherLabels().put(id, comments.unknownCodes());
    return read(id, file, header, comments.ageYears(), comments.sex(), comments.diagnoses(), found);
  }

  /** A record with what is known of the patient from elsewhere. */
  static EcgRecord read(
      String id,
      Path file,
      WfdbHeader header,
      OptionalInt age,
      Sex sex,
      Set<Diagnosis> diagnoses,
      Consumer<QualityFinding> found) {
    WfdbSignals signals =
        WfdbReader.readSignals(
            file,
            header,
            (kind, of, signal, sentence) ->
                found.accept(
                    new QualityFinding(
                        id,
                        WfdbReader.leadOf(of, signal),
                        QualityCheck.valueOf(kind.name()),
                        OptionalDouble.empty(),
                        "",
                        of.at(signal) + sentence)));
    return new EcgRecord(
        id,
        WfdbReader.wholeRate(header.fileName(), header.samplingRateHz()),
        WfdbReader.millivolts(signals),
        age,
        sex,
        diagnoses);
  }
}
