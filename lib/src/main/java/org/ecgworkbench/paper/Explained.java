package org.ecgworkbench.paper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.shap.ExpectedGradients;
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
   * How to explain.
   *
   * @param method how
   * @param protocol background and draws of expected gradients
   * @param precision draws go on until it is reached; null for the profile's number of draws
   */
  public record Options(
      Method method, ExplanationProtocol protocol, ExpectedGradients.Precision precision) {
    /** {@return the paper's options: expected gradients, first records as background, independent draws, as many as the profile says} */
    public static Options paper() {
      return new Options(Method.EXPECTED_GRADIENTS, ExplanationProtocol.paper(), null);
    }
  }

  /**
   * Explains a record as the paper does.
   *
   * @param id the record, from the study's data set
   * @param diagnosis the class; null for the one with the highest score
   * @return attributions of all leads and samples, with the window they belong to
   */
  public static Explained of(Study study, String id, Diagnosis diagnosis) {
    try (TrainedModel model = study.model(study.networkRun(Lead.ALL))) {
      return of(study, model, id, diagnosis, Options.paper());
    }
  }

  /**
   * Explains a record with a network of the caller's.
   *
   * @param model a 12-lead network of the study's profile
   * @param id the record, from the study's data set
   * @param diagnosis the class; null for the one with the highest score
   * @param options how it is explained
   * @return attributions of all leads and samples, with the window they belong to
   */
  public static Explained of(
      Study study, TrainedModel model, String id, Diagnosis diagnosis, Options options) {
    NetworkInput.Prepared prepared = study.input(Lead.ALL).prepare(study.dataset().read(id));
    float[] logits = model.logits(new float[][][] {prepared.millivolts()})[0];
    Diagnosis wanted = diagnosis;
    if (wanted == null) {
      wanted = Diagnosis.ALL.get(0);
      for (Diagnosis d : Diagnosis.ALL) {
        wanted = logits[d.ordinal()] > logits[wanted.ordinal()] ? d : wanted;
      }
    }
    Explanation explanation =
        options
            .method()
            .of(study, model, options.protocol(), options.precision())
            .explain(id, prepared.millivolts(), prepared.paddedSamples(), wanted.ordinal())
            .get(0);
    return new Explained(study, wanted, new Study.Attributed(explanation, prepared.millivolts()));
  }

  /**
   * Writes {@code explanations/ID-CLASS.csv} (one row a sample: time in s from the start of the window, then mV and attribution of each
   * lead), the figure in the paper's style and the one on ECG paper ({@code ID-CLASS-paper}), each as PNG, SVG and PDF.
   *
   * @return the files written
   * @throws IOException if a file cannot be written
   */
  public List<Path> save() throws IOException {
    Explanation explanation = attributed.explanation();
    String name = explanation.recordId() + "-" + explained;
    Path folder = study.results().resolve("explanations");
    Path csv = folder.resolve(name + ".csv");
    Atomic.write(csv, csv());
    Figure6PatientShap.figure(study, attributed, explained).save(folder, name);
    Figure6PatientPaper.figure(study, attributed, explained).save(folder, name + "-paper");
    List<Path> files = new ArrayList<>(List.of(csv));
    for (String figure : List.of(name, name + "-paper")) {
      for (String ending : List.of("png", "svg", "pdf")) {
        files.add(folder.resolve(figure + "." + ending));
      }
    }
    return files;
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
