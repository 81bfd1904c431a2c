package org.ecgworkbench.dataset.device.binary;

import java.util.Arrays;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * The Huffman tables of an SCP-ECG file (EN 1064:2005, clause 5.5, and the default table of annex
 * C).
 *
 * <p>A code is a prefix, and bits behind it that hold a number with sign; the value is that number
 * plus the code's base value. A code may instead change the table that the next one is read with.
 * Every lead begins with the first table.
 */
final class ScpHuffman {
  private static final int DEFAULT_TABLE = 19_999;
  private static final int CODE_BYTES = 9;
  private static final int LONGEST_PREFIX = 32;
  private static final int LONGEST_SUFFIX = 16;

  /**
   * The default table has the prefixes 0, 10x to 111111111x, and two for 8 and 16 bits as they are.
   */
  private static final ScpHuffman DEFAULT = new ScpHuffman(new Table[] {defaultTable()});

  private final Table[] tables;

  private ScpHuffman(Table[] tables) {
    this.tables = tables;
  }

  /**
   * Reads the tables.
   *
   * @param section section 2
   * @return the tables, or null if it states that there are none: the samples are then plain
   * @throws EcgDataException if the section ends too early, or a code cannot be used
   */
  static ScpHuffman read(ScpSection section) {
    int count = section.u16();
    if (count == 0) {
      return null;
    }
    if (count == DEFAULT_TABLE) {
      return DEFAULT;
    }
    if (count > section.remaining() / 2) {
      throw section.wrong(
          "expected %d Huffman tables, found %d bytes".formatted(count, section.remaining()));
    }
    Table[] tables = new Table[count];
    for (int t = 0; t < count; t++) {
      int codes = section.u16();
      if (codes > section.remaining() / CODE_BYTES) {
        throw section.wrong(
            "Huffman table %d: expected %d codes, found %d bytes"
                .formatted(t + 1, codes, section.remaining()));
      }
      tables[t] = new Table(codes);
      for (int c = 0; c < codes; c++) {
        int prefix = section.u8();
        int whole = section.u8();
        boolean value = section.u8() != 0;
        int base = section.s16();
        long code = section.u32();
        String problem = problem(prefix, whole, value, base, count);
        if (problem != null || !tables[t].add(code, prefix, whole - prefix, value, base)) {
          throw section.wrong(
              "Huffman table %d, code %d: expected %s"
                  .formatted(
                      t + 1, c + 1, problem != null ? problem : "that no other begins as it does"));
        }
      }
    }
    return new ScpHuffman(tables);
  }

  private static String problem(int prefix, int whole, boolean value, int base, int tables) {
    if (prefix < 1 || prefix > LONGEST_PREFIX) {
      return "a prefix of 1 to %d bits, found %d".formatted(LONGEST_PREFIX, prefix);
    }
    if (whole < prefix || whole - prefix > (value ? LONGEST_SUFFIX : 0)) {
      return "at most %d bits behind its prefix of %d, found %d in all"
          .formatted(value ? LONGEST_SUFFIX : 0, prefix, whole);
    }
    return value || base >= 1 && base <= tables
        ? null
        : "a change to one of %d tables, found %d".formatted(tables, base);
  }

  private static Table defaultTable() {
    Table table = new Table(19);
    table.add(0, 1, 0, true, 0);
    for (int size = 1; size <= 8; size++) {
      // As many ones as the size, a zero, and the sign; the first bit is the lowest.
      int ones = (1 << size) - 1;
      table.add(ones, size + 2, 0, true, size);
      table.add(ones | 1 << size + 1, size + 2, 0, true, -size);
    }
    table.add(0x1ff, 10, 8, true, 0);
    table.add(0x3ff, 10, 16, true, 0);
    return table;
  }

  /**
   * Decodes values.
   *
   * @param section the section that holds them, for its bytes and for messages
   * @param lead the lead, for messages
   * @param start the first byte
   * @param end the first byte behind them; what is left when all values are read is padding
   * @param count how many values there should be, at most one for each bit
   * @return the values; fewer if the bytes end before
   * @throws EcgDataException if the bits are no code of the table
   */
  short[] decode(ScpSection section, String lead, int start, int end, int count) {
    byte[] bytes = section.bytes();
    short[] values = new short[count];
    Table table = tables[0];
    long bit = 8L * start;
    long endBit = 8L * end;
    for (int n = 0; n < count; ) {
      int node = 0;
      do {
        if (bit == endBit) {
          return Arrays.copyOf(values, n);
        }
        node = table.tree[2 * node + bit(bytes, bit++)];
      } while (node > 0);
      if (node == 0) {
        throw section.wrong(
            "lead %s: expected a code of its Huffman table, found none at sample %d"
                .formatted(lead, n + 1));
      }
      int code = -node - 1;
      int suffixBits = table.suffixBits[code];
      if (suffixBits > endBit - bit) {
        return Arrays.copyOf(values, n);
      }
      if (!table.isValue[code]) {
        table = tables[table.base[code] - 1];
        continue;
      }
      int suffix = 0;
      for (int i = 0; i < suffixBits; i++) {
        int next = bit(bytes, bit++);
        suffix = i == 0 ? -next : suffix << 1 | next;
      }
      values[n++] = (short) (table.base[code] + suffix);
    }
    return values;
  }

  private static int bit(byte[] bytes, long bit) {
    return bytes[(int) (bit >> 3)] >> (7 - (bit & 7)) & 1;
  }

  /** One table: its codes, and the tree of their prefixes. */
  private static final class Table {
    /**
     * Of each node where 0 and 1 lead: a node above 0, a code as {@code -1 - code}, or 0 = nowhere.
     */
    private int[] tree = new int[16];

    private int nodes = 1;
    private int codes;
    private final int[] suffixBits;
    private final boolean[] isValue;
    private final int[] base;

    Table(int codes) {
      suffixBits = new int[codes];
      isValue = new boolean[codes];
      base = new int[codes];
    }

    /**
     * Adds a code, whose lowest bit comes first in the data; false if another begins as it does.
     */
    boolean add(long code, int prefixBits, int suffix, boolean value, int baseValue) {
      suffixBits[codes] = suffix;
      isValue[codes] = value;
      base[codes] = baseValue;
      codes++;
      int node = 0;
      for (int i = 0; i < prefixBits; i++) {
        int branch = 2 * node + (int) (code >> i & 1);
        boolean last = i == prefixBits - 1;
        if (tree[branch] < 0 || last && tree[branch] != 0) {
          return false;
        }
        if (tree[branch] == 0) {
          tree[branch] = last ? -codes : nodes++;
          if (2 * nodes > tree.length) {
            tree = Arrays.copyOf(tree, 2 * tree.length);
          }
        }
        node = tree[branch];
      }
      return true;
    }
  }
}
