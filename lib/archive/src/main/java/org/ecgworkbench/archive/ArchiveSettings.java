package org.ecgworkbench.archive;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.ecg.TimeWindow;
import org.ecgworkbench.provenance.Provenance;

/**
 * What every task needs to know; it travels to other machines.
 *
 * @param kind what is computed
 * @param folders the folders of recordings, absolute
 * @param out the folder of results, absolute
 * @param resample whether recordings of another rate than 500 Hz are resampled
 * @param rateHz the rate of files that state none; NaN for none
 * @param longestSeconds recordings that are longer fail
 * @param fromSeconds where the part begins that is read of each recording
 * @param seconds how long that part is; NaN for the whole recording
 * @param explained the class to explain; empty for the one that the network is surest of
 * @param modelSha256 of the network's weights; empty where none is used
 * @param code the sums of the code that decides what is computed
 * @param java the feature number of the Java that all machines have to have
 */
record ArchiveSettings(
    ArchiveKind kind,
    List<String> folders,
    String out,
    boolean resample,
    double rateHz,
    double longestSeconds,
    double fromSeconds,
    double seconds,
    String explained,
    String modelSha256,
    String code,
    int java)
    implements Serializable {
  private static final long serialVersionUID = 1;

  /** The rate of the paper's protocol, which features and network are made for. */
  static final int SAMPLING_RATE_HZ = 500;

  /** The code that decides what a row holds. */
  static String codeOf(ArchiveKind kind) {
    return Provenance.libraryVersion() + " " + Provenance.codeSha256(kind.code());
  }

  /** What the bytes of a part depend on beside its recordings, by name. */
  Map<String, String> depends() {
    Map<String, String> depends = new LinkedHashMap<>();
    depends.put("table", kind.folder() + " " + kind.version());
    depends.put("resample", String.valueOf(resample));
    depends.put("rate of files that state none", Double.isNaN(rateHz) ? "-" : rateHz + " Hz");
    depends.put("longest recording", longestSeconds + " s");
    window().ifPresent(part -> depends.put("part of each recording", part.toString()));
    if (kind.usesModel()) {
      depends.put("model", modelSha256);
    }
    if (kind == ArchiveKind.ATTRIBUTIONS) {
      depends.put("class", explained.isEmpty() ? "the surest" : explained);
    }
    depends.put("code", code);
    return depends;
  }

  /** The name of a folder of recordings, with which the names of its recordings begin. */
  String nameOf(int folder) {
    return Path.of(folders.get(folder)).getFileName().toString();
  }

  Path path(Piece piece) {
    return Path.of(folders.get(piece.folder())).resolve(piece.file());
  }

  /** The part that is read of each recording; empty for the whole. */
  Optional<TimeWindow> window() {
    return Double.isNaN(seconds)
        ? Optional.empty()
        : Optional.of(new TimeWindow(fromSeconds, seconds));
  }

  RecordingFile.Options reading() {
    RecordingFile.Options options =
        RecordingFile.Options.defaults()
            .withStatedRateHz(statedRateHz())
            .withResample(resample)
            .withWindow(window());
    return kind.needsRate() ? options.withWantedRateHz(SAMPLING_RATE_HZ) : options;
  }

  OptionalDouble statedRateHz() {
    return Double.isNaN(rateHz) ? OptionalDouble.empty() : OptionalDouble.of(rateHz);
  }
}
