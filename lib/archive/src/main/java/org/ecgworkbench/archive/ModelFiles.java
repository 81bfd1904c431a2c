package org.ecgworkbench.archive;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ecgworkbench.base.Sha256;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.recording.ShippedModel;

/**
 * A network on its way to other machines: the bytes of its files. Each process loads it, and with it the engine, once.
 *
 * @param sha256 of the weights
 * @param files the bytes by the file's name
 */
record ModelFiles(String sha256, Map<String, byte[]> files) implements Serializable {
  private static final long serialVersionUID = 1;

  private static ShippedModel loaded;
  private static String loadedSha256;

  static ModelFiles of(ShippedModel model) {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(model.folder())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.equals(TrainedModel.FILE_NAME)
            || name.equals("SHA256SUMS")
            || name.equals("predictions-validation.csv")) {
          files.put(name, Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model in " + model.folder(), e);
    }
    return new ModelFiles(Sha256.of(files.get(TrainedModel.FILE_NAME)), files);
  }

  /** The network of this process; it stays loaded. Several threads may use it. */
  ShippedModel load() {
    synchronized (ModelFiles.class) {
      if (!sha256.equals(loadedSha256)) {
        if (loaded != null) {
          loaded.close();
        }
        loaded = fromBytes();
        loadedSha256 = sha256;
      }
      return loaded;
    }
  }

  private ShippedModel fromBytes() {
    try {
      Path folder = Files.createTempDirectory("ecg-model");
      try {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
          Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        return ShippedModel.load(folder);
      } finally {
        try (Stream<Path> all = Files.walk(folder)) {
          for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the model to a temporary folder", e);
    }
  }
}
