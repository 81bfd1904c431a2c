package org.ecgworkbench.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.contents.ResultLists;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Writes what lists the results and the verbs. */
@Command(
    name = "contents",
    description =
        "Writes the lists in a checkout's codecheck.yml, results/README.md and environment/README.md anew, after a change of class Results or of a verb.",
    mixinStandardHelpOptions = true)
final class ContentsCommand implements Callable<Integer> {
  /** Stands before the list of verbs. */
  static final String VERBS = "\n| verb | what it does | options |\n|---|---|---|\n";

  @Option(
      names = "--checkout",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "The checkout. Default: the current folder.")
  private Path checkout;

  @Override
  public Integer call() throws IOException {
    Map<Path, String> texts = new LinkedHashMap<>(ResultLists.of(checkout));
    Path readme = checkout.resolve("environment").resolve("README.md");
    texts.put(readme, ResultLists.withList(readme, VERBS, verbs()));
    for (Map.Entry<Path, String> each : texts.entrySet()) {
      WholeFile.write(each.getKey(), each.getValue());
      System.err.println("wrote " + each.getKey());
    }
    return 0;
  }

  /** A line a verb: what its help says, and its own options. */
  static String verbs() {
    StringBuilder rows = new StringBuilder();
    Main.line(Main.VERBS)
        .getSubcommands()
        .forEach(
            (verb, line) -> {
              CommandSpec spec = line.getCommandSpec();
              String operands =
                  spec.positionalParameters().stream()
                      .map(each -> " " + each.paramLabel())
                      .collect(Collectors.joining());
              String options =
                  spec.options().stream()
                      .map(OptionSpec::longestName)
                      .filter(name -> !name.equals("--help") && !name.equals("--version"))
                      .sorted()
                      .collect(Collectors.joining("` `"));
              rows.append(
                  "| `%s%s` | %s | `%s` |\n"
                      .formatted(
                          verb,
                          operands,
                          String.join(" ", spec.usageMessage().description())
                              .replaceAll("\\s+", " ")
                              .strip(),
                          options));
            });
    return rows.toString();
  }
}
