package org.ecgworkbench.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Without a kernel; what is shown inside one is tested over the wire, in the kernel's protocol tests. */
class ShowTest {
  private static String printed(Runnable action) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private static Table scores() {
    DoubleColumn auc = DoubleColumn.create("AUC", 0.5, 0.975);
    auc.appendMissing();
    auc.setPrintFormatter(
        new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)), "");
    return Table.create(
        "Scores",
        StringColumn.create("class", "AF", "a<b & \"c\"", "STE"),
        IntColumn.create("records", 1221, 7, 0),
        auc);
  }

  @Test
  void noKernelRunsInATest() {
    assertTrue(NotebookKernel.running().isEmpty());
  }

  @Test
  void withoutKernelTextIsPrinted() {
    assertEquals("hello é\n", printed(() -> Show.text("hello é")));
  }

  @Test
  void withoutKernelHtmlIsPrintedWithoutTags() {
    assertEquals(
        "F1 < 0.8 & falling\nnext\n",
        printed(() -> Show.html("<p><b>F1</b> &lt; 0.8 &amp; falling</p><p>next</p>")));
  }

  @Test
  void entitiesAreDecodedOnce() {
    assertEquals("&lt;\n", printed(() -> Show.html("&amp;lt;")));
  }

  @Test
  void withoutKernelTheGivenPlainFormIsPrinted() {
    assertEquals("plain\n", printed(() -> Show.html("<b>rich</b>", "plain")));
  }

  @Test
  void withoutKernelAnImageIsPrintedAsItsSize() {
    BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
    assertEquals("image, 20 x 10 pixels\n", printed(() -> Show.image(image)));
  }

  @Test
  void withoutKernelATableIsPrintedWithAllItsRows() {
    Table many = Table.create("many", IntColumn.indexColumn("row", 100, 1));
    String text = printed(() -> Show.table(many));
    for (int row = 1; row <= 100; row++) {
      assertTrue(text.contains(" " + row + " "), "row " + row);
    }
  }

  @Test
  void withoutKernelEveryNewStateIsPrintedOnce() {
    assertEquals(
        "epoch 1\nepoch 2\nepoch 3\n",
        printed(
            () -> {
              Show.Live live = Show.live("epoch 1");
              live.text("epoch 1");
              live.text("epoch 2");
              live.html("<b>epoch 3</b>", "epoch 3");
              live.html("<b>epoch 3</b>", "epoch 3");
            }));
  }

  @Test
  void tableHtmlIsEscapedAndAlignedAndShowsMissingAsEmpty() {
    // Written out by hand.
    String expected =
        """
        <table>
        <caption style="text-align:left">Scores</caption>
        <thead>
        <tr><th style="text-align:left">class</th><th style="text-align:right">records</th>\
        <th style="text-align:right">AUC</th></tr>
        </thead>
        <tbody>
        <tr><td style="text-align:left">AF</td><td style="text-align:right;white-space:nowrap">1221</td>\
        <td style="text-align:right;white-space:nowrap">0.5</td></tr>
        <tr><td style="text-align:left">a&lt;b &amp; &quot;c&quot;</td>\
        <td style="text-align:right;white-space:nowrap">7</td><td style="text-align:right;white-space:nowrap">0.975</td></tr>
        <tr><td style="text-align:left">STE</td><td style="text-align:right;white-space:nowrap">0</td>\
        <td style="text-align:right"></td></tr>
        </tbody>
        </table>""";
    assertEquals(expected, Show.tableHtml(scores()));
  }

  @Test
  void markupInATableNeverReachesThePage() {
    Table table =
        Table.create("<i>t</i>", StringColumn.create("<script>", "<img src=x onerror='y'>"));
    String html = Show.tableHtml(table);
    assertFalse(html.contains("<script>"));
    assertFalse(html.contains("<img"));
    assertFalse(html.contains("<i>"));
  }
}
