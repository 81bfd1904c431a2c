package org.ecgworkbench.baseline.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.ecgworkbench.Golden;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.junit.jupiter.api.Test;

/** Expected values: golden files made with PyWavelets, NumPy and SciPy (see golden/README.md), or counted by hand. */
class ExpertFeaturesTest {
  private static final JsonObject GOLDEN = Golden.json("wavelets_and_features.json");

  /** Formula 0 contains sines, which may differ in the last bit from NumPy's; 1 is rounded to 1/1000, 2 is rational. */
  private static double[] signal(int formula, int n) {
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      long saw = (i * 7919L) % 1000;
      x[i] =
          switch (formula) {
            case 0 -> StrictMath.sin(0.01 * i) + 0.5 * StrictMath.cos(0.037 * i) + saw / 1000.0;
            case 1 ->
                Math.rint((StrictMath.sin(0.02 * i) + 0.3 * StrictMath.cos(0.11 * i)) * 1000)
                    / 1000;
            default -> (saw - 500) / 1000.0 + 0.25 * (i % 400 < 20 ? 1 : 0);
          };
    }
    return x;
  }

  private static double tolerance(int formula, double expected) {
    return formula == 0 ? 1e-12 * Math.max(1, Math.abs(expected)) : 0;
  }

  @Test
  void filtersAreThoseOfDb10() {
    assertArrayEquals(Golden.doubles(GOLDEN.get("dec_lo")), WaveletTransform.lowPass(), 0);
    assertArrayEquals(Golden.doubles(GOLDEN.get("dec_hi")), WaveletTransform.highPass(), 0);
  }

  @Test
  void coefficientsOfLongSignalsEqualTheGoldenOnes() {
    for (JsonElement element : GOLDEN.getAsJsonArray("cases")) {
      JsonObject golden = element.getAsJsonObject();
      int formula = golden.get("formula").getAsInt();
      double[][] bands = WaveletTransform.decompose(signal(formula, golden.get("n").getAsInt()));
      for (int b = 0; b < bands.length; b++) {
        JsonObject band = golden.getAsJsonArray("coeffs").get(b).getAsJsonObject();
        String what = "formula " + formula + " " + band.get("name").getAsString();
        assertEquals(band.get("len").getAsInt(), bands[b].length, what);
        double tolerance = tolerance(formula, 1) * 10;
        int n = bands[b].length;
        assertArrayEquals(
            Golden.doubles(band.get("first5")), Arrays.copyOf(bands[b], 5), tolerance, what);
        assertArrayEquals(
            Golden.doubles(band.get("last5")),
            Arrays.copyOfRange(bands[b], n - 5, n),
            tolerance,
            what);
      }
    }
  }

  @Test
  void signalsShorterThanTheirReflectionsAreTransformedToo() {
    for (JsonElement element : GOLDEN.getAsJsonArray("tiny")) {
      JsonObject golden = element.getAsJsonObject();
      double[][] bands = WaveletTransform.decompose(Golden.doubles(golden.get("x")));
      for (int b = 0; b < bands.length; b++) {
        assertArrayEquals(
            Golden.doubles(golden.getAsJsonArray("coeffs").get(b)), bands[b], 0, "band " + b);
      }
    }
  }

  @Test
  void featuresOfOneLeadEqualTheGoldenOnes() {
    for (JsonElement element : GOLDEN.getAsJsonArray("cases")) {
      JsonObject golden = element.getAsJsonObject();
      int formula = golden.get("formula").getAsInt();
      double[] x = signal(formula, golden.get("n").getAsInt());
      double[][] leads = new double[12][];
      Arrays.fill(leads, x);
      double[] features = ExpertFeatures.of("formula", leads);
      double[] expected = Golden.doubles(golden.get("features53"));
      assertEquals(53, expected.length);
      for (int f = 0; f < expected.length; f++) {
        String what =
            "formula %d, n %d, %s".formatted(formula, x.length, ExpertFeatures.names().get(f));
        boolean entropy = ExpertFeatures.FEATURES.get(f).statistic() == Statistic.ENTROPY;
        // Which coefficients are exactly equal hangs on the last bits of formula 0's sines.
        double tolerance = formula == 0 && entropy ? 0.02 : tolerance(formula, expected[f]);
        assertEquals(expected[f], features[f], tolerance, what);
        assertEquals(features[f], features[f + 11 * 53], 0, what);
      }
    }
  }

  @Test
  void featuresOfRealRecordsEqualTheReference() throws IOException {
    Path folder = Golden.real("data/cpsc2018");
    JsonObject records = Golden.json("features_cpsc2018.json").getAsJsonObject("records");
    assertEquals(3, records.size());
    for (String id : records.keySet()) {
      double[][] millivolts = read(folder.resolve(id + ".mat"));
      JsonObject golden = records.getAsJsonObject(id);
      assertEquals(golden.get("samples").getAsInt(), millivolts[0].length);
      double[] expected = Golden.doubles(golden.get("features"));
      double[] features = ExpertFeatures.of(id, millivolts);
      assertEquals(636, expected.length);
      int equal = 0;
      for (int f = 0; f < expected.length; f++) {
        assertEquals(
            expected[f],
            features[f],
            1e-9 * Math.abs(expected[f]),
            id + " " + ExpertFeatures.names().get(f));
        equal += expected[f] == features[f] ? 1 : 0;
      }
      assertEquals(636, equal, id + ": features equal to the last bit");
    }
  }

  /** The test's own reading of MATLAB v4 int16, so that it does not stand on the reader. */
  private static double[][] read(Path mat) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(mat)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(24);
    int n = bytes.remaining() / 24;
    double[][] millivolts = new double[12][n];
    for (int t = 0; t < n; t++) {
      for (int lead = 0; lead < 12; lead++) {
        millivolts[lead][t] = bytes.getShort() / 1000.0;
      }
    }
    return millivolts;
  }

  /**
   * Expected value: of the features as they were at commit 67ceb3f, before the transform was taken in pieces. Lengths around every block,
   * tile and buffer; values that are all equal, half equal, far apart, close together, near nothing and near the largest number.
   */
  @Test
  void featuresOfHardSignalsAreToTheBitWhatTheyWere() throws NoSuchAlgorithmException {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    Random random = new Random(5);
    int[] lengths = {
      1, 2, 5, 17, 18, 19, 20, 21, 40, 127, 128, 129, 512, 1023, 1024, 1025, 7500, 8193, 16385,
      70001
    };
    for (int kind = 0; kind < 12; kind++) {
      for (int n : lengths) {
        double[][] leads = new double[12][];
        for (int lead = 0; lead < 12; lead++) {
          leads[lead] = hard(kind, n, lead, random);
        }
        for (double feature : ExpertFeatures.of("hard", leads)) {
          sha.update(ByteBuffer.allocate(8).putDouble(feature).array());
        }
      }
    }
    assertEquals(
        "eb08a6a64ebe0275318bc543347d5db7456fb9289851ee274420e8ff641955bb",
        HexFormat.of().formatHex(sha.digest()));
  }

  private static double[] hard(int kind, int n, int lead, Random random) {
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      double g = random.nextGaussian();
      x[i] =
          switch (kind) {
            case 0 -> g;
            case 1 -> Math.rint((i % 400 < 20 ? 1000 : 0) + g * 20) / 1000;
            case 2 -> lead - 5;
            case 3 -> i % 7;
            case 4 -> g * (i % 97 == 0 ? 1e9 : StrictMath.pow(10, -lead));
            case 5 -> i < n / 2 ? 0 : g;
            case 6 -> i % 2 == 0 ? -0.0 : 0;
            case 7 -> g * 5 * Double.MIN_VALUE;
            case 8 -> g * 1e200;
            case 9 -> 1 + g * 1e-16;
            case 10 -> StrictMath.exp(5 * g);
            default -> i == n / 2 ? 1e300 : g * 1e-5;
          };
    }
    return x;
  }

  /** Expected values: NumPy 1.24.2's {@code sum}, which takes 8192 values at a time; sums in other orders differ in the last digits. */
  @Test
  void sumsOfLongSignalsAreNumpys() {
    double[] x = new double[20000];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i * 7919L) % 1000 / 1000.0 - 0.4995;
    }
    assertEquals(-0.11999999999998867, BandStatistics.sum(x, 8192));
    assertEquals(-0.17149999999998866, BandStatistics.sum(x, 8193));
    assertEquals(-1.359999999999976, BandStatistics.sum(x, 14840));
    assertEquals(3.1530333899354446e-14, BandStatistics.sum(x, 20000));
    assertEquals(0, BandStatistics.sum(x, 0));
  }

  /** Expected values: NumPy 1.24.2's means of the leads of a record of 14,840 samples, tiny beside the samples. */
  @Test
  void meansOfALongRealRecordAreNumpys() throws IOException {
    double[] expected = {
      5.390835579523807e-07,
      4.649595687331713e-06,
      -6.064690026944832e-07,
      2.021563342316939e-06,
      -3.301886792452556e-06,
      1.8194070080851252e-06,
      7.816711590299346e-06,
      -2.0889487870585627e-06,
      -6.2668463611874185e-06,
      4.04312668463292e-06,
      2.021563342117039e-07,
      2.8638814016184763e-05
    };
    double[] features =
        ExpertFeatures.of("A0115", read(Golden.real("data/cpsc2018").resolve("A0115.mat")));
    for (int lead = 0; lead < 12; lead++) {
      assertEquals(expected[lead], features[53 * lead + 5], 0, Lead.ALL.get(lead) + ".signal.mean");
    }
  }

  @Test
  void percentilesFollowNumpysInterpolation() {
    JsonObject golden = Golden.json("percentile.json");
    double[] x = Golden.doubles(golden.get("x"));
    double[] out = new double[8];
    new BandStatistics().describe(x, x.length, out, 0);
    JsonObject p = golden.getAsJsonObject("p");
    double[] expected = {
      p.get("5").getAsDouble(),
      p.get("25").getAsDouble(),
      p.get("75").getAsDouble(),
      p.get("95").getAsDouble(),
      p.get("50").getAsDouble(),
      golden.get("mean").getAsDouble(),
      golden.get("std").getAsDouble(),
      golden.get("var").getAsDouble()
    };
    assertArrayEquals(expected, out, 0);
  }

  @Test
  void percentilesOfConcentratedAndOfSingleValuesAreRight() {
    // One outlier puts all other values into one interval of the selection; expected by sorting.
    double[] x = new double[1001];
    for (int i = 0; i < 1000; i++) {
      x[i] = (i * 37 % 1000) * 1e-9;
    }
    x[1000] = 1e6;
    double[] out = new double[8];
    BandStatistics statistics = new BandStatistics();
    statistics.describe(x, x.length, out, 0);
    assertEquals(500e-9, out[4], 1e-21);
    assertEquals(50e-9, out[0], 1e-21);
    statistics.describe(new double[] {7}, 1, out, 0);
    assertArrayEquals(new double[] {7, 7, 7, 7, 7, 7, 0, 0}, out, 0);
  }

  @Test
  void entropyCountsExactlyEqualValues() {
    // By hand: shares 1/2, 1/4, 1/4; 0 and -0 are the same value.
    double expected = 0.5 * StrictMath.log(2) + 0.5 * StrictMath.log(4);
    assertEquals(expected, new BandStatistics().entropy(new double[] {0.0, 3, -0.0, 5}, 4), 1e-15);
    assertEquals(0, new BandStatistics().entropy(new double[] {2, 2, 2}, 3), 0);
  }

  @Test
  void featureNamesSayLeadBandAndStatistic() {
    List<String> names = ExpertFeatures.names();
    assertEquals(636, names.size());
    assertEquals(636, new HashSet<>(names).size());
    assertEquals("I.signal.p5", names.get(0));
    assertEquals("I.cA4.entropy", names.get(8));
    assertEquals("V6.cD1.variance", names.get(635));
    assertEquals("V5.cD3.p75", new Feature(Lead.V5, Band.CD3, Statistic.P75).name());
    assertTrue(names.contains("V5.cD3.p75"));
    assertThrows(
        IllegalArgumentException.class, () -> new Feature(Lead.I, Band.SIGNAL, Statistic.ENTROPY));
  }

  @Test
  void missingSamplesAreRefusedByRecordAndLead() {
    double[][] leads = new double[12][100];
    leads[4][17] = Double.NaN;
    EcgDataException e =
        assertThrows(EcgDataException.class, () -> ExpertFeatures.of("A0042", leads));
    assertTrue(e.getMessage().contains("A0042"), e.getMessage());
    assertTrue(e.getMessage().contains("aVL"), e.getMessage());
    assertTrue(e.getMessage().contains("17"), e.getMessage());
  }
}
