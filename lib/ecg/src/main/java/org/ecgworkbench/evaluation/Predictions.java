package org.ecgworkbench.evaluation;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.base.CsvText;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * True labels and scores of a set of records: the meeting point of baselines and networks, and the start of every table.
 *
 * @param ids the records, in order
 * @param classes the names of the classes, in order
 * @param labels {@code [record][class]}, true where the record carries the class
 * @param scores {@code [record][class]}, in [0, 1]; higher means more likely
 */
public record Predictions(
    List<String> ids, List<String> classes, boolean[][] labels, double[][] scores) {

  /**
   * Checks that all shapes agree.
   *
   * @throws IllegalArgumentException if they do not, or a score is not a number; the message names the record
   */
  public Predictions {
    ids = List.copyOf(ids);
    classes = List.copyOf(classes);
    if (labels.length != ids.size() || scores.length != ids.size()) {
      throw new IllegalArgumentException(
          "%d records, but %d rows of labels and %d rows of scores"
              .formatted(ids.size(), labels.length, scores.length));
    }
    for (int i = 0; i < scores.length; i++) {
      if (labels[i].length != classes.size() || scores[i].length != classes.size()) {
        throw new IllegalArgumentException(
            "record %s: expected %d classes, found %d labels and %d scores"
                .formatted(ids.get(i), classes.size(), labels[i].length, scores[i].length));
      }
      for (int c = 0; c < scores[i].length; c++) {
        if (Double.isNaN(scores[i][c])) {
          throw new IllegalArgumentException(
              "record %s: the score of %s is NaN".formatted(ids.get(i), classes.get(c)));
        }
      }
    }
    labels = Matrices.copy(labels);
    scores = Matrices.copy(scores);
  }

  /** {@return {@code [record][class]}, a copy} */
  @Override
  public boolean[][] labels() {
    return Matrices.copy(labels);
  }

  /** {@return {@code [record][class]}, a copy} */
  @Override
  public double[][] scores() {
    return Matrices.copy(scores);
  }

  /** For the eyes: how much there is, and of what. */
  @Override
  public String toString() {
    List<String> counts = new ArrayList<>();
    for (int c = 0; c < classes.size(); c++) {
      int positives = 0;
      for (boolean[] row : labels) {
        positives += row[c] ? 1 : 0;
      }
      counts.add(classes.get(c) + " " + positives);
    }
    return "scores of %d records for %d classes; positives: %s"
        .formatted(size(), classes.size(), String.join(", ", counts));
  }

  /** {@return the number of records} */
  public int size() {
    return ids.size();
  }

  /**
   * {@return whether a record carries a class}
   *
   * @param record from 0, in the order of {@link #ids()}
   * @param classIndex from 0, in the order of {@link #classes()}
   */
  public boolean label(int record, int classIndex) {
    return labels[record][classIndex];
  }

  /**
   * {@return a record's score of a class, in [0, 1]}
   *
   * @param record from 0, in the order of {@link #ids()}
   * @param classIndex from 0, in the order of {@link #classes()}
   */
  public double score(int record, int classIndex) {
    return scores[record][classIndex];
  }

  /**
   * {@return one class's labels over all records, {@code [record]}}
   *
   * @param classIndex from 0, in the order of {@link #classes()}
   */
  public boolean[] labels(int classIndex) {
    boolean[] column = new boolean[size()];
    for (int i = 0; i < column.length; i++) {
      column[i] = labels[i][classIndex];
    }
    return column;
  }

  /**
   * {@return one class's scores over all records, {@code [record]}}
   *
   * @param classIndex from 0, in the order of {@link #classes()}
   */
  public double[] scores(int classIndex) {
    double[] column = new double[size()];
    for (int i = 0; i < column.length; i++) {
      column[i] = scores[i][classIndex];
    }
    return column;
  }

  /**
   * Writes {@code id, label:CLASS..., score:CLASS...} as CSV; scores in the shortest form that reads back to the same double.
   *
   * @param file appears whole or not at all
   * @throws IOException if it cannot be written
   */
  public void save(Path file) throws IOException {
    WholeFile.write(
        file,
        temporary -> {
          try (BufferedWriter out = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
            StringBuilder line = new StringBuilder("id");
            classes.forEach(c -> line.append(",label:").append(c));
            classes.forEach(c -> line.append(",score:").append(c));
            out.append(line.append('\n'));
            for (int i = 0; i < size(); i++) {
              line.setLength(0);
              line.append(CsvText.cell(ids.get(i)));
              for (boolean label : labels[i]) {
                line.append(',').append(label ? '1' : '0');
              }
              for (double score : scores[i]) {
                line.append(',').append(score);
              }
              out.append(line.append('\n'));
            }
          }
        });
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @param file a file that {@link #save} wrote
   * @return records in the file's order, scores equal to the last bit to those that were saved
   * @throws EcgDataException if the file is not of that form; names the file and the line
   * @throws IOException if it cannot be read
   */
  public static Predictions load(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    if (lines.isEmpty() || !lines.get(0).startsWith("id,label:")) {
      throw new EcgDataException(file + ": expected a header 'id,label:...,score:...'");
    }
    String[] header = lines.get(0).split(",", -1);
    int n = (header.length - 1) / 2;
    List<String> classes = new ArrayList<>();
    for (int c = 0; c < n; c++) {
      String name = header[1 + c].replaceFirst("^label:", "");
      if (!header[1 + c].equals("label:" + name) || !header[1 + n + c].equals("score:" + name)) {
        throw new EcgDataException(
            file
                + ": header columns "
                + header[1 + c]
                + " and "
                + header[1 + n + c]
                + " do not match");
      }
      classes.add(name);
    }
    List<String> ids = new ArrayList<>();
    boolean[][] labels = new boolean[lines.size() - 1][n];
    double[][] scores = new double[lines.size() - 1][n];
    for (int i = 0; i < labels.length; i++) {
      String[] cells = CsvText.cells(lines.get(i + 1));
      if (cells.length != header.length) {
        throw new EcgDataException(
            "%s: line %d has %d cells, expected %d"
                .formatted(file, i + 2, cells.length, header.length));
      }
      ids.add(cells[0]);
      try {
        for (int c = 0; c < n; c++) {
          labels[i][c] = Integer.parseInt(cells[1 + c]) == 1;
          scores[i][c] = Double.parseDouble(cells[1 + n + c]);
        }
      } catch (NumberFormatException e) {
        throw new EcgDataException("%s: line %d: %s".formatted(file, i + 2, e.getMessage()), e);
      }
    }
    return new Predictions(ids, classes, labels, scores);
  }
}
