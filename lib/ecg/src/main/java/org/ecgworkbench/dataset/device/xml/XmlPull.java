package org.ecgworkbench.dataset.device.xml;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * One walk through an XML file from front to back, start tag by start tag. Names are without their
 * prefixes, since files come with a namespace, without one, and with prefixes that nobody
 * declared.
 *
 * <p>A DOCTYPE without declarations of its own, such as MUSE writes, is passed over and never
 * looked up; one with declarations is refused, and so is a reference to any entity but the five of
 * XML and characters by number: no entity is ever declared, expanded or fetched. Read by hand and
 * not by the parser of the JDK, which takes most of the time of a reading for what no recording
 * needs.
 *
 * <p>The encoding is that of the byte order mark, else of the XML declaration, else UTF-8. Bytes
 * that are wrong in it become U+FFFD: a name in another encoding must not hide a recording, and no
 * number, label or Base64 text can hold that character.
 */
final class XmlPull {
  private static final int DEEPEST = 80;
  private static final int MOST_ATTRIBUTES = 200;
  private static final int LONGEST_TEXT = 4096;
  private static final int LONGEST_REFERENCE = 10;
  private static final Pattern ENCODING =
      Pattern.compile("<\\?xml\\s[^>]*?\\bencoding\\s*=\\s*[\"']([A-Za-z0-9._:-]+)[\"']");

  /** What a step through the file meets. */
  private enum Event {
    START,
    END,
    /** {@link #from} to {@link #to}, with references as they stand there. */
    TEXT,
    /** The same without references. */
    CDATA,
    END_OF_FILE
  }

  private final String fileName;
  private final String all;

  /** The open elements as the file calls them, and without prefix. */
  private final String[] tags = new String[DEEPEST];

  private final String[] path = new String[DEEPEST];
  private final int[] attributes = new int[4 * MOST_ATTRIBUTES];
  private int attributeCount;
  private int depth;
  private int at;
  private int from;
  private int to;
  private int nextReference = -1;
  private boolean isEmpty;
  private boolean rootSeen;
  private byte[] content = new byte[1 << 12];

  /**
   * Opens a file.
   *
   * @param source the file
   * @throws EcgDataException if it is too long, cannot be read, names an unknown encoding, or
   *     declares entities
   */
  XmlPull(DeviceSource source) {
    fileName = source.name();
    byte[] bytes = source.bytes();
    if (Prolog.of(bytes).declares) {
      throw declares();
    }
    all = characters(bytes);
  }

  /** {@return the name of the root element, or an empty text where the head is no XML} */
  static String root(DeviceSource source) {
    return Prolog.of(source.head()).root;
  }

  /**
   * What stands before the root element, in any encoding.
   *
   * @param root the root's name, or an empty text where none is found
   * @param declares whether the document type has declarations, as of entities
   */
  private record Prolog(String root, boolean declares) {
    private static final String MARKS = "\u00ef\u00bb\u00bf\u00fe\u00ff";

    /** The root mostly stands near the beginning; the first bytes tell that a file is no XML. */
    private static final int NEAR = 2048;

    static Prolog of(byte[] bytes) {
      Prolog near = of(bytes, NEAR);
      return near.root.isEmpty() && bytes.length > NEAR && mayBeXml(bytes)
          ? of(bytes, DeviceSource.HEAD_BYTES)
          : near;
    }

    private static boolean mayBeXml(byte[] bytes) {
      int at = 0;
      while (at < NEAR
          && (bytes[at] >= 0 && bytes[at] <= ' ' || MARKS.indexOf(bytes[at] & 0xff) >= 0)) {
        at++;
      }
      return at == NEAR || bytes[at] == '<';
    }

    private static Prolog of(byte[] bytes, int most) {
      int length = Math.min(most, bytes.length);
      // All that matters here is ASCII, with or without a zero byte beside it.
      String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1).replace("\0", "");
      boolean declares = false;
      int at = 0;
      while (at < text.length()) {
        if (text.startsWith("<?", at)) {
          at = after("?>", text, at);
        } else if (text.startsWith("<!--", at)) {
          at = after("-->", text, at);
        } else if (text.startsWith("<!DOCTYPE", at)) {
          at = typeEnd(text, at);
          if (at < text.length() && text.charAt(at) == '[') {
            declares = true;
            at = after("]", text, at);
          }
          at = after(">", text, at);
        } else if (text.charAt(at) == '<') {
          int end = at + 1;
          while (end < text.length() && " \t\r\n/>".indexOf(text.charAt(end)) < 0) {
            end++;
          }
          return new Prolog(
              end < text.length() ? local(text.substring(at + 1, end)) : "", declares);
        } else if (text.charAt(at) <= ' ' || MARKS.indexOf(text.charAt(at)) >= 0) {
          at++;
        } else {
          break;
        }
      }
      return new Prolog("", declares);
    }

    private static int after(String end, String text, int from) {
      int found = text.indexOf(end, from);
      return found < 0 ? text.length() : found + end.length();
    }

    /** The first bracket of a document type that stands in no quotes. */
    static int typeEnd(String text, int from) {
      char quote = 0;
      for (int at = from; at < text.length(); at++) {
        char c = text.charAt(at);
        if (quote != 0) {
          quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
          quote = c;
        } else if (c == '[' || c == '>') {
          return at;
        }
      }
      return text.length();
    }
  }

  private String characters(byte[] bytes) {
    int first = bytes.length > 1 ? (bytes[0] & 0xff) << 8 | bytes[1] & 0xff : 0;
    boolean marked = first == 0xfeff || first == 0xfffe;
    Charset charset =
        switch (first) {
          case 0xfeff, '<' -> StandardCharsets.UTF_16BE;
          case 0xfffe, '<' << 8 -> StandardCharsets.UTF_16LE;
          default -> declared(bytes);
        };
    int skipped =
        marked ? 2 : first == 0xefbb && bytes.length > 2 && bytes[2] == (byte) 0xbf ? 3 : 0;
    return new String(bytes, skipped, bytes.length - skipped, charset);
  }

  private Charset declared(byte[] bytes) {
    Matcher declaration =
        ENCODING.matcher(
            new String(bytes, 0, Math.min(256, bytes.length), StandardCharsets.ISO_8859_1));
    if (!declaration.find()) {
      return StandardCharsets.UTF_8;
    }
    String name = declaration.group(1).toUpperCase(Locale.ROOT);
    // Files saved anew by a text program still say UTF-16; that the declaration could be read as
    // single bytes proves that they are not.
    if (name.startsWith("UTF-16") || name.equals("ISO-10646-UCS-2")) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw error("expected a known encoding, found '" + Words.quotable(name) + "'");
    }
  }

  /**
   * Moves to the next start tag below an element.
   *
   * @param within the element's depth, 0 for the document
   * @return whether there was one; if not, the element's end tag has been passed
   * @throws EcgDataException if the XML is not well-formed
   */
  boolean nextWithin(int within) {
    while (true) {
      switch (advance()) {
        case START -> {
          return true;
        }
        case END -> {
          if (depth < within) {
            return false;
          }
        }
        case END_OF_FILE -> {
          return false;
        }
        default -> {}
      }
    }
  }

  /** Moves behind the end tag of the element at a depth. */
  void leave(int element) {
    while (depth >= element) {
      advance();
    }
  }

  /** {@return the depth of the element whose start tag was met last; the root's is 1} */
  int depth() {
    return depth;
  }

  /** {@return the name of the element whose start tag was met last} */
  String name() {
    return path[depth - 1];
  }

  /** {@return the name of the element around it, empty for the root} */
  String parent() {
    return depth < 2 ? "" : path[depth - 2];
  }

  /** {@return an attribute of the start tag just met, or an empty text} */
  String attribute(String name) {
    for (int a = 0; a < 4 * attributeCount; a += 4) {
      if (local(all.substring(attributes[a], attributes[a + 1])).equals(name)) {
        return expanded(attributes[a + 2], attributes[a + 3]).strip();
      }
    }
    return "";
  }

  /**
   * {@return the element's own text without the blanks around it; its end tag has then been passed}
   *
   * @throws EcgDataException if it is longer than any number, name or label
   */
  String text() {
    int element = depth;
    String name = name();
    String text = "";
    while (depth >= element) {
      Event event = advance();
      if ((event == Event.TEXT || event == Event.CDATA) && depth == element) {
        if (text.length() + to - from > LONGEST_TEXT) {
          throw error(
              "expected at most %d characters in %s, found more"
                  .formatted(LONGEST_TEXT, Words.quotable(name)));
        }
        String more = event == Event.TEXT ? expanded(from, to) : all.substring(from, to);
        text = text.isEmpty() ? more : text + more;
      }
    }
    return text.strip();
  }

  /**
   * {@return the element's text in ASCII, other characters as '?'; its end tag has then been
   * passed} The buffer is used again by the next call.
   *
   * @param withBlanks whether line ends, and blanks around lines, are kept
   */
  ByteBuffer content(boolean withBlanks) {
    int element = depth;
    int length = 0;
    while (depth >= element) {
      Event event = advance();
      if (event != Event.TEXT && event != Event.CDATA || depth != element) {
        continue;
      }
      String part = event == Event.TEXT ? expanded(from, to) : all.substring(from, to);
      byte[] bytes = part.getBytes(StandardCharsets.US_ASCII);
      if (length + bytes.length > content.length) {
        content = Arrays.copyOf(content, Math.max(2 * content.length, length + bytes.length));
      }
      length = withBlanks ? copied(bytes, 0, bytes.length, length) : dense(part, bytes, length);
    }
    return ByteBuffer.wrap(content, 0, length);
  }

  private int copied(byte[] bytes, int begin, int end, int length) {
    System.arraycopy(bytes, begin, content, length, end - begin);
    return length + end - begin;
  }

  /** Copies line by line, without blanks and line ends. */
  private int dense(String text, byte[] bytes, int begin) {
    int length = begin;
    for (int line = 0; line < bytes.length; ) {
      int feed = text.indexOf('\n', line);
      int next = feed < 0 ? bytes.length : feed + 1;
      int end = feed < 0 ? bytes.length : feed;
      while (line < end && bytes[line] <= ' ') {
        line++;
      }
      while (line < end && bytes[end - 1] <= ' ') {
        end--;
      }
      length = copied(bytes, line, end, length);
      line = next;
    }
    return length;
  }

  /**
   * {@return the bytes that the element has as Base64; its end tag has then been passed}
   *
   * @param place what messages name, for example {@code "lead V1: "}
   * @throws EcgDataException if it is no Base64
   */
  byte[] base64(String place) {
    ByteBuffer text = content(false);
    int characters = text.remaining();
    try {
      ByteBuffer bytes = Base64.getDecoder().decode(text);
      return Arrays.copyOf(bytes.array(), bytes.remaining());
    } catch (IllegalArgumentException e) {
      throw error(place + "expected Base64, found " + characters + " characters that are none");
    }
  }

  /**
   * {@return an error about this file}
   *
   * @param sentence what was expected and what was found
   */
  EcgDataException error(String sentence) {
    return new EcgDataException(fileName + ": " + sentence);
  }

  private Event advance() {
    if (isEmpty) {
      isEmpty = false;
      depth--;
      return Event.END;
    }
    while (at < all.length()) {
      if (all.charAt(at) != '<') {
        from = at;
        int found = all.indexOf('<', at);
        at = found < 0 ? all.length() : found;
        to = at;
        if (depth > 0) {
          checkReferences();
          return Event.TEXT;
        }
        if (!all.substring(from, to).isBlank()) {
          throw malformed(from);
        }
      } else if (all.startsWith("<!--", at)) {
        at = after("-->", at + 4);
      } else if (all.startsWith("<?", at)) {
        at = after("?>", at + 2);
      } else if (depth > 0 && all.startsWith("<![CDATA[", at)) {
        from = at + 9;
        at = after("]]>", from);
        to = at - 3;
        return Event.CDATA;
      } else if (!rootSeen && all.startsWith("<!DOCTYPE", at)) {
        at = Prolog.typeEnd(all, at);
        if (at < all.length() && all.charAt(at) == '[') {
          throw declares();
        }
        at = after(">", at);
      } else if (all.startsWith("</", at)) {
        endTag();
        return Event.END;
      } else {
        startTag();
        return Event.START;
      }
    }
    if (depth > 0 || !rootSeen) {
      throw malformed(at);
    }
    return Event.END_OF_FILE;
  }

  /** The place behind the next such text. */
  private int after(String end, int begin) {
    int found = all.indexOf(end, begin);
    if (found < 0) {
      throw malformed(all.length());
    }
    return found + end.length();
  }

  private void endTag() {
    String tag = depth == 0 ? "" : tags[depth - 1];
    int end = at + 2 + tag.length();
    if (depth == 0 || !all.startsWith(tag, at + 2)) {
      throw malformed(at);
    }
    end = afterBlanks(end);
    if (end == all.length() || all.charAt(end) != '>') {
      throw malformed(at);
    }
    at = end + 1;
    depth--;
  }

  private void startTag() {
    int begin = at + 1;
    int end = nameEnd(begin);
    if (depth == 0 && rootSeen || end == begin || !isNameStart(all.charAt(begin))) {
      throw malformed(at);
    }
    if (depth == DEEPEST) {
      throw error("expected elements at most " + DEEPEST + " deep, found deeper ones");
    }
    rootSeen = true;
    attributeCount = 0;
    int next = afterBlanks(end);
    while (next < all.length() && all.charAt(next) != '>' && !all.startsWith("/>", next)) {
      next = attributeAt(next);
    }
    if (next >= all.length()) {
      throw malformed(all.length());
    }
    isEmpty = all.charAt(next) == '/';
    tags[depth] = all.substring(begin, end);
    path[depth] = local(tags[depth]);
    depth++;
    at = next + (isEmpty ? 2 : 1);
  }

  /** Notes an attribute, and gives the place behind it and the blanks that follow. */
  private int attributeAt(int begin) {
    int end = nameEnd(begin);
    int equals = afterBlanks(end);
    if (end == begin
        || !isNameStart(all.charAt(begin))
        || all.charAt(begin - 1) > ' '
        || attributeCount == MOST_ATTRIBUTES
        || equals >= all.length()
        || all.charAt(equals) != '=') {
      throw malformed(begin);
    }
    int quote = afterBlanks(equals + 1);
    if (quote >= all.length() || all.charAt(quote) != '"' && all.charAt(quote) != '\'') {
      throw malformed(quote);
    }
    int close = all.indexOf(all.charAt(quote), quote + 1);
    if (close < 0) {
      throw malformed(all.length());
    }
    from = quote + 1;
    to = close;
    for (int i = from; i < to; i++) {
      if (all.charAt(i) == '<') {
        throw malformed(i);
      }
    }
    checkReferences();
    int slot = 4 * attributeCount++;
    attributes[slot] = begin;
    attributes[slot + 1] = end;
    attributes[slot + 2] = from;
    attributes[slot + 3] = to;
    return afterBlanks(close + 1);
  }

  private int nameEnd(int begin) {
    int end = begin;
    while (end < all.length() && " \t\r\n/>=<\"'&".indexOf(all.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static boolean isNameStart(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0xc0;
  }

  private int afterBlanks(int begin) {
    int end = begin;
    while (end < all.length() && " \t\r\n".indexOf(all.charAt(end)) >= 0) {
      end++;
    }
    return end;
  }

  /** Refuses what is no reference to a character in the text just met, read or not. */
  private void checkReferences() {
    if (nextReference < from) {
      int found = all.indexOf('&', from);
      nextReference = found < 0 ? all.length() : found;
    }
    if (nextReference < to) {
      expanded(from, to);
    }
  }

  /** The text between two places, references replaced by the characters that they mean. */
  private String expanded(int begin, int end) {
    int reference = nextReference < begin || nextReference >= end ? -1 : nextReference;
    if (reference < 0) {
      reference = all.substring(begin, end).indexOf('&');
      if (reference < 0) {
        return all.substring(begin, end);
      }
      reference += begin;
    }
    StringBuilder text = new StringBuilder();
    int plain = begin;
    while (reference >= 0 && reference < end) {
      int close = all.indexOf(';', reference);
      if (close < 0 || close >= end || close - reference > LONGEST_REFERENCE) {
        throw malformed(reference);
      }
      text.append(all, plain, reference).append(character(reference, close));
      plain = close + 1;
      reference = all.indexOf('&', plain);
    }
    return text.append(all, plain, end).toString();
  }

  private String character(int reference, int close) {
    String name = all.substring(reference + 1, close);
    switch (name) {
      case "lt":
        return "<";
      case "gt":
        return ">";
      case "amp":
        return "&";
      case "apos":
        return "'";
      case "quot":
        return "\"";
      default:
        boolean hexadecimal = name.startsWith("#x");
        if (!name.matches("#\\d{1,7}|#x[0-9a-fA-F]{1,6}")) {
          throw malformed(reference);
        }
        int code = Integer.parseInt(name.substring(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10);
        if (code == 0 || !Character.isValidCodePoint(code)) {
          throw malformed(reference);
        }
        return Character.toString(code);
    }
  }

  private static String local(String name) {
    return name.substring(name.indexOf(':') + 1);
  }

  private EcgDataException declares() {
    return error("expected a document type without declarations, found some");
  }

  private EcgDataException malformed(int place) {
    String before = all.substring(0, Math.min(place, all.length()));
    long line = 1 + before.chars().filter(c -> c == '\n').count();
    return error(
        "expected well-formed XML without entities, found a fault at line %d, column %d"
            .formatted(line, before.length() - before.lastIndexOf('\n')));
  }
}
