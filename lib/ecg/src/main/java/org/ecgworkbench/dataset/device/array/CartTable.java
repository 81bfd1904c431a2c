package org.ecgworkbench.dataset.device.array;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.dataset.device.file.CartUnit;
import org.ecgworkbench.dataset.device.file.LeadName;

/**
 * The line of a table that names its columns, wherever it stands among the first lines.
 *
 * @param columns what the columns are
 * @param separator the character between cells: {@code ;}, a tab or {@code ,}
 * @param begin where the next line begins
 * @param lines how many lines there are to that point
 */
record CartTable(List<Column> columns, char separator, int begin, int lines) {
  private static final int MOST_LINES = 60;
  private static final int LONGEST_LINE = 4096;
  private static final int LONGEST_NAME = 80;
  private static final char[] SEPARATORS = {';', '\t', ','};
  private static final Pattern BRACKETED =
      Pattern.compile("(.*?)[\\s_]*[\\[(]\\s*([^\\[\\]()]*?)\\s*[\\])]");
  private static final Pattern ENDING = Pattern.compile("(.*?)[\\s_/]+(\\S+)");
  // In JSON, XML and the like names of leads stand between commas too.
  private static final Pattern MARKUP = Pattern.compile("[{}<>:=]");
  private static final Set<String> TIMES =
      Set.of("time", "t", "timestamp", "zeit", "temps", "tiempo", "tempo");

  CartTable {
    columns = List.copyOf(columns);
  }

  /** What a column is. */
  enum Kind {
    LEAD,
    TIME,
    OTHER,
    /** Without a name, as a separator at the end of each line makes one. */
    NAMELESS
  }

  /**
   * One column.
   *
   * @param kind what it is
   * @param lead the lead's standard name, {@code ""} if it is none
   * @param unit the word for its unit, {@code ""} if it has none
   */
  record Column(Kind kind, String lead, String unit) {
    boolean isLead() {
      return kind == Kind.LEAD;
    }

    boolean isTime() {
      return kind == Kind.TIME;
    }

    Column withUnit(String word) {
      return new Column(kind, lead, word);
    }

    static Column of(String name) {
      String whole = name.strip();
      if (whole.length() > LONGEST_NAME) {
        return new Column(Kind.OTHER, "", "");
      }
      Matcher bracketed = BRACKETED.matcher(whole);
      if (bracketed.matches()) {
        return named(bracketed.group(1), bracketed.group(2));
      }
      Matcher ending = ENDING.matcher(whole);
      if (ending.matches() && isUnit(ending.group(2))) {
        return named(ending.group(1), ending.group(2));
      }
      return named(whole, "");
    }

    private static Column named(String name, String unit) {
      if (name.isEmpty()) {
        return new Column(Kind.NAMELESS, "", unit);
      }
      if (seconds(name) > 0 && unit.isEmpty()) {
        return new Column(Kind.TIME, "", name);
      }
      if (TIMES.contains(name.strip().toLowerCase(Locale.ROOT))) {
        return new Column(Kind.TIME, "", unit);
      }
      return LeadName.standard(name)
          .map(lead -> new Column(Kind.LEAD, lead, unit))
          .orElse(new Column(Kind.OTHER, "", unit));
    }
  }

  /** {@return whether a word is a unit of voltage or time} */
  static boolean isUnit(String word) {
    return CartUnit.of(word).isPresent() || seconds(word) > 0;
  }

  /** {@return how many seconds a unit of time has, 0 if a word is none} */
  static double seconds(String word) {
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "s", "sec", "second", "seconds" -> 1;
      case "ms", "msec", "millisecond", "milliseconds" -> 1e-3;
      default -> 0;
    };
  }

  /**
   * {@return the first line that names two leads, or one lead and the time; empty if none of the
   * first lines does}
   *
   * @param text the beginning of a file, or all of it
   */
  static Optional<CartTable> find(String text) {
    int begin = text.startsWith("\ufeff") ? 1 : 0;
    for (int line = 0; line < MOST_LINES && begin < text.length(); line++) {
      int end = endOfLine(text, begin);
      int next = afterLine(text, end);
      if (end - begin <= LONGEST_LINE && !MARKUP.matcher(text).region(begin, end).find()) {
        CartTable best = null;
        for (char separator : SEPARATORS) {
          List<String> cells = cells(text, begin, end, separator);
          List<Column> columns =
              cells == null ? List.of() : cells.stream().map(Column::of).toList();
          if (names(columns) > (best == null ? 1 : names(best.columns))) {
            best = new CartTable(columns, separator, next, line + 1);
          }
        }
        if (best != null && best.columns.stream().anyMatch(Column::isLead)) {
          return Optional.of(best);
        }
      }
      begin = next;
    }
    return Optional.empty();
  }

  private static long names(List<Column> columns) {
    return columns.stream().filter(column -> column.isLead() || column.isTime()).count();
  }

  /**
   * {@return the position of the line feed or carriage return that ends a line, or the end of the
   * text}
   */
  static int endOfLine(String text, int begin) {
    int end = begin;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  /** {@return where the line after the one that ends here begins} */
  static int afterLine(String text, int end) {
    return end + 1 < text.length() && text.charAt(end) == '\r' && text.charAt(end + 1) == '\n'
        ? end + 2
        : end + 1;
  }

  /** {@return the cells of a line without their quotation marks; null if one is not closed} */
  static List<String> cells(String text, int begin, int end, char separator) {
    List<String> cells = new ArrayList<>();
    int cell = begin;
    boolean quoted = false;
    boolean quotes = false;
    for (int i = begin; i <= end; i++) {
      char c = i < end ? text.charAt(i) : separator;
      if (c == '"') {
        quoted = !quoted;
        quotes = true;
      }
      if (i == end && quoted) {
        return null;
      }
      if (c == separator && !quoted) {
        String raw = text.substring(cell, i).strip();
        cells.add(quotes ? raw.replace("\"", "").strip() : raw);
        cell = i + 1;
        quotes = false;
      }
    }
    return cells;
  }
}
