package org.ecgworkbench.figure.page;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.base.Html;
import org.ecgworkbench.figure.FigureFiles;

/**
 * One patient's explanations as a web page in one file, which opens without a server and loads nothing: choose a class and a method, see
 * the attribution along each lead, point at a sample to read time, millivolts and attribution.
 *
 * <p>Signal and attributions are in the page as base64 of 16-bit little-endian integers, each layer with a scale of its own, so a value is
 * shown to 1/32,767 of its layer's greatest.
 *
 * @param heading the record and what is known of the patient
 * @param diagnoses what the file says
 * @param note where the network and the explanations come from
 * @param samplingRateHz samples a second
 * @param startSecond the time of the first sample, in s from the start of the record
 * @param leads names of the rows
 * @param millivolts {@code [lead][sample]}, without padding, not copied
 * @param rPeaks R peaks, in samples
 * @param outputs the network's outputs, one a class
 * @param layers the explanations, at least one; each pair of class and method at most once
 * @param chosenClass the class that is shown first
 */
public record PatientPage(
    String heading,
    String diagnoses,
    String note,
    double samplingRateHz,
    double startSecond,
    List<String> leads,
    float[][] millivolts,
    int[] rPeaks,
    List<Output> outputs,
    List<Layer> layers,
    String chosenClass) {

  /**
   * What the network says about a class.
   *
   * @param name short name of the class
   * @param fullName its full name
   * @param logit before the logistic function
   * @param score in [0, 1]
   * @param labelled whether the file gives the record this class
   */
  public record Output(
      String name, String fullName, double logit, double score, boolean labelled) {}

  /**
   * One explanation; values that a method does not define are NaN.
   *
   * @param name short name of the class
   * @param method name of the method
   * @param settings the method's settings in words
   * @param unit what the attributions add up to
   * @param attributions {@code [lead][sample]}, of the shape of the signal, in {@code unit} a sample; not copied
   * @param output the network's output for the signal, in {@code unit}
   * @param expectedOutput the output that the attributions start from, in {@code unit}
   * @param sum of all attributions, in {@code unit}
   * @param residual output minus expected output minus the sum, in {@code unit}
   * @param standardError of the residual, in {@code unit}
   * @param draws how many draws were averaged; 0 for a method without draws
   * @param seed of the draws
   * @param leadSums {@code [lead]}, over the whole window
   * @param leadStandardErrors {@code [lead]}
   */
  public record Layer(
      String name,
      String method,
      String settings,
      String unit,
      float[][] attributions,
      double output,
      double expectedOutput,
      double sum,
      double residual,
      double standardError,
      int draws,
      long seed,
      double[] leadSums,
      double[] leadStandardErrors) {
    /** Copies the numbers. */
    public Layer {
      leadSums = leadSums.clone();
      leadStandardErrors = leadStandardErrors.clone();
    }

    /** {@return {@code [lead]}, a copy} */
    @Override
    public double[] leadSums() {
      return leadSums.clone();
    }

    /** {@return {@code [lead]}, a copy} */
    @Override
    public double[] leadStandardErrors() {
      return leadStandardErrors.clone();
    }
  }

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if there is no layer, a layer's shape is not the signal's, or the chosen class has no layer
   */
  public PatientPage {
    leads = List.copyOf(leads);
    outputs = List.copyOf(outputs);
    layers = List.copyOf(layers);
    String wanted = chosenClass;
    if (layers.stream().noneMatch(layer -> layer.name().equals(wanted))) {
      throw new IllegalArgumentException("no explanation of the chosen class " + wanted);
    }
    for (Layer layer : layers) {
      if (layer.attributions.length != millivolts.length
          || layer.attributions[0].length != millivolts[0].length) {
        throw new IllegalArgumentException(
            "%s by %s: its shape is not the signal's".formatted(layer.name(), layer.method()));
      }
    }
    rPeaks = rPeaks.clone();
  }

  /** {@return the R peaks, samples from the start of the signal; a copy} */
  @Override
  public int[] rPeaks() {
    return rPeaks.clone();
  }

  /**
   * Writes the page; the file appears whole or not at all.
   *
   * @param file appears whole or not at all
   * @throws IOException if it cannot be written
   */
  public void save(Path file) throws IOException {
    FigureFiles.writeAtomically(html().getBytes(StandardCharsets.UTF_8), file);
  }

  /** {@return the page as text; the same explanations give the same text} */
  public String html() {
    int samples = millivolts[0].length;
    ByteBuffer bytes =
        ByteBuffer.allocate(
                Math.multiplyExact(2 * leads.size() * samples, Math.addExact(1, layers.size())))
            .order(ByteOrder.LITTLE_ENDIAN);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("samplingRateHz", samplingRateHz);
    facts.put("startSecond", startSecond);
    facts.put("samples", samples);
    facts.put("leads", leads);
    facts.put("rPeaks", rPeaks);
    facts.put("chosenClass", chosenClass);
    facts.put("millivoltScale", put(bytes, millivolts));
    Map<String, String> names = new LinkedHashMap<>();
    List<Map<String, Object>> table = new ArrayList<>();
    for (Output output : outputs) {
      names.put(output.name(), output.fullName());
      // In order: the same page must have the same bytes, and Map.of has another order in every
      // process.
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("class", output.name());
      row.put("logit", output.logit());
      row.put("score", output.score());
      row.put("labelled", output.labelled());
      table.add(row);
    }
    facts.put("names", names);
    facts.put("outputs", table);
    List<Map<String, Object>> described = new ArrayList<>();
    for (Layer layer : layers) {
      described.add(describe(layer, put(bytes, layer.attributions)));
    }
    facts.put("layers", described);
    Map<String, String> parts =
        Map.of(
            "TITLE", Html.escape(heading),
            "HEADING", Html.escape(heading),
            "DIAGNOSES", Html.escape(diagnoses),
            "NOTE", Html.escape(note),
            // Gson writes <, > and & as \\u003c and so on, so nothing ends the element early.
            "FACTS", new GsonBuilder().serializeNulls().create().toJson(facts),
            "SAMPLES", Base64.getEncoder().encodeToString(bytes.array()),
            "SCRIPT", RecordViewer.resource("patient-page.js"));
    return RecordViewer.filled("patient-page.html", parts);
  }

  private static Map<String, Object> describe(Layer layer, double scale) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("class", layer.name());
    facts.put("method", layer.method());
    facts.put("settings", layer.settings());
    facts.put("unit", layer.unit());
    facts.put("scale", scale);
    facts.put("output", defined(layer.output()));
    facts.put("expected", defined(layer.expectedOutput()));
    facts.put("sum", defined(layer.sum()));
    facts.put("residual", defined(layer.residual()));
    facts.put("standardError", defined(layer.standardError()));
    facts.put("draws", layer.draws());
    facts.put("seed", layer.seed());
    facts.put("leadSums", layer.leadSums);
    facts.put(
        "leadErrors",
        Arrays.stream(layer.leadStandardErrors).mapToObj(PatientPage::defined).toList());
    return facts;
  }

  private static Double defined(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** Appends a layer and returns its unit, in which its greatest value is 32,767. */
  private static double put(ByteBuffer bytes, float[][] rows) {
    double greatest = 0;
    for (float[] row : rows) {
      for (float value : row) {
        greatest = Math.max(greatest, Math.abs(value));
      }
    }
    double scale = greatest == 0 ? 1 : greatest / Short.MAX_VALUE;
    for (float[] row : rows) {
      for (float value : row) {
        bytes.putShort((short) Math.rint(value / scale));
      }
    }
    return scale;
  }
}
