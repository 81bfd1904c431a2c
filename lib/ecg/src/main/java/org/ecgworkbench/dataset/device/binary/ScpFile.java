package org.ecgworkbench.dataset.device.binary;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * An SCP-ECG file of protocol version 1.x or 2.x (EN 1064:2005, clauses 5.2 and 5.3), cut into its
 * sections by the pointers of section 0, which count bytes from 1. All checksums (CRC-CCITT, of
 * each section and of the file) have been compared.
 */
final class ScpFile {
  /** What section 0 calls itself. */
  private static final byte[] MARK = {'S', 'C', 'P', 'E', 'C', 'G'};

  private static final int HEADER_BYTES = 16;
  private static final int POINTER_BYTES = 10;
  private static final int SECTION_0 = 6;
  private static final int FIRST_POINTER = SECTION_0 + HEADER_BYTES;
  private static final int LEAST_BYTES = FIRST_POINTER + POINTER_BYTES;
  private static final int VERSION_AT = SECTION_0 + 9;
  private static final int VERSION_3 = 30;
  private static final int[] CRC_TABLE = crcTable();

  private record Extent(int start, int end) {}

  private final String name;
  private final byte[] bytes;
  private final Map<Integer, Extent> sections = new TreeMap<>();
  private final int recordBytes;

  /**
   * Cuts a file into sections.
   *
   * @param name the file's name, for messages
   * @param bytes the whole file; not copied
   * @throws EcgDataException if it is no SCP-ECG of version 1.x or 2.x, ends too early, its
   *     pointers are wrong, or a checksum differs
   */
  ScpFile(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
    if (bytes.length < LEAST_BYTES) {
      throw wrong("expected at least %d bytes, found %d".formatted(LEAST_BYTES, bytes.length));
    }
    if (!namesItself() && ScpSection.u32(bytes, FIRST_POINTER + 6) == SECTION_0) {
      throw wrong(
          "expected SCP-ECG by EN 1064, found a Heal Force file (pointers that count from 0, all"
              + " leads in one stream of 12-bit words), which is not read");
    }
    int version = protocolVersion();
    if (version >= VERSION_3) {
      throw wrong(
          "expected SCP-ECG of version 1.x or 2.x, found version %d.%d, which is not read"
              .formatted(version / 10, version % 10));
    }
    long stated = ScpSection.u32(bytes, 2);
    if (stated > bytes.length) {
      throw wrong(
          "expected %d bytes, as the file states, found %d".formatted(stated, bytes.length));
    }
    recordBytes = (int) stated;
    readPointers();
    sections.forEach((id, extent) -> check("section " + id, extent.start, extent.end));
    check("the whole file", 0, recordBytes);
  }

  /**
   * Whether a file begins as an SCP-ECG file does: {@code SCPECG} in section 0, or a first pointer
   * that points at section 0 itself.
   *
   * @param head the file's first bytes
   */
  static boolean begins(byte[] head) {
    if (head.length < LEAST_BYTES || ScpSection.u16(head, SECTION_0 + 2) != 0) {
      return false;
    }
    long length = ScpSection.u32(head, SECTION_0 + 4);
    long index = ScpSection.u32(head, FIRST_POINTER + 6);
    return hasMark(head)
        || ScpSection.u16(head, FIRST_POINTER) == 0
            && ScpSection.u32(head, FIRST_POINTER + 2) == length
            && length > HEADER_BYTES
            && (index == SECTION_0 || index == SECTION_0 + 1);
  }

  private void readPointers() {
    long length = ScpSection.u32(bytes, SECTION_0 + 4);
    if (ScpSection.u16(bytes, SECTION_0 + 2) != 0
        || length < HEADER_BYTES + POINTER_BYTES
        || length > recordBytes - SECTION_0) {
      throw wrong(
          "section 0: expected its pointers in the %d bytes of the record, found section %d of %d"
                  .formatted(recordBytes, ScpSection.u16(bytes, SECTION_0 + 2), length)
              + " bytes");
    }
    int end = SECTION_0 + (int) length;
    check("section 0", SECTION_0, end);
    long total = 0;
    for (int at = FIRST_POINTER; at + POINTER_BYTES <= end; at += POINTER_BYTES) {
      int id = ScpSection.u16(bytes, at);
      long bytesOfSection = ScpSection.u32(bytes, at + 2);
      if (bytesOfSection == 0) {
        continue;
      }
      long start = ScpSection.u32(bytes, at + 6) - 1;
      total += bytesOfSection;
      // The sum keeps sections from lying over each other, which would cost time without bound.
      if (bytesOfSection < HEADER_BYTES
          || start < SECTION_0
          || start + bytesOfSection > recordBytes
          || total > recordBytes) {
        throw wrong(
            "section %d: expected it inside the %d bytes of the record, found %d bytes from byte %d"
                    .formatted(id, recordBytes, bytesOfSection, start + 1)
                + " on");
      }
      Extent extent = new Extent((int) start, (int) (start + bytesOfSection));
      if (ScpSection.u16(bytes, extent.start + 2) != id
          || ScpSection.u32(bytes, extent.start + 4) != bytesOfSection) {
        throw wrong(
            "section %d: expected its header with %d bytes at byte %d, found section %d of %d bytes"
                .formatted(
                    id,
                    bytesOfSection,
                    start + 1,
                    ScpSection.u16(bytes, extent.start + 2),
                    ScpSection.u32(bytes, extent.start + 4)));
      }
      if (sections.put(id, extent) != null) {
        throw wrong("section %d: expected one pointer to it, found two".formatted(id));
      }
    }
    if (!new Extent(SECTION_0, end).equals(sections.get(0))) {
      throw wrong("section 0: expected a pointer to itself, found none");
    }
  }

  private void check(String what, int start, int end) {
    int stated = ScpSection.u16(bytes, start);
    int found = checksum(bytes, start + 2, end);
    if (stated != found) {
      throw wrong(
          "%s: expected checksum %04x, as it states, found %04x; it is damaged"
              .formatted(what, stated, found));
    }
  }

  /** {@return CRC-CCITT (polynomial 0x1021, from 0xffff on, highest bit first)} */
  static int checksum(byte[] bytes, int start, int end) {
    int crc = 0xffff;
    for (int i = start; i < end; i++) {
      crc = crc << 8 & 0xff00 ^ CRC_TABLE[crc >> 8 ^ bytes[i] & 0xff];
    }
    return crc;
  }

  private static int[] crcTable() {
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      int crc = i << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
      }
      table[i] = crc & 0xffff;
    }
    return table;
  }

  /** {@return the content of a section, from its beginning; empty if the file has none} */
  Optional<ScpSection> section(int id) {
    Extent extent = sections.get(id);
    return extent == null
        ? Optional.empty()
        : Optional.of(new ScpSection(name, id, bytes, extent.start + HEADER_BYTES, extent.end));
  }

  /**
   * {@return the content of a section that must be there}
   *
   * @param id its number
   * @param what what it holds, for the message
   * @throws EcgDataException if it is not there
   */
  ScpSection required(int id, String what) {
    return section(id)
        .orElseThrow(() -> wrong("expected section %d (%s), found none".formatted(id, what)));
  }

  /** {@return how many sections there are and were checked} */
  int sectionCount() {
    return sections.size();
  }

  /** {@return ten times the protocol's version, 0 where it is not stated} */
  int protocolVersion() {
    return bytes[VERSION_AT] & 0xff;
  }

  /** {@return whether section 0 says that this is SCP-ECG, which old carts leave out} */
  boolean namesItself() {
    return hasMark(bytes);
  }

  private static boolean hasMark(byte[] bytes) {
    for (int i = 0; i < MARK.length; i++) {
      if (bytes[SECTION_0 + 10 + i] != MARK[i]) {
        return false;
      }
    }
    return true;
  }

  /** {@return how many bytes follow the record} */
  int bytesBehind() {
    return bytes.length - recordBytes;
  }

  EcgDataException wrong(String sentence) {
    return new EcgDataException(name + ": " + sentence);
  }
}
