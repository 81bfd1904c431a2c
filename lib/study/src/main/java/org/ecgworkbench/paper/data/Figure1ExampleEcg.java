package org.ecgworkbench.paper.data;

import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.beat.Delineation;
import org.ecgworkbench.beat.HeartBeat;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.PlotArea;
import org.ecgworkbench.figure.ecg.EcgPaper;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.study.Study;

/** Figure 1: an example 12-lead ECG, the first recording by id, on ECG paper. */
public final class Figure1ExampleEcg {
  private Figure1ExampleEcg() {}

  /** {@return the first ten seconds of the first recording on ECG paper} */
  public static FigureResult of(Study study) {
    return of(study, study.dataset().records().get(0).id());
  }

  /**
   * {@return the first ten seconds of a recording on ECG paper, or all of it if it is shorter}
   *
   * @param id the record, from the study's data set
   */
  public static FigureResult of(Study study, String id) {
    var provenance = study.provenance(Figure1ExampleEcg.class).setting("record", id);
    EcgRecord record = study.dataset().read(id);
    double seconds = Math.min(EcgPaper.DEFAULT_SECONDS, record.seconds());
    String measured = rateAndAxis(record, seconds);
    String remark = study.recordings().remark();
    EcgPaper paper =
        EcgPaper.of(record)
            .withRemark(remark + (remark.isEmpty() || measured.isEmpty() ? "" : "   ") + measured)
            .withExcerpt(0, seconds);
    return study.figure(
        "figure1-example-ecg",
        "Figure 1. A 12-lead ECG, "
            + record
            + (measured.isEmpty()
                ? ""
                : "; measured in what is shown: " + measured.replace("   ", ", "))
            + ". 25 mm/s, 10 mm/mV at full size; a large square is 0.2 s by 0.5 mV.",
        paper,
        provenance);
  }

  /**
   * The mean heart rate from the R peaks, and the frontal axis of the QRS complexes: the direction of their mean net area above their onset
   * in leads I and aVF, of which aVF is shorter by the root of 3 over 2. Empty where fewer than two beats are found, or samples are missing.
   */
  static String rateAndAxis(EcgRecord record, double seconds) {
    int samples = (int) Math.min(record.samples(), seconds * record.samplingRateHz());
    double[][] shown =
        Lead.ALL.stream()
            .map(lead -> Arrays.copyOf(record.millivolts(lead), samples))
            .toArray(double[][]::new);
    boolean isWhole = Arrays.stream(shown).flatMapToDouble(Arrays::stream).noneMatch(Double::isNaN);
    List<HeartBeat> beats = isWhole ? Delineation.of(shown, record.samplingRateHz()) : List.of();
    if (beats.size() < 2) {
      return "";
    }
    double one = 0;
    double foot = 0;
    for (HeartBeat beat : beats) {
      for (int i = beat.qrsOnset(); i < beat.qrsEnd(); i++) {
        one += shown[Lead.I.ordinal()][i] - shown[Lead.I.ordinal()][beat.qrsOnset()];
        foot += shown[Lead.AVF.ordinal()][i] - shown[Lead.AVF.ordinal()][beat.qrsOnset()];
      }
    }
    double first = beats.get(0).rPeak();
    double minutes = (beats.get(beats.size() - 1).rPeak() - first) / record.samplingRateHz() / 60;
    double axis = Math.toDegrees(Math.atan2(2 / Math.sqrt(3) * foot, one));
    return "%s/min   QRS axis %s\u00b0"
        .formatted(PlotArea.number((beats.size() - 1) / minutes, 0), PlotArea.number(axis, 0));
  }
}
