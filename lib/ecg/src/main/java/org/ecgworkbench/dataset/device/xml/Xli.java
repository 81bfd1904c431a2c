package org.ecgworkbench.dataset.device.xml;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * The compression XLI of Philips carts, lead after lead: a head of 8 bytes, then LZW.
 *
 * <p>The head has the length of what follows (32 bits), a number that is 1 in all known files (16
 * bits) and the difference d[2] (16 bits), low byte first. The LZW codes are of 10 bits,
 * the highest bit first; 0 to 255 are bytes, 256 to 1022 are learnt, 1023 ends the lead. They give
 * the high bytes of all samples, then the low bytes. Of these 16-bit numbers the first two are the
 * first two samples x; number i less 64 is the difference d[i+1], and x[i] = 2 x[i-1] - x[i-2] -
 * d[i]. Sums wrap at 16 bits.
 *
 * <p>Known to the public by the sierra-ecg-tools of C. Watford; nothing is taken from them but the
 * knowledge. A truncated last code is no fault where only the low byte of the last number is
 * missing, which no sample needs.
 */
final class Xli {
  private static final int HEAD_BYTES = 8;
  private static final int CODE_BITS = 10;
  private static final int FIRST_LEARNT = 256;
  private static final int END = (1 << CODE_BITS) - 1;

  /** The longest text one code can stand for. */
  private static final int LONGEST_ENTRY = END - FIRST_LEARNT + 1;

  private static final int DIFFERENCE_OFFSET = 64;

  private final String fileName;
  private final ByteBuffer data;

  /** Where in the output each learnt code's bytes stand, and how many they are. */
  private final int[] start = new int[END];

  private final int[] length = new int[END];

  private Xli(String fileName, byte[] data) {
    this.fileName = fileName;
    this.data = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Unpacks the leads; what follows them, the channels that a cart did not use, is left alone.
   *
   * @param fileName for messages
   * @param data the packed leads
   * @param names their names, for messages
   * @param samples how many each must have, at least 2
   * @return {@code [lead][sample]} in counts
   * @throws EcgDataException if the data end early, hold an impossible code, or another number of
   *     samples
   */
  static short[][] unpack(String fileName, byte[] data, List<String> names, int samples) {
    Xli xli = new Xli(fileName, data);
    short[][] leads = new short[names.size()][];
    for (int lead = 0; lead < leads.length; lead++) {
      leads[lead] = xli.lead("lead " + names.get(lead) + ": ", samples);
    }
    return leads;
  }

  private short[] lead(String place, int samples) {
    if (data.remaining() < HEAD_BYTES) {
      throw error(place + "expected packed samples, found the end of the data");
    }
    int size = data.getInt();
    data.getShort();
    short difference = data.getShort();
    if (size < 0 || size > data.remaining()) {
      throw error(
          place
              + "expected packed samples of at most %d bytes, found a length of %d"
                  .formatted(data.remaining(), size));
    }
    int bytes = 2 * samples;
    if (bytes > size * 8L / CODE_BITS * LONGEST_ENTRY) {
      throw error(
          place
              + "expected %d samples, found %d bytes that cannot hold them"
                  .formatted(samples, size));
    }
    byte[] planes = new byte[bytes];
    int found = expand(data.slice(data.position(), size), planes);
    data.position(data.position() + size);
    if (found < 0) {
      throw error(place + "expected codes that were learnt before, found one that was not");
    }
    if (found < bytes - 1 || found > bytes) {
      throw error(
          place
              + "expected %d bytes of samples, found %s"
                  .formatted(bytes, found > bytes ? "more" : String.valueOf(found)));
    }
    return integrate(planes, difference);
  }

  /** Returns how many bytes came out, one more than fit where there are too many, or -1. */
  private int expand(ByteBuffer codes, byte[] out) {
    int next = FIRST_LEARNT;
    int before = -1;
    int at = 0;
    int bits = 0;
    int held = 0;
    while (true) {
      while (held < CODE_BITS && codes.hasRemaining()) {
        bits = bits << 8 | codes.get() & 0xff;
        held += 8;
      }
      if (held < CODE_BITS) {
        return at;
      }
      held -= CODE_BITS;
      int code = bits >> held & END;
      if (code == END) {
        return at;
      }
      // A code learnt is the text before and one byte more, and that stands in the output as it is:
      // the byte more is the first of the text that comes now, copied onto itself where it is.
      if (before >= 0 && next < END) {
        start[next] = before;
        length[next++] = at - before + 1;
      }
      if (code >= next) {
        return -1;
      }
      before = at;
      int count = code < FIRST_LEARNT ? 1 : length[code];
      if (count > out.length - at) {
        return out.length + 1;
      }
      if (code < FIRST_LEARNT) {
        out[at++] = (byte) code;
      } else {
        for (int from = start[code], to = from + count; from < to; from++) {
          out[at++] = out[from];
        }
      }
    }
  }

  private static short[] integrate(byte[] planes, short firstDifference) {
    int samples = planes.length / 2;
    short[] counts = new short[samples];
    short difference = firstDifference;
    for (int i = 0; i < samples; i++) {
      short number = (short) (planes[i] << 8 | planes[samples + i] & 0xff);
      if (i < 2) {
        counts[i] = number;
      } else {
        counts[i] = (short) (2 * counts[i - 1] - counts[i - 2] - difference);
        difference = (short) (number - DIFFERENCE_OFFSET);
      }
    }
    return counts;
  }

  private EcgDataException error(String sentence) {
    return new EcgDataException(fileName + ": " + sentence);
  }
}
