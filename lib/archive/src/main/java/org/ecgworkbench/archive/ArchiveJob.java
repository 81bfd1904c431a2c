package org.ecgworkbench.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.TimeWindow;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.recording.ShippedModel;

/** The making of an {@link Archive} on Spark: what is there and right already is kept, the rest is made by the cluster's machines. */
final class ArchiveJob {
  private ArchiveJob() {}

  static Archive run(
      ArchiveKind kind, List<Path> folders, Path out, Archive.Options options, Progress progress) {
    ModelFiles model = kind.usesModel() ? modelFiles(options) : null;
    ArchiveSettings settings =
        new ArchiveSettings(
            kind,
            absolute(folders),
            out.toAbsolutePath().normalize().toString(),
            options.resample(),
            options.rateHz(),
            options.longestSeconds(),
            options.window().map(TimeWindow::fromSeconds).orElse(0.0),
            options.window().map(TimeWindow::seconds).orElse(Double.NaN),
            options.explained() == null ? "" : options.explained().name(),
            model == null ? "" : model.sha256(),
            ArchiveSettings.codeOf(kind),
            Runtime.version().feature());
    Provenance.Builder provenance = Provenance.start(Archive.class);
    int size = options.partSize() == 0 ? kind.partSize() : options.partSize();
    removeManifest(settings);
    Archive.useOwnClasses();
    boolean isRunning = org.apache.spark.SparkContext$.MODULE$.getActive().isDefined();
    JavaSparkContext spark = null;
    try {
      spark = new JavaSparkContext(SparkContext.getOrCreate(Archive.conf(options)));
      progress.update("listing recordings");
      ArchiveListing.Found found = ArchiveListing.of(settings, spark);
      List<PartTask.Part> parts = ArchiveListing.parts(found.pieces(), size);
      Broadcast<ModelFiles> sent = model == null ? null : spark.broadcast(model);
      PartTask task = new PartTask(settings, sent);
      JavaFutureAction<List<PartTask.Done>> action =
          spark.parallelize(parts, parts.size()).map(task::make).collectAsync();
      List<PartTask.Done> done = await(spark, action, parts.size(), progress);
      removeOthers(PartTask.rowsFolder(settings), parts);
      removeOthers(PartTask.failuresFolder(settings), parts);
      ArchiveManifest manifest = new ArchiveManifest(settings, parts, done, found.notRead());
      return new Archive(
          kind,
          manifest.recordings(),
          manifest.failures(),
          found.notRead(),
          done.size(),
          (int) done.stream().filter(PartTask.Done::found).count(),
          manifest.save(size, task, provenance));
    } catch (Exception e) {
      throw told(e);
    } finally {
      if (spark != null && !isRunning) {
        spark.close();
      }
    }
  }

  private static ModelFiles modelFiles(Archive.Options options) {
    try (ShippedModel shipped =
        options.model() == null ? ShippedModel.load() : ShippedModel.load(options.model())) {
      return ModelFiles.of(shipped);
    }
  }

  private static List<String> absolute(List<Path> folders) {
    Set<String> names = new HashSet<>();
    List<String> all = new ArrayList<>();
    for (Path folder : folders) {
      Path path = folder.toAbsolutePath().normalize();
      if (!names.add(String.valueOf(path.getFileName()))) {
        throw new EcgDataException(
            path
                + ": expected folders of different names, which the recordings' names begin with,"
                + " found two of this one");
      }
      all.add(path.toString());
    }
    all.sort(Comparator.comparing(folder -> Path.of(folder).getFileName().toString()));
    return new ArrayList<>(all);
  }

  private static List<PartTask.Done> await(
      JavaSparkContext spark,
      JavaFutureAction<List<PartTask.Done>> action,
      int parts,
      Progress progress)
      throws ExecutionException {
    try {
      while (!action.isDone()) {
        Thread.sleep(200);
        int done = 0;
        for (int job : action.jobIds()) {
          var info = spark.statusTracker().getJobInfo(job);
          if (info != null) {
            for (int stage : info.stageIds()) {
              SparkStageInfo tasks = spark.statusTracker().getStageInfo(stage);
              done += tasks == null ? 0 : tasks.numCompletedTasks();
            }
          }
        }
        progress.update("%d of %d parts".formatted(done, parts));
      }
      return action.get();
    } catch (InterruptedException e) {
      action.cancel(true);
      throw new CancellationException("interrupted; parts that are done stay");
    }
  }

  /** What ended a job as its user should read it. */
  private static RuntimeException told(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof WorkerTrouble
          || cause instanceof EcgDataException
          || cause instanceof UncheckedIOException) {
        return cause instanceof WorkerTrouble
            ? new EcgDataException(cause.getMessage(), e)
            : (RuntimeException) cause;
      }
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkException) {
        String first = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        if (first.contains("SparkContext was shut down")) {
          // By the signal that ends this process.
          return new CancellationException("interrupted; parts that are done stay");
        }
        return new IllegalStateException("Spark: " + first, e);
      }
    }
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }

  private static void removeManifest(ArchiveSettings settings) {
    String id = "archive-" + settings.kind().folder();
    Path tables = Path.of(settings.out(), "tables");
    try {
      for (Path file : List.of(tables.resolve(id + ".csv"), tables.resolve(id + ".json"))) {
        Files.deleteIfExists(file);
      }
      Files.createDirectories(PartTask.rowsFolder(settings));
      Files.createDirectories(PartTask.failuresFolder(settings));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + settings.out(), e);
    }
  }

  /** Parts of an archive that was larger, and what killed processes left half written. */
  private static void removeOthers(Path folder, List<PartTask.Part> parts) {
    Set<String> names = new HashSet<>();
    parts.forEach(part -> names.add(part.fileName()));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!names.contains(name)
            && (name.matches("part-\\d+\\.parquet") || name.matches("\\.part-.*\\.tmp"))) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder, e);
    }
  }
}
