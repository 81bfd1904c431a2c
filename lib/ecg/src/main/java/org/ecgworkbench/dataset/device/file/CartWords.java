package org.ecgworkbench.dataset.device.file;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;

/** Words as files write them: names of leads, sexes, texts that a message may show. */
public final class CartWords {
  private static final int LONGEST_QUOTED = 60;
  private static final Set<String> MORE_LEADS =
      Set.of("V3R", "V4R", "V5R", "V6R", "V7", "V8", "V9");
  private static final Pattern BEFORE_LEAD =
      Pattern.compile("(?:MDC_ECG_LEAD|ECG|EKG|LEAD|STRIP)(?:[ _:]+|-)");

  private CartWords() {}

  /**
   * {@return the standard name of a lead: one of the twelve, or V3R to V6R, V7 to V9; empty if it
   * is none of these, as {@code "-aVR"}, {@code "MLII"} and {@code "median_I"}}
   *
   * @param name as files write it: {@code "AVR"}, {@code "ECG I"}, {@code "Lead V1"}, {@code
   *     "MDC_ECG_LEAD_aVF"}, {@code "strip_II"}, {@code "DIII"}; what follows a NUL is ignored
   */
  public static Optional<String> lead(String name) {
    int end = name.indexOf('\0');
    String word = (end < 0 ? name : name.substring(0, end)).strip().toUpperCase(Locale.ROOT);
    for (var before = BEFORE_LEAD.matcher(word);
        before.lookingAt();
        before = BEFORE_LEAD.matcher(word)) {
      word = word.substring(before.end());
    }
    if (MORE_LEADS.contains(word)) {
      return Optional.of(word);
    }
    // Spanish, Portuguese and French carts write DI or D1.
    String standard =
        switch (word) {
          case "DI", "D1" -> "I";
          case "DII", "D2" -> "II";
          case "DIII", "D3" -> "III";
          default -> word;
        };
    return Lead.ALL.stream().filter(l -> l.name().equals(standard)).map(Lead::label).findFirst();
  }

  /** Notes the leads whose names are no standard ones. */
  public static void noteOwnNames(List<String> names, List<String> notes) {
    List<String> own = names.stream().filter(name -> lead(name).isEmpty()).toList();
    if (!own.isEmpty()) {
      notes.add("No standard leads, kept under the file's names: " + String.join(", ", own) + ".");
    }
  }

  /**
   * {@return the sex that a word states; a number states none, as files number the sexes
   * differently}
   */
  public static Sex sex(String word) {
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "f", "female", "w", "woman" -> Sex.FEMALE;
      case "m", "male", "man" -> Sex.MALE;
      default -> Sex.UNKNOWN;
    };
  }

  /** {@return bytes as text: UTF-8 where they are that, else Latin-1} */
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
