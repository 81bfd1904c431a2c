package org.ecgworkbench.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.study.store.JobFile;
import org.ecgworkbench.study.store.RunLock;
import org.ecgworkbench.study.store.RunStore;
import org.ecgworkbench.study.store.SplitName;

/** Looks at what is saved of a study's jobs, without training and without writing. */
public final class JobScan {
  private static final String OTHER_SPLIT = SplitName.ofSeed(0).foldName();

  private final Setup study;
  private final SavedNetworks networks;

  JobScan(Setup study, SavedNetworks networks) {
    this.study = study;
    this.networks = networks;
  }

  /** How far a job is. */
  public enum State {
    /** Trained, tested and saved. */
    DONE("done"),
    /** A process works on it now. */
    RUNNING("running now"),
    /** Begun by a process that is no more; what is saved of it is taken up. */
    INTERRUPTED("interrupted, goes on when called again"),
    /** Not begun. */
    MISSING("not begun"),
    /** Saved, and its files are not what they were. */
    DAMAGED("damaged");

    private final String words;

    State(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * A job and how far it is.
   *
   * @param job the job
   * @param state how far it is
   * @param what what is wrong with a damaged one; else empty
   */
  public record Status(TrainingJob job, State state, String what) {
    @Override
    public String toString() {
      return job + ": " + (what.isEmpty() ? state.toString() : state + ": " + what);
    }
  }

  /**
   * A saved network of the same leads, fold and seed that another study would use: made with other settings.
   *
   * @param job the job as its folder names it
   * @param directory where it lies
   * @param differences what differs, for example {@code network: expected ..., found ...}
   */
  public record Other(TrainingJob job, Path directory, List<String> differences) {}

  /**
   * {@return how far a job is}
   *
   * @param job leads, split and seed
   */
  public Status status(TrainingJob job) {
    Path directory = networks.directory(SavedNetworks.Wanted.of(job));
    if (Files.isDirectory(directory)) {
      try {
        networks.find(SavedNetworks.Wanted.of(job));
        return new Status(job, State.DONE, "");
      } catch (EcgDataException | IllegalArgumentException e) {
        return new Status(job, State.DAMAGED, e.getMessage());
      }
    }
    if (RunLock.isHeld(directory)) {
      return new Status(job, State.RUNNING, "");
    }
    return new Status(
        job,
        Files.isDirectory(RunStore.partial(directory)) ? State.INTERRUPTED : State.MISSING,
        "");
  }

  /** {@return the jobs that are saved with this study's settings, in the order of their folders' names; damaged ones too} */
  public List<TrainingJob> saved() {
    List<TrainingJob> jobs = new ArrayList<>();
    each(
        (directory, job) -> {
          if (directory.equals(networks.directory(SavedNetworks.Wanted.of(job)))) {
            jobs.add(job);
          }
        });
    return jobs;
  }

  /** {@return the jobs that are saved with any settings on these recordings} */
  public List<TrainingJob> anySettings() {
    Set<TrainingJob> jobs = new LinkedHashSet<>();
    each(
        (directory, job) -> {
          if (isOfTheseRecordings(directory)) {
            jobs.add(job);
          }
        });
    return List.copyOf(jobs);
  }

  private boolean isOfTheseRecordings(Path directory) {
    return study.dataset().manifestSha256().equals(JobFile.settings(directory).get("data"));
  }

  /**
   * {@return the jobs of a set that are not saved with this study's settings, but with others on the same recordings}
   *
   * @param jobs of this study
   */
  public List<Other> madeWithOtherSettings(Set<TrainingJob> jobs) {
    List<Other> others = new ArrayList<>();
    each(
        (directory, job) -> {
          Path own = networks.directory(SavedNetworks.Wanted.of(job));
          if (jobs.contains(job)
              && !directory.equals(own)
              && !Files.isDirectory(own)
              && isOfTheseRecordings(directory)) {
            others.add(new Other(job, directory, differences(job, directory)));
          }
        });
    return others;
  }

  private List<String> differences(TrainingJob job, Path directory) {
    Map<String, String> expected = networks.settings(SavedNetworks.Wanted.of(job));
    Map<String, String> found = new LinkedHashMap<>(JobFile.settings(directory));
    Set<String> names = new LinkedHashSet<>(expected.keySet());
    names.addAll(found.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String one = expected.getOrDefault(name, "nothing");
      String other = found.getOrDefault(name, "nothing");
      if (!one.equals(other)) {
        differences.add(
            "%s: expected %s, found %s".formatted(name, shortened(one), shortened(other)));
      }
    }
    return differences;
  }

  private static String shortened(String value) {
    return value.matches("[0-9a-f]{64}") ? value.substring(0, 12) + "..." : value;
  }

  private interface Visit {
    void job(Path directory, TrainingJob job);
  }

  /** Every folder that says of which job it is; what cannot be read says nothing, and is found when its job is asked for. */
  private void each(Visit visit) {
    if (!Files.isDirectory(networks.store().folder())) {
      return;
    }
    try (Stream<Path> folders = Files.list(networks.store().folder())) {
      for (Path folder :
          folders
              .filter(f -> !f.getFileName().toString().endsWith(RunStore.PARTIAL))
              .sorted()
              .toList()) {
        JobFile file;
        try {
          file = JobFile.read(folder).orElse(null);
        } catch (EcgDataException e) {
          study.progress().done(e.getMessage());
          continue;
        }
        if (file != null && !file.fold().equals(OTHER_SPLIT)) {
          visit.job(
              folder,
              new TrainingJob(
                  Lead.parseList(file.leads()), TrainingJob.parseFold(file.fold()), file.seed()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + networks.store().folder(), e);
    }
  }
}
