package org.ecgworkbench.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.ecgworkbench.contents.Entry;
import org.ecgworkbench.contents.Results;
import org.ecgworkbench.contents.Sources;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.RunStore;

/** Makes tables again from what one study has saved, and says why one is stale. Nothing is trained and nothing is written. */
final class Rederivation {
  private final Study study;
  private final Sources sources;

  Rederivation(Study study) {
    this.study = study;
    this.sources = new Sources(study);
  }

  /** Whether a table can be made again. */
  static boolean knows(Sidecar sidecar) {
    return Results.of(sidecar).flatMap(Entry::again).isPresent();
  }

  /**
   * Makes a table again and compares it with its sidecar.
   *
   * @return why it is stale; empty where it is what its sidecar says
   */
  Optional<String> staleness(Sidecar sidecar) {
    String manifest = study.dataset().manifestSha256();
    if (!manifest.equals(sidecar.data().get("manifestSha256"))) {
      return Optional.of(
          "made from other data: expected SHA-256 %s, found %s"
              .formatted(sidecar.data().get("manifestSha256"), manifest));
    }
    TableResult table;
    try {
      table =
          Results.of(sidecar)
              .flatMap(Entry::again)
              .orElseThrow()
              .apply(sources.with(new Settings(sidecar.settings())));
    } catch (RunStore.NotSaved e) {
      return Optional.of(
          "code or settings differ: it would now be made from another run, " + e.getMessage());
    }
    List<String> differences = new ArrayList<>();
    Provenance now = table.provenance();
    difference("made by", sidecar.madeBy(), now.madeBy()).ifPresent(differences::add);
    difference("caption", sidecar.caption(), table.caption()).ifPresent(differences::add);
    differences.addAll(differences("setting", sidecar.settings(), now.settings()));
    differences.addAll(differences("seed of", sidecar.seeds(), now.seeds()));
    differences.addAll(differences("input", sidecar.inputs(), now.inputs()));
    String expected = sidecar.outputs().get(table.file().getFileName().toString());
    String found = Provenance.sha256(table.csv());
    if (!found.equals(expected)) {
      differences.add(
          "made again from its inputs it has other bytes, so the code differs: expected SHA-256 %s, found %s"
              .formatted(expected, found));
    }
    return differences.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", differences));
  }

  private static List<String> differences(
      String what, Map<String, String> expected, Map<String, String> found) {
    Set<String> names = new LinkedHashSet<>(expected.keySet());
    names.addAll(found.keySet());
    Map<String, String> differences = new LinkedHashMap<>();
    for (String name : names) {
      difference(what + " " + name, expected.get(name), found.get(name))
          .ifPresent(text -> differences.put(name, text));
    }
    return new ArrayList<>(new TreeMap<>(differences).values());
  }

  private static Optional<String> difference(String what, String expected, String found) {
    if (expected != null && expected.equals(found)) {
      return Optional.empty();
    }
    return Optional.of(
        "%s: expected %s, found %s"
            .formatted(what, expected == null ? "none" : expected, found == null ? "none" : found));
  }
}
