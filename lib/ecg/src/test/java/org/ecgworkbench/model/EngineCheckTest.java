package org.ecgworkbench.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineCheckTest {

  @Test
  void everyConvolutionOfAnyWidthAndSetOfLeadsIsRight() {
    try (NDManager manager = NetworkEngine.engine().newBaseManager()) {
      for (int width : new int[] {1, 3, 4, 8, 12, 16, 17, 24, 32, 33, 40, 64}) {
        for (int leads : new int[] {1, 2, 3, 4, 6, 8, 12}) {
          ResNet1d.Options options = ResNet1d.Options.paper().withWidth(width).withLeads(leads);
          List<EngineCheck.Convolution> shapes =
              new ArrayList<>(EngineCheck.of(ResNet1d.stateShapes(options)));
          if (leads < 12) {
            shapes = shapes.subList(0, 1); // the others do not depend on the leads
          }
          assertEquals(
              List.of(),
              EngineCheck.faults(shapes, EngineCheck.Form.CHANNELS_LAST, manager),
              width + " " + leads);
        }
      }
    }
  }

  /** The names and strides are those of the paper's network: 7 kinds of convolution in stages of two shapes, and the first. */
  @Test
  void theShapesAreThoseOfTheNetwork() {
    assertEquals(
        List.of(
            new EngineCheck.Convolution(40, 64, 7, 1),
            new EngineCheck.Convolution(64, 64, 7, 1),
            new EngineCheck.Convolution(64, 128, 7, 2),
            new EngineCheck.Convolution(128, 128, 7, 1),
            new EngineCheck.Convolution(64, 128, 1, 2),
            new EngineCheck.Convolution(128, 256, 7, 2),
            new EngineCheck.Convolution(256, 256, 7, 1),
            new EngineCheck.Convolution(128, 256, 1, 2),
            new EngineCheck.Convolution(256, 512, 7, 2),
            new EngineCheck.Convolution(512, 512, 7, 1),
            new EngineCheck.Convolution(256, 512, 1, 2)),
        List.copyOf(EngineCheck.of(ResNet1d.stateShapes(ResNet1d.Options.paper()))));
  }
}
