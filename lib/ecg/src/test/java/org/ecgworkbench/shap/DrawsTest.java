package org.ecgworkbench.shap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

class DrawsTest {

  /** The generator itself is the outside value: an index, then a position, for each draw. */
  @Test
  void thePapersDrawsAreAnIndexAndAPositionInTurns() {
    Draws.Round round = new Draws(new NumpyRandom(5), 7, Sampling.PAPER).next(20);
    NumpyRandom random = new NumpyRandom(5);
    for (int k = 0; k < 20; k++) {
      assertEquals(random.nextInt(7), round.backgrounds()[k]);
      assertEquals(random.nextDouble(), round.positions()[k]);
    }
  }

  @Test
  void aStratifiedRoundHasOnePositionInEachPartOfThePath() {
    for (int size : new int[] {1, 4, 5}) {
      Draws draws = new Draws(new NumpyRandom(3), size, Sampling.STRATIFIED);
      for (int n : new int[] {1, 7, 8, 20}) {
        double[] positions = draws.next(n).positions();
        Arrays.sort(positions);
        for (int k = 0; k < n; k++) {
          assertEquals(k, (int) (positions[k] * n));
        }
      }
    }
  }

  @Test
  void noBackgroundIsUsedAgainBeforeAllWereUsed() {
    for (int size : new int[] {1, 4, 5}) {
      Draws draws = new Draws(new NumpyRandom(3), size, Sampling.STRATIFIED);
      int[] counts = new int[size];
      for (int round = 0; round < 12; round++) {
        for (int b : draws.next(3).backgrounds()) {
          counts[b]++;
          int least = Arrays.stream(counts).min().orElseThrow();
          int most = Arrays.stream(counts).max().orElseThrow();
          assertTrue(most - least <= 1, Arrays.toString(counts));
        }
      }
    }
  }

  @Test
  void theSecondDrawOfABackgroundLiesInTheOtherHalfOfThePath() {
    for (int size : new int[] {4, 6}) {
      Draws draws = new Draws(new NumpyRandom(9), size, Sampling.STRATIFIED);
      for (int pair = 0; pair < 5; pair++) {
        int[] halves = new int[size];
        for (int cycle = 0; cycle < 2; cycle++) {
          Draws.Round round = draws.next(size);
          for (int k = 0; k < size; k++) {
            halves[round.backgrounds()[k]] += round.positions()[k] < 0.5 ? 1 : 10;
          }
        }
        int[] each = new int[size];
        Arrays.fill(each, 11);
        assertArrayEquals(each, halves);
      }
    }
  }

  /** Uniform positions for each background have the mean 1/2: 4,000 draws of each, bounds at 4 sigma of independent ones. */
  @Test
  void positionsOfEachBackgroundAreUniform() {
    for (int size : new int[] {4, 5}) {
      double[] sums = new double[size];
      int[] counts = new int[size];
      for (int seed = 0; seed < 2000; seed++) {
        Draws draws = new Draws(new NumpyRandom(seed), size, Sampling.STRATIFIED);
        for (int i = 0; i < 2; i++) {
          Draws.Round round = draws.next(size);
          for (int k = 0; k < size; k++) {
            sums[round.backgrounds()[k]] += round.positions()[k];
            counts[round.backgrounds()[k]]++;
          }
        }
      }
      for (int b = 0; b < size; b++) {
        assertEquals(0.5, sums[b] / counts[b], 4 * Math.sqrt(1 / 12.0 / counts[b]));
      }
    }
  }
}
