package org.ecgworkbench.paper.patients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.base.Logistic;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.page.PatientPage;
import org.ecgworkbench.figure.page.RecordViewer;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.study.Attributed;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.NetworkExplainer;
import org.ecgworkbench.study.Study;

/** The interactive page of one patient: every class by every method. */
public final class PatientPages {
  // Of all nine classes, so less than for one.
  private static final ExpectedGradients.Precision PRECISION =
      new ExpectedGradients.Precision(0.25, 400);

  private PatientPages() {}

  /**
   * What a page shows.
   *
   * @param classes classes explained
   * @param methods methods, in the order of the page's list
   */
  public record Options(List<Diagnosis> classes, List<Method> methods) {
    /**
     * Checks that there is something to show.
     *
     * @throws IllegalArgumentException if there is no class or no method
     */
    public Options {
      classes = List.copyOf(classes);
      methods = List.copyOf(methods);
      if (classes.isEmpty() || methods.isEmpty()) {
        throw new IllegalArgumentException("a page needs a class and a method");
      }
    }

    /** {@return the default options: all nine classes, all methods that explain a patient} */
    public static Options defaults() {
      return new Options(Diagnosis.ALL, Method.OF_PATIENTS);
    }

    /**
     * {@return the same with other classes}
     *
     * @param classes those that are explained, at least one
     */
    public Options withClasses(List<Diagnosis> classes) {
      return new Options(classes, methods);
    }

    /**
     * {@return the same with other methods}
     *
     * @param methods those that explain, at least one
     */
    public Options withMethods(List<Method> methods) {
      return new Options(classes, methods);
    }
  }

  /**
   * Writes {@code explanations/ID.html} below the study's results, by {@link
   * ExplanationProtocol#separate}.
   *
   * @param id the record, from the study's data set
   * @param chosen the class shown first; null for the one with the highest score among those
   *     explained
   * @param options classes and methods
   * @return the page's file, {@code explanations/ID.html}
   */
  public static Path save(Study study, String id, Diagnosis chosen, Options options) {
    try (NetworkExplainer explainer =
        study.explanations(ExplanationProtocol.separate()).explainer()) {
      return save(study, explainer, id, chosen, options);
    }
  }

  /**
   * Writes {@code explanations/ID.html} below the study's results.
   *
   * @param explainer network, background and draws; calibrated draws go on until every lead's sum
   *     is as sure as else the sum of all
   * @param id the record, from the study's data set
   * @param chosen the class shown first; null for the one with the highest score among those
   *     explained
   * @param options classes and methods
   * @return the page's file, {@code explanations/ID.html}
   */
  public static Path save(
      Study study, NetworkExplainer explainer, String id, Diagnosis chosen, Options options) {
    Path file = study.results().resolve("explanations").resolve(id + ".html");
    try {
      of(study, explainer, id, chosen, options).save(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    return file;
  }

  /** One forward pass serves all classes. */
  private static PatientPage of(
      Study study, NetworkExplainer explainer, String id, Diagnosis chosen, Options options) {
    EcgRecord record = study.dataset().read(id);
    NetworkInput.Prepared prepared = study.input(Lead.ALL).prepare(record);
    int[] classes = options.classes().stream().mapToInt(Diagnosis::ordinal).toArray();
    List<PatientPage.Layer> layers = new ArrayList<>();
    PatientSignal signal = null;
    for (Method method : options.methods()) {
      AttributionMethod made = explainer.method(method, PRECISION);
      for (Explanation e :
          made.explain(id, prepared.millivolts(), prepared.paddedSamples(), classes)) {
        PatientSignal shown = PatientSignal.of(study, new Attributed(e, prepared.millivolts()));
        signal = signal == null ? shown : signal;
        layers.add(layer(e, method.label(), made.settings(), shown.attribution()));
      }
    }
    float[] logits = explainer.model().logits(new float[][][] {prepared.millivolts()})[0];
    List<PatientPage.Output> outputs = new ArrayList<>();
    Diagnosis highest = options.classes().get(0);
    for (Diagnosis d : Diagnosis.ALL) {
      double logit = logits[d.ordinal()];
      outputs.add(
          new PatientPage.Output(
              d.name(), d.fullName(), logit, Logistic.of(logit), record.diagnoses().contains(d)));
      if (options.classes().contains(d) && logit > logits[highest.ordinal()]) {
        highest = d;
      }
    }
    return new PatientPage(
        RecordViewer.heading(record),
        "The file says: " + Figure6PatientShap.labels(study, id),
        note(study, explainer, options, prepared),
        signal.samplingRateHz(),
        signal.startSecond(),
        Lead.ALL.stream().map(Lead::label).toList(),
        signal.millivolts(),
        signal.rPeaks(),
        outputs,
        layers,
        (chosen == null ? highest : chosen).name());
  }

  /**
   * {@return one method's answer on a page, without the padding}
   *
   * @param e of one record and class
   * @param method its name on the page
   * @param settings in words
   * @param attributions {@code [lead][sample]}, with the padding
   */
  public static PatientPage.Layer layer(
      Explanation e, String method, String settings, float[][] attributions) {
    return new PatientPage.Layer(
        Diagnosis.ALL.get(e.classIndex()).name(),
        method,
        settings,
        "logit",
        attributions,
        e.output(),
        e.expectedOutput(),
        e.sum(),
        e.completenessResidual(),
        e.standardError(),
        e.draws(),
        e.seed(),
        e.leadSums(),
        e.leadStandardErrors());
  }

  private static String note(
      Study study, NetworkExplainer explainer, Options options, NetworkInput.Prepared prepared) {
    String part = PatientExplanations.partOf(study, prepared.id());
    return String.format(
        Locale.ROOT,
        """
        12-lead network of %s, profile %s, seed %d; this record: %s. The network sees the last \
        %.0f s at %d Hz, %.1f s of them padding, which is not shown but is in the sums. Five \
        squares of 1 mm are 0.2 s and 0.5 mV.%s""",
        study.dataName(),
        study.profile().name(),
        study.parameters().seed(),
        part.equals("none") ? "in no part of the split" : "used for " + part,
        study.profile().windowSeconds(),
        study.profile().samplingRateHz(),
        (double) prepared.paddedSamples() / study.profile().samplingRateHz(),
        options.methods().contains(Method.EXPECTED_GRADIENTS)
            ? explainer.protocol().caution()
            : "");
  }
}
