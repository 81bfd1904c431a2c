package org.ecgworkbench.download;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;

/** GET requests whose redirects, waiting times and bodies are bounded. */
final class Http {
  private static final int MOST_REDIRECTS = 5;

  private final HttpClient client;
  private final Download.Options options;

  Http(Download.Options options) {
    this.options = options;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(options.connectTimeout())
            .build();
  }

  /** An answer; closing it ends the transfer wherever it is. */
  record Answer(URI url, int status, HttpHeaders headers, Body body) implements AutoCloseable {
    @Override
    public void close() {
      body.close();
    }
  }

  /**
   * Sends a request and follows redirects, to http and https alone and never from https to http.
   *
   * @return an answer of status 200, 206 or 416
   * @throws TransferException for every other status, for a redirect that is not followed, for a timeout
   * @throws IOException if the connection fails
   */
  Answer get(URI start, Map<String, String> headers) throws IOException, InterruptedException {
    URI url = start;
    for (int redirects = 0; ; redirects++) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(url)
              .timeout(options.stallTimeout())
              .header("User-Agent", "ecg-workbench")
              .header("Accept-Encoding", "identity");
      headers.forEach(request::header);
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(url, request.build());
      Body body = new Body(options);
      response.body().subscribe(body);
      int status = response.statusCode();
      if (status == 200 || status == 206 || status == 416) {
        Answer answer = new Answer(url, status, response.headers(), body);
        String encoding = response.headers().firstValue("Content-Encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
          answer.close();
          throw TransferException.lasting(
              url + ": expected the file as it is, found it encoded as " + encoding);
        }
        return answer;
      }
      body.close();
      if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
        throw refused(url, status, response.headers());
      }
      if (redirects == MOST_REDIRECTS) {
        throw TransferException.lasting(
            start + ": expected at most " + MOST_REDIRECTS + " redirects, found more");
      }
      url = redirected(url, response.headers());
    }
  }

  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(URI url, HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofPublisher());
    } catch (HttpTimeoutException e) {
      throw TransferException.temporary(url + ": no answer in time");
    } catch (ConnectException e) {
      // Its own message is empty, and where the name cannot be resolved the cause says so.
      String why =
          e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException
              ? "no such host"
              : e.getMessage() == null ? "cannot connect" : e.getMessage();
      throw TransferException.temporary(url + ": " + why);
    } catch (CompletionException | IllegalArgumentException e) {
      throw TransferException.lasting(url + ": " + e.getMessage());
    }
  }

  private static URI redirected(URI url, HttpHeaders headers) throws TransferException {
    String location = headers.firstValue("Location").orElse("");
    URI next;
    try {
      next = url.resolve(location);
    } catch (IllegalArgumentException e) {
      throw TransferException.lasting(url + ": redirected to what is no address");
    }
    String scheme = next.getScheme() == null ? "" : next.getScheme().toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("https");
    if (location.isEmpty()
        || next.getHost() == null
        || !(secure || scheme.equals("http") && !url.getScheme().equalsIgnoreCase("https"))) {
      throw TransferException.lasting(
          url
              + ": expected a redirect to https (or from http to http), found '"
              + location.replaceAll("\\p{Cntrl}", "?")
              + "'");
    }
    return next;
  }

  private static TransferException refused(URI url, int status, HttpHeaders headers) {
    String message = url + ": the server answers " + status;
    boolean temporary = status == 408 || status == 425 || status == 429 || status >= 500;
    if (!temporary || status == 501 || status == 505) {
      return TransferException.lasting(message);
    }
    Duration wait = headers.firstValue("Retry-After").map(Http::retryAfter).orElse(null);
    return TransferException.temporary(message, wait);
  }

  /** A number of seconds or a date; null where it is neither. */
  private static Duration retryAfter(String text) {
    String value = text.strip();
    if (value.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(Instant.now(), then);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** The bytes of an answer, as a thread takes them that will not wait for ever. */
  static final class Body implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
    private final Download.Options options;
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private Flow.Subscription subscription;
    private Throwable failure;
    private boolean complete;
    private boolean closed;
    private long windowStart = System.nanoTime();
    private long windowBytes;

    private Body(Download.Options options) {
      this.options = options;
    }

    /**
     * The next bytes, or null at the end.
     *
     * @throws TransferException if none come for as long as the options allow, or too few
     * @throws IOException if the connection fails or ends before the announced length
     */
    synchronized ByteBuffer next() throws IOException, InterruptedException {
      long limit = options.stallTimeout().toNanos();
      while (buffers.isEmpty()) {
        if (failure != null) {
          throw new IOException(reason(failure), failure);
        }
        if (complete) {
          return null;
        }
        checkPace(limit);
        long left = limit - (System.nanoTime() - windowStart);
        wait(Math.max(1, left / 1_000_000));
      }
      ByteBuffer buffer = buffers.poll();
      windowBytes += buffer.remaining();
      checkPace(limit);
      if (buffers.isEmpty() && !complete && failure == null) {
        subscription.request(1);
      }
      return buffer;
    }

    /** In each window of the stall timeout so many bytes must come that a trickle does not last for days. */
    private void checkPace(long limit) throws TransferException {
      long now = System.nanoTime();
      if (now - windowStart < limit) {
        return;
      }
      double seconds = limit / 1e9;
      if (windowBytes < options.lowestBytesPerSecond() * seconds) {
        throw TransferException.temporary(
            "too slow: "
                + windowBytes
                + " bytes in "
                + String.format(Locale.ROOT, "%.1f", (now - windowStart) / 1e9)
                + " s");
      }
      windowStart = now;
      windowBytes = 0;
    }

    private static String reason(Throwable failure) {
      return failure.getMessage() == null ? "the connection broke" : failure.getMessage();
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
      subscription = given;
      if (closed) {
        given.cancel();
      } else {
        given.request(1);
      }
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> item) {
      boolean any = false;
      for (ByteBuffer buffer : item) {
        if (buffer.hasRemaining()) {
          buffers.add(buffer);
          any = true;
        }
      }
      if (!any && !closed) {
        subscription.request(1);
      }
      notifyAll();
    }

    @Override
    public synchronized void onError(Throwable thrown) {
      failure = thrown;
      notifyAll();
    }

    @Override
    public synchronized void onComplete() {
      complete = true;
      notifyAll();
    }

    @Override
    public synchronized void close() {
      closed = true;
      buffers.clear();
      if (subscription != null && !complete && failure == null) {
        subscription.cancel();
      }
    }
  }
}
