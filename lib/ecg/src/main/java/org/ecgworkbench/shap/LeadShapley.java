package org.ecgworkbench.shap;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.ecg.Lead;

/**
 * Leads as players: what a model's outputs for one record are when only some of its leads are there, for every set of leads. With twelve
 * leads these are 4,096 forward passes a reference and give all outputs at once; no gradient is needed, and every Shapley value, Owen
 * value and interaction follows from them exactly ({@link LeadGame}).
 *
 * <p>An absent lead is replaced as a whole, over the full window, by the same lead of a reference r: v_r(S) = f(x on the leads S, r on the
 * others). So v_r(all) = f(x) and v_r(none) = f(r). Two value functions are made of this:
 *
 * <ul>
 *   <li><b>interventional</b>: v(S) = mean of v_b(S) over background records b, all absent leads taken from the same b (the marginal
 *       expectation of Janzing et al. 2020, PMLR 108:2907; what SHAP calls interventional). The Shapley values of the mean are the means
 *       of the Shapley values, so a few references give an unbiased estimate with a standard error, and each reference's are exact.
 *   <li><b>zero baseline</b>: one reference of 0 mV, which is also what padding holds: v(S) = f(x with absent leads silent) (baseline
 *       Shapley, Sundararajan and Najmi 2020, PMLR 119:9269).
 * </ul>
 *
 * <p>What neither can repair: a record with some leads of another patient breaks III = II - I and its like, and the network was never
 * trained on such records, nor on silent leads. A conditional expectation would keep to real records; it needs a model of the data,
 * and then gives a lead credit for what it only predicts. Values of single limb leads are those of the network's use of them, not of
 * the heart's.
 *
 * <p>Memory is that of one batch. Not the authors': they sum expected gradients over time instead.
 */
public final class LeadShapley {
  private final GradientModel model;
  private final List<Lead> leads;
  private final int batchSize;

  /**
   * An evaluator.
   *
   * @param model whose outputs are explained; its gradients are not used
   * @param leads the leads of the model's rows, at most {@value LeadGame#MOST_PLAYERS}
   * @param batchSize recordings that the model sees at a time
   * @throws IllegalArgumentException if there are no or too many leads, or the batch size is not positive
   */
  public LeadShapley(GradientModel model, List<Lead> leads, int batchSize) {
    if (leads.isEmpty() || leads.size() > LeadGame.MOST_PLAYERS || batchSize <= 0) {
      throw new IllegalArgumentException(
          "expected 1 to %d leads and a positive batch size, found %d and %d"
              .formatted(LeadGame.MOST_PLAYERS, leads.size(), batchSize));
    }
    this.model = model;
    this.leads = List.copyOf(leads);
    this.batchSize = batchSize;
  }

  /** {@return the number of sets of leads, the empty one among them} */
  public int sets() {
    return 1 << leads.size();
  }

  /**
   * The outputs for every set of leads.
   *
   * @param millivolts the record, {@code [lead][sample]}
   * @param reference what absent leads are replaced by
   * @param done told how many sets have been computed, after each batch
   * @return one game an output of the model, in their order
   * @throws IllegalArgumentException if record and reference differ in shape or have other leads
   * @throws CancellationException if the thread is interrupted, after a batch
   */
  public List<LeadGame> games(float[][] millivolts, Reference reference, IntConsumer done) {
    double[][] x = Matrices.widened(millivolts);
    double[][] absent = Matrices.widened(reference.millivolts());
    Matrices.requireShape(x, leads.size(), x.length == 0 ? 0 : x[0].length, "the record");
    Matrices.requireShape(absent, leads.size(), x[0].length, "the reference " + reference.name());
    double[][] values = new double[model.classes()][sets()];
    for (int first = 0; first < sets(); first += batchSize) {
      Parallel.stopIfInterrupted();
      double[][][] batch = new double[Math.min(batchSize, sets() - first)][leads.size()][];
      for (int i = 0; i < batch.length; i++) {
        for (int lead = 0; lead < leads.size(); lead++) {
          batch[i][lead] = (first + i & 1 << lead) == 0 ? absent[lead] : x[lead];
        }
      }
      double[][] outputs = model.outputs(batch);
      for (int i = 0; i < batch.length; i++) {
        for (int c = 0; c < values.length; c++) {
          values[c][first + i] = outputs[i][c];
        }
      }
      done.accept(first + batch.length);
    }
    return Arrays.stream(values).map(v -> new LeadGame(leads, v)).toList();
  }

  /**
   * As {@link #games(float[][], Reference, IntConsumer)}, without a word on the way.
   *
   * @param millivolts the record, {@code [lead][sample]}
   * @param reference what absent leads are replaced by
   * @return one game an output of the model, in their order
   * @throws IllegalArgumentException if record and reference differ in shape or have other leads
   * @throws CancellationException if the thread is interrupted, after a batch
   */
  public List<LeadGame> games(float[][] millivolts, Reference reference) {
    return games(millivolts, reference, done -> {});
  }

  /** The players. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "leads as players: %s, %,d sets of them", leads, sets());
  }
}
