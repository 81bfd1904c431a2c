package org.ecgworkbench.paper.leads;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.study.JobScan;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TrainingJob;

/**
 * Makes Table 4, Figure 5 and what stands beside them from the jobs that are there, trains nothing, and lists what is missing.
 *
 * <p>Sets of leads are compared only on the same folds and seeds: of all complete combinations (a fold and a seed for which every set of
 * leads that has any network at all has one) the largest block of folds by seeds is taken. Networks outside the block are named. Networks
 * that were made with other settings are never taken in.
 */
public final class Gathering {
  private static final int NAMED = 6;
  private static final int MOST_SEEDS_SEARCHED = 12;

  private final Study study;
  private final LeadPlan wanted;
  private final List<JobScan.Status> statuses;
  private final LeadPlan plan;

  private Gathering(Study study, LeadPlan wanted, List<JobScan.Status> statuses, LeadPlan plan) {
    this.study = study;
    this.wanted = wanted;
    this.statuses = statuses;
    this.plan = plan;
  }

  /**
   * Looks at what is there.
   *
   * @param leadSets wanted sets of leads; empty for Table 4's and whatever other sets are there
   * @param folds wanted folds; empty for those that are there, the study's own split before numbered folds where both have as many
   * @param seeds wanted seeds; empty for those that are there
   * @return the block of jobs that is complete, and what is missing of the wanted ones
   * @throws EcgDataException if there is no job, if one that is missing is there with other settings (names them and what differs), or if
   *     no fold and seed is complete
   */
  public static Gathering of(
      Study study,
      Optional<List<List<Lead>>> leadSets,
      Optional<List<OptionalInt>> folds,
      Optional<List<Long>> seeds) {
    JobScan scan = study.jobScan();
    List<TrainingJob> saved = scan.saved();
    List<TrainingJob> basis = saved.isEmpty() ? scan.anySettings() : saved;
    if (basis.isEmpty()) {
      throw new EcgDataException(
          "no network of a job is saved below %s; 'jobs' lists the commands that make them"
              .formatted(study.results().resolve("runs")));
    }
    List<OptionalInt> wantedFolds = folds.orElseGet(() -> folds(basis));
    List<TrainingJob> ofFolds =
        basis.stream().filter(job -> wantedFolds.contains(job.fold())).toList();
    LeadPlan wanted =
        new LeadPlan(
            leadSets.orElseGet(() -> leadSets(ofFolds)),
            wantedFolds,
            seeds.orElseGet(
                () ->
                    (ofFolds.isEmpty() ? basis : ofFolds)
                        .stream().map(TrainingJob::seed).distinct().sorted().toList()));
    Set<TrainingJob> jobs = new LinkedHashSet<>(wanted.jobs());
    refuseOtherSettings(scan.madeWithOtherSettings(jobs));
    List<JobScan.Status> statuses = jobs.stream().map(scan::status).toList();
    return new Gathering(study, wanted, statuses, block(wanted, statuses));
  }

  /**
   * {@return the jobs of a plan that are not done, in its order}
   *
   * @param plan the wanted jobs
   */
  public static List<TrainingJob> notDone(Study study, LeadPlan plan) {
    JobScan scan = study.jobScan();
    return plan.jobs().stream()
        .filter(job -> scan.status(job).state() != JobScan.State.DONE)
        .toList();
  }

  private static List<OptionalInt> folds(List<TrainingJob> jobs) {
    long own = jobs.stream().filter(job -> job.fold().isEmpty()).count();
    if (2 * own >= jobs.size()) {
      return List.of(OptionalInt.empty());
    }
    return jobs.stream()
        .filter(job -> job.fold().isPresent())
        .map(job -> job.fold().getAsInt())
        .distinct()
        .sorted()
        .map(OptionalInt::of)
        .toList();
  }

  private static List<List<Lead>> leadSets(List<TrainingJob> jobs) {
    Set<List<Lead>> there = new HashSet<>(jobs.stream().map(TrainingJob::leads).toList());
    Set<List<Lead>> sets = new LinkedHashSet<>(LeadPlan.table4());
    LeadPlan.table4AndReducedSets().stream().filter(there::contains).forEach(sets::add);
    jobs.forEach(job -> sets.add(job.leads()));
    return List.copyOf(sets);
  }

  private static void refuseOtherSettings(List<JobScan.Other> others) {
    if (others.isEmpty()) {
      return;
    }
    JobScan.Other first = others.get(0);
    throw new EcgDataException(
        """
        refused to mix networks made with different settings: %d that are missing here are there, \
        but made otherwise: %s; %s differs in %s. Train them again with the settings of now, or \
        leave them out with --leads, --folds or --seeds"""
            .formatted(
                others.size(),
                named(others.stream().map(JobScan.Other::job).toList()),
                first.directory().getFileName(),
                String.join("; ", first.differences())));
  }

  private static String named(Collection<TrainingJob> jobs) {
    List<String> names = jobs.stream().map(TrainingJob::toString).limit(NAMED).toList();
    return String.join(" | ", names)
        + (jobs.size() > NAMED ? " and %d more".formatted(jobs.size() - NAMED) : "");
  }

  /** The largest block of folds by seeds in which all sets that have any network have one. */
  static LeadPlan block(LeadPlan wanted, List<JobScan.Status> statuses) {
    Set<TrainingJob> done = new HashSet<>();
    statuses.stream()
        .filter(status -> status.state() == JobScan.State.DONE)
        .forEach(status -> done.add(status.job()));
    List<List<Lead>> sets =
        wanted.leadSets().stream()
            .filter(leads -> done.stream().anyMatch(job -> job.leads().equals(leads)))
            .toList();
    List<Long> seeds = wanted.seeds();
    List<OptionalInt> bestFolds = List.of();
    List<Long> bestSeeds = List.of();
    // All subsets of seeds where there are few, else only the first so many.
    List<List<Long>> candidates = new ArrayList<>();
    if (seeds.size() <= MOST_SEEDS_SEARCHED) {
      for (int bits = 1; bits < 1 << seeds.size(); bits++) {
        List<Long> some = new ArrayList<>();
        for (int s = 0; s < seeds.size(); s++) {
          if ((bits >> s & 1) == 1) {
            some.add(seeds.get(s));
          }
        }
        candidates.add(some);
      }
    } else {
      for (int n = 1; n <= seeds.size(); n++) {
        candidates.add(seeds.subList(0, n));
      }
    }
    for (List<Long> some : candidates) {
      List<OptionalInt> complete =
          wanted.folds().stream()
              .filter(
                  fold ->
                      some.stream()
                          .allMatch(
                              seed ->
                                  sets.stream()
                                      .allMatch(
                                          leads ->
                                              done.contains(new TrainingJob(leads, fold, seed)))))
              .toList();
      int size = complete.size() * some.size();
      int best = bestFolds.size() * bestSeeds.size();
      if (size > best || size == best && complete.size() > bestFolds.size()) {
        bestFolds = complete;
        bestSeeds = some;
      }
    }
    if (sets.isEmpty() || bestFolds.isEmpty()) {
      throw new EcgDataException(
          sets.isEmpty()
              ? "none of the wanted jobs is done: "
                  + named(statuses.stream().map(JobScan.Status::job).toList())
              : "no fold and seed has a network of every set of leads; still to do: "
                  + named(
                      statuses.stream()
                          .filter(status -> status.state() != JobScan.State.DONE)
                          .filter(status -> sets.contains(status.job().leads()))
                          .map(JobScan.Status::job)
                          .toList()));
    }
    return new LeadPlan(sets, bestFolds, List.copyOf(bestSeeds));
  }

  /** {@return what is compared: the block that is complete} */
  public LeadPlan plan() {
    return plan;
  }

  /** {@return a line for each wanted job that is not done, with its state} */
  public List<String> missing() {
    return statuses.stream()
        .filter(status -> status.state() != JobScan.State.DONE)
        .map(JobScan.Status::toString)
        .toList();
  }

  /** {@return the jobs that are done but outside the block} */
  public List<TrainingJob> leftOut() {
    Set<TrainingJob> used = new HashSet<>(plan.jobs());
    return statuses.stream()
        .filter(status -> status.state() == JobScan.State.DONE)
        .map(JobScan.Status::job)
        .filter(job -> !used.contains(job))
        .toList();
  }

  /**
   * Writes every table and figure that these networks suffice for, and returns their names.
   *
   * @return names of tables and figures, without ending
   */
  public List<String> save() {
    LeadStudy leads = LeadStudy.of(study, plan);
    List<String> written = new ArrayList<>();
    written.add(Table4SingleLeads.of(leads).save().id());
    written.add(Figure5SingleLeads.of(leads).save().id());
    if (plan.singles().length > 1) {
      written.add(Table4Ranking.of(leads).save().id());
      written.add(Table4Comparisons.of(leads).save().id());
    }
    if (plan.leadSets().stream().anyMatch(set -> set.size() > 1 && !set.equals(Lead.ALL))) {
      written.add(TableLeadSets.of(leads).save().id());
      written.add(TableLeadSets.tests(leads).save().id());
      written.add(TableLeadSets.figure(leads).save().id());
    }
    return written;
  }

  /** What is done of what is wanted, in one line. */
  @Override
  public String toString() {
    long done = statuses.stream().filter(s -> s.state() == JobScan.State.DONE).count();
    return "%d of %d jobs done (%d sets of leads, folds %s, seeds %s); compared: %d sets on folds %s with seeds %s"
        .formatted(
            done,
            statuses.size(),
            wanted.leadSets().size(),
            wanted.foldNames(),
            wanted.seedNames(),
            plan.leadSets().size(),
            plan.foldNames(),
            plan.seedNames());
  }
}
