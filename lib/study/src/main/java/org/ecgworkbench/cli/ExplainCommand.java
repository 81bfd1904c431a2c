package org.ecgworkbench.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.paper.patients.Explained;
import org.ecgworkbench.paper.patients.PatientPages;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.Sampling;
import org.ecgworkbench.shap.Weighting;
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.NetworkExplainer;
import org.ecgworkbench.study.Profile;
import org.ecgworkbench.study.Study;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Attributions of records: each lead's sum on standard output, samples, figures and a page as files. */
@Command(
    name = "explain",
    description =
        "Explains the 12-lead network's output for records: prints each lead's sum as CSV, and writes the attribution of every sample"
            + " and figures below OUT/explanations. With several records, a page that is there already is not made again, whatever options it was made with.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  private static final int MAXIMUM_DRAWS = 20_000;

  @Mixin private RunOptions options;

  @Option(
      names = "--record",
      paramLabel = "ID",
      required = true,
      split = ",",
      description =
          "Records, separated by commas, for example A0001; or first, test: the records that the paper explains, the test fold.")
  private List<String> ids;

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description =
          "Class to explain: ${COMPLETION-CANDIDATES}. Default: the class with the highest score.")
  private Diagnosis diagnosis;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      converter = Methods.class,
      description =
          "expected-gradients, integrated-gradients, gradient-x-input or occlusion. Default: expected-gradients.")
  private Method method;

  @Option(
      names = "--background",
      paramLabel = "NAME",
      description =
          "Background of expected gradients: first (by id, as in the paper) or balanced (training records, classes in turn, none explained). Default: first.")
  private ExplanationProtocol.Background background;

  @Option(
      names = "--sampling",
      paramLabel = "NAME",
      description = "Draws of expected gradients: paper or stratified. Default: paper.")
  private Sampling sampling;

  @Option(
      names = "--weighting",
      paramLabel = "NAME",
      description =
          "How much each draw of expected gradients counts: equal, as in the paper, or calibrated: the draws get the weights, nearest to equal,"
              + " with which what is known of them in advance holds exactly. With as many draws the leads' sums are then surer, single"
              + " samples are not. The attributions add up whatever the draws, so that they do is no longer a check: to check, take"
              + " equal. Needs at least 20 draws. Default: equal.")
  private Weighting weighting;

  @Option(
      names = "--standard-error",
      paramLabel = "LOGITS",
      description =
          "Draw until the standard error of the sum is no greater (at most 20,000 draws); with calibrated weights, whose sum has none, until"
              + " that of every lead's sum is. Default: the profile's number of draws.")
  private Double standardError;

  @Option(
      names = "--page",
      description =
          "Write one interactive page a record instead, OUT/explanations/ID.html: all classes, all methods; with --background, --sampling and"
              + " --weighting.")
  private boolean page;

  /** Names of methods as {@code expected-gradients}. */
  static final class Methods implements picocli.CommandLine.ITypeConverter<Method> {
    @Override
    public Method convert(String name) {
      for (Method method : Method.OF_PATIENTS) {
        if (method.toString().equalsIgnoreCase(name)) {
          return method;
        }
      }
      throw new picocli.CommandLine.TypeConversionException(
          "expected one of %s, found '%s'".formatted(Method.OF_PATIENTS, name));
    }
  }

  @Override
  public Integer call() throws IOException {
    requireThatOptionsFit();
    ExpectedGradients.Precision precision =
        standardError == null
            ? null
            : new ExpectedGradients.Precision(standardError, MAXIMUM_DRAWS);
    ExplanationProtocol protocol = protocol();
    protocol.requireEnoughDraws(Profile.of(options.parameters().profile()));
    Study study = options.study();
    List<String> wanted = wanted(study, protocol);
    requireWritable(study.results().resolve("explanations"));
    study.recordings().check(wanted);
    if (!page) {
      System.out.println(
          wanted.size() == 1
              ? "lead,sum,standard_error,absolute_sum,mean"
              : "record,class,lead,sum,standard_error,absolute_sum,mean");
    }
    try (NetworkExplainer explainer = study.explanations(protocol).explainer()) {
      for (int i = 0; i < wanted.size(); i++) {
        Parallel.stopIfInterrupted();
        if (wanted.size() > 1) {
          System.err.printf("record %d of %d: %s%n", i + 1, wanted.size(), wanted.get(i));
        }
        if (page) {
          writePage(study, explainer, wanted.get(i), wanted.size() > 1);
        } else {
          explain(study, explainer, wanted.get(i), precision, wanted.size() > 1);
        }
      }
    }
    return 0;
  }

  private Method method() {
    return method == null ? Method.EXPECTED_GRADIENTS : method;
  }

  private ExplanationProtocol protocol() {
    ExplanationProtocol protocol = ExplanationProtocol.paper();
    protocol = background == null ? protocol : protocol.withBackground(background);
    protocol = sampling == null ? protocol : protocol.withSampling(sampling);
    return weighting == null ? protocol : protocol.withWeighting(weighting);
  }

  /** An option that would do nothing is refused. */
  private void requireThatOptionsFit() {
    Map<String, Object> given = new LinkedHashMap<>();
    if (page) {
      given.put("--method", method);
      given.put("--standard-error", standardError);
      requireAbsent(given, "--page, which shows every method at a precision of its own");
    } else if (method() != Method.EXPECTED_GRADIENTS) {
      given.put("--background", background);
      given.put("--sampling", sampling);
      given.put("--weighting", weighting);
      given.put("--standard-error", standardError);
      requireAbsent(given, "--method " + method + ", which draws nothing");
    }
  }

  private static void requireAbsent(Map<String, Object> given, String beside) {
    given.values().removeIf(Objects::isNull);
    if (!given.isEmpty()) {
      throw new EcgDataException(
          "%s cannot be given with %s".formatted(String.join(", ", given.keySet()), beside));
    }
  }

  private List<String> wanted(Study study, ExplanationProtocol protocol) {
    List<String> wanted = new ArrayList<>();
    for (String id : ids) {
      switch (id) {
        case "first" -> wanted.addAll(study.explanations(protocol).ids());
        case "test" ->
            wanted.addAll(
                study.explanations(protocol.withRecords(ExplanationProtocol.Records.TEST)).ids());
        default -> {
          PredictCommand.requireRecord(study, id);
          wanted.add(id);
        }
      }
    }
    return wanted.stream().distinct().toList();
  }

  /** Found out before the network is trained, not after. */
  private static void requireWritable(Path folder) {
    try {
      Path probe = folder.resolve(".write-test");
      WholeFile.write(probe, "");
      Files.delete(probe);
    } catch (IOException e) {
      throw new EcgDataException("cannot write to " + folder + ": " + WholeFile.reason(e), e);
    }
  }

  private void writePage(Study study, NetworkExplainer explainer, String id, boolean skipExisting) {
    Path file = study.results().resolve("explanations").resolve(id + ".html");
    if (skipExisting && Files.exists(file)) {
      System.err.println("there already, whatever options it was made with: " + file);
      return;
    }
    System.err.println(
        "wrote "
            + PatientPages.save(study, explainer, id, diagnosis, PatientPages.Options.defaults()));
  }

  private void explain(
      Study study,
      NetworkExplainer explainer,
      String id,
      ExpectedGradients.Precision precision,
      boolean many)
      throws IOException {
    Explained explained = Explained.of(study, explainer, id, diagnosis, method(), precision);
    Explanation e = explained.attributed().explanation();
    String before = many ? id + "," + explained.explained() + "," : "";
    StringBuilder text = new StringBuilder();
    for (Lead lead : Lead.ALL) {
      int l = lead.ordinal();
      text.append(
          String.format(
              Locale.ROOT,
              "%s%s,%.6f,%.6f,%.6f,%.3e%n",
              before,
              lead,
              e.leadSums()[l],
              e.leadStandardErrors()[l],
              e.leadAbsoluteSums()[l],
              e.leadMeans()[l]));
    }
    System.out.print(text);
    for (Path file : explained.save()) {
      if (!many) {
        System.err.println("wrote " + file);
      }
    }
    System.err.printf(
        Locale.ROOT,
        "%s, %s, %s: logit %.4f, expected output %.4f, sum of attributions %.4f (%s%d draws)%n",
        id,
        explained.explained(),
        method(),
        e.output(),
        e.expectedOutput(),
        e.sum(),
        weighting == Weighting.CALIBRATED
            ? "by construction: calibrated, "
            : String.format(
                Locale.ROOT,
                "residual %.4f, standard error %.4f, ",
                e.completenessResidual(),
                e.standardError()),
        e.draws());
  }
}
