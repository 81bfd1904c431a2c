package org.ecgworkbench.download;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.ecg.EcgDataException;

/** A list of SHA-256 sums as {@code sha256sum} writes it, and what of it a data set wants. */
final class FileSums {
  private static final Pattern LINE = Pattern.compile("([0-9a-fA-F]{64})[ \\t]+\\*?(\\S.*)");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");
  private static final int DEEPEST = 8;

  /**
   * One file that is wanted.
   *
   * @param remote its path below the base address
   * @param local its path below the folder here, with {@code /}
   * @param sha256 its sum in lower-case hexadecimal
   */
  record Entry(String remote, String local, String sha256) {}

  /**
   * What a list of sums comes to.
   *
   * @param entries the files, in the order of their local paths
   * @param remarks where their number is not that of the description, in sentences
   */
  record Wanted(List<Entry> entries, List<String> remarks) {}

  private FileSums() {}

  /**
   * The files that a source wants.
   *
   * @param text the list of sums
   * @throws EcgDataException if a line is not of this form; if any path in the list, wanted or not, leads outside its folder; if a
   *     wanted path is not plain, occurs twice, or differs from another in case alone; if a folder has no wanted file, a required
   *     path is not there, or a header is there without its samples or they without it, as in a list that was cut short
   */
  static Wanted wanted(DataSource source, String text) {
    String at = source.sums() + ": ";
    SortedMap<String, Entry> entries = new TreeMap<>();
    Map<String, String> ignoringCase = new HashMap<>();
    int[] found = new int[source.folders().size()];
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String place = at + "line " + number + ": ";
      Matcher matcher = LINE.matcher(line.strip());
      if (!matcher.matches()) {
        throw new EcgDataException(
            place + "expected 64 hexadecimal digits and a file, found '" + shown(line) + "'");
      }
      String remote = matcher.group(2);
      if (remote.startsWith("./")) {
        remote = remote.substring(2);
      }
      checkInside(place, remote);
      for (int i = 0; i < found.length; i++) {
        DataSource.Folder folder = source.folders().get(i);
        if (remote.startsWith(folder.from())
            && folder.names().matcher(remote.substring(folder.from().length())).matches()) {
          found[i]++;
          String local = folder.to() + remote.substring(folder.from().length());
          checkPath(place, local);
          checkPath(place, remote);
          String other = ignoringCase.put(local.toLowerCase(Locale.ROOT), local);
          if (other != null) {
            throw new EcgDataException(
                place + "expected each file once, found " + other + " and " + local);
          }
          entries.put(local, new Entry(remote, local, matcher.group(1).toLowerCase(Locale.ROOT)));
          break;
        }
      }
    }
    List<String> remarks = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      DataSource.Folder folder = source.folders().get(i);
      String files = folder.from() + folder.names();
      if (found[i] == 0) {
        throw new EcgDataException(at + "expected files " + files + ", found none");
      }
      if (found[i] != folder.describedFiles()) {
        remarks.add(
            String.format(
                Locale.ROOT,
                "the publisher lists %,d files %s, the description of the data set gives %,d",
                found[i],
                files,
                folder.describedFiles()));
      }
    }
    checkWhole(at, source, entries);
    List<Entry> list = new ArrayList<>(entries.values());
    for (Entry entry : list) {
      for (int slash = entry.local().indexOf('/');
          slash >= 0;
          slash = entry.local().indexOf('/', slash + 1)) {
        String folder = entry.local().substring(0, slash);
        if (ignoringCase.containsKey(folder.toLowerCase(Locale.ROOT))) {
          throw new EcgDataException(
              at + "expected " + folder + " to be a file or a folder, found both");
        }
      }
    }
    return new Wanted(list, remarks);
  }

  /** A header and its samples come together; what cannot be done without is there. */
  private static void checkWhole(String at, DataSource source, Map<String, Entry> entries) {
    for (String path : source.required()) {
      if (!entries.containsKey(path)) {
        throw new EcgDataException(at + "expected " + path + ", found none");
      }
    }
    for (String path : entries.keySet()) {
      int dot = path.lastIndexOf('.');
      String stem = dot < 0 ? path : path.substring(0, dot);
      String ending = path.substring(stem.length());
      boolean samples = ending.equals(".mat") || ending.equals(".dat");
      boolean alone =
          ending.equals(".hea")
              && !entries.containsKey(stem + ".mat")
              && !entries.containsKey(stem + ".dat");
      if (alone || samples && !entries.containsKey(stem + ".hea")) {
        throw new EcgDataException(
            at
                + path
                + ": expected "
                + (samples ? "its header" : "its samples")
                + " in the list too, found none; the list is not whole");
      }
    }
  }

  /** Refuses a path that could lead out of its folder on any system. */
  private static void checkInside(String place, String path) {
    boolean bad =
        path.startsWith("/")
            || path.indexOf('\\') >= 0
            || path.length() > 1 && path.charAt(1) == ':'
            || path.chars().anyMatch(Character::isISOControl);
    for (String part : path.split("/", -1)) {
      bad |= part.isEmpty() || part.equals(".") || part.equals("..");
    }
    if (bad) {
      throw new EcgDataException(
          place + "expected the path of a file inside its folder, found '" + shown(path) + "'");
    }
  }

  /**
   * Refuses a path of anything but plain names: letters, digits, {@code . _ -}, no dot in front, parts divided by {@code /}, and none of
   * the endings that unfinished files have here.
   */
  static void checkPath(String place, String path) {
    checkInside(place, path);
    String[] parts = path.split("/", -1);
    boolean bad =
        parts.length > DEEPEST || path.endsWith(PartFile.PART) || path.endsWith(PartFile.STATE);
    for (String part : parts) {
      bad |= !PLAIN.matcher(part).matches() || part.endsWith(".");
    }
    if (bad) {
      throw new EcgDataException(
          place
              + "expected a path of letters, digits, '.', '_' and '-', found '"
              + shown(path)
              + "'");
    }
  }

  private static String shown(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= 80 ? plain : plain.substring(0, 80) + "...";
  }
}
