package org.ecgworkbench.dataset.device.binary;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes ISHNE Holter files for tests, after the table of the standard. */
public final class IshneBytes {
  public String mark = "ISHNE1.0";
  public int count = -1;
  public String block = "";
  public int[] codes = {5, 6};
  public int[] nanovolts = {2500, 1000};
  public short rate = 500;
  public short sex = 0;
  public short[] born = {0, 0, 0};
  public short[] recorded = {0, 0, 0};
  public short pacemaker;

  /** {@code [sample][lead]}. */
  public short[][] samples = {{1, -2}, {3, 4}, {-400, 32767}};

  public byte[] bytes() {
    byte[] varying = block.getBytes(StandardCharsets.ISO_8859_1);
    int begin = 522 + varying.length;
    ByteBuffer out =
        ByteBuffer.allocate(begin + 2 * samples.length * codes.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put(mark.getBytes(StandardCharsets.ISO_8859_1));
    out.putInt(10, varying.length);
    out.putInt(14, count < 0 ? samples.length : count);
    out.putInt(18, 522);
    out.putInt(22, begin);
    out.putShort(26, (short) 1);
    out.putShort(128, sex);
    for (int i = 0; i < 3; i++) {
      out.putShort(132 + 2 * i, born[i]);
      out.putShort(138 + 2 * i, recorded[i]);
    }
    out.putShort(156, (short) codes.length);
    for (int i = 0; i < 12; i++) {
      out.putShort(158 + 2 * i, (short) (i < codes.length ? codes[i] : -9));
      out.putShort(206 + 2 * i, (short) (i < codes.length ? nanovolts[i] : -9));
    }
    out.putShort(230, pacemaker);
    out.putShort(272, rate);
    out.position(522);
    out.put(varying);
    for (short[] instant : samples) {
      for (short value : instant) {
        out.putShort(value);
      }
    }
    byte[] bytes = out.array();
    out.putShort(8, (short) IshneFormat.crc(bytes, 10, begin));
    return bytes;
  }
}
