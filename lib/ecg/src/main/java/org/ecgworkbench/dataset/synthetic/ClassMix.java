package org.ecgworkbench.dataset.synthetic;

import static org.ecgworkbench.ecg.Diagnosis.AF;
import static org.ecgworkbench.ecg.Diagnosis.IAVB;
import static org.ecgworkbench.ecg.Diagnosis.LBBB;
import static org.ecgworkbench.ecg.Diagnosis.PAC;
import static org.ecgworkbench.ecg.Diagnosis.PVC;
import static org.ecgworkbench.ecg.Diagnosis.RBBB;
import static org.ecgworkbench.ecg.Diagnosis.SNR;
import static org.ecgworkbench.ecg.Diagnosis.STD;
import static org.ecgworkbench.ecg.Diagnosis.STE;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.random.NumpyRandom;

/** How often each set of labels occurs in a cohort. */
public enum ClassMix {
  /**
   * Every class carries at least about 9 % of the records, so that a test fold of 60 to 80 records holds several of each; about 8 % of
   * the records carry two labels, in combinations that CPSC2018 has.
   */
  BALANCED {
    @Override
    void fill(Builder mix) {
      mix.add(15, SNR).add(11, AF).add(10, IAVB).add(9, LBBB).add(11, RBBB);
      mix.add(10, PAC).add(10, PVC).add(9, STD).add(9, STE);
      mix.add(1.5, AF, RBBB).add(0.5, AF, LBBB).add(1, AF, STD).add(0.5, AF, PVC);
      mix.add(1, RBBB, PAC).add(1, RBBB, PVC).add(0.5, IAVB, RBBB).add(0.5, IAVB, LBBB);
      mix.add(0.7, PVC, STD).add(0.3, PAC, STD).add(0.3, RBBB, STE).add(0.2, IAVB, STE);
    }
  },

  /**
   * The label sets of the 6,877 training records of CPSC2018 in their published proportions (its REFERENCE.csv; one record that names
   * PAC twice counts as PAC).
   */
  CPSC2018 {
    @Override
    void fill(Builder mix) {
      mix.add(918, SNR).add(976, AF).add(686, IAVB).add(179, LBBB).add(1533, RBBB);
      mix.add(533, PAC).add(607, PVC).add(784, STD).add(185, STE);
      mix.add(172, AF, RBBB).add(52, RBBB, PAC).add(51, RBBB, PVC).add(30, AF, STD);
      mix.add(26, AF, LBBB).add(20, RBBB, STD).add(18, PVC, STD).add(16, RBBB, STE);
      mix.add(10, IAVB, RBBB).add(10, LBBB, PAC).add(8, IAVB, LBBB).add(8, AF, PVC);
      mix.add(6, LBBB, PVC).add(6, PAC, STD).add(6, IAVB, STD).add(5, IAVB, PVC);
      mix.add(4, IAVB, STE).add(4, AF, PAC).add(4, LBBB, STE).add(3, PAC, PVC);
      mix.add(3, IAVB, PAC).add(2, AF, STE).add(2, PAC, STE).add(2, STD, STE).add(2, PVC, STE);
      mix.add(3, RBBB, PAC, STE).add(3, AF, LBBB, STD);
    }
  };

  private final Map<Set<Diagnosis>, Double> weights;
  private final double total;

  ClassMix() {
    Builder builder = new Builder();
    fill(builder);
    weights = Collections.unmodifiableMap(builder.weights);
    total = weights.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  abstract void fill(Builder mix);

  /**
   * {@return the share of records that carry a label, 0 to 1; the shares of the nine add up to more than 1}
   *
   * @param diagnosis the label, alone or with others
   */
  public double share(Diagnosis diagnosis) {
    return weights.entrySet().stream()
            .filter(e -> e.getKey().contains(diagnosis))
            .mapToDouble(Map.Entry::getValue)
            .sum()
        / total;
  }

  Set<Diagnosis> draw(NumpyRandom random) {
    double left = random.nextDouble() * total;
    Set<Diagnosis> last = Set.of();
    for (Map.Entry<Set<Diagnosis>, Double> entry : weights.entrySet()) {
      last = entry.getKey();
      left -= entry.getValue();
      if (left < 0) {
        break;
      }
    }
    return last;
  }

  static final class Builder {
    private final Map<Set<Diagnosis>, Double> weights = new LinkedHashMap<>();

    Builder add(double weight, Diagnosis first, Diagnosis... more) {
      weights.put(Collections.unmodifiableSet(EnumSet.of(first, more)), weight);
      return this;
    }
  }
}
