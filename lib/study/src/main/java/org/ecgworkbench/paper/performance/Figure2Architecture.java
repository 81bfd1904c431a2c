package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.chart.ArchitectureDiagram;
import org.ecgworkbench.figure.chart.ArchitectureDiagram.Kind;
import org.ecgworkbench.figure.chart.ArchitectureDiagram.Stage;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.study.Profile;
import org.ecgworkbench.study.Study;

/** Figure 2: the architecture of the paper's network, drawn from its layers; the caption says how this run's differs. */
public final class Figure2Architecture {
  private Figure2Architecture() {}

  /** {@return the 12-lead network of the paper, drawn from the network object} */
  public static FigureResult of(Study study) {
    var provenance = study.provenance(Figure2Architecture.class);
    ResNet1d.Options options = ResNet1d.Options.paper();
    int samples = Profile.PAPER.windowSamples();
    List<ResNet1d.Layer> layers = ResNet1d.layers(options, samples);
    List<Stage> stages = new ArrayList<>();
    stages.add(new Stage("input", Kind.DATA, 0, 0, 0, options.leads() + " × " + samples, 1, 0));
    int stage = 0;
    for (int i = 0; i < layers.size(); ) {
      ResNet1d.Layer first = layers.get(i);
      int last = i;
      long parameters = first.parameters();
      boolean block = first.kind().equals("basic block");
      while (block
          && last + 1 < layers.size()
          && stageOf(layers.get(last + 1)).equals(stageOf(first))) {
        parameters += layers.get(++last).parameters();
      }
      stages.add(
          new Stage(
              block ? "stage " + ++stage : nameOf(first.kind()),
              kindOf(first.kind()),
              first.kernelSamples(),
              first.kernelSamples() > 0 ? first.stride() : 0,
              first.channels(),
              first.samples() == 1
                  ? String.valueOf(first.channels())
                  : first.channels() + " × " + layers.get(last).samples(),
              last - i + 1,
              parameters));
      i = last + 1;
    }
    int kernel =
        layers.stream()
            .filter(l -> l.kind().equals("basic block"))
            .findFirst()
            .orElseThrow()
            .kernelSamples();
    String convolution = "convolution " + kernel;
    ArchitectureDiagram diagram =
        new ArchitectureDiagram(
            stages,
            "One block of a stage",
            List.of(
                convolution,
                "batch norm",
                "ReLU",
                String.format(Locale.ROOT, "dropout %.1f", options.dropout()),
                convolution,
                "batch norm"),
            "shortcut; where the shape changes, convolution 1 and batch norm");
    return study.figure(
        "figure2-architecture",
        String.format(
            Locale.ROOT,
            "Figure 2. The paper's 12-lead network: %,d parameters. The stride of a stage is that of its first block; a kernel of k samples is padded by (k \u2212 1) / 2 at both ends. That of this run (profile %s) has the same layers, an input of 12 × %,d samples, from %d"
                + " channels on, and %,d parameters.",
            ResNet1d.parameterCount(options),
            study.profile().name(),
            study.input(Lead.ALL).windowSamples(),
            study.network(Lead.ALL).width(),
            ResNet1d.parameterCount(study.network(Lead.ALL))),
        diagram,
        provenance);
  }

  private static String stageOf(ResNet1d.Layer layer) {
    return layer.kind() + layer.name().replaceAll("\\..*", "");
  }

  private static String nameOf(String kind) {
    return switch (kind) {
      case "mean and maximum" -> "avg + max";
      case "max pooling" -> "max pool";
      case "convolution" -> "conv";
      default -> kind;
    };
  }

  private static Kind kindOf(String kind) {
    return switch (kind) {
      case "convolution" -> Kind.CONVOLUTION;
      case "max pooling", "mean and maximum" -> Kind.POOLING;
      case "basic block" -> Kind.RESIDUAL;
      case "linear" -> Kind.LINEAR;
      default -> throw new IllegalStateException("no colour for a layer of kind " + kind);
    };
  }
}
