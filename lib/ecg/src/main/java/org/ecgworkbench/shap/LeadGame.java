package org.ecgworkbench.shap;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Lead;

/**
 * A cooperative game whose players are leads: the value of every set of leads, and what follows from these values alone by closed
 * formulas. With n leads, {@code values[s]} is the value v(S) of the set S that holds lead i of {@link #leads} where bit i of s is set;
 * {@code values[0]} is the empty set's, the last all leads'. Where the values come from is {@link LeadShapley}'s matter.
 *
 * <p>Every sum runs over all sets, nothing is sampled.
 *
 * @param leads the players, at most {@value #MOST_PLAYERS}
 * @param values {@code [2^leads]}, in units of the output
 */
public record LeadGame(List<Lead> leads, double[] values) {
  /** The most players that are allowed. */
  public static final int MOST_PLAYERS = 16;

  /**
   * Checks the size and copies the values.
   *
   * @throws IllegalArgumentException if there is no lead or too many, a lead occurs twice, or there is not one value a set
   */
  public LeadGame {
    leads = List.copyOf(leads);
    if (leads.isEmpty()
        || leads.size() > MOST_PLAYERS
        || leads.stream().distinct().count() != leads.size()) {
      throw new IllegalArgumentException(
          "a game needs 1 to %d different leads, found %s".formatted(MOST_PLAYERS, leads));
    }
    if (values.length != 1 << leads.size()) {
      throw new IllegalArgumentException(
          "a game of %d leads has %d values, found %d"
              .formatted(leads.size(), 1 << leads.size(), values.length));
    }
    values = values.clone();
  }

  /** {@return {@code [2^leads]}, a copy} */
  @Override
  public double[] values() {
    return values.clone();
  }

  /**
   * The game whose value of each set is the mean of the games' values. Everything computed here is linear in the values, so the Shapley
   * values of the mean are the means of the Shapley values.
   *
   * @param games of the same players, for example one a background record
   * @return a game of these players
   * @throws IllegalArgumentException if there is no game or they have other players
   */
  public static LeadGame meanOf(List<LeadGame> games) {
    if (games.isEmpty()) {
      throw new IllegalArgumentException("the mean needs at least one game");
    }
    List<Lead> leads = games.get(0).leads();
    double[] mean = new double[1 << leads.size()];
    for (LeadGame game : games) {
      if (!game.leads().equals(leads)) {
        throw new IllegalArgumentException(
            "expected the players %s, found %s".formatted(leads, game.leads()));
      }
      for (int s = 0; s < mean.length; s++) {
        mean[s] += game.values[s] / games.size();
      }
    }
    return new LeadGame(leads, mean);
  }

  /** {@return v(all leads) - v(no lead): what the values of all leads add up to} */
  public double total() {
    return values[values.length - 1] - values[0];
  }

  /**
   * The Shapley values (Shapley 1953, doi 10.1515/9781400881970-018): phi_i = sum over sets S without i of |S|! (n - |S| - 1)! / n!
   * times (v(S with i) - v(S)). They add up to {@link #total()}.
   *
   * @return {@code [lead]}
   */
  public double[] shapley() {
    int n = leads.size();
    double[] weights = new double[n];
    for (int size = 0; size < n; size++) {
      weights[size] = 1.0 / (n * binomial(n - 1, size));
    }
    double[] phi = new double[n];
    for (int i = 0; i < n; i++) {
      int with = 1 << i;
      // Sets without lead i stand in stretches: no branch that a processor guesses wrong.
      for (int first = 0; first < values.length; first += 2 * with) {
        for (int s = first; s < first + with; s++) {
          phi[i] += weights[Integer.bitCount(s)] * (values[s | with] - values[s]);
        }
      }
    }
    return phi;
  }

  /**
   * The Shapley interaction index of pairs (Grabisch and Roubens 1999, doi 10.1007/s001820050125): I_ij = sum over sets S without i and j
   * of |S|! (n - |S| - 2)! / (n - 1)! times (v(S with both) - v(S with i) - v(S with j) + v(S)). Positive where two leads are worth
   * more together than apart, negative where one makes the other superfluous, 0 in an additive game. The values of a lead's pairs do
   * not add up to its Shapley value.
   *
   * @return {@code [lead][lead]}, symmetric; NaN on the diagonal, where the index is not defined
   */
  public double[][] interactions() {
    int n = leads.size();
    double[] weights = new double[Math.max(0, n - 1)];
    for (int size = 0; size < weights.length; size++) {
      weights[size] = 1.0 / ((n - 1) * binomial(n - 2, size));
    }
    double[][] index = new double[n][n];
    for (int i = 0; i < n; i++) {
      index[i][i] = Double.NaN;
      for (int j = i + 1; j < n; j++) {
        int both = 1 << i | 1 << j;
        double sum = 0;
        for (int s = 0; s < values.length; s++) {
          if ((s & both) == 0) {
            sum +=
                weights[Integer.bitCount(s)]
                    * (values[s | both] - values[s | 1 << i] - values[s | 1 << j] + values[s]);
          }
        }
        index[i][j] = sum;
        index[j][i] = sum;
      }
    }
    return index;
  }

  /**
   * The Owen values (Owen 1977, doi 10.1007/978-3-642-45494-3_7): Shapley values where leads enter in groups, all leads of a group one
   * after the other. For lead i of group k among m groups: the sum over sets H of other groups and sets T of the group's other leads of
   * 1 / (m C(m - 1, |H|)) * 1 / (g C(g - 1, |T|)) times the gain of i when it joins all leads of H and T, g the group's size. A
   * group's values add up to its value in {@link #groupShapley}. With groups of one lead, or one group, they are the Shapley values.
   *
   * @param groups each lead in exactly one
   * @return {@code [lead]}, in the order of {@link #leads}
   * @throws IllegalArgumentException if the groups are not a partition of the leads
   */
  public double[] owen(List<List<Lead>> groups) {
    int[] masks = masks(groups);
    int m = masks.length;
    double[] phi = new double[leads.size()];
    for (int k = 0; k < m; k++) {
      int group = masks[k];
      int g = Integer.bitCount(group);
      for (int h = 0; h < 1 << m; h++) {
        if ((h & 1 << k) != 0) {
          continue;
        }
        int joined = union(masks, h);
        double outer = 1.0 / (m * binomial(m - 1, Integer.bitCount(h)));
        // All subsets of the group, from the largest to the empty one.
        for (int t = group; ; t = t - 1 & group) {
          for (int i = 0; i < phi.length; i++) {
            if ((group & 1 << i) != 0 && (t & 1 << i) == 0) {
              double inner = 1.0 / (g * binomial(g - 1, Integer.bitCount(t)));
              int s = joined | t;
              phi[i] += outer * inner * (values[s | 1 << i] - values[s]);
            }
          }
          if (t == 0) {
            break;
          }
        }
      }
    }
    return phi;
  }

  /**
   * The Shapley values of the game whose players are groups of leads, each there with all its leads or with none.
   *
   * @param groups each lead in exactly one
   * @return {@code [group]}, adding up to {@link #total()}
   * @throws IllegalArgumentException if the groups are not a partition of the leads
   */
  public double[] groupShapley(List<List<Lead>> groups) {
    int[] masks = masks(groups);
    int m = masks.length;
    double[] phi = new double[m];
    for (int h = 0; h < 1 << m; h++) {
      for (int k = 0; k < m; k++) {
        if ((h & 1 << k) == 0) {
          phi[k] +=
              (values[union(masks, h | 1 << k)] - values[union(masks, h)])
                  / (m * binomial(m - 1, Integer.bitCount(h)));
        }
      }
    }
    return phi;
  }

  /**
   * {@return the value of a set of leads, in units of the output}
   *
   * @param present the leads in the set, in any order; none for the empty set
   * @throws IllegalArgumentException if one of them is no player
   */
  public double value(List<Lead> present) {
    int set = 0;
    for (Lead lead : present) {
      int i = leads.indexOf(lead);
      if (i < 0) {
        throw new IllegalArgumentException("no player " + lead.label() + ", only " + leads);
      }
      set |= 1 << i;
    }
    return values[set];
  }

  private int[] masks(List<List<Lead>> groups) {
    int[] masks = new int[groups.size()];
    int seen = 0;
    boolean partition = true;
    for (int k = 0; k < masks.length; k++) {
      for (Lead lead : groups.get(k)) {
        int i = leads.indexOf(lead);
        partition &= i >= 0 && (seen & 1 << Math.max(i, 0)) == 0;
        masks[k] |= 1 << Math.max(i, 0);
        seen |= 1 << Math.max(i, 0);
      }
      partition &= masks[k] != 0;
    }
    if (!partition || seen != values.length - 1) {
      throw new IllegalArgumentException(
          "groups must hold each of %s exactly once, found %s".formatted(leads, groups));
    }
    return masks;
  }

  private static int union(int[] masks, int chosen) {
    int union = 0;
    for (int k = 0; k < masks.length; k++) {
      union |= (chosen & 1 << k) == 0 ? 0 : masks[k];
    }
    return union;
  }

  /** C(n, k), exact for the sizes here. */
  private static double binomial(int n, int k) {
    double value = 1;
    for (int i = 1; i <= k; i++) {
      value = value * (n - k + i) / i;
    }
    return value;
  }

  /** Players, total and Shapley values. */
  @Override
  public String toString() {
    double[] shapley = shapley();
    return String.format(
        Locale.ROOT,
        "%d leads as players, %.3f in all; Shapley values: %s",
        leads.size(),
        total(),
        IntStream.range(0, shapley.length)
            .mapToObj(i -> String.format(Locale.ROOT, "%s %.3f", leads.get(i), shapley[i]))
            .collect(Collectors.joining(", ")));
  }
}
