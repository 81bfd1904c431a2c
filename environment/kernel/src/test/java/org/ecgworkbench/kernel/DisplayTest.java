package org.ecgworkbench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class DisplayTest {
  @Test
  void anImageIsShownAsPngWithTheSamePixels() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(2, 1, 0x123456);
    String base64 = (String) Display.render(image).getData(MIMEType.IMAGE_PNG);
    BufferedImage back = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    assertEquals(0xFF123456, back.getRGB(2, 1));
    assertEquals("image, 3 x 2 pixels", Display.render(image).getData(MIMEType.TEXT_PLAIN));
  }

  @Test
  void arraysAreShownByTheirElements() {
    assertEquals("[1, 2]", Display.render(new int[] {1, 2}).getData(MIMEType.TEXT_PLAIN));
    assertEquals(
        "[[0.5], []]", Display.render(new double[][] {{0.5}, {}}).getData(MIMEType.TEXT_PLAIN));
  }

  @Test
  void withoutAKernelShowingIsRefused() {
    assertFalse(Display.isRunning());
    assertThrows(IllegalStateException.class, () -> Display.show(Map.of("text/plain", "x")));
  }

  /** The contract in the class comment, which libraries rely on by reflection. */
  @Test
  void theContractForLibrariesHolds() throws ReflectiveOperationException {
    Class<?> display = Class.forName("org.ecgworkbench.kernel.Display");
    assertEquals(boolean.class, display.getMethod("isRunning").getReturnType());
    assertEquals(String.class, display.getMethod("show", Map.class).getReturnType());
    assertEquals(
        List.of(String.class, Map.class),
        List.of(display.getMethod("update", String.class, Map.class).getParameterTypes()));
  }
}
