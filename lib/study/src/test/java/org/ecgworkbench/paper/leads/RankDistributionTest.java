package org.ecgworkbench.paper.leads;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

class RankDistributionTest {
  private static final List<String> NAMES = List.of("a", "b", "c", "d");

  /** Five resamples, written as columns; ranks by hand beside them. */
  private static RankDistribution byHand() {
    return RankDistribution.of(
        NAMES,
        new double[] {0.8, 0.7, 0.7, 0.1},
        new double[][] {
          {0.9, 0.5, 0.7, 0.7, 0.2}, // ranks 1, 3, 1.5, 1, 4
          {0.8, 0.6, 0.7, 0.5, 0.5}, // ranks 2, 2, 1.5, 2, 2
          {0.7, 0.7, 0.6, 0.4, 0.5}, // ranks 3, 1, 3, 3.5, 2
          {0.1, 0.2, 0.3, 0.4, 0.5}, // ranks 4, 4, 4, 3.5, 2
        });
  }

  @Test
  void equalValuesShareTheirRanks() {
    RankDistribution ranks = byHand();
    assertEquals(1, ranks.rank(0));
    assertEquals(2.5, ranks.rank(1));
    assertEquals(2.5, ranks.rank(2));
    assertEquals(4, ranks.rank(3));
    assertEquals(10.5 / 5, ranks.meanRank(0), 1e-15);
    assertEquals(9.5 / 5, ranks.meanRank(1), 1e-15);
    assertEquals(12.5 / 5, ranks.meanRank(2), 1e-15);
    assertEquals(17.5 / 5, ranks.meanRank(3), 1e-15);
  }

  @Test
  void placesAmongTheBestAreSharedWhereValuesAreEqual() {
    RankDistribution ranks = byHand();
    // Best two by resample: ab, cb, ab, ab, and two of b, c, d by lot.
    assertEquals(3 / 5.0, ranks.amongBest(0, 2), 1e-15);
    assertEquals((4 + 2 / 3.0) / 5, ranks.amongBest(1, 2), 1e-15);
    assertEquals((1 + 2 / 3.0) / 5, ranks.amongBest(2, 2), 1e-15);
    assertEquals(2 / 3.0 / 5, ranks.amongBest(3, 2), 1e-15);
    assertEquals(3 / 5.0, ranks.areTheBest(Set.of("a", "b")), 1e-15);
    assertEquals((1 + 1 / 3.0) / 5, ranks.areTheBest(Set.of("c", "b")), 1e-15);
    assertEquals(1 / 3.0 / 5, ranks.areTheBest(Set.of("c", "d")), 1e-15);
    assertEquals(0, ranks.areTheBest(Set.of("a", "d")));
    assertEquals(1, ranks.areTheBest(Set.of("a", "b", "c", "d")));
    assertEquals(List.of("a", "b"), List.copyOf(ranks.mostFrequentBest(2).get(0).getKey()));
    assertEquals(3 / 5.0, ranks.mostFrequentBest(2).get(0).getValue(), 1e-15);
  }

  /** numpy.quantile([1, 1, 1.5, 3, 4], [0.1, 0.9]). */
  @Test
  void theIntervalOfARankHasLinearQuantiles() {
    assertArrayEquals(new double[] {1.0, 3.6}, byHand().rankInterval(0, 0.8), 1e-12);
  }

  /**
   * Two items, normal with means 1 and 0 and variance 1: the first is the higher with probability Phi(1/sqrt 2) = 0.76025
   * (scipy.stats.norm.cdf). Within four standard errors of 20,000 draws.
   */
  @Test
  void theShareOfFirstPlacesIsTheKnownProbability() {
    NumpyRandom random = NumpyRandom.stream(3, "ranks");
    int draws = 20_000;
    double[][] values = new double[2][draws];
    for (int b = 0; b < draws; b++) {
      values[0][b] = random.normal(1, 1);
      values[1][b] = random.normal(0, 1);
    }
    RankDistribution ranks = RankDistribution.of(List.of("x", "y"), new double[] {1, 0}, values);
    double p = 0.7602499389065233;
    assertEquals(p, ranks.amongBest(0, 1), 4 * Math.sqrt(p * (1 - p) / draws));
  }

  /** Twelve items that do not differ: each among the best three in a quarter, each three in 1 of 220. */
  @Test
  void itemsThatDoNotDifferAreDrawnByLot() {
    NumpyRandom random = NumpyRandom.stream(4, "ranks");
    int draws = 20_000;
    double[][] values = new double[12][draws];
    for (double[] item : values) {
      for (int b = 0; b < draws; b++) {
        item[b] = random.normal(0, 1);
      }
    }
    List<String> names = List.of("1,2,3,4,5,6,7,8,9,10,11,12".split(","));
    RankDistribution ranks = RankDistribution.of(names, new double[12], values);
    assertEquals(0.25, ranks.amongBest(4, 3), 4 * Math.sqrt(0.25 * 0.75 / draws));
    double chance = 1 / RankDistribution.choose(12, 3);
    assertEquals(1 / 220.0, chance, 1e-15);
    assertEquals(chance, ranks.areTheBest(Set.of("1", "4", "11")), 4 * Math.sqrt(chance / draws));
  }

  /**
   * Twelve items and 400 resamples of NumPy's generator; scipy.stats.rankdata, numpy.quantile and numpy.argsort of
   *
   * <pre>v = RandomState(5).normal(0, 1, (12, 400)) + linspace(0.8, 0, 12)[:, None]</pre>
   */
  @Test
  void ranksAreThoseOfSciPy() {
    NumpyRandom random = new NumpyRandom(5);
    double[][] values = new double[12][400];
    for (int i = 0; i < 12; i++) {
      for (int b = 0; b < 400; b++) {
        values[i][b] = random.normal(0, 1) + 0.8 * (11 - i) / 11;
      }
    }
    List<String> names = List.of("0,1,2,3,4,5,6,7,8,9,10,11".split(","));
    RankDistribution ranks = RankDistribution.of(names, new double[12], values);
    int[] items = {0, 5, 11};
    double[] mean = {5.1725, 6.815, 8.04};
    double[] amongThree = {0.39, 0.205, 0.1175};
    for (int k = 0; k < items.length; k++) {
      assertEquals(mean[k], ranks.meanRank(items[k]), 1e-12);
      assertEquals(amongThree[k], ranks.amongBest(items[k], 3), 1e-12);
    }
    assertArrayEquals(new double[] {1, 11}, ranks.rankInterval(0, 0.95), 1e-12);
    assertArrayEquals(new double[] {1, 12}, ranks.rankInterval(11, 0.95), 1e-12);
    assertEquals(0.03, ranks.areTheBest(Set.of("0", "1", "2")), 1e-12);
    assertEquals(List.of("0", "1", "2"), List.copyOf(ranks.mostFrequentBest(3).get(0).getKey()));
    assertEquals(12 / 400.0, ranks.mostFrequentBest(3).get(0).getValue(), 1e-12);
    assertEquals(7 / 400.0, ranks.mostFrequentBest(3).get(1).getValue(), 1e-12);
  }

  @Test
  void aResampleWithoutAValueIsLeftOut() {
    RankDistribution ranks =
        RankDistribution.of(
            List.of("x", "y"), new double[] {1, 0}, new double[][] {{1, Double.NaN, 0}, {0, 5, 1}});
    assertEquals(2, ranks.used());
    assertEquals(0.5, ranks.amongBest(0, 1));
  }

  @Test
  void whatCannotBeRankedIsRefused() {
    double[][] one = {{1.0}, {2.0}};
    assertThrows(
        IllegalArgumentException.class,
        () -> RankDistribution.of(List.of("x", "x"), new double[2], one));
    assertThrows(
        IllegalArgumentException.class,
        () -> RankDistribution.of(List.of("x"), new double[2], one));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    RankDistribution.of(
                        List.of("x", "y"), new double[2], new double[][] {{Double.NaN}, {1}}))
            .getMessage();
    assertTrue(message.contains("no resample"), message);
    RankDistribution ranks = byHand();
    assertThrows(IllegalArgumentException.class, () -> ranks.amongBest(0, 5));
    assertThrows(IllegalArgumentException.class, () -> ranks.areTheBest(Set.of("e")));
  }
}
