package org.ecgworkbench.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.random.NumpyRandom;

/**
 * The inputs of {@code lib/benchmarks/peers}, made here and read by both sides: little-endian arrays without a head, and a WFDB record.
 *
 * @param folder where they are
 */
record PeerInputs(Path folder) {
  private static final int TEST_RECORDS = 688;
  private static final int TRAINING_RECORDS = 600;
  private static final int UNSEEN_RECORDS = 300;
  private static final int FEATURES = 636;
  private static final int CLASSES = 9;

  /** Writes them. Argument: the folder. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    double[][] signal = FeaturesBenchmark.record(7500, 1);
    WfdbWriter.write(
        folder, new EcgRecord("record", 500, signal, OptionalInt.empty(), Sex.UNKNOWN, Set.of()));
    write(folder.resolve("signal.f8"), signal);
    NumpyRandom random = new NumpyRandom(11);
    boolean[][] labels = new boolean[TEST_RECORDS][CLASSES];
    double[][] scores = new double[TEST_RECORDS][CLASSES];
    for (int i = 0; i < TEST_RECORDS; i++) {
      labels[i][i % CLASSES] = true;
      for (int c = 0; c < CLASSES; c++) {
        scores[i][c] = 1 / (1 + StrictMath.exp(-random.nextNormal() - (labels[i][c] ? 2 : 0)));
      }
    }
    write(folder.resolve("labels.u1"), labels);
    write(folder.resolve("scores.f8"), scores);
    Resamples resamples = resamples();
    double[][] indices = new double[resamples.count()][];
    for (int r = 0; r < indices.length; r++) {
      indices[r] = java.util.Arrays.stream(resamples.indices(r)).asDoubleStream().toArray();
    }
    write(folder.resolve("resamples.f8"), indices);
    records(folder, "x.f8", "y.u1", TRAINING_RECORDS, new NumpyRandom(7));
    records(folder, "unseen.f8", "unseen-labels.u1", UNSEEN_RECORDS, new NumpyRandom(8));
  }

  /** Random features that say a little of each label. */
  private static void records(
      Path folder, String features, String labels, int records, NumpyRandom random)
      throws IOException {
    double[][] x = new double[records][FEATURES];
    boolean[][] y = new boolean[records][CLASSES];
    for (int i = 0; i < records; i++) {
      for (int j = 0; j < FEATURES; j++) {
        x[i][j] = random.nextNormal();
      }
      for (int c = 0; c < CLASSES; c++) {
        y[i][c] = x[i][3 * c] + x[i][3 * c + 1] * x[i][3 * c + 2] + random.nextNormal() > 1.5;
      }
    }
    write(folder.resolve(features), x);
    write(folder.resolve(labels), y);
  }

  static Resamples resamples() {
    return Resamples.plain(TEST_RECORDS, Resamples.DEFAULT_COUNT, 42);
  }

  /** An array of rows. */
  double[][] doubles(String name, int columns) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name))).order(ByteOrder.LITTLE_ENDIAN);
    double[][] rows = new double[bytes.limit() / 8 / columns][columns];
    for (double[] row : rows) {
      for (int j = 0; j < columns; j++) {
        row[j] = bytes.getDouble();
      }
    }
    return rows;
  }

  /** An array of rows, a byte each. */
  boolean[][] booleans(String name, int columns) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    boolean[][] rows = new boolean[bytes.length / columns][columns];
    for (int i = 0; i < bytes.length; i++) {
      rows[i / columns][i % columns] = bytes[i] != 0;
    }
    return rows;
  }

  private static void write(Path file, double[][] rows) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 * rows.length * rows[0].length).order(ByteOrder.LITTLE_ENDIAN);
    for (double[] row : rows) {
      for (double value : row) {
        bytes.putDouble(value);
      }
    }
    Files.write(file, bytes.array());
  }

  private static void write(Path file, boolean[][] rows) throws IOException {
    byte[] bytes = new byte[rows.length * rows[0].length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (rows[i / rows[0].length][i % rows[0].length] ? 1 : 0);
    }
    Files.write(file, bytes);
  }
}
