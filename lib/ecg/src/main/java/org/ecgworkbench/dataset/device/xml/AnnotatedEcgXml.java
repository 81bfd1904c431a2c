package org.ecgworkbench.dataset.device.xml;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.CartUnit;
import org.ecgworkbench.dataset.device.file.CartWords;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.ecg.Sex;

/**
 * The annotated ECG of HL7 version 3 (ANSI/HL7 V3 ECG, R1-2004), as trials hand it to the FDA.
 *
 * <p>The series of code RHYTHM is read; representative beats, which hold the same leads again, are
 * not. Its one sequence set has a sequence of times, whose increment gives the rate, and a
 * sequence for each lead: millivolts are origin + scale x digit, each in its own unit. Annotations
 * are passed over. Several sequence sets are a recording in segments, which is refused.
 */
public final class AnnotatedEcgXml implements DeviceFormat {
  private static final String RHYTHM = "RHYTHM";
  private static final String FILTER = "MDC_ECG_CTL_VBL_ATTR_FILTER_";

  /** LOINC's "Reported Age". */
  private static final String REPORTED_AGE = "21612-7";

  @Override
  public String name() {
    return "HL7 aECG";
  }

  @Override
  public boolean recognises(DeviceSource source) {
    return XmlPull.root(source).equals("AnnotatedECG");
  }

  @Override
  public DeviceRecording read(DeviceSource source) {
    return new Reading(source).recording();
  }

  private final class Reading {
    private final XmlPull xml;
    private final XmlLeads leads;
    private final List<String> notes = new ArrayList<>();
    private final List<String> leftAlone = new ArrayList<>();
    private final List<String> filters = new ArrayList<>();
    private boolean rhythmSeen;
    private boolean setSeen;
    private String maker = "";
    private double samplingRateHz = Double.NaN;
    private OptionalInt age = OptionalInt.empty();
    private Sex sex = Sex.UNKNOWN;

    Reading(DeviceSource source) {
      xml = new XmlPull(source);
      leads = new XmlLeads(source.name());
    }

    DeviceRecording recording() {
      while (xml.nextWithin(0)) {
        switch (xml.name()) {
          case "administrativeGenderCode" -> sex = CartWords.sex(xml.attribute("code"));
          case "relatedObservation" -> observation(xml.depth());
          case "series" -> series(xml.depth());
          default -> {}
        }
      }
      if (!rhythmSeen) {
        throw xml.error(
            "expected a series of code RHYTHM, found "
                + (leftAlone.isEmpty() ? "none" : String.join(", ", leftAlone)));
      }
      if (leads.size() == 0) {
        throw xml.error("expected leads in the rhythm series, found none");
      }
      leads.cutPulse(samplingRateHz, notes);
      if (!filters.isEmpty()) {
        notes.add("filters stated: " + String.join(", ", filters));
      }
      if (!leftAlone.isEmpty()) {
        notes.add("left alone: " + String.join(", ", leftAlone));
      }
      return new DeviceRecording(name(), "", maker, samplingRateHz, leads.list(), age, sex, notes);
    }

    private void observation(int depth) {
      boolean isAge = false;
      while (xml.nextWithin(depth)) {
        if (xml.name().equals("code") && xml.depth() == depth + 1) {
          isAge = xml.attribute("code").equals(REPORTED_AGE);
        } else if (isAge && xml.name().equals("value") && xml.depth() == depth + 1) {
          age = XmlWords.years(xml.attribute("value"), xml.attribute("unit"));
        }
      }
    }

    private void series(int depth) {
      boolean isRhythm = false;
      String filter = "";
      while (xml.nextWithin(depth)) {
        switch (xml.name()) {
          case "code" -> {
            String code = xml.attribute("code");
            if (xml.depth() == depth + 1) {
              isRhythm = code.equals(RHYTHM);
              if (!isRhythm) {
                leftAlone.add(Words.quotable(code));
                xml.leave(depth);
                return;
              }
              if (rhythmSeen) {
                throw xml.error("expected one series of code RHYTHM, found several");
              }
              rhythmSeen = true;
            } else if (code.startsWith(FILTER) && xml.parent().equals("controlVariable")) {
              filter = filterOf(code, filter);
            }
          }
          case "value" -> {
            if (!filter.isEmpty()
                && xml.parent().equals("controlVariable")
                && xml.attribute("unit").equals("Hz")) {
              filters.add(filter + " " + Words.quotable(xml.attribute("value")) + " Hz");
            }
          }
          case "manufacturerModelName" -> maker = Words.quotable(xml.text());
          case "sequenceSet" -> {
            if (!isRhythm) {
              throw xml.error("expected the code of a series before its sequences, found none");
            }
            sequences(xml.depth());
          }
          case "derivedSeries" -> {
            leftAlone.add("derived series");
            xml.leave(xml.depth());
          }
          case "annotationSet" -> xml.leave(xml.depth());
          default -> {}
        }
      }
    }

    /** The filter that a code begins, or the one it goes on about. */
    private String filterOf(String code, String current) {
      return switch (code.substring(FILTER.length())) {
        case "LOW_PASS" -> "low-pass";
        case "HIGH_PASS" -> "high-pass";
        case "NOTCH" -> "notch";
        default -> current;
      };
    }

    private void sequences(int depth) {
      if (setSeen) {
        throw xml.error(
            "expected one sequence set in the rhythm series, found several: a recording in segments"
                + " is not read");
      }
      setSeen = true;
      while (xml.nextWithin(depth)) {
        if (xml.name().equals("sequence")) {
          sequence(xml.depth());
        }
      }
    }

    private void sequence(int depth) {
      String code = "";
      double[] digits = null;
      Quantity origin = new Quantity("0", "mV");
      Quantity scale = new Quantity("", "");
      Quantity increment = new Quantity("", "");
      while (xml.nextWithin(depth)) {
        switch (xml.name()) {
          case "code" -> code = xml.attribute("code");
          case "origin" -> origin = quantity();
          case "scale" -> scale = quantity();
          case "increment" -> increment = quantity();
          case "digits" -> digits = digits("sequence " + Words.quotable(code) + ": ");
          default -> {}
        }
      }
      if (code.equals("TIME_ABSOLUTE") || code.equals("TIME_RELATIVE")) {
        time(code, increment);
        return;
      }
      int label = code.indexOf("_LEAD_");
      if (label < 0) {
        leftAlone.add("sequence " + Words.quotable(code));
        return;
      }
      String name = XmlLeads.standardName(code.substring(label + "_LEAD_".length()));
      String place = "lead " + name + ": ";
      if (digits == null) {
        throw xml.error(place + "expected digits, found none");
      }
      double scaleInUnit = scale.number();
      CartUnit unit = scale.unit(xml, place + "expected a scale");
      double originMillivolts =
          origin.number() == 0
              ? 0
              : origin.unit(xml, place + "expected an origin").toMillivolts(origin.number());
      if (scaleInUnit == 0 || Double.isNaN(originMillivolts)) {
        throw xml.error(
            place
                + "expected a scale other than 0 and an origin, found %s and %s"
                    .formatted(scale, origin));
      }
      for (int i = 0; i < digits.length; i++) {
        digits[i] *= scaleInUnit;
      }
      unit.toMillivolts(digits);
      for (int i = 0; i < digits.length; i++) {
        digits[i] += originMillivolts;
      }
      leads.add(name, digits);
    }

    private Quantity quantity() {
      return new Quantity(xml.attribute("value"), xml.attribute("unit"));
    }

    private void time(String code, Quantity increment) {
      double perSecond =
          switch (increment.unit) {
            case "s" -> 1;
            case "ms" -> 1e3;
            case "us" -> 1e6;
            default -> Double.NaN;
          };
      double rate = perSecond / increment.number();
      if (!(rate > 0 && rate <= 1e6)) {
        throw xml.error(
            "expected an increment in s, ms or us in %s, found %s".formatted(code, increment));
      }
      if (!Double.isNaN(samplingRateHz) && samplingRateHz != rate) {
        throw xml.error(
            "expected one increment, found %s Hz and %s Hz".formatted(samplingRateHz, rate));
      }
      samplingRateHz = rate;
    }

    private static boolean isBlank(byte b) {
      return b >= 0 && b <= ' ';
    }

    private double[] digits(String place) {
      ByteBuffer text = xml.content();
      byte[] bytes = text.array();
      int end = text.limit();
      double[] digits = new double[1024];
      int count = 0;
      for (int at = 0; at < end; ) {
        if (isBlank(bytes[at])) {
          at++;
          continue;
        }
        int from = at;
        boolean negative = bytes[at] == '-';
        int magnitude = 0;
        at += negative || bytes[at] == '+' ? 1 : 0;
        int first = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9' && at - first < 9) {
          magnitude = 10 * magnitude + bytes[at++] - '0';
        }
        if (count == digits.length) {
          digits = Arrays.copyOf(digits, 2 * count);
        }
        if (at > first && (at == end || isBlank(bytes[at]))) {
          digits[count++] = negative ? -magnitude : magnitude;
          continue;
        }
        while (at < end && !isBlank(bytes[at])) {
          at++;
        }
        String word = new String(bytes, from, at - from, StandardCharsets.US_ASCII);
        double number = XmlWords.number(word);
        if (Double.isNaN(number)) {
          throw xml.error(
              "%sexpected a number as digit %d, found '%s'"
                  .formatted(place, count + 1, Words.quotable(word)));
        }
        digits[count++] = number;
      }
      return Arrays.copyOf(digits, count);
    }
  }

  /** A number with its unit as the file has them. */
  private record Quantity(String value, String unit) {
    double number() {
      return XmlWords.number(value);
    }

    CartUnit unit(XmlPull xml, String expected) {
      return CartUnit.of(unit)
          .filter(found -> !Double.isNaN(number()))
          .orElseThrow(() -> xml.error(expected + " in V, mV, uV or nV, found " + this));
    }

    @Override
    public String toString() {
      return value.isEmpty() && unit.isEmpty()
          ? "none"
          : "'" + Words.quotable(value + " " + unit) + "'";
    }
  }
}
