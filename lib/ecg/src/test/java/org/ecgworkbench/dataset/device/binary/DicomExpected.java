package org.ecgworkbench.dataset.device.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.StoredLead;

/**
 * What independent programs read from the samples of carts: {@code data/devices/expected} of the
 * shared folder names for each file the program, its version and the programs that agreed with it.
 */
final class DicomExpected {
  private DicomExpected() {}

  /** A folder of samples; the calling test is skipped where they are absent. */
  static Path samples(String folder) {
    return Golden.real("data/devices").resolve(folder);
  }

  /**
   * Compares rate, leads, counts and values, to 1e-6 mV or the last digit that is written there.
   */
  static void assertAsExpected(Path file, DeviceRecording recording) {
    JsonObject expected = expected(file);
    assertEquals(expected.get("rate_hz").getAsDouble(), recording.samplingRateHz(), 1e-6);
    List<String> names =
        StreamSupport.stream(expected.getAsJsonArray("lead_names").spliterator(), false)
            .map(JsonElement::getAsString)
            .toList();
    assertEquals(names, recording.leads().stream().map(StoredLead::name).toList());
    for (StoredLead lead : recording.leads()) {
      JsonObject values = expected.getAsJsonObject("values").getAsJsonObject(lead.name());
      String what = file.getFileName() + ", lead " + lead.name();
      double[] millivolts = lead.millivolts();
      assertEquals(values.get("samples").getAsInt(), millivolts.length, what);
      JsonArray first = values.getAsJsonArray("first5_mV");
      for (int i = 0; i < first.size(); i++) {
        assertEquals(first.get(i).getAsDouble(), millivolts[i], 1e-6, what);
      }
      assertEquals(
          values.get("min_mV").getAsDouble(), Arrays.stream(millivolts).min().orElseThrow(), 1e-6);
      assertEquals(
          values.get("max_mV").getAsDouble(), Arrays.stream(millivolts).max().orElseThrow(), 1e-6);
      // The sums are written with four decimals.
      assertEquals(
          values.get("sum_mV").getAsDouble(), Arrays.stream(millivolts).sum(), 0.5001e-4, what);
      assertEquals(
          values.get("abs_sum_mV").getAsDouble(),
          Arrays.stream(millivolts).map(Math::abs).sum(),
          0.5001e-4,
          what);
    }
  }

  private static JsonObject expected(Path file) {
    Path json = file.getParent().resolveSibling("expected").resolve(file.getFileName() + ".json");
    try (Reader in = Files.newBufferedReader(json)) {
      return JsonParser.parseReader(in).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
