package org.ecgworkbench.dataset.device;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Formats that are known by their first bytes and not read, because no recording of theirs is at
 * hand.
 */
enum UnreadFormat {
  /**
   * Nihon Kohden and others: medical waveform format encoding rules, ISO 22077-1, with its
   * preamble.
   */
  MFER("MFER (ISO 22077)", true, head -> starts(head, "@") && at(head, 2, "MFR ")),
  /** Mortara ELI and others. */
  MORTARA(
      "Mortara ELI XML",
      true,
      head -> root(head).equals("ECG") && text(head).contains("UNITS_PER_MV")),
  /** GE CardioSoft and CASE. */
  CARDIOSOFT("GE CardioSoft XML", true, head -> root(head).equals("CardiologyXML")),
  /** GE monitors and MAC. */
  SAPPHIRE("GE Sapphire XML", true, head -> root(head).equals("sapphire")),
  /** Schiller AT and SEMA. */
  SCHILLER("Schiller XML", true, head -> root(head).equals("examdescript")),
  /** The general data format for biosignals. */
  GDF("GDF", true, head -> starts(head, "GDF ")),
  /** Tables of archives. */
  PARQUET(
      "Parquet",
      false,
      head -> starts(head, "PAR1"),
      "write its recordings as NumPy, HDF5 or CSV files"),
  /** Any file, compressed. */
  GZIP("gzip", false, head -> starts(head, "\u001f\u008b"), Advice.UNPACK),
  /** Any files, packed, but for NumPy arrays, which are read. */
  ZIP(
      "ZIP",
      false,
      head -> starts(head, "PK\u0003\u0004") && !text(head).contains(".npy"),
      Advice.UNPACK),
  /** A report to be printed. */
  PDF("PDF, a picture of a recording", false, head -> starts(head, "%PDF-"), Advice.EXPORT),
  /** A picture. */
  PNG("PNG, a picture", false, head -> starts(head, "\u0089PNG"), Advice.EXPORT),
  /** A picture. */
  JPEG("JPEG, a picture", false, head -> starts(head, "\u00ff\u00d8\u00ff"), Advice.EXPORT);

  /** What else a user can do. */
  private static final class Advice {
    static final String SEND = "send us one without names to have it read";
    static final String UNPACK = "unpack it, and give the file that is in it";
    static final String EXPORT = "export the samples of the recording";
  }

  private static final Pattern ROOT = Pattern.compile("<(?:[\\w.-]+:)?([\\w.-]+)");
  private static final int MUCH = 8192;

  private final String title;
  private final boolean isOfRecordings;
  private final Predicate<byte[]> recognition;
  private final String advice;

  UnreadFormat(String title, boolean isOfRecordings, Predicate<byte[]> recognition) {
    this(title, isOfRecordings, recognition, Advice.SEND);
  }

  UnreadFormat(String title, boolean isOfRecordings, Predicate<byte[]> recognition, String advice) {
    this.advice = advice;
    this.title = title;
    this.isOfRecordings = isOfRecordings;
    this.recognition = recognition;
  }

  String title() {
    return title;
  }

  /** What a user who has such a file can do. */
  String advice() {
    return advice;
  }

  /** Whether such a file can hold nothing but a recording. */
  boolean isOfRecordings() {
    return isOfRecordings;
  }

  /** The format of a file, by its first bytes. */
  static Optional<UnreadFormat> of(byte[] head) {
    return Arrays.stream(values()).filter(format -> format.recognition.test(head)).findFirst();
  }

  /**
   * The name of an XML file's root element without its prefix; empty where it is no XML, or the
   * root comes late.
   */
  static String root(byte[] head) {
    String text = text(head);
    int at = 0;
    while (at >= 0 && at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else if (text.startsWith("<?", at)) {
        at = behind(text, "?>", at);
      } else if (text.startsWith("<!--", at)) {
        at = behind(text, "-->", at);
      } else if (text.startsWith("<!DOCTYPE", at)) {
        int subset = text.indexOf('[', at);
        int end = text.indexOf('>', at);
        at = behind(text, subset >= 0 && subset < end ? "]>" : ">", at);
      } else {
        Matcher root = ROOT.matcher(text).region(at, text.length());
        return root.lookingAt() ? root.group(1) : "";
      }
    }
    return "";
  }

  /** The place behind the next such text; -1 where there is none. */
  private static int behind(String text, String end, int from) {
    int found = text.indexOf(end, from);
    return found < 0 ? -1 : found + end.length();
  }

  /**
   * The beginning as text, in the encoding that its first bytes show; letters of XML names are the
   * same in all others.
   */
  private static String text(byte[] head) {
    Charset charset = StandardCharsets.ISO_8859_1;
    int begin = 0;
    if (starts(head, "\u00ff\u00fe") || starts(head, "<\0")) {
      charset = StandardCharsets.UTF_16LE;
      begin = head[0] == '<' ? 0 : 2;
    } else if (starts(head, "\u00fe\u00ff") || starts(head, "\0<")) {
      charset = StandardCharsets.UTF_16BE;
      begin = head[0] == 0 ? 0 : 2;
    } else if (starts(head, "\u00ef\u00bb\u00bf")) {
      begin = 3;
    }
    return new String(head, begin, Math.min(MUCH, head.length - begin), charset);
  }

  private static boolean starts(byte[] head, String text) {
    return at(head, 0, text);
  }

  private static boolean at(byte[] head, int offset, String latin1) {
    byte[] wanted = latin1.getBytes(StandardCharsets.ISO_8859_1);
    return head.length >= offset + wanted.length
        && Arrays.equals(head, offset, offset + wanted.length, wanted, 0, wanted.length);
  }
}
