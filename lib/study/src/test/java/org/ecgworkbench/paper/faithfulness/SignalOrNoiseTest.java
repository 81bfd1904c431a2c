package org.ecgworkbench.paper.faithfulness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.faithfulness.MapMeasures.Value;
import org.ecgworkbench.study.Study;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalOrNoiseTest {
  @TempDir Path folder;

  private static Value share(String record, String patient, Diagnosis d, String method, double v) {
    return new Value(record, patient, d, MapMeasures.SHARE, method, "", v);
  }

  /** By hand: 0.5, 0.7 and 0.3 less amplitude's 0.4, 0.4 and 0.4, of two patients. */
  @Test
  void sharesAreMeansOverPatientsAndDifferencesArePaired() {
    List<Value> values = new ArrayList<>();
    for (String[] method :
        new String[][] {
          {"a map", "0.5", "0.7", "0.3"}, {"signal amplitude", "0.4", "0.4", "0.4"}
        }) {
      values.add(share("R1", "P1", Diagnosis.LBBB, method[0], Double.parseDouble(method[1])));
      values.add(share("R2", "P1", Diagnosis.LBBB, method[0], Double.parseDouble(method[2])));
      values.add(share("R3", "P2", Diagnosis.STE, method[0], Double.parseDouble(method[3])));
    }
    for (int i = 1; i <= 3; i++) {
      Diagnosis d = i == 3 ? Diagnosis.STE : Diagnosis.LBBB;
      values.add(share("R" + i, i == 3 ? "P2" : "P1", d, "signal energy", 0.6));
    }
    List<MapRow> rows = MapRow.of(values, 42);
    MapRow all =
        rows.stream()
            .filter(r -> r.method().equals("a map") && r.against().equals("all classes"))
            .findFirst()
            .orElseThrow();
    assertEquals(2, all.patients());
    assertEquals(0.5, all.value().estimate(), 1e-12);
    assertEquals(0.1, all.overAmplitude().estimate(), 1e-12);
    assertEquals(-0.1, all.overEnergy().estimate(), 1e-12);
    MapRow block =
        rows.stream()
            .filter(r -> r.method().equals("a map") && r.against().equals("LBBB"))
            .findFirst()
            .orElseThrow();
    assertEquals(0.6, block.value().estimate(), 1e-12);
    assertTrue(Double.isNaN(block.value().lower()), "one patient has no interval");
  }

  /** One generated record, the shipped network: every question has an answer, and what must hold of any network does. */
  @Test
  void everyQuestionIsAnsweredForANetworkOfTheCallers() throws Exception {
    Study study =
        Study.open(
            Parameters.defaults().withProfile("smoke").withOut(folder), Progress.onStandardError());
    String id =
        study.dataset().records().stream()
            .filter(r -> r.diagnoses().equals(java.util.Set.of(Diagnosis.RBBB)))
            .findFirst()
            .orElseThrow()
            .id();
    try (TrainedModel model =
        TrainedModel.load(Path.of("../../results/models/ptb-xl-ten-seconds"))) {
      SignalOrNoise noise =
          SignalOrNoise.of(study, model, List.of(id), new SignalOrNoise.Options(1, 1, 0));
      List<MapRow> rows = noise.rows();
      for (String question :
          List.of(
              MapMeasures.SHARE,
              MapMeasures.MATCHED,
              MapMeasures.METHODS + "sample",
              MapMeasures.METHODS + "beat",
              MapMeasures.UNTRAINED,
              MapMeasures.EFFICIENT,
              MapMeasures.DELETION,
              MapMeasures.INSERTION,
              MapMeasures.ENTROPY)) {
        List<MapRow> own = rows.stream().filter(r -> r.question().equals(question)).toList();
        assertTrue(own.size() >= 7, question + ": " + own.size());
        Stream.of(own)
            .flatMap(List::stream)
            .forEach(r -> assertTrue(Double.isFinite(r.value().estimate()), r.toString()));
      }
      // Twice as large a signal has four times the energy: the same order of samples.
      assertEquals(
          1,
          rows.stream()
              .filter(r -> r.question().equals(MapMeasures.METHODS + "sample"))
              .filter(
                  r -> r.method().equals("signal amplitude") && r.against().equals("signal energy"))
              .findFirst()
              .orElseThrow()
              .value()
              .estimate(),
          1e-9);
      assertTrue(noise.table().csv().lines().count() > 50);
    }
  }
}
