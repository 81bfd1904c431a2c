package org.ecgworkbench.paper.population;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.paper.population.LeadGames.RecordGames;
import org.ecgworkbench.shap.LeadGame;
import org.ecgworkbench.study.store.ExplainedRecord;

/** A lead in the game of one record; the values are those of all leads. */
record LeadPlayer(
    ExplainedRecord record,
    Lead lead,
    double[] shapley,
    double[] errors,
    double[] owen,
    double[] zero) {
  int at() {
    return lead.ordinal();
  }

  /** Every lead of every record. */
  static List<LeadPlayer> of(List<RecordGames> games) {
    List<LeadPlayer> rows = new ArrayList<>();
    for (RecordGames record : games) {
      LeadGame game = record.interventional();
      double[] shapley = game.shapley();
      double[] errors = standardErrors(record.background());
      double[] owen = game.owen(LeadMeasures.GROUPS);
      double[] zero = record.zero().shapley();
      Lead.ALL.forEach(
          lead -> rows.add(new LeadPlayer(record.explained(), lead, shapley, errors, owen, zero)));
    }
    return rows;
  }

  /** Of the mean over references; NaN for one. */
  static double[] standardErrors(List<LeadGame> background) {
    double[][] each = background.stream().map(LeadGame::shapley).toArray(double[][]::new);
    double[] errors = new double[each[0].length];
    for (int i = 0; i < errors.length; i++) {
      double mean = 0;
      for (double[] phi : each) {
        mean += phi[i] / each.length;
      }
      double squares = 0;
      for (double[] phi : each) {
        squares += (phi[i] - mean) * (phi[i] - mean);
      }
      errors[i] =
          each.length < 2 ? Double.NaN : Math.sqrt(squares / (each.length - 1) / each.length);
    }
    return errors;
  }
}
