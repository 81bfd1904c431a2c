package org.ecgworkbench.paper;

import java.util.List;
import java.util.Map;
import org.ecgworkbench.ecg.Diagnosis;

/**
 * The paper's numbers, each with where it is known from. Only these are quoted anywhere in the project.
 *
 * <p>Table 2 is known second-hand: its per-class rows were quoted by others, and their means match the abstract. Its F1 lies below the
 * harmonic mean of precision and recall in most rows, so the rows are means over several folds. Counts of Table 1 are those of the
 * challenge's files; its percentages and means were computed again from public metadata. The size of the network is that of the authors'
 * code. Of Tables 3 and 4 and of Figures 4 to 7 no number is known whose origin is: the claims of the abstract stand for them.
 */
public final class Published {
  private Published() {}

  /** The abstract's average AUC of the 12-lead model. */
  public static final double AVERAGE_AUC = 0.970;

  /** The abstract's average F1 of the 12-lead model. */
  public static final double AVERAGE_F1 = 0.813;

  /** Records of the CPSC2018 training set. */
  public static final int RECORDS = 6877;

  /** Records of the CPSC2018 training set with one, two and three labels, in this order [challenge files]. */
  public static final List<Integer> RECORDS_BY_LABELS = List.of(6401, 470, 6);

  /** Length of the shortest recording of CPSC2018, seconds [the challenge's description]. */
  public static final int SHORTEST_S = 6;

  /** Length of the longest recording of CPSC2018, seconds [the challenge's description]. */
  public static final int LONGEST_S = 60;

  /** Trainable parameters of the 12-lead network [the authors' code]. */
  public static final int PARAMETERS = 16_610_185;

  /** Trainable parameters of a network that sees one lead [the authors' code]. */
  public static final int PARAMETERS_OF_ONE_LEAD = 16_599_625;

  /**
   * One class's row of Table 2.
   *
   * @param precision precision
   * @param recall recall
   * @param f1 F1
   * @param auc area under the ROC curve
   */
  public record Performance(double precision, double recall, double f1, double auc) {}

  /**
   * One class's row of Table 1.
   *
   * @param records records that carry the class
   * @param malePercent share of men, percent
   * @param ageMean mean age, years
   * @param ageSd standard deviation of the age, years
   */
  public record ClassProfile(int records, double malePercent, double ageMean, double ageSd) {}

  /** Table 2 by class [second-hand]. */
  public static final Map<Diagnosis, Performance> TABLE2 =
      Map.of(
          Diagnosis.SNR, new Performance(.814, .800, .805, .974),
          Diagnosis.AF, new Performance(.920, .918, .919, .988),
          Diagnosis.IAVB, new Performance(.868, .865, .864, .987),
          Diagnosis.LBBB, new Performance(.844, .894, .866, .980),
          Diagnosis.RBBB, new Performance(.911, .942, .926, .987),
          Diagnosis.PAC, new Performance(.756, .720, .735, .949),
          Diagnosis.PVC, new Performance(.869, .839, .851, .976),
          Diagnosis.STD, new Performance(.808, .826, .814, .971),
          Diagnosis.STE, new Performance(.603, .504, .535, .923));

  /** The average row of Table 2 [second-hand]. */
  public static final Performance TABLE2_AVERAGE = new Performance(.821, .812, .813, .970);

  /** Table 1 by class [counts: challenge files; the rest recomputed from public metadata]. */
  public static final Map<Diagnosis, ClassProfile> TABLE1 =
      Map.of(
          Diagnosis.SNR, new ClassProfile(918, 39.5, 41.6, 18.4),
          Diagnosis.AF, new ClassProfile(1221, 56.7, 71.5, 12.4),
          Diagnosis.IAVB, new ClassProfile(722, 67.9, 67.0, 15.7),
          Diagnosis.LBBB, new ClassProfile(236, 49.6, 70.5, 12.6),
          Diagnosis.RBBB, new ClassProfile(1857, 64.8, 62.8, 17.1),
          Diagnosis.PAC, new ClassProfile(616, 53.2, 66.7, 17.5),
          Diagnosis.PVC, new ClassProfile(700, 51.0, 58.4, 17.9),
          Diagnosis.STD, new ClassProfile(869, 29.0, 54.6, 17.5),
          Diagnosis.STE, new ClassProfile(220, 81.8, 52.3, 19.8));

  /**
   * A claim of the abstract.
   *
   * @param id the project's short name for it
   * @param text what is claimed, in the project's words
   */
  public record Claim(String id, String text) {}

  /** The five claims of the abstract. */
  public static final List<Claim> CLAIMS =
      List.of(
          new Claim(
              "C1",
              "The 12-lead network reaches an average AUC of 0.970 and an average F1 of 0.813."),
          new Claim(
              "C2", "The network is better than four machine-learning methods on expert features."),
          new Claim("C3", "Every single-lead network is worse than the 12-lead network."),
          new Claim("C4", "The best single leads are I, aVR and V5."),
          new Claim(
              "C5",
              "SHAP explains the network at the level of the patient and of the population."));
}
