package org.ecgworkbench.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.Confusion;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.junit.jupiter.api.Test;

class GroupPerformanceTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();

  /** Counted by hand: of the first and third record two labels, of which one is found, and one that is none. */
  @Test
  void onlyTheRecordsOfTheGroupCount() {
    Predictions scores =
        new Predictions(
            List.of("a", "b", "c"),
            List.of("AF", "PVC"),
            new boolean[][] {{true, false}, {true, true}, {false, true}},
            new double[][] {{0.9, 0.9}, {0.9, 0.9}, {0.1, 0.1}});
    boolean[][] yes = {{true, true}, {true, true}, {false, false}};
    assertEquals(
        new Confusion(1, 1, 1, 1),
        GroupPerformance.pooled(scores, yes, new boolean[] {true, false, true}));
  }

  /** The shipped network's scores of CPSC2018; groups of one kind share out its records. */
  @Test
  void theShippedNetworkHasItsGroups() throws Exception {
    Path data = ROOT.resolveSibling("shared").resolve("data/cpsc2018");
    assumeTrue(Files.isDirectory(data), "SKIPPED: " + data + " is not here");
    Path model = ROOT.resolve("results/models/ptb-xl-ten-seconds");
    Predictions validation = Predictions.load(model.resolve("predictions-validation.csv"));
    Predictions external = Predictions.load(model.resolve("predictions-external.csv"));
    Thresholds thresholds =
        Thresholds.select(validation, Comparison.GREATER_OR_EQUAL, ScorePrecision.SINGLE);
    String rows = GroupPerformance.rows("CPSC2018", Datasets.open(data), external, thresholds);
    System.out.println(rows);
    List<String> lines = rows.lines().toList();
    assertEquals(4, lines.size());
    int[] counts = lines.stream().mapToInt(l -> Integer.parseInt(l.split(" \\| ")[2])).toArray();
    assertTrue(counts[0] + counts[1] <= external.size() && counts[0] + counts[1] > 100, rows);
    assertTrue(
        lines
            .get(0)
            .matches(
                "\\| CPSC2018 \\| women \\| \\d+ \\| (0\\.\\d{3} \\(\\S+ to \\S+\\) \\| ?){3}"),
        rows);
  }
}
