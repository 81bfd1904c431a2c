package org.ecgworkbench.paper.questions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.file.Csv;

/** Device and site of PTB-XL's recordings, as {@code ptbxl_database.csv} states them, for {@link Subgroups}. */
public final class PtbXlOrigin {
  private static final String DATABASE = "ptbxl_database.csv";

  private PtbXlOrigin() {}

  /**
   * {@return the factors {@code device} and {@code site}: the group of each record that states one, by id; empty for another data set}
   *
   * @param data opened from a folder
   * @throws org.ecgworkbench.ecg.EcgDataException if the table cannot be read
   */
  public static Map<String, Map<String, String>> of(EcgDataset data) {
    Optional<Path> table =
        data.files().stream()
            .filter(file -> file.getFileName().toString().equals(DATABASE))
            .filter(Files::exists)
            .findFirst();
    Map<String, Map<String, String>> factors = new LinkedHashMap<>();
    if (table.isEmpty()) {
      return factors;
    }
    Map<String, String> devices = new TreeMap<>();
    Map<String, String> sites = new TreeMap<>();
    for (Csv.Row row : new Csv(table.get(), List.of("ecg_id", "device", "site")).rows()) {
      String id = String.valueOf(100_000 + row.integer("ecg_id")).substring(1);
      String device = row.get("device").strip().replaceAll("\\s+", " ");
      String site = row.get("site").strip();
      if (!device.isEmpty()) {
        devices.put(id, device);
      }
      if (!site.isEmpty()) {
        sites.put(id, "site " + site.replaceFirst("\\.0$", ""));
      }
    }
    factors.put("device", devices);
    factors.put("site", sites);
    return factors;
  }
}
