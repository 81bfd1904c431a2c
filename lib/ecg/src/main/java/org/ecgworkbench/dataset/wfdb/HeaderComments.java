package org.ecgworkbench.dataset.wfdb;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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

  public static HeaderComments of(WfdbHeader header) {
    Set<Diagnosis> diagnoses = EnumSet.noneOf(Diagnosis.class);
    List<String> unknown = new ArrayList<>();
    for (String text : header.comment("Dx").orElse("").split(",", -1)) {
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
        age(header.fileName(), header.comment("Age").orElse("")),
        sex(header.fileName(), header.comment("Sex").orElse("")),
        diagnoses,
        List.copyOf(unknown));
  }

  private static boolean isUnstated(String text) {
    return text.isEmpty() || text.equalsIgnoreCase("NaN") || text.equalsIgnoreCase("Unknown");
  }

  /** An age in completed years; implausible ones are kept, the quality report names them. */
  public static OptionalInt age(String fileName, String text) {
    if (isUnstated(text)) {
      return OptionalInt.empty();
    }
    double years;
    try {
      years = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new EcgDataException(
          fileName
              + ": age: expected a number of years or NaN, found '"
              + Words.quotable(text)
              + "'",
          e);
    }
    if (!(Math.abs(years) < 1e6)) {
      throw new EcgDataException(fileName + ": age: expected a number of years, found " + years);
    }
    return OptionalInt.of((int) Math.floor(years));
  }

  public static Sex sex(String fileName, String text) {
    if (isUnstated(text)) {
      return Sex.UNKNOWN;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "male", "m" -> Sex.MALE;
      case "female", "f" -> Sex.FEMALE;
      default ->
          throw new EcgDataException(
              fileName
                  + ": sex: expected Male, Female or Unknown, found '"
                  + Words.quotable(text)
                  + "'");
    };
  }
}
