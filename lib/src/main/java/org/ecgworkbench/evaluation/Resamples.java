package org.ecgworkbench.evaluation;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.ecgworkbench.dataset.NumpyRandom;

/**
 * Which records each bootstrap resample holds. Two models compared on the same resamples are compared in pairs, so the resamples are
 * a value of their own that is drawn once, handed on, and can be saved.
 */
public final class Resamples {
  /** The number of resamples unless asked otherwise. */
  public static final int DEFAULT_COUNT = 2000;

  private final int[][] indices;
  private final int[] strata;

  private Resamples(int[][] indices, int[] strata) {
    this.indices = indices;
    this.strata = strata;
  }

  /**
   * Each resample draws as many records as there are, with replacement. The draws of a resample are {@code RandomState.randint(0,
   * records, records)} of the stream {@code bootstrap} of the seed.
   *
   * @param records the number of records, positive
   * @param count the number of resamples, positive
   * @param seed the seed of the run
   * @throws IllegalArgumentException if a number is not positive
   */
  public static Resamples plain(int records, int count, long seed) {
    return draw(new int[records], count, NumpyRandom.stream(seed, "bootstrap"));
  }

  /**
   * Each resample draws from every stratum as many records as it has. A record belongs to the stratum of its rarest label (fewest
   * records here; of equally rare ones the first), or to the one of records without a label; records that would be alone in theirs
   * share one. So a resample has at least one positive record of every class that is the rarest label of two records, and records with
   * one label keep their numbers by class.
   *
   * <p>Not strata of equal combinations of labels: most combinations occur once, such a record would be in every resample exactly
   * once, and intervals would come out far too narrow.
   *
   * @param labels {@code [record][class]}
   * @param count the number of resamples, positive
   * @param seed the seed of the run
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
    return draw(strata, count, NumpyRandom.stream(seed, "bootstrap"));
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

  /** The number of resamples. */
  public int count() {
    return indices.length;
  }

  /** The number of records in each. */
  public int records() {
    return strata.length;
  }

  /** The records of a resample, {@code [record]}; a copy. */
  public int[] indices(int resample) {
    return indices[resample].clone();
  }

  /** How often each record is in a resample, {@code [record]}. */
  int[] weights(int resample) {
    int[] weights = new int[records()];
    for (int i : indices[resample]) {
      weights[i]++;
    }
    return weights;
  }

  /** The stratum of each record, from 0. */
  int[] strata() {
    return strata;
  }

  /** Writes a line for each resample, the indices of its records separated by commas; the file appears whole or not at all. */
  public void save(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path temporary = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (BufferedWriter out =
          Files.newBufferedWriter(
              temporary, StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW)) {
        for (int[] resample : indices) {
          StringBuilder line = new StringBuilder();
          for (int i : resample) {
            line.append(line.isEmpty() ? "" : ",").append(i);
          }
          out.append(line.append('\n'));
        }
      }
      Files.move(
          temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
