package org.ecgworkbench.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;

/**
 * A Parquet file that is written row by row under a temporary name and appears whole. It is not compressed: the codecs are native code, or that of the
 * Java at hand, and other bytes elsewhere; numbers of double precision hardly become smaller.
 *
 * <p>Nothing is set for one column alone, all our writers are set alike, and pages are of the second version, which Spark does not write by itself: Parquet
 * 1.17 keeps in one place of a process what the last writer of a version was set to, and the columns of the others take it from there
 * (github.com/apache/parquet-java/issues/3497). There are no dictionaries: hardly two of a column's numbers are equal, and they took most of the time of
 * writing. Of texts the second version writes only in what they differ from the one before.
 */
final class ParquetPart implements AutoCloseable {
  /** What a part was made from: its recordings, the settings, the code. */
  private static final String KEY = "org.ecgworkbench.key";

  /** Bytes that wait in memory before they are written; 1,000 rows of features are 5 MB. */
  private static final long ROW_GROUP = 16L << 20;

  /** At a file's end: the footer's length, and {@code PAR1}. */
  private static final int END_BYTES = 8;

  private final Path file;
  private final Path temporary;
  private final ParquetWriter<Object[]> writer;
  private int rows;
  private boolean done;

  ParquetPart(Path file, List<Column> columns, String key) {
    this.file = file;
    temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      Files.createDirectories(file.getParent());
      writer =
          new ParquetRows.Builder(new LocalOutputFile(temporary), columns)
              .withConf(new PlainParquetConfiguration())
              .withExtraMetaData(Map.of(KEY, key))
              .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
              .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
              .withWriterVersion(WriterVersion.PARQUET_2_0)
              .withDictionaryEncoding(false)
              .withRowGroupSize(ROW_GROUP)
              .build();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  void add(Object[] values) {
    try {
      writer.write(values);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    rows++;
  }

  int rows() {
    return rows;
  }

  /** Puts it in its place. */
  void finish() {
    try {
      writer.close();
      done = true;
      orderFooter(temporary);
      Files.move(
          temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /**
   * Puts the lists of encodings in the footer in order: the writer has them from a set of enum constants, whose order is another in each process.
   * Nothing that stands before the footer moves.
   */
  private static void orderFooter(Path file) throws IOException {
    try (RandomAccessFile parquet = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] end = new byte[END_BYTES];
      parquet.seek(parquet.length() - END_BYTES);
      parquet.readFully(end);
      ByteBuffer tail = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN);
      byte[] footer = new byte[tail.getInt(0)];
      long start = parquet.length() - END_BYTES - footer.length;
      parquet.seek(start);
      parquet.readFully(footer);
      FileMetaData facts = Util.readFileMetaData(new ByteArrayInputStream(footer));
      for (RowGroup group : facts.getRow_groups()) {
        for (ColumnChunk column : group.getColumns()) {
          Collections.sort(column.getMeta_data().getEncodings());
        }
      }
      facts.getKey_value_metadata().sort(Comparator.comparing(KeyValue::getKey));
      ByteArrayOutputStream ordered = new ByteArrayOutputStream();
      Util.writeFileMetaData(facts, ordered);
      parquet.setLength(start);
      parquet.seek(start);
      parquet.write(ordered.toByteArray());
      parquet.write(tail.putInt(0, ordered.size()).array());
    }
  }

  @Override
  public void close() {
    try {
      if (!done) {
        writer.close();
      }
      Files.deleteIfExists(temporary);
    } catch (IOException | RuntimeException e) {
      // What went wrong before is what counts; the file has a temporary name.
    }
  }

  /** The number of rows of a file that was made from what the key says; empty where there is none or another. */
  static Optional<Integer> rowsOf(Path file, String key) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      Map<String, String> facts = reader.getFooter().getFileMetaData().getKeyValueMetaData();
      return key.equals(facts.get(KEY))
          ? Optional.of((int) reader.getRecordCount())
          : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // Damaged: it is made again.
    }
  }
}
