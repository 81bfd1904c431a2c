package org.ecgworkbench.paper.population;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.shap.LeadGame;
import org.junit.jupiter.api.Test;

class LeadMeasuresTest {
  private static final double[] ASCENDING = IntStream.range(0, 12).mapToDouble(i -> i).toArray();
  private static final double[] DESCENDING = IntStream.range(0, 12).mapToDouble(i -> -i).toArray();

  private static LeadMeasures measures(double[][] shapley, double[][] expected) {
    Map<String, double[][]> perRecord = new LinkedHashMap<>();
    perRecord.put(LeadMeasures.SHAPLEY, shapley);
    perRecord.put(LeadMeasures.EXPECTED, expected);
    double[][][] standIns =
        Arrays.stream(shapley).map(of -> new double[][] {of}).toArray(double[][][]::new);
    return new LeadMeasures(
        perRecord, standIns, ASCENDING, new double[][] {ASCENDING, DESCENDING}, 42);
  }

  /** By hand: 2 - 1 + 1 has magnitudes of 4 in all. */
  @Test
  void valuesAreSharesOfTheSumOfMagnitudes() {
    assertArrayEquals(
        new double[] {0.5, -0.25, 0.25}, LeadMeasures.normalised(new double[] {2, -1, 1}));
    assertArrayEquals(new double[2], LeadMeasures.normalised(new double[2]));
  }

  /**
   * By hand: in the first record the orders agree (1), in the second they are opposite (-1), so the mean is 0 and resamples of one record
   * alone reach -1 and 1. The means over both records are ascending and 0 everywhere, where there is no order.
   */
  @Test
  void agreementWithinRecordsAndOfMeansByHand() {
    LeadMeasures measures =
        measures(new double[][] {ASCENDING, ASCENDING}, new double[][] {ASCENDING, DESCENDING});
    LeadMeasures.Agreement found = measures.agreement(LeadMeasures.SHAPLEY, LeadMeasures.EXPECTED);
    assertEquals(0, found.within().estimate(), 1e-12);
    assertEquals(-1, found.within().lower(), 1e-12);
    assertEquals(1, found.within().upper(), 1e-12);
    assertEquals(Double.NaN, found.ofMeans().estimate());
  }

  /** One record, two stand-ins that disagree wholly: their chance alone reaches from one to the other. */
  @Test
  void theErrorOfTheStandInsIsInTheInterval() {
    Map<String, double[][]> perRecord = new LinkedHashMap<>();
    perRecord.put(LeadMeasures.SHAPLEY, new double[][] {{0.5, 0.5}, {0.5, 0.5}});
    double[][][] standIns = {{{1, 0}, {0, 1}}, {{1, 0}, {0, 1}}};
    LeadMeasures measures =
        new LeadMeasures(
            perRecord, standIns, new double[] {1, 1}, new double[][] {{1, 1}, {1, 1}}, 42);
    Interval first = measures.means(LeadMeasures.SHAPLEY).get(0);
    assertEquals(0.5, first.estimate());
    assertEquals(0, first.lower(), 1e-12);
    assertEquals(1, first.upper(), 1e-12);
  }

  /** Single-lead networks have no records: their resamples here are ascending and descending, half each. */
  @Test
  void singleLeadNetworksAreComparedByMeansAlone() {
    LeadMeasures measures =
        measures(new double[][] {ASCENDING, ASCENDING}, new double[][] {ASCENDING, ASCENDING});
    LeadMeasures.Agreement found = measures.agreement(LeadMeasures.SHAPLEY, LeadMeasures.SINGLE);
    assertFalse(found.within().isDefined());
    assertEquals(1, found.ofMeans().estimate(), 1e-12);
    assertEquals(-1, found.ofMeans().lower(), 1e-12);
    List<Interval> auc = measures.means(LeadMeasures.SINGLE);
    assertEquals(11, auc.get(11).estimate());
    List<Interval> means = measures.means(LeadMeasures.SHAPLEY);
    assertEquals(3, means.get(3).estimate(), 1e-12);
  }

  /** By hand: two references give a lead 1 and 3, so its standard error is sqrt(2) / sqrt(2) = 1. */
  @Test
  void standardErrorsAreThoseOfTheMeanOverReferences() {
    List<LeadGame> games =
        List.of(
            new LeadGame(List.of(Lead.I), new double[] {0, 1}),
            new LeadGame(List.of(Lead.I), new double[] {0, 3}));
    assertArrayEquals(new double[] {1}, LeadPlayer.standardErrors(games), 1e-12);
    assertEquals(Double.NaN, LeadPlayer.standardErrors(games.subList(0, 1))[0]);
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new LeadsAsPlayers.Options(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new LeadsAsPlayers.Options(1, 0));
  }
}
