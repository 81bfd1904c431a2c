package org.ecgworkbench.dataset.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.ecg.EcgDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public samples of each format through the one door, whole and damaged. */
class RealSamplesTest {
  private static final Map<String, List<String>> FORMATS =
      Map.of(
          "muse-xml", List.of("GE MUSE XML"),
          "philips", List.of("Philips Sierra XML"),
          "aecg", List.of("HL7 aECG"),
          "dicom", List.of("DICOM"),
          "scp", List.of("SCP-ECG"),
          "edf", List.of("EDF/BDF"),
          "ishne", List.of("ISHNE Holter"),
          "arrays", List.of("HDF5", "NumPy .npy", "NumPy .npz"),
          "csv", List.of("CSV"));

  @TempDir private Path folder;

  private static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.walk(Golden.real("data/devices"))) {
      return files
          .filter(f -> FORMATS.containsKey(f.getParent().getFileName().toString()))
          .filter(f -> !f.toString().endsWith(".parquet"))
          .sorted()
          .toList();
    }
  }

  @Test
  void everySampleIsKnownByOneFormatAlone() throws IOException {
    List<Path> samples = samples();
    assertTrue(samples.size() >= 37, samples.size() + " samples");
    for (Path sample : samples) {
      DeviceSource source = new DeviceSource(sample);
      List<String> known =
          RecognisedFile.FORMATS.stream()
              .filter(f -> f.recognises(source))
              .map(DeviceFormat::name)
              .toList();
      assertEquals(1, known.size(), sample + ": " + known);
      assertTrue(
          FORMATS.get(sample.getParent().getFileName().toString()).contains(known.get(0)),
          sample + ": " + known);
      assertEquals(known.get(0), DeviceFile.format(sample).orElseThrow());
      assertTrue(UnreadFormat.of(source.head()).isEmpty(), sample.toString());
    }
  }

  /** What PROVENANCE.md and the expected values say of these files. */
  @Test
  void whatIsDerivedAndWhatIsOddIsSaidOfTheSamplesThatHaveIt() throws IOException {
    says("muse-xml/muse_v9_braveheart1.xml", "III, aVR, aVL and aVF are derived from I and II.");
    says("scp/ex_leads_v3r_v7.scp", "V3R and V7 are none of the twelve leads");
    says("scp/ex_leads_v3r_v7.scp", "V3 and V5 of the twelve leads are not there.");
    says("aecg/mindray_r12_100hz.xml", "|II - I - III| reaches 0.160 mV");
    says("edf/contec_0000050.edf", "V1, V2, V3, V4, V5 and V6 are flat");
    says("edf/contec_0000050.edf", "Lead I spans 9.125 mV");
    says("philips/sierra104_ad4d3d80.xml", "The limb leads add up: at most |II - I - III| 0.0050");
    saysNot("scp/contec_0000050.scp", "spans");
    saysNot("dicom/mortara_el250_1000hz.dcm", "do not add up");
  }

  private static Recording read(String name) {
    return DeviceFile.read(Golden.real("data/devices").resolve(name), OptionalDouble.empty());
  }

  private static void says(String name, String part) {
    String notes = String.join("\n", read(name).notes());
    assertTrue(notes.contains(part), name + ": " + notes);
  }

  private static void saysNot(String name, String part) {
    String notes = String.join("\n", read(name).notes());
    assertFalse(notes.contains(part), name + ": " + notes);
  }

  @Test
  void aDamagedSampleIsReadOrRefusedInOneSentence() throws IOException {
    Random random = new Random(20261129);
    for (Path sample : samples()) {
      byte[] whole = Files.readAllBytes(sample);
      Path file = folder.resolve(sample.getFileName());
      for (int k = 0; k < 8; k++) {
        byte[] damaged = whole.clone();
        if (k < 3) {
          damaged =
              Arrays.copyOf(whole, random.nextInt(k == 0 ? 2000 : whole.length) % whole.length);
        } else {
          int within = k < 6 ? Math.min(2000, whole.length) : whole.length;
          damaged[random.nextInt(within)] = (byte) random.nextInt(256);
          damaged[random.nextInt(within)] = (byte) (k % 2 == 0 ? 0xff : 0);
        }
        Files.write(file, damaged);
        String message = "";
        try {
          DeviceFile.read(file, OptionalDouble.empty());
        } catch (EcgDataException e) {
          message = e.getMessage();
          assertTrue(message.startsWith(sample.getFileName() + ": "), message);
          assertTrue(message.length() < 600 && message.lines().count() == 1, message);
        }
        // The door's own last resort: a reader that lets another exception through.
        assertFalse(
            message.contains("found one that is damaged") && !message.contains("HDF5")
                || message.contains("found one that does not"),
            () -> sample + " damaged");
      }
    }
  }
}
