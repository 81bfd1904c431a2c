package org.ecgworkbench.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * Gets a published data set into a folder.
 *
 * <p>Each file is written as {@code NAME.part}, and takes its name only after its SHA-256 is the publisher's and its bytes are on the
 * disk. A file that is there already is verified and not fetched again, so the same call again completes what a break has left. A part is
 * continued (HTTP {@code Range} with {@code If-Range}) only where the server's entity tag or date, and its length, are those with which it
 * was begun. A file of the right name and other bytes is replaced, and named in the outcome.
 *
 * <p>The list of sums, and with it the number of files, is the publisher's at run time: whoever answers for the base address answers for
 * the data. A list with another number of files than the description of the data set gives is followed, and the difference told; one
 * with a header without its samples, or the other way round, is refused, since it was cut short.
 */
public final class Download {
  private static final int MOST_FAILED_FILES = 20;
  private static final String LOCK = ".fetch.lock";
  private static final String SUMS = "SHA256SUMS.txt";

  /**
   * How a data set is got.
   *
   * @param parallel files at a time, 1 to 16
   * @param attempts how often one file is tried
   * @param connectTimeout how long a connection may take
   * @param stallTimeout how long an answer may take to begin, and each window of its body in which {@code lowestBytesPerSecond} must be
   *     reached
   * @param lowestBytesPerSecond a body that comes slower is broken off
   * @param firstBackOff the pause after the first failure, doubled with each
   * @param longestWait the longest pause, the server's {@code Retry-After} included; a server that asks for a longer one ends the call
   */
  public record Options(
      int parallel,
      int attempts,
      Duration connectTimeout,
      Duration stallTimeout,
      double lowestBytesPerSecond,
      Duration firstBackOff,
      Duration longestWait) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if {@code parallel} is not 1 to 16, there is no attempt, a timeout is shorter than 1 ms, or a pause
     *     or the lowest rate is negative
     */
    public Options {
      if (parallel < 1 || parallel > 16) {
        throw new IllegalArgumentException("expected 1 to 16 files at a time, found " + parallel);
      }
      if (attempts < 1) {
        throw new IllegalArgumentException("expected at least 1 attempt, found " + attempts);
      }
      if (connectTimeout.toMillis() < 1
          || stallTimeout.toMillis() < 1
          || firstBackOff.isNegative()
          || longestWait.isNegative()
          || !(lowestBytesPerSecond >= 0)) {
        throw new IllegalArgumentException("timeouts must be positive, pauses not negative");
      }
    }

    /** {@return four files at a time, six attempts, 20 s to connect, 60 s without an answer, 100 bytes/s, pauses of 1 s to 10 min} */
    public static Options defaults() {
      return new Options(
          4,
          6,
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          100,
          Duration.ofSeconds(1),
          Duration.ofMinutes(10));
    }

    /**
     * {@return these options with another number of files at a time}
     *
     * @param files 1 to 16
     * @throws IllegalArgumentException if it is outside that range
     */
    public Options withParallel(int files) {
      return new Options(
          files,
          attempts,
          connectTimeout,
          stallTimeout,
          lowestBytesPerSecond,
          firstBackOff,
          longestWait);
    }

    /**
     * {@return these options with another number of attempts}
     *
     * @param most how often one file is tried, the first time included; 1 or more
     * @throws IllegalArgumentException if it is less
     */
    public Options withAttempts(int most) {
      return new Options(
          parallel,
          most,
          connectTimeout,
          stallTimeout,
          lowestBytesPerSecond,
          firstBackOff,
          longestWait);
    }

    /**
     * {@return these options with another limit for answers and bodies that stall}
     *
     * @param timeout 1 ms or longer
     * @throws IllegalArgumentException if it is shorter
     */
    public Options withStallTimeout(Duration timeout) {
      return new Options(
          parallel,
          attempts,
          connectTimeout,
          timeout,
          lowestBytesPerSecond,
          firstBackOff,
          longestWait);
    }

    /**
     * {@return these options with other pauses between attempts}
     *
     * @param first after the first failure, doubled with each; not negative
     * @param longest no pause is longer, and a server that asks for a longer one ends the call; not negative
     * @throws IllegalArgumentException if one is negative
     */
    public Options withPauses(Duration first, Duration longest) {
      return new Options(
          parallel, attempts, connectTimeout, stallTimeout, lowestBytesPerSecond, first, longest);
    }
  }

  /**
   * How far a download is.
   *
   * @param files files that are complete and verified
   * @param allFiles files that are wanted
   * @param bytes bytes received so far
   * @param bytesPerSecond the mean rate so far
   * @param secondsLeft at the rate of the files got so far; NaN before the first
   */
  public record State(
      int files, int allFiles, long bytes, double bytesPerSecond, double secondsLeft) {
    /** {@return the state as one line: files, bytes, rate and, where it is known, the time left} */
    public String line() {
      String rate =
          String.format(
              Locale.ROOT,
              "%,d of %,d files, %s, %s/s",
              files,
              allFiles,
              amount(bytes),
              amount(bytesPerSecond));
      return Double.isNaN(secondsLeft) ? rate : rate + ", about " + time(secondsLeft) + " left";
    }

    private static String amount(double bytes) {
      return bytes < 1e6
          ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
          : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static String time(double seconds) {
      return seconds < 90
          ? Math.round(seconds) + " s"
          : seconds < 5400 ? Math.round(seconds / 60) + " min" : Math.round(seconds / 3600) + " h";
    }
  }

  /**
   * What a call did.
   *
   * @param files all files, each of them complete and verified
   * @param alreadyThere how many of them were there before
   * @param bytes bytes received
   * @param replaced files that were there with other bytes, by their paths below the folder
   * @param remarks what differs between the publisher's list and the description of the data set, in sentences
   */
  public record Outcome(
      int files, int alreadyThere, long bytes, List<String> replaced, List<String> remarks) {
    /** Makes the lists immutable. */
    public Outcome {
      replaced = List.copyOf(replaced);
      remarks = List.copyOf(remarks);
    }
  }

  /** Where bytes go; a test fills the disk here. */
  interface Sink {
    void write(FileChannel channel, ByteBuffer bytes) throws IOException;
  }

  private final DataSource source;
  private final Path folder;
  private final Options options;
  private final FileTransfer transfer;
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final List<String> replaced = Collections.synchronizedList(new ArrayList<>());
  private final Tally tally;

  private Download(
      DataSource source, Path folder, Options options, Consumer<State> listener, Sink sink) {
    this.source = source;
    this.folder = folder;
    this.options = options;
    this.tally = new Tally(listener);
    this.transfer = new FileTransfer(source, options, sink, tally::received);
  }

  /**
   * Gets what is missing of a data set. Writes {@code SHA256SUMS.txt} beside the files when all are there, for {@code sha256sum -c}.
   *
   * @param source what to get, and from where
   * @param folder where to; made if it is not there; one call at a time may be at work in it
   * @param options how many files at a time, how often each is tried, and when one is given up
   * @param listener hears how far it is, about ten times a second, from several threads but one at a time
   * @return what was done, when every file is there and verified
   * @throws EcgDataException if a file cannot be got or written, with the reason and what to do; what is verified by then stays
   * @throws CancellationException if the thread is interrupted; parts stay and are continued by the next call
   */
  public static Outcome fetch(
      DataSource source, Path folder, Options options, Consumer<State> listener) {
    return fetch(
        source,
        folder,
        options,
        listener,
        (channel, bytes) -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  static Outcome fetch(
      DataSource source, Path folder, Options options, Consumer<State> listener, Sink sink) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new EcgDataException(folder + ": cannot be made (" + LocalException.reason(e) + ")", e);
    }
    Path lockFile = folder.resolve(LOCK);
    try (FileChannel channel =
            FileChannel.open(
                lockFile,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        FileLock lock = tryLock(channel)) {
      if (lock == null) {
        throw new EcgDataException(folder + ": another fetch is at work here");
      }
      return new Download(source, folder, options, listener, sink).run();
    } catch (IOException e) {
      throw new EcgDataException(
          folder + ": cannot be written (" + LocalException.reason(e) + ")", e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private Outcome run() {
    FileSums.Wanted wanted;
    try {
      wanted = FileSums.wanted(source, transfer.sums());
    } catch (IOException e) {
      throw new EcgDataException(
          source.title() + ": the list of its files cannot be got: " + LocalException.reason(e), e);
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    }
    List<FileSums.Entry> entries = wanted.entries();
    tally.expect(entries.size());
    work(entries);
    if (!failures.isEmpty()) {
      throw stopped(failures.size() + " files cannot be got: " + shown(failures), null);
    }
    StringBuilder text = new StringBuilder();
    entries.forEach(e -> text.append(e.sha256()).append("  ").append(e.local()).append('\n'));
    Path list = folder.resolve(SUMS);
    try {
      WholeFile.write(list, text.toString());
    } catch (IOException e) {
      throw stopped(list + ": " + LocalException.reason(e), e);
    }
    List<String> other = new ArrayList<>(replaced);
    Collections.sort(other);
    return new Outcome(
        entries.size(), tally.alreadyThere(), tally.bytes(), other, wanted.remarks());
  }

  private static String shown(List<String> all) {
    List<String> sorted = new ArrayList<>(all);
    Collections.sort(sorted);
    return String.join("; ", sorted.subList(0, Math.min(3, sorted.size())))
        + (sorted.size() > 3 ? "; and " + (sorted.size() - 3) + " more" : "");
  }

  private EcgDataException stopped(String why, Throwable cause) {
    return new EcgDataException(
        source.name()
            + ": "
            + why
            + " ("
            + tally.verified()
            + " of "
            + tally.allFiles()
            + " files are complete and verified in "
            + folder
            + "; the same command again gets the rest)",
        cause);
  }

  private void work(List<FileSums.Entry> entries) {
    Throwable first = Workers.each(entries, options.parallel(), this::one);
    if (first instanceof LocalException || first instanceof IOException) {
      throw stopped(first.getMessage(), first);
    }
    if (first instanceof RuntimeException e) {
      throw e;
    }
    if (first != null) {
      throw new IllegalStateException(first);
    }
  }

  /** Sees to it that one file is there; a file that cannot be had is noted, anything wider is thrown. */
  private void one(FileSums.Entry entry) throws IOException, InterruptedException {
    Path target = folder.resolve(entry.local());
    boolean there = prepared(entry, target);
    PartFile file = new PartFile(target);
    if (there && FileTransfer.sha256(target).equals(entry.sha256())) {
      FileTransfer.delete(file);
      tally.done(true);
      return;
    }
    try {
      transfer.obtain(entry, file);
    } catch (TransferException e) {
      if (e.worthAnother()) {
        throw e;
      }
      failures.add(entry.local() + " (" + e.getMessage() + ")");
      if (failures.size() > MOST_FAILED_FILES) {
        throw new IOException(
            "more than " + MOST_FAILED_FILES + " files cannot be got: " + shown(failures), e);
      }
      return;
    }
    if (there) {
      replaced.add(entry.local());
    }
    tally.done(false);
  }

  /** Makes the file's folders; refuses links, so that nothing is written outside. */
  private boolean prepared(FileSums.Entry entry, Path target) {
    Path at = folder;
    try {
      for (Path name : folder.relativize(target)) {
        at = at.resolve(name);
        if (Files.isSymbolicLink(at)) {
          throw new EcgDataException(at + ": expected a file or folder, found a link");
        }
        if (!at.equals(target) && !Files.isDirectory(at)) {
          Files.createDirectories(at);
        }
      }
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
          throw new EcgDataException(target + ": expected a file, found something else");
        }
        return true;
      }
      return false;
    } catch (IOException e) {
      throw new LocalException(at, e);
    }
  }
}
