package org.ecgworkbench.dataset.device.binary;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * Reads a DICOM file (PS3.10, PS3.5 clause 7 and annex A) as far as waveforms need: with or without
 * preamble and meta information, explicit or implicit VR little endian, deflated, sequences and
 * items of stated or open length. What follows the waveforms is not looked at. Of the rest,
 * sequences are passed over, and so are private elements.
 */
final class DicomParser {
  static final int WAVEFORM_SEQUENCE = 0x54000100;
  static final int CHANNEL_DEFINITIONS = 0x003A0200;
  static final int CHANNEL_SOURCE = 0x003A0208;
  static final int SENSITIVITY_UNITS = 0x003A0211;

  private static final Set<Integer> READ_SEQUENCES =
      Set.of(WAVEFORM_SEQUENCE, CHANNEL_DEFINITIONS, CHANNEL_SOURCE, SENSITIVITY_UNITS);

  private static final int ITEM = 0xFFFEE000;
  private static final int ITEM_END = 0xFFFEE00D;
  private static final int SEQUENCE_END = 0xFFFEE0DD;
  private static final int META_LENGTH = 0x00020000;
  private static final int TRANSFER_SYNTAX = 0x00020010;
  private static final int PREAMBLE_BYTES = 128;
  private static final long OPEN = 0xffffffffL;
  private static final int DEEPEST = 16;

  /** A 12-lead file has about 3,000; the bound keeps a file of nothing but items in its place. */
  private static final int MOST_ELEMENTS = 100_000;

  private static final Set<String> SHORT_VR =
      Set.of(
          "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "PN", "SH", "SL",
          "SS", "ST", "TM", "UI", "UL", "US");

  private static final Set<String> LONG_VR =
      Set.of("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV");

  private static final int LETTERS = 26;

  /** The value representations by their two letters, as every element has one. */
  private static final String[] KNOWN = new String[LETTERS * LETTERS];

  static {
    Stream.concat(SHORT_VR.stream(), LONG_VR.stream())
        .forEach(vr -> KNOWN[LETTERS * (vr.charAt(0) - 'A') + vr.charAt(1) - 'A'] = vr);
  }

  private final String name;
  private ByteBuffer bytes;
  private int elements;

  /** The element header that was read last. */
  private int tag;

  private String vr;
  private long length;
  private int value;

  private DicomParser(String name, ByteBuffer bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /**
   * Reads the elements up to the waveforms.
   *
   * @param name the file's name, for messages
   * @param bytes the whole file from index 0 on; not copied
   * @return the data set
   * @throws EcgDataException if it is no DICOM, its transfer syntax is another, or it is damaged
   */
  static DicomDataSet read(String name, ByteBuffer bytes) {
    return new DicomParser(name, bytes).read();
  }

  /**
   * Whether a file begins as DICOM does: {@code DICM} behind a preamble, or a first element of
   * group 2 or 8.
   *
   * @param head the file's first bytes
   */
  static boolean begins(byte[] head) {
    ByteBuffer bytes = ByteBuffer.wrap(head);
    return hasPreamble(bytes) || isExplicit(bytes, 0) || isImplicit(bytes, 0);
  }

  private static boolean hasPreamble(ByteBuffer bytes) {
    return bytes.limit() >= PREAMBLE_BYTES + 4
        && bytes.get(PREAMBLE_BYTES) == 'D'
        && bytes.get(PREAMBLE_BYTES + 1) == 'I'
        && bytes.get(PREAMBLE_BYTES + 2) == 'C'
        && bytes.get(PREAMBLE_BYTES + 3) == 'M';
  }

  private static boolean beginsGroup2Or8(ByteBuffer bytes, int at) {
    return bytes.limit() >= at + 8
        && (bytes.get(at) == 2 || bytes.get(at) == 8)
        && bytes.get(at + 1) == 0
        && bytes.get(at + 3) == 0;
  }

  private static boolean isExplicit(ByteBuffer bytes, int at) {
    return beginsGroup2Or8(bytes, at)
        && isVr("" + (char) bytes.get(at + 4) + (char) bytes.get(at + 5));
  }

  /**
   * The first value must be short, and the next element of the same group or one a little higher.
   */
  private static boolean isImplicit(ByteBuffer bytes, int at) {
    if (!beginsGroup2Or8(bytes, at) || bytes.get(at) != 8) {
      return false;
    }
    long next = at + 8 + u32(bytes, at + 4);
    return next <= bytes.limit() - 8
        && tag(bytes, (int) next) > tag(bytes, at)
        && tag(bytes, (int) next) < 0x00200000;
  }

  private static boolean isVr(String text) {
    return SHORT_VR.contains(text) || LONG_VR.contains(text);
  }

  private static String vr(ByteBuffer bytes, int at) {
    int place = LETTERS * (bytes.get(at) - 'A') + bytes.get(at + 1) - 'A';
    String known = place >= 0 && place < KNOWN.length ? KNOWN[place] : null;
    return known == null || known.charAt(0) != bytes.get(at)
        ? "" + (char) bytes.get(at) + (char) bytes.get(at + 1)
        : known;
  }

  private DicomDataSet read() {
    int at = hasPreamble(bytes) ? PREAMBLE_BYTES + 4 : 0;
    DicomDataSet meta = new DicomDataSet(bytes);
    at = readMeta(at, meta);
    String syntax = meta.text(TRANSFER_SYNTAX);
    boolean explicit =
        switch (syntax) {
          case "1.2.840.10008.1.2" -> false;
          case "1.2.840.10008.1.2.1" -> true;
          case "1.2.840.10008.1.2.1.99" -> {
            bytes = ByteBuffer.wrap(inflate(at));
            at = 0;
            yield true;
          }
          case "1.2.840.10008.1.2.2" ->
              throw wrong(
                  "expected a little endian transfer syntax, found explicit VR big endian, which is"
                      + " not read");
          case "" -> {
            if (!isExplicit(bytes, at) && !isImplicit(bytes, at)) {
              throw wrong("expected a DICOM data set at byte %d, found none".formatted(at));
            }
            yield isExplicit(bytes, at);
          }
          default ->
              throw wrong(
                  "expected a little endian transfer syntax without compression, found '%s'"
                      .formatted(Words.quotable(syntax)));
        };
    DicomDataSet file = new DicomDataSet(bytes);
    readDataSet(at, bytes.limit(), explicit, false, 0, file);
    return file;
  }

  /**
   * Reads group 2, which is always explicit VR little endian, and gives the first byte behind it.
   */
  private int readMeta(int start, DicomDataSet meta) {
    int at = start;
    long stated = -1;
    while (at <= bytes.limit() - 8 && bytes.get(at) == 2 && bytes.get(at + 1) == 0) {
      readHeader(at, bytes.limit(), true);
      int end = definedEnd(bytes.limit());
      keep(meta, null);
      if (tag == META_LENGTH) {
        stated = end + meta.number(META_LENGTH, 4, "length of the meta information", name + ": ");
      }
      at = end;
      if (at == stated) {
        break; // A deflated data set may begin with any two bytes.
      }
    }
    return at;
  }

  /** Inflates twice: first to learn the size, so that no more memory is taken than is needed. */
  private byte[] inflate(int start) {
    byte[] inflated = new byte[(int) inflate(start, new byte[1 << 16], true)];
    inflate(start, inflated, false);
    return inflated;
  }

  /** Inflates into an array, or again and again into the same where only the size is wanted. */
  private long inflate(int start, byte[] into, boolean onlySize) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(bytes.duplicate().position(start));
      long size = 0;
      while (!inflater.finished() && (onlySize || size < into.length)) {
        int at = onlySize ? 0 : (int) size;
        int count = inflater.inflate(into, at, into.length - at);
        if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw wrong(
              "expected the end of the deflated data set, found the end of the file at byte %d"
                  .formatted(bytes.limit()));
        }
        size += count;
        if (size > DeviceSource.LONGEST_BYTES) {
          throw wrong(
              "expected a deflated data set of at most %d bytes, found more"
                  .formatted(DeviceSource.LONGEST_BYTES));
        }
      }
      return size;
    } catch (DataFormatException e) {
      throw new EcgDataException(
          name + ": expected a deflated data set, found bytes that are none; it is damaged", e);
    } finally {
      inflater.end();
    }
  }

  /**
   * Reads elements.
   *
   * @param start the first byte
   * @param end the first byte that they cannot use
   * @param explicit whether they state their VR
   * @param open whether a delimiter ends them, and not {@code end}
   * @param depth in how many sequences they are
   * @param into where they are kept, or null where none is wanted
   * @return the first byte behind them
   */
  private int readDataSet(
      int start, int end, boolean explicit, boolean open, int depth, DicomDataSet into) {
    int at = start;
    while (at < end) {
      readHeader(at, end, explicit);
      if (open && tag == ITEM_END) {
        return value;
      }
      if (tag >>> 16 == 0xFFFE) {
        throw wrong("expected an element at byte %d, found %s".formatted(at, tagText()));
      }
      if (depth == 0 && Integer.compareUnsigned(tag, WAVEFORM_SEQUENCE) > 0) {
        return at;
      }
      boolean wanted =
          into != null && READ_SEQUENCES.contains(tag) && (depth > 0) == (tag != WAVEFORM_SEQUENCE);
      if (wanted && !Set.of("SQ", "UN", "").contains(vr)) {
        throw wrong("element %s: expected a sequence, found %s".formatted(tagText(), vr));
      }
      if (wanted || length == OPEN) {
        boolean waveforms = wanted && depth == 0;
        at = readSequence(end, explicit, depth + 1, wanted ? into : null);
        if (waveforms) {
          return at;
        }
      } else {
        at = definedEnd(end);
        if (into != null) {
          keep(into, null);
        }
      }
    }
    if (open) {
      throw wrong("expected the delimiter of an item at byte %d, found none".formatted(at));
    }
    return at;
  }

  /** Reads the sequence whose header was read last, and gives the first byte behind it. */
  private int readSequence(int limit, boolean explicit, int depth, DicomDataSet into) {
    boolean open = length == OPEN;
    int end = open ? limit : definedEnd(limit);
    // PS3.5, 6.2.2: what was a sequence of a VR unknown to a sender is implicit inside.
    boolean explicitInside = explicit && !vr.equals("UN");
    boolean fragments = vr.startsWith("O");
    int sequence = tag;
    if (depth > DEEPEST) {
      throw wrong(
          "element %s: expected at most %d sequences in each other, found more"
              .formatted(tagText(), DEEPEST));
    }
    List<DicomDataSet> items = new ArrayList<>();
    if (into != null) {
      keep(into, items);
    }
    int at = value;
    while (open || at < end) {
      readHeader(at, end, false);
      if (open && tag == SEQUENCE_END) {
        return value;
      }
      if (tag != ITEM) {
        throw wrong(
            "sequence %s: expected an item at byte %d, found %s"
                .formatted(tagText(sequence), at, tagText()));
      }
      boolean openItem = length == OPEN;
      int itemEnd = openItem ? end : definedEnd(end);
      if (fragments || into == null && !openItem) {
        at = definedEnd(end);
        continue;
      }
      DicomDataSet item = into == null ? null : new DicomDataSet(bytes);
      if (item != null) {
        count();
        items.add(item);
      }
      at = readDataSet(value, itemEnd, explicitInside, openItem, depth, item);
    }
    return end;
  }

  private void readHeader(int at, int end, boolean explicit) {
    if (end - at < 8) {
      throw wrong("expected an element at byte %d, found %d bytes".formatted(at, end - at));
    }
    tag = tag(bytes, at);
    vr = "";
    length = u32(bytes, at + 4);
    value = at + 8;
    if (!explicit || tag >>> 16 == 0xFFFE) {
      return;
    }
    vr = vr(bytes, at + 4);
    if (SHORT_VR.contains(vr)) {
      length = u16(bytes, at + 6);
    } else if (!LONG_VR.contains(vr)) {
      throw wrong(
          "element %s: expected a value representation, found '%s'"
              .formatted(tagText(), Words.quotable(vr)));
    } else if (end - at < 12) {
      throw wrong("element %s: expected its length, found the end".formatted(tagText()));
    } else {
      length = u32(bytes, at + 8);
      value = at + 12;
    }
  }

  /** The first byte behind the value whose header was read last. */
  private int definedEnd(int end) {
    if (length > end - value) {
      throw wrong(
          "element %s: expected %s bytes from byte %d on, found %d"
              .formatted(tagText(), length == OPEN ? "a number of" : length, value, end - value));
    }
    return value + (int) length;
  }

  private void keep(DicomDataSet set, List<DicomDataSet> items) {
    count();
    if (!set.add(tag, value, items == null ? (int) length : 0, items)) {
      throw wrong("element %s: expected it once, found it twice".formatted(tagText()));
    }
  }

  private void count() {
    if (++elements > MOST_ELEMENTS) {
      throw wrong("expected at most %d elements, found more".formatted(MOST_ELEMENTS));
    }
  }

  private String tagText() {
    return tagText(tag);
  }

  private static String tagText(int tag) {
    return "(%04X,%04X)".formatted(tag >>> 16, tag & 0xffff);
  }

  private EcgDataException wrong(String sentence) {
    return new EcgDataException(name + ": " + sentence);
  }

  private static int u16(ByteBuffer bytes, int at) {
    return bytes.get(at) & 0xff | (bytes.get(at + 1) & 0xff) << 8;
  }

  private static long u32(ByteBuffer bytes, int at) {
    return u16(bytes, at) | (long) u16(bytes, at + 2) << 16;
  }

  private static int tag(ByteBuffer bytes, int at) {
    return u16(bytes, at) << 16 | u16(bytes, at + 2);
  }
}
