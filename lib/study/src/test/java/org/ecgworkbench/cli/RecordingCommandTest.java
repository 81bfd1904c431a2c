package org.ecgworkbench.cli;

import static org.ecgworkbench.cli.Outcome.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verb {@code recording}, and one file given to the other verbs. */
class RecordingCommandTest {
  @TempDir private Path folder;
  private EcgRecord record;
  private String header;

  @BeforeEach
  void writeARecord() {
    record =
        new SyntheticCohort(new SyntheticCohort.Options(1, 1, ClassMix.BALANCED))
            .record(0)
            .record();
    WfdbWriter.write(folder, record);
    header = folder.resolve("S00001.hea").toString();
  }

  @Test
  void theJsonHasExactlyTheseNamesAndFiniteNumbers() throws IOException {
    record.millivolts(Lead.V3)[5] = Double.NaN;
    WfdbWriter.write(folder, record);
    Outcome outcome = run("recording", header, "--json");
    assertEquals(0, outcome.exitCode(), outcome.err());
    JsonObject all = JsonParser.parseString(outcome.out()).getAsJsonObject();
    assertEquals(
        List.of("format", "version", "sampling_rate_hz", "samples", "leads", "notes"),
        List.copyOf(all.keySet()));
    assertEquals("WFDB", all.get("format").getAsString());
    assertEquals(500, all.get("sampling_rate_hz").getAsDouble());
    assertEquals(record.samples(), all.get("samples").getAsInt());
    JsonArray leads = all.getAsJsonArray("leads");
    assertEquals(12, leads.size());
    for (Lead lead : Lead.ALL) {
      JsonObject one = leads.get(lead.ordinal()).getAsJsonObject();
      assertEquals(
          List.of("name", "origin", "min_mv", "max_mv", "sum_mv", "missing"),
          List.copyOf(one.keySet()));
      assertEquals(lead.label(), one.get("name").getAsString());
      assertEquals("stored", one.get("origin").getAsString());
      assertEquals(lead == Lead.V3 ? 1 : 0, one.get("missing").getAsInt());
      double sum = 0;
      for (double value : record.millivolts(lead)) {
        sum += Double.isNaN(value) ? 0 : value;
      }
      assertEquals(sum, one.get("sum_mv").getAsDouble(), 1e-9);
    }
    assertTrue(all.getAsJsonArray("notes").toString().contains("Lead V3 misses 1 of"));
    assertFalse(outcome.out().contains("NaN"), outcome.out());
  }

  @Test
  void theReportNamesFormatRateLeadsAndNotes() {
    Outcome outcome = run("recording", header);
    assertEquals(0, outcome.exitCode(), outcome.err());
    List<String> lines = outcome.out().lines().toList();
    assertEquals("S00001.hea: WFDB", lines.get(0));
    assertTrue(lines.get(1).startsWith("12 leads, "), lines.get(1));
    assertTrue(lines.get(1).contains(" at 500 Hz ("), lines.get(1));
    assertTrue(lines.get(3).startsWith("I        stored "), lines.get(3));
    assertTrue(outcome.out().contains("note: The limb leads add up: at most |II - I - III|"));
  }

  @Test
  void aFileOfOneRecordingIsTakenByEveryVerbThatTakesOne() throws IOException {
    Path page = folder.resolve("page.html");
    Outcome viewed = run("view", header, "--out", page.toString());
    assertEquals(0, viewed.exitCode(), viewed.err());
    assertTrue(Files.readString(page).contains("S00001"));

    String out = folder.resolve("out").toString();
    Outcome file = run("features", header, "--out", out);
    assertEquals(0, file.exitCode(), file.err());
    Outcome named =
        run("features", "--data", folder.toString(), "--record", "S00001", "--out", out);
    assertEquals(named.out(), file.out());

    Outcome checked = run("check", header, "--out", out);
    assertEquals(0, checked.exitCode(), checked.err());
    assertTrue(checked.out().startsWith("S00001: "), checked.out());

    Outcome quality = run("quality", header, "--out", out);
    assertEquals(0, quality.exitCode(), quality.err());
    assertTrue(quality.out().startsWith("one recording, "), quality.out());
    assertTrue(Files.exists(Path.of(out, "quality-report.html")));
  }

  @Test
  void whatIsMissingOrAtAnotherRateIsRefusedByCheckAndFeatures() throws IOException {
    record.millivolts(Lead.AVR)[7] = Double.NaN;
    WfdbWriter.write(folder, record);
    refused(run("check", header), "record S00001: lead aVR: missing samples: 1 of");
    Path slow = folder.resolve("slow.hea");
    Files.writeString(
        slow, Files.readString(Path.of(header)).replaceFirst("S00001 12 500", "slow 12 250"));
    refused(
        run("features", slow.toString()), "slow.hea: expected a sampling rate of 500 Hz", "250");
    refused(run("check", slow.toString()), "--resample");
    assertEquals(0, run("view", slow.toString(), "--out", folder + "/s.html").exitCode());
  }

  @Test
  void wrongUseIsOneLine() throws IOException {
    String nowhere = folder.resolve("nowhere.xml").toString();
    refused(run("recording", nowhere), "nowhere.xml", "found nothing there");
    refused(run("recording", folder.toString()), "found a folder");
    refused(run("recording"), "FILE");
    refused(run("recording", header, "--rate", "250"), "given, 250", "found 500 Hz in the file");
    refused(run("recording", header, "--rate", "fast"), "fast");
    Path text = Files.writeString(folder.resolve("notes.xml"), "Dear reader");
    refused(run("recording", text.toString()), "notes.xml: expected a recording (WFDB, ");
    refused(run("view", "--out", folder + "/x.html"), "expected FILE or --record");
    refused(run("view", header, "--record", "S00001", "--out", folder + "/x.html"), "not both");
    refused(run("features", "--record", "S00001", "--rate", "500"), "--rate belongs to FILE");
    refused(run("quality", header, "--data", folder.toString()), "not both");
    refused(run("quality"), "expected --data DIR or FILE");
    refused(run("quality", nowhere), "nowhere.xml");
    assertEquals(
        Set.of(), Set.copyOf(List.of(folder.toFile().list((d, n) -> n.endsWith(".html")))));
  }

  private static void refused(Outcome outcome, String... parts) {
    assertEquals(2, outcome.exitCode(), outcome.out() + outcome.err());
    assertEquals("", outcome.out());
    String last = outcome.errLines().get(outcome.errLines().size() - 1);
    for (String part : parts) {
      assertTrue(last.contains(part), last);
    }
    assertFalse(outcome.err().contains("\tat "), outcome.err());
  }
}
