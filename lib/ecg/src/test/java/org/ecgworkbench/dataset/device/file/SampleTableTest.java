package org.ecgworkbench.dataset.device.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Expected: values and extremes by a look at each sample. */
class SampleTableTest {
  @Test
  void extremesAreThoseOfTheConvertedSamplesInEveryWindowWhateverTheLines() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      boolean signed = random.nextBoolean();
      double step = random.nextBoolean() ? 0.00488 : -0.0025;
      double[] table = new double[1 << 16];
      for (int i = 0; i < table.length; i++) {
        table[i] = (signed ? (short) i : i) * step + 0.1;
      }
      int samples = 1 + random.nextInt(200);
      int window = 1 + random.nextInt(random.nextBoolean() ? 20 : 250);
      int perLine = 1 + random.nextInt(samples + 5);
      int stride = 2 * (1 + random.nextInt(3));
      int line = perLine * stride + random.nextInt(7);
      int begin = random.nextInt(9);
      int lines = (samples + perLine - 1) / perLine;
      byte[] bytes = new byte[begin + lines * line + stride];
      random.nextBytes(bytes);
      double[] expected = new double[samples];
      for (int i = 0; i < samples; i++) {
        int at = begin + i / perLine * line + i % perLine * stride;
        short value = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(at);
        expected[i] = (signed ? value : value & 0xffff) * step + 0.1;
      }
      double[] into = new double[samples];
      int[] found =
          SampleTable.convert(
              table,
              new SampleTable.Lines(bytes, begin, stride, perLine, line, signed),
              into,
              window);
      assertArrayEquals(expected, into);
      double[] extremes = SampleTable.millivolts(table, found);
      assertEquals(2 * ((samples + window - 1) / window), extremes.length);
      for (int w = 0; w < extremes.length / 2; w++) {
        double[] some =
            Arrays.copyOfRange(expected, w * window, Math.min(samples, (w + 1) * window));
        Arrays.sort(some);
        assertEquals(some[0], extremes[2 * w]);
        assertEquals(some[some.length - 1], extremes[2 * w + 1]);
      }
      int low = Arrays.stream(found).min().orElseThrow();
      int high = Arrays.stream(found).max().orElseThrow();
      assertEquals(true, SampleTable.within(found, low, high));
      assertEquals(false, SampleTable.within(found, low + 1, high));
      assertEquals(false, SampleTable.within(found, low, high - 1));
    }
  }
}
