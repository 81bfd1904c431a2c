package org.ecgworkbench.dataset.device.array;

import java.util.List;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;

/**
 * A {@code .npy} file of one recording, leads by samples or samples by leads. It states neither
 * rate nor unit nor leads: the rate is left open, fractions are taken as mV, whole numbers as uV,
 * and the standard order of leads is assumed, each with a note.
 */
public final class NumpyFormat implements DeviceFormat {
  @Override
  public String name() {
    return "NumPy .npy";
  }

  @Override
  public boolean recognises(DeviceSource source) {
    return NumpyArray.isArray(source.head());
  }

  /**
   * Reads it.
   *
   * @throws org.ecgworkbench.ecg.EcgDataException if the file is damaged, holds Python objects or
   *     several recordings, or the leads' axis cannot be told
   */
  @Override
  public DeviceRecording read(DeviceSource source) {
    NumpyArray array = new NumpyArray(source.name(), source.bytes());
    NumpyType type = array.sampleType();
    NumpyFacts facts = new NumpyFacts(source.name());
    NumpyAxes axes = NumpyAxes.of(source.name(), array.shape, facts.leadCount());
    double[][] values = axes.values(array.data(), type, array.firstAxisFastest);
    return facts.recording(name(), array.version, values, type.isWhole(), List.of());
  }
}
