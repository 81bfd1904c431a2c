package org.ecgworkbench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.provenance.Provenance;
import org.junit.jupiter.api.Test;

class RowsTest {
  private record Item(String id, int n, double x, Interval mean) {}

  /** Expected text by hand: numbers to six decimals, what is not there empty. */
  @Test
  void aColumnIsItsNameAndWhatItTakesFromARow() {
    List<Item> items =
        List.of(
            new Item("A", 3, 1.25, new Interval(0.5, 0.25, 0.75, 0.95, "rough")),
            new Item("B", 0, Double.NaN, null));
    TableResult result =
        new TableResult(
            "x",
            "x",
            Rows.of(items)
                .text("record", Item::id)
                .count("n", Item::n)
                .number("x", Item::x)
                .interval("mean", Item::mean)
                .note(item -> item.mean() == null ? null : item.mean().note())
                .table(),
            Provenance.start(getClass()).finish(),
            Path.of("."));
    assertEquals(
        """
        record,n,x,mean,mean low,mean high,note
        A,3,1.25,0.5,0.25,0.75,rough
        B,0,,,,,
        """,
        result.csv());
  }

  @Test
  void aTableWithoutRowsHasItsColumns() {
    assertEquals(
        List.of("record", "mean", "mean low", "mean high"),
        Rows.of(List.<Item>of())
            .text("record", Item::id)
            .interval("mean", Item::mean)
            .table()
            .columnNames());
  }
}
