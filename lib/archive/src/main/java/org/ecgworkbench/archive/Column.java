package org.ecgworkbench.archive;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A column of a table. What is missing is null, never NaN, which Spark and DuckDB take for the largest number.
 *
 * @param name letters, digits and underscores, so that SQL needs no quotes; no two of a table differ by case alone
 * @param type of its values
 */
record Column(String name, Kind type) {
  enum Kind {
    TEXT(DataTypes.StringType, PrimitiveTypeName.BINARY),
    INTEGER(DataTypes.IntegerType, PrimitiveTypeName.INT32),
    NUMBER(DataTypes.DoubleType, PrimitiveTypeName.DOUBLE),
    TRUTH(DataTypes.BooleanType, PrimitiveTypeName.BOOLEAN);

    private final DataType spark;
    private final PrimitiveTypeName parquet;

    Kind(DataType spark, PrimitiveTypeName parquet) {
      this.spark = spark;
      this.parquet = parquet;
    }
  }

  static Column text(String name) {
    return new Column(name, Kind.TEXT);
  }

  static Column integer(String name) {
    return new Column(name, Kind.INTEGER);
  }

  static Column number(String name) {
    return new Column(name, Kind.NUMBER);
  }

  static Column truth(String name) {
    return new Column(name, Kind.TRUTH);
  }

  private Type parquet() {
    Types.PrimitiveBuilder<org.apache.parquet.schema.PrimitiveType> builder =
        Types.optional(type.parquet);
    return type == Kind.TEXT
        ? builder.as(LogicalTypeAnnotation.stringType()).named(name)
        : builder.named(name);
  }

  static MessageType parquet(List<Column> columns) {
    List<Type> types = new ArrayList<>();
    columns.forEach(column -> types.add(column.parquet()));
    return new MessageType("recordings", types);
  }

  static StructType spark(List<Column> columns) {
    return new StructType(
        columns.stream()
            .map(c -> DataTypes.createStructField(c.name(), c.type().spark, true))
            .toArray(StructField[]::new));
  }
}
