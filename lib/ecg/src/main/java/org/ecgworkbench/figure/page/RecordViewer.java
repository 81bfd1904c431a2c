package org.ecgworkbench.figure.page;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ecgworkbench.base.Html;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.figure.FigureFiles;

/**
 * One recording as a web page in one file, which opens without a server and loads nothing: twelve leads on ECG paper to zoom and to
 * move, with calipers that measure milliseconds, beats a minute and millivolts. Nothing is filtered.
 *
 * <p>The samples are in the page as base64 of 16-bit little-endian integers in microvolts, lead after lead; a missing sample is -32768.
 * They are rounded to the nearest microvolt, so a signal in whole microvolts is shown exactly.
 */
public final class RecordViewer {
  /** What stands for a missing sample. */
  static final short MISSING = Short.MIN_VALUE;

  private static final int MICROVOLTS_PER_MILLIVOLT = 1000;
  private static final Pattern PLACE = Pattern.compile("%([A-Z]+)%");

  private RecordViewer() {}

  /**
   * Writes the page; the file appears whole or not at all.
   *
   * @param record the recording, any length, rate and leads
   * @param file appears whole or not at all
   * @throws EcgDataException as {@link #html}
   * @throws IOException if the file cannot be written
   */
  public static void save(EcgRecord record, Path file) throws IOException {
    save(record, "", "", file);
  }

  /**
   * Writes the page of a recording with a remark.
   *
   * @param record the recording, any length, rate and leads
   * @param remark stands beside the name, for example that the recording is a generated one; may be empty
   * @param changed what was done to it, for the line of scales: which part it is, that it was resampled; {@code ""} for nothing
   * @param file appears whole or not at all
   * @throws EcgDataException as {@link #html}
   * @throws IOException if the file cannot be written
   */
  public static void save(EcgRecord record, String remark, String changed, Path file)
      throws IOException {
    FigureFiles.writeAtomically(
        html(record, remark, changed).getBytes(StandardCharsets.UTF_8), file);
  }

  /**
   * {@return the page as text; the same recording gives the same text}
   *
   * @param record the recording, any length, rate and leads
   * @throws EcgDataException if an amplitude is outside -32.767 to 32.767 mV; names the record, the lead and the sample
   */
  public static String html(EcgRecord record) {
    return html(record, "", "");
  }

  private static String html(EcgRecord record, String remark, String changed) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", record.id());
    facts.put("samplingRateHz", record.samplingRateHz());
    facts.put("samples", record.samples());
    facts.put("leads", Lead.ALL.stream().map(Lead::label).toList());
    Map<String, String> parts =
        Map.of(
            "TITLE",
            Html.escape(record.id() + ": 12-lead ECG"),
            "HEADING",
            Html.escape(heading(record) + (remark.isEmpty() ? "" : ", " + remark)),
            "DIAGNOSES",
            Html.escape(diagnoses(record)),
            "SCALE",
            Html.escape(
                String.format(
                    Locale.ROOT,
                    "25 mm/s, 10 mm/mV, %d Hz, %.3f s, %s",
                    record.samplingRateHz(),
                    record.seconds(),
                    changed.isEmpty() ? "no filter" : changed)),
            // Gson writes <, > and & as \\u003c and so on, so nothing ends the element early.
            "RECORD",
            new Gson().toJson(facts),
            "SAMPLES",
            Base64.getEncoder().encodeToString(microvolts(record)),
            "SCRIPT",
            resource("record-viewer.js"));
    return filled("record-viewer.html", parts);
  }

  /**
   * {@return a record's name and what is known of its patient, for example {@code A0001, 74 years,
   * male}}
   *
   * @param record that a page shows
   */
  public static String heading(EcgRecord record) {
    return String.join(
        ", ",
        record.id(),
        record.ageYears().isPresent() ? record.ageYears().getAsInt() + " years" : "age unknown",
        record.sex() == Sex.UNKNOWN ? "sex unknown" : record.sex().name().toLowerCase(Locale.ROOT));
  }

  private static String diagnoses(EcgRecord record) {
    return "Diagnosis: "
        + (record.diagnoses().isEmpty()
            ? "none of the nine classes"
            : record.diagnoses().stream()
                .map(Diagnosis::fullName)
                .collect(Collectors.joining(", ")));
  }

  private static byte[] microvolts(EcgRecord record) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(2 * Lead.ALL.size(), record.samples()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (Lead lead : Lead.ALL) {
      double[] millivolts = record.millivolts(lead);
      for (int i = 0; i < millivolts.length; i++) {
        double rounded = Math.rint(millivolts[i] * MICROVOLTS_PER_MILLIVOLT);
        if (Math.abs(rounded) > Short.MAX_VALUE) {
          throw new EcgDataException(
              String.format(
                  Locale.ROOT,
                  "record %s: lead %s: sample %d: expected -32.767 to 32.767 mV, found %s mV",
                  record.id(),
                  lead,
                  i,
                  millivolts[i]));
        }
        bytes.putShort(Double.isNaN(rounded) ? MISSING : (short) rounded);
      }
    }
    return bytes.array();
  }

  /** A page of the library with its parts in their places, which are written as {@code %NAME%}. */
  static String filled(String page, Map<String, String> parts) {
    return PLACE
        .matcher(resource(page))
        .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
  }

  static String resource(String name) {
    try (InputStream in = RecordViewer.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the library's jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
