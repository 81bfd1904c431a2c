package org.ecgworkbench.dataset.synthetic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.Sha256;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;

/**
 * A cohort of generated 12-lead recordings, the embedded data of the workbench.
 *
 * <p>Record k depends on the seed, the mix and k alone: it is the same in a cohort of any size, in any order, on any number of
 * threads, Java version and processor. It draws from {@link RandomStream#COHORT}.
 *
 * <p>The signals follow McSharry et al. 2003 (doi 10.1109/TBME.2003.808805: an ECG as a sum of bells) and Sameni et al. 2007 (doi
 * 10.1155/2007/43407: bells for each axis of the dipole, noise at the electrodes). Differs from both: bells lie at times, not at phases of
 * a limit cycle, because premature beats and pauses have no phase; P, QRS and T are placed by intervals (PR, QRS, QT).
 *
 * <p>Immutable and safe for several threads.
 */
public final class SyntheticCohort {
  /** Changes when the same seed no longer gives the same bytes; written into every cohort's folder. */
  public static final int VERSION = 2;

  /** The largest cohort: record ids have five digits. */
  public static final int MAX_SIZE = 99_999;

  /** The file that says which cohort a folder holds; a folder without it is not a complete cohort. */
  public static final String OPTIONS_FILE = "cohort.txt";

  /** The file with the SHA-256 of every other file, in the form that {@code sha256sum -c} reads. */
  public static final String SUMS_FILE = "SHA256SUMS";

  /**
   * What a cohort is made from.
   *
   * @param seed any number
   * @param size number of records, 1 to 99,999
   * @param mix how often each set of labels occurs
   */
  public record Options(long seed, int size, ClassMix mix) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if the size is out of range
     */
    public Options {
      Objects.requireNonNull(mix, "mix");
      if (size < 1 || size > MAX_SIZE) {
        throw new IllegalArgumentException(
            "a cohort has 1 to " + MAX_SIZE + " records, found " + size);
      }
    }

    /** {@return 700 records of {@link ClassMix#BALANCED}, seed 42} */
    public static Options defaults() {
      return new Options(42, 700, ClassMix.BALANCED);
    }

    /**
     * {@return these options with another seed}
     *
     * @param other any number; every record is then another
     */
    public Options withSeed(long other) {
      return new Options(other, size, mix);
    }

    /**
     * {@return these options with another number of records; those that both cohorts have are the same}
     *
     * @param other 1 to {@value SyntheticCohort#MAX_SIZE}
     * @throws IllegalArgumentException if it is outside that range
     */
    public Options withSize(int other) {
      return new Options(seed, other, mix);
    }

    /**
     * {@return these options with another mix of labels}
     *
     * @param other decides the labels of each record, and so its signal
     */
    public Options withMix(ClassMix other) {
      return new Options(seed, size, other);
    }

    private String text() {
      return String.format(
          Locale.ROOT,
          "ecgworkbench synthetic cohort%nversion %d%nseed %d%nsize %d%nmix %s%n"
              .replace("%n", "\n"),
          VERSION,
          seed,
          size,
          mix.name());
    }
  }

  private final Options options;

  /**
   * A cohort; nothing is generated yet.
   *
   * @param options all that the records depend on
   */
  public SyntheticCohort(Options options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /** {@return all that the cohort is made from} */
  public Options options() {
    return options;
  }

  /**
   * {@return the name of record k: {@code S00001} for the first}
   *
   * @param k 0 to {@value #MAX_SIZE} - 1; not checked
   */
  public static String id(int k) {
    return String.format(Locale.ROOT, "S%05d", k + 1);
  }

  /**
   * Generates record k.
   *
   * @param k 0 to size - 1
   * @return the recording with the truth about it, generated anew at each call and always the same
   * @throws IndexOutOfBoundsException if there is no such record
   */
  public SyntheticRecord record(int k) {
    Objects.checkIndex(k, options.size());
    NumpyRandom random = RandomStream.COHORT.stream(options.seed(), k);
    Set<Diagnosis> labels = options.mix().draw(random);
    return EcgModel.generate(id(k), labels, random);
  }

  /** The strongest evidence that {@link #record(int, double)} generates. */
  public static final double STRONGEST = 2;

  /**
   * Generates record k with the evidence of its labels made weaker or stronger: the same person, electrodes and noise. What is measured of
   * the label lies {@code strength} times as far from what a healthy heart has:
   *
   * <ul>
   *   <li>AF: the size of the fibrillatory waves and the variation of RR; below 1, P waves of the size 1 - strength.
   *   <li>IAVB: the PR interval above 160 ms.
   *   <li>LBBB, RBBB: the QRS duration above 92 ms; QRS, ST and T are a sum of those of a normal conduction, 1 - strength, and of the block's.
   *   <li>PAC, PVC: how early the beats come, and of what is not the sinus node's or the normal conduction's in them as much as of a block.
   *       At strength 0 they are sinus beats in time.
   *   <li>STD, STE: the label's own shift of ST and what T has of it.
   *   <li>SNR: nothing.
   * </ul>
   *
   * <p>A strong dose stops where the heart would: a premature beat never comes before the ventricles have recovered. The evidence masks follow
   * the beats; at strength 0 they are where the evidence would be. Lookalikes stay.
   *
   * @param k 0 to size - 1
   * @param strength 0 to {@value #STRONGEST}; 1 gives {@link #record(int)}
   * @return the recording with the truth about it, always the same
   * @throws IndexOutOfBoundsException if there is no such record
   * @throws IllegalArgumentException if the strength is out of range
   */
  public SyntheticRecord record(int k, double strength) {
    if (!(strength >= 0 && strength <= STRONGEST)) {
      throw new IllegalArgumentException("strength must be 0 to 2, found " + strength);
    }
    Objects.checkIndex(k, options.size());
    if (strength == 1) {
      return record(k);
    }
    NumpyRandom random = RandomStream.COHORT.stream(options.seed(), k);
    NumpyRandom again = RandomStream.COHORT.stream(options.seed(), k);
    Dose dose = new Dose(strength, RandomStream.COHORT.stream(options.seed(), k));
    Set<Diagnosis> labels = options.mix().draw(random);
    options.mix().draw(again);
    return EcgModel.generate(id(k), labels, dose, random, again);
  }

  /** {@return all records in order, each generated when the stream reaches it and kept by nobody else; may be made parallel} */
  public Stream<SyntheticRecord> stream() {
    return IntStream.range(0, options.size()).mapToObj(this::record);
  }

  /**
   * Writes the cohort as a folder of WFDB records in the challenge's form ({@code ID.hea}, {@code ID.mat}), each with {@code
   * ID.evidence.csv} beside it, and {@value #OPTIONS_FILE} and {@value #SUMS_FILE}.
   *
   * <p>Everything is written to {@code DIRECTORY.partial}, which is moved into place when complete. After a break the records that are
   * there, by their checksums, are kept. A folder that already holds this cohort is verified byte by byte and left as it is.
   *
   * @param directory must be absent, empty, or hold this very cohort
   * @param progress called with the number of records done, after each
   * @return whether anything was written; false if the cohort was there
   * @throws EcgDataException if the folder holds something else or a changed file, or a file cannot be written
   * @throws CancellationException if the thread is interrupted; what was written stays for the next call
   */
  public boolean writeTo(Path directory, IntConsumer progress) {
    Path target = directory.toAbsolutePath().normalize();
    try {
      if (Files.exists(target) && !isEmpty(target)) {
        verify(target, progress);
        return false;
      }
      Path partial = target.resolveSibling(target.getFileName() + ".partial");
      Map<String, String> sums = resume(partial);
      for (int k = 0; k < options.size(); k++) {
        Parallel.stopIfInterrupted();
        if (!complete(partial, id(k), sums)) {
          write(partial, record(k), sums);
        }
        progress.accept(k + 1);
      }
      finish(partial, target);
      return true;
    } catch (IOException e) {
      throw new EcgDataException(
          "%s: the cohort cannot be written (%s)"
              .formatted(
                  target,
                  e instanceof AccessDeniedException
                      ? "permission denied: " + e.getMessage()
                      : e.getMessage()),
          e);
    }
  }

  /** Makes or takes up the partial folder; returns the checksums of files that an earlier call finished. */
  private Map<String, String> resume(Path partial) throws IOException {
    Files.createDirectories(partial);
    Path options = partial.resolve(OPTIONS_FILE + ".partial");
    if (Files.exists(options)
        && Files.readString(options, StandardCharsets.ISO_8859_1).equals(this.options.text())
        && Files.exists(partial.resolve(SUMS_FILE))) {
      return sums(partial, false);
    }
    empty(partial);
    Files.writeString(options, this.options.text(), StandardCharsets.US_ASCII);
    Files.writeString(partial.resolve(SUMS_FILE), "", StandardCharsets.US_ASCII);
    return new LinkedHashMap<>();
  }

  private static List<String> files(String id) {
    return List.of(id + ".mat", id + ".evidence.csv", id + ".hea");
  }

  private static boolean complete(Path folder, String id, Map<String, String> sums)
      throws IOException {
    for (String name : files(id)) {
      Path file = folder.resolve(name);
      if (!sums.containsKey(name)
          || !Files.isRegularFile(file)
          || !Sha256.of(file).equals(sums.get(name))) {
        return false;
      }
    }
    return true;
  }

  private static void write(Path folder, SyntheticRecord synthetic, Map<String, String> sums)
      throws IOException {
    String id = synthetic.record().id();
    Files.writeString(
        EvidenceMask.file(folder, id),
        EvidenceMask.format(synthetic.evidence()),
        StandardCharsets.US_ASCII);
    WfdbWriter.write(folder, synthetic.record());
    StringBuilder lines = new StringBuilder();
    for (String name : files(id)) {
      String sum = Sha256.of(folder.resolve(name));
      sums.put(name, sum);
      lines.append(sum).append("  ").append(name).append('\n');
    }
    Files.writeString(
        folder.resolve(SUMS_FILE), lines, StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
  }

  private void finish(Path partial, Path target) throws IOException {
    // The sums may hold a record twice or a cut line after a break: written anew.
    Map<String, String> sums = sums(partial, false);
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < options.size(); k++) {
      for (String name : files(id(k))) {
        text.append(sums.get(name)).append("  ").append(name).append('\n');
      }
    }
    Path draft = partial.resolve(SUMS_FILE + ".draft");
    Files.writeString(draft, text, StandardCharsets.US_ASCII);
    Files.move(draft, partial.resolve(SUMS_FILE), StandardCopyOption.REPLACE_EXISTING);
    Files.move(partial.resolve(OPTIONS_FILE + ".partial"), partial.resolve(OPTIONS_FILE));
    Files.deleteIfExists(target);
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private void verify(Path folder, IntConsumer progress) throws IOException {
    Path file = folder.resolve(OPTIONS_FILE);
    if (!Files.isRegularFile(file)) {
      throw new EcgDataException(
          folder
              + ": expected an empty folder or a cohort, found other files and no "
              + OPTIONS_FILE);
    }
    String found = Files.readString(file, StandardCharsets.ISO_8859_1);
    if (!found.equals(options.text())) {
      throw new EcgDataException(
          "%s: holds another cohort: expected '%s', found '%s'"
              .formatted(
                  folder,
                  options.text().strip().replace("\n", ", "),
                  found.strip().replace("\n", ", ")));
    }
    Map<String, String> sums = sums(folder, true);
    for (int k = 0; k < options.size(); k++) {
      Parallel.stopIfInterrupted();
      for (String name : files(id(k))) {
        Path each = folder.resolve(name);
        if (!Files.isRegularFile(each)) {
          throw new EcgDataException(each + ": the cohort's file is missing");
        }
        String sum = Sha256.of(each);
        if (!sum.equals(sums.get(name))) {
          throw new EcgDataException(
              each + ": expected SHA-256 " + sums.get(name) + ", found " + sum);
        }
      }
      progress.accept(k + 1);
    }
  }

  private static Map<String, String> sums(Path folder, boolean strict) throws IOException {
    Path file = folder.resolve(SUMS_FILE);
    Map<String, String> sums = new LinkedHashMap<>();
    if (strict && !Files.isRegularFile(file)) {
      throw new EcgDataException(file + ": the cohort's file is missing");
    }
    for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
      if (line.length() > 66 && line.startsWith("  ", 64)) {
        sums.put(line.substring(66), line.substring(0, 64));
      } else if (strict) {
        throw new EcgDataException(
            file + ": expected a SHA-256, two spaces and a file, found '" + line + "'");
      }
    }
    return sums;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new EcgDataException(folder + ": expected a folder, found a file");
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      return !entries.iterator().hasNext();
    }
  }

  /** Removes what an earlier, different or broken attempt left in the partial folder, and only that. */
  private static void empty(Path partial) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(partial)) {
      stream.forEach(entries::add);
    }
    for (Path entry : entries) {
      String name = entry.getFileName().toString();
      boolean own =
          name.matches("S\\d{5}\\.(mat|hea|evidence\\.csv)|\\.S\\d{5}\\..*\\.(part|tmp)")
              || name.startsWith(SUMS_FILE)
              || name.startsWith(OPTIONS_FILE);
      if (!own) {
        throw new EcgDataException(
            partial + ": expected an unfinished cohort, found '" + name + "'; move it away");
      }
      Files.delete(entry);
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d synthetic records, mix %s, seed %d, generator version %d",
        options.size(),
        options.mix(),
        options.seed(),
        VERSION);
  }
}
