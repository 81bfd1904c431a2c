package org.ecgworkbench.dataset.device.binary;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes EDF and BDF files for tests, after the field list of the specification. */
public final class EdfBytes {
  /** A signal with its samples, {@code [record][sample]}, or its annotation texts. */
  public record Signal(
      String label,
      String unit,
      String physicalMinimum,
      String physicalMaximum,
      String digitalMinimum,
      String digitalMaximum,
      String filter,
      int[][] samples,
      String[] texts) {
    public static Signal lead(String label, String unit, int[]... samples) {
      return new Signal(label, unit, "-32.768", "32.767", "-32768", "32767", "", samples, null);
    }

    public static Signal annotations(String... texts) {
      return new Signal("EDF Annotations", "", "-1", "1", "-32768", "32767", "", null, texts);
    }

    public int width(int bytes) {
      return texts != null ? 32 / bytes : samples[0].length;
    }
  }

  public String patient = "X X X X";
  public String recording = "Startdate X X X X";
  public String kind = "";
  public String records;
  public String seconds = "1";
  public boolean bdf;
  public Charset charset = StandardCharsets.ISO_8859_1;
  public final List<Signal> signals = new ArrayList<>();

  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Signal first = signals.get(0);
    int count = first.samples != null ? first.samples.length : first.texts.length;
    if (bdf) {
      out.write(0xff);
      put(out, "BIOSEMI", 7);
    } else {
      put(out, "0", 8);
    }
    put(out, patient, 80);
    put(out, recording, 80);
    put(out, "01.01.00", 8);
    put(out, "00.00.00", 8);
    put(out, String.valueOf(256 * (signals.size() + 1)), 8);
    put(out, kind, 44);
    put(out, records == null ? String.valueOf(count) : records, 8);
    put(out, seconds, 8);
    put(out, String.valueOf(signals.size()), 4);
    signals.forEach(s -> put(out, s.label, 16));
    signals.forEach(s -> put(out, "", 80));
    signals.forEach(s -> put(out, s.unit, 8));
    signals.forEach(s -> put(out, s.physicalMinimum, 8));
    signals.forEach(s -> put(out, s.physicalMaximum, 8));
    signals.forEach(s -> put(out, s.digitalMinimum, 8));
    signals.forEach(s -> put(out, s.digitalMaximum, 8));
    signals.forEach(s -> put(out, s.filter, 80));
    int width = bdf ? 3 : 2;
    signals.forEach(s -> put(out, String.valueOf(s.width(width)), 8));
    signals.forEach(s -> put(out, "", 32));
    for (int record = 0; record < count; record++) {
      for (Signal signal : signals) {
        if (signal.texts != null) {
          byte[] text = signal.texts[record].getBytes(StandardCharsets.ISO_8859_1);
          for (int i = 0; i < signal.width(width) * width; i++) {
            out.write(i < text.length ? text[i] : 0);
          }
        } else {
          for (int value : signal.samples[record]) {
            for (int b = 0; b < width; b++) {
              out.write(value >> 8 * b);
            }
          }
        }
      }
    }
    return out.toByteArray();
  }

  private void put(ByteArrayOutputStream out, String text, int width) {
    byte[] bytes = text.getBytes(charset);
    for (int i = 0; i < width; i++) {
      out.write(i < bytes.length ? bytes[i] : ' ');
    }
  }
}
