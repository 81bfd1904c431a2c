package org.ecgworkbench.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ecgworkbench.ecg.EcgDataException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server on raw sockets that misbehaves on purpose; each test scripts what one file's requests get. */
@Timeout(60)
class DownloadTest {
  private static final String BIG = "data/b.mat";
  private static final Download.Options FAST =
      Download.Options.defaults()
          .withAttempts(4)
          .withStallTimeout(Duration.ofSeconds(5))
          .withPauses(Duration.ofMillis(5), Duration.ofSeconds(5));

  /** What one request gets; {@code attempt} counts the requests for this file from 1. */
  private interface Script {
    void answer(Request request, int attempt, OutputStream out) throws IOException;
  }

  private record Request(String path, Map<String, String> headers) {
    /** The first byte asked for. */
    int from() {
      String range = headers.get("range");
      return range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
    }
  }

  @TempDir private Path folder;
  private final Map<String, byte[]> files = new TreeMap<>();
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
  private ServerSocket server;
  private String sums;
  private Path to;

  @BeforeEach
  void serve() throws Exception {
    to = folder.resolve("to");
    for (String name : List.of("a.hea", "a.mat", "b.hea")) {
      files.put("data/" + name, bytes(1000 + name.hashCode() % 500));
    }
    files.put(BIG, bytes(300_000));
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      text.append(sha256(file.getValue())).append(' ').append(file.getKey()).append('\n');
    }
    text.append("0".repeat(64)).append(" other/not-wanted.txt\n");
    sums = text.toString();
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try {
                  Socket socket = server.accept();
                  Thread one = new Thread(() -> serve(socket));
                  one.setDaemon(true);
                  one.start();
                } catch (IOException e) {
                  return;
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String first = in.readLine();
      if (first == null) {
        return;
      }
      Map<String, String> headers = new TreeMap<>();
      for (String line; !(line = in.readLine()).isEmpty(); ) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      Request request = new Request(first.split(" ")[1].substring("/base/".length()), headers);
      requests.add(request);
      int attempt = attempts.merge(request.path(), 1, Integer::sum);
      OutputStream out = socket.getOutputStream();
      if (request.path().equals("SHA256SUMS.txt") && !scripts.containsKey(request.path())) {
        plain(out, sums.getBytes(StandardCharsets.UTF_8), "\"sums\"");
      } else {
        scripts.getOrDefault(request.path(), this::honest).answer(request, attempt, out);
      }
    } catch (IOException e) {
      // The client went away, as some tests make it.
    }
  }

  private void honest(Request request, int attempt, OutputStream out) throws IOException {
    byte[] bytes = files.get(request.path());
    if (bytes == null) {
      head(out, "404 Not Found", "Content-Length: 0");
      return;
    }
    String tag = "\"" + request.path() + "\"";
    int from = request.from();
    if (from > 0 && tag.equals(request.headers().get("if-range"))) {
      rest(out, bytes, from, tag);
    } else {
      plain(out, bytes, tag);
    }
  }

  private static void rest(OutputStream out, byte[] bytes, int from, String tag)
      throws IOException {
    head(
        out,
        "206 Partial Content",
        "Content-Length: " + (bytes.length - from),
        "ETag: " + tag,
        "Content-Range: bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
    out.write(bytes, from, bytes.length - from);
    out.flush();
  }

  private static void plain(OutputStream out, byte[] bytes, String tag) throws IOException {
    head(out, "200 OK", "Content-Length: " + bytes.length, "ETag: " + tag);
    out.write(bytes);
    out.flush();
  }

  private static void head(OutputStream out, String status, String... headers) throws IOException {
    String text = "HTTP/1.1 " + status + "\r\n" + String.join("\r\n", headers);
    out.write((text + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Sends the head of the whole file and only the first so many bytes. */
  private void cut(OutputStream out, String path, int count, String tag) throws IOException {
    byte[] bytes = files.get(path);
    head(out, "200 OK", "Content-Length: " + bytes.length, "ETag: " + tag);
    out.write(bytes, 0, count);
    out.flush();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    return bytes;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private DataSource source() {
    return new DataSource(
        "test",
        "A test",
        "none",
        "none",
        URI.create("http://127.0.0.1:" + server.getLocalPort() + "/base/"),
        "SHA256SUMS.txt",
        List.of(new DataSource.Folder("data/", "", Pattern.compile("[ab]\\.(hea|mat)"), 4)),
        List.of("a.hea"),
        1 << 20);
  }

  private Download.Outcome fetch() {
    return fetch(FAST);
  }

  private Download.Outcome fetch(Download.Options options) {
    return Download.fetch(source(), to, options, state -> {});
  }

  private String refused(Download.Options options) {
    return assertThrows(EcgDataException.class, () -> fetch(options)).getMessage();
  }

  /** All files are there with the right bytes, and nothing else. */
  private void assertComplete() throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path local = to.resolve(file.getKey().substring("data/".length()));
      assertArrayEquals(file.getValue(), Files.readAllBytes(local), file.getKey());
    }
    assertEquals(
        List.of(".fetch.lock", "SHA256SUMS.txt", "a.hea", "a.mat", "b.hea", "b.mat"), names());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(to)) {
      return all.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  /** Nothing stands under a file's name with other bytes than the publisher's. */
  private void assertNothingWrong() throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path local = to.resolve(file.getKey().substring("data/".length()));
      if (Files.exists(local)) {
        assertArrayEquals(file.getValue(), Files.readAllBytes(local), file.getKey());
      }
    }
  }

  @Test
  void everyFileArrivesAndASecondCallFetchesNone() throws IOException {
    Download.Outcome first = fetch();
    assertEquals(4, first.files());
    assertEquals(0, first.alreadyThere());
    assertComplete();
    requests.clear();
    Download.Outcome second = fetch();
    assertEquals(4, second.alreadyThere());
    assertEquals(0, second.bytes());
    assertEquals(1, requests.size());
  }

  @Test
  void aSecondCallFetchesWhatIsMissingOrChangedAndNamesWhatItReplaced() throws IOException {
    fetch();
    Files.delete(to.resolve("a.hea"));
    Files.write(to.resolve("a.mat"), new byte[] {1, 2, 3});
    Download.Outcome outcome = fetch();
    assertEquals(2, outcome.alreadyThere());
    assertEquals(List.of("a.mat"), outcome.replaced());
    assertComplete();
  }

  @Test
  void aDroppedConnectionIsContinuedWhereItBroke() throws IOException {
    scripts.put(
        BIG,
        (request, attempt, out) -> {
          if (attempt == 1) {
            cut(out, BIG, 200_000, "\"" + BIG + "\"");
          } else {
            honest(request, attempt, out);
          }
        });
    fetch();
    assertComplete();
    List<Request> big = requests.stream().filter(r -> r.path().equals(BIG)).toList();
    assertEquals(2, big.size());
    assertTrue(big.get(1).from() > 0 && big.get(1).from() <= 200_000, "from " + big.get(1).from());
    assertEquals("\"" + BIG + "\"", big.get(1).headers().get("if-range"));
  }

  @Test
  void aBrokenCallIsContinuedByTheNext() throws IOException {
    scripts.put(BIG, (request, attempt, out) -> cut(out, BIG, 200_000, "\"" + BIG + "\""));
    String message = refused(FAST.withAttempts(1));
    assertTrue(message.contains("b.mat") && message.contains("the same command again"), message);
    assertFalse(Files.exists(to.resolve("b.mat")));
    assertTrue(Files.size(to.resolve("b.mat.part")) > 0);
    assertNothingWrong();
    scripts.clear();
    requests.clear();
    fetch();
    assertComplete();
    assertTrue(requests.stream().anyMatch(r -> r.path().equals(BIG) && r.from() > 0));
  }

  @Test
  void aServerThatIgnoresRangesSendsTheWholeAgain() throws IOException {
    scripts.put(
        BIG,
        (request, attempt, out) -> {
          if (attempt == 1) {
            cut(out, BIG, 200_000, "\"x\"");
          } else {
            plain(out, files.get(BIG), "\"x\"");
          }
        });
    fetch();
    assertComplete();
  }

  @Test
  void aFileThatChangedBetweenAttemptsIsNeverMixed() throws IOException {
    byte[] old = files.get(BIG).clone();
    Arrays.fill(old, 0, 1000, (byte) 9);
    scripts.put(
        BIG,
        (request, attempt, out) -> {
          if (attempt == 1) {
            head(out, "200 OK", "Content-Length: " + old.length, "ETag: \"old\"");
            out.write(old, 0, 200_000);
            out.flush();
          } else if (request.from() > 0) {
            // Ignores If-Range and continues another file.
            rest(out, files.get(BIG), request.from(), "\"new\"");
          } else {
            plain(out, files.get(BIG), "\"new\"");
          }
        });
    fetch();
    assertComplete();
  }

  @Test
  void aChangeThatTheServerHidesIsFoundByTheSum() throws IOException {
    byte[] old = files.get(BIG).clone();
    old[500] ^= 1;
    scripts.put(
        BIG,
        (request, attempt, out) -> {
          if (attempt == 1) {
            head(out, "200 OK", "Content-Length: " + old.length, "ETag: \"same\"");
            out.write(old, 0, 200_000);
            out.flush();
          } else if (request.from() > 0) {
            rest(out, files.get(BIG), request.from(), "\"same\"");
          } else {
            plain(out, files.get(BIG), "\"same\"");
          }
        });
    fetch();
    assertComplete();
  }

  @Test
  void oneChangedByteIsRefusedWithBothSums() throws Exception {
    byte[] changed = files.get("data/a.mat").clone();
    changed[17] ^= 4;
    scripts.put("data/a.mat", (request, attempt, out) -> plain(out, changed, "\"c\""));
    String message = refused(FAST);
    assertTrue(message.contains(sha256(changed)), message);
    assertTrue(message.contains(sha256(files.get("data/a.mat"))), message);
    assertEquals(2, attempts.get("data/a.mat"));
    // The others are there; this one is not, and no trace of it.
    assertEquals(List.of(".fetch.lock", "a.hea", "b.hea", "b.mat"), names());
    assertNothingWrong();
  }

  @Test
  void aStatedLengthThatIsTooSmallIsFoundByTheSum() throws IOException {
    scripts.put(
        BIG,
        (request, attempt, out) -> {
          if (attempt == 1) {
            head(out, "200 OK", "Content-Length: 1000", "ETag: \"x\"");
            out.write(files.get(BIG));
            out.flush();
          } else {
            honest(request, attempt, out);
          }
        });
    fetch();
    assertComplete();
  }

  @Test
  void aStatedLengthThatIsTooLargeEndsInARetryAndThenInAnError() throws IOException {
    scripts.put(
        BIG,
        (request, attempt, out) -> {
          head(out, "200 OK", "Content-Length: 300500");
          out.write(files.get(BIG));
          out.flush();
        });
    String message = refused(FAST);
    assertTrue(message.contains("b.mat") && message.contains("4 attempts"), message);
    assertEquals(4, attempts.get(BIG));
    assertNothingWrong();
    assertFalse(Files.exists(to.resolve("b.mat")));
  }

  @Test
  void aFileWithoutEndIsBrokenOff() throws IOException {
    scripts.put(
        BIG,
        (request, attempt, out) -> {
          head(out, "200 OK");
          byte[] piece = new byte[1 << 16];
          for (int i = 0; i < 1000; i++) {
            out.write(piece);
          }
        });
    String message = refused(FAST);
    assertTrue(message.contains("at most 1048576 bytes"), message);
    assertEquals(1, attempts.get(BIG));
    assertNothingWrong();
  }

  @Test
  void aRedirectIsFollowed() throws IOException {
    scripts.put(
        BIG,
        (request, attempt, out) ->
            head(out, "302 Found", "Location: elsewhere", "Content-Length: 0"));
    scripts.put("data/elsewhere", (request, attempt, out) -> plain(out, files.get(BIG), "\"x\""));
    fetch();
    assertComplete();
  }

  @Test
  void aRedirectLoopEnds() throws IOException {
    scripts.put(
        BIG,
        (request, attempt, out) -> head(out, "301 Moved", "Location: b.mat", "Content-Length: 0"));
    String message = refused(FAST);
    assertTrue(message.contains("at most 5 redirects"), message);
    assertEquals(6, attempts.get(BIG));
  }

  @Test
  void aRedirectToAFileOfThisMachineIsRefused() {
    scripts.put(
        BIG,
        (request, attempt, out) ->
            head(out, "302 Found", "Location: file:///etc/passwd", "Content-Length: 0"));
    String message = refused(FAST);
    assertTrue(message.contains("file:///etc/passwd"), message);
  }

  @Test
  void aMissingFileIsNamedAndTheOthersStay() throws IOException {
    scripts.put(BIG, (request, attempt, out) -> head(out, "404 Not Found", "Content-Length: 0"));
    String message = refused(FAST);
    assertTrue(message.contains("b.mat") && message.contains("404"), message);
    assertTrue(message.contains("3 of 4 files are complete"), message);
    assertEquals(1, attempts.get(BIG));
    assertEquals(List.of(".fetch.lock", "a.hea", "a.mat", "b.hea"), names());
  }

  @Test
  void retryAfterIsHonoured() throws IOException {
    AtomicReference<Long> refusedAt = new AtomicReference<>();
    AtomicReference<Long> waited = new AtomicReference<>();
    scripts.put(
        BIG,
        (request, attempt, out) -> {
          if (attempt == 1) {
            refusedAt.set(System.nanoTime());
            head(out, "503 Busy", "Retry-After: 1", "Content-Length: 0");
          } else {
            waited.set(System.nanoTime() - refusedAt.get());
            honest(request, attempt, out);
          }
        });
    fetch();
    assertComplete();
    assertTrue(waited.get() >= 1_000_000_000L, "waited " + waited.get() / 1e9 + " s");
  }

  @Test
  void aRetryAfterOfHoursIsToldAndNotWaitedFor() {
    scripts.put(
        BIG,
        (request, attempt, out) -> head(out, "503 Busy", "Retry-After: 7200", "Content-Length: 0"));
    String message = refused(FAST);
    assertTrue(message.contains("503") && message.contains("7200 s"), message);
  }

  @Test
  void aBodyThatStallsIsBrokenOffAndContinued() throws IOException {
    CountDownLatch done = new CountDownLatch(1);
    scripts.put(
        BIG,
        (request, attempt, out) -> {
          if (attempt == 1) {
            cut(out, BIG, 100_000, "\"" + BIG + "\"");
            await(done);
          } else {
            honest(request, attempt, out);
          }
        });
    fetch(FAST.withStallTimeout(Duration.ofSeconds(1)));
    done.countDown();
    assertComplete();
  }

  @Test
  void aTrickleIsBrokenOff() throws IOException {
    CountDownLatch done = new CountDownLatch(1);
    scripts.put(
        BIG,
        (request, attempt, out) -> {
          cut(out, BIG, 10, "\"x\"");
          for (int i = 0; done.getCount() > 0; i++) {
            out.write(files.get(BIG), 10 + i, 1);
            out.flush();
            sleep(50);
          }
        });
    String message = refused(FAST.withAttempts(1).withStallTimeout(Duration.ofMillis(800)));
    done.countDown();
    assertTrue(message.contains("too slow"), message);
    assertNothingWrong();
  }

  @Test
  void aServerThatIsNotThereEndsInOneSentence() throws IOException {
    server.close();
    String message = refused(FAST);
    assertTrue(message.contains("the list of its files cannot be got"), message);
    assertTrue(message.contains("127.0.0.1"), message);
  }

  @Test
  void aFullDiskIsToldAndWhatIsVerifiedStays() throws IOException {
    EcgDataException error =
        assertThrows(
            EcgDataException.class,
            () ->
                Download.fetch(
                    source(),
                    to,
                    FAST.withParallel(1),
                    state -> {},
                    (channel, bytes) -> {
                      if (channel.size() + bytes.remaining() > 10_000) {
                        throw new IOException("No space left on device");
                      }
                      channel.write(bytes);
                    }));
    assertTrue(error.getMessage().contains("No space left on device"), error.getMessage());
    assertTrue(error.getMessage().contains("3 of 4 files are complete"), error.getMessage());
    assertEquals(1, attempts.get(BIG));
    assertNothingWrong();
    fetch();
    assertComplete();
  }

  @Test
  void anInterruptStopsItAndLeavesThePart() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    scripts.put(
        BIG,
        (request, attempt, out) -> {
          cut(out, BIG, 100_000, "\"" + BIG + "\"");
          begun.countDown();
          await(done);
        });
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                fetch(FAST.withStallTimeout(Duration.ofSeconds(50)));
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    thread.start();
    assertTrue(begun.await(20, TimeUnit.SECONDS));
    thread.interrupt();
    thread.join(20_000);
    done.countDown();
    assertEquals(CancellationException.class, thrown.get().getClass());
    assertNothingWrong();
    scripts.clear();
    fetch();
    assertComplete();
  }

  @Test
  void pathsThatLeadOutsideAreRefusedBeforeAnythingIsFetched() throws IOException {
    String good = sums;
    for (String path :
        List.of(
            "../../etc/passwd",
            "data/../../x.mat",
            "/etc/passwd",
            "data\\..\\x.mat",
            "C:/x.mat",
            "data//a.hea",
            "data/./a.hea")) {
      sums = good + "0".repeat(64) + "  " + path + "\n";
      String message = refused(FAST);
      assertTrue(message.contains("SHA256SUMS.txt: line 6"), message);
      assertTrue(message.contains("inside its folder"), message);
    }
    assertEquals(List.of(".fetch.lock"), names());
  }

  @Test
  void aListThatIsCutShortOrNamesAFileTwiceIsRefused() {
    String good = sums;
    sums = good.lines().skip(1).reduce("", (a, b) -> a + b + "\n");
    assertTrue(refused(FAST).contains("expected a.hea, found none"), sums);
    // The list ends after a header, before its samples.
    sums = good.lines().limit(3).reduce("", (a, b) -> a + b + "\n");
    assertTrue(refused(FAST).contains("b.hea: expected its samples in the list too"), sums);
    sums = good.lines().filter(l -> !l.contains("b.hea")).reduce("", (a, b) -> a + b + "\n");
    assertTrue(refused(FAST).contains("b.mat: expected its header in the list too"), sums);
    sums = "0".repeat(64) + " other/not-wanted.txt\n";
    assertTrue(refused(FAST).contains("expected files data/[ab]"), sums);
    sums = good + good.lines().findFirst().orElseThrow() + "\n";
    assertTrue(refused(FAST).contains("each file once"), sums);
    sums = "<html>Sign in</html>";
    assertTrue(refused(FAST).contains("expected 64 hexadecimal digits"), sums);
  }

  /** The number of files is the publisher's to say; what the description of the data set gives may be out of date. */
  @Test
  void anotherNumberOfFilesThanDescribedIsFollowedAndTold() throws IOException {
    DataSource one = source();
    DataSource.Folder folder = one.folders().get(0);
    DataSource described =
        new DataSource(
            one.name(),
            one.title(),
            one.licence(),
            one.doi(),
            one.baseUrl(),
            one.sums(),
            List.of(new DataSource.Folder(folder.from(), folder.to(), folder.names(), 6)),
            List.of(),
            one.largestFileBytes());
    Download.Outcome outcome = Download.fetch(described, to, FAST, state -> {});
    assertEquals(4, outcome.files());
    assertComplete();
    assertEquals(1, outcome.remarks().size());
    assertTrue(outcome.remarks().get(0).contains("lists 4 files"), outcome.remarks().get(0));
    assertTrue(outcome.remarks().get(0).contains("gives 6"), outcome.remarks().get(0));
    assertEquals(List.of(), fetch().remarks());
  }

  /** On some systems A.HEA is a.hea, and the second would take the place of the first. */
  @Test
  void namesThatDifferInCaseAloneAreRefused() {
    sums += "0".repeat(64) + " data/A.hea\n";
    DataSource one = source();
    DataSource.Folder all = new DataSource.Folder("data/", "", Pattern.compile(".*"), 5);
    DataSource any =
        new DataSource("t", "t", "t", "t", one.baseUrl(), one.sums(), List.of(all), List.of(), 9);
    String message =
        assertThrows(EcgDataException.class, () -> Download.fetch(any, to, FAST, state -> {}))
            .getMessage();
    assertTrue(message.contains("each file once, found a.hea and A.hea"), message);
  }

  /** A server that answers a request for the rest with another part of the file, or another length of it. */
  @Test
  void aRestThatIsNotTheRestIsNotTaken() throws IOException {
    int size = files.get(BIG).length;
    for (String range :
        List.of(
            "bytes 0-" + (size - 1) + "/" + size,
            "bytes 150000-" + (size - 1) + "/" + size,
            "bytes 200000-" + (size - 1) + "/*",
            "bytes 200000-" + (size - 2) + "/" + size,
            "bytes 200000-" + size + "/" + (size + 1),
            "")) {
      attempts.clear();
      scripts.put(
          BIG,
          (request, attempt, out) -> {
            if (attempt == 1) {
              cut(out, BIG, 200_000, "\"x\"");
            } else if (request.from() > 0) {
              byte[] rest = new byte[size - request.from()];
              head(
                  out,
                  "206 Partial Content",
                  "Content-Length: " + rest.length,
                  "ETag: \"x\"",
                  "Content-Range: " + range);
              out.write(rest);
              out.flush();
            } else {
              plain(out, files.get(BIG), "\"x\"");
            }
          });
      Files.deleteIfExists(to.resolve("b.mat"));
      fetch();
      assertComplete();
    }
  }

  /** 416 is the answer where the part is longer than the file has become. */
  @Test
  void aPartThatTheServerCannotContinueIsBegunAnew() throws IOException {
    scripts.put(
        BIG,
        (request, attempt, out) -> {
          if (attempt == 1) {
            cut(out, BIG, 200_000, "\"x\"");
          } else if (request.from() > 0) {
            head(out, "416 Range Not Satisfiable", "Content-Length: 0");
          } else {
            plain(out, files.get(BIG), "\"x\"");
          }
        });
    fetch();
    assertComplete();
  }

  @Test
  void aPartThatHasBecomeALinkIsNotWrittenThrough() throws IOException {
    Path precious = Files.writeString(folder.resolve("precious"), "precious");
    Files.createDirectory(to);
    Files.createSymbolicLink(to.resolve("b.mat.part"), precious);
    Files.createSymbolicLink(to.resolve("b.mat.part.state"), precious);
    fetch();
    assertComplete();
    assertEquals("precious", Files.readString(precious));
  }

  /** The part of a file that has come another way in between is of no use any more. */
  @Test
  void aPartBesideItsWholeFileIsRemoved() throws IOException {
    fetch();
    Files.writeString(to.resolve("b.mat.part"), "begun");
    Files.writeString(to.resolve("b.mat.part.state"), "state");
    fetch();
    assertComplete();
  }

  @Test
  void aFileInThePlaceOfTheFolderOrOfAFileIsNamed() throws IOException {
    Files.writeString(to, "a file");
    String message = refused(FAST);
    assertTrue(message.contains("to") && message.contains("in the way"), message);
    Files.delete(to);
    Files.createDirectories(to.resolve("a.hea"));
    message = refused(FAST);
    assertTrue(message.contains("a.hea: expected a file"), message);
  }

  @Test
  void aLinkInTheFolderIsNotFollowed() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createDirectory(to);
    Files.createSymbolicLink(to.resolve("a.hea"), outside.resolve("precious"));
    String message = refused(FAST);
    assertTrue(message.contains("a.hea") && message.contains("link"), message);
    assertFalse(Files.exists(outside.resolve("precious")));
  }

  @Test
  void theManifestsNameThePublishersCopies() {
    DataSource cpsc = DataSource.named("cpsc2018");
    assertEquals("https://physionet.org/files/challenge-2020/1.0.2/", cpsc.baseUrl().toString());
    // 6,877 records (Liu et al. 2018), a header and a signal file each.
    assertEquals(2 * 6877, cpsc.folders().get(0).describedFiles());
    DataSource ptbxl = DataSource.named("ptbxl");
    assertEquals("https://physionet.org/files/ptb-xl/1.0.3/", ptbxl.baseUrl().toString());
    // 21,799 records, as its page says.
    assertEquals(2 * 21799, ptbxl.folders().get(1).describedFiles());
    assertEquals(List.of("ptbxl_database.csv", "scp_statements.csv"), ptbxl.required());
    String message =
        assertThrows(EcgDataException.class, () -> DataSource.named("mimic")).getMessage();
    assertTrue(message.contains("cpsc2018, ptbxl"), message);
  }

  @Test
  void aManifestThatWritesOutsideItsFolderIsRefused() {
    String manifest =
        """
        {"name": "x", "title": "x", "licence": "x", "doi": "x", "baseUrl": "https://example.org/",
         "sums": "SHA256SUMS.txt", "largestFileBytes": 10,
         "folders": [{"from": "a/", "to": "%s", "names": ".*", "describedFiles": 1}], "required": []}
        """;
    assertEquals("b/", DataSource.parse("x.json", manifest.formatted("b/")).folders().get(0).to());
    for (String to : List.of("../", "/etc/", "b/../../", "C:/")) {
      String message =
          assertThrows(
                  EcgDataException.class, () -> DataSource.parse("x.json", manifest.formatted(to)))
              .getMessage();
      assertTrue(message.startsWith("x.json: "), message);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
