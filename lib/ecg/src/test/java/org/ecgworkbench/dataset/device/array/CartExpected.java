package org.ecgworkbench.dataset.device.array;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.StoredLead;

/**
 * The samples of {@code shared/data/devices} and what independent readers found in them (its
 * PROVENANCE.md names reader, command and version for each). Where the folder is absent the calling
 * test is skipped, and says so.
 */
public final class CartExpected {
  // Where readers differ by less, they print fewer digits; where by more, one of them is wrong.
  private static final double ROUNDING_MILLIVOLTS = 1e-4;

  private CartExpected() {}

  /** A sample. */
  public static DeviceSource sample(String folder, String name) {
    return new DeviceSource(Golden.real("data/devices/" + folder).resolve(name));
  }

  /** What is expected of a sample. */
  public static JsonObject of(String name) {
    Path file = Golden.real("data/devices/expected").resolve(name + ".json");
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Compares a recording with expected values, to the last digit given or 1e-6 mV, whichever is
   * more.
   *
   * @param expected with {@code values} of each lead
   * @param padding how many samples of {@code paddingMillivolts} the expected values have at their
   *     end, which the reader must not return
   * @param relative how far a value may be off relative to itself, 0 for exact formats
   */
  public static void assertSame(
      JsonObject expected,
      DeviceRecording actual,
      int padding,
      double paddingMillivolts,
      double relative) {
    assertEquals(
        expected.getAsJsonArray("lead_names").asList().stream()
            .map(JsonElement::getAsString)
            .sorted()
            .toList(),
        actual.leads().stream().map(StoredLead::name).sorted().toList());
    JsonObject values = expected.getAsJsonObject("values");
    double rounding = rounding(expected);
    for (StoredLead lead : actual.leads()) {
      JsonObject ofLead = values.getAsJsonObject(lead.name());
      double[] mv = lead.millivolts();
      assertEquals(ofLead.get("samples").getAsInt() - padding, mv.length, lead.name());
      List<JsonElement> first = ofLead.getAsJsonArray("first5_mV").asList();
      for (int i = 0; i < first.size(); i++) {
        assertNear(first.get(i), mv[i], relative * Math.abs(mv[i]), lead.name() + " sample " + i);
      }
      assertStatistics(ofLead, mv, padding, paddingMillivolts, relative, rounding, lead.name());
    }
  }

  /**
   * How far the independent readers are apart in one sample, because one of them prints fewer
   * digits.
   */
  private static double rounding(JsonObject expected) {
    JsonElement checks = expected.get("cross_checks");
    return checks == null
        ? 0
        : checks.getAsJsonArray().asList().stream()
            .map(check -> check.getAsJsonObject().get("max_abs_difference_mV"))
            .mapToDouble(difference -> difference == null ? 0 : difference.getAsDouble())
            .filter(difference -> difference < ROUNDING_MILLIVOLTS)
            .max()
            .orElse(0);
  }

  /** Compares least, greatest, sum and sum of magnitudes alone. */
  static void assertStatistics(
      JsonObject expected,
      double[] mv,
      int padding,
      double ofPadding,
      double relative,
      double rounding,
      String name) {
    double least = Arrays.stream(mv).min().orElseThrow();
    double greatest = Arrays.stream(mv).max().orElseThrow();
    double magnitudes = Arrays.stream(mv).map(Math::abs).sum();
    if (padding > 0) {
      assertEquals(ofPadding, expected.get("min_mV").getAsDouble(), 1e-6, name);
    } else {
      assertNear(expected.get("min_mV"), least, relative * Math.abs(least), name + " least");
    }
    assertNear(expected.get("max_mV"), greatest, relative * Math.abs(greatest), name + " greatest");
    assertNear(
        expected.get("sum_mV"),
        Arrays.stream(mv).sum() + padding * ofPadding,
        relative * magnitudes + rounding * mv.length,
        name + " sum");
    assertNear(
        expected.get("abs_sum_mV"),
        magnitudes + padding * Math.abs(ofPadding),
        relative * magnitudes + rounding * mv.length,
        name + " magnitudes");
  }

  private static void assertNear(JsonElement expected, double actual, double off, String what) {
    String digits = expected.getAsString();
    int point = digits.indexOf('.');
    int decimals = point < 0 ? 0 : digits.length() - 1 - point;
    double lastDigit = Math.pow(10, -decimals);
    assertEquals(expected.getAsDouble(), actual, Math.max(1e-6, lastDigit) + off, what);
  }
}
