package org.ecgworkbench.dataset.device.binary;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.ecg.Sex;

/**
 * What section 1 of an SCP-ECG file says that is kept: no name, number or date (EN 1064:2005,
 * clause 5.4).
 *
 * @param ageYears the stated age (tag 4) in whole years
 * @param sex the stated sex (tag 8)
 * @param maker manufacturer and model (tag 14), or {@code ""}
 * @param notes filters (tags 27 to 29), and whether the section breaks off; immutable
 */
record ScpHeader(OptionalInt ageYears, Sex sex, String maker, List<String> notes) {
  private static final int AGE = 4;
  private static final int SEX = 8;
  private static final int DEVICE = 14;
  private static final int HIGH_PASS = 27;
  private static final int LOW_PASS = 28;
  private static final int FILTERS = 29;
  private static final int END = 255;

  static final ScpHeader NONE = new ScpHeader(OptionalInt.empty(), Sex.UNKNOWN, "", List.of());

  ScpHeader {
    notes = List.copyOf(notes);
  }

  /**
   * {@return what the section says; a section that breaks off inside a field is read up to there}
   */
  static ScpHeader read(ScpSection section) {
    OptionalInt age = OptionalInt.empty();
    Sex sex = Sex.UNKNOWN;
    String maker = "";
    String highPass = "";
    String lowPass = "";
    String others = "";
    List<String> notes = new ArrayList<>();
    while (section.remaining() > 0) {
      int tag = section.u8();
      if (tag == END) {
        break;
      }
      int length = section.remaining() < 2 ? Integer.MAX_VALUE : section.u16();
      if (length > section.remaining()) {
        notes.add("Section 1 ends inside a field; what it says was read up to there.");
        break;
      }
      byte[] bytes = section.bytes();
      int at = section.take(length);
      if (tag == AGE && length >= 3) {
        age = years(ScpSection.u16(bytes, at), bytes[at + 2]);
      } else if (tag == SEX && length >= 1) {
        sex = bytes[at] == 1 ? Sex.MALE : bytes[at] == 2 ? Sex.FEMALE : Sex.UNKNOWN;
      } else if (tag == DEVICE) {
        maker = maker(new String(bytes, at, length, StandardCharsets.ISO_8859_1));
      } else if (tag == HIGH_PASS && length >= 2 && ScpSection.u16(bytes, at) > 0) {
        highPass = ", high pass %s Hz".formatted(plain(ScpSection.u16(bytes, at) / 100.0));
      } else if (tag == LOW_PASS && length >= 2 && ScpSection.u16(bytes, at) > 0) {
        lowPass = ", low pass %d Hz".formatted(ScpSection.u16(bytes, at));
      } else if (tag == FILTERS && length >= 1) {
        others = others(bytes[at]);
      }
    }
    String filters = highPass + lowPass + others;
    if (!filters.isEmpty()) {
      notes.add("Filters stated: " + filters.substring(2) + ".");
    }
    return new ScpHeader(age, sex, maker, notes);
  }

  /**
   * Units: 1 years, 2 months, 3 weeks, 4 days, 5 hours; a unit not stated leaves the age unknown.
   */
  private static OptionalInt years(int value, int unit) {
    return switch (unit) {
      case 1 -> OptionalInt.of(value);
      case 2 -> OptionalInt.of(value / 12);
      case 3 -> OptionalInt.of(value * 7 / 365);
      case 4 -> OptionalInt.of(value / 365);
      case 5 -> OptionalInt.of(value / (365 * 24));
      default -> OptionalInt.empty();
    };
  }

  private static String others(int bits) {
    String[] names = {"notch 60 Hz", "notch 50 Hz", "artefact filter", "baseline filter"};
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      if ((bits >> i & 1) != 0) {
        words.append(", ").append(names[i]);
      }
    }
    return words.toString();
  }

  /**
   * The model is the text in bytes 9 to 14. Five texts follow byte 36, the second a serial number
   * and the last the manufacturer, which is taken only if exactly five are there.
   */
  private static String maker(String device) {
    if (device.length() < 14) {
      return "";
    }
    String model = device.substring(8, 14);
    int end = model.indexOf('\0');
    model = end < 0 ? model : model.substring(0, end);
    String[] texts = device.length() > 36 ? device.substring(36).split("\0", -1) : new String[0];
    String manufacturer = texts.length == 6 && texts[5].isEmpty() ? texts[4] : "";
    return Words.quotable((manufacturer + " " + model).strip());
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
