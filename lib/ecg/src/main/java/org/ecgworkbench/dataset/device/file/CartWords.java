package org.ecgworkbench.dataset.device.file;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.ecgworkbench.ecg.Sex;

/** Words as files write them: sexes, and texts of an encoding that nobody states. */
public final class CartWords {
  private CartWords() {}

  /**
   * {@return the sex that a word states; a number states none, as files number the sexes
   * differently}
   *
   * @param word as a file has it
   */
  public static Sex sex(String word) {
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "f", "female", "w", "woman" -> Sex.FEMALE;
      case "m", "male", "man" -> Sex.MALE;
      default -> Sex.UNKNOWN;
    };
  }

  /**
   * {@return bytes as text: UTF-8 where they are that, else Latin-1}
   *
   * @param bytes of a file
   * @param offset of the first byte
   * @param length in bytes
   */
  public static String text(byte[] bytes, int offset, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, offset, length))
          .toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }
  }
}
