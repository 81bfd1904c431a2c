package org.ecgworkbench.dataset.wfdb;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Sex;

/**
 * What the comments of a challenge header say about the patient: {@code Age}, {@code Sex}, {@code Dx}.
 *
 * @param ageYears completed years; empty where absent, {@code NaN} or unknown
 * @param sex unknown where absent
 * @param diagnoses the classes of the nine
 * @param unknownCodes diagnoses outside the nine, as written
 */
public record HeaderComments(
    OptionalInt ageYears, Sex sex, Set<Diagnosis> diagnoses, List<String> unknownCodes) {

  /**
   * {@return what they say}
   *
   * @param header with its comments
   * @throws EcgDataException for the first that cannot be read
   */
  public static HeaderComments of(WfdbHeader header) {
    List<String> problems = new ArrayList<>();
    HeaderComments comments = of(header, problems);
    if (!problems.isEmpty()) {
      throw new EcgDataException(problems.get(0));
    }
    return comments;
  }

  /**
   * {@return as much as can be read of them}: an age that cannot be hides neither sex nor diagnoses.
   *
   * @param header with its comments
   * @param problems receives a sentence for each that cannot, which is then unknown
   */
  public static HeaderComments of(WfdbHeader header, List<String> problems) {
    Set<Diagnosis> diagnoses = EnumSet.noneOf(Diagnosis.class);
    List<String> unknown = new ArrayList<>();
    // Files that were put together have one such line a source.
    for (String text : String.join(",", header.comments("Dx")).split(",", -1)) {
      String code = text.strip();
      if (isUnstated(code)) {
        continue;
      }
      Optional<Diagnosis> diagnosis = Diagnosis.ofCode(code);
      if (diagnosis.isPresent()) {
        diagnoses.add(diagnosis.get());
      } else {
        unknown.add(Words.quotable(code));
      }
    }
    return new HeaderComments(
        readable(problems, OptionalInt.empty(), () -> age(header.fileName(), once(header, "Age"))),
        readable(problems, Sex.UNKNOWN, () -> sex(header.fileName(), once(header, "Sex"))),
        diagnoses,
        List.copyOf(unknown));
  }

  /**
   * {@return what a field says, or the value for what is unknown where it cannot be read}
   *
   * @param <T> what a field says
   * @param problems receives why it cannot be read
   * @param unknown the value for that case
   * @param field reads it
   */
  public static <T> T readable(List<String> problems, T unknown, Supplier<T> field) {
    try {
      return field.get();
    } catch (EcgDataException e) {
      problems.add(e.getMessage());
      return unknown;
    }
  }

  private static String once(WfdbHeader header, String key) {
    List<String> stated = header.comments(key).stream().distinct().toList();
    if (stated.size() > 1) {
      throw new EcgDataException(
          "%s: %s: expected once, found %s"
              .formatted(
                  header.fileName(),
                  key.toLowerCase(Locale.ROOT),
                  Words.quotable(String.join(" and ", stated))));
    }
    return stated.isEmpty() ? "" : stated.get(0);
  }

  private static boolean isUnstated(String text) {
    return text.isEmpty() || text.equalsIgnoreCase("NaN") || text.equalsIgnoreCase("Unknown");
  }

  /**
   * {@return an age in completed years}; implausible ones are kept, the quality report names them.
   *
   * @param fileName for the message
   * @param text as the header has it
   * @throws EcgDataException if it is no number
   */
  public static OptionalInt age(String fileName, String text) {
    if (isUnstated(text)) {
      return OptionalInt.empty();
    }
    double years;
    try {
      years = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new EcgDataException(
          "%s: age: expected a number of years or NaN, found '%s'"
              .formatted(fileName, Words.quotable(text)),
          e);
    }
    if (!(Math.abs(years) < 1e6)) {
      throw new EcgDataException(fileName + ": age: expected a number of years, found " + years);
    }
    return OptionalInt.of((int) Math.floor(years));
  }

  /**
   * {@return the sex that a header states}
   *
   * @param fileName for the message
   * @param text as the header has it
   * @throws EcgDataException if it is no known word
   */
  public static Sex sex(String fileName, String text) {
    if (isUnstated(text)) {
      return Sex.UNKNOWN;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "male", "m" -> Sex.MALE;
      case "female", "f" -> Sex.FEMALE;
      default ->
          throw new EcgDataException(
              "%s: sex: expected Male, Female or Unknown, found '%s'"
                  .formatted(fileName, Words.quotable(text)));
    };
  }
}
