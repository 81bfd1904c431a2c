package org.ecgworkbench.dataset.download;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * Gets a published data set into a folder.
 *
 * <p>Each file is written as {@code NAME.part}, and takes its name only after its SHA-256 is the publisher's and its bytes are on the
 * disk. A file that is there already is verified and not fetched again, so the same call again completes what a break has left. A part is
 * continued (HTTP {@code Range} with {@code If-Range}) only where the server's entity tag or date, and its length, are those with which it
 * was begun. A file of the right name and other bytes is replaced, and named in the outcome.
 *
 * <p>The list of sums is the publisher's at run time: whoever answers for the base address answers for the data.
 */
public final class Download {
  private static final int LONGEST_SUMS = 1 << 26;
  private static final int MOST_FAILED_FILES = 20;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");
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
    /** Checks the values. */
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

    /** Four files at a time, six attempts, 20 s to connect, 60 s without an answer, 100 bytes/s, pauses of 1 s to 10 min. */
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

    /** The same with another number of files at a time. */
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

    /** The same with another number of attempts. */
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

    /** The same with another limit for answers and bodies that stall. */
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

    /** The same with other pauses. */
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
    /** The state as one line. */
    public String line() {
      String rate =
          "%,d of %,d files, %s, %s/s"
              .formatted(files, allFiles, amount(bytes), amount(bytesPerSecond));
      return Double.isNaN(secondsLeft) ? rate : rate + ", about " + time(secondsLeft) + " left";
    }

    private static String amount(double bytes) {
      return bytes < 1e6
          ? String.format(java.util.Locale.ROOT, "%.1f kB", bytes / 1e3)
          : String.format(java.util.Locale.ROOT, "%.1f MB", bytes / 1e6);
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
   */
  public record Outcome(int files, int alreadyThere, long bytes, List<String> replaced) {
    /** Makes the list immutable. */
    public Outcome {
      replaced = List.copyOf(replaced);
    }
  }

  /** Where bytes go; a test fills the disk here. */
  interface Sink {
    void write(FileChannel channel, ByteBuffer bytes) throws IOException;
  }

  /** Something is wrong on this side, so nothing more is tried. */
  private static final class LocalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LocalException(Path file, IOException cause) {
      super(file + ": " + reason(cause), cause);
    }
  }

  private final DataSource source;
  private final Path folder;
  private final Options options;
  private final Consumer<State> listener;
  private final Sink sink;
  private final Http http;
  private final long start = System.nanoTime();
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final List<String> replaced = Collections.synchronizedList(new ArrayList<>());
  private int allFiles;
  private int verified;
  private int alreadyThere;
  private long bytes;
  private long told;

  private Download(
      DataSource source, Path folder, Options options, Consumer<State> listener, Sink sink) {
    this.source = source;
    this.folder = folder;
    this.options = options;
    this.listener = listener;
    this.sink = sink;
    this.http = new Http(options);
  }

  /**
   * Gets what is missing of a data set. Writes {@code SHA256SUMS.txt} beside the files when all are there, for {@code sha256sum -c}.
   *
   * @param folder where to; made if it is not there
   * @param listener hears how far it is, about ten times a second, from several threads but one at a time
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
      throw new EcgDataException(folder + ": cannot be made (" + reason(e) + ")", e);
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
      throw new EcgDataException(folder + ": cannot be written (" + reason(e) + ")", e);
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
    List<FileSums.Entry> entries;
    try {
      entries = FileSums.wanted(source, sums());
    } catch (IOException e) {
      throw new EcgDataException(
          source.title() + ": the list of its files cannot be got: " + reason(e), e);
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    }
    allFiles = entries.size();
    work(entries);
    if (!failures.isEmpty()) {
      throw stopped(failures.size() + " files cannot be got: " + shown(failures), null);
    }
    StringBuilder text = new StringBuilder();
    entries.forEach(e -> text.append(e.sha256()).append("  ").append(e.local()).append('\n'));
    Path list = folder.resolve(SUMS);
    Path part = folder.resolve(SUMS + PartFile.PART);
    try {
      Files.writeString(part, text);
      Files.move(part, list, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw stopped(list + ": " + reason(e), e);
    }
    List<String> other = new ArrayList<>(replaced);
    Collections.sort(other);
    return new Outcome(allFiles, alreadyThere, bytes, other);
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
            + verified
            + " of "
            + allFiles
            + " files are complete and verified in "
            + folder
            + "; the same command again gets the rest)",
        cause);
  }

  private void work(List<FileSums.Entry> entries) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            options.parallel(),
            r -> {
              Thread thread = new Thread(r, "fetch");
              thread.setDaemon(true);
              return thread;
            });
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> workers = new ArrayList<>();
    Throwable first = null;
    try {
      for (int i = 0; i < options.parallel(); i++) {
        workers.add(
            pool.submit(
                () -> {
                  try {
                    for (int k; (k = next.getAndIncrement()) < entries.size(); ) {
                      one(entries.get(k));
                    }
                  } catch (Throwable e) {
                    // The others end with the file that they are at.
                    next.set(entries.size());
                    throw e;
                  }
                  return null;
                }));
      }
      for (Future<?> worker : workers) {
        try {
          worker.get();
        } catch (ExecutionException e) {
          first = first == null ? e.getCause() : first;
          pool.shutdownNow();
        }
      }
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    } finally {
      pool.shutdownNow();
      awaitQuietly(pool);
    }
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

  private static void awaitQuietly(ExecutorService pool) {
    boolean interrupted = false;
    try {
      pool.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sees to it that one file is there; a file that cannot be had is noted, anything wider is thrown. */
  private void one(FileSums.Entry entry) throws IOException, InterruptedException {
    Path target = folder.resolve(entry.local());
    boolean there = prepared(entry, target);
    if (there && sha256(target).equals(entry.sha256())) {
      done(true);
      return;
    }
    try {
      obtained(entry, new PartFile(target));
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
    done(false);
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

  private void obtained(FileSums.Entry entry, PartFile file)
      throws IOException, InterruptedException {
    Map<String, Integer> wrongSums = new HashMap<>();
    for (int attempt = 1; ; attempt++) {
      try {
        boolean resumed = transfer(entry, file);
        String found = sha256(file.part());
        if (found.equals(entry.sha256())) {
          finish(file);
          return;
        }
        delete(file);
        String message =
            url(entry.remote()) + ": expected SHA-256 " + entry.sha256() + ", found " + found;
        if (!resumed && wrongSums.merge(found, 1, Integer::sum) > 1
            || attempt >= options.attempts()) {
          throw TransferException.lasting(message);
        }
        throw TransferException.temporary(message);
      } catch (IOException e) {
        pause(entry.remote(), attempt, e);
      }
    }
  }

  /** Waits before the next attempt, or throws what ended the last. */
  private void pause(String remote, int attempt, IOException e)
      throws IOException, InterruptedException {
    if (e instanceof ClosedByInterruptException) {
      throw new InterruptedException();
    }
    Optional<Duration> asked = Optional.empty();
    if (e instanceof TransferException transfer) {
      if (!transfer.worthAnother()) {
        throw transfer;
      }
      asked = transfer.retryAfter();
    }
    String message =
        e instanceof TransferException && e.getMessage().startsWith("http")
            ? e.getMessage()
            : url(remote) + ": " + reason(e);
    if (attempt >= options.attempts()) {
      throw TransferException.temporary(message + ", at the last of " + attempt + " attempts");
    }
    if (asked.isPresent() && asked.get().compareTo(options.longestWait()) > 0) {
      throw TransferException.temporary(
          message + " and asks to wait " + asked.get().toSeconds() + " s");
    }
    long backOff = options.firstBackOff().toMillis() << Math.min(attempt - 1, 20);
    long millis =
        asked.map(Duration::toMillis).orElse(Math.min(backOff, options.longestWait().toMillis()));
    Thread.sleep(millis);
  }

  private URI url(String remote) {
    return source.baseUrl().resolve(remote);
  }

  /**
   * Gets a file, or the rest of it, into its part.
   *
   * @return whether a part was continued
   */
  private boolean transfer(FileSums.Entry entry, PartFile file)
      throws IOException, InterruptedException {
    URI url = url(entry.remote());
    Optional<PartFile.State> state = stateOf(file, url, entry);
    long have = state.isPresent() ? sizeOf(file) : 0;
    if (have > 0 && have == state.get().total()) {
      return true;
    }
    Map<String, String> headers =
        have == 0
            ? Map.of()
            : Map.of("Range", "bytes=" + have + "-", "If-Range", state.get().validator());
    try (Http.Answer answer = http.get(url, headers)) {
      if (answer.status() == 200) {
        Optional<PartFile.State> begun = state(url, entry, answer.headers());
        long length = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
        write(answer, file, begun, false, length);
        return false;
      }
      if (have == 0 || !continues(answer, have, state.get())) {
        delete(file);
        throw TransferException.temporary(
            url + ": expected the file from its beginning, found status " + answer.status());
      }
      write(answer, file, state, true, state.get().total() - have);
      return true;
    }
  }

  private Optional<PartFile.State> stateOf(PartFile file, URI url, FileSums.Entry entry) {
    try {
      return file.state()
          .filter(s -> s.url().equals(url.toString()) && s.sha256().equals(entry.sha256()));
    } catch (IOException e) {
      throw new LocalException(file.part(), e);
    }
  }

  private static long sizeOf(PartFile file) {
    try {
      return file.size();
    } catch (IOException e) {
      throw new LocalException(file.part(), e);
    }
  }

  private static void delete(PartFile file) {
    try {
      file.delete();
    } catch (IOException e) {
      throw new LocalException(file.part(), e);
    }
  }

  private static void finish(PartFile file) {
    try {
      file.finish();
    } catch (IOException e) {
      throw new LocalException(file.target(), e);
    }
  }

  private static Optional<String> validator(HttpHeaders headers) {
    Optional<String> tag = headers.firstValue("ETag").filter(t -> !t.startsWith("W/"));
    return (tag.isPresent() ? tag : headers.firstValue("Last-Modified"))
        .filter(v -> v.length() < 1000 && v.chars().allMatch(c -> c >= ' ' && c < 127));
  }

  private static Optional<PartFile.State> state(
      URI url, FileSums.Entry entry, HttpHeaders headers) {
    long total = headers.firstValueAsLong("Content-Length").orElse(-1);
    return total < 0
        ? Optional.empty()
        : validator(headers).map(v -> new PartFile.State(url.toString(), entry.sha256(), v, total));
  }

  /** Whether an answer is the rest of the very file that the part is the beginning of. */
  private static boolean continues(Http.Answer answer, long have, PartFile.State state) {
    Matcher range = CONTENT_RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
    return answer.status() == 206
        && range.matches()
        && Long.parseLong(range.group(1)) == have
        && Long.parseLong(range.group(2)) == state.total() - 1
        && Long.parseLong(range.group(3)) == state.total()
        && validator(answer.headers()).map(v -> v.equals(state.validator())).orElse(true);
  }

  /** @param expected the bytes to come, or -1 where the server does not say */
  private void write(
      Http.Answer answer,
      PartFile file,
      Optional<PartFile.State> state,
      boolean append,
      long expected)
      throws IOException, InterruptedException {
    if (expected > source.largestFileBytes()) {
      throw tooLong(answer.url(), expected);
    }
    FileChannel opened;
    try {
      opened = append ? file.append() : file.begin(state);
    } catch (IOException e) {
      throw new LocalException(file.part(), e);
    }
    long received = 0;
    try (FileChannel channel = opened) {
      for (ByteBuffer next; (next = answer.body().next()) != null; ) {
        int count = next.remaining();
        received += count;
        if (received > source.largestFileBytes()) {
          throw tooLong(answer.url(), received);
        }
        try {
          sink.write(channel, next);
        } catch (ClosedByInterruptException e) {
          throw e;
        } catch (IOException e) {
          throw new LocalException(file.part(), e);
        }
        received(count);
      }
      if (expected >= 0 && received != expected) {
        throw TransferException.temporary(
            answer.url() + ": expected " + expected + " bytes, found " + received);
      }
      try {
        channel.force(false);
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        throw new LocalException(file.part(), e);
      }
    }
  }

  private TransferException tooLong(URI url, long found) {
    return TransferException.lasting(
        url
            + ": expected at most "
            + source.largestFileBytes()
            + " bytes, found "
            + found
            + " or more");
  }

  private String sums() throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try (Http.Answer answer = http.get(url(source.sums()), Map.of())) {
        if (answer.status() != 200) {
          throw TransferException.temporary(answer.url() + ": found status " + answer.status());
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (ByteBuffer next; (next = answer.body().next()) != null; ) {
          byte[] piece = new byte[next.remaining()];
          next.get(piece);
          if (text.size() > LONGEST_SUMS - piece.length) {
            throw TransferException.lasting(
                answer.url() + ": expected a list of at most " + LONGEST_SUMS + " bytes");
          }
          text.write(piece);
        }
        return text.toString(StandardCharsets.UTF_8);
      } catch (IOException e) {
        pause(source.sums(), attempt, e);
      }
    }
  }

  private synchronized void received(int count) {
    bytes += count;
    tell(false);
  }

  private synchronized void done(boolean wasThere) {
    verified++;
    alreadyThere += wasThere ? 1 : 0;
    tell(verified == allFiles);
  }

  private void tell(boolean always) {
    long now = System.nanoTime();
    if (!always && now - told < 100_000_000L) {
      return;
    }
    told = now;
    double seconds = (now - start) / 1e9;
    int got = verified - alreadyThere;
    double left = got == 0 ? Double.NaN : seconds / got * (allFiles - verified);
    listener.accept(new State(verified, allFiles, bytes, bytes / seconds, left));
  }

  private static String sha256(Path file) throws InterruptedException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int count; (count = in.read(buffer)) >= 0; ) {
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    } catch (ClosedByInterruptException e) {
      throw new InterruptedException();
    } catch (IOException e) {
      throw new LocalException(file, e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
