package org.ecgworkbench.dataset;

import java.nio.file.Path;
import java.util.Map;
import org.ecgworkbench.dataset.file.FileSums;

/** What data sets in a folder have in common: who is left out of them, and the sums of their files. */
abstract class FolderDataset implements EcgDataset {
  final Path folder;
  final LeaveOut leftOut;
  private FileSums sums;

  FolderDataset(Path folder, LeaveOut leftOut) {
    this.folder = folder;
    this.leftOut = leftOut;
  }

  final synchronized FileSums sums() {
    if (sums == null) {
      sums = new FileSums(folder, files());
    }
    return sums;
  }

  @Override
  public Map<String, String> leftOut() {
    return leftOut.reasons();
  }

  @Override
  public String manifestSha256() {
    return sums().manifest();
  }

  @Override
  public String toString() {
    return description();
  }
}
