package org.ecgworkbench.dataset.device.binary;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.dataset.device.file.CartUnit;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.SampleTable;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.ecg.TimeWindow;

/**
 * ISHNE Holter files: ten bytes of mark and checksum, a header of 512 bytes, a block of variable
 * length, then 16-bit samples, lead by lead for each instant, in multiples of the lead's
 * resolution.
 *
 * <p>The checksum over header and block is verified. The stated count of samples may be that of one
 * lead or of all together, as both are written; the file's size decides. The maker stays empty: the
 * recorder's field says only analog or digital.
 *
 * <p>Source: Badilini, The ISHNE Holter Standard Output File Format, Ann Noninvasive Electrocardiol
 * 1998, doi:10.1111/j.1542-474X.1998.tb00353.x.
 */
public final class IshneFormat implements DeviceFormat {
  private static final int CHECKED_FROM = 10;
  private static final int HEADER_BYTES = 522;
  private static final int MOST_LEADS = 12;
  // By code; below 5 and above 16 there are leads of no standard place.
  private static final List<String> LEADS =
      List.of(
          "unknown", "bipolar", "X", "Y", "Z", "I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2",
          "V3", "V4", "V5", "V6", "ES", "AS", "AI");

  @Override
  public String name() {
    return "ISHNE Holter";
  }

  @Override
  public boolean recognises(DeviceSource source) {
    return startsWith(source.head(), "ISHNE1.0") || startsWith(source.head(), "ANN  1.0");
  }

  private static boolean startsWith(byte[] head, String mark) {
    for (int i = 0; i < mark.length(); i++) {
      if (i >= head.length || head[i] != mark.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads it.
   *
   * @throws EcgDataException if it is a file of annotations, the checksum is wrong, or the samples
   *     are not as many as stated
   */
  @Override
  public DeviceRecording read(DeviceSource source) {
    if (startsWith(source.head(), "ANN  1.0")) {
      throw new EcgDataException(
          source.name() + ": expected samples, found the annotation file of an ISHNE recording");
    }
    return new Reading(source).recording(name());
  }

  @Override
  public boolean readsParts() {
    return true;
  }

  /**
   * {@return the CRC-16 of CCITT: polynomial 0x1021, first 0xffff, highest bit first}
   *
   * @param bytes of a file
   * @param from the first byte that counts
   * @param to behind the last one
   */
  public static int crc(byte[] bytes, int from, int to) {
    int crc = 0xffff;
    for (int i = from; i < to; i++) {
      crc ^= (bytes[i] & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
      }
      crc &= 0xffff;
    }
    return crc;
  }

  /** One file under way. */
  private static final class Reading {
    private final DeviceSource source;
    private final String file;
    private final byte[] bytes;
    private final ByteBuffer header;
    private final List<String> notes = new ArrayList<>();

    Reading(DeviceSource source) {
      this.source = source;
      file = source.name();
      // Of a part the header is read, and later the wanted samples.
      bytes = source.part().isEmpty() ? source.bytesOrPart() : source.head();
      if (bytes.length < HEADER_BYTES) {
        throw error("expected a header of 522 bytes, found " + bytes.length + " bytes");
      }
      header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    DeviceRecording recording(String format) {
      int begin = header.getInt(22);
      if (begin < HEADER_BYTES || begin > bytes.length) {
        throw error(
            "expected the samples to begin between byte 522 and the end of the file at byte %d, found %d stated"
                .formatted(bytes.length, begin));
      }
      checkCrc(begin);
      int leads = header.getShort(156);
      if (leads < 1 || leads > MOST_LEADS) {
        throw error("expected 1 to 12 leads, found " + leads);
      }
      int rate = header.getShort(272);
      if (rate < 1) {
        throw error("expected a sampling rate in Hz, found " + rate);
      }
      int samples = samples(leads, begin);
      byte[] data = bytes;
      int from = begin;
      if (source.part().isPresent()) {
        TimeWindow.Span span = source.part().get().in(file, rate, samples);
        long length = 2L * leads * span.count();
        if (length > DeviceSource.LONGEST_BYTES) {
          throw DeviceSource.tooLong(file, length, true);
        }
        data = source.bytes(begin + 2L * leads * span.first(), (int) length);
        samples = span.count();
        from = 0;
      }
      List<StoredLead> stored = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (int lead = 0; lead < leads; lead++) {
        String name = leadName(lead);
        if (!names.add(name)) {
          throw error("lead " + name + ": expected it once, found it twice");
        }
        stored.add(new StoredLead(name, millivolts(name, lead, leads, samples, data, from)));
      }
      if (header.getShort(230) > 0) {
        notes.add("The file states a pacemaker (code " + header.getShort(230) + ").");
      }
      return new DeviceRecording(
          format, "1.0", "", rate, stored, age(), sex(header.getShort(128)), notes);
    }

    private void checkCrc(int begin) {
      int stated = header.getShort(8) & 0xffff;
      int found = crc(bytes, CHECKED_FROM, begin);
      if (stated != found) {
        throw error(
            "expected the header's checksum %04x, found %04x: the header is damaged"
                .formatted(stated, found));
      }
      notes.add("The header's checksum was verified; the samples have none.");
    }

    /** Samples of each lead. */
    private int samples(int leads, int begin) {
      long stated = header.getInt(14);
      long bytesLeft = source.size() - begin;
      long instant = 2L * leads;
      if (stated > 0 && stated <= bytesLeft / instant) {
        long rest = bytesLeft - stated * instant;
        if (rest > 0) {
          notes.add("The last " + rest + " bytes are beyond the stated samples and were not read.");
        }
        return (int) stated;
      }
      if (stated > 0 && 2 * stated == bytesLeft && stated % leads == 0) {
        notes.add(
            "The stated count %d is that of all leads together: %d samples of each by the file's size."
                .formatted(stated, stated / leads));
        return (int) (stated / leads);
      }
      throw error(
          "expected %d samples of %d leads, found %d bytes after the header"
              .formatted(stated, leads, bytesLeft));
    }

    private String leadName(int lead) {
      int code = header.getShort(158 + 2 * lead);
      String name = code >= 0 && code < LEADS.size() ? LEADS.get(code) : "code " + code;
      return code < 2 || code >= LEADS.size() ? name + " " + (lead + 1) : name;
    }

    private double[] millivolts(
        String name, int lead, int leads, int samples, byte[] data, int begin) {
      int nanovolts = header.getShort(206 + 2 * lead);
      if (nanovolts < 1) {
        throw error("lead " + name + ": expected a resolution above 0 nV, found " + nanovolts);
      }
      double[] values = new double[samples];
      double[] table =
          SampleTable.of(
              List.of("nV", nanovolts),
              true,
              samples,
              all -> {
                for (int i = 0; i < all.length; i++) {
                  all[i] = (double) nanovolts * (int) all[i];
                }
                CartUnit.NANOVOLT.toMillivolts(all);
              });
      if (table != null) {
        SampleTable.convert(table, data, begin + 2 * lead, 2 * leads, values, 0, samples);
        return values;
      }
      for (int i = 0, at = begin + 2 * lead; i < samples; i++, at += 2 * leads) {
        values[i] = (double) nanovolts * (data[at + 1] << 8 | data[at] & 0xff);
      }
      CartUnit.NANOVOLT.toMillivolts(values);
      return values;
    }

    private static Sex sex(int code) {
      return code == 1 ? Sex.MALE : code == 2 ? Sex.FEMALE : Sex.UNKNOWN;
    }

    /** Whole years from the date of birth to that of the recording, where both are dates. */
    private OptionalInt age() {
      try {
        LocalDate born = date(132);
        LocalDate recorded = date(138);
        int years = Period.between(born, recorded).getYears();
        return years >= 0 && years <= 130 && born.getYear() > 1850
            ? OptionalInt.of(years)
            : OptionalInt.empty();
      } catch (DateTimeException e) {
        return OptionalInt.empty();
      }
    }

    private LocalDate date(int at) {
      return LocalDate.of(header.getShort(at + 4), header.getShort(at + 2), header.getShort(at));
    }

    private EcgDataException error(String sentence) {
      return new EcgDataException(file + ": " + sentence);
    }
  }
}
