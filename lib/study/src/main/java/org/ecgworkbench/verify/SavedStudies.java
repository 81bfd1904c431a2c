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
import org.ecgworkbench.real.RealStudy;
import org.ecgworkbench.study.Profile;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.verify.Finding.Kind;

/** The studies that made the results of one folder, opened from what they have saved. */
final class SavedStudies {
  private final Path results;
  private final Optional<Path> data;
  private final Optional<Path> test;
  private final Progress progress;
  private final Map<Parameters, Optional<Rederivation>> opened = new HashMap<>();
  private final Map<Parameters, String> unusable = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  SavedStudies(Path results, Optional<Path> data, Optional<Path> test, Progress progress) {
    this.results = results;
    this.data = data;
    this.test = test;
    this.progress = progress;
  }

  /**
   * What makes a result's table again; empty where its recordings are not at hand or not as they were.
   *
   * @throws IllegalArgumentException if the sidecar's seed is none
   */
  Optional<Rederivation> of(Sidecar sidecar) {
    return parameters(sidecar).flatMap(p -> opened.computeIfAbsent(p, key -> open(key, sidecar)));
  }

  /** Why there is none for a result. */
  String whyNot(Sidecar sidecar) {
    return hasOwnProfile(sidecar)
        ? "its profile is one that only its maker knows"
        : parameters(sidecar)
            .map(
                p ->
                    unusable.getOrDefault(
                        p,
                        p.data().isPresent()
                            ? "the recordings that it was tested on were not given (--test)"
                            : "its cohort is not here"))
            .orElse("its recordings were not given (--data)");
  }

  /** Recordings that are not as they were. */
  List<Finding> findings() {
    return findings;
  }

  private Optional<Rederivation> open(Parameters parameters, Sidecar sidecar) {
    try {
      Optional<Study> study =
          parameters.data().isPresent()
              ? RealStudy.saved(sidecar, parameters, test, progress)
              : Study.saved(parameters, progress);
      return study.map(Rederivation::new);
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
