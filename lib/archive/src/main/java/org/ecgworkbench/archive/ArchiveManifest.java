package org.ecgworkbench.archive;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.result.TableResult;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The table of an archive's parts, with where they come from.
 *
 * @param parts in their order
 * @param done what became of each
 * @param notRead files of the folders that are neither recordings nor parts of one
 */
record ArchiveManifest(
    ArchiveSettings settings, List<PartTask.Part> parts, List<PartTask.Done> done, int notRead) {
  long recordings() {
    return done.stream().mapToLong(PartTask.Done::rows).sum();
  }

  long failures() {
    return done.stream().mapToLong(PartTask.Done::failures).sum();
  }

  /** Writes the table and its sidecar. */
  TableResult save(int partSize, PartTask task, Provenance.Builder provenance) {
    StringColumn part = StringColumn.create("part");
    StringColumn first = StringColumn.create("first recording");
    IntColumn rows = IntColumn.create("recordings");
    IntColumn failed = IntColumn.create("failures");
    StringColumn inputs = StringColumn.create("SHA-256 of inputs");
    StringBuilder manifest = new StringBuilder();
    for (int i = 0; i < done.size(); i++) {
      PartTask.Done made = done.get(i);
      String name = parts.get(i).fileName();
      Piece begin = parts.get(i).pieces().get(0);
      part.append(name);
      first.append(task.name(begin, begin.first()));
      rows.append(made.rows());
      failed.append(made.failures());
      inputs.append(made.inputSha256());
      manifest.append(made.inputSha256()).append("  ").append(name).append('\n');
    }
    Path out = Path.of(settings.out());
    List<String> names = new ArrayList<>();
    for (int f = 0; f < settings.folders().size(); f++) {
      names.add(settings.nameOf(f));
    }
    provenance.data(String.join(", ", names), Provenance.sha256(manifest.toString()));
    settings.depends().forEach(provenance::setting);
    provenance.setting("recordings of a part", partSize);
    provenance.setting("recordings", recordings());
    provenance.setting("failures", failures());
    provenance.setting("files that are no recordings", notRead);
    provenance.setting("Spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    for (PartTask.Part each : parts) {
      provenance.input(out, PartTask.rowsFolder(settings).resolve(each.fileName()));
      provenance.input(out, PartTask.failuresFolder(settings).resolve(each.fileName()));
    }
    Table table = Table.create("parts", part, first, rows, failed, inputs);
    return new TableResult(
            "archive-" + settings.kind().folder(),
            "Parts of the archive's table of %s: %d recordings, %d that failed."
                .formatted(settings.kind().folder(), recordings(), failures()),
            table,
            provenance.finish(),
            out)
        .save();
  }
}
