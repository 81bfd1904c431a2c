package org.ecgworkbench.dataset.synthetic;

import static org.ecgworkbench.dataset.synthetic.Dipoles.scaled;

import java.util.EnumSet;
import java.util.Set;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.random.NumpyRandom;

/**
 * How a dipole at the heart's place shows in the leads of one body.
 *
 * @param vectors those of I, II, V1 to V6 on Frank's X, Y, Z: {@code [8][3]}
 */
record Torso(double[][] vectors) {
  /** Dower's lead vectors for I, II, V1 to V6 on Frank's X, Y, Z. */
  private static final double[][] LEAD_VECTORS = {
    {0.632, -0.235, 0.059},
    {0.235, 1.066, -0.132},
    {-0.515, 0.157, -0.917},
    {0.044, 0.164, -1.387},
    {0.882, 0.098, -1.277},
    {1.213, 0.127, -0.601},
    {1.125, 0.127, -0.086},
    {0.831, 0.076, 0.230}
  };

  /** Leads in which ST depression counts; V1, III and aVR face away. */
  private static final Set<Lead> FACING_LEFT =
      EnumSet.of(Lead.I, Lead.II, Lead.AVL, Lead.AVF, Lead.V2, Lead.V3, Lead.V4, Lead.V5, Lead.V6);

  /** Frank's torso, as Dower's matrix has it. */
  static final Torso STANDARD = new Torso(LEAD_VECTORS);

  /** A body of its own. */
  static Torso draw(NumpyRandom random) {
    double[][] vectors = new double[8][3];
    double limbs = Demography.between(random, 0.85, 0.10, 0.6, 1.1);
    for (int lead = 0; lead < 8; lead++) {
      double size =
          lead < 2 ? limbs : Demography.between(random, lead == 2 ? 0.85 : 1, 0.13, 0.65, 1.35);
      for (int axis = 0; axis < 3; axis++) {
        double astray = random.normal(0, lead < 2 ? 0.015 : 0.06);
        vectors[lead][axis] = LEAD_VECTORS[lead][axis] * size + astray;
      }
    }
    return new Torso(vectors);
  }

  /** A vector in a direction whose deepest projection on the leads that face the left ventricle is {@code -level}. */
  double[] lowered(double[] direction, double level) {
    return scaled(direction, level / deepest(direction));
  }

  /** How far a vector lowers the leads that face the left ventricle, in the deepest of them; 0 if in none. */
  double deepest(double[] vector) {
    double[] twelve = project(vector);
    double deepest = 0;
    for (Lead lead : FACING_LEFT) {
      deepest = Math.max(deepest, -twelve[lead.ordinal()]);
    }
    return deepest;
  }

  /** A dipole in the twelve leads, in the order of {@link Lead}. */
  double[] project(double[] dipole) {
    double[] eight = new double[8];
    for (int i = 0; i < 8; i++) {
      eight[i] = vectors[i][0] * dipole[0] + vectors[i][1] * dipole[1] + vectors[i][2] * dipole[2];
    }
    double one = eight[0];
    double two = eight[1];
    return new double[] {
      one,
      two,
      two - one,
      -(one + two) / 2,
      one - two / 2,
      two - one / 2,
      eight[2],
      eight[3],
      eight[4],
      eight[5],
      eight[6],
      eight[7]
    };
  }
}
