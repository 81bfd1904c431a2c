package org.ecgworkbench.base;

import java.util.List;
import java.util.Locale;

/** Words for messages and notes, foreign ones among them. */
public final class Words {
  private static final int LONGEST = 60;

  private Words() {}

  /**
   * {@return foreign text as a message can show it: one line of at most 60 characters}
   *
   * @param text from a file or a user
   */
  public static String quotable(String text) {
    return shown(text, LONGEST);
  }

  /**
   * {@return foreign text as one line}
   *
   * @param text from a file or a user
   * @param longest the most characters that are kept
   */
  public static String shown(String text, int longest) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < Math.min(longest, text.length()); i++) {
      char c = text.charAt(i);
      boolean odd =
          Character.isISOControl(c) || Character.isSurrogate(c) || c >= 0x2028 && c <= 0x202e;
      plain.append(odd ? '?' : c);
    }
    return text.length() <= longest ? plain.toString() : plain.append("...").toString();
  }

  /**
   * {@return a number of records in words}
   *
   * @param records 0 or more
   */
  public static String records(int records) {
    return records + (records == 1 ? " record" : " records");
  }

  /**
   * {@return names in a sentence: {@code III, aVR and aVL}}
   *
   * @param names in their order
   */
  public static String list(List<String> names) {
    int last = names.size() - 1;
    return last < 1
        ? String.join("", names)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  /**
   * {@return a note as a sentence: with a capital letter, but for names as {@code aVR}, and a full stop}
   *
   * @param note any words
   */
  public static String sentence(String note) {
    String text = note.strip();
    boolean isWord =
        text.length() > 1
            && Character.isLowerCase(text.charAt(0))
            && !Character.isUpperCase(text.charAt(1));
    String begun = isWord ? Character.toUpperCase(text.charAt(0)) + text.substring(1) : text;
    return begun.endsWith(".") ? begun : begun + ".";
  }

  /**
   * {@return a rate or another number without zeros at its end: {@code 500}, {@code 599.880024}}
   *
   * @param value six decimals are kept
   */
  public static String number(double value) {
    String text = String.format(Locale.ROOT, "%.6f", value);
    return text.replaceFirst("\\.?0+$", "");
  }

  /**
   * {@return text whose numbers have a point, whatever the machine's language}
   *
   * @param format as {@link String#format} has it
   * @param arguments of the format
   */
  public static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
