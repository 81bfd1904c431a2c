package org.ecgworkbench.archive;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.TimeWindow;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.notebook.Progress;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code archive}; exit codes are those of the other verbs. */
@Command(
    name = "archive",
    mixinStandardHelpOptions = true,
    description =
        "Tables over archives of any number of recordings, as Parquet in OUT/archive, computed by Apache Spark: index, quality, features, predict, explain. "
            + "A recording that fails is a row of failures; a second call goes on where the first stopped. "
            + "master and worker start the machines of a cluster.")
public final class ArchiveMain {
  private ArchiveMain() {}

  /**
   * Runs a verb and ends the process with its exit code.
   *
   * @param args the words after {@code environment/workbench archive}
   */
  public static void main(String[] args) {
    int code = run(args);
    if (code >= 0) {
      NetworkEngine.exit(code);
    }
  }

  /**
   * {@return the exit code of a verb; -1 for one whose process goes on}
   *
   * @param args a verb, then its options
   */
  public static int run(String... args) {
    CommandLine line = new CommandLine(new ArchiveMain());
    line.addSubcommand("index", new Table(ArchiveKind.INDEX));
    line.addSubcommand("quality", new Table(ArchiveKind.QUALITY));
    line.addSubcommand("features", new Table(ArchiveKind.FEATURES));
    line.addSubcommand("predict", new Table(ArchiveKind.SCORES));
    line.addSubcommand("explain", new Table(ArchiveKind.ATTRIBUTIONS));
    line.addSubcommand("master", new StartMaster());
    line.addSubcommand("worker", new StartWorker());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(
        (e, words) -> {
          e.getCommandLine().getErr().println("archive: " + e.getMessage());
          return CommandLine.ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          if (e instanceof CancellationException) {
            command.getErr().println("interrupted");
            return 130;
          }
          boolean isInput =
              e instanceof EcgDataException
                  || e instanceof IllegalArgumentException
                  || e instanceof NetworkEngine.Unusable
                  || e instanceof UncheckedIOException;
          if (!isInput) {
            e.printStackTrace(command.getErr());
            return CommandLine.ExitCode.SOFTWARE;
          }
          command.getErr().println(e.getMessage().strip().replaceAll("\\s*\\R\\s*", " "));
          return CommandLine.ExitCode.USAGE;
        });
    if (args.length == 0) {
      System.err.println(
          "archive: expected a verb, found none; the verbs are "
              + String.join(", ", line.getSubcommands().keySet()));
      return CommandLine.ExitCode.USAGE;
    }
    return line.execute(args);
  }

  /** A table. */
  @Command(mixinStandardHelpOptions = true, description = "Makes a table over all recordings.")
  static final class Table implements java.util.concurrent.Callable<Integer> {
    private final ArchiveKind kind;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        arity = "1..*",
        required = true,
        description = "Folders of recordings, of different names, each one data set.")
    private List<Path> data;

    @Option(
        names = "--out",
        paramLabel = "DIR",
        required = true,
        description = "Folder of results; on a cluster one that all machines see.")
    private Path out;

    @Option(
        names = "--master",
        paramLabel = "URL",
        defaultValue = "local[*]",
        description = "local[N], local[*] or spark://HOST:7077. Default: local[*].")
    private String master;

    @Option(
        names = "--executor-memory",
        paramLabel = "SIZE",
        defaultValue = "1g",
        description = "Java memory of each process of a cluster. Default: 1g.")
    private String executorMemory;

    @Option(
        names = "--part",
        paramLabel = "N",
        defaultValue = "0",
        description = "Recordings of a task and of a file. Default: 1000; predict 200, explain 20.")
    private int partSize;

    @Option(
        names = "--resample",
        description = "Recordings of another rate than 500 Hz are resampled; else they fail.")
    private boolean resample;

    @Option(
        names = "--rate",
        paramLabel = "HZ",
        defaultValue = "NaN",
        description = "Sampling rate of files that state none (NumPy).")
    private double rateHz;

    @Option(
        names = "--longest",
        paramLabel = "SECONDS",
        defaultValue = "" + Archive.LONGEST_SECONDS,
        description = "Longer recordings fail, unless a part is named. Default: 600.")
    private double longestSeconds;

    @Option(
        names = "--from",
        paramLabel = "SECONDS",
        description =
            "With --seconds: where the part begins that is read of each recording. Default: 0.")
    private Double from;

    @Option(
        names = "--seconds",
        paramLabel = "N",
        description =
            "Read that many seconds of each recording alone, of any length (WFDB, DICOM, EDF, BDF, ISHNE,"
                + " NumPy, HDF5) or of a file of up to 64 MB (other forms); a shorter recording fails."
                + " Default: all.")
    private Double seconds;

    @Option(
        names = "--class",
        paramLabel = "CLASS",
        description = "explain: the class, ${COMPLETION-CANDIDATES}. Default: the surest.")
    private Diagnosis explained;

    @Option(
        names = "--model",
        paramLabel = "DIR",
        description = "predict, explain: folder of a trained network. Default: the shipped one.")
    private Path model;

    Table(ArchiveKind kind) {
      this.kind = kind;
    }

    @Override
    public Integer call() {
      if (partSize < 0 || !(longestSeconds > 0)) {
        throw new IllegalArgumentException("--part and --longest must be positive");
      }
      if (seconds == null && from != null) {
        throw new IllegalArgumentException("--from needs --seconds, found none");
      }
      if (seconds != null && seconds > longestSeconds) {
        throw new IllegalArgumentException(
            "expected --seconds of at most %s s (--longest), found %s s"
                .formatted(longestSeconds, seconds));
      }
      Optional<TimeWindow> window =
          seconds == null
              ? Optional.empty()
              : Optional.of(new TimeWindow(from == null ? 0 : from, seconds));
      Archive made;
      try (Progress progress = Progress.onStandardError()) {
        made =
            Archive.make(
                kind,
                data,
                out,
                new Archive.Options(
                    master,
                    executorMemory,
                    partSize,
                    resample,
                    rateHz,
                    longestSeconds,
                    window,
                    explained,
                    model),
                progress);
      }
      System.out.println(made);
      System.out.println("wrote " + out.resolve("archive").resolve(kind.folder()));
      if (made.failures() > 0) {
        System.out.println(
            "failures: " + out.resolve("archive").resolve(kind.folder() + "-failures"));
      }
      return 0;
    }
  }

  /** The process that gives out a cluster's work. */
  @Command(
      mixinStandardHelpOptions = true,
      description = "Starts the master of a standalone cluster, and runs until it is ended.")
  static final class StartMaster implements java.util.concurrent.Callable<Integer> {
    @Option(
        names = "--host",
        paramLabel = "HOST",
        description = "Name or address by which the workers find it. Default: this machine's.")
    private String host;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "7077")
    private int port;

    @Override
    public Integer call() throws Exception {
      String name = host == null ? InetAddress.getLocalHost().getHostName() : host;
      Master.main(
          new String[] {"--host", name, "--port", String.valueOf(port), "--webui-port", "0"});
      return -1;
    }
  }

  /** A machine of a cluster. */
  @Command(
      mixinStandardHelpOptions = true,
      description = "Offers this machine to a standalone cluster, and runs until it is ended.")
  static final class StartWorker implements java.util.concurrent.Callable<Integer> {
    @Parameters(paramLabel = "MASTER", description = "For example spark://HOST:7077.")
    private String master;

    @Option(
        names = "--host",
        paramLabel = "HOST",
        description = "Name or address of this machine. Default: its own.")
    private String host;

    @Option(names = "--cores", paramLabel = "N", description = "Default: all.")
    private Integer cores;

    @Option(names = "--memory", paramLabel = "SIZE", description = "Default: all but 1 GB.")
    private String memory;

    @Option(
        names = "--work",
        paramLabel = "DIR",
        description = "Folder for the logs of its processes. Default: a temporary one.")
    private Path work;

    @Override
    public Integer call() throws Exception {
      Path folder = work == null ? java.nio.file.Files.createTempDirectory("ecg-worker") : work;
      List<String> words =
          new ArrayList<>(List.of("--webui-port", "0", "--work-dir", folder.toString()));
      if (host != null) {
        words.addAll(List.of("--host", host));
      }
      if (cores != null) {
        words.addAll(List.of("--cores", String.format(Locale.ROOT, "%d", cores)));
      }
      if (memory != null) {
        words.addAll(List.of("--memory", memory));
      }
      words.add(master);
      Worker.main(words.toArray(String[]::new));
      return -1;
    }
  }
}
