package org.ecgworkbench.figure.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.figure.Estimates;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.ecg.AttributionBeats;
import org.ecgworkbench.figure.ecg.AttributionOverlay;
import org.ecgworkbench.figure.ecg.AttributionPaper;
import org.ecgworkbench.figure.ecg.EcgPaper;
import org.ecgworkbench.figure.ecg.EcgStrips;
import org.ecgworkbench.random.NumpyRandom;

/** One sample of every figure, with made-up numbers of the size and number that the paper's figures have. */
final class FigureSamples {
  static final List<String> CLASSES = Diagnosis.ALL.stream().map(Enum::name).toList();

  private FigureSamples() {}

  static Map<String, Supplier<Figure>> all() {
    Map<String, Supplier<Figure>> all = new LinkedHashMap<>();
    all.put("ecg-3x4", () -> EcgPaper.of(record()));
    all.put("ecg-6x2", () -> EcgPaper.of(record()).withLayout(EcgPaper.Layout.SIX_BY_TWO));
    all.put("ecg-12x1", () -> EcgPaper.of(record()).withLayout(EcgPaper.Layout.TWELVE_BY_ONE));
    all.put("ecg-short", () -> shortEcg());
    all.put("heat-map-large", () -> largeHeatMap());
    all.put("bars", () -> bars(6, false));
    all.put("bars-intervals", () -> bars(3, true));
    all.put("confusion", () -> confusion());
    all.put("heat-map", () -> heatMap());
    all.put("heat-map-intervals", () -> intervalHeatMap());
    all.put("dots", () -> dots(1));
    all.put("dots-series", () -> dots(3));
    all.put("lines", FigureSamples::lines);
    all.put("leads", () -> leads());
    all.put("attribution", () -> attribution());
    all.put(
        "attribution-none",
        () ->
            new AttributionOverlay(
                "A0001: RBBB, score 0.51",
                500,
                0,
                List.of(),
                0.001,
                "no lead has a mean attribution above 0.0001"));
    all.put("attribution-paper", () -> attributionPaper(12, 1));
    all.put("attribution-paper-one", () -> attributionPaper(1, 1));
    all.put("attribution-paper-half", () -> attributionPaper(4, 0.5));
    all.put("attribution-beats", () -> attributionBeats(2));
    all.put(
        "attribution-beats-none",
        () ->
            new AttributionBeats(
                "A0001: AF (atrial fibrillation), mean beats",
                500,
                List.of(),
                1,
                "logit",
                "no whole beat was found in the window that the network sees"));
    all.put("architecture", () -> architecture());
    all.put("training", () -> training());
    all.put("co-occurrence", () -> coOccurrence());
    all.put("histogram", () -> histogram());
    all.put("boxes", () -> boxes());
    all.put("strips", () -> strips());
    all.put("curves", () -> curves());
    all.put("curves-roots", () -> rootCurves());
    all.put("forest", () -> forest());
    return all;
  }

  /** A beat a second: bumps at the places of P, Q, R, S and T, with sizes that differ from lead to lead. */
  static EcgRecord record() {
    double[] frontal = {0.7, 1.1, 0.4, -0.9, 0.2, 0.75, -0.6, -0.2, 0.6, 1.2, 1.3, 1.0};
    double[][] millivolts = new double[12][7500];
    NumpyRandom random = NumpyRandom.stream(1, "sample record");
    for (int lead = 0; lead < 12; lead++) {
      for (int i = 0; i < 7500; i++) {
        double t = i / 500.0 % 0.85;
        double value =
            0.12 * bump(t, 0.18, 0.025)
                - 0.1 * bump(t, 0.315, 0.008)
                + bump(t, 0.34, 0.011)
                - 0.22 * bump(t, 0.37, 0.01)
                + 0.3 * bump(t, 0.6, 0.045);
        millivolts[lead][i] = frontal[lead] * value + 0.008 * random.nextNormal();
      }
    }
    return new EcgRecord(
        "S0001", 500, millivolts, OptionalInt.of(63), Sex.FEMALE, EnumSet.of(Diagnosis.SNR));
  }

  private static double[] waves(int samples, double size) {
    double[] values = new double[samples];
    Arrays.setAll(values, i -> size * Math.sin(i / 40.0) * Math.cos(i / 500.0));
    return values;
  }

  private static AttributionPaper attributionPaper(int leads, double share) {
    EcgRecord record = record();
    List<AttributionPaper.Row> rows = new ArrayList<>();
    for (Lead lead : Lead.ALL.subList(0, leads)) {
      double[] mv = Arrays.copyOfRange(record.millivolts(lead), 2500, 7500);
      double sum = 2 * Math.cos(lead.ordinal());
      rows.add(
          new AttributionPaper.Row(
              lead.label(), mv, waves(5000, 1.2 + lead.ordinal() * 0.1), sum, 0.3));
    }
    return new AttributionPaper(
        "S0001: RBBB (right bundle branch block)",
        "logit 2.31, score 0.910; expected gradients, 200 draws",
        500,
        5,
        rows,
        2,
        "logit per second",
        "logit",
        share);
  }

  private static AttributionBeats attributionBeats(int groups) {
    EcgRecord record = record();
    List<AttributionBeats.Group> all = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      List<AttributionBeats.Lead> leads = new ArrayList<>();
      for (Lead lead : Lead.ALL) {
        double[] mv = Arrays.copyOfRange(record.millivolts(lead), 20, 421);
        double[] spread = new double[401];
        Arrays.fill(spread, 0.05 * (1 + g));
        leads.add(new AttributionBeats.Lead(lead.label(), mv, spread, waves(401, 2)));
      }
      all.add(
          new AttributionBeats.Group(
              g == 0 ? "14 typical beats" : "3 beats of another shape", 150, leads));
    }
    return new AttributionBeats("S0001: RBBB, mean beats", 500, all, 2, "logit", "");
  }

  private static double bump(double t, double centre, double width) {
    double z = (t - centre) / width;
    return Math.exp(-z * z / 2);
  }

  /** Many words over a short strip. */
  private static EcgPaper shortEcg() {
    EcgRecord record = record();
    EcgRecord three =
        new EcgRecord(
            record.id(),
            record.samplingRateHz(),
            record.millivolts(),
            OptionalInt.empty(),
            Sex.UNKNOWN,
            EnumSet.of(Diagnosis.IAVB, Diagnosis.PVC, Diagnosis.STD));
    return EcgPaper.of(three).withExcerpt(1.5, 2);
  }

  private static HeatMap largeHeatMap() {
    double[][] values = new double[2][12];
    for (int c = 0; c < 12; c++) {
      values[0][c] = (c - 5) * 123.456;
      values[1][c] = c == 3 ? Double.NaN : 1.0 / 12;
    }
    return HeatMap.of(
        List.of("A", "B"), Lead.ALL.stream().map(Lead::label).toList(), values, "share");
  }

  private static List<String> withAverage() {
    List<String> names = new ArrayList<>(CLASSES);
    names.add("average");
    return names;
  }

  private static CurvePanels curves() {
    List<CurvePanels.Panel> panels = new ArrayList<>();
    CurvePanels.Curve none = new CurvePanels.Curve(new double[0], new double[0]);
    for (String name : CLASSES) {
      boolean empty = name.equals("STE");
      List<CurvePanels.Curve> curves = new ArrayList<>();
      for (int m = 0; m < 6; m++) {
        double[] x = {0, 0.1, 0.4, 1};
        double[] y = {0, 0.5 + 0.05 * m, 0.8 + 0.02 * m, 1};
        curves.add(empty ? none : new CurvePanels.Curve(x, y));
      }
      double[] x = {0, 0.5, 1};
      panels.add(
          new CurvePanels.Panel(
              name + ", n = 123",
              "false positive rate",
              "recall",
              curves,
              empty ? none : new CurvePanels.Curve(x, new double[] {0, 0.7, 1}),
              empty ? none : new CurvePanels.Curve(x, new double[] {0.4, 1, 1}),
              empty ? none : new CurvePanels.Curve(new double[] {0, 1}, new double[] {0, 1}),
              empty ? "no positive record" : ""));
    }
    List<String> names =
        List.of("logistic regression", "random forest", "boosting", "MLP", "SVM", "network");
    return new CurvePanels(names, 5, panels, 6, false);
  }

  /** Ten bins with intervals, most of them near 0. */
  private static CurvePanels rootCurves() {
    double[] x = {0, 0.0001, 0.001, 0.004, 0.01, 0.03, 0.06, 0.1, 0.3, 0.9};
    double[] y = {0, 0, 0, 0.01, 0.01, 0.04, 0.05, 0.1, 0.25, 0.8};
    double[] low = {0, 0, 0, 0.002, 0.002, 0.01, 0.02, 0.05, 0.17, 0.7};
    double[] high = {0.05, 0.05, 0.05, 0.07, 0.07, 0.1, 0.12, 0.18, 0.35, 0.87};
    CurvePanels.Curve none = new CurvePanels.Curve(new double[0], new double[0]);
    CurvePanels.Panel panel =
        new CurvePanels.Panel(
            "network, T = 1.20",
            "mean score of the bin",
            "share with the label",
            List.of(new CurvePanels.Curve(x, y, low, high)),
            none,
            none,
            new CurvePanels.Curve(new double[] {0, 1}, new double[] {0, 1}),
            "");
    return new CurvePanels(List.of("scores"), 0, List.of(panel, panel), 3, true);
  }

  static GroupedBars bars(int models, boolean intervals) {
    List<String> names =
        List.of(
            "deep model",
            "random forest",
            "gradient boosting",
            "logistic regression",
            "support vector machine",
            "multilayer perceptron");
    NumpyRandom random = NumpyRandom.stream(2, "sample bars");
    List<GroupedBars.Series> series = new ArrayList<>();
    for (int m = 0; m < models; m++) {
      double[] values = new double[10];
      double[] low = new double[intervals ? 10 : 0];
      double[] high = new double[low.length];
      for (int c = 0; c < 10; c++) {
        values[c] =
            m == 2 && c == 3
                ? 0.02
                : Math.max(0, Math.min(1, 0.85 - 0.08 * m + random.normal(0, 0.1)));
        if (intervals) {
          low[c] = Math.max(0, values[c] - 0.05);
          high[c] = Math.min(1, values[c] + 0.04);
        }
      }
      if (m == 1) {
        values[8] = Double.NaN;
      }
      series.add(new GroupedBars.Series(names.get(m), values, low, high));
    }
    return new GroupedBars("F1", withAverage(), series);
  }

  static ConfusionMatrices confusion() {
    int[][] counts = {
      {560, 20, 18, 90},
      {555, 11, 10, 112},
      {607, 9, 10, 62},
      {660, 4, 2, 22},
      {492, 10, 11, 175},
      {604, 22, 18, 44},
      {610, 8, 12, 58},
      {590, 12, 15, 71},
      {688, 0, 0, 0}
    };
    List<ConfusionMatrices.Panel> panels = new ArrayList<>();
    for (int c = 0; c < 9; c++) {
      int[] n = counts[c];
      panels.add(new ConfusionMatrices.Panel(CLASSES.get(c), n[0], n[1], n[2], n[3]));
    }
    return new ConfusionMatrices(panels);
  }

  static HeatMap heatMap() {
    NumpyRandom random = NumpyRandom.stream(3, "sample heat map");
    double[][] values = new double[10][12];
    for (int r = 0; r < 10; r++) {
      for (int c = 0; c < 12; c++) {
        values[r][c] = 0.083 + random.normal(0, 0.09);
      }
    }
    Arrays.fill(values[8], Double.NaN);
    List<String> rows = new ArrayList<>(CLASSES);
    rows.add("AVG");
    return HeatMap.of(
            rows,
            Lead.ALL.stream().map(Lead::label).toList(),
            values,
            "share of the class's attribution")
        .withAxes("class explained", "lead");
  }

  static IntervalHeatMap intervalHeatMap() {
    NumpyRandom random = NumpyRandom.stream(4, "sample interval heat map");
    double[][] values = new double[10][12];
    double[][] low = new double[10][12];
    double[][] high = new double[10][12];
    for (int r = 0; r < 10; r++) {
      for (int c = 0; c < 12; c++) {
        values[r][c] = r == 8 ? Double.NaN : random.normal(0.083, r == 2 ? 9 : 0.06);
        low[r][c] = r == 5 ? Double.NaN : values[r][c] - (r == 2 ? 40 : 0.2);
        high[r][c] = r == 5 ? Double.NaN : values[r][c] + (r == 2 ? 30 : 0.1);
      }
    }
    List<String> rows = new ArrayList<>(CLASSES);
    rows.add("AVG");
    return IntervalHeatMap.of(
            "With signs",
            rows,
            Lead.ALL.stream().map(Lead::label).toList(),
            new Estimates(values, low, high),
            "share")
        .withMarked(Set.of(CLASSES.get(2)), "signed sums nearly cancel")
        .withMissing(Map.of(CLASSES.get(8), "no record has its highest score here"))
        .withLastRowsApart(1);
  }

  private static LinePanels lines() {
    List<LinePanels.Panel> panels = new ArrayList<>();
    NumpyRandom random = NumpyRandom.stream(6, "sample lines");
    for (int p = 0; p < 5; p++) {
      double[][] values = new double[3][4];
      double[][] low = new double[3][4];
      double[][] high = new double[3][4];
      for (int s = 0; s < 3; s++) {
        for (int k = 0; k < 4; k++) {
          values[s][k] = p == 1 && s == 2 ? Double.NaN : 0.4 + 0.1 * k + random.normal(0, 0.05);
          low[s][k] = values[s][k] - 0.08;
          high[s][k] = values[s][k] + 0.06;
        }
      }
      Estimates estimates = new Estimates(values, low, high);
      panels.add(
          p == 4
              ? LinePanels.Panel.around("measure " + p, "logits", estimates)
              : new LinePanels.Panel("measure " + p, "score", estimates, 0, 1, Double.NaN));
    }
    return new LinePanels(
        List.of("network", "logistic regression", "MLP"),
        List.of("90", "180", "360", "720"),
        "training records",
        panels,
        3);
  }

  static DotPanels dots(int series) {
    NumpyRandom random = NumpyRandom.stream(5, "sample dots");
    List<DotPanels.Panel> panels = new ArrayList<>();
    for (int p = 0; p < 3; p++) {
      double[][] values = new double[series][12];
      double[][] low = new double[series][12];
      double[][] high = new double[series][12];
      for (int s = 0; s < series; s++) {
        for (int r = 0; r < 12; r++) {
          values[s][r] = r == 3 ? Double.NaN : random.normal(0.1, 0.1) * (1 + p);
          low[s][r] = values[s][r] - 0.05;
          high[s][r] = values[s][r] + 0.1;
        }
      }
      panels.add(
          new DotPanels.Panel(
              "measure " + p, "share", new Estimates(values, low, high), p == 2 ? Double.NaN : 0));
    }
    List<String> names = new ArrayList<>();
    for (int s = 0; s < series; s++) {
      names.add("series " + s);
    }
    return new DotPanels(Lead.ALL.stream().map(Lead::label).toList(), names, panels);
  }

  static LeadComparison leads() {
    List<String> rows = new ArrayList<>(List.of("all 12"));
    Lead.ALL.forEach(lead -> rows.add(lead.label()));
    NumpyRandom random = NumpyRandom.stream(4, "sample leads");
    double[][] f1 = new double[13][10];
    double[][] auc = new double[13][10];
    for (int r = 0; r < 13; r++) {
      for (int c = 0; c < 9; c++) {
        double skill = (c == 8 ? 0.5 : 0.78) + (r == 0 ? 0.08 : 0) + random.normal(0, 0.07);
        f1[r][c] = Math.max(0, Math.min(1, skill));
        auc[r][c] = Math.min(1, 0.72 + 0.28 * f1[r][c]);
        f1[r][9] += f1[r][c] / 9;
        auc[r][9] += auc[r][c] / 9;
      }
    }
    auc[5][8] = Double.NaN;
    return new LeadComparison(
        rows,
        withAverage().stream()
            .map(c -> c.equals("average") ? c : c + (c.equals("STE") ? " (4)" : " (1221)"))
            .toList(),
        List.of(leadPanel("F1", f1, random), leadPanel("AUC", auc, random)),
        0,
        Set.of("STE (4)"));
  }

  /** Intervals of about a tenth and three trainings; the last row has neither. */
  private static LeadComparison.Panel leadPanel(
      String name, double[][] values, NumpyRandom random) {
    double[] low = new double[values.length];
    double[] high = new double[values.length];
    double[][] trainings = new double[values.length][];
    for (int r = 0; r < values.length; r++) {
      boolean last = r == values.length - 1;
      low[r] = last ? Double.NaN : values[r][9] - 0.05;
      high[r] = last ? Double.NaN : Math.min(1, values[r][9] + 0.04);
      trainings[r] = new double[last ? 0 : 3];
      for (int t = 0; t < trainings[r].length; t++) {
        trainings[r][t] = values[r][9] + random.normal(0, 0.02);
      }
    }
    return new LeadComparison.Panel(name, values, low, high, trainings);
  }

  static AttributionOverlay attribution() {
    return attribution(record(), "S0001: predicted SNR (score 0.93), true SNR");
  }

  static AttributionOverlay attribution(EcgRecord record, String title) {
    List<AttributionOverlay.Trace> traces = new ArrayList<>();
    int n = 5000;
    int from = record.samples() - n;
    for (Lead lead : List.of(Lead.I, Lead.AVR, Lead.V1, Lead.V5)) {
      double[] mv = Arrays.copyOfRange(record.millivolts(lead), from, record.samples());
      double[] phi = new double[n];
      for (int i = 3; i < n - 3; i++) {
        phi[i] = 0.03 * Math.abs(mv[i + 3] - mv[i - 3]) / 2;
      }
      traces.add(new AttributionOverlay.Trace(lead.label(), mv, phi));
    }
    return new AttributionOverlay(title, 500, from / 500.0, traces, 0.001, "no lead");
  }

  static ArchitectureDiagram architecture() {
    ArchitectureDiagram.Kind residual = ArchitectureDiagram.Kind.RESIDUAL;
    return new ArchitectureDiagram(
        List.of(
            new ArchitectureDiagram.Stage(
                "ECG", ArchitectureDiagram.Kind.DATA, 0, 0, 0, "12 \u00d7 15000", 1, 0),
            new ArchitectureDiagram.Stage(
                "conv",
                ArchitectureDiagram.Kind.CONVOLUTION,
                15,
                2,
                64,
                "64 \u00d7 7500",
                1,
                11648),
            new ArchitectureDiagram.Stage(
                "max pool", ArchitectureDiagram.Kind.POOLING, 3, 2, 0, "64 \u00d7 3750", 1, 0),
            new ArchitectureDiagram.Stage(
                "stage 1", residual, 7, 1, 64, "64 \u00d7 3750", 3, 172800),
            new ArchitectureDiagram.Stage(
                "stage 2", residual, 7, 2, 128, "128 \u00d7 1875", 4, 870000),
            new ArchitectureDiagram.Stage(
                "stage 3", residual, 7, 2, 256, "256 \u00d7 938", 6, 5200000),
            new ArchitectureDiagram.Stage(
                "stage 4", residual, 7, 2, 512, "512 \u00d7 469", 3, 10300000),
            new ArchitectureDiagram.Stage(
                "avg + max", ArchitectureDiagram.Kind.POOLING, 0, 0, 0, "1024", 1, 0),
            new ArchitectureDiagram.Stage(
                "linear", ArchitectureDiagram.Kind.LINEAR, 0, 0, 0, "9 logits", 1, 9225)),
        "Residual block",
        List.of("conv 7", "batch\nnorm", "ReLU", "dropout\n0.2", "conv 7", "batch\nnorm"),
        "identity, or conv 1 and batch norm where the shape changes");
  }

  static ForestPlot forest() {
    List<String> rows = withAverage();
    NumpyRandom random = NumpyRandom.stream(3, "sample forest");
    List<ForestPlot.Panel> panels = new java.util.ArrayList<>();
    for (String title : List.of("precision", "recall", "F1", "AUC")) {
      double[] estimate = new double[rows.size()];
      double[] low = new double[rows.size()];
      double[] high = new double[rows.size()];
      double[] published = new double[rows.size()];
      for (int r = 0; r < estimate.length; r++) {
        estimate[r] = title.equals("recall") && r == 3 ? Double.NaN : random.uniform(0.5, 0.95);
        low[r] = r == 5 ? Double.NaN : estimate[r] - 0.12;
        high[r] = r == 5 ? Double.NaN : Math.min(1, estimate[r] + 0.1);
        published[r] = random.uniform(0.6, 0.99);
      }
      panels.add(new ForestPlot.Panel(title, estimate, low, high, published));
    }
    return new ForestPlot(
        rows,
        panels,
        "this run, 95 % interval",
        "published",
        "Not comparable: other data (the embedded cohort), a smaller network (profile demo)");
  }

  static CoOccurrence coOccurrence() {
    int n = CLASSES.size();
    int[][] together = new int[n][n];
    int[] alone = new int[n];
    for (int r = 0; r < n - 1; r++) {
      together[r][r] = 200 * (r + 5);
      alone[r] = 150 * (r + 5);
      for (int c = 0; c < r; c++) {
        together[r][c] = together[c][r] = (r * 7 + c * 3) % 5 * 13;
      }
    }
    return new CoOccurrence(CLASSES, together, alone);
  }

  static Histogram histogram() {
    NumpyRandom random = NumpyRandom.stream(5, "sample lengths");
    double[] seconds = new double[800];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = i < 400 ? 10 : 6 + 54 * Math.pow(random.nextDouble(), 3);
    }
    return new Histogram(
        seconds,
        1,
        "length, s",
        "records",
        30,
        List.of("window of the network: the last 30 s", "3 records are longer"));
  }

  static GroupedBoxes boxes() {
    NumpyRandom random = NumpyRandom.stream(6, "sample ages");
    double[][] men = new double[9][];
    double[][] women = new double[9][];
    for (int c = 0; c < 9; c++) {
      men[c] = new double[c == 3 ? 3 : 1200 + 40 * c];
      women[c] = new double[c == 8 ? 0 : 30];
      for (double[] ages : List.of(men[c], women[c])) {
        for (int i = 0; i < ages.length; i++) {
          ages[i] = Math.max(1, Math.min(95, random.normal(55 + 2 * c, 14)));
        }
      }
    }
    return new GroupedBoxes(
        "age, years",
        CLASSES,
        List.of(new GroupedBoxes.Series("men", men), new GroupedBoxes.Series("women", women)));
  }

  static EcgStrips strips() {
    List<EcgStrips.Strip> strips = new ArrayList<>();
    for (Diagnosis diagnosis : Diagnosis.ALL) {
      strips.add(
          diagnosis == Diagnosis.STE
              ? EcgStrips.Strip.missing("STE  ST-segment elevation", "no record carries STE")
              : new EcgStrips.Strip(
                  diagnosis + "  " + diagnosis.fullName(),
                  "S0001, 63 years, female, 1.0 to 11.0 s of 15.0 s",
                  record(),
                  1,
                  List.of(Lead.II, Lead.V5),
                  ""));
    }
    return new EcgStrips(strips, 10);
  }

  static TrainingHistory training() {
    double[] loss = new double[40];
    double[] validation = new double[40];
    double[] f1 = new double[40];
    double[] auc = new double[40];
    for (int e = 0; e < 40; e++) {
      loss[e] = 0.06 + 0.35 * Math.exp(-e / 7.0);
      validation[e] = 0.13 + 0.3 * Math.exp(-e / 5.0) + 0.001 * e;
      f1[e] = 0.81 - 0.6 * Math.exp(-e / 6.0) + 0.01 * Math.sin(e);
      auc[e] = 0.97 - 0.3 * Math.exp(-e / 5.0);
    }
    return new TrainingHistory(loss, validation, f1, auc, 33);
  }
}
