package org.ecgworkbench.model;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * The engine of the networks: PyTorch through DJL, loaded once a process.
 *
 * <p>In the mode {@link Mode#REPRODUCIBLE} the same work gives the same bytes on every x86-64 processor with AVX2. Three settings see to
 * that, which the engine reads when it is loaded: its convolutions use AVX2 at most, so do its own loops, and its products of matrices
 * take a path that all processors have. One operation uses one thread; many networks are trained side by side instead. In the mode
 * {@link Mode#FAST} the engine uses what the processor offers, and the bytes hold for one kind of processor and one number of threads.
 * {@code -Decg.engine=fast}, or {@code ECG_ENGINE=fast} in the environment, chooses it.
 *
 * <p>The settings are made here and not by a script, so that they hold however the process was started. They are promised by nobody
 * (github.com/uxlfoundation/oneDNN/issues/1443): {@code environment/test processors} compares bytes on other processors, and a check
 * with known answers runs before the first network of a process.
 */
public final class NetworkEngine {
  /** The system property that chooses the mode: {@code reproducible} or {@code fast}. */
  public static final String MODE_PROPERTY = "ecg.engine";

  /** The variable of the environment that chooses the mode where the property does not. */
  public static final String MODE_VARIABLE = "ECG_ENGINE";

  /** How the engine computes. */
  public enum Mode {
    /** The same bytes on every processor; the default. */
    REPRODUCIBLE,
    /** As fast as this processor allows; bytes hold for its kind and the number of threads. */
    FAST;

    /** {@return the mode as a user types it} */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String NAME = "PyTorch";

  /** Where {@code environment/test processors} found the bytes of this machine's code equal; a sample, not a promise. */
  private static final String COMPARED_ON =
      "AMD EPYC 7003, Intel Xeon with AVX-512 (Sapphire Rapids); emulated Intel Haswell, AMD EPYC-Rome, and the latter without cache sizes";

  private static NetworkEngine loaded;
  private static Loading loading;

  private final Mode mode;
  private final Engine engine;
  private final int threads;

  private NetworkEngine(Mode mode) {
    this.mode = mode;
    EngineSettings.prepare(mode);
    engine = Engine.getEngine(NAME);
    EngineSettings.afterLoading();
    threads = mode == Mode.FAST ? JniUtils.getNumThreads() : 1;
  }

  /** Loads it when it is first asked for. */
  private static synchronized NetworkEngine loaded() {
    if (loaded == null) {
      Loading begun = loading;
      loading = null;
      loaded = begun == null ? new NetworkEngine(chosen()) : begun.result();
    }
    return loaded;
  }

  /**
   * Begins to load the engine in a thread of its own, for a caller that has other things to do
   * before its first network. What goes wrong is thrown where the engine is first asked for.
   * Whoever ends the process meanwhile does so by {@link #exit}.
   */
  public static synchronized void load() {
    if (loaded == null && loading == null) {
      loading = new Loading();
    }
  }

  /**
   * Ends the process as {@link System#exit} does, but without taking the engine's library apart
   * first, a tenth of a second's work for memory that is given back anyway. One that is just being
   * loaded is waited for: in the midst of it the process may crash.
   *
   * @param code the exit code
   */
  public static void exit(int code) {
    if (isLoaded()) {
      EngineSettings.leaveAsItIs();
    }
    System.exit(code);
  }

  private static synchronized boolean isLoaded() {
    if (loading != null) {
      loading.await();
    }
    return loaded != null || loading != null && loading.engine != null;
  }

  /** The engine being loaded in a thread. */
  private static final class Loading {
    private final Thread thread = new Thread(this::work, "engine");
    private NetworkEngine engine;
    private Throwable failure;

    Loading() {
      thread.setDaemon(true);
      thread.start();
    }

    private void work() {
      try {
        engine = new NetworkEngine(chosen());
      } catch (RuntimeException | Error e) {
        failure = e;
      }
    }

    NetworkEngine result() {
      await();
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      return engine;
    }

    void await() {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static Engine engine() {
    return loaded().engine;
  }

  /** The engine of this process cannot be used as the mode asks; the message is one sentence that says why and what to do. */
  public static final class Unusable extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
      super(message);
    }
  }

  /**
   * {@return the mode of this process}
   *
   * @throws IllegalArgumentException if property or variable name another than {@code reproducible} or {@code fast}
   * @throws Unusable if other code has loaded PyTorch with other settings, or the processor has no AVX2
   */
  public static Mode mode() {
    return loaded().mode;
  }

  /**
   * Chooses the mode of this process, before its first network.
   *
   * @param mode how the engine is to compute
   * @throws IllegalStateException if the engine is loaded and computes otherwise
   */
  public static synchronized void use(Mode mode) {
    if (mode == chosen()) {
      return;
    }
    if (loaded != null || loading != null) {
      throw new IllegalStateException(
          "the engine of this process is loaded and computes %s; %s needs a process of its own (in a notebook, a restarted kernel)"
              .formatted(chosen(), mode));
    }
    System.setProperty(MODE_PROPERTY, mode.toString());
  }

  /**
   * {@return the mode that property or variable choose, without loading the engine}
   *
   * @throws IllegalArgumentException if they name another than {@code reproducible} or {@code fast}
   */
  public static Mode chosen() {
    String chosen = System.getProperty(MODE_PROPERTY);
    String where = "-D" + MODE_PROPERTY;
    if (chosen == null || chosen.isBlank()) {
      chosen = System.getenv(MODE_VARIABLE);
      where = MODE_VARIABLE;
    }
    if (chosen == null || chosen.isBlank()) {
      return Mode.REPRODUCIBLE;
    }
    for (Mode mode : Mode.values()) {
      if (mode.toString().equals(chosen.strip())) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        where + " must be reproducible or fast, found '" + chosen.strip() + "'");
  }

  /**
   * {@return what a result computed here depends on: versions of DJL and PyTorch, the device, the mode, the processors on which bytes were
   * compared, or in the fast mode the kind of processor and the number of threads; in order}
   */
  public static Map<String, String> describe() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("DJL", Engine.getDjlVersion());
    facts.put(NAME, engine().getVersion());
    facts.put("device", engine().defaultDevice().toString());
    if (mode() == Mode.REPRODUCIBLE) {
      facts.put(
          "engine",
          "reproducible: for x86-64 processors with AVX2; bytes were compared on those named here");
      facts.put("bytes compared on", COMPARED_ON);
    } else {
      facts.put("engine", "fast: bytes hold for one kind of processor and number of threads");
      facts.put("engine's processor", EngineSettings.processor());
      facts.put("engine's threads", String.valueOf(loaded().threads));
    }
    return facts;
  }

  /** {@return threads of one operation by default: 1 in the reproducible mode, the engine's own choice in the fast one} */
  public static int defaultThreads() {
    return loaded().threads;
  }

  /**
   * Does work of this Java thread with so many threads of the engine for one operation, and sets the number that it had again
   * afterwards. In the reproducible mode the number is always 1, because another gives other bytes. Jobs side by side, as many as
   * cores and with one thread each, are faster than one job with all cores.
   *
   * @param <T> what the work gives
   * @param threads 0 for the default
   * @param work called once, in this thread; whatever it throws is thrown on
   * @return what the work gave
   * @throws IllegalArgumentException if the number is negative
   */
  public static <T> T withThreads(int threads, Supplier<T> work) {
    if (threads < 0) {
      throw new IllegalArgumentException("threads must not be negative, found " + threads);
    }
    int wanted = threads == 0 || mode() == Mode.REPRODUCIBLE ? defaultThreads() : threads;
    int before = JniUtils.getNumThreads();
    if (before == wanted) {
      return work.get();
    }
    JniUtils.setNumThreads(wanted);
    try {
      return work.get();
    } finally {
      JniUtils.setNumThreads(before);
    }
  }

  /** Sees to it that this Java thread computes with as many threads as the mode allows; a new thread has as many as there are cores. */
  static void useThreadsOfMode() {
    if (mode() == Mode.REPRODUCIBLE && JniUtils.getNumThreads() != 1) {
      JniUtils.setNumThreads(1);
    }
  }

  /**
   * Does work on a batch.
   *
   * @throws EcgDataException if the engine gets no memory for it; names the size of the batch
   */
  static <T> T onBatch(int records, int leads, int samples, Supplier<T> work) {
    try {
      return work.get();
    } catch (EngineException e) {
      String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("allocate memory") || message.contains("out of memory")) {
        throw new EcgDataException(
            "not enough memory for a batch of %d records x %d leads x %d samples (%s); a smaller batch size needs less"
                .formatted(records, leads, samples, message.lines().findFirst().orElse("")),
            e);
      }
      throw e;
    }
  }
}
