package org.ecgworkbench.evaluation.inference;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;

/**
 * Which records each bootstrap resample holds. Two models compared on the same resamples are compared in pairs, so the resamples are
 * a value of their own that is drawn once, handed on, and can be saved.
 */
public final class Resamples {
  /** The number of resamples unless asked otherwise. */
  public static final int DEFAULT_COUNT = 2000;

  private static final String STRATA = "strata";

  private final int[][] indices;
  private final int[] strata;

  private Resamples(int[][] indices, int[] strata) {
    this.indices = indices;
    this.strata = strata;
  }

  /**
   * Resamples that draw as many records as there are, with replacement. The draws of a resample are {@code RandomState.randint(0, records,
   * records)} of the stream {@code bootstrap} of the seed.
   *
   * @param records the number of records, positive
   * @param count the number of resamples, positive
   * @param seed the seed of the run
   * @return {@code count} lists of records; the same arguments give the same ones
   * @throws IllegalArgumentException if a number is not positive
   */
  public static Resamples plain(int records, int count, long seed) {
    return plain(records, count, RandomStream.BOOTSTRAP.stream(seed));
  }

  /**
   * The same from a generator, for example for a second set of records, whose resamples must not be those of the first.
   *
   * @param records the number of records, positive
   * @param count the number of resamples, positive
   * @param random is advanced
   * @return {@code count} lists of records
   * @throws IllegalArgumentException if a number is not positive
   */
  public static Resamples plain(int records, int count, NumpyRandom random) {
    return draw(new int[records], count, random);
  }

  /**
   * Resamples that draw from every stratum as many records as it has. A record belongs to the stratum of its rarest label (fewest records
   * here; of equally rare ones the first), or to the one of records without a label; records that would be alone in theirs share one. So a
   * resample has at least one positive record of every class that is the rarest label of two records, and records with one label keep their
   * numbers by class.
   *
   * <p>Such resamples hold the numbers of each class fixed. Intervals of precision, F1 and accuracy then are those of a test fold with
   * exactly these numbers, and too narrow for the next one; see {@link #plain}.
   *
   * <p>Not strata of equal combinations of labels: most combinations occur once, such a record would be in every resample exactly
   * once, and intervals would come out far too narrow.
   *
   * @param labels {@code [record][class]}
   * @param count the number of resamples, positive
   * @param seed the seed of the run
   * @return {@code count} lists of records; the same arguments give the same ones
   * @throws IllegalArgumentException if a number is not positive
   */
  public static Resamples stratified(boolean[][] labels, int count, long seed) {
    int classes = labels.length == 0 ? 0 : labels[0].length;
    int[] positives = new int[classes];
    for (boolean[] record : labels) {
      for (int c = 0; c < classes; c++) {
        positives[c] += record[c] ? 1 : 0;
      }
    }
    int[] rarestOf = new int[labels.length];
    Map<Integer, Integer> sizes = new LinkedHashMap<>();
    for (int i = 0; i < labels.length; i++) {
      int rarest = -1;
      for (int c = 0; c < classes; c++) {
        if (labels[i][c] && (rarest < 0 || positives[c] < positives[rarest])) {
          rarest = c;
        }
      }
      rarestOf[i] = rarest;
      sizes.merge(rarest, 1, Integer::sum);
    }
    int alone = classes;
    Map<Integer, Integer> numbers = new LinkedHashMap<>();
    int[] strata = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      int name = sizes.get(rarestOf[i]) == 1 ? alone : rarestOf[i];
      strata[i] = numbers.computeIfAbsent(name, key -> numbers.size());
    }
    return draw(strata, count, RandomStream.BOOTSTRAP.stream(seed));
  }

  private static Resamples draw(int[] strata, int count, NumpyRandom random) {
    if (strata.length == 0 || count < 1) {
      throw new IllegalArgumentException(
          "expected at least one record and one resample, found %d and %d"
              .formatted(strata.length, count));
    }
    int groups = Arrays.stream(strata).max().orElse(0) + 1;
    List<int[]> members = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      int wanted = g;
      members.add(
          java.util.stream.IntStream.range(0, strata.length)
              .filter(i -> strata[i] == wanted)
              .toArray());
    }
    int[][] indices = new int[count][strata.length];
    for (int[] resample : indices) {
      int at = 0;
      for (int[] group : members) {
        for (int i = 0; i < group.length; i++) {
          resample[at++] = group[random.nextInt(group.length)];
        }
      }
    }
    return new Resamples(indices, strata);
  }

  /** {@return the number of resamples} */
  public int count() {
    return indices.length;
  }

  /** {@return the number of records in each} */
  public int records() {
    return strata.length;
  }

  /**
   * {@return the records of a resample, {@code [record]}; a copy}
   *
   * @param resample from 0
   */
  public int[] indices(int resample) {
    return indices[resample].clone();
  }

  /**
   * {@return how often each record is in a resample, {@code [record]}; a new array}
   *
   * @param resample from 0 on, below {@link #count()}
   */
  public int[] weights(int resample) {
    int[] weights = new int[records()];
    for (int i : indices[resample]) {
      weights[i]++;
    }
    return weights;
  }

  private boolean isStratified() {
    return Arrays.stream(strata).anyMatch(s -> s != 0);
  }

  /** The stratum of each record, from 0. */
  int[] strata() {
    return strata;
  }

  /**
   * Writes a line for each resample, the indices of its records separated by commas; above them, if there are strata, a line {@code
   * strata,} with the stratum of each record. The file appears whole or not at all.
   *
   * @param file appears whole or not at all
   * @throws IOException if it cannot be written
   */
  public void save(Path file) throws IOException {
    WholeFile.write(
        file,
        temporary -> {
          try (BufferedWriter out = Files.newBufferedWriter(temporary, StandardCharsets.US_ASCII)) {
            if (isStratified()) {
              out.append(STRATA + ",").append(line(strata)).append('\n');
            }
            for (int[] resample : indices) {
              out.append(line(resample)).append('\n');
            }
          }
        });
  }

  private static String line(int[] numbers) {
    return Arrays.stream(numbers).mapToObj(Integer::toString).collect(Collectors.joining(","));
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @param file a file that {@link #save} wrote
   * @return the same resamples in the same order
   * @throws EcgDataException if the file is not of that form; names the file and the line
   * @throws IOException if it cannot be read
   */
  public static Resamples load(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    boolean stratified = !lines.isEmpty() && lines.get(0).startsWith(STRATA + ",");
    int first = stratified ? 1 : 0;
    if (lines.size() == first) {
      throw new EcgDataException(file + ": expected a line for each resample, found none");
    }
    int records = lines.get(first).split(",", -1).length;
    int[] strata =
        stratified
            ? numbers(file, 1, lines.get(0).substring(STRATA.length() + 1), records)
            : new int[records];
    int[][] indices = new int[lines.size() - first][];
    for (int b = 0; b < indices.length; b++) {
      indices[b] = numbers(file, first + b + 1, lines.get(first + b), records);
    }
    return new Resamples(indices, strata);
  }

  private static int[] numbers(Path file, int line, String text, int records) {
    String[] cells = text.split(",", -1);
    if (cells.length != records) {
      throw new EcgDataException(
          "%s: line %d has %d numbers, expected %d".formatted(file, line, cells.length, records));
    }
    int[] numbers = new int[records];
    for (int i = 0; i < records; i++) {
      if (!cells[i].matches("\\d{1,9}") || Integer.parseInt(cells[i]) >= records) {
        throw new EcgDataException(
            "%s: line %d: expected numbers from 0 to %d, found '%s'"
                .formatted(file, line, records - 1, cells[i]));
      }
      numbers[i] = Integer.parseInt(cells[i]);
    }
    return numbers;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d %sresamples of %d records",
        count(),
        isStratified() ? "stratified " : "plain ",
        records());
  }
}
