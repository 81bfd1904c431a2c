package org.ecgworkbench.shap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

class LeadGameTest {
  private static final List<Lead> FOUR = List.of(Lead.I, Lead.II, Lead.V1, Lead.V2);
  private static final List<List<Lead>> PAIRS =
      List.of(List.of(Lead.I, Lead.II), List.of(Lead.V1, Lead.V2));
  private static final List<List<Lead>> LIMB_AND_PRECORDIAL =
      List.of(Lead.ALL.subList(0, 6), Lead.ALL.subList(6, 12));

  private static LeadGame game(List<Lead> leads, IntToDoubleFunction value) {
    return new LeadGame(
        leads, IntStream.range(0, 1 << leads.size()).mapToDouble(value::applyAsDouble).toArray());
  }

  private static LeadGame random(List<Lead> leads, long seed) {
    NumpyRandom random = NumpyRandom.stream(seed, "game");
    return game(leads, s -> random.nextNormal());
  }

  private static int bit(Lead lead) {
    return 1 << lead.ordinal();
  }

  /** Unanimity game of I, II and V1, by hand: 1/3 each; a pair is worth 1 / (3 - 1) beyond its parts. */
  @Test
  void unanimityIsSharedEquallyAndPairsOfItInteractByOneHalf() {
    int three = bit(Lead.I) | bit(Lead.II) | bit(Lead.V1);
    LeadGame game = game(Lead.ALL, s -> (s & three) == three ? 1 : 0);
    double[] phi = game.shapley();
    double[][] pairs = game.interactions();
    for (Lead lead : Lead.ALL) {
      assertEquals((bit(lead) & three) != 0 ? 1 / 3.0 : 0, phi[lead.ordinal()], 1e-12);
      for (Lead other : Lead.ALL) {
        double found = pairs[lead.ordinal()][other.ordinal()];
        if (lead == other) {
          assertTrue(Double.isNaN(found));
        } else {
          boolean both = ((bit(lead) | bit(other)) & three) == (bit(lead) | bit(other));
          assertEquals(both ? 0.5 : 0, found, 1e-12);
        }
      }
    }
  }

  /** By hand: the two groups share the unanimity game equally; I and II share the limb's half, V1 has the other. */
  @Test
  void owenValuesShareWithinGroupsWhatTheGroupsShare() {
    int three = bit(Lead.I) | bit(Lead.II) | bit(Lead.V1);
    LeadGame game = game(Lead.ALL, s -> (s & three) == three ? 1 : 0);
    double[] phi = game.owen(LIMB_AND_PRECORDIAL);
    double[] expected = new double[12];
    expected[Lead.I.ordinal()] = 0.25;
    expected[Lead.II.ordinal()] = 0.25;
    expected[Lead.V1.ordinal()] = 0.5;
    assertArrayEquals(expected, phi, 1e-12);
    assertArrayEquals(new double[] {0.5, 0.5}, game.groupShapley(LIMB_AND_PRECORDIAL), 1e-12);
  }

  /** Majority of 2 of 3, by hand: 1/3 each; for i and j the third is absent (1) or present (-1), each with weight 1/2: 0. */
  @Test
  void majorityOfThree() {
    List<Lead> leads = List.of(Lead.I, Lead.II, Lead.III);
    LeadGame game = game(leads, s -> Integer.bitCount(s) >= 2 ? 1 : 0);
    assertArrayEquals(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, game.shapley(), 1e-15);
    assertEquals(0, game.interactions()[0][2], 1e-15);
  }

  /** Independent: means of marginal gains over all orders that players may enter in, 24 or with groups kept together 8. */
  @Test
  void valuesAreMeansOverOrders() {
    LeadGame game = random(FOUR, 7);
    List<int[]> orders = new ArrayList<>();
    permute(new int[] {0, 1, 2, 3}, 0, orders);
    assertEquals(24, orders.size());
    assertArrayEquals(meanGains(game, orders), game.shapley(), 1e-12);
    List<int[]> together =
        orders.stream().filter(o -> o[0] / 2 == o[1] / 2 && o[2] / 2 == o[3] / 2).toList();
    assertEquals(8, together.size());
    assertArrayEquals(meanGains(game, together), game.owen(PAIRS), 1e-12);
  }

  /** Independent: the index of i and j is the Shapley value of i with j present less that with j absent (recursion of the index). */
  @Test
  void interactionIsTheChangeOfAShapleyValueByAnotherLead() {
    LeadGame game = random(FOUR, 8);
    List<Lead> others = List.of(Lead.I, Lead.II, Lead.V1);
    LeadGame present = game(others, s -> game.values()[s | 8]);
    LeadGame absent = game(others, s -> game.values()[s]);
    double[][] index = game.interactions();
    for (int i = 0; i < 3; i++) {
      assertEquals(present.shapley()[i] - absent.shapley()[i], index[i][3], 1e-12);
      assertEquals(index[i][3], index[3][i]);
    }
  }

  @Test
  void valuesAddUpAndGroupsAddUp() {
    LeadGame game = random(Lead.ALL, 9);
    assertEquals(game.total(), Arrays.stream(game.shapley()).sum(), 1e-9);
    double[] owen = game.owen(LIMB_AND_PRECORDIAL);
    double[] groups = game.groupShapley(LIMB_AND_PRECORDIAL);
    assertEquals(groups[0], Arrays.stream(owen, 0, 6).sum(), 1e-9);
    assertEquals(groups[1], Arrays.stream(owen, 6, 12).sum(), 1e-9);
    assertEquals(game.total(), groups[0] + groups[1], 1e-9);
    double[] one = game.owen(List.of(Lead.ALL));
    double[] each = game.owen(Lead.ALL.stream().map(List::of).toList());
    assertArrayEquals(game.shapley(), one, 1e-9);
    assertArrayEquals(game.shapley(), each, 1e-9);
  }

  @Test
  void shapleyValuesOfTheMeanAreMeansOfShapleyValues() {
    LeadGame a = random(FOUR, 1);
    LeadGame b = random(FOUR, 2);
    double[] mean = LeadGame.meanOf(List.of(a, b)).shapley();
    for (int i = 0; i < 4; i++) {
      assertEquals((a.shapley()[i] + b.shapley()[i]) / 2, mean[i], 1e-12);
    }
  }

  @Test
  void aGameOfAnotherSizeOrGroupsThatAreNoPartitionAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new LeadGame(FOUR, new double[15]));
    assertThrows(
        IllegalArgumentException.class, () -> new LeadGame(List.of(Lead.I, Lead.I), new double[4]));
    LeadGame game = random(FOUR, 3);
    List<List<Lead>> incomplete = List.of(List.of(Lead.I, Lead.II), List.of(Lead.V1));
    assertThrows(IllegalArgumentException.class, () -> game.owen(incomplete));
    List<List<Lead>> twice = List.of(List.of(Lead.I, Lead.II, Lead.V1), List.of(Lead.V1, Lead.V2));
    assertThrows(IllegalArgumentException.class, () -> game.groupShapley(twice));
    assertThrows(IllegalArgumentException.class, () -> game.value(List.of(Lead.V6)));
  }

  private static double[] meanGains(LeadGame game, List<int[]> orders) {
    double[] gains = new double[game.leads().size()];
    for (int[] order : orders) {
      int set = 0;
      for (int i : order) {
        gains[i] += (game.values()[set | 1 << i] - game.values()[set]) / orders.size();
        set |= 1 << i;
      }
    }
    return gains;
  }

  private static void permute(int[] order, int from, List<int[]> all) {
    if (from == order.length) {
      all.add(order.clone());
    }
    for (int i = from; i < order.length; i++) {
      swap(order, from, i);
      permute(order, from + 1, all);
      swap(order, from, i);
    }
  }

  private static void swap(int[] order, int i, int j) {
    int kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
}
