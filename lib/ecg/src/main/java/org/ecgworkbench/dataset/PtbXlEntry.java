package org.ecgworkbench.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.dataset.wfdb.PtbXlDatabase;
import org.ecgworkbench.dataset.wfdb.WfdbHeader;
import org.ecgworkbench.dataset.wfdb.WfdbReader;

/** A record of PTB-XL after a look at its header: its row of the database, and the form of its files. */
record PtbXlEntry(Path header, RecordSummary summary, String patient, int fold) {
  /** The records of some rows, by id; their files, which are at a rate and read at the other, are added to a set. */
  static SortedMap<String, PtbXlEntry> all(
      SortedMap<String, PtbXlDatabase.Stated> stated, int hz, int readHz, TreeSet<Path> files) {
    SortedMap<String, PtbXlEntry> entries = new TreeMap<>();
    DataFiles.each(
            List.copyOf(stated.values()),
            row -> {
              List<Path> its = new ArrayList<>();
              return Map.entry(its, of(row, hz, readHz, its));
            })
        .forEach(
            made -> {
              entries.put(made.getValue().summary().id(), made.getValue());
              files.addAll(made.getKey());
            });
    return entries;
  }

  private static PtbXlEntry of(PtbXlDatabase.Stated row, int hz, int readHz, List<Path> files) {
    DataFiles.size(PtbXlDatabase.NAME + ": record " + row.id() + ": ", row.header());
    WfdbHeader header = WfdbHeader.read(row.header());
    WfdbIndex.checkRate(header, hz, "");
    files.add(row.header());
    int samples = WfdbReader.checkForm(row.header(), header, files);
    RecordSummary summary =
        new RecordSummary(row.id(), hz, samples, row.age(), row.sex(), row.diagnoses());
    return new PtbXlEntry(
        row.header(), Resampler.summary(summary, readHz), row.patient(), row.fold());
  }
}
