package org.ecgworkbench.shap;

import org.ecgworkbench.random.NumpyRandom;

/** Where on which path the gradients are taken: rounds of draws of one record, drawn one after the other. */
final class Draws {
  private final NumpyRandom random;
  private final int backgroundSize;
  private final Sampling sampling;

  // Of the stratified draws: the order of the background's current cycle, the half of the path that
  // each of its recordings was drawn in last, and the half of the next draw.
  private int[] order = new int[0];
  private int place;
  private int[] half;
  private boolean secondOfPair;
  private int nextHalf = -1;

  /**
   * One round.
   *
   * @param backgrounds {@code [draw]}, which recording
   * @param positions {@code [draw]}, 0 at the background and 1 at the record explained
   */
  record Round(int[] backgrounds, double[] positions) {
    int size() {
      return backgrounds.length;
    }
  }

  Draws(NumpyRandom random, int backgroundSize, Sampling sampling) {
    this.random = random;
    this.backgroundSize = backgroundSize;
    this.sampling = sampling;
  }

  Round next(int draws) {
    return sampling == Sampling.PAPER ? independent(draws) : stratified(draws);
  }

  private Round independent(int draws) {
    int[] chosen = new int[draws];
    double[] positions = new double[draws];
    for (int k = 0; k < draws; k++) {
      chosen[k] = random.nextInt(backgroundSize);
      positions[k] = random.nextDouble();
    }
    return new Round(chosen, positions);
  }

  private Round stratified(int draws) {
    int[] chosen = new int[draws];
    int[] halves = new int[draws];
    int inFirstHalf = 0;
    for (int k = 0; k < draws; k++) {
      if (place == order.length) {
        startCycle();
      }
      chosen[k] = order[place++];
      halves[k] = half[chosen[k]];
      inFirstHalf += 1 - halves[k];
    }
    int[][] parts = {random.permutation(inFirstHalf), random.permutation(draws - inFirstHalf)};
    int[] used = new int[2];
    double[] positions = new double[draws];
    for (int k = 0; k < draws; k++) {
      int h = halves[k];
      int stratum = h * inFirstHalf + parts[h][used[h]++];
      positions[k] = (stratum + random.nextDouble()) / draws;
    }
    return new Round(chosen, positions);
  }

  /** Every recording in random order; halves of the path alternate, and every second cycle gives each recording the half it had not. */
  private void startCycle() {
    if (nextHalf < 0) {
      nextHalf = random.nextInt(2);
    }
    int[] shuffled = random.permutation(backgroundSize);
    order = new int[backgroundSize];
    place = 0;
    if (!secondOfPair) {
      half = new int[backgroundSize];
      for (int i = 0; i < order.length; i++) {
        order[i] = shuffled[i];
        half[order[i]] = takeHalf();
      }
    } else {
      int[] before = half.clone();
      int[] at = new int[2];
      for (int i = 0; i < order.length; i++) {
        int now = takeHalf();
        while (before[shuffled[at[now]]] == now) {
          at[now]++;
        }
        order[i] = shuffled[at[now]++];
        half[order[i]] = now;
      }
    }
    secondOfPair = !secondOfPair;
  }

  private int takeHalf() {
    int now = nextHalf;
    nextHalf = 1 - now;
    return now;
  }
}
