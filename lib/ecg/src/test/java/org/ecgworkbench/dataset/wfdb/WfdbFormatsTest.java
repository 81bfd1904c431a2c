package org.ecgworkbench.dataset.wfdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.Golden;
import org.ecgworkbench.ecg.EcgDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every format of the WFDB C library 10.7.0, missing samples, skew, frames, gaps and corners of headers, beside its own rdsamp. */
class WfdbFormatsTest {
  @TempDir private Path folder;

  private Path write(String name, JsonObject record) throws IOException {
    for (Map.Entry<String, JsonElement> file : record.getAsJsonObject("headers").entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue().getAsString());
    }
    for (Map.Entry<String, JsonElement> file : record.getAsJsonObject("files_base64").entrySet()) {
      Files.write(
          folder.resolve(file.getKey()), Base64.getDecoder().decode(file.getValue().getAsString()));
    }
    return folder.resolve(name + ".hea");
  }

  /** Expected values: rdsamp -P, with eight decimals and a dash where a sample is missing. */
  @Test
  void samplesAreThoseOfTheCLibrary() throws IOException {
    JsonObject records = Golden.json("wfdb_c_library.json").getAsJsonObject("records");
    for (String name : records.keySet()) {
      JsonObject record = records.getAsJsonObject(name);
      Path header = write(name, record);
      List<String> mismatches = new ArrayList<>();
      double[][] values =
          WfdbReader.readSignals(
                  header,
                  WfdbHeader.read(header),
                  (kind, of, signal, sentence) -> mismatches.add(sentence))
              .physical();
      // Its values of these two are cut before the last frame, and their headers, like that of
      // gapv, state the checksum
      // 0.
      boolean isCut = name.equals("skew") || name.equals("fram");
      boolean isZero = isCut || name.equals("gapv");
      assertEquals(isZero, !mismatches.isEmpty(), name + mismatches);
      int samples = record.get("samples").getAsInt();
      assertEquals(isCut ? samples + 1 : samples, values[0].length, name);
      for (int s = 0; s < values.length; s++) {
        String[] expected = record.getAsJsonArray("physical").get(s).getAsString().split(" ");
        for (int i = 0; i < samples; i++) {
          if (expected[i].equals("-")) {
            assertTrue(Double.isNaN(values[s][i]), name + " " + s + " " + i);
          } else if (!name.equals("fram")) {
            assertEquals(Double.parseDouble(expected[i]), values[s][i], 5.1e-9, name + s + i);
          } else {
            // -P prints the mean before it is rounded to a whole ADC value, or after; -r tells.
            String raw = record.getAsJsonArray("raw").get(s).getAsString().split(" ")[i];
            assertEquals(Double.parseDouble(raw) / 200, values[s][i], 1e-12, name + s + i);
          }
        }
      }
    }
  }

  /** A bit of each byte of a FLAC file turned: found by its CRC-16, by the checksum of the header, or by its form. */
  @Test
  void aDamagedFlacFileIsNeverReadAsAnotherSignal() throws IOException {
    JsonObject record =
        Golden.json("wfdb_c_library.json").getAsJsonObject("records").getAsJsonObject("f516");
    Path header = write("f516", record);
    double[][] sound = WfdbReader.readSignals(header).physical();
    Path file = folder.resolve("f516.dat");
    byte[] bytes = Files.readAllBytes(file);
    int refused = 0;
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= 1 << i % 8;
      Files.write(file, bytes);
      try {
        double[][] read = WfdbReader.readSignals(header).physical();
        assertTrue(java.util.Arrays.deepEquals(sound, read), "byte " + i);
      } catch (EcgDataException e) {
        refused++;
      }
      bytes[i] ^= 1 << i % 8;
    }
    assertTrue(refused > 300, "refused " + refused);
    Files.write(file, java.util.Arrays.copyOf(bytes, 200));
    assertThrows(EcgDataException.class, () -> WfdbReader.readSignals(header));
  }

  /** The checksum's low 16 bits count; wfdb-python 4.3.1 writes 65542 for 6 where a sum overflows. */
  @Test
  void aChecksumOfMoreBitsIsComparedByItsLowSixteen() throws IOException {
    Files.write(folder.resolve("ph.dat"), new byte[] {1, 0, 2, 0, 3, 0});
    Path header = folder.resolve("ph.hea");
    Files.writeString(header, "ph 1 500 3\nph.dat 16 200/mV 16 0 1 65542 0 I\n");
    assertEquals(0.015, WfdbReader.readSignals(header).physical()[0][2]);
    Files.writeString(header, "ph 1 500 3\nph.dat 16 200/mV 16 0 1 65543 0 I\n");
    assertThrows(EcgDataException.class, () -> WfdbReader.readSignals(header));
    // The length left open: the checksum may be a placeholder.
    Files.writeString(header, "ph 1 500\nph.dat 16 200/mV 16 0 1 0 0 I\n");
    assertEquals(0.005, WfdbReader.readSignals(header).physical()[0][0]);
    assertFalse(Files.notExists(header));
  }
}
