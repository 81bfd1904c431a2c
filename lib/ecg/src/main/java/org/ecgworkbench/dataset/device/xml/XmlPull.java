package org.ecgworkbench.dataset.device.xml;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
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
 * XML: no entity is ever expanded or fetched.
 *
 * <p>The encoding is that of the byte order mark, else of the XML declaration, else UTF-8. Bytes
 * that are wrong in it become U+FFFD: a name in another encoding must not hide a recording, and no
 * number, label or Base64 text can hold that character.
 */
final class XmlPull {
  private static final int DEEPEST = 80;
  private static final int LONGEST_TEXT = 4096;
  private static final Pattern ENCODING =
      Pattern.compile("<\\?xml\\s[^>]*?\\bencoding\\s*=\\s*[\"']([A-Za-z0-9._:-]+)[\"']");

  private final String fileName;
  private final XMLStreamReader reader;
  private final String[] path = new String[DEEPEST];
  private int depth;
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
      throw error("expected a document type without declarations, found some");
    }
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setXMLResolver(
        (publicId, systemId, baseUri, namespace) -> {
          throw new XMLStreamException("nothing outside the file is read");
        });
    try {
      reader = factory.createXMLStreamReader(characters(bytes));
    } catch (XMLStreamException e) {
      throw malformed(e);
    }
  }

  /** {@return the name of the root element, or an empty text where the head is no XML} */
  static String root(DeviceSource source) {
    return Prolog.of(source.head()).root;
  }

  /**
   * What stands before the root element, found without a parser: the JDK's of Java 17 prints to the
   * console where a file ends within a document type.
   *
   * @param root the root's name, or an empty text where none is found
   * @param declares whether the document type has declarations, as of entities
   */
  private record Prolog(String root, boolean declares) {
    private static final String MARKS = "\u00ef\u00bb\u00bf\u00fe\u00ff";

    static Prolog of(byte[] bytes) {
      int length = Math.min(DeviceSource.HEAD_BYTES, bytes.length);
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

  private Reader characters(byte[] bytes) {
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
    return new InputStreamReader(
        new ByteArrayInputStream(bytes, skipped, bytes.length - skipped),
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE));
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
        case XMLStreamConstants.START_ELEMENT -> {
          return true;
        }
        case XMLStreamConstants.END_ELEMENT -> {
          if (depth < within) {
            return false;
          }
        }
        case XMLStreamConstants.END_DOCUMENT -> {
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
    for (int a = 0; a < reader.getAttributeCount(); a++) {
      if (local(reader.getAttributeLocalName(a)).equals(name)) {
        return reader.getAttributeValue(a).strip();
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
    StringBuilder text = new StringBuilder();
    while (depth >= element) {
      if (hasText(advance()) && depth == element) {
        if (text.length() + reader.getTextLength() > LONGEST_TEXT) {
          throw error(
              "expected at most %d characters in %s, found more"
                  .formatted(LONGEST_TEXT, Words.quotable(name)));
        }
        text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
      }
    }
    return text.toString().strip();
  }

  /**
   * {@return the element's text in ASCII, other characters as '?'; its end tag has then been
   * passed} The buffer is used again by the next call.
   *
   * @param withBlanks whether blanks and line ends are kept
   */
  ByteBuffer content(boolean withBlanks) {
    int element = depth;
    int length = 0;
    while (depth >= element) {
      if (!hasText(advance()) || depth != element) {
        continue;
      }
      char[] chars = reader.getTextCharacters();
      int from = reader.getTextStart();
      int to = from + reader.getTextLength();
      if (length + to - from > content.length) {
        content = Arrays.copyOf(content, Math.max(2 * content.length, length + to - from));
      }
      for (int i = from; i < to; i++) {
        if (withBlanks || chars[i] > ' ') {
          content[length++] = chars[i] < 0x80 ? (byte) chars[i] : (byte) '?';
        }
      }
    }
    return ByteBuffer.wrap(content, 0, length);
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

  private static boolean hasText(int event) {
    return event == XMLStreamConstants.CHARACTERS
        || event == XMLStreamConstants.CDATA
        || event == XMLStreamConstants.SPACE;
  }

  private int advance() {
    int event;
    try {
      event = reader.next();
    } catch (XMLStreamException e) {
      throw malformed(e);
    } catch (RuntimeException e) {
      // The JDK's reader answers some malformed input with unchecked exceptions of its own.
      throw malformed(new XMLStreamException(e));
    }
    if (event == XMLStreamConstants.START_ELEMENT) {
      if (depth == DEEPEST) {
        throw error("expected elements at most " + DEEPEST + " deep, found deeper ones");
      }
      path[depth++] = local(reader.getLocalName());
    } else if (event == XMLStreamConstants.END_ELEMENT) {
      depth--;
    } else if (event == XMLStreamConstants.ENTITY_REFERENCE) {
      throw error("expected no entities, found '&" + Words.quotable(reader.getLocalName()) + ";'");
    }
    return event;
  }

  private static String local(String name) {
    return name.substring(name.indexOf(':') + 1);
  }

  private EcgDataException malformed(XMLStreamException e) {
    return new EcgDataException(
        fileName
            + ": expected well-formed XML without entities, found a fault"
            + (e.getLocation() == null || e.getLocation().getLineNumber() < 1
                ? ""
                : " at line %d, column %d"
                    .formatted(e.getLocation().getLineNumber(), e.getLocation().getColumnNumber())),
        e);
  }
}
