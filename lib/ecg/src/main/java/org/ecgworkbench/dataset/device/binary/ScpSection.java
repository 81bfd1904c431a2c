package org.ecgworkbench.dataset.device.binary;

import org.ecgworkbench.ecg.EcgDataException;

/**
 * The content of one section of an SCP-ECG file, read from front to back. Numbers are little endian
 * and without sign. Whatever would reach beyond the section throws {@link EcgDataException}.
 */
final class ScpSection {
  private final String place;
  private final byte[] bytes;
  private final int end;
  private int at;

  /**
   * A section's content.
   *
   * @param fileName the file, for messages
   * @param id the section's number
   * @param bytes the whole file
   * @param start the first byte behind the section's header
   * @param end the first byte behind the section, inside the file
   */
  ScpSection(String fileName, int id, byte[] bytes, int start, int end) {
    this.place = fileName + ": section " + id + ": ";
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  int u8() {
    return bytes[take(1)] & 0xff;
  }

  int u16() {
    return u16(bytes, take(2));
  }

  int s16() {
    return (short) u16();
  }

  long u32() {
    return u32(bytes, take(4));
  }

  /**
   * {@return where the next {@code count} bytes begin in {@link #bytes()}, which are passed over}
   */
  int take(int count) {
    if (count > end - at) {
      throw wrong("expected %d more bytes, found %d".formatted(count, end - at));
    }
    int start = at;
    at += count;
    return start;
  }

  int remaining() {
    return end - at;
  }

  /** {@return the whole file; not copied} */
  byte[] bytes() {
    return bytes;
  }

  /**
   * {@return an error in this section}
   *
   * @param sentence what was expected and found, or a lead and these
   */
  EcgDataException wrong(String sentence) {
    return new EcgDataException(place + sentence);
  }

  static int u16(byte[] bytes, int at) {
    return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
  }

  static long u32(byte[] bytes, int at) {
    return u16(bytes, at) | (long) u16(bytes, at + 2) << 16;
  }
}
