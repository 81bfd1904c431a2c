package org.ecgworkbench.dataset.device.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ecgworkbench.ecg.Lead;
import org.junit.jupiter.api.Test;

/**
 * Names as they stand in the public sample files of each format, or in reports of faults of other
 * readers.
 */
class LeadNameTest {
  private static void are(String standard, String... written) {
    for (String name : written) {
      assertEquals(standard, LeadName.of(name), name);
    }
  }

  @Test
  void aLeadIsKnownByEveryNameThatFilesGiveIt() {
    are("I", "I", " i ", "Lead I", "Lead I (Einthoven)", "MDC_ECG_LEAD_I", "ECG I", "EKG I", "DI");
    are("II", "II", "MDC_ECG_LEAD_II", "LEAD II", "DII", "ECG II\0\0");
    are("III", "iii", "DIII", "ECG_LEAD_III");
    are("III", "D3", "strip_III", "ECG-III", "ECG Lead: III", "MDC_ECG_LEAD_III (x)");
    are("aVR", "aVR", "AVR", "Lead aVR", "MDC_ECG_LEAD_AVR", "avr\0", "aVR (augmented)");
    are("aVL", "AVL", "ECG aVL");
    are("aVF", "avf", "Lead aVF ");
    are("V1", "V1", "v1", "Lead V1", "MDC_ECG_LEAD_V1", "ECG V1");
    for (Lead lead : Lead.ALL) {
      are(lead.label(), lead.label(), lead.name(), "Lead " + lead.label());
    }
  }

  @Test
  void aNeighbourIsNotTheLead() {
    are("V3R", "V3R", "v3r", "Lead V3R", "MDC_ECG_LEAD_V3R");
    are("V7", "V7", "Lead V7");
    are("-aVR", "-aVR", "-AVR", "\u2212aVR", "MDC_ECG_LEAD_-AVR");
    for (String other :
        new String[] {
          "V10",
          "IV",
          "D",
          "VR",
          "I-II",
          "V1 V2",
          "1",
          "",
          "ECG",
          "C3",
          "MLII",
          "median_I",
          "DV1",
          "D4",
          "V1S",
          "V0"
        }) {
      String found = LeadName.of(other);
      assertTrue(Lead.ALL.stream().noneMatch(l -> l.label().equals(found)), other);
    }
  }

  @Test
  void codesOfScpNameTheLeadsOfTheStandard() {
    // EN 1064:2005, table of lead codes.
    assertEquals("I", LeadName.ofCode(1));
    assertEquals("V6", LeadName.ofCode(8));
    assertEquals("V3R", LeadName.ofCode(11));
    assertEquals("III", LeadName.ofCode(61));
    assertEquals("aVF", LeadName.ofCode(64));
    assertNull(LeadName.ofCode(0));
    assertNull(LeadName.ofCode(135));
    assertNull(LeadName.ofCode(-1));
  }

  @Test
  void aNameOfNoStandardIsOneShortLine() {
    assertEquals("EEG Fp1", LeadName.of(" EEG\tFp1\n"));
    assertEquals(24 + 3, LeadName.of("x".repeat(4000)).length());
  }
}
