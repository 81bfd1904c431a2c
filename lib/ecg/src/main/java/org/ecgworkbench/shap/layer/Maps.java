package org.ecgworkbench.shap.layer;

import java.util.List;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.shap.Explanation;

/** From a record to the layers and back to an explanation. */
final class Maps {
  private Maps() {}

  static void requireLeads(LayeredNetwork network, List<Lead> leads) {
    if (leads.size() != network.leads()) {
      throw new IllegalArgumentException(
          "the network reads %d leads, found %s".formatted(network.leads(), leads));
    }
  }

  /** The record in double precision, after a look at its shape and at the classes. */
  static double[][] input(LayeredNetwork network, float[][] millivolts, int... classes) {
    if (millivolts.length != network.leads()) {
      throw new IllegalArgumentException(
          "expected %d leads, found %d".formatted(network.leads(), millivolts.length));
    }
    for (int c : classes) {
      if (c < 0 || c >= network.classes()) {
        throw new IllegalArgumentException(
            "expected an output from 0 to %d, found %d".formatted(network.classes() - 1, c));
      }
    }
    double[][] x = new double[millivolts.length][millivolts[0].length];
    for (int lead = 0; lead < x.length; lead++) {
      for (int t = 0; t < x[lead].length; t++) {
        x[lead][t] = millivolts[lead][t];
      }
    }
    return x;
  }

  static Explanation explanation(
      String recordId,
      int classIndex,
      List<Lead> leads,
      double[][] map,
      double output,
      double expected,
      int paddedSamples) {
    float[][] phi = new float[map.length][map[0].length];
    double sum = 0;
    for (int lead = 0; lead < phi.length; lead++) {
      for (int t = 0; t < phi[lead].length; t++) {
        phi[lead][t] = (float) map[lead][t];
        sum += map[lead][t];
      }
    }
    boolean isNamed = classIndex < Diagnosis.ALL.size();
    return new Explanation(
        recordId,
        classIndex,
        isNamed ? Diagnosis.ALL.get(classIndex).name() : "class " + classIndex,
        leads,
        phi,
        output,
        expected,
        sum,
        Double.isNaN(expected) ? Double.NaN : 0,
        new double[leads.size()],
        0,
        0,
        paddedSamples);
  }
}
