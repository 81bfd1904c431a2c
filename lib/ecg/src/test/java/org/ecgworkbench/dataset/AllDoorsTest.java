package org.ecgworkbench.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ecgworkbench.Golden;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.TrainedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One recording, PTB-XL 00022, through every door: files that other programs made of the published
 * WFDB record (mit2edf, biosig, ishneholterlib, h5py, NumPy) have its samples and its features, to
 * the rounding of their format.
 */
class AllDoorsTest {
  private static EcgRecord published() {
    return RecordingFile.read(Golden.real("data/ptbxl").resolve("records500/00000/00022_hr.hea"));
  }

  /**
   * Reads a file as what it is.
   *
   * @param millivolts the rounding of the format
   */
  @ParameterizedTest
  @CsvSource({
    "edf/ptbxl_00022_mit2edf.edf, EDF/BDF, , 1e-12",
    "edf/ptbxl_00022_biosig.bdf, EDF/BDF, , 1e-12",
    "ishne/ptbxl_00022_ishne.ecg, ISHNE Holter, , 1e-12",
    "arrays/ptbxl_00022_int16be.h5, HDF5, , 1e-12",
    "arrays/ptbxl_00022_perlead.hd5, HDF5, 500, 1e-12",
    // Eleven bits of a number below 2 mV.
    "arrays/ptbxl_00022_sphlike.h5, HDF5, 500, 5e-4",
    "arrays/ptbxl_00022_f4.npy, NumPy .npy, 500, 1.2e-7",
    "arrays/ptbxl_00022_f8_fortran.npy, NumPy .npy, 500, 1e-12",
    "arrays/ptbxl_00022_i2be.npy, NumPy .npy, 500, 1e-12",
    "arrays/ptbxl_00022.npz, NumPy .npz, , 1.2e-7",
    "csv/ptbxl_00022_semicolon_decimalcomma.csv, CSV, 500, 1e-12",
  })
  void theSamplesAndFeaturesAreThoseOfThePublishedRecord(
      String name, String format, Double rate, double millivolts) {
    EcgRecord expected = published();
    Path file = Golden.real("data/devices").resolve(name);
    OptionalDouble given = rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
    assertTrue(
        RecordingFile.recording(file, given, Optional.empty()).format().startsWith(format), name);
    EcgRecord found =
        RecordingFile.open(file, RecordingFile.Options.defaults().withStatedRateHz(given)).record();
    assertEquals(500, found.samplingRateHz());
    assertEquals(5000, found.samples());
    for (Lead lead : Lead.ALL) {
      for (int i = 0; i < 5000; i++) {
        assertEquals(
            expected.millivolts(lead)[i], found.millivolts(lead)[i], millivolts, lead + " " + i);
      }
    }
    double[] wanted = ExpertFeatures.of(expected);
    double[] features = ExpertFeatures.of(found);
    List<String> names = ExpertFeatures.names();
    for (int i = 0; i < wanted.length; i++) {
      // A band's coefficients are sums of up to 20 filtered samples a level; an entropy counts
      // which are
      // exactly equal.
      double tolerance =
          names.get(i).endsWith("entropy")
              ? 0.02
              : 40 * millivolts * Math.max(1, Math.abs(wanted[i]));
      assertEquals(wanted[i], features[i], tolerance, names.get(i));
    }
  }

  @Test
  void theScoresAreThoseOfThePublishedRecord() throws IOException {
    Path model = Path.of("..", "..", "results", "models", "ptb-xl-ten-seconds");
    try (TrainedModel network = TrainedModel.load(model)) {
      double[] expected = network.scores(published());
      for (String name : List.of("edf/ptbxl_00022_mit2edf.edf", "arrays/ptbxl_00022.npz")) {
        Path file = Golden.real("data/devices").resolve(name);
        assertArrayEquals(expected, network.scores(RecordingFile.read(file)), 1e-6, name);
      }
    }
  }
}
