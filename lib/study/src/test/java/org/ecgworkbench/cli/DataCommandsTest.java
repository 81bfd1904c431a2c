package org.ecgworkbench.cli;

import static org.ecgworkbench.cli.Outcome.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ecgworkbench.dataset.LeaveOut;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.EvidenceMask;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.data.DataQuality;
import org.ecgworkbench.study.Study;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs {@code quality} and {@code cohort} as a user types them. */
class DataCommandsTest {
  @TempDir private Path folder;

  @Test
  void qualityWritesItsTablesAndPageWhateverIsDamaged() throws IOException {
    Path data = folder.resolve("data");
    new SyntheticCohort(new SyntheticCohort.Options(5, 3, ClassMix.BALANCED))
        .stream().forEach(r -> WfdbWriter.write(data, r.record()));
    Files.write(data.resolve("S00002.mat"), new byte[100]);
    Path out = folder.resolve("out");
    Outcome outcome = run("quality", "--data", data.toString(), "--out", out.toString());
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertTrue(outcome.out().contains("1 of 3 records are left out"), outcome.out());
    String exclusions = Files.readString(out.resolve("tables/exclusions.csv"));
    assertTrue(exclusions.startsWith("record,check,reason\nS00002,FILE,"), exclusions);
    assertTrue(Files.exists(out.resolve("tables/quality-report.csv")));
    assertTrue(Files.exists(out.resolve("tables/quality-summary.csv")));
    assertTrue(Files.readString(out.resolve("quality-report.html")).contains("S00002"));
  }

  @Test
  void anExperimentLeavesOutWhatItsResearcherNamesAndSaysSo() throws IOException {
    Path data = folder.resolve("data of mine");
    new SyntheticCohort(new SyntheticCohort.Options(5, 60, ClassMix.BALANCED))
        .stream().forEach(r -> WfdbWriter.write(data, r.record()));
    Files.write(data.resolve("S00002.mat"), new byte[100]);
    Path out = folder.resolve("out");
    String[] check = {"check", "--data", data.toString(), "--out", out.toString()};
    Outcome refused = run(check);
    assertEquals(2, refused.exitCode());
    assertTrue(refused.err().contains("S00002.hea: S00002.mat: expected"), refused.err());
    assertEquals(0, run("quality", "--data", data.toString(), "--out", out.toString()).exitCode());
    String list = out.resolve("tables/exclusions.csv").toString();
    Outcome done =
        run("check", "--data", data.toString(), "--out", out.toString(), "--leave-out", list);
    assertEquals(0, done.exitCode(), done.err());
    assertTrue(done.out().contains("59 records"), done.out());
    Outcome unknown =
        run("check", "--data", data.toString(), "--out", out.toString(), "--leave-out", "S9");
    assertEquals(2, unknown.exitCode());
    assertTrue(unknown.err().contains("record S9 is to be left out"), unknown.err());
    Outcome embedded = run("check", "--out", out.toString(), "--leave-out", "S00001");
    assertEquals(2, embedded.exitCode());

    // Every result's sidecar names it, and the table of exclusions has the reason.
    Parameters parameters =
        Parameters.defaults().withData(data).withOut(out).withLeaveOut(LeaveOut.parse(list));
    Study study = Study.open(parameters.withProfile("smoke"), Progress.onStandardError());
    DataQuality.Tables tables = DataQuality.of(study);
    String reason = "S00002.hea: S00002.mat: expected";
    assertEquals("S00002", tables.exclusions().table().getString(0, "record"));
    assertEquals("LEFT_OUT", tables.exclusions().table().getString(0, "check"));
    assertTrue(tables.exclusions().table().getString(0, "reason").startsWith(reason));
    assertTrue(tables.summary().provenance().settings().get("left out").contains(reason));
  }

  @Test
  void aCohortIsWrittenOnceWithItsEvidenceAndThenVerified() throws IOException {
    Path to = folder.resolve("cohort");
    String[] verb = {"cohort", "--to", to.toString(), "--size", "3", "--mix", "cpsc2018"};
    Outcome first = run(verb);
    assertEquals(0, first.exitCode(), first.err());
    assertTrue(first.out().contains("3 synthetic records, mix CPSC2018, seed 42"), first.out());
    for (int k = 0; k < 3; k++) {
      String id = SyntheticCohort.id(k);
      assertTrue(Files.exists(to.resolve(id + ".mat")));
      assertFalse(EvidenceMask.read(to, id).isEmpty(), id);
    }
    Outcome second = run(verb);
    assertTrue(second.out().contains("found there and verified"), second.out());
    assertEquals(2, run("cohort", "--to", to.toString(), "--size", "4").exitCode());
  }

  @Test
  void wrongUseIsOneLineAndExitCode2() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    String[][] wrong = {
      {"quality"},
      {"quality", "--data", folder.resolve("nowhere").toString()},
      {"quality", "--data", file.toString()},
      {"cohort", "--to", folder.resolve("to").toString(), "--mix", "other"},
      {"cohort", "--to", folder.resolve("to").toString(), "--size", "0"},
    };
    for (String[] arguments : wrong) {
      Outcome outcome = run(arguments);
      String shown = String.join(" ", arguments) + ": " + outcome.err();
      assertEquals(2, outcome.exitCode(), shown);
      String last = outcome.err().strip();
      assertFalse(last.isEmpty() || last.contains("\tat "), shown);
    }
    assertFalse(Files.exists(folder.resolve("to")));
  }
}
