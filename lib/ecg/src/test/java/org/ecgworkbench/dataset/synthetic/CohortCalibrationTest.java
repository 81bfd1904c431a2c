package org.ecgworkbench.dataset.synthetic;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.PtbXl;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord.Beat;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord.Lookalike;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/**
 * Measures real and generated recordings with one and the same simple program, which knows nothing of the generator, and writes the
 * tables of {@code datasets/synthetic.md} to {@code target/cohort-tables.md}.
 */
class CohortCalibrationTest {
  private static final int BEFORE = 150;
  private static final int AFTER = 250;
  private static final int[] EIGHT = {0, 1, 6, 7, 8, 9, 10, 11};

  /** A record is measured once, for all tables that it is in. */
  private static final Map<EcgRecord, Map<String, Double>> MEASURED = new IdentityHashMap<>();

  @Test
  void mediansOfGeneratedRecordingsLieWellInsideTheSpreadOfRealOnes() throws IOException {
    EcgDataset real = Datasets.open(Golden.real("data/cpsc2018"));
    List<EcgRecord> realRecords = new ArrayList<>();
    for (RecordSummary summary : real.records()) {
      realRecords.add(real.read(summary.id()));
    }
    SyntheticCohort cohort = new SyntheticCohort(SyntheticCohort.Options.defaults().withSize(400));
    List<SyntheticRecord> generated = cohort.stream().toList();
    List<EcgRecord> generatedRecords = generated.stream().map(SyntheticRecord::record).toList();

    Map<String, double[]> one = measureAll(realRecords);
    Map<String, double[]> other = measureAll(generatedRecords);
    StringBuilder text = new StringBuilder();
    text.append(
        "| measured | %d real records | %d generated records |\n|---|---|---|\n"
            .formatted(realRecords.size(), generatedRecords.size()));
    List<String> outside = new ArrayList<>();
    one.forEach(
        (name, values) -> {
          double[] made = other.get(name);
          text.append("| %s | %s | %s |\n".formatted(name, spread(values), spread(made)));
          double median = percentile(made, 50);
          if (median < percentile(values, 20) || median > percentile(values, 80)) {
            outside.add(name + ": real " + spread(values) + ", generated " + spread(made));
          }
        });
    text.append("\n| class | records |");
    List<String> names =
        List.of(
            "SD of RR / mean RR, %",
            "QRS activity, ms",
            "R V1, mV",
            "S V2, mV",
            "R V6, mV",
            "T V2, mV",
            "ST V2, mV",
            "ST V5, mV");
    names.forEach(name -> text.append(' ').append(name).append(" |"));
    text.append("\n|---|---|---|---|---|---|---|---|---|---|\n");
    for (Diagnosis label : Diagnosis.ALL) {
      List<EcgRecord> a = labelled(realRecords, label);
      List<EcgRecord> b = labelled(generatedRecords, label);
      Map<String, double[]> first = measureAll(a);
      Map<String, double[]> second = measureAll(b);
      text.append("| %s | %d : %d |".formatted(label, a.size(), b.size()));
      for (String name : names) {
        text.append(
            " %s : %s |"
                .formatted(
                    number(percentile(first.get(name), 50)),
                    number(percentile(second.get(name), 50))));
      }
      text.append('\n');
    }
    text.append('\n').append(byClass(generated));
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/cohort-tables.md"), text, StandardCharsets.UTF_8);
    assertTrue(outside.isEmpty(), String.join("\n", outside));
  }

  /** What is published about adults, or what defines a class: low to high, and the least share of records inside. */
  private record Published(
      String who,
      Set<Diagnosis> labels,
      String measured,
      double low,
      double high,
      double leastShare,
      String source) {

    String range() {
      return low == -INFINITE
          ? "at most " + number(high)
          : high == INFINITE ? "at least " + number(low) : number(low) + " to " + number(high);
    }
  }

  private static final double INFINITE = Double.POSITIVE_INFINITY;

  /**
   * Ranges from outside. Limits that define a class must hold for all of its records; what is published as percentiles, or of other
   * people and longer recordings, for most.
   */
  private static List<Published> published() {
    Set<Diagnosis> normal = Set.of(Diagnosis.SNR);
    Set<Diagnosis> narrow =
        EnumSet.of(Diagnosis.SNR, Diagnosis.PAC, Diagnosis.PVC, Diagnosis.STD, Diagnosis.STE);
    String rautaharju =
        "women, 2nd to 98th percentile: Rautaharju et al. 2013, doi 10.1016/j.jelectrocard.2013.05.136";
    String nunan =
        "five minutes in health, range of means: Nunan et al. 2010, doi 10.1111/j.1540-8159.2010.02841.x";
    String part3 = "AHA/ACCF/HRS 2009 III, doi 10.1161/CIRCULATIONAHA.108.191095";
    String part5 = "AHA/ACCF/HRS 2009 V, doi 10.1161/CIRCULATIONAHA.108.191097";
    return List.of(
        new Published(
            "SNR",
            normal,
            "heart rate, beats/min",
            60,
            100,
            0.9,
            "definition of sinus rhythm's rate"),
        new Published("SNR", normal, "PR, ms", 118, 212, 0.95, rautaharju),
        new Published(
            "SNR", normal, "QRS, ms", 70, 104, 0.8, rautaharju + "; here with incomplete RBBB"),
        new Published("SNR", normal, "QT (Fridericia), ms", 388, 449, 0.8, rautaharju),
        new Published("SNR", normal, "frontal QRS axis, degrees", -30, 90, 0.9, part3),
        new Published("SNR", normal, "RMSSD of RR, ms", 19, 75, 0.5, nunan),
        new Published("SNR", normal, "P in II, mV", -INFINITE, 0.25, 1, part5),
        new Published("SNR", normal, "R/S V1", -INFINITE, 1, 0.95, part5),
        new Published(
            "SNR", normal, "S V1 + R V5, mV", -INFINITE, 3.5, 0.85, "Sokolow-Lyon, " + part5),
        new Published(
            "all but IAVB and AF",
            EnumSet.complementOf(EnumSet.of(Diagnosis.IAVB, Diagnosis.AF)),
            "PR, ms",
            -INFINITE,
            200,
            1,
            "Cheng et al. 2009, doi 10.1001/jama.2009.888"),
        new Published(
            "IAVB",
            Set.of(Diagnosis.IAVB),
            "PR, ms",
            200,
            INFINITE,
            1,
            "Cheng et al. 2009, doi 10.1001/jama.2009.888"),
        new Published("LBBB", Set.of(Diagnosis.LBBB), "QRS, ms", 120, INFINITE, 1, part3),
        new Published("RBBB", Set.of(Diagnosis.RBBB), "QRS, ms", 120, INFINITE, 1, part3),
        new Published(
            "SNR, PAC, PVC, STD, STE",
            narrow,
            "QRS, ms",
            -INFINITE,
            120,
            0.95,
            part3 + "; here with nonspecific delay"),
        new Published(
            "STD",
            Set.of(Diagnosis.STD),
            "lowest ST but V1, mV",
            -INFINITE,
            -0.05,
            0.8,
            "fourth universal definition, doi 10.1161/CIR.0000000000000617"),
        new Published(
            "STE",
            Set.of(Diagnosis.STE),
            "highest ST, mV",
            0.1,
            INFINITE,
            0.8,
            "fourth universal definition, doi 10.1161/CIR.0000000000000617"));
  }

  /**
   * The generated records against what is published, beside the real ones where the program can measure the same in them; the table goes
   * to {@code target/published-table.md}.
   */
  @Test
  void generatedRecordsLieInPublishedRanges() throws IOException {
    List<SyntheticRecord> cohort =
        new SyntheticCohort(SyntheticCohort.Options.defaults().withSize(400)).stream().toList();
    Path folder = realRecords();
    List<EcgRecord> real = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      EcgDataset dataset = Datasets.open(folder);
      dataset.records().forEach(r -> real.add(dataset.read(r.id())));
    }
    StringBuilder text =
        new StringBuilder(
            "| records | measured | published | source | generated, 10 / 50 / 90 % | inside | real, 10 / 50 / 90 % |\n"
                + "|---|---|---|---|---|---|---|\n");
    List<String> outside = new ArrayList<>();
    for (Published one : published()) {
      double[] made =
          cohort.stream()
              .filter(s -> isOne(s.record(), one.labels()))
              .map(CohortCalibrationTest::known)
              .filter(m -> m.containsKey(one.measured()))
              .mapToDouble(m -> m.get(one.measured()))
              .sorted()
              .toArray();
      double[] found =
          real.stream()
              .filter(r -> isOne(r, one.labels()))
              .map(CohortCalibrationTest::measure)
              .filter(m -> m.containsKey(one.measured()))
              .mapToDouble(m -> m.get(one.measured()))
              .sorted()
              .toArray();
      double share =
          Arrays.stream(made).filter(v -> v >= one.low() && v <= one.high()).count()
              / (double) made.length;
      text.append(
          "| %s | %s | %s | %s | %s | %.0f %% of %d | %s |\n"
              .formatted(
                  one.who(),
                  one.measured(),
                  one.range(),
                  one.source(),
                  spread(made),
                  100 * share,
                  made.length,
                  found.length == 0 ? "" : spread(found) + " (" + found.length + ")"));
      if (share < one.leastShare()) {
        outside.add(one + ": " + share);
      }
    }
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/published-table.md"), text, StandardCharsets.UTF_8);
    assertTrue(outside.isEmpty(), String.join("\n", outside));
  }

  /** The folder of real records, where there is one; the ranges hold without it too. */
  private static Path realRecords() {
    try {
      return Golden.real("data/cpsc2018");
    } catch (TestAbortedException e) {
      return Path.of("target/no-such-folder");
    }
  }

  private static boolean isOne(EcgRecord record, Set<Diagnosis> labels) {
    return record.diagnoses().size() == 1 && labels.containsAll(record.diagnoses());
  }

  private static List<EcgRecord> labelled(List<EcgRecord> records, Diagnosis label) {
    return records.stream()
        .filter(r -> r.diagnoses().size() == 1 && r.diagnoses().contains(label))
        .toList();
  }

  private static Map<String, double[]> measureAll(List<EcgRecord> records) {
    Map<String, List<Double>> all = new LinkedHashMap<>();
    for (EcgRecord record : records) {
      MEASURED
          .computeIfAbsent(record, CohortCalibrationTest::measure)
          .forEach((name, value) -> all.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
    }
    Map<String, double[]> sorted = new LinkedHashMap<>();
    all.forEach(
        (name, values) ->
            sorted.put(name, values.stream().mapToDouble(Double::doubleValue).sorted().toArray()));
    return sorted;
  }

  private static Map<String, Double> measure(EcgRecord record) {
    final Map<String, Double> found = new LinkedHashMap<>();
    int[] peaks = qrs(record.millivolts());
    if (peaks.length < 4) {
      return found;
    }
    double[] rr = new double[peaks.length - 1];
    for (int k = 0; k < rr.length; k++) {
      rr[k] = (peaks[k + 1] - peaks[k]) / 500.0;
    }
    rhythm(rr, found);
    Complex complex = complex(record, peaks);
    if (complex == null) {
      return found;
    }
    double[][] beat = complex.beat();
    int on = complex.on();
    int off = complex.off();
    found.put("QRS activity, ms", 2.0 * (off - on));
    for (int lead : EIGHT) {
      String name = " " + Lead.ALL.get(lead) + ", mV";
      double[] mv = beat[lead];
      found.put("R" + name, Math.max(0, Arrays.stream(mv, 90, 215).max().orElseThrow()));
      found.put("S" + name, Math.max(0, -Arrays.stream(mv, 90, 215).min().orElseThrow()));
      double t = 0;
      for (int i = 215; i < 360; i++) {
        t = Math.abs(mv[i]) > Math.abs(t) ? mv[i] : t;
      }
      found.put("T" + name, t);
      double before = Arrays.stream(mv, Math.max(0, on - 8), on - 2).average().orElseThrow();
      found.put(
          "ST" + name, Arrays.stream(mv, off + 20, off + 28).average().orElseThrow() - before);
    }
    found.put(
        "R/S V1", Math.max(0.01, found.get("R V1, mV")) / Math.max(0.01, found.get("S V1, mV")));
    found.put("S V1 + R V5, mV", found.get("S V1, mV") + found.get("R V5, mV"));
    noise(record, peaks, found);
    return found;
  }

  /** The median beat and where the steepness of its leads rises above and falls below a tenth of its largest value. */
  private record Complex(double[][] beat, int on, int off) {}

  private static Complex complex(EcgRecord record, int[] peaks) {
    List<double[][]> beats = new ArrayList<>();
    for (int peak : peaks) {
      if (peak >= BEFORE && peak + AFTER <= record.samples()) {
        double[][] beat = new double[12][];
        for (int lead = 0; lead < 12; lead++) {
          beat[lead] = Arrays.copyOfRange(record.millivolts()[lead], peak - BEFORE, peak + AFTER);
          shift(beat[lead], percentile(sorted(beat[lead]), 50));
        }
        beats.add(beat);
      }
    }
    if (beats.size() < 2) {
      return null;
    }
    double[][] beat = medianBeat(beats);
    double[] activity = new double[BEFORE + AFTER];
    for (int i = 1; i + 1 < activity.length; i++) {
      for (double[] lead : beat) {
        double slope = (lead[i + 1] - lead[i - 1]) / 2;
        activity[i] += slope * slope;
      }
      activity[i] = Math.sqrt(activity[i]);
    }
    double top = Arrays.stream(activity, 80, 230).max().orElseThrow();
    int on = 80;
    while (activity[on] < 0.1 * top) {
      on++;
    }
    int off = 229;
    while (activity[off] < 0.1 * top) {
      off--;
    }
    return new Complex(beat, on, off);
  }

  /**
   * The findings that resemble a label, in generated records and in those real ones of PTB-XL that name them; the table goes to {@code
   * target/lookalike-table.md}.
   */
  @Test
  void lookalikesLieBesideRealOnesOfPtbXl() throws IOException {
    Path folder = Golden.real("data/ptbxl");
    EcgDataset real = PtbXl.open(folder, PtbXl.Options.defaults());
    Map<String, String> codes = new LinkedHashMap<>();
    Pattern row = Pattern.compile("^(\\d+),.*?\\{(.*?)\\}");
    for (String line : Files.readAllLines(folder.resolve(PtbXl.DATABASE), StandardCharsets.UTF_8)) {
      Matcher matcher = row.matcher(line);
      if (matcher.find()) {
        codes.put(matcher.group(1), matcher.group(2));
      }
    }
    Map<String, Lookalike> pairs = new LinkedHashMap<>();
    pairs.put("IRBBB", Lookalike.INCOMPLETE_RIGHT_BUNDLE_BRANCH_BLOCK);
    pairs.put("LVH", Lookalike.LEFT_VENTRICULAR_HYPERTROPHY);
    pairs.put("LAFB", Lookalike.LEFT_ANTERIOR_FASCICULAR_BLOCK);
    pairs.put("IVCD", Lookalike.NONSPECIFIC_CONDUCTION_DELAY);
    pairs.put("ILBBB", Lookalike.INCOMPLETE_LEFT_BUNDLE_BRANCH_BLOCK);
    pairs.put("SARRH", Lookalike.SINUS_ARRHYTHMIA);
    List<SyntheticRecord> cohort =
        new SyntheticCohort(SyntheticCohort.Options.defaults()).stream().toList();
    StringBuilder text = new StringBuilder("| measured |");
    Map<String, Map<String, double[]>> columns = new LinkedHashMap<>();
    pairs.forEach(
        (code, lookalike) -> {
          columns.put(code + " real", shapes(named(real, codes, code)));
          columns.put(
              code + " generated",
              shapes(
                  cohort.stream()
                      .filter(
                          s ->
                              s.lookalikes().contains(lookalike)
                                  || (code.equals("LVH")
                                      && s.lookalikes()
                                          .contains(Lookalike.LEFT_VENTRICULAR_STRAIN)))
                      .map(SyntheticRecord::record)
                      .toList()));
        });
    columns
        .keySet()
        .forEach(
            name ->
                text.append(
                    " %s (%d) |".formatted(name, columns.get(name).get("axis, degrees").length)));
    text.append("\n|---|" + "---|".repeat(columns.size()) + "\n");
    for (String name : columns.values().iterator().next().keySet()) {
      text.append("| ").append(name).append(" |");
      columns.values().forEach(c -> text.append(' ').append(spread(c.get(name))).append(" |"));
      text.append('\n');
    }
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/lookalike-table.md"), text, StandardCharsets.UTF_8);
    // What makes each finding lies where real ones have it.
    inside(columns, "IRBBB", "R' V1, mV");
    inside(columns, "IRBBB", "late S V6, mV");
    inside(columns, "LVH", "S V1 + R V5 or V6, mV");
    inside(columns, "LAFB", "R aVL, mV");
    inside(columns, "IVCD", "S V1 + R V5 or V6, mV");
    inside(columns, "SARRH", "SD of RR / mean RR, %");
  }

  private static void inside(
      Map<String, Map<String, double[]>> columns, String code, String measured) {
    double[] real = columns.get(code + " real").get(measured);
    double median = percentile(columns.get(code + " generated").get(measured), 50);
    assertTrue(
        median >= percentile(real, 10) && median <= percentile(real, 90),
        code + " " + measured + ": real " + spread(real) + ", generated median " + median);
  }

  /** Records of PTB-XL with a code and without a complete bundle branch block. */
  private static List<EcgRecord> named(EcgDataset real, Map<String, String> codes, String code) {
    List<EcgRecord> found = new ArrayList<>();
    for (RecordSummary summary : real.records()) {
      String number = summary.id().replaceFirst("^\\D*0*", "").replaceFirst("\\D.*", "");
      String has = codes.get(number);
      if (has != null
          && has.contains("'" + code + "'")
          && !has.contains("'CRBBB'")
          && !has.contains("'CLBBB'")) {
        found.add(real.read(summary.id()));
      }
    }
    return found;
  }

  private static Map<String, double[]> shapes(List<EcgRecord> records) {
    Map<String, List<Double>> all = new LinkedHashMap<>();
    for (EcgRecord record : records) {
      int[] peaks = qrs(record.millivolts());
      Complex complex = peaks.length < 4 ? null : complex(record, peaks);
      if (complex != null) {
        shape(complex, peaks)
            .forEach((name, value) -> all.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
      }
    }
    Map<String, double[]> sorted = new LinkedHashMap<>();
    all.forEach(
        (name, values) ->
            sorted.put(name, values.stream().mapToDouble(Double::doubleValue).sorted().toArray()));
    return sorted;
  }

  private static Map<String, Double> shape(Complex complex, int[] peaks) {
    int on = complex.on() - 3;
    int off = complex.off() + 3;
    int middle = (on + off) / 2;
    double[] high = new double[12];
    double[] low = new double[12];
    double[][] beat = complex.beat();
    for (int lead = 0; lead < 12; lead++) {
      shift(beat[lead], Arrays.stream(beat[lead], on - 5, on).average().orElseThrow());
      high[lead] = Arrays.stream(beat[lead], on, off).max().orElseThrow();
      low[lead] = -Arrays.stream(beat[lead], on, off).min().orElseThrow();
    }
    double t = 0;
    for (int i = off + 40; i < Math.min(off + 160, beat[10].length); i++) {
      t = Math.abs(beat[10][i]) > Math.abs(t) ? beat[10][i] : t;
    }
    Map<String, Double> found = new LinkedHashMap<>();
    found.put("QRS activity, ms", 2.0 * (off - on - 6));
    found.put(
        "axis, degrees",
        Math.toDegrees(Math.atan2((high[5] - low[5]) * 2 / Math.sqrt(3), high[0] - low[0])));
    found.put("S V1 + R V5 or V6, mV", low[6] + Math.max(high[10], high[11]));
    found.put("R aVL, mV", high[4]);
    found.put("R' V1, mV", Arrays.stream(beat[6], middle, off).max().orElseThrow());
    found.put("late S V6, mV", -Arrays.stream(beat[11], middle, off).min().orElseThrow());
    found.put("ST V5, mV", Arrays.stream(beat[10], off + 20, off + 28).average().orElseThrow());
    found.put("T V5, mV", t);
    double[] rr = new double[peaks.length - 1];
    for (int k = 0; k < rr.length; k++) {
      rr[k] = (peaks[k + 1] - peaks[k]) / 500.0;
    }
    rhythm(rr, found);
    return found;
  }

  private static void rhythm(double[] rr, Map<String, Double> found) {
    double mean = Arrays.stream(rr).average().orElseThrow();
    double sd =
        Math.sqrt(Arrays.stream(rr).map(v -> (v - mean) * (v - mean)).sum() / (rr.length - 1));
    double steps = 0;
    for (int k = 1; k < rr.length; k++) {
      steps += (rr[k] - rr[k - 1]) * (rr[k] - rr[k - 1]);
    }
    found.put("heart rate, beats/min", 60 / percentile(sorted(rr), 50));
    found.put("SD of RR / mean RR, %", 100 * sd / mean);
    found.put("RMSSD of RR, ms", 1000 * Math.sqrt(steps / (rr.length - 1)));
  }

  /** Between beats: what remains of I and V5 after a mean over 20 ms, and how the level before the QRS wanders. */
  private static void noise(EcgRecord record, int[] peaks, Map<String, Double> found) {
    double[] mv = record.millivolts(Lead.V5);
    double fine = 0;
    int n = 0;
    List<Double> levels = new ArrayList<>();
    for (int peak : peaks) {
      if (peak < 110) {
        continue;
      }
      for (int i = peak - 100; i < peak - 45; i++) {
        double mean = 0;
        for (int k = -5; k <= 5; k++) {
          mean += mv[i + k] / 11;
        }
        fine += (mv[i] - mean) * (mv[i] - mean);
        n++;
      }
      levels.add(Arrays.stream(mv, peak - 45, peak - 35).average().orElseThrow());
    }
    if (levels.size() > 2) {
      double mean = levels.stream().mapToDouble(v -> v).average().orElseThrow();
      double sd =
          Math.sqrt(
              levels.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / levels.size());
      found.put("fine noise before the QRS in V5, uV", 1000 * Math.sqrt(fine / n));
      found.put("SD of the level before the QRS in V5, uV", 1000 * sd);
    }
  }

  /** Peaks of the summed steepness of eight leads, smoothed over 120 ms. */
  private static int[] qrs(double[][] mv) {
    int samples = mv[0].length;
    double[] sum = new double[samples];
    for (int lead : EIGHT) {
      double[] steep = new double[samples];
      for (int i = 6; i + 6 < samples; i++) {
        steep[i] = Math.abs(mv[lead][i + 6] - mv[lead][i - 6]);
      }
      double scale = percentile(sorted(steep), 98) + 1e-3;
      for (int i = 0; i < samples; i++) {
        sum[i] += Math.min(1, steep[i] / scale);
      }
    }
    double[] smooth = new double[samples];
    for (int i = 30; i + 30 < samples; i++) {
      for (int k = -30; k < 30; k++) {
        smooth[i] += sum[i + k] / 60;
      }
    }
    double threshold = 0.42 * percentile(sorted(smooth), 97);
    List<Integer> peaks = new ArrayList<>();
    for (int i = 125; i + 125 < samples; i++) {
      if (smooth[i] >= threshold) {
        boolean largest = true;
        for (int k = -125; k <= 125; k++) {
          largest &= smooth[i + k] < smooth[i] || k == 0 || (k > 0 && smooth[i + k] == smooth[i]);
        }
        if (largest) {
          peaks.add(i);
        }
      }
    }
    return peaks.stream().mapToInt(Integer::intValue).toArray();
  }

  private static double[][] medianBeat(List<double[][]> beats) {
    double[][] median = new double[12][BEFORE + AFTER];
    double[] column = new double[beats.size()];
    for (int lead = 0; lead < 12; lead++) {
      for (int i = 0; i < BEFORE + AFTER; i++) {
        for (int k = 0; k < column.length; k++) {
          column[k] = beats.get(k)[lead][i];
        }
        median[lead][i] = percentile(sorted(column), 50);
      }
      shift(median[lead], percentile(sorted(median[lead]), 50));
    }
    return median;
  }

  /** Intervals by the known fiducial points, amplitudes from the signal averaged at them, for each class. */
  private static String byClass(List<SyntheticRecord> cohort) {
    Map<String, Map<Diagnosis, List<Double>>> rows = new LinkedHashMap<>();
    for (SyntheticRecord s : cohort) {
      if (s.record().diagnoses().size() == 1) {
        Diagnosis label = s.record().diagnoses().iterator().next();
        known(s)
            .forEach(
                (name, value) ->
                    rows.computeIfAbsent(name, n -> new LinkedHashMap<>())
                        .computeIfAbsent(label, d -> new ArrayList<>())
                        .add(value));
      }
    }
    StringBuilder text = new StringBuilder("| measured |");
    Diagnosis.ALL.forEach(d -> text.append(' ').append(d).append(" |"));
    text.append("\n|---|---|---|---|---|---|---|---|---|---|\n");
    rows.forEach(
        (name, classes) -> {
          text.append("| ").append(name).append(" |");
          for (Diagnosis label : Diagnosis.ALL) {
            List<Double> values = classes.get(label);
            text.append(' ')
                .append(
                    values == null
                        ? "none"
                        : spread(values.stream().mapToDouble(v -> v).sorted().toArray()))
                .append(" |");
          }
          text.append('\n');
        });
    return text.toString();
  }

  private static Map<String, Double> known(SyntheticRecord s) {
    Map<String, Double> found = new LinkedHashMap<>();
    List<Beat> beats = s.beats();
    double[] rr = new double[beats.size() - 1];
    for (int k = 0; k < rr.length; k++) {
      rr[k] = (beats.get(k + 1).qrsOnset() - beats.get(k).qrsOnset()) / 500.0;
    }
    rhythm(rr, found);
    Beat b =
        beats.stream()
            .filter(x -> x.kind() == Beat.Kind.SINUS || x.kind() == Beat.Kind.FIBRILLATION)
            .findFirst()
            .orElseThrow();
    if (b.hasP()) {
      found.put("PR, ms", 2.0 * (b.qrsOnset() - b.pOnset()));
    }
    found.put("QRS, ms", 2.0 * (b.qrsEnd() - b.qrsOnset()));
    double mean = Arrays.stream(rr).average().orElseThrow();
    found.put("QT (Fridericia), ms", 2.0 * (b.tEnd() - b.qrsOnset()) / Math.cbrt(mean));
    List<double[][]> conducted = new ArrayList<>();
    for (Beat x : beats) {
      int from = x.qrsOnset() - BEFORE;
      if (x.kind() == b.kind() && from >= 0 && from + BEFORE + AFTER <= s.record().samples()) {
        double[][] beat = new double[12][];
        for (int lead = 0; lead < 12; lead++) {
          beat[lead] =
              Arrays.copyOfRange(s.record().millivolts()[lead], from, from + BEFORE + AFTER);
          shift(beat[lead], Arrays.stream(beat[lead], BEFORE - 8, BEFORE).average().orElseThrow());
        }
        conducted.add(beat);
      }
    }
    double[][] beat = medianBeat(conducted);
    int width = b.qrsEnd() - b.qrsOnset();
    double[] net = new double[12];
    double[] high = new double[12];
    double[] low = new double[12];
    for (int lead = 0; lead < 12; lead++) {
      shift(beat[lead], Arrays.stream(beat[lead], BEFORE - 8, BEFORE).average().orElseThrow());
      high[lead] =
          Math.max(0.01, Arrays.stream(beat[lead], BEFORE, BEFORE + width).max().orElseThrow());
      low[lead] =
          Math.max(0.01, -Arrays.stream(beat[lead], BEFORE, BEFORE + width).min().orElseThrow());
      net[lead] = high[lead] - low[lead];
    }
    found.put(
        "frontal QRS axis, degrees", Math.toDegrees(Math.atan2(net[5] * 2 / Math.sqrt(3), net[0])));
    if (b.hasP()) {
      int p = Math.max(0, BEFORE + b.pOnset() - b.qrsOnset());
      found.put(
          "P in II, mV", Arrays.stream(beat[1], p, BEFORE - 5).max().orElseThrow() - beat[1][p]);
    }
    found.put("R V1, mV", high[6]);
    found.put("S V1, mV", low[6]);
    found.put("R/S V1", high[6] / low[6]);
    found.put("R V5, mV", high[10]);
    found.put("R/S V6", high[11] / low[11]);
    found.put("S V1 + R V5, mV", low[6] + high[10]);
    for (int lead : new int[] {1, 6, 7, 10}) {
      int j = BEFORE + width + 25;
      found.put(
          "ST " + Lead.ALL.get(lead) + " at J + 60 ms, mV",
          Arrays.stream(beat[lead], j, j + 10).average().orElseThrow());
    }
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (Lead lead : Lead.ALL) {
      int j = BEFORE + width;
      double level = Arrays.stream(beat[lead.ordinal()], j + 5, j + 15).average().orElseThrow();
      // In aVR everything is upside down, and V1 faces away.
      if (lead != Lead.AVR && lead != Lead.V1) {
        lowest = Math.min(lowest, level);
      }
      highest = lead == Lead.AVR ? highest : Math.max(highest, level);
    }
    found.put("lowest ST but V1, mV", lowest);
    found.put("highest ST, mV", highest);
    return found;
  }

  private static void shift(double[] values, double by) {
    for (int i = 0; i < values.length; i++) {
      values[i] -= by;
    }
  }

  private static double[] sorted(double[] values) {
    double[] copy = values.clone();
    Arrays.sort(copy);
    return copy;
  }

  private static double percentile(double[] sorted, double percent) {
    double at = percent / 100 * (sorted.length - 1);
    int k = (int) at;
    return k + 1 < sorted.length ? sorted[k] + (at - k) * (sorted[k + 1] - sorted[k]) : sorted[k];
  }

  private static String spread(double[] sorted) {
    return String.join(
        " / ", Stream.of(10, 50, 90).map(p -> number(percentile(sorted, p))).toList());
  }

  private static String number(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size >= 20 ? "%.0f" : size >= 2 ? "%.1f" : "%.2f", value)
        .replace("-0.00", "0.00");
  }
}
