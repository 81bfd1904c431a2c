package org.ecgworkbench.provenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.ecg.EcgDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sidecars and notebooks are the same on every machine, but for what stands after the seal. */
class SidecarTest {
  private static final Map<String, String> OUTPUTS = Map.of("a.csv", "1".repeat(64));
  private static final Map<String, String> SMALL =
      Map.of("operating system", "Linux 6.1 amd64", "processors", "2", "processor", "Alpha");
  private static final Map<String, String> LARGE =
      Map.of("operating system", "Linux 7.0 amd64", "processors", "96", "processor", "Beta");

  @TempDir private Path folder;

  private static Provenance provenance(Instant started, long millis, Map<String, String> machine) {
    return new Provenance(
        "org.example.Maker",
        Map.of("name", "recordings"),
        Map.of("seed", "42"),
        Map.of("folds", "42"),
        Map.of("runs/x/predictions-test.csv", "2".repeat(64)),
        Map.of("Java", "A Vendor 17.0.15+6-x-1"),
        Map.of("commit", "unknown"),
        started,
        Duration.ofMillis(millis),
        machine);
  }

  private static String json() {
    return Sidecar.json(
        provenance(Instant.parse("2030-01-01T00:00:00Z"), 1500, SMALL), "A.", OUTPUTS);
  }

  private static String sealedPart(String json) {
    int run = json.indexOf("\n  \"run\": {");
    assertTrue(run > 0, json);
    return json.substring(0, run);
  }

  private Sidecar read(String text) throws IOException {
    return Sidecar.read(Files.writeString(folder.resolve("a.json"), text));
  }

  private String refused(String text) {
    EcgDataException e = assertThrows(EcgDataException.class, () -> read(text), text);
    assertTrue(e.getMessage().startsWith(folder.resolve("a.json") + ": "), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
    return e.getMessage();
  }

  @Test
  void otherTimesAndMachinesLeaveEverythingUpToTheSealTheSame() throws IOException {
    String here = json();
    String there =
        Sidecar.json(
            provenance(Instant.parse("2031-02-03T04:05:06Z"), 99_000, LARGE), "A.", OUTPUTS);
    assertNotEquals(here, there);
    assertEquals(sealedPart(here), sealedPart(there));
    assertTrue(
        sealedPart(here).matches("(?s).*,\n  \"sidecarSha256\": \"[0-9a-f]{64}\","),
        sealedPart(here));
    assertEquals(read(here).seal(), read(there).seal());
  }

  /** As one checks it without this program: the text before the seal, closed, in sha256sum. */
  @Test
  void theSealIsTheHashOfTheJsonWithoutSealAndRun() throws IOException {
    String json = json();
    String before = json.substring(0, json.indexOf(",\n  \"sidecarSha256\""));
    assertTrue(before.endsWith("\"source\": {\n    \"commit\": \"unknown\"\n  }"), before);
    assertEquals(Provenance.sha256(before + "\n}\n"), read(json).seal());
  }

  @Test
  void timeAndMachineAreReadBack() throws IOException {
    Sidecar sidecar = read(json());
    assertEquals(Instant.parse("2030-01-01T00:00:00Z"), sidecar.started());
    assertEquals(Duration.ofMillis(1500), sidecar.duration());
    assertEquals(SMALL, sidecar.machine());
    assertEquals("unknown", sidecar.source().get("commit"));
  }

  @Test
  void aChangeBeforeTheSealIsFoundAndOneAfterItIsNot() throws IOException {
    String json = json();
    for (String[] change :
        new String[][] {
          {"\"seed\": \"42\"", "\"seed\": \"43\""},
          {"Vendor 17", "Vendor 18"},
          {"\"commit\": \"unknown\"", "\"commit\": \"known\""},
          {"2".repeat(64), "3".repeat(64)},
          {"\"A.\"", "\"B.\""}
        }) {
      assertTrue(json.contains(change[0]), change[0]);
      assertTrue(refused(json.replace(change[0], change[1])).contains("was changed"), change[0]);
    }
    assertEquals("Gamma", read(json.replace("Alpha", "Gamma")).machine().get("processor"));
    assertEquals(Duration.ofMillis(7), read(json.replace("1.5", "0.007")).duration());
  }

  @Test
  void whatIsNotSealedHasItsFormAllTheSame() {
    String json = json();
    String seal = json.replaceFirst("(?s).*sidecarSha256\": \"([0-9a-f]{64}).*", "$1");
    for (String bad :
        List.of(
            json.replace("\"started\": \"", "\"started\": \"soon "),
            json.replace("\"started\":", "\"begun\":"),
            json.replace("1.5", "-1.5"),
            json.replace("1.5", "\"long\""),
            json.replace("\"processors\": \"2\"", "\"processors\": \"two\""),
            json.replace("\"processors\": \"2\"", "\"processors\": 2"),
            json.replace("\"processor\":", "\"owner\":"),
            json.replace("\"machine\": {", "\"machine\": {\"owner\": \"me\","),
            json.replaceFirst("(?s)\"machine\": \\{.*?}", "\"machine\": []"),
            json.replaceFirst("(?s)\"run\": \\{.*", "\"run\": 7\n}\n"),
            json.replaceFirst("(?s),\n  \"run\": \\{.*", "\n}\n"),
            json.replace("\"run\": {", "\"run\": {\"note\": \"x\","),
            json.replace("\"run\": {", "\"settings\": {\"seed\": \"43\"},\n  \"run\": {"),
            json.replaceFirst("}\n}\n$", "},\n  \"settings\": {}\n}\n"),
            json.replaceFirst(
                "}\n}\n$", "},\n  \"sidecarSha256\": \"" + seal + "\",\n  \"run\": {}\n}\n"))) {
      assertNotEquals(json, bad);
      refused(bad);
    }
  }

  @Test
  void aSidecarOfTheFormerFormIsRefusedWithASentence() {
    String old =
        json()
            .replaceFirst("(?s),\n  \"sidecarSha256\".*", "")
            .concat(",\n  \"started\": \"2030-01-01T00:00:00Z\",\n  \"durationSeconds\": 1.5");
    String seal = Provenance.sha256(old + "\n}\n");
    assertEquals(
        folder.resolve("a.json")
            + ": the sidecar is of an earlier version, which sealed time and machine too; make the result again",
        refused(old + ",\n  \"sidecarSha256\": \"" + seal + "\"\n}\n"));
    assertTrue(
        refused(json().replaceFirst("\"sidecarSha256\"[^,]*,", "")).endsWith("'sidecarSha256'"));
  }

  @Test
  void theTableOfANotebookHoldsNothingOfTimeAndMachine() {
    Provenance here = provenance(Instant.parse("2030-01-01T00:00:00Z"), 1500, SMALL);
    Provenance there = provenance(Instant.parse("2031-02-03T04:05:06Z"), 99_000, LARGE);
    assertEquals(here.toString(), there.toString());
    assertEquals(
        List.of("data name", "seed", "seed of folds", "runs/x/predictions-test.csv", "Java"),
        here.toTable().stringColumn("provenance").asList());
    assertEquals("17", here.toTable().stringColumn("value").get(4));
  }

  @Test
  void theTableOfThisMachineNamesNeitherTheMachineNorTheBuildOfJava() {
    Provenance made = Provenance.start(getClass()).setting("seed", 42).finish();
    assertEquals(Software.MACHINE, List.copyOf(made.machine().keySet()));
    List<String> names = made.toTable().stringColumn("provenance").asList();
    List<String> values = made.toTable().stringColumn("value").asList();
    assertEquals(
        List.of(
            "seed",
            "ecg-workbench",
            "Java",
            "DJL",
            "PyTorch",
            "device",
            "engine",
            "bytes compared on"),
        names);
    assertEquals(String.valueOf(Runtime.version().feature()), values.get(2));
    for (String fact :
        List.of(
            System.getProperty("os.name"),
            System.getProperty("java.vendor"),
            Runtime.version().toString(),
            made.machine().get("processor"))) {
      // The processors on which bytes were compared are the same in every run; this machine may be
      // one.
      String shown = made.toString().replace(made.software().get("bytes compared on"), "");
      assertFalse(shown.contains(fact), fact);
    }
    assertTrue(made.software().get("Java").endsWith(" " + Runtime.version()));
  }
}
