package org.ecgworkbench.paper.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.figure.ecg.EcgPaper;
import org.ecgworkbench.figure.ecg.EcgStrips;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.study.Study;

/**
 * Figure 1 as a gallery: an example of every class, on one page and each on its own ECG paper.
 *
 * <p>Which record stands for a class follows from a rule: the first by id that carries this class alone; in the embedded cohort, none that
 * was drawn as a hard case or as the lookalike of another class. Ten seconds from the start, but for premature beats around the most
 * premature one. On the page, ST changes are shown in the two leads with the largest one, the other classes in the two leads in which they
 * are usually read. A class that no record carries is said to be missing.
 */
public final class Figure1Gallery {
  private Figure1Gallery() {}

  /** {@return all classes on one page: a strip of two leads for each} */
  public static FigureResult of(Study study) {
    var provenance = study.provenance(Figure1Gallery.class);
    List<EcgStrips.Strip> strips = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (Diagnosis diagnosis : Diagnosis.ALL) {
      String title = diagnosis + "  " + diagnosis.fullName();
      Optional<GalleryChoice> choice = GalleryChoice.of(study, diagnosis);
      if (choice.isEmpty()) {
        String why = "no record of " + study.dataName() + " carries " + diagnosis;
        strips.add(EcgStrips.Strip.missing(title, why));
        words.add(diagnosis + " none");
        continue;
      }
      EcgRecord record = choice.get().record();
      strips.add(
          new EcgStrips.Strip(
              title,
              detail(study, choice.get()),
              record,
              choice.get().startSecond(),
              choice.get().leads(),
              ""));
      words.add(diagnosis + " " + record.id());
      provenance.setting("record " + diagnosis, record.id());
    }
    return study.figure(
        "figure1-gallery",
        "Figure 1. An example of each class in %s (%s). %s"
            .formatted(study.dataName(), String.join(", ", words), EcgStrips.SCALE_TEXT),
        new EcgStrips(strips, EcgPaper.DEFAULT_SECONDS),
        provenance);
  }

  /** {@return a figure for each class that has a record, twelve leads on ECG paper, in the order of the classes} */
  public static List<FigureResult> each(Study study) {
    List<FigureResult> figures = new ArrayList<>();
    for (Diagnosis diagnosis : Diagnosis.ALL) {
      var provenance = study.provenance(Figure1Gallery.class);
      GalleryChoice.of(study, diagnosis)
          .ifPresent(
              choice ->
                  figures.add(
                      study.figure(
                          "figure1-gallery-" + diagnosis,
                          "Figure 1, "
                              + diagnosis
                              + ". "
                              + choice.record()
                              + ". 25 mm/s, 10 mm/mV.",
                          EcgPaper.of(choice.record())
                              .withRemark(study.recordings().remark())
                              .withExcerpt(choice.startSecond(), choice.seconds()),
                          provenance.setting("record", choice.record().id()))));
    }
    return List.copyOf(figures);
  }

  private static String detail(Study study, GalleryChoice choice) {
    EcgRecord record = choice.record();
    List<String> parts = new ArrayList<>();
    parts.add(study.recordings().titleOf(record.id()));
    parts.add(
        record.ageYears().isPresent() ? record.ageYears().getAsInt() + " years" : "age unknown");
    parts.add(
        record.sex() == Sex.UNKNOWN ? "sex unknown" : record.sex().name().toLowerCase(Locale.ROOT));
    if (record.diagnoses().size() > 1) {
      List<String> others =
          record.diagnoses().stream()
              .filter(d -> d != choice.diagnosis())
              .map(Diagnosis::name)
              .toList();
      parts.add("also " + String.join(", ", others));
    }
    parts.add(
        String.format(
            Locale.ROOT,
            "%.1f to %.1f s of %.1f s",
            choice.startSecond(),
            choice.startSecond() + choice.seconds(),
            record.seconds()));
    return String.join(", ", parts);
  }
}
