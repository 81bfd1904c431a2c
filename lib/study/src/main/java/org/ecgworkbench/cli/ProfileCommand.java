package org.ecgworkbench.cli;

import java.util.concurrent.Callable;
import org.ecgworkbench.paper.data.Table1DataProfile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Table 1 on standard output. */
@Command(
    name = "profile",
    description = "Prints the data profile (Table 1) as CSV.",
    mixinStandardHelpOptions = true)
final class ProfileCommand implements Callable<Integer> {
  @Mixin private RunOptions options;

  @Override
  public Integer call() {
    System.out.print(Table1DataProfile.of(options.study()).csv());
    return 0;
  }
}
