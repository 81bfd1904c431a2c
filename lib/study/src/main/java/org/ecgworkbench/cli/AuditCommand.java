package org.ecgworkbench.cli;

import java.util.concurrent.Callable;
import org.ecgworkbench.paper.performance.SplitAudit;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The split audit. */
@Command(
    name = "audit",
    description =
        "Trains learners on splits drawn from other seeds, or finds them saved, and prints how much the averages move as CSV; also"
            + " writes tables/split-audit.csv and split-audit-splits.csv. Interrupted, it goes on from the last complete split when called"
            + " again.",
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
  @Mixin private RunOptions options;

  @Mixin private LearnerOptions learners;

  @Option(
      names = "--splits",
      paramLabel = "N",
      defaultValue = "20",
      description = "Number of splits, at least 2; the first is that of the tables. Default: 20.")
  private int splits;

  @Override
  public Integer call() {
    learners.names();
    if (splits < 2) {
      throw new IllegalArgumentException("an audit needs at least 2 splits, found " + splits);
    }
    Study study = options.study();
    study.recordings().sayOverlaps(study.recordings().check(), study.splits(splits));
    SplitAudit audit = SplitAudit.of(study, learners.runs(study, study.splits(splits)));
    TableResult table = audit.table().save();
    audit.splits().save();
    System.out.print(table.csv());
    return 0;
  }
}
