package org.ecgworkbench.model;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the engine reads from the environment when it is loaded, and the one switch that it has only in its own library. Java shows the
 * environment as it was at its start and cannot change it; so the C library is asked.
 */
final class EngineSettings {
  /** The convolutions of oneDNN, PyTorch's own loops, and MKL's products of matrices. */
  private static final Map<String, String> REPRODUCIBLE =
      Map.of(
          "ONEDNN_MAX_CPU_ISA", "AVX2",
          "ATEN_CPU_CAPABILITY", "avx2",
          "MKL_CBWR", "COMPATIBLE");

  private static final String LIBRARY = "libtorch_cpu.so";
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  private EngineSettings() {}

  /** The two functions of the C library that are needed. */
  private interface C extends Library {
    int setenv(String name, String value, int overwrite);

    String getenv(String name);
  }

  /**
   * Makes the settings of a mode.
   *
   * @throws NetworkEngine.Unusable if the engine was loaded already, with other settings, or the processor cannot follow them
   */
  static void prepare(NetworkEngine.Mode mode) {
    if (mode == NetworkEngine.Mode.FAST || !Files.isReadable(MAPS)) {
      return;
    }
    if (!flags().contains(" avx2 ") || !flags().contains(" fma ")) {
      throw new NetworkEngine.Unusable(
          "this processor (%s) has no AVX2, with which the networks compute the same bytes everywhere; %s=fast computes without"
              .formatted(processor(), NetworkEngine.MODE_VARIABLE));
    }
    C c = Native.load("c", C.class);
    if (library().isEmpty()) {
      REPRODUCIBLE.forEach((name, value) -> c.setenv(name, value, 1));
      return;
    }
    Map<String, String> found = new LinkedHashMap<>();
    REPRODUCIBLE.keySet().stream().sorted().forEach(name -> found.put(name, c.getenv(name)));
    if (!found.equals(REPRODUCIBLE)) {
      throw new NetworkEngine.Unusable(
          "PyTorch was loaded by other code of this process, with %s; expected %s, so that networks compute the same bytes everywhere. Use"
                  .formatted(found, new TreeMap<>(REPRODUCIBLE))
              + " a network of the workbench first, or set these variables before Java starts, or choose "
              + NetworkEngine.MODE_VARIABLE
              + "=fast");
    }
  }

  /**
   * Turns NNPACK off. The engine asks for it anew at each convolution that oneDNN does not take, writes a line to the error stream where it
   * does not know the processor's caches, and computes with other code, and so other bytes, where it does. DJL has no call for this.
   */
  static void afterLoading() {
    Optional<String> library = library();
    if (library.isEmpty()) {
      return;
    }
    NativeLibrary torch = NativeLibrary.getInstance(library.get());
    Pointer context = torch.getFunction("_ZN2at13globalContextEv").invokePointer(new Object[0]);
    Function off = torch.getFunction("_ZN2at7Context20setUserEnabledNNPACKEb");
    off.invokeVoid(new Object[] {context, (byte) 0});
  }

  /**
   * Lets the process, when it ends, end without what native libraries have registered for that; its
   * exit code is kept.
   */
  static void leaveAsItIs() {
    if (!Files.isReadable(MAPS)) {
      return;
    }
    NativeLibrary c = NativeLibrary.getInstance("c");
    // What other native code has printed.
    c.getFunction("fflush").invokeInt(new Object[] {Pointer.NULL});
    // What is registered last is called first, with the exit code.
    c.getFunction("on_exit").invokeInt(new Object[] {c.getFunction("_exit"), Pointer.NULL});
  }

  /** Where the engine's library lies, if this process has loaded it. */
  private static Optional<String> library() {
    if (!Files.isReadable(MAPS)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(MAPS)) {
      return lines
          .filter(line -> line.endsWith("/" + LIBRARY))
          .map(line -> line.substring(line.indexOf('/')))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + MAPS, e);
    }
  }

  /** The kind of processor that the machine states, or {@code unknown}. */
  static String processor() {
    return field("model name").orElse("unknown");
  }

  private static String flags() {
    return " " + field("flags").orElse("") + " ";
  }

  private static Optional<String> field(String name) {
    if (!Files.isReadable(PROCESSOR)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(PROCESSOR)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + PROCESSOR, e);
    }
  }
}
