package org.ecgworkbench.random;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.ecgworkbench.base.Sha256;

/**
 * NumPy's legacy generator, {@code numpy.random.RandomState}: the 32-bit Mersenne twister (Matsumoto and Nishimura 1998, doi
 * 10.1145/272991.272995) with NumPy's way of turning its draws into doubles, bounded integers, normal values and permutations. The
 * same seed gives the same values as in NumPy, so splits and augmentations can be compared number by number.
 *
 * <p>Not safe for several threads: every purpose has its own generator, see {@link #stream(long, String)}.
 */
public final class NumpyRandom {
  private static final int N = 624;
  private static final int M = 397;

  private final int[] state = new int[N];
  private int position = N;
  private boolean hasSpareNormal;
  private double spareNormal;

  /**
   * {@code RandomState(seed)}.
   *
   * @param seed 0 to 2^32 - 1
   * @throws IllegalArgumentException if the seed is outside that range
   */
  public NumpyRandom(long seed) {
    if (seed < 0 || seed > 0xFFFFFFFFL) {
      throw new IllegalArgumentException("seed must be 0 to 4294967295, found " + seed);
    }
    seed((int) seed);
  }

  /**
   * {@code RandomState(array of uint32)}: the reference initialisation by array.
   *
   * @param key the 32 bits of each number, at least one; not kept
   * @throws IllegalArgumentException if there is none
   */
  public NumpyRandom(int[] key) {
    if (key.length == 0) {
      throw new IllegalArgumentException("a seed array needs at least one value");
    }
    seed(19650218);
    int i = 1;
    int j = 0;
    for (int k = Math.max(N, key.length); k > 0; k--) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1664525)) + key[j] + j;
      i++;
      j++;
      if (i >= N) {
        state[0] = state[N - 1];
        i = 1;
      }
      if (j >= key.length) {
        j = 0;
      }
    }
    for (int k = N - 1; k > 0; k--) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1566083941)) - i;
      i++;
      if (i >= N) {
        state[0] = state[N - 1];
        i = 1;
      }
    }
    state[0] = 0x80000000;
    position = N;
  }

  /**
   * The named stream of a run: one generator a purpose (split, initialisation, shuffling, augmentation, dropout, attribution, bootstrap),
   * so that one more draw in one never shifts another. It is {@code RandomState(words)} with the eight big-endian 32-bit words of SHA-256
   * of the text {@code seed:purpose}.
   *
   * @param seed of the run, any number
   * @param purpose what is drawn, for example {@code folds}; any text, of which a letter more or less is another stream
   * @return a generator at its beginning, the same for the same seed and purpose
   */
  public static NumpyRandom stream(long seed, String purpose) {
    byte[] digest = Sha256.digest().digest((seed + ":" + purpose).getBytes(StandardCharsets.UTF_8));
    int[] words = new int[8];
    ByteBuffer.wrap(digest).asIntBuffer().get(words);
    return new NumpyRandom(words);
  }

  private void seed(int seed) {
    state[0] = seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
    position = N;
  }

  /** {@return the next 32 bits of the generator, as a signed int} */
  public int nextInt32() {
    if (position == N) {
      refill();
    }
    return tempered(state[position++]);
  }

  /**
   * Fills the first {@code count} places with what so many calls of {@link #nextInt32} would give, and faster.
   *
   * @param values takes the draws; places from {@code count} on are left as they are
   * @param count 0 to the length of the array
   * @throws IndexOutOfBoundsException if there are fewer places; some may have been drawn by then
   */
  public void nextInt32s(int[] values, int count) {
    for (int filled = 0; filled < count; ) {
      if (position == N) {
        refill();
      }
      int n = Math.min(count - filled, N - position);
      for (int i = 0; i < n; i++) {
        values[filled + i] = tempered(state[position + i]);
      }
      filled += n;
      position += n;
    }
  }

  private static int tempered(int word) {
    int y = word ^ word >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void refill() {
    int[] words = state;
    for (int k = 0; k < N - M; k++) {
      words[k] = words[k + M] ^ twisted(words[k], words[k + 1]);
    }
    for (int k = N - M; k < N - 1; k++) {
      words[k] = words[k + M - N] ^ twisted(words[k], words[k + 1]);
    }
    words[N - 1] = words[M - 1] ^ twisted(words[N - 1], words[0]);
    position = 0;
  }

  private static int twisted(int high, int low) {
    return ((high & 0x80000000) | (low & 0x7fffffff)) >>> 1 ^ (-(low & 1) & 0x9908b0df);
  }

  /**
   * {@code random_sample()}.
   *
   * @return uniform in [0, 1) with 53 bits, from two draws of {@link #nextInt32}
   */
  public double nextDouble() {
    long high = nextInt32() >>> 5;
    long low = nextInt32() >>> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
  }

  /**
   * {@code uniform(low, high)}, from one {@link #nextDouble}.
   *
   * @param low the least value, which can occur
   * @param high the bound, which cannot but by rounding; NumPy's formula takes one below {@code low}, too
   * @return {@code low + (high - low) * nextDouble()}
   */
  public double uniform(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /**
   * {@code randn()}: standard normal by the polar method; values come in pairs, the second is kept for the next call.
   *
   * @return a value of mean 0 and standard deviation 1
   */
  public double nextNormal() {
    if (hasSpareNormal) {
      hasSpareNormal = false;
      return spareNormal;
    }
    double x1;
    double x2;
    double r2;
    do {
      x1 = 2.0 * nextDouble() - 1.0;
      x2 = 2.0 * nextDouble() - 1.0;
      r2 = x1 * x1 + x2 * x2;
    } while (r2 >= 1.0 || r2 == 0.0);
    double f = Math.sqrt(-2.0 * StrictMath.log(r2) / r2);
    spareNormal = f * x1;
    hasSpareNormal = true;
    return f * x2;
  }

  /**
   * {@code normal(mean, standardDeviation)}, from one {@link #nextNormal}.
   *
   * @param mean added to the value
   * @param standardDeviation the factor; NumPy refuses a negative one, here it is taken as it is
   * @return {@code mean + standardDeviation * nextNormal()}
   */
  public double normal(double mean, double standardDeviation) {
    return mean + standardDeviation * nextNormal();
  }

  /**
   * {@code randint(0, bound)}, also {@code choice(bound)}: uniform by mask and rejection.
   *
   * @param bound one more than the greatest value; 1 draws nothing from the generator
   * @return 0 to bound - 1
   * @throws IllegalArgumentException if the bound is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive, found " + bound);
    }
    int max = bound - 1;
    if (max == 0) {
      return 0;
    }
    int mask = -1 >>> Integer.numberOfLeadingZeros(max);
    int value;
    do {
      value = nextInt32() & mask;
    } while (value > max);
    return value;
  }

  /**
   * {@code permutation(n)}.
   *
   * @param n 0 or more
   * @return the numbers 0 to n - 1 in random order
   */
  public int[] permutation(int n) {
    int[] values = new int[n];
    Arrays.setAll(values, i -> i);
    shuffle(values);
    return values;
  }

  /**
   * {@code shuffle(values)}, in place.
   *
   * @param values changed; none or one is left as it is and draws nothing
   */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int t = values[i];
      values[i] = values[j];
      values[j] = t;
    }
  }

  /**
   * The generator's whole state, for checkpoints.
   *
   * @return 627 values, from which {@link #restore(long[])} goes on with the same draws; a new array
   */
  public long[] state() {
    long[] saved = new long[N + 3];
    for (int i = 0; i < N; i++) {
      saved[i] = state[i];
    }
    saved[N] = position;
    saved[N + 1] = hasSpareNormal ? 1 : 0;
    saved[N + 2] = Double.doubleToRawLongBits(spareNormal);
    return saved;
  }

  /**
   * A generator that goes on from a saved state.
   *
   * @param saved what {@link #state()} gave; not kept
   * @return a generator whose next draw is that which came after the state was taken
   * @throws IllegalArgumentException if it has another length; the values themselves are believed
   */
  public static NumpyRandom restore(long[] saved) {
    if (saved.length != N + 3) {
      throw new IllegalArgumentException(
          "a saved generator has " + (N + 3) + " values, found " + saved.length);
    }
    NumpyRandom random = new NumpyRandom(0);
    for (int i = 0; i < N; i++) {
      random.state[i] = (int) saved[i];
    }
    random.position = (int) saved[N];
    random.hasSpareNormal = saved[N + 1] == 1;
    random.spareNormal = Double.longBitsToDouble(saved[N + 2]);
    return random;
  }
}
