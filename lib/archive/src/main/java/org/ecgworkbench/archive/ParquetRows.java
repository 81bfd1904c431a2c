package org.ecgworkbench.archive;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Hands a row's values to Parquet's columns; null and NaN are missing. */
final class ParquetRows extends WriteSupport<Object[]> {
  private final List<Column> columns;
  private RecordConsumer to;

  private ParquetRows(List<Column> columns) {
    this.columns = columns;
  }

  /** What makes the writer. */
  static final class Builder extends ParquetWriter.Builder<Object[], Builder> {
    private final List<Column> columns;

    Builder(OutputFile file, List<Column> columns) {
      super(file);
      this.columns = columns;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Object[]> getWriteSupport(Configuration none) {
      return new ParquetRows(columns);
    }

    @Override
    protected WriteSupport<Object[]> getWriteSupport(ParquetConfiguration none) {
      return new ParquetRows(columns);
    }
  }

  @Override
  public WriteContext init(Configuration none) {
    return new WriteContext(Column.parquet(columns), Map.of());
  }

  @Override
  public WriteContext init(ParquetConfiguration none) {
    return new WriteContext(Column.parquet(columns), Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    to = consumer;
  }

  @Override
  public void write(Object[] values) {
    to.startMessage();
    for (int c = 0; c < values.length; c++) {
      Object value = values[c];
      if (value == null || value instanceof Double number && number.isNaN()) {
        continue;
      }
      Column column = columns.get(c);
      to.startField(column.name(), c);
      switch (column.type()) {
        case TEXT -> to.addBinary(Binary.fromString((String) value));
        case INTEGER -> to.addInteger((Integer) value);
        case TRUTH -> to.addBoolean((Boolean) value);
        case NUMBER -> to.addDouble((Double) value);
      }
      to.endField(column.name(), c);
    }
    to.endMessage();
  }
}
