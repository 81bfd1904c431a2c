package org.ecgworkbench.dataset.device.binary;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Writes small DICOM waveform files in all the encodings that are read, and some that are not. */
public final class DicomWriter {
  /** How the data set is written. */
  public enum Syntax {
    IMPLICIT("1.2.840.10008.1.2"),
    EXPLICIT("1.2.840.10008.1.2.1"),
    DEFLATED("1.2.840.10008.1.2.1.99");

    private final String uid;

    Syntax(String uid) {
      this.uid = uid;
    }
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final boolean explicit;
  private final boolean open;

  /**
   * A part of a data set.
   *
   * @param explicit whether elements state their VR
   * @param open whether sequences and items end by delimiters
   */
  public DicomWriter(boolean explicit, boolean open) {
    this.explicit = explicit;
    this.open = open;
  }

  public DicomWriter part() {
    return new DicomWriter(explicit, open);
  }

  public DicomWriter text(int tag, String vr, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] even = java.util.Arrays.copyOf(bytes, bytes.length + bytes.length % 2);
    if (even.length > bytes.length) {
      even[bytes.length] = (byte) (vr.equals("UI") ? 0 : ' ');
    }
    return bytes(tag, vr, even);
  }

  public DicomWriter u16(int tag, int value) {
    return bytes(tag, "US", new byte[] {(byte) value, (byte) (value >> 8)});
  }

  public DicomWriter u32(int tag, int value) {
    return bytes(
        tag,
        "UL",
        new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)});
  }

  public DicomWriter bytes(int tag, String vr, byte[] value) {
    header(tag, vr, value.length);
    out.writeBytes(value);
    return this;
  }

  public DicomWriter sequence(int tag, DicomWriter... items) {
    return sequence(tag, "SQ", items);
  }

  public DicomWriter sequence(int tag, String vr, DicomWriter... items) {
    ByteArrayOutputStream inside = new ByteArrayOutputStream();
    for (DicomWriter item : items) {
      byte[] bytes = item.out.toByteArray();
      delimiter(inside, 0xFFFEE000, open ? -1 : bytes.length);
      inside.writeBytes(bytes);
      if (open) {
        delimiter(inside, 0xFFFEE00D, 0);
      }
    }
    header(tag, vr, open ? -1 : inside.size());
    out.writeBytes(inside.toByteArray());
    if (open) {
      delimiter(out, 0xFFFEE0DD, 0);
    }
    return this;
  }

  private void header(int tag, String vr, int length) {
    little(out, tag >>> 16, 2);
    little(out, tag, 2);
    if (!explicit) {
      little(out, length, 4);
      return;
    }
    out.writeBytes(vr.getBytes(StandardCharsets.US_ASCII));
    if (List.of("OB", "OW", "SQ", "UN", "UT").contains(vr)) {
      little(out, 0, 2);
      little(out, length, 4);
    } else {
      little(out, length, 2);
    }
  }

  private static void delimiter(ByteArrayOutputStream out, int tag, int length) {
    little(out, tag >>> 16, 2);
    little(out, tag, 2);
    little(out, length, 4);
  }

  private static void little(ByteArrayOutputStream out, int value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write(value >> 8 * i);
    }
  }

  /** The data set alone, without preamble and meta information. */
  public byte[] bare() {
    return out.toByteArray();
  }

  /** A whole file whose meta information states the syntax. */
  public byte[] file(Syntax syntax) {
    byte[] set = bare();
    if (syntax == Syntax.DEFLATED) {
      ByteArrayOutputStream small = new ByteArrayOutputStream();
      Deflater deflater = new Deflater(6, true);
      try (DeflaterOutputStream stream = new DeflaterOutputStream(small, deflater)) {
        stream.write(set);
      } catch (java.io.IOException e) {
        throw new IllegalStateException(e);
      } finally {
        deflater.end();
      }
      if (small.size() % 2 == 1) {
        small.write(0);
      }
      set = small.toByteArray();
    }
    return file(syntax.uid, set);
  }

  public static byte[] file(String syntax, byte[] set) {
    DicomWriter meta = new DicomWriter(true, false);
    meta.bytes(0x00020001, "OB", new byte[] {0, 1}).text(0x00020010, "UI", syntax);
    DicomWriter length = new DicomWriter(true, false).u32(0x00020000, meta.bare().length);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(new byte[128]);
    file.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
    file.writeBytes(length.bare());
    file.writeBytes(meta.bare());
    file.writeBytes(set);
    return file.toByteArray();
  }

  /** Elements before the waveforms, as a cart writes them; with a private sequence. */
  public DicomWriter head(String sopClass) {
    text(0x00080016, "UI", sopClass);
    text(0x00080060, "CS", "ECG");
    text(0x00080070, "LO", "Maker");
    text(0x00081090, "LO", "Model 1");
    sequence(0x00091001, part().text(0x00091002, "LO", "private"));
    text(0x00100010, "PN", "Clark^");
    text(0x00100030, "DA", "19530508");
    text(0x00100040, "CS", "F");
    return text(0x00101010, "AS", "018M");
  }

  /**
   * A channel by its code; sensitivity, correction factor and baseline as text, null to leave out.
   */
  public DicomWriter channel(
      String scheme,
      String code,
      String label,
      String sensitivity,
      String unit,
      String correction,
      String baseline) {
    DicomWriter channel = part();
    if (label != null) {
      channel.text(0x003A0203, "SH", label);
    }
    DicomWriter source = part();
    if (code != null) {
      source.text(0x00080100, "SH", code).text(0x00080102, "SH", scheme);
    }
    channel.sequence(0x003A0208, source);
    if (sensitivity != null) {
      channel.text(0x003A0210, "DS", sensitivity);
      channel.sequence(
          0x003A0211, part().text(0x00080100, "SH", unit).text(0x00080102, "SH", "UCUM"));
    }
    if (correction != null) {
      channel.text(0x003A0212, "DS", correction);
    }
    if (baseline != null) {
      channel.text(0x003A0213, "DS", baseline);
    }
    return channel;
  }

  /** A group; samples are {@code [sample][channel]}, padding null for none. */
  public DicomWriter group(
      String label,
      String originality,
      String rate,
      String interpretation,
      Integer padding,
      List<DicomWriter> channels,
      int[][] samples) {
    DicomWriter group = part();
    group.text(0x003A0004, "CS", originality);
    group.u16(0x003A0005, channels.size());
    group.u32(0x003A0010, samples.length);
    group.text(0x003A001A, "DS", rate);
    if (label != null) {
      group.text(0x003A0020, "SH", label);
    }
    group.sequence(0x003A0200, channels.toArray(DicomWriter[]::new));
    group.u16(0x54001004, 16);
    group.text(0x54001006, "CS", interpretation);
    if (padding != null) {
      group.bytes(0x5400100A, "OW", new byte[] {(byte) (int) padding, (byte) (padding >> 8)});
    }
    List<Byte> data = new ArrayList<>();
    for (int[] row : samples) {
      for (int value : row) {
        data.add((byte) value);
        data.add((byte) (value >> 8));
      }
    }
    byte[] bytes = new byte[data.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = data.get(i);
    }
    return group.bytes(0x54001010, "OW", bytes);
  }

  /**
   * What stands before and behind the samples of a twelve-lead recording of 16 bits in microvolts: sequence and item are of open length, and
   * that of the samples is stated in two places.
   */
  public static byte[][] around(int samples, int rate) {
    DicomWriter w = new DicomWriter(true, true);
    List<DicomWriter> channels = new ArrayList<>();
    for (int code : new int[] {1, 2, 61, 62, 63, 64, 3, 4, 5, 6, 7, 8}) {
      channels.add(w.channel("SCPECG", "5.6.3-9-" + code, null, "1", "uV", "1", "0"));
    }
    int[][] one = new int[1][12];
    DicomWriter group = w.group("RHYTHM", "ORIGINAL", "" + rate, "SS", null, channels, one);
    byte[] file =
        w.head("1.2.840.10008.5.1.4.1.1.9.1.3").sequence(0x54000100, group).file(Syntax.EXPLICIT);
    String text = new String(file, StandardCharsets.ISO_8859_1);
    ByteBuffer changed = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    changed.putInt(text.indexOf(":\0\20\0UL\4\0") + 8, samples);
    int data = text.indexOf("\0T\20\20OW") + 12;
    changed.putInt(data - 4, 24 * samples);
    return new byte[][] {Arrays.copyOf(file, data), Arrays.copyOfRange(file, data + 24, file.length)};
  }
}
