package org.ecgworkbench.dataset.quality;

import static org.ecgworkbench.dataset.quality.QualityCheck.*;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.PtbXl;
import org.ecgworkbench.dataset.file.FolderAccount;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;

/**
 * The records of a data set, each read by itself and as far as it can be: what is wrong with one is a finding of that one. Holds names and
 * files, no samples; safe for several threads.
 */
final class QualitySource {
  /**
   * One record as far as it could be read.
   *
   * @param record empty where there are no samples to look at
   * @param otherLabels diagnoses outside the nine
   * @param findings what reading it revealed
   */
  record Content(
      Optional<EcgRecord> record, List<String> otherLabels, List<QualityFinding> findings) {}

  private static final int FEW_RECORDS = 10;
  private static final double USUAL_SHARE = 0.9;

  /** Reads one record, adding what it finds. */
  interface Reading {
    EcgRecord read(String id, Consumer<QualityFinding> found);
  }

  private final String name;
  private final String kind;
  private final Path place;
  private final boolean resampled;
  private final Map<String, Reading> readings = new LinkedHashMap<>();
  private final List<QualityFinding> findings = new ArrayList<>();
  private final Map<String, List<String>> otherLabels = new ConcurrentSkipListMap<>();
  private final Map<String, String> gains = new ConcurrentSkipListMap<>();
  private Optional<FolderAccount> account = Optional.empty();

  /**
   * A source without records yet.
   *
   * @param place their folder; null where {@code kind} is the whole description
   */
  QualitySource(String name, String kind, Path place, boolean resampled) {
    this.name = name;
    this.kind = kind;
    this.place = place;
    this.resampled = resampled;
  }

  /** Takes in a record. */
  void add(String id, Reading reading) {
    readings.put(id, reading);
  }

  /** Diagnoses outside the nine. */
  Map<String, List<String>> otherLabels() {
    return otherLabels;
  }

  /** The gain of each record, as far as it is known. */
  Map<String, String> gains() {
    return gains;
  }

  String name() {
    return name;
  }

  String description() {
    return place == null
        ? kind
        : "%s, %s in %s".formatted(kind, Words.records(readings.size()), place);
  }

  /** What became of each file of the folder; empty where it is not a whole folder that is looked at. */
  Optional<FolderAccount> account() {
    return account;
  }

  QualitySource accounting(Collection<Path> files) {
    String database = name.equals("PTB-XL") ? PtbXl.DATABASE : "";
    account = Optional.of(FolderAccount.of(place, files, readings.size(), List.of(), database));
    return this;
  }

  void damaged(String id, String sentence) {
    findings.add(QualityFinding.of(id, FILE, sentence));
  }

  /** A table of the folder, or what stands for it where it cannot be read. */
  <T> T table(Supplier<T> table, T without) {
    try {
      return table.get();
    } catch (EcgDataException e) {
      damaged("", e.getMessage());
      return without;
    }
  }

  /** Whether an experiment resamples what is not at 500 Hz. */
  boolean resampled() {
    return resampled;
  }

  /** The records in the order of their ids. */
  List<String> ids() {
    return List.copyOf(readings.keySet());
  }

  /** What was found before any record was read. */
  List<QualityFinding> findings() {
    return findings;
  }

  /**
   * The records whose gain hardly any other of the folder has, once all are read. A few records say nothing of what is usual, and where
   * several gains are common none is wrong for being rare.
   */
  List<QualityFinding> gainFindings() {
    Map<String, Integer> counts = new TreeMap<>();
    gains.values().forEach(gain -> counts.merge(gain, 1, Integer::sum));
    if (counts.size() < 2 || gains.size() < FEW_RECORDS) {
      return List.of();
    }
    Map.Entry<String, Integer> usual =
        Collections.max(counts.entrySet(), Map.Entry.comparingByValue());
    List<QualityFinding> found = new ArrayList<>();
    if (usual.getValue() >= USUAL_SHARE * gains.size()) {
      gains.forEach(
          (id, gain) -> {
            if (!gain.equals(usual.getKey())) {
              found.add(
                  QualityFinding.of(
                      id,
                      GAIN,
                      "a gain of %s, where %d of %d records of the folder have %s"
                          .formatted(gain, usual.getValue(), gains.size(), usual.getKey())));
            }
          });
    }
    return found;
  }

  Content read(String id) {
    List<QualityFinding> found = new ArrayList<>();
    Optional<EcgRecord> record = Optional.empty();
    try {
      record = Optional.of(readings.get(id).read(id, found::add));
    } catch (EcgDataException e) {
      found.add(QualityFinding.of(id, FILE, e.getMessage()));
    }
    return new Content(record, otherLabels.getOrDefault(id, List.of()), found);
  }

  void once(SortedMap<String, Path> files, String id, Path file) {
    Path other = files.putIfAbsent(id, file);
    if (other != null) {
      damaged(
          id,
          "expected one record of this name, found %s and %s; the first is looked at"
              .formatted(place.relativize(other), place.relativize(file)));
    }
  }
}
