package org.ecgworkbench.dataset.device.xml;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
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
 * looked up; one with declarations is refused, and so is, in a text that is read, a reference to
 * any entity but the five of XML and characters by number: no entity is ever declared, expanded or
 * fetched. Read by hand and not by the parser of the JDK, which takes most of the time of a
 * reading for what no recording needs.
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

  private static final boolean[] ENDS_NAME = new boolean[128];

  static {
    " \t\r\n/>=<\"'&".chars().forEach(c -> ENDS_NAME[c] = true);
  }

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHEST = ONES << 7;
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** What a step through the file meets. */
  private enum Event {
    START,
    END,
    /** {@link #from} to {@link #to}. */
    TEXT,
    /** The same, in which an ampersand is one. */
    CDATA,
    END_OF_FILE
  }

  private final String fileName;
  private final Charset charset;

  /** The file in an encoding in which ASCII stands as such. */
  private final byte[] all;

  private final int length;

  /** Where the names of the open elements stand, and the names without prefix. */
  private final int[] tags = new int[2 * DEEPEST];

  private final String[] path = new String[DEEPEST];
  private final int[] attributes = new int[4 * MOST_ATTRIBUTES];
  private int attributeCount;
  private int depth;
  private int at;
  private int from;
  private int to;
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
    int first = bytes.length > 1 ? (bytes[0] & 0xff) << 8 | bytes[1] & 0xff : 0;
    Charset found =
        switch (first) {
          case 0xfeff, '<' -> StandardCharsets.UTF_16BE;
          case 0xfffe, '<' << 8 -> StandardCharsets.UTF_16LE;
          default -> declared(bytes);
        };
    boolean asItIs =
        List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1, StandardCharsets.US_ASCII)
            .contains(found);
    charset = asItIs ? found : StandardCharsets.UTF_8;
    all = asItIs ? bytes : new String(bytes, found).getBytes(charset);
    length = all.length;
    at = startsWith("\u00ef\u00bb\u00bf", 0) ? 3 : 0;
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
      if (!mayBeXml(bytes)) {
        return new Prolog("", false);
      }
      Prolog near = of(bytes, NEAR);
      return near.root.isEmpty() && bytes.length > NEAR ? of(bytes, DeviceSource.HEAD_BYTES) : near;
    }

    /** Every file is asked for its root, so that most of those that are no XML end here. */
    private static boolean mayBeXml(byte[] bytes) {
      int end = Math.min(NEAR, bytes.length);
      int at = 0;
      while (at < end
          && (bytes[at] >= 0 && bytes[at] <= ' ' || MARKS.indexOf(bytes[at] & 0xff) >= 0)) {
        at++;
      }
      return at == end || bytes[at] == '<';
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
    private static int typeEnd(String text, int from) {
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
      if (local(string(attributes[a], attributes[a + 1])).equals(name)) {
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
        String more = event == Event.TEXT ? expanded(from, to) : string(from, to);
        text = text.isEmpty() ? more : text + more;
      }
    }
    return text.strip();
  }

  /**
   * {@return the element's text as bytes, in which ASCII stands as such and a reference as it is;
   * its end tag has then been passed} The buffer is used again by the next call.
   */
  ByteBuffer content() {
    int element = depth;
    int count = 0;
    while (depth >= element) {
      Event event = advance();
      if ((event == Event.TEXT || event == Event.CDATA) && depth == element) {
        if (count + to - from > content.length) {
          content = Arrays.copyOf(content, Math.max(2 * content.length, count + to - from));
        }
        System.arraycopy(all, from, content, count, to - from);
        count += to - from;
      }
    }
    return ByteBuffer.wrap(content, 0, count);
  }

  /**
   * {@return the bytes that the element has as Base64; its end tag has then been passed}
   *
   * @param place what messages name, for example {@code "lead V1: "}
   * @throws EcgDataException if it is no Base64
   */
  byte[] base64(String place) {
    int count = withoutBlanks(content().limit());
    try {
      ByteBuffer bytes = Base64.getDecoder().decode(ByteBuffer.wrap(content, 0, count));
      return bytes.remaining() == bytes.array().length
          ? bytes.array()
          : Arrays.copyOf(bytes.array(), bytes.remaining());
    } catch (IllegalArgumentException e) {
      throw error(place + "expected Base64, found " + count + " characters that are none");
    }
  }

  /** Moves the content together where blanks stand in it, which are few; returns how many bytes remain. */
  private int withoutBlanks(int end) {
    int count = 0;
    int from = 0;
    for (int i = 0; i < end; i++) {
      // Eight at a time, as long as all are above the blank and in ASCII.
      while (i + 8 <= end) {
        long eight = (long) EIGHT_BYTES.get(content, i);
        if ((eight & ONES << 7 | (eight + 0x5fL * ONES & ONES << 7) ^ ONES << 7) != 0) {
          break;
        }
        i += 8;
      }
      if (i < end && content[i] >= 0 && content[i] <= ' ') {
        System.arraycopy(content, from, content, count, i - from);
        count += i - from;
        from = i + 1;
      }
    }
    System.arraycopy(content, from, content, count, end - from);
    return count + end - from;
  }

  /** {@return how many bytes the element's content is as Base64, by the number of its characters; they are not decoded, and its end tag has then been passed} */
  int base64Length() {
    int element = depth;
    long found = 0;
    while (depth >= element) {
      Event event = advance();
      if ((event == Event.TEXT || event == Event.CDATA) && depth == element) {
        found += base64(from, to);
      }
    }
    int filling = (int) (found >> 32);
    return (int) (3L * (int) found / 4) - filling;
  }

  /** How many characters between two places are no blanks, and in the high 32 bits, how many of these fill up. */
  private long base64(int begin, int end) {
    long count = 0;
    for (int i = begin; i < end; ) {
      if (i + 8 <= end && isPlain((long) EIGHT_BYTES.get(all, i))) {
        count += 8;
        i += 8;
        continue;
      }
      for (int last = Math.min(end, i + 8); i < last; i++) {
        count += all[i] > ' ' || all[i] < 0 ? 1 : 0;
        count += all[i] == '=' ? 1L << 32 : 0;
      }
    }
    return count;
  }

  /** Whether none of eight characters is a blank or fills up. */
  private static boolean isPlain(long eight) {
    long aboveBlank = (eight & ~HIGHEST) + 0x5f * ONES | eight;
    long filling = eight ^ '=' * ONES;
    return ((~aboveBlank | filling - ONES & ~filling) & HIGHEST) == 0;
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
    while (at < length) {
      if (all[at] != '<') {
        from = at;
        at = find('<', at);
        to = at;
        if (depth > 0) {
          return Event.TEXT;
        }
        if (afterBlanks(from) < to) {
          throw malformed(from);
        }
      } else if (startsWith("<!--", at)) {
        at = after("-->", at + 4);
      } else if (startsWith("<?", at)) {
        at = after("?>", at + 2);
      } else if (depth > 0 && startsWith("<![CDATA[", at)) {
        from = at + 9;
        at = after("]]>", from);
        to = at - 3;
        return Event.CDATA;
      } else if (!rootSeen && startsWith("<!DOCTYPE", at)) {
        at = typeEnd(at);
        if (at < length && all[at] == '[') {
          throw declares();
        }
        at = after(">", at);
      } else if (startsWith("</", at)) {
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
    int found = find(end.charAt(0), begin);
    while (found < length && !startsWith(end, found)) {
      found = find(end.charAt(0), found + 1);
    }
    if (found == length) {
      throw malformed(length);
    }
    return found + end.length();
  }

  private void endTag() {
    int end = nameEnd(at + 2);
    if (depth == 0
        || !Arrays.equals(all, at + 2, end, all, tags[2 * depth - 2], tags[2 * depth - 1])) {
      throw malformed(at);
    }
    end = afterBlanks(end);
    if (end == length || all[end] != '>') {
      throw malformed(at);
    }
    at = end + 1;
    depth--;
  }

  private void startTag() {
    int begin = at + 1;
    int end = nameEnd(begin);
    if (depth == 0 && rootSeen || end == begin || !isNameStart(all[begin])) {
      throw malformed(at);
    }
    if (depth == DEEPEST) {
      throw error("expected elements at most " + DEEPEST + " deep, found deeper ones");
    }
    rootSeen = true;
    attributeCount = 0;
    int next = afterBlanks(end);
    while (next < length && all[next] != '>' && !startsWith("/>", next)) {
      next = attributeAt(next);
    }
    if (next >= length) {
      throw malformed(length);
    }
    isEmpty = all[next] == '/';
    tags[2 * depth] = begin;
    tags[2 * depth + 1] = end;
    path[depth++] = local(string(begin, end));
    at = next + (isEmpty ? 2 : 1);
  }

  /** Notes an attribute, and gives the place behind it and the blanks that follow. */
  private int attributeAt(int begin) {
    int end = nameEnd(begin);
    int equals = afterBlanks(end);
    if (end == begin
        || !isNameStart(all[begin])
        || all[begin - 1] > ' '
        || attributeCount == MOST_ATTRIBUTES
        || equals >= length
        || all[equals] != '=') {
      throw malformed(begin);
    }
    int quote = afterBlanks(equals + 1);
    if (quote >= length || all[quote] != '"' && all[quote] != '\'') {
      throw malformed(quote);
    }
    int close = find((char) all[quote], quote + 1);
    if (close == length || find('<', quote, close) < close) {
      throw malformed(close);
    }
    int slot = 4 * attributeCount++;
    attributes[slot] = begin;
    attributes[slot + 1] = end;
    attributes[slot + 2] = quote + 1;
    attributes[slot + 3] = close;
    return afterBlanks(close + 1);
  }

  private int nameEnd(int begin) {
    int end = begin;
    while (end < length && (all[end] < 0 || !ENDS_NAME[all[end]])) {
      end++;
    }
    return end;
  }

  private static boolean isNameStart(byte c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c < 0;
  }

  private int afterBlanks(int begin) {
    int end = begin;
    while (end < length && all[end] <= ' ' && " \t\r\n".indexOf(all[end]) >= 0) {
      end++;
    }
    return end;
  }

  /** The place of the next such character, or the end of the file. */
  private int find(char c, int begin) {
    return find(c, begin, length);
  }

  private int find(char c, int begin, int end) {
    int found = begin;
    // Eight at a time: the lowest byte that is zero after the difference gives the highest bit of
    // its own first.
    for (long wanted = c * ONES; found + 8 <= end; found += 8) {
      long other = (long) EIGHT_BYTES.get(all, found) ^ wanted;
      long equal = other - ONES & ~other & ONES << 7;
      if (equal != 0) {
        return found + (Long.numberOfTrailingZeros(equal) >> 3);
      }
    }
    while (found < end && all[found] != c) {
      found++;
    }
    return found;
  }

  private boolean startsWith(String latin1, int begin) {
    if (latin1.length() > length - begin) {
      return false;
    }
    for (int i = 0; i < latin1.length(); i++) {
      if ((all[begin + i] & 0xff) != latin1.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The first bracket of a document type that stands in no quotes. */
  private int typeEnd(int begin) {
    int quote = 0;
    for (int i = begin; i < length; i++) {
      if (quote != 0) {
        quote = all[i] == quote ? 0 : quote;
      } else if (all[i] == '"' || all[i] == '\'') {
        quote = all[i];
      } else if (all[i] == '[' || all[i] == '>') {
        return i;
      }
    }
    return length;
  }

  private String string(int begin, int end) {
    return new String(all, begin, end - begin, charset);
  }

  /** The text between two places, references replaced by the characters that they mean. */
  private String expanded(int begin, int end) {
    int reference = find('&', begin, end);
    if (reference >= end) {
      return string(begin, end);
    }
    StringBuilder text = new StringBuilder();
    int plain = begin;
    while (reference < end) {
      int close = find(';', reference, end);
      if (close == end || close - reference > LONGEST_REFERENCE) {
        throw malformed(reference);
      }
      text.append(string(plain, reference)).append(character(reference, close));
      plain = close + 1;
      reference = find('&', plain, end);
    }
    return text.append(string(plain, end)).toString();
  }

  private String character(int reference, int close) {
    String name = string(reference + 1, close);
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
    int line = 1;
    int begin = 0;
    for (int i = find('\n', 0); i < place; i = find('\n', begin)) {
      line++;
      begin = i + 1;
    }
    return error(
        "expected well-formed XML without entities, found %s at line %d, column %d"
            .formatted(
                find('>', place) < length ? "a fault" : "the end of a file that was cut",
                line,
                place - begin + 1));
  }
}
