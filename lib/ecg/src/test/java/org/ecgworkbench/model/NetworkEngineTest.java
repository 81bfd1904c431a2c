package org.ecgworkbench.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

class NetworkEngineTest {
  private static final Map<String, String> SETTINGS =
      Map.of("ONEDNN_MAX_CPU_ISA", "AVX2", "ATEN_CPU_CAPABILITY", "avx2", "MKL_CBWR", "COMPATIBLE");

  /** A process of its own: what loads the engine, and with which settings, is decided once. */
  static final class OwnProcess {
    public static void main(String[] args) {
      if (List.of(args).contains("first")) {
        Engine.getInstance();
      }
      if (List.of(args).contains("ahead")) {
        NetworkEngine.load();
      }
      if (List.of(args).contains("end")) {
        NetworkEngine.exit(7);
      }
      try (ResNet1d net =
          new ResNet1d(
              ResNet1d.Options.paper().withWidth(8), new NumpyRandom(1), ComputeDevice.CPU)) {
        System.out.println(NetworkEngine.mode() + " " + net.options().width());
      } catch (NetworkEngine.Unusable | IllegalArgumentException e) {
        System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
      }
      NetworkEngine.exit(0);
    }
  }

  @Test
  void theDefaultIsReproducibleWithOneThread() {
    assertEquals(NetworkEngine.Mode.REPRODUCIBLE, NetworkEngine.mode());
    assertEquals(1, NetworkEngine.defaultThreads());
    NetworkEngine.withThreads(
        4,
        () -> {
          assertEquals(1, JniUtils.getNumThreads());
          return null;
        });
    assertTrue(NetworkEngine.describe().get("engine").startsWith("reproducible"));
  }

  @Test
  void anEngineThatOtherCodeLoadedWithOtherSettingsIsRefused() throws Exception {
    String found = run(Map.of(), List.of(), "first");
    assertTrue(
        found.matches(
            "Unusable: PyTorch was loaded by other code of this process, with .*ONEDNN_MAX_CPU_ISA=.*"
                + "; expected .*MKL_CBWR=COMPATIBLE.*ECG_ENGINE=fast"),
        found);
    assertEquals("reproducible 8", run(SETTINGS, List.of(), "first"));
  }

  @Test
  void anEngineLoadedAheadIsTheSameAndItsFaultIsThrownWhereItIsAskedFor() throws Exception {
    assertEquals("reproducible 8", run(Map.of(), List.of(), "ahead"));
    assertEquals("fast 8", run(Map.of("ECG_ENGINE", "fast"), List.of(), "ahead"));
    assertEquals(
        "IllegalArgumentException: -Decg.engine must be reproducible or fast, found 'quick'",
        run(Map.of(), List.of("-Decg.engine=quick"), "ahead"));
  }

  @Test
  void theExitCodeIsKeptWhateverTheEngineIsAt() throws Exception {
    assertEquals("exit code 7", run(Map.of(), List.of(), "end"));
    assertEquals("exit code 7", run(Map.of(), List.of(), "ahead", "end"));
    assertEquals("exit code 7", run(Map.of(), List.of("-Decg.engine=quick"), "ahead", "end"));
  }

  @Test
  void theFastModeIsChosenByNameAndAnotherNameIsRefused() throws Exception {
    assertEquals("fast 8", run(Map.of("ECG_ENGINE", "fast"), List.of()));
    assertEquals(
        "reproducible 8", run(Map.of("ECG_ENGINE", "fast"), List.of("-Decg.engine=reproducible")));
    assertEquals(
        "IllegalArgumentException: -Decg.engine must be reproducible or fast, found 'quick'",
        run(Map.of(), List.of("-Decg.engine=quick")));
  }

  private static String run(Map<String, String> environment, List<String> options, String... args)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx512m"));
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dai.djl.offline=true");
    command.addAll(options);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), OwnProcess.class.getName()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeAll(SETTINGS.keySet());
    builder.environment().remove("ECG_ENGINE");
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    return code == 0 ? out.strip() : out + "exit code " + code;
  }
}
