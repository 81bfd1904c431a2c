package org.ecgworkbench.base;

/** Text in HTML. */
public final class Html {
  private Html() {}

  /**
   * {@return text as it can stand in HTML, in an attribute's value too: {@code & < > " '} become entities}
   *
   * @param text any characters
   */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
