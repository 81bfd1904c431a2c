package org.ecgworkbench.download;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings one file from the publisher into its part, as often as it takes, and gives it its name once its sum is right. */
final class FileTransfer {
  private static final int LONGEST_SUMS = 1 << 26;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  private final DataSource source;
  private final Download.Options options;
  private final Download.Sink sink;
  private final IntConsumer received;
  private final Http http;

  /** @param received hears how many bytes have come, piece by piece, from any thread */
  FileTransfer(
      DataSource source, Download.Options options, Download.Sink sink, IntConsumer received) {
    this.source = source;
    this.options = options;
    this.sink = sink;
    this.received = received;
    this.http = new Http(options);
  }

  /**
   * Gets one file whole.
   *
   * @throws TransferException if it cannot be had; worth another attempt where the server is at fault and not the file
   * @throws LocalException if it cannot be written
   */
  void obtain(FileSums.Entry entry, PartFile file) throws IOException, InterruptedException {
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
            : url(remote) + ": " + LocalException.reason(e);
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

  static void delete(PartFile file) {
    try {
      file.delete();
    } catch (IOException e) {
      throw new LocalException(file.part(), e);
    }
  }

  private static void finish(PartFile file) throws InterruptedException {
    try {
      file.finish();
    } catch (ClosedByInterruptException e) {
      throw new InterruptedException();
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
    long length = 0;
    try (FileChannel channel = opened) {
      for (ByteBuffer next; (next = answer.body().next()) != null; ) {
        int count = next.remaining();
        length += count;
        if (length > source.largestFileBytes()) {
          throw tooLong(answer.url(), length);
        }
        try {
          sink.write(channel, next);
        } catch (ClosedByInterruptException e) {
          throw e;
        } catch (IOException e) {
          throw new LocalException(file.part(), e);
        }
        received.accept(count);
      }
      if (expected >= 0 && length != expected) {
        throw TransferException.temporary(
            answer.url() + ": expected " + expected + " bytes, found " + length);
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

  /** The publisher's list of sums. */
  String sums() throws IOException, InterruptedException {
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

  /** The SHA-256 of a file here, in lower-case hexadecimal. */
  static String sha256(Path file) throws InterruptedException {
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
}
