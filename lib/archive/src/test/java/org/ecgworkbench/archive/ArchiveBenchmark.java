package org.ecgworkbench.archive;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.notebook.Progress;

/**
 * This library's side of {@code lib/benchmarks/archive}: a process that is told on its standard input what to do, {@code TASK CORES FOLDER OUT}, a line
 * each with tabs, and answers with the seconds that it took. {@code reading} and {@code loop} are plain loops over the recordings that keep nothing; {@code
 * parts} makes the files of the archive's table of features by threads alone; {@code features} and {@code predict} are the verbs in a Spark context that is
 * there before, {@code whole} is that of features with the start and the end of Spark.
 */
public final class ArchiveBenchmark {
  private static double check;
  private static int runningCores;

  private ArchiveBenchmark() {}

  /**
   * Answers until the input ends.
   *
   * @param none ignored
   */
  public static void main(String[] none) throws Exception {
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split("\t");
      int cores = Integer.parseInt(words[1]);
      Path folder = Path.of(words[2]);
      Path out = Path.of(words[3]);
      empty(out);
      prepare(words[0], cores);
      long start = System.nanoTime();
      switch (words[0]) {
        case "reading" ->
            plain(folder, cores, file -> keep(WfdbReader.read(file).millivolts()[0][0]));
        case "loop" ->
            plain(folder, cores, file -> keep(ExpertFeatures.of(WfdbReader.read(file))[0]));
        case "parts" -> parts(folder, cores, out);
        case "features", "whole" -> spark(ArchiveKind.FEATURES, folder, cores, out);
        case "predict" -> spark(ArchiveKind.SCORES, folder, cores, out);
        default -> throw new IllegalArgumentException(words[0]);
      }
      System.out.printf(Locale.ROOT, "%.6f%n", (System.nanoTime() - start) / 1e9);
    }
    System.err.println("check " + check);
  }

  private static void prepare(String task, int cores) {
    int wanted = task.equals("features") || task.equals("predict") ? cores : 0;
    if (runningCores != wanted) {
      if (runningCores > 0) {
        SparkContext.getOrCreate().stop();
      }
      if (wanted > 0) {
        SparkContext.getOrCreate(Archive.conf(options(cores)));
      }
      runningCores = wanted;
    }
  }

  private static Archive.Options options(int cores) {
    return Archive.Options.defaults().withMaster("local[" + cores + "]");
  }

  private static synchronized void keep(double value) {
    check += value;
  }

  private static void empty(Path out) throws IOException {
    if (Files.isDirectory(out)) {
      try (Stream<Path> files = Files.walk(out)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static List<String> headers(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> n.endsWith(".hea"))
          .sorted()
          .toList();
    }
  }

  private static void plain(Path folder, int cores, Consumer<Path> work) throws Exception {
    run(headers(folder), cores, name -> work.accept(folder.resolve(name)));
  }

  private static void parts(Path folder, int cores, Path out) throws Exception {
    ArchiveSettings settings =
        new ArchiveSettings(
            ArchiveKind.FEATURES,
            new ArrayList<>(List.of(folder.toString())),
            out.toString(),
            false,
            Double.NaN,
            600,
            0,
            Double.NaN,
            "",
            "",
            ArchiveSettings.codeOf(ArchiveKind.FEATURES),
            Runtime.version().feature());
    List<Piece> pieces = headers(folder).stream().map(name -> Piece.whole(0, name)).toList();
    PartTask task = new PartTask(settings, null);
    List<PartTask.Part> parts = ArchiveListing.parts(pieces, size(pieces.size()));
    run(parts, cores, part -> keep(task.make(part).rows()));
  }

  /** As many recordings a part as give each of two cores some; the same for any number, so that the files are the same. */
  private static int size(int recordings) {
    return Math.min(ArchiveKind.FEATURES.partSize(), Math.max(1, recordings / 8));
  }

  private static void spark(ArchiveKind kind, Path folder, int cores, Path out) throws IOException {
    Archive.Options options = options(cores).withPartSize(size(headers(folder).size()));
    Progress silent = Progress.on(new PrintStream(OutputStream.nullOutputStream()));
    keep(Archive.make(kind, List.of(folder), out, options, silent).recordings());
  }

  private static <T> void run(List<T> all, int cores, Consumer<T> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(cores);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (T one : all) {
        done.add(threads.submit(() -> work.accept(one)));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
  }
}
