package org.ecgworkbench.provenance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Sha256;
import org.ecgworkbench.random.RandomStream;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Where a result comes from: what made it, from which data, with which seeds and which software.
 * Written as JSON beside every table and figure, and shown at the end of every notebook. Time and
 * machine are kept too, but apart from the rest: no result depends on them.
 *
 * @param madeBy the class that made the result
 * @param data the data set's name and SHA-256 over its files
 * @param settings profile, seed and whatever else the result depends on, in order
 * @param seeds the seed of every random stream that the result depends on, by its {@linkplain
 *     RandomStream#pattern() name}; several seeds are separated by commas
 * @param inputs files the result was made from, with their SHA-256
 * @param software versions of library, JDK, DJL and PyTorch, the device of the arithmetic, and how
 *     the engine computes
 * @param source commit of the checkout, and whether it had uncommitted changes; {@code unknown}
 *     outside a checkout
 * @param started when the work began, UTC
 * @param duration how long it took
 * @param machine where it was made: operating system, number of processors, and their kind
 */
public record Provenance(
    String madeBy,
    Map<String, String> data,
    Map<String, String> settings,
    Map<String, String> seeds,
    Map<String, String> inputs,
    Map<String, String> software,
    Map<String, String> source,
    Instant started,
    Duration duration,
    Map<String, String> machine) {
  private static final Pattern GENERATED = Pattern.compile("(?i)synthetic|generated");

  /** The name of the version of Java in {@link #software}. */
  static final String JAVA = "Java";

  private static final String LICENCE = "licence";

  /** Keeps its own copies, in their order. */
  public Provenance {
    data = ordered(data);
    settings = ordered(settings);
    seeds = ordered(seeds);
    inputs = ordered(inputs);
    software = ordered(software);
    source = ordered(source);
    machine = ordered(machine);
  }

  /**
   * {@return a caption that says where the data is generated, or whose they are and under which licence}
   *
   * @param caption with or without the words
   */
  public String caption(String caption) {
    String licence = data.getOrDefault(LICENCE, "");
    if (!licence.isEmpty() && !caption.contains(licence)) {
      return "%s Recordings: %s.".formatted(caption.stripTrailing(), licence);
    }
    return isGenerated() && !GENERATED.matcher(caption).find()
        ? caption.stripTrailing() + " Generated recordings, of no patient."
        : caption;
  }

  /** {@return whether the recordings are generated, by their data set's name} */
  public boolean isGenerated() {
    return GENERATED.matcher(data.getOrDefault("name", "")).find();
  }

  /** An unmodifiable copy in the same order. */
  static Map<String, String> ordered(Map<String, String> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /**
   * Starts the clock and collects what does not depend on the experiment.
   *
   * @param maker the class that makes the result
   * @return what collects the rest; {@link Builder#finish} ends it
   */
  public static Builder start(Class<?> maker) {
    return new Builder(maker.getName());
  }

  /** Collects what a result depends on. */
  public static final class Builder {
    private final String madeBy;
    private final Instant started = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final Map<String, String> data = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, Set<String>> seeds = new TreeMap<>();
    private final Map<String, String> inputs = new LinkedHashMap<>();

    private Builder(String madeBy) {
      this.madeBy = madeBy;
    }

    /**
     * Adds the data set.
     *
     * @param name the data set's name for captions
     * @param manifestSha256 over its files, in hexadecimal
     * @return this builder
     */
    public Builder data(String name, String manifestSha256) {
      data.put("name", name);
      data.put("manifestSha256", manifestSha256);
      return this;
    }

    /**
     * Adds whose recordings they are, which every caption then names.
     *
     * @param words publisher and licence
     * @return this builder
     */
    public Builder licence(String words) {
      data.put(LICENCE, words);
      return this;
    }

    /**
     * Adds something the result depends on, for example the profile or a seed.
     *
     * @param name of the setting
     * @param value its {@code toString} is kept
     * @return this builder
     */
    public Builder setting(String name, Object value) {
      settings.put(name, String.valueOf(value));
      return this;
    }

    /**
     * Adds the seed of a random stream. A stream with several seeds, as in many splits, names each once.
     *
     * @param stream that the result depends on
     * @param seed of the stream, 0 to 2^32 - 1
     * @return this builder
     */
    public Builder seed(RandomStream stream, long seed) {
      return seed(stream.pattern(), seed);
    }

    /**
     * Adds the seed of a random stream of a learner that is not the workbench's.
     *
     * @param stream the name that its learner gives it
     * @param seed of the stream, 0 to 2^32 - 1
     * @return this
     */
    public Builder seed(String stream, long seed) {
      seeds.computeIfAbsent(stream, s -> new LinkedHashSet<>()).add(String.valueOf(seed));
      return this;
    }

    /**
     * Adds a file the result was made from; its name is kept relative to {@code root}.
     *
     * @param root the folder that holds {@code tables} and {@code figures}
     * @param file a file below it; it is read here for its SHA-256
     * @return this builder
     */
    public Builder input(Path root, Path file) {
      inputs.put(root.toAbsolutePath().relativize(file.toAbsolutePath()).toString(), sha256(file));
      return this;
    }

    /**
     * Stops the clock.
     *
     * @return the facts, with the time since {@link Provenance#start}
     */
    public Provenance finish() {
      Duration duration = Duration.between(started, Instant.now()).truncatedTo(ChronoUnit.MILLIS);
      Map<String, String> byStream = new LinkedHashMap<>();
      seeds.forEach((stream, each) -> byStream.put(stream, String.join(", ", each)));
      return new Provenance(
          madeBy,
          data,
          settings,
          byStream,
          inputs,
          Software.versions(libraryVersion()),
          Software.checkout(),
          started,
          duration,
          Software.machine());
    }
  }

  /** The facts as lines. */
  @Override
  public String toString() {
    return toTable().printAll();
  }

  /**
   * {@return what a reader of a notebook wants to see: one row a fact, nothing of time and machine, and of Java the feature number alone,
   * so that a second run shows the same, wherever it is}
   */
  public Table toTable() {
    StringColumn what = StringColumn.create("provenance");
    StringColumn value = StringColumn.create("value");
    new TreeMap<>(data).forEach((k, v) -> add(what, value, "data " + k, v));
    settings.forEach((k, v) -> add(what, value, k, v));
    seeds.forEach((k, v) -> add(what, value, "seed of " + k, v));
    inputs.forEach((k, v) -> add(what, value, k, v));
    software.forEach((k, v) -> add(what, value, k, k.equals(JAVA) ? feature(v) : v));
    return Table.create("Provenance", what, value);
  }

  /** The feature number of a Java version that stands after its vendor. */
  private static String feature(String java) {
    return java.replaceFirst("^.* (\\d+)\\S*$", "$1");
  }

  private static void add(StringColumn what, StringColumn value, String key, String text) {
    what.append(key);
    value.append(text);
  }

  /** {@return the facts of this machine: operating system, number of processors, and their kind; in order} */
  public static Map<String, String> thisMachine() {
    return ordered(Software.machine());
  }

  /**
   * {@return SHA-256 of a file, in hexadecimal}
   *
   * @param file is read whole, in pieces
   */
  public static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /**
   * {@return SHA-256 of a text in UTF-8, in hexadecimal}
   *
   * @param text any text
   */
  public static String sha256(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * {@return SHA-256 over the sources of some packages of {@code lib/ecg}, without comments and blanks: the "code version" of a saved run,
   * which changes with the code even where the version number does not}
   *
   * @param packages names below {@code org.ecgworkbench}, for example {@code model.format}; packages inside them do not count
   */
  public static String codeSha256(List<String> packages) {
    return CodeVersion.of(packages);
  }

  /** {@return the library's own version} */
  public static String libraryVersion() {
    try (InputStream in =
        Provenance.class.getResourceAsStream("/org/ecgworkbench/version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
