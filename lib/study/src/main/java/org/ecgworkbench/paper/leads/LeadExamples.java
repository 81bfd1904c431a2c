package org.ecgworkbench.paper.leads;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.figure.page.LeadsPage;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.shap.Explainer;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.KeptScores;
import org.ecgworkbench.study.store.Run;

/** The recordings that {@link LeadExplorer} shows: which, their signals, and what each set of leads' network attributes to their samples. */
final class LeadExamples {
  /** A step of the signals, in mV. */
  private static final double MILLIVOLT_SCALE = 0.002;

  private static final List<String> CHOICE = List.of("surest", "middle", "least sure");
  private static final double SHOWN_SECONDS = 10;
  private static final int SHOWN_RATE_HZ = 100;

  private final LeadStudy leads;
  private final Study study;
  private final Predictions test;
  private final int bin;
  private final int bins;
  private final List<Example> shown;

  /** A recording that is shown. */
  private record Example(int record, int diagnosis, String why) {}

  LeadExamples(LeadStudy leads) {
    this.leads = leads;
    study = leads.study();
    test = leads.runs(0).get(0).test();
    bin = Math.max(1, study.profile().samplingRateHz() / SHOWN_RATE_HZ);
    int samples =
        (int)
            Math.min(
                SHOWN_SECONDS * study.profile().samplingRateHz(), study.profile().windowSamples());
    bins = samples / bin;
    shown = chosen();
  }

  /** Of each class the labelled test record that the 12-lead network is surest of, one in the middle, and the one that it is least sure of. */
  private List<Example> chosen() {
    Predictions all = leads.runs(leads.plan().indexOf(Lead.ALL)).get(0).test();
    List<Example> examples = new ArrayList<>();
    for (int c = 0; c < Diagnosis.ALL.size(); c++) {
      int diagnosis = c;
      List<Integer> order =
          IntStream.range(0, test.size())
              .boxed()
              .filter(i -> test.label(i, diagnosis))
              .sorted(Comparator.comparingDouble((Integer i) -> -all.score(i, diagnosis)))
              .toList();
      int n = order.size();
      List<Integer> places =
          n < 3 ? IntStream.range(0, n).boxed().toList() : List.of(0, n / 2, n - 1);
      for (int k = 0; k < places.size(); k++) {
        examples.add(new Example(order.get(places.get(k)), c, CHOICE.get(k)));
      }
    }
    return examples;
  }

  /** Adds what the page needs to know of them. */
  void addTo(Map<String, Object> facts) {
    facts.put(
        "examples", shown.stream().map(e -> List.of(e.record(), e.diagnosis(), e.why())).toList());
    facts.put("draws", study.profile().shapDraws());
    facts.put("rate", study.profile().samplingRateHz() / bin);
    facts.put("samples", bins);
    facts.put("millivoltScale", MILLIVOLT_SCALE);
    facts.put("key", key());
  }

  /** What the attributions follow from. */
  private String key() {
    StringBuilder text = new StringBuilder(shown.toString());
    for (int set = 0; set < leads.plan().leadSets().size(); set++) {
      text.append(leads.runs(set).get(0).directory().getFileName());
    }
    return Provenance.sha256(
        text
            + " "
            + study.explanations().background()
            + " "
            + Provenance.codeSha256(List.of("shap")));
  }

  /** In steps of {@link #MILLIVOLT_SCALE}, {@code [example][lead][sample]}. */
  byte[] signals() {
    ByteBuffer bytes =
        ByteBuffer.allocate(2 * shown.size() * Lead.ALL.size() * bins)
            .order(ByteOrder.LITTLE_ENDIAN);
    NetworkInput input = study.input(Lead.ALL);
    for (Example example : shown) {
      for (float[] row : input.prepare(read(example)).millivolts()) {
        for (double value : binned(row, 1.0 / bin)) {
          bytes.putShort(
              (short) Math.max(-32767, Math.min(32767, Math.rint(value / MILLIVOLT_SCALE))));
        }
      }
    }
    return bytes.array();
  }

  private EcgRecord read(Example example) {
    return study.dataset().read(test.ids().get(example.record()));
  }

  /** The last seconds of a row, samples added up. */
  private double[] binned(float[] row, double factor) {
    double[] sums = new double[bins];
    int first = row.length - bins * bin;
    for (int i = 0; i < bins * bin; i++) {
      sums[i / bin] += row[first + i] * factor;
    }
    return sums;
  }

  /** In 127ths of a scale for each set and example, with the sum of each lead; empty and null where there are none. */
  record Attributions(byte[] values, double[][] scales, double[][][] sums) {}

  /**
   * From the page that is there where it is of the same networks; else explained, if their weights are at hand.
   *
   * @param page it need not exist
   */
  Attributions attributions(Path page) throws IOException {
    Attributions before = before(page);
    if (before != null) {
      return before;
    }
    return IntStream.range(0, leads.plan().leadSets().size())
            .allMatch(set -> !KeptScores.isAll(leads.runs(set).get(0)))
        ? explain()
        : new Attributions(new byte[0], null, null);
  }

  private Attributions before(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    String html = Files.readString(file);
    JsonObject facts = new Gson().fromJson(LeadsPage.factsOf(html), JsonObject.class);
    if (!key().equals(facts.get("key").getAsString()) || facts.get("scales").isJsonNull()) {
      return null;
    }
    byte[] numbers = LeadsPage.numbersOf(html);
    int start = facts.get("attributionsAt").getAsInt();
    return new Attributions(
        Arrays.copyOfRange(numbers, start, numbers.length),
        new Gson().fromJson(facts.get("scales"), double[][].class),
        new Gson().fromJson(facts.get("sums"), double[][][].class));
  }

  /** By the first training of each set of leads. */
  private Attributions explain() {
    int sets = leads.plan().leadSets().size();
    List<Callable<List<Explanation>>> work = new ArrayList<>();
    for (int set = 0; set < sets; set++) {
      Run run = leads.runs(set).get(0);
      work.add(() -> explain(run));
    }
    int rows = leads.plan().leadSets().stream().mapToInt(List::size).sum();
    ByteBuffer bytes = ByteBuffer.allocate(rows * shown.size() * bins);
    double[][] scales = new double[sets][shown.size()];
    double[][][] sums = new double[sets][shown.size()][];
    try {
      Parallel.inOrder(
          work,
          study.profile().jobs(),
          Callable::call,
          (set, found) -> {
            for (int e = 0; e < found.size(); e++) {
              Explanation why = found.get(e);
              sums[set][e] =
                  Arrays.stream(why.leadSums()).map(v -> Math.rint(v * 1000) / 1000).toArray();
              double[][] phi =
                  Arrays.stream(why.attributions())
                      .map(row -> binned(row, 1))
                      .toArray(double[][]::new);
              double greatest =
                  Arrays.stream(phi)
                      .flatMapToDouble(Arrays::stream)
                      .map(Math::abs)
                      .max()
                      .orElseThrow();
              scales[set][e] = (float) (greatest == 0 ? 1 : greatest / 127);
              for (double[] row : phi) {
                for (double value : row) {
                  bytes.put((byte) Math.rint(value / scales[set][e]));
                }
              }
            }
            study
                .progress()
                .update("recordings explained by %d of %d networks".formatted(set + 1, sets));
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    study.progress().done("%d recordings explained by %d networks".formatted(shown.size(), sets));
    return new Attributions(bytes.array(), scales, sums);
  }

  private List<Explanation> explain(Run run) {
    List<Explanation> found = new ArrayList<>();
    try (Explainer explainer = study.explainer(run)) {
      for (Example example : shown) {
        Parallel.stopIfInterrupted();
        found.addAll(explainer.explain(read(example), example.diagnosis()));
      }
    }
    return found;
  }
}
