package org.ecgworkbench.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.ecgworkbench.cli.journal.ChecklistCommand;
import org.ecgworkbench.cli.journal.CrateCommand;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.model.Training;
import org.ecgworkbench.provenance.Provenance;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Exit codes: 0 done; 1 a fault of the program, with its stack trace; 2 something is wrong with what the user gave (a
 * path, a record, an option), with one line that says what; 3 the training's time budget is used up and it can be taken up again; 130
 * interrupted.
 */
@Command(
    name = "workbench",
    description =
        "Reproduces arXiv:2010.10328: data, baselines, network and SHAP for 12-lead ECGs.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "fetch gets a published data set; it is a script: environment/workbench fetch --help.",
      "archive makes tables over archives of any size, on Apache Spark: environment/workbench archive --help.",
      "Each verb has its own --help. Without --data the embedded synthetic cohort is used.",
      "Exit codes: 0 done, 1 a fault of the program (verify: a finding; diff: a difference), 2 wrong input, 3 --budget is used up, 130 interrupted."
    })
public final class Main implements Runnable {
  private static final int BUDGET_OVER = 3;
  private static final Set<String> HELP = Set.of("--help", "-h");

  /** In the order of the help. */
  static final List<String> VERBS =
      List.of(
          "quality",
          "recording",
          "cohort",
          "check",
          "profile",
          "features",
          "train",
          "jobs",
          "gather",
          "single-leads",
          "rotate",
          "audit",
          "predict",
          "export",
          "explain",
          "external",
          "ground-truth",
          "faithfulness",
          "lead-shapley",
          "view",
          "verify",
          "diff",
          "report",
          "checklist",
          "crate",
          "contents");

  @Spec private CommandSpec spec;

  /** The root command, for the parser of the command line. */
  public Main() {}

  /**
   * Runs a verb and ends the process with its exit code.
   *
   * @param args the words after {@code environment/workbench}: a verb, then its options
   */
  public static void main(String[] args) {
    if (isForOneRecording(args)) {
      // Loading takes as long as all that is to be done before the network's first use.
      callNativeMethods(args[1]);
      NetworkEngine.load();
    }
    // PyTorch's own threads are no daemons' concern: the process ends when the verb does.
    NetworkEngine.exit(run(args));
  }

  /**
   * Methods of the virtual machine's own libraries that reading a recording calls. The first call of each looks for it, and waits for as long as the
   * engine's library is being loaded.
   */
  private static void callNativeMethods(String file) {
    Array.getLength(new int[0]);
    StrictMath.sin(StrictMath.sqrt(0));
    try (FileChannel channel = FileChannel.open(Path.of(file))) {
      channel.read(ByteBuffer.allocate(1), 0);
    } catch (IOException | InvalidPathException e) {
      // The verb says what is wrong with the file.
    }
  }

  /** {@code predict FILE}, whose options need not be read to know that a network follows. */
  private static boolean isForOneRecording(String[] args) {
    return args.length > 1
        && args[0].equals("predict")
        && !args[1].startsWith("-")
        && Collections.disjoint(HELP, List.of(args));
  }

  /**
   * {@return the exit code of a verb, which has been run and has printed what it has to say; what {@link #main} does, without ending the
   * process}
   *
   * @param args a verb, then its options; none is wrong usage and gives 2
   */
  public static int run(String... args) {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      System.out.println(version());
      return CommandLine.ExitCode.OK;
    }
    // Reading the options of all verbs takes longer than most of them have to do before their first
    // line.
    CommandLine line = line(args.length > 0 && VERBS.contains(args[0]) ? List.of(args[0]) : VERBS);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Main::wrongUsage);
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
    try {
      return line.execute(args);
    } catch (OutOfMemoryError e) {
      // Input that is large, not a fault of the program; a stack trace would say no more.
      System.err.println("not enough memory: the input is larger than what this program may use");
      return CommandLine.ExitCode.USAGE;
    }
  }

  /** The command line with these verbs. */
  static CommandLine line(List<String> verbs) {
    CommandLine line = new CommandLine(new Main());
    verbs.forEach(verb -> line.addSubcommand(command(verb)));
    return line;
  }

  private static Object command(String verb) {
    return switch (verb) {
      case "quality" -> new QualityCommand();
      case "recording" -> new RecordingCommand();
      case "cohort" -> new CohortCommand();
      case "check" -> new CheckCommand();
      case "profile" -> new ProfileCommand();
      case "features" -> new FeaturesCommand();
      case "train" -> new TrainCommand();
      case "jobs" -> new JobsCommand();
      case "gather" -> new GatherCommand();
      case "single-leads" -> new SingleLeadsCommand();
      case "rotate" -> new RotateCommand();
      case "audit" -> new AuditCommand();
      case "predict" -> new PredictCommand();
      case "export" -> new ExportCommand();
      case "explain" -> new ExplainCommand();
      case "external" -> new ExternalCommand();
      case "ground-truth" -> new GroundTruthCommand();
      case "faithfulness" -> new FaithfulnessCommand();
      case "lead-shapley" -> new LeadShapleyCommand();
      case "view" -> new ViewCommand();
      case "verify" -> new VerifyCommand();
      case "diff" -> new DiffCommand();
      case "report" -> new ReportCommand();
      case "checklist" -> new ChecklistCommand();
      case "crate" -> new CrateCommand();
      case "contents" -> new ContentsCommand();
      default -> throw new IllegalArgumentException("no verb " + verb);
    };
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected a verb, found none; the verbs are "
            + String.join(", ", spec.subcommands().keySet())
            + "; --help says what they do");
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String message = oneLine(e.getMessage());
    if (command.getParent() == null
        && e instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()) {
      message =
          "there is no verb '%s', expected one of %s"
              .formatted(
                  unmatched.getUnmatched().get(0),
                  String.join(", ", command.getSubcommands().keySet()));
    }
    command.getErr().println(command.getCommandName() + ": " + message);
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command) {
    PrintWriter err = command.getErr();
    if (e instanceof EcgDataException
        || e instanceof IllegalArgumentException
        || e instanceof Training.Diverged
        || e instanceof NetworkEngine.Unusable) {
      err.println(oneLine(e.getMessage()));
      return CommandLine.ExitCode.USAGE;
    }
    if (e instanceof Training.BudgetOver) {
      err.println(oneLine(e.getMessage()));
      return BUDGET_OVER;
    }
    if (e instanceof CancellationException) {
      err.println("interrupted");
      return 130;
    }
    if (e instanceof UncheckedIOException unchecked && isOfAFile(unchecked)) {
      err.println(oneLine(FileTrouble.line(unchecked)));
      return CommandLine.ExitCode.USAGE;
    }
    e.printStackTrace(err);
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Whether what failed is a file or a disk, not the program: somebody said what could not be done, or the system named a file. */
  private static boolean isOfAFile(UncheckedIOException e) {
    return e.getCause() instanceof FileSystemException || FileTrouble.hasOwnMessage(e);
  }

  private static String oneLine(String message) {
    return message == null ? "no message" : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static String version() {
    return "ecg-workbench " + Provenance.libraryVersion();
  }

  /** The library's version. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {version()};
    }
  }
}
