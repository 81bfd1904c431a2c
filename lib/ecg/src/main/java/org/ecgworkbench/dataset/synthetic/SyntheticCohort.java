package org.ecgworkbench.dataset.synthetic;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    return new CohortFolder(this).writeTo(directory, progress);
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
