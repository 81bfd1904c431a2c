package org.ecgworkbench.figure.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordViewerTest {
  @TempDir private Path folder;

  /** Lead l, sample i is l * 100 + i microvolts; lead V6 lacks its third sample. */
  private static EcgRecord record(String id) {
    double[][] millivolts = new double[12][5000];
    for (int l = 0; l < 12; l++) {
      for (int i = 0; i < 5000; i++) {
        millivolts[l][i] = (l * 100 + i % 1000) / 1000.0;
      }
    }
    millivolts[11][2] = Double.NaN;
    millivolts[0][0] = -32.767;
    return new EcgRecord(id, 500, millivolts, OptionalInt.of(63), Sex.FEMALE, Set.of());
  }

  private static String element(String html, String id) {
    Matcher matcher =
        Pattern.compile("<script [^>]*id=\"" + id + "\">(.*?)</script>", Pattern.DOTALL)
            .matcher(html);
    assertTrue(matcher.find(), id);
    return matcher.group(1);
  }

  private static short[] samples(String html) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(element(html, "samples")))
            .order(ByteOrder.LITTLE_ENDIAN);
    short[] samples = new short[bytes.remaining() / 2];
    bytes.asShortBuffer().get(samples);
    return samples;
  }

  @Test
  void everySampleIsInThePageInMicrovolts() {
    EcgRecord record = record("S1");
    short[] samples = samples(RecordViewer.html(record));
    short[] expected = new short[12 * 5000];
    for (int l = 0; l < 12; l++) {
      for (int i = 0; i < 5000; i++) {
        expected[l * 5000 + i] = (short) (l * 100 + i % 1000);
      }
    }
    expected[11 * 5000 + 2] = -32768;
    expected[0] = -32767;
    assertArrayEquals(expected, samples);
  }

  @Test
  void aRealRecordIsThePageSampleBySample() throws IOException {
    // The signal file itself: 24 bytes of header, then 16-bit integers, the 12 leads of a sample
    // together; 1000 units a mV.
    Path data = Golden.real("data/cpsc2018");
    short[] samples = samples(RecordViewer.html(Datasets.open(data).read("A0001")));
    Path mat;
    try (Stream<Path> files = Files.walk(data)) {
      mat = files.filter(f -> f.endsWith("A0001.mat")).findFirst().orElseThrow();
    }
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(mat)).order(ByteOrder.LITTLE_ENDIAN);
    int n = (file.capacity() - 24) / 24;
    assertEquals(12 * n, samples.length);
    for (int l = 0; l < 12; l++) {
      for (int i = 0; i < n; i++) {
        assertEquals(file.getShort(24 + 2 * (12 * i + l)), samples[l * n + i]);
      }
    }
  }

  @Test
  void thePageSaysWhatTheRecordingIs() {
    String html = RecordViewer.html(record("S1"));
    assertTrue(html.contains("<h1>S1, 63 years, female</h1>"));
    assertTrue(html.contains("25 mm/s, 10 mm/mV, 500 Hz, 10.000 s, no filter"));
    assertTrue(html.contains("Diagnosis: none of the nine classes"));
    JsonObject facts = JsonParser.parseString(element(html, "record")).getAsJsonObject();
    assertEquals(500, facts.get("samplingRateHz").getAsInt());
    assertEquals(5000, facts.get("samples").getAsInt());
    List<String> leads = new ArrayList<>();
    facts.getAsJsonArray("leads").forEach(l -> leads.add(l.getAsString()));
    assertEquals(Lead.ALL.stream().map(Lead::label).toList(), leads);
  }

  @Test
  void nothingIsLoadedFromElsewhere() {
    String html = RecordViewer.html(record("S1"));
    assertTrue(html.contains("Content-Security-Policy\" content=\"default-src 'none';"));
    assertFalse(
        Pattern.compile("(?i)\\b(src|href)\\s*=|https?:|//cdn|import\\s*\\(").matcher(html).find());
    assertFalse(Pattern.compile("%[A-Z]+%").matcher(html).find(), "a place was not filled");
    assertFalse(html.contains("${"), "the build would fill it");
  }

  @Test
  void namesCannotBecomeMarkup() {
    String id = "</script><img src=x onerror='a'>&\"$1";
    String html = RecordViewer.html(record(id));
    assertFalse(html.contains("<img"));
    assertTrue(
        html.contains("&lt;/script&gt;&lt;img src=x onerror=&#39;a&#39;&gt;&amp;&quot;$1, 63"));
    JsonObject facts = JsonParser.parseString(element(html, "record")).getAsJsonObject();
    assertEquals(id, facts.get("id").getAsString());
  }

  @Test
  void theSameRecordingGivesTheSameFile() throws IOException {
    RecordViewer.save(record("S1"), folder.resolve("a.html"));
    RecordViewer.save(record("S1"), folder.resolve("b.html"));
    assertEquals(-1, Files.mismatch(folder.resolve("a.html"), folder.resolve("b.html")));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count(), "no temporary file may stay");
    }
  }

  @Test
  void anAmplitudeThatDoesNotFitIsRefused() {
    EcgRecord record = record("S1");
    record.millivolts()[4][17] = 32.768;
    EcgDataException e = assertThrows(EcgDataException.class, () -> RecordViewer.html(record));
    assertEquals(
        "record S1: lead aVL: sample 17: expected -32.767 to 32.767 mV, found 32.768 mV",
        e.getMessage());
  }

  @Test
  void aBrowserReadsTheSamplesAndItsCalipersMeasure() throws Exception {
    Browser.require();
    EcgRecord record = record("S1");
    // Keys after the page's own script: 40 samples to the right, 0.25 mV up, then the other end 10
    // samples to the left.
    String keys =
        """
        <script>
        const press = (key, times, shift) => {
          for (let i = 0; i < times; i++) {
            document.getElementById('view').dispatchEvent(
              new KeyboardEvent('keydown', {key: key, shiftKey: shift, cancelable: true}));
          }
        };
        press('Enter', 1, false);
        press('ArrowRight', 4, true);
        press('ArrowUp', 2, true);
        press('ArrowUp', 5, false);
        press('Enter', 1, false);
        press('ArrowLeft', 1, true);
        document.querySelector('input[value="V1"]').click();
        </script></body>""";
    Path page = folder.resolve("page.html");
    Files.writeString(page, RecordViewer.html(record).replace("</body>", keys));
    String dom = Browser.dom(folder, page.toUri() + "#V2,1.000,0.10,3.000,0.40");
    assertTrue(dom.contains("data-samples=\"60000\""), dom.substring(0, 300));
    long sum = 0;
    for (short sample : samples(RecordViewer.html(record))) {
      sum += sample;
    }
    assertTrue(dom.contains("data-sum=\"" + sum + "\""), dom.substring(0, 300));
    // From the address: 1.000 to 3.000 s, 0.10 to 0.40 mV. Then the first end 0.08 s and 0.25 mV
    // further, the second 0.02 s back: 1.9 s,
    // 31.6 beats a minute, 0.05 mV.
    assertTrue(
        dom.contains("V2: 1900 ms, 32/min, 0.05 mV"),
        () -> dom.substring(dom.indexOf("id=\"readout\"")).lines().findFirst().orElse(""));
  }

  @Test
  void aLeadWithAnOffsetStaysInItsRow() throws Exception {
    Browser.require();
    EcgRecord record = record("S1");
    double[] moved = record.millivolts()[Lead.V1.ordinal()];
    Arrays.setAll(moved, i -> moved[i] + 4.1);
    double[] slightly = record.millivolts()[Lead.V2.ordinal()];
    Arrays.setAll(slightly, i -> slightly[i] - 1);
    Path page = folder.resolve("page.html");
    Files.writeString(page, RecordViewer.html(record));
    String dom = Browser.dom(folder, page.toUri().toString());
    // Medians as the record is made: 0.5 mV and 0.1 more with each lead; V5 has 1.5, V1 now 5.2.
    assertTrue(dom.contains("data-moved=\"0 0 0 0 0 0 5 0 0 0 1.5 1.5\""), dom.substring(0, 300));
    assertTrue(dom.contains("moved, by the millivolts below their name"), "the page says so");
  }
}
