package org.ecgworkbench.paper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.shap.Explanation;

/**
 * One record explained for one class, with its figure in the paper's style: what {@code environment/workbench explain} gives.
 *
 * @param study where the record and the network come from
 * @param explained the class
 * @param attributed the attributions and what the network saw
 */
public record Explained(Study study, Diagnosis explained, Study.Attributed attributed) {

  /**
   * Explains a record.
   *
   * @param diagnosis the class; null for the one with the highest score
   */
  public static Explained of(Study study, String id, Diagnosis diagnosis) {
    try (TrainedModel model = study.model(study.networkRun(Lead.ALL))) {
      Diagnosis wanted = diagnosis;
      if (wanted == null) {
        Predictions predictions = model.predict(study.dataset(), List.of(id));
        double[] scores = predictions.scores()[0];
        int top = 0;
        for (int c = 1; c < scores.length; c++) {
          top = scores[c] > scores[top] ? c : top;
        }
        wanted = Diagnosis.ALL.get(top);
      }
      return new Explained(study, wanted, study.explain(model, id, wanted));
    }
  }

  /**
   * Writes {@code explanations/ID-CLASS.csv} (one row a sample: time in s from the start of the window, then mV and attribution of each
   * lead) and the figure as PNG, SVG and PDF.
   *
   * @return the files written
   */
  public List<Path> save() throws IOException {
    Explanation explanation = attributed.explanation();
    String name = explanation.recordId() + "-" + explained;
    Path folder = study.results().resolve("explanations");
    Path csv = folder.resolve(name + ".csv");
    Atomic.write(csv, csv());
    Figure6PatientShap.figure(study, attributed, explained).save(folder, name);
    return List.of(
        csv,
        folder.resolve(name + ".png"),
        folder.resolve(name + ".svg"),
        folder.resolve(name + ".pdf"));
  }

  private String csv() {
    StringBuilder text = new StringBuilder("seconds");
    Lead.ALL.forEach(l -> text.append(",mV_").append(l.label()));
    Lead.ALL.forEach(l -> text.append(",phi_").append(l.label()));
    text.append('\n');
    float[][] millivolts = attributed.millivolts();
    float[][] phi = attributed.explanation().attributions();
    for (int t = attributed.explanation().paddedSamples(); t < phi[0].length; t++) {
      text.append(
          String.format(Locale.ROOT, "%.4f", (double) t / study.profile().samplingRateHz()));
      for (float[] lead : millivolts) {
        text.append(',').append(lead[t]);
      }
      for (float[] lead : phi) {
        text.append(',').append(lead[t]);
      }
      text.append('\n');
    }
    return text.toString();
  }
}
