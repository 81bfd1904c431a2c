package org.ecgworkbench.paper.leads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.LeadSet;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.study.TrainingJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeadPlanTest {
  /** The sets of the challenge's announcement (moody-challenge.physionet.org/2021). */
  @Test
  void reducedSetsAreThoseOfTheChallengeOf2021() {
    assertEquals(Lead.parseList("I,II,III,aVR,aVL,aVF"), Lead.parseList("six"));
    assertEquals(List.of(Lead.I, Lead.II, Lead.III, Lead.V2), Lead.parseList("FOUR"));
    assertEquals(List.of(Lead.I, Lead.II, Lead.V2), Lead.parseList("three"));
    assertEquals(List.of(Lead.I, Lead.II), Lead.parseList(" two "));
    assertEquals(Lead.ALL, Lead.parseList("twelve"));
    assertThrows(IllegalArgumentException.class, () -> Lead.parseList("two,V5"));
  }

  @Test
  void jobsComeSeedBySeedThenFoldByFold() {
    LeadPlan plan =
        new LeadPlan(
            LeadPlan.parseLeadSets("V5;two"),
            LeadPlan.parseFolds("1-2"),
            LeadPlan.parseSeeds("7,9"));
    assertEquals(
        List.of(
            "--leads V5 --fold 1 --seed 7",
            "--leads I,II --fold 1 --seed 7",
            "--leads V5 --fold 2 --seed 7",
            "--leads I,II --fold 2 --seed 7",
            "--leads V5 --fold 1 --seed 9",
            "--leads I,II --fold 1 --seed 9",
            "--leads V5 --fold 2 --seed 9",
            "--leads I,II --fold 2 --seed 9"),
        plan.jobs().stream().map(TrainingJob::options).toList());
    Provenance written = plan.addTo(Provenance.start(getClass())).finish();
    assertEquals(plan, LeadPlan.of(new Settings(written.settings())));
  }

  @Test
  void table4HasThirteenSetsAndTheReducedOnesFourMore() {
    assertEquals(13, LeadPlan.table4().size());
    assertEquals(17, LeadPlan.parseLeadSets("table4;reduced").size());
    assertEquals(LeadPlan.table4AndReducedSets(), LeadPlan.parseLeadSets("table4;reduced"));
    assertEquals("6 limb leads", LeadSet.label(Lead.parseList("six")));
    assertEquals("I, II, V2", LeadSet.label(Lead.parseList("three")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "11", "1-11", "x", "", "3-1", "own,1", "1,,2", "-1"})
  void foldsThatThereAreNotAreRefused(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> LeadPlan.parseFolds(text)).getMessage();
    assertTrue(message.contains("1 to 10"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4294967296", "1.5", "", "a", "2-1"})
  void seedsThatThereAreNotAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> LeadPlan.parseSeeds(text));
  }

  @Test
  void aPlanThatMixesTheOwnSplitWithFoldsIsRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new LeadPlan(
                        LeadPlan.table4(),
                        List.of(OptionalInt.empty(), OptionalInt.of(3)),
                        List.of(1L)))
            .getMessage();
    assertTrue(message.contains("either 'own' or numbers"), message);
    assertThrows(
        IllegalArgumentException.class,
        () -> new LeadPlan(LeadPlan.table4(), LeadPlan.parseFolds("1"), List.of(1L, 1L)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LeadPlan(List.of(), LeadPlan.parseFolds("1"), List.of(1L)));
  }
}
