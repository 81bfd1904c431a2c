package org.ecgworkbench.paper.patients;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.Study;

/**
 * One record explained for one class, with its figure in the paper's style: what {@code environment/workbench explain} gives.
 *
 * @param study where the record and the network come from
 * @param explained the class
 * @param attributed the attributions and what the network saw
 * @param provenance how it was made: the method with its settings, the weights of the draws among them, and the network
 */
public record Explained(
    Study study, Diagnosis explained, Study.Attributed attributed, Provenance provenance) {

  /**
   * How to explain.
   *
   * @param method how
   * @param protocol background and draws of expected gradients
   * @param precision draws go on until it is reached, by the sum of the attributions, or by every lead's sum where the draws are
   *     calibrated; null for the profile's number of draws
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
    Provenance.Builder provenance = study.provenance(Explained.class);
    NetworkInput.Prepared prepared = study.input(Lead.ALL).prepare(study.dataset().read(id));
    float[] logits = model.logits(new float[][][] {prepared.millivolts()})[0];
    Diagnosis wanted = diagnosis;
    if (wanted == null) {
      wanted = Diagnosis.ALL.get(0);
      for (Diagnosis d : Diagnosis.ALL) {
        wanted = logits[d.ordinal()] > logits[wanted.ordinal()] ? d : wanted;
      }
    }
    AttributionMethod method =
        options.method().of(study, model, options.protocol(), options.precision());
    Explanation explanation =
        method
            .explain(id, prepared.millivolts(), prepared.paddedSamples(), wanted.ordinal())
            .get(0);
    provenance
        .setting("record", id)
        .setting("class", wanted)
        .setting("method", method.label())
        .setting("method's settings", method.settings())
        .setting("network", model);
    if (options.method() == Method.EXPECTED_GRADIENTS) {
      ExplanationProtocol protocol = options.protocol();
      provenance
          .setting("background", protocol.background().describe(study.profile().shapBackground()))
          .setting("sampling", protocol.sampling())
          .setting("weighting", protocol.weighting())
          .setting("draws", explanation.draws())
          .seed(RandomStream.ATTRIBUTION, explanation.seed());
      study.withBackground(provenance, protocol);
    }
    new TreeMap<>(model.provenance())
        .forEach((name, value) -> provenance.setting("network's " + name, value));
    return new Explained(
        study,
        wanted,
        new Study.Attributed(explanation, prepared.millivolts()),
        provenance.finish());
  }

  /**
   * Writes {@code explanations/ID-CLASS.csv} (one row a sample: time in s from the start of the window, then mV and attribution of each
   * lead), the figure in the paper's style and the one on ECG paper ({@code ID-CLASS-paper}), each as PNG, SVG and PDF, and {@code
   * ID-CLASS.json} with the provenance of all of them.
   *
   * @return the files written
   * @throws IOException if a file cannot be written
   */
  public List<Path> save() throws IOException {
    Explanation explanation = attributed.explanation();
    String name = explanation.recordId() + "-" + explained;
    Path folder = study.results().resolve("explanations");
    Path csv = folder.resolve(name + ".csv");
    WholeFile.write(csv, csv());
    Figure6PatientShap.figure(study, attributed, explained).save(folder, name);
    Figure6PatientPaper.figure(study, attributed, explained).save(folder, name + "-paper");
    List<Path> files = new ArrayList<>(List.of(csv));
    for (String figure : List.of(name, name + "-paper")) {
      for (String ending : List.of("png", "svg", "pdf")) {
        files.add(folder.resolve(figure + "." + ending));
      }
    }
    Map<String, String> outputs = new LinkedHashMap<>();
    files.forEach(file -> outputs.put(file.getFileName().toString(), Provenance.sha256(file)));
    Path sidecar = folder.resolve(name + ".json");
    WholeFile.write(sidecar, provenance.toJson(toString(), outputs));
    files.add(sidecar);
    return files;
  }

  /** The method, the explanation's own words, and the method's settings. */
  @Override
  public String toString() {
    return "%s of %s; %s"
        .formatted(
            provenance.settings().get("method"),
            attributed,
            provenance.settings().get("method's settings"));
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
