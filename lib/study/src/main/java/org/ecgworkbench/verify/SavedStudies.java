package org.ecgworkbench.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.study.Profile;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.verify.Verification.Finding;
import org.ecgworkbench.verify.Verification.Kind;

/** The studies that made the results of one folder, opened from what they have saved. */
final class SavedStudies {
  private final Path results;
  private final Optional<Path> data;
  private final Progress progress;
  private final Map<Parameters, Optional<Rederivation>> opened = new HashMap<>();
  private final Map<Parameters, String> unusable = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  SavedStudies(Path results, Optional<Path> data, Progress progress) {
    this.results = results;
    this.data = data;
    this.progress = progress;
  }

  /**
   * What makes a result's table again; empty where its recordings are not at hand or not as they were.
   *
   * @throws IllegalArgumentException if the sidecar's seed is none
   */
  Optional<Rederivation> of(Sidecar sidecar) {
    return parameters(sidecar).flatMap(p -> opened.computeIfAbsent(p, this::open));
  }

  /** Why there is none for a result. */
  String whyNot(Sidecar sidecar) {
    return hasOwnProfile(sidecar)
        ? "its profile is one that only its maker knows"
        : parameters(sidecar)
            .map(p -> unusable.getOrDefault(p, "its cohort is not here"))
            .orElse("its recordings were not given (--data)");
  }

  /** Recordings that are not as they were. */
  List<Finding> findings() {
    return findings;
  }

  private Optional<Rederivation> open(Parameters parameters) {
    try {
      return Study.saved(parameters, progress).map(Rederivation::new);
    } catch (EcgDataException e) {
      findings.add(
          new Finding(
              Kind.CHANGED,
              parameters.data().isPresent() ? "the recordings" : "runs, the embedded cohort",
              e.getMessage()));
      unusable.put(parameters, "its recordings cannot be used");
      return Optional.empty();
    }
  }

  private static boolean hasOwnProfile(Sidecar sidecar) {
    try {
      Profile.of(sidecar.settings().getOrDefault("profile", ""));
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  /** Of the study that made a result; empty where its recordings were not given. */
  private Optional<Parameters> parameters(Sidecar sidecar) {
    boolean embedded = Study.EMBEDDED.equals(sidecar.data().get("name"));
    if (!embedded && data.isEmpty() || hasOwnProfile(sidecar)) {
      return Optional.empty();
    }
    return Optional.of(
        Study.parameters(
            new Settings(sidecar.settings()), embedded ? Optional.empty() : data, results));
  }
}
