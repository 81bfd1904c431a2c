package org.ecgworkbench.paper.data;

import org.ecgworkbench.ecg.EcgRecord;
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
    EcgPaper paper =
        EcgPaper.of(record)
            .withRemark(study.recordings().remark())
            .withExcerpt(0, Math.min(EcgPaper.DEFAULT_SECONDS, record.seconds()));
    return study.figure(
        "figure1-example-ecg",
        "Figure 1. A 12-lead ECG, "
            + record
            + ". 25 mm/s, 10 mm/mV at full size; a large square is 0.2 s by 0.5 mV.",
        paper,
        provenance);
  }
}
