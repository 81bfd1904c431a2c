package org.ecgworkbench.dataset.device.binary;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes small SCP-ECG files section by section; its checksum goes bit by bit, as the standard
 * tells it.
 */
public final class ScpWriter {
  private static final int SECTIONS = 12;

  private final Map<Integer, byte[]> sections = new TreeMap<>();
  private int version = 20;
  private String mark = "SCPECG";

  /** A section's content, as numbers of one byte, two bytes or four bytes behind each other. */
  public static final class Content {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public Content u8(int... values) {
      for (int value : values) {
        out.write(value);
      }
      return this;
    }

    public Content u16(int... values) {
      for (int value : values) {
        u8(value, value >> 8);
      }
      return this;
    }

    public Content u32(int... values) {
      for (int value : values) {
        u16(value, value >> 16);
      }
      return this;
    }

    public Content bytes(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    /** Bits as 0 and 1, blanks between codes; the last byte is filled with zeros. */
    public static byte[] bits(String text) {
      String bits = text.replace(" ", "");
      byte[] bytes = new byte[(bits.length() + 7) / 8];
      for (int i = 0; i < bits.length(); i++) {
        bytes[i / 8] |= (byte) (bits.charAt(i) - '0' << 7 - i % 8);
      }
      return bytes;
    }
  }

  public static Content content() {
    return new Content();
  }

  public ScpWriter version(int tenfold) {
    version = tenfold;
    return this;
  }

  public ScpWriter mark(String text) {
    mark = text;
    return this;
  }

  public ScpWriter section(int id, Content content) {
    sections.put(id, content.out.toByteArray());
    return this;
  }

  /** Section 3 with leads that all have the samples 1 to {@code samples}. */
  public ScpWriter leads(int flags, int samples, int... codes) {
    Content content = content().u8(codes.length, flags);
    for (int code : codes) {
      content.u32(1, samples).u8(code);
    }
    return section(3, content);
  }

  /** Section 5 or 6 with the bytes of each lead. */
  public ScpWriter data(
      int id, int stepNanovolts, int intervalMicroseconds, int differences, byte[]... leads) {
    Content content = content().u16(stepNanovolts, intervalMicroseconds).u8(differences, 0);
    for (byte[] lead : leads) {
      content.u16(lead.length);
    }
    for (byte[] lead : leads) {
      content.bytes(lead);
    }
    return section(id, content);
  }

  /** Samples as they are, two bytes each. */
  public static byte[] plain(int... samples) {
    Content content = content().u16(samples);
    return content.out.toByteArray();
  }

  public byte[] bytes() {
    int headerBytes = 16 + 10 * SECTIONS;
    ByteBuffer file =
        ByteBuffer.allocate(
                6
                    + headerBytes
                    + sections.values().stream().mapToInt(s -> 16 + s.length + s.length % 2).sum())
            .order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(2, file.capacity());
    int at = 6 + headerBytes;
    ByteBuffer pointers = ByteBuffer.allocate(10 * SECTIONS).order(ByteOrder.LITTLE_ENDIAN);
    for (int id = 0; id < SECTIONS; id++) {
      byte[] content = sections.get(id);
      int length =
          id == 0 ? headerBytes : content == null ? 0 : 16 + content.length + content.length % 2;
      pointers.putShort((short) id).putInt(length).putInt(id == 0 ? 7 : length == 0 ? 0 : at + 1);
      if (id > 0 && content != null) {
        header(file, at, id, length, "");
        file.position(at + 16).put(content);
        file.putShort(at, (short) checksum(file.array(), at + 2, at + length));
        at += length;
      }
    }
    header(file, 6, 0, headerBytes, mark);
    file.position(22).put(pointers.array());
    file.putShort(6, (short) checksum(file.array(), 8, 6 + headerBytes));
    file.putShort(0, (short) checksum(file.array(), 2, file.capacity()));
    return file.array();
  }

  private void header(ByteBuffer file, int at, int id, int length, String text) {
    file.putShort(at + 2, (short) id).putInt(at + 4, length);
    file.put(at + 8, (byte) version).put(at + 9, (byte) version);
    file.position(at + 10).put(text.getBytes(StandardCharsets.US_ASCII));
  }

  public static int checksum(byte[] bytes, int start, int end) {
    int register = 0xffff;
    for (int i = start; i < end; i++) {
      for (int bit = 7; bit >= 0; bit--) {
        int feedback = register >> 15 ^ bytes[i] >> bit & 1;
        register = register << 1 & 0xffff;
        if (feedback != 0) {
          register ^= 0x1021;
        }
      }
    }
    return register;
  }
}
