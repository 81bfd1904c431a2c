package org.ecgworkbench.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.TimeWindow;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.result.TableResult;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A table over all recordings of an archive: {@code OUT/archive/NAME/part-NNNNNN.parquet}, what failed in {@code OUT/archive/NAME-failures}, and as manifest
 * with the sums of both {@code OUT/tables/archive-NAME.csv} with its sidecar, which {@code workbench verify} understands.
 *
 * @param kind which table
 * @param recordings that have a row
 * @param failures recordings that failed
 * @param notRead files of the folders that are neither recordings nor parts of one
 * @param parts files of rows
 * @param partsFound how many of these were there already, made from the same recordings with the same settings
 * @param manifest the table of the parts, with where they come from
 */
public record Archive(
    ArchiveKind kind,
    long recordings,
    long failures,
    int notRead,
    int parts,
    int partsFound,
    TableResult manifest) {
  /** How long a recording may be where nobody says otherwise, in s; two of them fit into an executor of 1 GB. */
  public static final double LONGEST_SECONDS = 600;

  /** Tries of a task on any machine, as Spark has it, before the job ends. */
  private static final int TRIES = 4;

  /**
   * How an archive is worked on.
   *
   * @param master as Spark has it: {@code local[*]}, or {@code spark://HOST:7077}
   * @param executorMemory of each process of a cluster, for example {@code 1g}
   * @param partSize recordings of a task; 0 for the usual of the table
   * @param resample whether recordings of another rate than 500 Hz are resampled; if not, they fail
   * @param rateHz the rate of files that state none; NaN for none
   * @param longestSeconds recordings that are longer fail, unless a part of each is read
   * @param window the part that is read of each recording, at most {@code longestSeconds} long; empty for the whole
   * @param explained the class to explain; null for the one that the network is surest of
   * @param model the network's folder; null for the one that is shipped
   */
  public record Options(
      String master,
      String executorMemory,
      int partSize,
      boolean resample,
      double rateHz,
      double longestSeconds,
      Optional<TimeWindow> window,
      Diagnosis explained,
      Path model) {
    /** {@return this machine's cores, no resampling, recordings of up to ten minutes, the shipped network} */
    public static Options defaults() {
      return new Options(
          "local[*]", "1g", 0, false, Double.NaN, LONGEST_SECONDS, Optional.empty(), null, null);
    }

    /**
     * {@return these options for another master}
     *
     * @param wanted as Spark has it
     */
    public Options withMaster(String wanted) {
      return new Options(
          wanted,
          executorMemory,
          partSize,
          resample,
          rateHz,
          longestSeconds,
          window,
          explained,
          model);
    }

    /**
     * {@return these options with other parts}
     *
     * @param recordings of a task, positive
     */
    public Options withPartSize(int recordings) {
      return new Options(
          master,
          executorMemory,
          recordings,
          resample,
          rateHz,
          longestSeconds,
          window,
          explained,
          model);
    }
  }

  /**
   * Makes a table, or what is missing of it. A Spark context that runs in this process, such as that of {@link #open}, is used as it is, whatever
   * master and memory the options name, and goes on; if there is none, there is one as long as this call takes.
   *
   * @param kind which
   * @param folders of recordings, of different names
   * @param out the folder of results; on a cluster all machines have to see it, and the recordings, under the same path
   * @param options where it is computed, and how
   * @param progress where it says how far it is
   * @return what there is now
   * @throws EcgDataException if a folder is not there or holds no recordings, or a machine cannot do its part
   * @throws CancellationException if the thread is interrupted; parts that are done stay
   */
  public static Archive make(
      ArchiveKind kind, List<Path> folders, Path out, Options options, Progress progress) {
    return ArchiveJob.run(kind, folders, out, options, progress);
  }

  /**
   * Opens the tables of an archive for SQL: each is a view of the name of its folder, such as {@code features} and {@code features_failures}, by its
   * schema, whatever else lies in the folder.
   *
   * @param out the folder of results
   * @param master as Spark has it, for example {@code local[*]}
   * @return a session that is to be stopped; the one that there is in this process, if there is one
   */
  public static SparkSession open(Path out, String master) {
    useOwnClasses();
    SparkSession spark =
        SparkSession.builder().config(conf(Options.defaults().withMaster(master))).getOrCreate();
    for (ArchiveKind kind : ArchiveKind.values()) {
      if (Files.isDirectory(out.resolve("archive").resolve(kind.folder()))) {
        read(spark, out, kind).createOrReplaceTempView(kind.folder());
        readFailures(spark, out, kind).createOrReplaceTempView(kind.folder() + "_failures");
      }
    }
    return spark;
  }

  /** Spark looks for its classes where the running thread does, which in a notebook's kernel is not where they are. */
  static void useOwnClasses() {
    Thread.currentThread().setContextClassLoader(Archive.class.getClassLoader());
  }

  /**
   * {@return rows as a table of Tablesaw, with what is missing as missing}
   *
   * @param rows texts, whole numbers, numbers and truths, as many as fit into memory
   * @throws IllegalArgumentException if a column is of another type
   */
  public static Table table(Dataset<Row> rows) {
    List<tech.tablesaw.columns.Column<?>> columns = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      columns.add(
          switch (field.dataType().typeName()) {
            case "string" -> StringColumn.create(field.name());
            case "integer" -> IntColumn.create(field.name());
            case "long" -> LongColumn.create(field.name());
            case "double" -> DoubleColumn.create(field.name());
            case "boolean" -> BooleanColumn.create(field.name());
            default ->
                throw new IllegalArgumentException(
                    "column %s: expected string, integer, long, double or boolean, found %s; cast it in SQL"
                        .formatted(field.name(), field.dataType().typeName()));
          });
    }
    for (Row row : rows.collectAsList()) {
      for (int c = 0; c < columns.size(); c++) {
        if (row.isNullAt(c)) {
          columns.get(c).appendMissing();
        } else {
          columns.get(c).appendObj(row.get(c));
        }
      }
    }
    return Table.create("", columns);
  }

  /**
   * {@return a table, by its schema and in its order}
   *
   * @param spark the session
   * @param out the folder of results
   * @param kind which table
   */
  public static Dataset<Row> read(SparkSession spark, Path out, ArchiveKind kind) {
    return read(spark, out.resolve("archive").resolve(kind.folder()), kind.columns());
  }

  /**
   * {@return the recordings that failed, in their order}
   *
   * @param spark the session
   * @param out the folder of results
   * @param kind which table they are not in
   */
  public static Dataset<Row> readFailures(SparkSession spark, Path out, ArchiveKind kind) {
    return read(
        spark, out.resolve("archive").resolve(kind.folder() + "-failures"), ArchiveKind.FAILURES);
  }

  private static Dataset<Row> read(SparkSession spark, Path folder, List<Column> columns) {
    return spark
        .read()
        .schema(Column.spark(columns))
        .parquet(folder.resolve("*.parquet").toString())
        .orderBy("recording");
  }

  /** The settings of Spark; those that are given as system properties, {@code spark.*}, go first. */
  static SparkConf conf(Options options) {
    SparkConf conf = new SparkConf();
    conf.setMaster(options.master()).setAppName("ecg-workbench archive");
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.task.maxFailures", String.valueOf(TRIES));
    conf.setIfMissing("spark.executor.memory", options.executorMemory());
    conf.setIfMissing("spark.sql.session.timeZone", "UTC");
    // As environment/setup starts Java.
    conf.setIfMissing(
        "spark.executor.extraJavaOptions",
        "-XX:+IgnoreUnrecognizedVMOptions -Djava.awt.headless=true -Duser.language=en -Duser.country=US"
            + " --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dai.djl.offline=true"
            + " -Decg.engine="
            + NetworkEngine.chosen());
    return conf;
  }

  @Override
  public String toString() {
    return "%s of %d recordings in %d parts (%d of them made before), %d recordings failed, %d files hold none"
        .formatted(kind.folder(), recordings, parts, partsFound, failures, notRead);
  }
}
