package org.ecgworkbench.dataset.wfdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;

/**
 * Writes a recording in the form of the PhysioNet/CinC Challenge 2020: {@code ID.hea} and {@code ID.mat}, a MATLAB v4 matrix
 * {@code val} of int16 after a header of 24 bytes, which WFDB calls format {@code 16+24}, at 1000 units a millivolt.
 *
 * <p>Samples are rounded to the nearest microvolt, so a signal in whole microvolts is read back exactly. A missing sample
 * ({@code NaN}) is written as -32768. Diagnoses are written as SNOMED CT codes.
 *
 * <p>Differs from the challenge's files: the record line carries no date, because a recording here has none, and the challenge's
 * way of writing it ({@code 12-May-2020 12:33:59}) is not WFDB syntax.
 */
public final class WfdbWriter {
  /** Units a millivolt. */
  static final int GAIN = 1000;

  /** The length of the MATLAB v4 header before the samples. */
  static final int MATLAB_HEADER_BYTES = 24;

  private static final short MISSING = Short.MIN_VALUE;
  private static final Pattern RECORD_NAME = Pattern.compile("[A-Za-z0-9_-]+");

  private WfdbWriter() {}

  /**
   * Writes {@code ID.mat}, then {@code ID.hea}, each under a temporary name that is moved into place, so a header is never there
   * without its samples. The folder is made if it is not there; files of that name are replaced.
   *
   * @param directory the folder
   * @param record the recording; amplitudes from -32.767 to 32.767 mV
   * @throws EcgDataException if an amplitude is outside that range or infinite, the id is not letters, digits, {@code _} and
   *     {@code -} alone, or a file cannot be written
   */
  public static void write(Path directory, EcgRecord record) {
    if (!RECORD_NAME.matcher(record.id()).matches()) {
      throw new EcgDataException(
          "record '" + record.id() + "': expected a name of letters, digits, _ and -");
    }
    int leads = Lead.ALL.size();
    int samples = record.samples();
    long bytes = MATLAB_HEADER_BYTES + 2L * leads * samples;
    if (bytes > Integer.MAX_VALUE) {
      throw new EcgDataException(
          "record " + record.id() + ": " + samples + " samples are too many for one file");
    }
    ByteBuffer mat = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    // Matrix of type int16 (30), rows, columns, no imaginary part, length of the name and its zero.
    mat.putInt(30).putInt(leads).putInt(samples).putInt(0).putInt(4);
    mat.put("val\0".getBytes(StandardCharsets.US_ASCII));
    StringJoiner header = new StringJoiner("\n", "", "\n");
    header.add(record.id() + " " + leads + " " + record.samplingRateHz() + " " + record.samples());
    for (Lead lead : Lead.ALL) {
      double[] millivolts = record.millivolts(lead);
      int sum = 0;
      for (int i = 0; i < samples; i++) {
        short digital = digital(record.id(), lead, i, millivolts[i]);
        sum += digital;
        mat.putShort(MATLAB_HEADER_BYTES + 2 * (i * leads + lead.ordinal()), digital);
      }
      header.add(
          record.id()
              + ".mat 16+24 "
              + GAIN
              + "/mV 16 0 "
              + mat.getShort(MATLAB_HEADER_BYTES + 2 * lead.ordinal())
              + " "
              + (short) sum
              + " 0 "
              + lead.label());
    }
    header.add(
        "#Age: "
            + (record.ageYears().isPresent()
                ? String.valueOf(record.ageYears().getAsInt())
                : "NaN"));
    header.add("#Sex: " + sex(record.sex()));
    StringJoiner codes = new StringJoiner(",");
    codes.setEmptyValue("Unknown");
    record.diagnoses().stream().sorted().forEach(d -> codes.add(d.snomedCodes().get(0)));
    header.add("#Dx: " + codes);
    header.add("#Rx: Unknown").add("#Hx: Unknown").add("#Sx: Unknown");

    try {
      WholeFile.write(
          directory.resolve(record.id() + ".mat"), file -> Files.write(file, mat.array()));
      WholeFile.write(directory.resolve(record.id() + ".hea"), header.toString());
    } catch (IOException e) {
      throw new EcgDataException(
          "%s: record %s cannot be written (%s)"
              .formatted(directory, record.id(), DataFiles.reason(e)),
          e);
    }
  }

  private static short digital(String id, Lead lead, int sample, double millivolts) {
    if (Double.isNaN(millivolts)) {
      return MISSING;
    }
    double digital = Math.rint(millivolts * GAIN);
    if (!(Math.abs(digital) <= Short.MAX_VALUE)) {
      throw new EcgDataException(
          "record %s: lead %s: sample %s: expected an amplitude from -32.767 to 32.767 mV, found %s mV"
              .formatted(id, lead, sample, millivolts));
    }
    return (short) digital;
  }

  private static String sex(Sex sex) {
    return switch (sex) {
      case FEMALE -> "Female";
      case MALE -> "Male";
      case UNKNOWN -> "Unknown";
    };
  }
}
