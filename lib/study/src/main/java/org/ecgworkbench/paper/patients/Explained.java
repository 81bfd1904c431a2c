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
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.study.Attributed;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.NetworkExplainer;
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
    Study study, Diagnosis explained, Attributed attributed, Provenance provenance) {

  /**
   * Explains a record as the paper does.
   *
   * @param id the record, from the study's data set
   * @param diagnosis the class; null for the one with the highest score
   * @return attributions of all leads and samples, with the window they belong to
   */
  public static Explained of(Study study, String id, Diagnosis diagnosis) {
    try (NetworkExplainer explainer = study.explanations().explainer()) {
      return of(study, explainer, id, diagnosis, Method.EXPECTED_GRADIENTS, null);
    }
  }

  /**
   * Explains a record.
   *
   * @param explainer network, background and draws, of the study
   * @param id the record, from the study's data set
   * @param diagnosis the class; null for the one with the highest score
   * @param method how
   * @param precision draws of expected gradients go on until it is reached, by the sum of the
   *     attributions, or by every lead's sum where the draws are calibrated; null for the profile's
   *     number of draws
   * @return attributions of all leads and samples, with the window they belong to
   */
  public static Explained of(
      Study study,
      NetworkExplainer explainer,
      String id,
      Diagnosis diagnosis,
      Method method,
      ExpectedGradients.Precision precision) {
    Provenance.Builder provenance = study.provenance(Explained.class);
    Diagnosis wanted = diagnosis == null ? highest(explainer, id) : diagnosis;
    AttributionMethod made =
        precision == null ? explainer.method(method) : explainer.method(method, precision);
    Attributed attributed = explainer.explain(id, wanted, made);
    provenance
        .setting("record", id)
        .setting("class", wanted)
        .setting("method", made.label())
        .setting("method's settings", made.settings())
        .setting("network", explainer.model());
    if (method == Method.EXPECTED_GRADIENTS) {
      ExplanationProtocol protocol = explainer.protocol();
      provenance
          .setting("background", protocol.background().describe(study.profile().shapBackground()))
          .setting("sampling", protocol.sampling())
          .setting("weighting", protocol.weighting())
          .setting("draws", attributed.explanation().draws())
          .seed(RandomStream.ATTRIBUTION, attributed.explanation().seed());
      study.explanations(protocol).addBackgroundTo(provenance);
    }
    new TreeMap<>(explainer.model().provenance())
        .forEach((name, value) -> provenance.setting("network's " + name, value));
    return new Explained(study, wanted, attributed, provenance.finish());
  }

  private static Diagnosis highest(NetworkExplainer explainer, String id) {
    float[] logits =
        explainer.model().logits(new float[][][] {explainer.prepare(id).millivolts()})[0];
    Diagnosis highest = Diagnosis.ALL.get(0);
    for (Diagnosis d : Diagnosis.ALL) {
      highest = logits[d.ordinal()] > logits[highest.ordinal()] ? d : highest;
    }
    return highest;
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
    PatientTraces.figure(study, attributed, explained).save(folder, name);
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
    WholeFile.write(sidecar, Sidecar.json(provenance, toString(), outputs));
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
    // From the start of the record, as figures and pages have it: the window ends with the record.
    double end = study.record(attributed.explanation().recordId()).seconds();
    for (int t = attributed.explanation().paddedSamples(); t < phi[0].length; t++) {
      double before = (double) (phi[0].length - t) / study.profile().samplingRateHz();
      text.append(String.format(Locale.ROOT, "%.4f", Math.max(0, end - before)));
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
