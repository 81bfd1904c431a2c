package org.ecgworkbench.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.device.Recording;
import org.ecgworkbench.dataset.device.array.NumpyBytes;
import org.ecgworkbench.dataset.device.binary.EdfBytes;
import org.ecgworkbench.dataset.device.binary.IshneBytes;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.TimeWindow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A part of a recording has, to the bit, the samples that the whole has there, in every format that is read in parts. */
class WindowTest {
  private static final int SECONDS = 7;
  private static final int SAMPLES = SECONDS * 500;
  private static final double[][] WINDOWS = {
    {0, 1}, {0.002, 0.002}, {2.002, 3.33}, {6.998, 0.002}, {1, 6}, {3, 1}, {0, 7}, {4.006, 1.004}
  };

  @TempDir private Path folder;
  private final Random random = new Random(11);

  private interface Reading {
    double[][] of(Optional<TimeWindow> window);
  }

  private static void assertParts(String name, double rate, Reading reading) {
    double[][] whole = reading.of(Optional.empty());
    for (double[] w : WINDOWS) {
      int first = (int) Math.round(w[0] * rate);
      int count = (int) Math.max(1, Math.round(w[1] * rate));
      if (first + count > whole[0].length) {
        continue;
      }
      double[][] part = reading.of(Optional.of(new TimeWindow(w[0], w[1])));
      for (int lead = 0; lead < whole.length; lead++) {
        assertArrayEquals(
            Arrays.copyOfRange(whole[lead], first, first + count),
            part[lead],
            name + " " + lead + Arrays.toString(w));
      }
    }
    double end = whole[0].length / rate;
    String message =
        assertThrows(
                EcgDataException.class,
                () -> reading.of(Optional.of(new TimeWindow(end - 0.5 / rate, 2 / rate + 1))))
            .getMessage();
    assertTrue(message.contains("expected a window within the recording's "), message);
  }

  private static double[][] wfdb(Path header, Optional<TimeWindow> window) {
    return window.isPresent()
        ? WfdbReader.readSignals(header, window.get()).physical()
        : WfdbReader.readSignals(header).physical();
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Three signals, the second of two samples a frame, the third late by a skew: most windows begin within shared bytes. */
  @Test
  void partsOfEveryFormatOfWfdb() throws IOException {
    int[][] formats = {
      {8, 24}, {16, 48}, {24, 72}, {32, 96}, {61, 48}, {80, 24}, {160, 48}, {212, 36}, {310, 32},
      {311, 32}
    };
    for (boolean plain : new boolean[] {true, false}) {
      for (int[] format : formats) {
        int perFrame = plain ? 3 : 4;
        int values = perFrame * SAMPLES;
        int length = (values * format[1] + 23) / 24 + (format[0] >= 310 && values % 3 == 2 ? 1 : 0);
        String name = "f" + format[0] + plain;
        Files.write(folder.resolve(name + ".dat"), bytes(length + 5));
        String line = name + ".dat " + format[0] + "%s+5 200(3)/mV 16 0\n";
        Path header =
            Files.writeString(
                folder.resolve(name + ".hea"),
                "%s 3 500 %d\n".formatted(name, SAMPLES)
                    + line.formatted("")
                    + line.formatted(plain ? "" : "x2")
                    + line.formatted(plain ? "" : ":3"));
        assertParts(name, 500, window -> wfdb(header, window));
      }
    }
  }

  /** The records that the WFDB C library 10.7.0 read: frames, skew, gaps, variable layout, FLAC. */
  @Test
  void partsOfTheRecordsOfTheCLibrary() throws IOException {
    JsonObject records = Golden.json("wfdb_c_library.json").getAsJsonObject("records");
    for (String name : records.keySet()) {
      JsonObject record = records.getAsJsonObject(name);
      for (Map.Entry<String, JsonElement> file : record.getAsJsonObject("headers").entrySet()) {
        // The checksums of three of them are 0.
        String text = file.getValue().getAsString();
        Files.writeString(folder.resolve(file.getKey()), text);
      }
      for (Map.Entry<String, JsonElement> file :
          record.getAsJsonObject("files_base64").entrySet()) {
        Files.write(
            folder.resolve(file.getKey()),
            Base64.getDecoder().decode(file.getValue().getAsString()));
      }
      Path header = folder.resolve(name + ".hea");
      if (!List.of("skew", "fram", "gapv").contains(name)) {
        double rate = WfdbReader.readSignals(header).samplingRateHz();
        assertParts(name, rate, window -> wfdb(header, window));
      }
    }
  }

  private double[][] open(Path file, Optional<TimeWindow> window) {
    RecordingFile.Options options =
        RecordingFile.Options.defaults()
            .withStatedRateHz(
                file.toString().contains("npy") ? OptionalDouble.of(500) : OptionalDouble.empty());
    RecordingFile.Opened opened = RecordingFile.open(file, options.withWindow(window));
    assertEquals(
        window.isPresent(),
        opened.notes().stream().anyMatch(note -> note.startsWith("The part from seconds ")));
    return opened.record().millivolts();
  }

  @Test
  void partsOfFilesOfRecorders() throws IOException {
    for (boolean bdf : new boolean[] {false, true}) {
      EdfBytes edf = new EdfBytes();
      edf.bdf = bdf;
      edf.kind = bdf ? "BDF+C" : "EDF+C";
      for (Lead lead : Lead.ALL) {
        int[][] records = new int[SECONDS][500];
        for (int[] record : records) {
          Arrays.setAll(record, i -> random.nextInt(4000) - 2000);
        }
        edf.signals.add(EdfBytes.Signal.lead("ECG " + lead, "mV", records));
      }
      String[] texts = new String[SECONDS];
      Arrays.setAll(texts, i -> "+" + i + "\u0014\u0014\0");
      edf.signals.add(EdfBytes.Signal.annotations(texts));
      Path file = Files.write(folder.resolve("a" + bdf), edf.bytes());
      assertParts("" + bdf, 500, window -> open(file, window));
    }
    IshneBytes ishne = new IshneBytes();
    ishne.codes = new int[12];
    ishne.nanovolts = new int[12];
    Arrays.setAll(ishne.codes, i -> 5 + i);
    Arrays.fill(ishne.nanovolts, 2500);
    ishne.block = "a block of odd length";
    ishne.samples = new short[SAMPLES][12];
    for (short[] instant : ishne.samples) {
      for (int i = 0; i < 12; i++) {
        instant[i] = (short) (random.nextInt(800) - 400);
      }
    }
    Path file = Files.write(folder.resolve("a.ecg"), ishne.bytes());
    assertParts("ishne", 500, window -> open(file, window));
  }

  private double[] numbers(int count) {
    double[] numbers = new double[count];
    Arrays.setAll(numbers, i -> random.nextInt(2000) - 1000);
    return numbers;
  }

  @Test
  void partsOfArrays() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String shape : new String[] {"(12, 3500)", "(3500, 12)", "(1, 12, 3500)"}) {
      for (boolean fortran : new boolean[] {false, true}) {
        for (String code : new String[] {"<i2", ">f4", "<f8"}) {
          byte[] array = NumpyBytes.array(1, code, fortran, shape, numbers(12 * SAMPLES));
          files.add(Files.write(folder.resolve("npy" + files.size()), array));
        }
      }
    }
    for (boolean leadsFirst : new boolean[] {true, false}) {
      Path path = folder.resolve("h" + leadsFirst);
      try (WritableHdfFile file = HdfFile.write(path)) {
        float[][] values = new float[leadsFirst ? 12 : SAMPLES][leadsFirst ? SAMPLES : 12];
        for (float[] row : values) {
          for (int i = 0; i < row.length; i++) {
            row[i] = random.nextInt(2000) / 1000f;
          }
        }
        file.putDataset("ecg", values);
        file.putDataset("fs", 500);
      }
      files.add(path);
    }
    for (Path file : files) {
      assertParts(file.getFileName().toString(), 500, window -> open(file, window));
    }
  }

  /** Chunks of HDF5, parts never written, archives, XML, DICOM, SCP and the rest, of real carts. */
  @Test
  void partsOfRealSamples() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Golden.real("data/devices"))) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    int compared = 0;
    for (Path file : files) {
      Recording whole;
      OptionalDouble rate = OptionalDouble.empty();
      try {
        boolean states = !file.toString().endsWith("npy") && !file.toString().contains("code15");
        rate = states ? rate : OptionalDouble.of(500);
        whole = RecordingFile.recording(file, rate, Optional.empty());
      } catch (EcgDataException e) {
        continue;
      }
      double hz = whole.samplingRateHz();
      double seconds = whole.samples() / hz;
      TimeWindow window = new TimeWindow(0.1234 * seconds, 0.7 * seconds);
      TimeWindow.Span span = window.in("", hz, whole.samples());
      Recording part = RecordingFile.recording(file, rate, Optional.of(window));
      assertEquals(span.count(), part.samples(), "" + file);
      for (int i = 0; i < whole.leads().size(); i++) {
        assertEquals(whole.leads().get(i).name(), part.leads().get(i).name(), "" + file);
        assertArrayEquals(
            Arrays.copyOfRange(
                whole.leads().get(i).millivolts(),
                (int) span.first(),
                (int) span.first() + span.count()),
            part.leads().get(i).millivolts(),
            file + " " + whole.leads().get(i).name());
      }
      compared++;
    }
    assertTrue(compared >= 30, compared + " files");
  }

  /** A table, an XML file: read whole, then cut. */
  @Test
  void aPartOfATable() throws IOException {
    StringBuilder text = new StringBuilder("seconds,I,II,III,aVR,aVL,aVF,V1,V2,V3,V4,V5,V6\n");
    for (int i = 0; i < 1000; i++) {
      text.append(i / 500.0);
      for (int lead = 0; lead < 12; lead++) {
        text.append(',').append(random.nextInt(1000) / 1000.0);
      }
      text.append('\n');
    }
    Path file = Files.writeString(folder.resolve("t.csv"), text);
    assertParts("table", 500, window -> open(file, window));
  }

  @Test
  void aWindowOfNoLengthIsRefused() {
    for (double[] wrong : new double[][] {{-1, 1}, {0, 0}, {Double.NaN, 1}, {0, Double.NaN}}) {
      assertThrows(IllegalArgumentException.class, () -> new TimeWindow(wrong[0], wrong[1]));
    }
  }
}
