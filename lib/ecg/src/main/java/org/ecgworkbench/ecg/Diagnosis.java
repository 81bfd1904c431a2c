package org.ecgworkbench.ecg;

import java.util.List;
import java.util.Optional;

/**
 * The nine diagnostic classes of CPSC2018, in the order of the paper's tables and of every label and score array.
 *
 * <p>SNOMED CT codes are those of the PhysioNet/CinC Challenge 2020; two classes have two codes each, which the challenge scores as
 * one. Text forms are those of the first release of the challenge files.
 */
public enum Diagnosis {
  /** Sinus rhythm, normal. */
  SNR("sinus rhythm, normal", "Normal", "426783006"),
  /** Atrial fibrillation. */
  AF("atrial fibrillation", "AF", "164889003"),
  /** First-degree atrioventricular block. */
  IAVB("first-degree atrioventricular block", "I-AVB", "270492004"),
  /** Left bundle branch block. */
  LBBB("left bundle branch block", "LBBB", "164909002"),
  /** Right bundle branch block. */
  RBBB("right bundle branch block", "RBBB", "713427006", "59118001"),
  /** Premature atrial contraction. */
  PAC("premature atrial contraction", "PAC", "284470004", "63593006"),
  /** Premature ventricular contraction. */
  PVC("premature ventricular contraction", "PVC", "164884008"),
  /** ST-segment depression. */
  STD("ST-segment depression", "STD", "429622005"),
  /** ST-segment elevation. */
  STE("ST-segment elevation", "STE", "164931005");

  /** All nine classes, in order. */
  public static final List<Diagnosis> ALL = List.of(values());

  private final String fullName;
  private final String text;
  private final List<String> snomedCodes;

  Diagnosis(String fullName, String text, String... snomedCodes) {
    this.fullName = fullName;
    this.text = text;
    this.snomedCodes = List.of(snomedCodes);
  }

  /** {@return the class in words, for captions, for example {@code atrial fibrillation}} */
  public String fullName() {
    return fullName;
  }

  /** {@return the text form of the first release of the challenge files, for example {@code I-AVB}} */
  public String text() {
    return text;
  }

  /** {@return the SNOMED CT codes that mean this class, one or two; the first is the one that is written} */
  public List<String> snomedCodes() {
    return snomedCodes;
  }

  /**
   * {@return the class that a file names; empty for a diagnosis outside the nine}
   *
   * @param code one of {@link #snomedCodes()} or a {@link #text()}; blanks around it are ignored, case counts
   */
  public static Optional<Diagnosis> ofCode(String code) {
    String wanted = code.trim();
    for (Diagnosis diagnosis : values()) {
      if (diagnosis.text.equals(wanted) || diagnosis.snomedCodes.contains(wanted)) {
        return Optional.of(diagnosis);
      }
    }
    return Optional.empty();
  }
}
