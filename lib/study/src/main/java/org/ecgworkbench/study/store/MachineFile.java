package org.ecgworkbench.study.store;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.model.Training;
import org.ecgworkbench.provenance.Provenance;

/**
 * On which machine a saved network was trained, and how long each epoch took. No other file of the folder holds either, and no SHA-256
 * covers this one, so that a saved network is the same on every machine.
 */
public final class MachineFile {
  /** Its name in the folder of a run. */
  public static final String NAME = "machine.json";

  private static final String SECONDS = "epoch seconds";

  private MachineFile() {}

  /**
   * Writes it into the folder of a run; of a training that was taken up again it names the last machine.
   *
   * @param folder of the run
   * @param history of the training, an entry an epoch
   * @throws IOException if it cannot be written
   */
  public static void write(Path folder, List<Training.Epoch> history) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>(Provenance.thisMachine());
    all.put(SECONDS, history.stream().map(e -> Math.round(1e3 * e.seconds()) / 1e3).toList());
    WholeFile.write(
        folder.resolve(NAME),
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(all) + "\n");
  }

  /**
   * {@return the facts of the machine, in order; none where there is no such file}
   *
   * @param folder of a run
   * @throws EcgDataException if it is damaged
   */
  public static Map<String, String> machine(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return Map.of();
    }
    Map<String, String> machine = RunFiles.settings(file);
    machine.remove(SECONDS);
    return machine;
  }
}
