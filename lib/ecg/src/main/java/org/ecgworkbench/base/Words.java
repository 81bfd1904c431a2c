package org.ecgworkbench.base;

/** Foreign text in messages. */
public final class Words {
  private Words() {}

  /** {@return foreign text as a message can show it: one line, of bounded length} */
  public static String quotable(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < Math.min(60, text.length()); i++) {
      char c = text.charAt(i);
      plain.append(Character.isISOControl(c) ? '?' : c);
    }
    return text.length() <= 60 ? plain.toString() : plain.append("...").toString();
  }
}
